//! Styles, scripts, marks and icons, as the asset build left them in `dist/`.
//!
//! Names carry a hash of the content, so a file under its name never changes and is cached for ever.
//! Without an asset build pages still work, unstyled. Serves nothing but the listed files; a path is a
//! name, never a way into the file system.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, Response, StatusCode, header};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "dist"]
struct Files;

/// Where assets are mounted: `/assets/{name}`.
pub const MOUNT: &str = "/assets";

static NAMES: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| file("manifest.json").and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default());

/// The bytes of a file of the asset build.
#[must_use]
pub fn file(name: &str) -> Option<Vec<u8>> {
    Files::get(name).map(|file| file.data.into_owned())
}

/// The address of an asset by its plain name: `app.css` → `/assets/app.3f2a….css`.
#[must_use]
pub fn address(name: &str) -> String {
    format!("{MOUNT}/{}", NAMES.get(name).map_or(name, String::as_str))
}

/// Serves one asset; compressed when the reader takes it.
pub async fn serve(Path(name): Path<String>, asked: HeaderMap) -> Response<Body> {
    let takes_gzip = asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|way| way.trim().split(';').next() == Some("gzip")));
    let packed = takes_gzip.then(|| file(&format!("{name}.gz"))).flatten();
    let is_packed = packed.is_some();
    let known = NAMES.values().any(|hashed| *hashed == name);
    let Some(bytes) = packed.or_else(|| file(&name)).filter(|_| known) else {
        return bare(StatusCode::NOT_FOUND);
    };
    let mut builder = Response::builder()
        .header(header::CONTENT_TYPE, kind(&name))
        .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
        .header(header::VARY, "accept-encoding");
    if is_packed {
        builder = builder.header(header::CONTENT_ENCODING, "gzip");
    }
    builder.body(Body::from(bytes)).unwrap_or_else(|_| bare(StatusCode::INTERNAL_SERVER_ERROR))
}

/// `GET /sw.js`: the service worker. Its address cannot carry a hash, so browsers ask for it again each time.
pub async fn service_worker() -> Response<Body> {
    let Some(bytes) = NAMES.get("sw.js").and_then(|name| file(name)) else { return bare(StatusCode::NOT_FOUND) };
    let response = Response::builder()
        .header(header::CONTENT_TYPE, kind("sw.js"))
        .header(header::CACHE_CONTROL, "no-cache")
        .body(Body::from(bytes));
    response.unwrap_or_else(|_| bare(StatusCode::INTERNAL_SERVER_ERROR))
}

fn bare(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::Request;
    use axum::routing::get;
    use tower::ServiceExt;

    async fn ask(path: &str) -> Response<Body> {
        let door = Router::new().route("/assets/{name}", get(serve));
        door.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_not_in_the_manifest_is_not_served() {
        for path in ["/assets/.gitkeep", "/assets/manifest.json", "/assets/..%2fCargo.toml", "/assets/none.css"] {
            assert_eq!(ask(path).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[tokio::test]
    async fn every_named_asset_is_served_for_ever() {
        for name in NAMES.keys() {
            let answer = ask(&address(name)).await;
            assert_eq!(answer.status(), StatusCode::OK, "{name}");
            assert!(answer.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
            assert_ne!(answer.headers()[header::CONTENT_TYPE], "application/octet-stream", "{name}");
        }
    }
}
