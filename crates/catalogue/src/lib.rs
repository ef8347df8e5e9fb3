//! The catalogue: reads a service folder into a checked, versioned [`service::Service`].
//!
//! A folder is data written by staff: steps, questions, tables, words. [`compile::compile`] turns it
//! into a service or says every fault with its line and its remedy; what it lets through cannot stop
//! in the middle, has no hole in its tables and no question without words in both languages.
//! It reads bytes it is given, never a disk; it knows no case and decides nothing by itself:
//! `casework` walks the steps, `desk` runs the abilities.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod campaign;
pub mod cell;
pub mod check;
pub mod compile;
pub mod condition;
pub mod criterion;
pub mod csv_text;
mod decide;
pub mod domain;
mod evaluate;
pub mod facts;
pub mod fault;
pub mod fee;
pub mod figure;
pub mod form;
mod form_rules;
mod functions;
mod graph;
pub mod group;
pub mod journey;
mod journey_rules;
pub mod mutants;
mod names;
mod proof;
mod reckoning_rules;
pub mod screening;
pub mod service;
mod service_rules;
pub mod source;
mod spell;
pub mod stage;
pub mod step;
mod step_rules;
pub mod table;
mod table_reader;
pub mod tri;
pub mod words;
