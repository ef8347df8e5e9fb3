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
pub mod layers;
pub mod ogc;
pub mod ogc_tiles;
pub mod query;
pub mod reply;
pub mod span;
pub mod tile_cache;
pub mod tiles;
pub mod value;
pub mod wms;
pub mod wmts;
pub mod xml;

use axum::Router;
use web::door::Door;

use book::Shelf;
use tile_cache::TileShelf;

/// The routes of map programs. They have no language in their path and belong behind no layer of forms.
///
/// `tile_bytes`: memory for tiles that were drawn; 0 keeps none.
pub fn routes(tile_bytes: u64) -> Router<Door> {
    let shelf = axum::Extension(TileShelf::new(tile_bytes));
    let api = Router::new().merge(ogc::routes()).merge(ogc_tiles::routes());
    let pictures = Router::new().merge(wms::routes()).merge(wmts::routes());
    let all = api.merge(pictures).merge(layers::routes()).layer(axum::Extension(Shelf::default()));
    all.merge(tiles::routes()).layer(shelf)
}
