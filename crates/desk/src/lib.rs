//! Use cases: may this person? load, let the engine decide, file the result.
//!
//! The only crate that knows the store. One file per verb; every door (pages, API, worker, command
//! line) comes through here, so what one channel hides, none shows.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod abilities;
pub mod access;
pub mod agencies;
pub mod applying;
pub mod attaching;
pub mod campaigns;
pub mod confirming;
mod consequences;
pub mod deciding;
pub mod definitions;
pub mod desk;
pub mod differences;
pub mod drafting;
pub mod errands;
pub mod fault;
pub mod findings;
pub mod hooks;
pub mod issuing;
mod lockout;
pub mod notices;
pub mod office;
pub mod overtaking;
pub mod parcels;
pub mod paying;
pub mod reconciling;
pub mod register_replies;
pub mod registers;
pub mod releases;
pub mod rounds;
pub mod signing_in;
pub mod statistics;
pub mod turn;
pub mod verifying;
pub mod views;
pub mod working;
