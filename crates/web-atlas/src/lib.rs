//! `web-atlas`: the door for map programs: tiles, OGC API, WMTS, WMS, and outside layers let through.
//!
//! Pages for people are in `web`; here is what browsers' maps, desktop programs and other offices read.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod book;
pub mod collection;
pub mod drawing;
pub mod fault;
pub mod filter;
pub mod info;
pub mod ogc;
pub mod query;
pub mod reply;
pub mod span;
pub mod value;
pub mod wms;
pub mod wmts;
pub mod xml;

use axum::Router;
use web::door::Door;

use book::Shelf;

/// The routes of map programs. They have no language in their path and belong behind no layer of forms.
pub fn routes() -> Router<Door> {
    let shelf = Shelf::default();
    let all = Router::new().merge(ogc::routes()).merge(wms::routes()).merge(wmts::routes());
    all.layer(axum::Extension(shelf))
}
