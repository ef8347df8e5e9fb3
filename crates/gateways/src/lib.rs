//! One module per outside system: how the office asks it, tells it, hears from it and knows
//! whether it is there, each with a stand-in server that speaks the real protocol.
//!
//! The shape is the same everywhere: a client made from its configuration with
//! `ask` (read only), `tell` (causes an effect, carries an idempotency key), `receive`
//! (judges what the outside sent us) and `probe` (is it there?). Every call ends within a
//! time limit and fails with a [`error::GatewayError`] that says whether trying again helps.
//!
//! Refuses: deciding anything about a case, keeping anything between runs (that is `store`'s),
//! retrying what is not idempotent, and writing a secret or personal data to a log.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod address;
pub mod breaker;
pub mod clamd;
pub mod error;
pub mod ground;
pub mod land_office;
pub mod mail;
pub mod map_layers;
pub mod meter;
mod metres;
pub mod outbound;
pub mod payment;
pub mod registers;
pub mod seal;
pub mod secret;
pub mod sms;
pub mod stand_in;
pub mod timestamp;
pub mod webhook;
mod xml;

#[cfg(test)]
mod independent;
