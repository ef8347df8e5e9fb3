//! The engine against the real definition of the zoning certificate and the real office calendar: stories
//! by rule, laws over random commands, and a simulated year.
#![allow(clippy::unwrap_used)]

mod chance;
mod correction;
mod deciding;
mod lateness;
mod laws;
mod order;
mod papers;
mod payment;
mod people;
mod play;
mod random;
mod registers;
mod story;
mod variants;
mod world;
mod year;
