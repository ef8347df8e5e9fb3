//! Forms are answered only when they came from our own pages.
//!
//! A signed double-submit cookie: the cookie holds a secret and our signature of it, the form holds the
//! secret masked anew for every answer, so that compression tells nothing (BREACH). Where the browser
//! says the request came from another site it is refused before the token is looked at; a multipart
//! form, whose fields are not read here, must be said to come from our own site and carries its token
//! in the header or is checked with [`Csrf::fits`] by its handler.
//! Refuses to guard the API: programs bring keys, not cookies. OWASP CSRF Prevention.

use std::fmt;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::hmac;
use subtle::ConstantTimeEq;

use crate::headers::Scheme;

/// The name of the form field and, with `x-` before it and `-token` after, of the header.
pub const FIELD: &str = "csrf";
const SECRET_BYTES: usize = 32;

/// The guard, made once from a key of the house.
#[derive(Clone)]
pub struct Guard {
    key: Arc<hmac::Key>,
    scheme: Scheme,
    /// Bytes of a plain form that are read to find its token; a longer form is answered 413.
    form_bytes: usize,
}

impl fmt::Debug for Guard {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Guard").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

/// The secret of this browser; in the request's extensions behind the layer.
#[derive(Clone)]
pub struct Csrf([u8; SECRET_BYTES]);

impl fmt::Debug for Csrf {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Csrf(…)")
    }
}

impl Guard {
    /// A guard. `key` is at least 32 secret bytes; `form_bytes` bounds what a plain form may weigh.
    #[must_use]
    pub fn new(key: &[u8], scheme: Scheme, form_bytes: usize) -> Guard {
        Guard { key: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, key)), scheme, form_bytes }
    }

    fn cookie_name(&self) -> &'static str {
        match self.scheme {
            Scheme::Https => "__Host-takau-form",
            Scheme::Http => "takau-form",
        }
    }

    fn kept(&self, headers: &HeaderMap) -> Option<Csrf> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == self.cookie_name())?;
        let (secret, signature) = value.split_once('.')?;
        let secret: [u8; SECRET_BYTES] = BASE64.decode(secret).ok()?.try_into().ok()?;
        hmac::verify(&self.key, &secret, &BASE64.decode(signature).ok()?).ok()?;
        Some(Csrf(secret))
    }

    fn cookie(&self, secret: &Csrf) -> String {
        let signature = hmac::sign(&self.key, &secret.0);
        let secure = if self.scheme == Scheme::Https { "; Secure" } else { "" };
        let (secret, signature) = (BASE64.encode(secret.0), BASE64.encode(signature.as_ref()));
        format!("{}={secret}.{signature}; Path=/; HttpOnly; SameSite=Lax{secure}", self.cookie_name())
    }
}

impl Csrf {
    fn new() -> Option<Csrf> {
        let mut secret = [0; SECRET_BYTES];
        getrandom::fill(&mut secret).ok()?;
        Some(Csrf(secret))
    }

    /// The token for one answer: a fresh mask and the secret under it. Empty only when the machine has
    /// no randomness, and then no form is accepted.
    #[must_use]
    pub fn token(&self) -> String {
        let mut token = [0; SECRET_BYTES * 2];
        if getrandom::fill(&mut token[..SECRET_BYTES]).is_err() {
            return String::new();
        }
        for at in 0..SECRET_BYTES {
            token[SECRET_BYTES + at] = token[at] ^ self.0[at];
        }
        BASE64.encode(token)
    }

    /// Whether a token was made for this browser.
    #[must_use]
    pub fn fits(&self, token: &str) -> bool {
        let Ok(bytes) = BASE64.decode(token) else { return false };
        if bytes.len() != SECRET_BYTES * 2 {
            return false;
        }
        let (mask, masked) = bytes.split_at(SECRET_BYTES);
        let secret: Vec<u8> = mask.iter().zip(masked).map(|(mask, byte)| mask ^ byte).collect();
        secret.ct_eq(&self.0).into()
    }
}

/// The layer: `axum::middleware::from_fn_with_state(guard, csrf::check)`.
pub async fn check(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let kept = guard.kept(request.headers());
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_safe {
        let Some(secret) = &kept else { return StatusCode::FORBIDDEN.into_response() };
        request = match admit(&guard, secret, request).await {
            Ok(request) => request,
            Err(status) => return status.into_response(),
        };
    }
    let fresh = kept.is_none();
    let Some(secret) = kept.or_else(Csrf::new) else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let cookie = fresh.then(|| guard.cookie(&secret));
    request.extensions_mut().insert(secret);
    let mut response = next.run(request).await;
    if let Some(value) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

async fn admit(guard: &Guard, secret: &Csrf, request: Request) -> Result<Request, StatusCode> {
    let site = origin_of(request.headers());
    if site == Origin::Elsewhere {
        return Err(StatusCode::FORBIDDEN);
    }
    let header_token = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok());
    let by_header = header_token.is_some_and(|token| secret.fits(token));
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if kind.starts_with("multipart/form-data") {
        return if by_header || site == Origin::Ours { Ok(request) } else { Err(StatusCode::FORBIDDEN) };
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(StatusCode::FORBIDDEN);
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, guard.form_bytes).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| StatusCode::BAD_REQUEST)?;
    // A token is BASE64 for addresses, which a form sends unescaped.
    let token = text.split('&').filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == FIELD);
    if !by_header && !token.is_some_and(|(_, token)| secret.fits(token)) {
        return Err(StatusCode::FORBIDDEN);
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

#[derive(PartialEq)]
enum Origin {
    Ours,
    Elsewhere,
    Unsaid,
}

/// What the browser says about where the request comes from (Fetch Metadata, else `Origin`).
fn origin_of(headers: &HeaderMap) -> Origin {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin") => return Origin::Ours,
        Some("none") | None => {}
        Some(_) => return Origin::Elsewhere,
    }
    let Some(origin) = text("origin") else { return Origin::Unsaid };
    let from = origin.split_once("://").map(|(_, host)| host);
    if from.is_some() && from == text("host") { Origin::Ours } else { Origin::Elsewhere }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use axum::{Extension, Form, Router};
    use std::collections::BTreeMap;
    use tower::ServiceExt;

    fn door() -> Router {
        let show = |Extension(secret): Extension<Csrf>| async move { secret.token() };
        let take = |Form(fields): Form<BTreeMap<String, String>>| async move { fields["name"].clone() };
        Router::new()
            .route("/", get(show).post(take))
            .route("/upload", axum::routing::post(|| async { "taken" }))
            .layer(from_fn_with_state(Guard::new(&[7; 32], Scheme::Http, 1_000), check))
    }

    /// A cookie and a token, as a browser gets them.
    async fn visit() -> (String, String) {
        let answer = door().oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let token = to_bytes(answer.into_body(), 1_000).await.unwrap();
        (cookie, String::from_utf8(token.to_vec()).unwrap())
    }

    async fn check_post(cookie: &str, body: String, more: &[(&str, &str)]) -> StatusCode {
        let mut request = Request::post("/")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::HOST, "takau.example")
            .header(header::COOKIE, cookie);
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        door().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap().status()
    }

    #[tokio::test]
    async fn a_form_of_our_own_page_is_taken_and_its_fields_arrive() {
        let (cookie, token) = visit().await;
        assert_eq!(check_post(&cookie, format!("csrf={token}&name=a"), &[]).await, StatusCode::OK);
    }

    #[tokio::test]
    async fn a_form_without_the_right_token_is_refused() {
        let (cookie, _) = visit().await;
        let (_, strange) = visit().await;
        for body in ["name=a".to_owned(), "csrf=&name=a".to_owned(), format!("csrf={strange}&name=a")] {
            assert_eq!(check_post(&cookie, body.clone(), &[]).await, StatusCode::FORBIDDEN, "{body}");
        }
    }

    #[tokio::test]
    async fn a_cookie_we_did_not_sign_is_refused() {
        let secret = BASE64.encode([1; 32]);
        let token = Csrf([1; 32]).token();
        let cookie = format!("takau-form={secret}.{secret}");
        assert_eq!(check_post(&cookie, format!("csrf={token}&name=a"), &[]).await, StatusCode::FORBIDDEN);
    }

    #[tokio::test]
    async fn another_site_is_refused_even_with_the_token() {
        let (cookie, token) = visit().await;
        for said in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")] {
            let status = check_post(&cookie, format!("csrf={token}&name=a"), &[said]).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{said:?}");
        }
    }

    #[tokio::test]
    async fn a_form_too_heavy_is_told_so() {
        let (cookie, token) = visit().await;
        let body = format!("csrf={token}&name={}", "a".repeat(2_000));
        assert_eq!(check_post(&cookie, body, &[]).await, StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[tokio::test]
    async fn an_upload_must_be_said_to_come_from_our_own_site() {
        let (cookie, _) = visit().await;
        for (site, expected) in [("same-origin", StatusCode::OK), ("none", StatusCode::FORBIDDEN)] {
            let request = Request::post("/upload")
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
                .header(header::COOKIE, &cookie)
                .header("sec-fetch-site", site);
            let answer = door().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(answer.status(), expected, "{site}");
        }
    }

    #[test]
    fn no_two_tokens_are_alike_and_all_fit() {
        let secret = Csrf([9; 32]);
        let (one, two) = (secret.token(), secret.token());
        assert_ne!(one, two);
        assert!(secret.fits(&one) && secret.fits(&two) && !secret.fits("") && !secret.fits("AAAA"));
    }
}
