//! What every answer to a map program has in common: the language asked for, and the headers of public data.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::access::{Action, Who, may};
use lexicon::language::Lang;
use web::door::Door;

use crate::fault::Fault;

/// Seconds an answer may be kept by a cache: plan data change rarely, but then they count.
const FRESH: &str = "public, max-age=60";

/// One request of a map program.
#[derive(Clone, Debug)]
pub struct Call {
    pub lang: Lang,
    /// The path asked for.
    pub path: String,
    /// Its query as it came.
    pub query: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Call {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Call, Self::Rejection> {
        let asked = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Call {
            lang: language(asked.unwrap_or_default()),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
        })
    }
}

/// The first language of a list that we speak; the language of law where there is none (RFC 9110 §12.5.4).
fn language(asked: &str) -> Lang {
    let mut tags = asked.split(',').filter_map(|part| part.split(';').next());
    tags.find_map(|tag| Lang::parse(tag).ok()).unwrap_or_default()
}

/// Whoever asks without a name may see what is public of the land, and nothing else is here.
///
/// # Errors
/// The house does not show its land to the public.
pub fn admit() -> Result<(), Fault> {
    if may(&Who::Public, Action::SeeLand, None) { Ok(()) } else { Err(Fault::of(StatusCode::FORBIDDEN, "denied")) }
}

/// An answer with its type and the headers of public data that any site's map may show.
#[must_use]
pub fn public(media_type: &str, body: Vec<u8>) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    let value = HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, value);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FRESH));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    open(response)
}

/// Lets maps of other sites read an answer: it holds nothing but public data.
#[must_use]
pub fn open(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let name = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(name, HeaderValue::from_static("cross-origin"));
    // Data and pictures: nothing in them is ever to be run or loaded.
    let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// The address of a path of ours as the public reaches it.
#[must_use]
pub fn address(door: &Door, path: &str) -> String {
    format!("{}{path}", door.desk.office().public_url.trim_end_matches('/'))
}

/// Runs work that takes more than a moment beside the requests that do not.
///
/// # Errors
/// What the work says; a fault of ours when it broke.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(cause) => {
            tracing::error!(%cause, "an answer to a map program could not be made");
            Err(Fault::of(StatusCode::INTERNAL_SERVER_ERROR, "broken"))
        }
    }
}
