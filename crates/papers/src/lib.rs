//! `papers`: what an official paper says, and how it is sealed and checked.
//!
//! Facts are frozen here before a paper is drawn, the finished PDF gets its
//! electronic seal here, and a sealed PDF that somebody brings back is judged
//! here. Drawing is the work of `press`; the private key and the time-stamping
//! authority are gateways: this crate only ever sees a finished signature value.
//! No file, clock, network or random number is touched.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod facts;
pub mod glyphs;
pub mod pades;
pub mod press_protocol;
pub mod qr;
pub mod spacing;
pub mod stream_ends;
pub mod tsp;
pub mod verify;

mod attributes;
mod chain;
mod signed_data;

#[cfg(test)]
mod fixture;
