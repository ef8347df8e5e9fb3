//! The glossary of the office as types that cannot hold nonsense.
//!
//! Every module is one term of the trade. Text from outside is parsed once, at
//! the border, into a value that needs no further checking.
//!
//! Refuses: files, clocks, randomness, words for people, registered figures.
//! Calendars and section lists arrive as bytes, instants as arguments.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod business;
pub mod calendar;
pub mod case_number;
pub mod date;
pub mod document_number;
pub mod due;
pub mod email;
pub mod fold;
pub mod han;
pub mod ids;
pub mod instant;
pub mod language;
pub mod money;
pub mod name;
pub mod parcel;
pub mod parcel_text;
pub mod period;
pub mod person;
pub mod phone;
pub mod roc;
pub mod sections;
mod text_form;
