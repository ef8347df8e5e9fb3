//! The worker: the only door through which the house tells the outside anything.
//!
//! It claims messages under a lease, speaks with one gateway per topic, and brings the answer to the
//! desk as a new command. One pass at an instant is a value that stories and tests can run; the loop
//! around it is thin.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod land_round;
pub mod phases;
mod plan_data;
pub mod press;
mod quarantine;
mod reconciliation;
mod register;
pub mod sealing;
pub mod topics;
pub mod worker;
