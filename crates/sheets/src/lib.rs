//! `sheets`: spreadsheets in and out as plain rows: ODS (ISO/IEC 26300), XLSX (ISO/IEC 29500) and CSV (RFC 4180).
//!
//! What comes in is from strangers: every step is bounded, nothing is evaluated, and a part that is packed
//! more tightly than its limit is refused before it is read. What goes out holds values only; a text that a
//! spreadsheet program would take for a formula is made plain in CSV. Bytes in, bytes out: no files, no clock.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod read;
pub mod write;
