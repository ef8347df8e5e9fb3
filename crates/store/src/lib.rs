//! The books of the office: all SQL, all migrations, all transactions.
//!
//! One SQL text runs on SQLite (embedded, the default) and PostgreSQL 15 or later. A change is a
//! [`filing::Filing`]; [`store::Store::file`] is the only way to write one: whole or not at all, durable
//! before it is acknowledged. Personal data is sealed from the first table on ([`crypt`]); the journal is
//! chained over the ciphertext ([`journals`]). It decides nothing, checks no access, calls nobody, and
//! reads no clock: `now` is an argument.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod accesses;
pub mod agencies;
pub mod api_uses;
pub mod attachments;
pub mod backups;
pub mod cases;
pub mod crypt;
mod data_keys;
pub mod db;
pub mod definitions;
pub mod drafts;
pub mod email_codes;
pub mod fault;
pub mod figures;
pub mod files;
pub mod filing;
pub mod fresh_databases;
pub mod idempotencies;
pub mod journals;
pub mod land_differences;
pub mod land_rounds;
pub mod ledgers;
pub mod lookups;
pub mod messages;
mod migrations;
pub mod numbers;
pub mod officers;
pub mod outlays;
pub mod papers;
mod plan;
pub mod plan_files;
pub mod proposals;
pub mod release_events;
pub mod releases;
pub mod seal;
pub mod sessions;
pub mod settings;
pub mod soundness;
pub mod statement;
pub mod store;
pub mod timers;
pub mod value;
pub mod watches;
mod writer;
