//! Money in double entry: what is owed, what came, what goes back, and whether it all adds up.
//!
//! Pure: it makes postings and checks sums; `store` keeps them in the same transaction as the case.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod overpayment;
pub mod posting;
pub mod reconciliation;
