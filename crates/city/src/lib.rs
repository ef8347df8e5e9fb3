//! `city`: a seeded synthetic city for the demo, the tests and the benches.
//!
//! Real district and section names, made-up land: no real zoning or cadastre with a
//! stated licence exists to ship. The same seed gives the same bytes on every machine
//! (only IEEE `+ − × ÷ √`, rounded to 0.1 mm at once), and the same city exists with and
//! without survey error, so that what the overlay says can be checked against the truth.
//! Pure: no files, no clock, no words for people beside the made-up names in `data/`.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod block;
pub mod cell;
pub mod clear;
pub mod facts;
pub mod generate;
pub mod history;
pub mod line;
pub mod places;
pub mod random;
pub mod streets;
pub mod survey;
pub mod whole;
