//! `maps`: what is drawn from a release: vector tiles, pictures, printed sheets, in whatever reference system.
//!
//! Pure: a release and a window in, bytes out. Decides nothing about land; no words for people but those
//! handed in.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod geojson;
pub mod ground;
pub mod number;
pub mod reference;
pub mod shape;
pub mod transverse;
