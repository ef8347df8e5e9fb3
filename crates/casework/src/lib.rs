//! The engine: what happens to a case when somebody does something.
//!
//! [`decide::decide`] takes a definition, a case, a command and an instant and answers with an
//! [`outcome::Outcome`]: events for the journal and consequences as data. It refuses to read a clock,
//! a database or a random number, so that it can be run a million times against a simulated year.
//! Steps are data (`catalogue`), stages and commands are code: closed sets, exhaustively matched.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod case;
pub mod clock;
pub mod command;
mod correction;
pub mod decide;
pub mod draw;
pub mod event;
pub mod fault;
pub mod fold;
pub mod journal;
mod money;
pub mod outcome;
mod papers;
pub mod ranking;
pub mod steps;
