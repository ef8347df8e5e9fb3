//! `web-atlas`: the door for map programs: tiles, OGC API, WMTS, WMS, and outside layers let through.
//!
//! Pages for people are in `web`; here is what browsers' maps, desktop programs and other offices read.
#![cfg_attr(test, allow(clippy::unwrap_used))]

use axum::Router;
use web::door::Door;

/// The routes of map programs. They have no language in their path and belong behind no layer of forms.
pub fn routes() -> Router<Door> {
    Router::new()
}
