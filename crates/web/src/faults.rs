//! The door's last layer: a bare error becomes a page that says the next step.
//!
//! Handlers and layers answer a status without a body; here it is dressed in the reader's language.
//! Answers to programs (no `text/html` among what they take) and answers that have a body stay as they
//! are. Nothing about the inside of the house is told, only the id of the request.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use crate::address;
use crate::render::Pages;
use crate::view::fault::FaultPage;
use crate::view::frame::Frame;

/// What is needed to dress an error.
#[derive(Clone)]
pub struct Dresser {
    pages: Arc<Pages>,
    frame: Arc<dyn Fn(&str) -> Frame + Send + Sync>,
}

impl Dresser {
    /// `frame` makes the frame of a path (with its language), without anything personal in it.
    #[must_use]
    pub fn new(pages: Arc<Pages>, frame: impl Fn(&str) -> Frame + Send + Sync + 'static) -> Dresser {
        Dresser { pages, frame: Arc::new(frame) }
    }
}

/// More about an error than its status; a handler puts it into the response's extensions.
#[derive(Clone, Debug)]
pub struct Told(pub FaultPage);

/// The layer: `axum::middleware::from_fn_with_state(dresser, faults::dress)`, outside all others.
pub async fn dress(State(dresser): State<Dresser>, request: Request, next: Next) -> Response {
    if !takes_pages(request.headers()) {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
    let trace = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let response = next.run(request).await;
    let status = response.status();
    let is_bare = !response.headers().contains_key(header::CONTENT_TYPE);
    if !is_bare || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let told = response.extensions().get::<Told>().map(|told| told.0.clone());
    let mut page = told.unwrap_or_else(|| FaultPage::of(status.as_u16()));
    page.trace = page.trace.or(trace);
    page.wait_s = page.wait_s.or_else(|| wait(response.headers()));
    let (_, own_path) = address::split(&path);
    let mut frame = (dresser.frame)(&path);
    frame.path = own_path.to_owned();
    match dresser.pages.render(&frame, &page) {
        Ok(html) => {
            let (mut parts, _) = response.into_parts();
            parts.headers.remove(header::CONTENT_LENGTH);
            let mut dressed = (status, Html(html)).into_response();
            dressed.headers_mut().extend(parts.headers);
            dressed
        }
        Err(cause) => {
            tracing::error!(%cause, "the page of an error cannot be made");
            response
        }
    }
}

fn takes_pages(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("text/html"))
}

fn wait(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    async fn check(path: &str, accept: &str) -> (StatusCode, String) {
        let pages = Arc::new(Pages::load().unwrap());
        let dresser = Dresser::new(pages, |path| crate::samples::frame(address::split(path).0));
        let busy = || async { ([(header::RETRY_AFTER, "30")], StatusCode::TOO_MANY_REQUESTS) };
        let door = Router::new()
            .route("/en/busy", get(busy))
            .route("/own", get(|| async { (StatusCode::BAD_REQUEST, "own words") }))
            .layer(from_fn_with_state(dresser, dress));
        let request = Request::get(path).header(header::ACCEPT, accept).body(Body::empty()).unwrap();
        let answer = door.oneshot(request).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_path_nobody_knows_gets_a_page_in_its_language() {
        let (status, body) = check("/en/nowhere", "text/html").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(body.contains("<html lang=\"en\"") && body.contains("<h1"));
        assert!(check("/nowhere", "text/html").await.1.contains("<html lang=\"zh-Hant\""));
    }

    #[tokio::test]
    async fn too_many_requests_are_told_how_long_to_wait() {
        let (status, body) = check("/en/busy", "text/html").await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
        assert!(body.contains("30 seconds"));
    }

    #[tokio::test]
    async fn programs_and_answers_with_words_of_their_own_are_left_alone() {
        assert_eq!(check("/nowhere", "application/json").await.1, "");
        assert_eq!(check("/own", "text/html").await.1, "own words");
    }
}
