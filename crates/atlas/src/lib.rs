//! `atlas`: parcels, plans and zones with validity dates, and the question "what
//! zone is this parcel in on that day, and is there any doubt?".
//!
//! Pure: bytes and dates in, values out; no files, no clock, no network, no words for
//! people. It never decides a doubtful parcel: it lists the doubts for an officer
//! (都市計畫法 §22–23; 都市計畫樁測定及管理辦法 §40).
//! Lengths are integers of 0.1 mm in EPSG:3826 relative to a release's origin; areas
//! that are printed are integers of 0.01 m².
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod answers;
pub mod area;
pub mod border;
pub mod bytes;
pub mod changes;
pub mod colour;
pub mod day;
pub mod difference;
pub mod doubts;
pub mod figures;
mod figures_sections;
pub mod finding;
pub mod index;
pub mod integral;
pub mod layer;
mod layer_edges;
pub mod layer_made;
mod layer_parcel;
pub mod nearness;
pub mod overlay;
pub mod parcel;
pub mod pieces;
pub mod plan;
pub mod point;
pub mod polygon;
pub mod reading;
pub mod release;
pub mod release_parts;
pub mod restriction;
pub mod ring;
pub mod sketch;
pub mod snapshot;
pub mod snapshot_writing;
pub mod succession;
pub mod sweep;
pub mod tolerance;
pub mod wide;
pub mod zone;
