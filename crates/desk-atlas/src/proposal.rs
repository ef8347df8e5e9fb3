//! The life of plan data: handed in, read, checked, compared, decided on by a second person, live, taken back.
//!
//! 1. [`sources`]: what is handed in is kept for good by its SHA-256.
//! 2. [`reading`]: files become the parts of the next release, pure; [`importing`] does it for a proposal that waits.
//! 3. [`found`] and [`comparison`]: what an officer must see before deciding.
//! 4. [`deciding`]: another officer publishes or refuses; the live pointer changes in one filing.
//! 5. [`following`]: certificates that say otherwise are marked, their holders and watchers told.
//! 6. [`nightly`]: the precomputed answers are computed again.
//!
//! Nobody publishes what they proposed, in whatever role; the books refuse it too.

pub mod comparison;
pub mod deciding;
pub mod drawing;
pub mod fault;
pub mod following;
pub mod found;
pub mod importing;
pub mod journal;
pub mod listing;
pub mod nightly;
pub mod progress;
pub mod proposing;
pub mod reading;
pub mod sources;
pub mod tables;
pub mod terms;
