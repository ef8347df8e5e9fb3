//! `atlas-import`: plan files and cadastre as they arrive, read into zones and parcels.
//!
//! Bytes in, values out; no clock, no network, no printing. Everything wrong is listed and
//! nothing is silently mended: a feature that cannot be used is left out *and* listed, a
//! feature that can be used with a fault is taken *and* listed; an officer accepts the
//! release or does not. Only EPSG:3826.
//!
//! Where to look: [`source`] is the one entry to all formats and [`intake`] what every reader hands its
//! features to; [`zones`], [`parcels`], [`areas`], [`exhibitions`] and [`restrictions`] make things of
//! them by the tables of [`fields`]; [`cases`] and [`lineage`] bring the past; [`check`] finds what
//! an officer must see, [`picture`] draws it, [`diff`] compares with the last release.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod archive;
pub mod areas;
pub mod bytes;
pub mod cases;
pub mod check;
pub mod clip;
pub mod cp950;
pub mod dbf;
pub mod diff;
pub mod exhibitions;
pub mod faults;
pub mod feature;
pub mod fields;
pub mod flatgeobuf;
pub mod format;
pub mod geojson;
pub mod geopackage;
pub mod intake;
pub mod limits;
pub mod lineage;
pub mod parcels;
pub mod picture;
pub mod problem;
pub mod progress;
pub mod reference;
pub mod remarks;
pub mod restrictions;
pub mod rings_json;
pub mod shapefile;
pub mod shp;
pub mod source;
pub mod table;
pub mod wkb;
pub mod wkt;
pub mod zones;
