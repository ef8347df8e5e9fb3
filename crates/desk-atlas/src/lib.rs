//! `desk-atlas`: use cases about land, one file a verb: look up, look up many, watch, publish a release,
//! take it back, count.
//!
//! May this person? load, let `atlas` answer, file. The same access function as every other desk.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod answer;
pub mod coordinates;
pub mod drawing;
pub mod figure_lines;
pub mod figures;
pub mod grid;
pub mod list;
pub mod list_lines;
pub mod lookup;
pub mod one;
pub mod places;
pub mod proposal;
pub mod quota;
pub mod register;
pub mod spot;
pub mod told;
pub mod watching;
