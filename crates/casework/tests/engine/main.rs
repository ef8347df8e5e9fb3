//! The engine against the real definition of the zoning certificate and the real office calendar: stories
//! by rule, laws over random commands, and a simulated year.
#![allow(clippy::unwrap_used)]

mod chance;
mod deciding;
mod correction;
mod laws;
mod lateness;
mod order;
mod papers;
mod payment;
mod people;
mod play;
mod random;
mod registers;
mod story;
mod world;
mod year;

