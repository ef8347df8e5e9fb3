//! Restricted land beside the zones: building bans (禁限建, 都市計畫法 §81), flood land and the like.
//!
//! A layer of one kind and one authority, as its keeper hands it over; each extent with its days. Whether a
//! kind is known and may be shown is the office's table, not this reader.

use crate::feature::Feature;
use crate::fields::ExtentFields;
use crate::intake::{How, Out};
use crate::problem::{Imported, What};
use crate::progress::Tell;
use crate::source::{self, Named};
use atlas::restriction::Restriction;
use lexicon::date::Date;
use std::collections::BTreeSet;

/// What a layer of restrictions does not say itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestrictionSource {
    /// The meaning of its fields.
    pub fields: ExtentFields,
    /// Code of its kind in the office's table.
    pub kind: String,
    /// Who answers for it.
    pub authority: String,
    /// First day in force when features name none.
    pub from: Date,
}

/// Reads one layer. Without an id of its own a restriction gets one of its kind and its number; ids
/// are unique: of two alike the later is left out and listed.
pub fn import(files: &[Named<'_>], how: &How, source: &RestrictionSource, tell: Tell<'_>) -> Imported<Restriction> {
    let mut seen = BTreeSet::new();
    let mut taken: Vec<Restriction> = Vec::new();
    let mut each = |feature: Feature| {
        let fields = &source.fields;
        let own_id = feature.may(&fields.id).map(|(_, id)| id.to_owned());
        let id = own_id.unwrap_or_else(|| format!("{}/{}", source.kind, feature.number));
        let name = feature.must(&fields.name)?.to_owned();
        let in_force = feature.days(&fields.from, &fields.until, source.from)?;
        if !seen.insert(id.clone()) {
            return Err(What::SameId(id));
        }
        let (kind, authority, known) = (source.kind.clone(), source.authority.clone(), how.known());
        taken.push(Restriction { id, kind, name, authority, in_force, known, extent: feature.extent });
        Ok(())
    };
    let outcome = source::read(files, how, Out { each: &mut each, tell });
    if outcome.refused {
        taken.clear();
    }
    Imported { taken, problems: outcome.problems, refused: outcome.refused }
}
