//! `press`: draws papers as PDF/A-2u + PDF/UA-1 with Typst.
//!
//! The only crate that links Typst. It runs as a long-lived child process that
//! answers one request at a time on its standard input and output
//! ([`serve::serve`]); the parent sets limits and time-outs and starts it anew.
//! Templates are the office's own programs, never a citizen's; data reaches
//! them as JSON values and is never read as markup. It holds no key, opens no
//! connection and reads no file but the fonts named in its configuration.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod fonts;
pub mod render;
pub mod serve;

mod names;
mod world;
