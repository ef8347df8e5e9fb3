//! What the books promise, asked of SQLite and PostgreSQL alike.
#![allow(clippy::unwrap_used)]

mod attachments;
mod backups;
mod claims;
mod fixtures;
mod groups;
mod locks;
mod migrations;
mod numbers;
mod papers;
mod seals;
#[path = "../support/mod.rs"]
mod support;
