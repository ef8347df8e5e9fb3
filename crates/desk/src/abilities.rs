//! What tables and conditions cannot say: pure functions named by services, with versions.
//!
//! One table of abilities that find and one of makers that write a paper's facts. A version stays as
//! long as an open case may ask for it. Nothing outside this folder names a service.

mod geometry;
mod letter;
mod zoning_certificate;
mod zoning_overlay;

use std::collections::BTreeMap;

use atlas::release::Release;
use catalogue::facts::Facts;
use lexicon::date::Date;
use serde_json::Value;
use thiserror::Error;

use crate::office::Office;

pub use geometry::{AskedFor, ParcelReplies, ParcelReply, ProofFile, ShapeFault};

/// What an ability may look at beside the facts of its case: live data, never pinned.
#[derive(Clone, Copy)]
pub struct World<'a> {
    pub release: &'a Release,
    pub office: &'a Office,
    pub today: Date,
}

/// What a paper needs beyond the case: its dates and how it is verified. The number comes later.
#[derive(Clone, Debug)]
pub struct PaperTerms {
    pub issued_on: Date,
    pub valid_until: Option<Date>,
    pub verify_url: String,
    pub verify_code: String,
    pub fee: String,
    /// The words of every choice that was made in the form, by question.
    pub chosen: BTreeMap<String, String>,
    /// For every criterion of the service, what a letter says when it does not hold, and the law it rests on.
    pub grounds: BTreeMap<String, Ground>,
    /// The name of the campaign the case belongs to; empty where the service has none.
    pub campaign: String,
}

/// A ground of a refusal, in words.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Ground {
    pub says: String,
    pub law: String,
}

/// Facts of a paper before its number is known, and the map drawn beside them.
#[derive(Clone, Debug)]
pub struct PaperDraft {
    /// The record the template reads. The number is written into its field `paper_number`.
    pub record: Value,
    pub sketch: Option<String>,
    /// Everything in it that a person or a register supplied, for the check of glyphs.
    pub supplied: String,
}

#[derive(Debug, Error)]
pub enum AbilityFault {
    #[error("there is no ability {0} version {1}")]
    Unknown(String, u32),
    #[error("the ability {ability} cannot read its input: {cause}")]
    Input { ability: &'static str, cause: String },
}

type Find = fn(&World<'_>, &Facts) -> Result<Value, AbilityFault>;
type Make = fn(&World<'_>, &Facts, &PaperTerms) -> Result<PaperDraft, AbilityFault>;

const FINDERS: &[(&str, u32, Find)] = &[("zoning-overlay", 1, zoning_overlay::find)];
const MAKERS: &[(&str, u32, Make)] =
    &[("zoning-certificate-facts", 1, zoning_certificate::make), ("letter", 1, letter::make)];

/// Runs the ability of that name and version.
///
/// # Errors
/// [`AbilityFault`] for an ability nobody has or an input it cannot read.
pub fn find(name: &str, version: u32, world: &World<'_>, facts: &Facts) -> Result<Value, AbilityFault> {
    let found = FINDERS.iter().find(|(known, at, _)| *known == name && *at == version);
    let (_, _, run) = found.ok_or_else(|| AbilityFault::Unknown(name.to_owned(), version))?;
    run(world, facts)
}

/// Makes the facts of a paper.
///
/// # Errors
/// As [`find`].
pub fn make(
    (name, version): (&str, u32),
    world: &World<'_>,
    facts: &Facts,
    terms: &PaperTerms,
) -> Result<PaperDraft, AbilityFault> {
    let found = MAKERS.iter().find(|(known, at, _)| *known == name && *at == version);
    let (_, _, run) = found.ok_or_else(|| AbilityFault::Unknown(name.to_owned(), version))?;
    run(world, facts, terms)
}

/// Whether a service may name this ability.
#[must_use]
pub fn is_known(name: &str, version: u32) -> bool {
    FINDERS.iter().any(|(known, at, _)| *known == name && *at == version)
        || MAKERS.iter().any(|(known, at, _)| *known == name && *at == version)
}
