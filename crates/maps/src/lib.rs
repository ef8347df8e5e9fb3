//! `maps`: what is drawn from a release: vector tiles, pictures, printed sheets, in whatever reference system.
//!
//! Pure: a release and a window in, bytes out. Decides nothing about land; no words for people but those
//! handed in.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod clip;
pub mod days;
pub mod drawing;
pub mod furniture;
pub mod geojson;
pub mod ground;
pub mod hatch;
pub mod label_place;
pub mod lettering;
pub mod mvt;
pub mod naming;
pub mod number;
pub mod paper;
pub mod picture;
pub mod projection;
pub mod raster;
pub mod reference;
pub mod shape;
pub mod sheet;
pub mod sight;
pub mod sprite;
pub mod style;
pub mod tile;
pub mod tile_facts;
pub mod tile_ground;
pub mod tile_pen;
pub mod tile_set;
pub mod tiles;
pub mod warp;
pub mod world;
