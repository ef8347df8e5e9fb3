//! `atlas-import`: plan files and cadastre as they arrive, read into zones and parcels.
//!
//! Bytes in, values out; no clock, no network, no printing. Everything wrong is listed and
//! nothing is silently mended: a feature that cannot be used is left out *and* listed, a
//! feature that can be used with a fault is taken *and* listed; an officer accepts the
//! release or does not. Only EPSG:3826.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod cp950;
pub mod dbf;
pub mod feature;
pub mod fields;
pub mod geojson;
pub mod parcels;
pub mod problem;
pub mod shapefile;
pub mod zones;
