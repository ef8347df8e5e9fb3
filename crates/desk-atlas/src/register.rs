//! The land office's register beside our copy of it: rounds of questions, the differences they and the cases
//! find, and what a person says to them.

pub mod listing;
pub mod planning;
pub mod rounds;
pub mod settling;
