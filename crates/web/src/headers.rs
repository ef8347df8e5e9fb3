//! The security headers every answer carries.
//!
//! The content policy allows only our own files: no inline script, no inline style, nobody may frame
//! us. A payment page elsewhere is reached by a redirect of a form, so its origin must be named in
//! [`Policy::form_targets`]. Uploads are not served here; they get `sandbox` where they are served.
//! Follows OWASP Secure Headers and 政府組態基準 in spirit; HSTS only where the door speaks TLS.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// How the house is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Http,
    /// TLS here or at a trusted proxy.
    Https,
}

/// The headers of this house, made once at start-up.
#[derive(Clone, Debug)]
pub struct Policy {
    fixed: Arc<Vec<(HeaderName, HeaderValue)>>,
    /// The content policy of a page with [`Workers`].
    with_workers: HeaderValue,
}

impl Policy {
    /// The policy. `form_targets` are origins (`https://pay.example`) a form may end at besides ours.
    ///
    /// # Errors
    /// The offending text when an origin cannot stand in a header.
    pub fn new(scheme: Scheme, form_targets: &[String]) -> Result<Policy, String> {
        let bad = |origin: &&String| origin.contains([';', ',', ' ', '\'', '"']) || !origin.is_ascii();
        if let Some(origin) = form_targets.iter().find(bad) {
            return Err(origin.clone());
        }
        let content = content_policy(scheme, form_targets);
        let mut fixed = vec![
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
            (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
            (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
            (
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static(
                    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
                ),
            ),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(&content).map_err(|_| content.clone())?),
        ];
        if scheme == Scheme::Https {
            let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
            fixed.push((header::STRICT_TRANSPORT_SECURITY, year));
        }
        let content = format!("{content}; worker-src 'self'");
        let with_workers = HeaderValue::from_str(&content).map_err(|_| content.clone())?;
        Ok(Policy { fixed: Arc::new(fixed), with_workers })
    }
}

fn content_policy(scheme: Scheme, form_targets: &[String]) -> String {
    let mut policy = String::from(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    );
    for origin in form_targets {
        policy.push(' ');
        policy.push_str(origin);
    }
    if scheme == Scheme::Https {
        policy.push_str("; upgrade-insecure-requests");
    }
    policy
}

/// In a response's extensions: the page may start workers, which are our own files as everything else.
#[derive(Clone, Copy, Debug)]
pub struct Workers;

/// The layer: `axum::middleware::from_fn_with_state(policy, headers::set)`. A header a handler set
/// itself stays (a download brings a stricter content policy).
pub async fn set(State(policy): State<Policy>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let with_workers = response.extensions().get::<Workers>().is_some();
    let headers = response.headers_mut();
    if with_workers {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.with_workers.clone());
    }
    for (name, value) in policy.fixed.iter() {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), value.clone());
        }
    }
    let is_asset = headers.contains_key(header::CACHE_CONTROL);
    if !is_asset {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    async fn check(scheme: Scheme) -> Response {
        let policy = Policy::new(scheme, &["https://pay.example".to_owned()]).unwrap();
        let own = || async { ([(header::CONTENT_SECURITY_POLICY, "sandbox")], "file") };
        let door = Router::new()
            .route("/", get(|| async { "page" }))
            .route("/file", get(own))
            .layer(from_fn_with_state(policy, set));
        let file = door.clone().oneshot(Request::get("/file").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(file.headers()[header::CONTENT_SECURITY_POLICY], "sandbox");
        door.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn nothing_inline_and_nobody_frames_us() {
        let answer = check(Scheme::Http).await;
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(!policy.contains("unsafe"));
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(policy.contains("form-action 'self' https://pay.example"));
        assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        assert!(answer.headers().get(header::STRICT_TRANSPORT_SECURITY).is_none());
    }

    #[tokio::test]
    async fn only_a_page_that_says_so_may_start_workers_of_ours() {
        let policy = Policy::new(Scheme::Http, &[]).unwrap();
        let door = Router::new()
            .route(
                "/map",
                get(|| async { axum::response::IntoResponse::into_response((axum::Extension(Workers), "map")) }),
            )
            .route("/", get(|| async { "page" }))
            .layer(from_fn_with_state(policy, set));
        for (path, may) in [("/map", true), ("/", false)] {
            let answer = door.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
            let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert_eq!(policy.ends_with("; worker-src 'self'"), may, "{path}: {policy}");
            assert!(
                policy.starts_with("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("blob:")
            );
        }
    }

    #[tokio::test]
    async fn over_tls_the_browser_is_told_to_stay_there() {
        assert!(check(Scheme::Https).await.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn an_origin_that_would_break_the_policy_is_refused() {
        for origin in ["https://a.example; script-src *", "https://a.example 'unsafe-inline'"] {
            assert!(Policy::new(Scheme::Http, &[origin.to_owned()]).is_err(), "{origin}");
        }
    }
}
