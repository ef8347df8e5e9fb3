//! Features as parcels, by a map of fields.
//!
//! A parcel of several parts is left out and listed: the cadastre knows none.

use crate::feature::Feature;
use crate::fields::{Names, ParcelFields};
use crate::intake::{How, Out};
use crate::problem::{Imported, What};
use crate::progress::Tell;
use crate::source::{self, Named};
use atlas::area::Area;
use atlas::parcel::Parcel;
use atlas::plan::Validity;
use lexicon::date::Date;
use lexicon::parcel::{LandNumber, ParcelId, SectionCode};
use std::collections::BTreeSet;

/// What a cadastral file does not say itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParcelSource {
    /// The meaning of its fields.
    pub fields: ParcelFields,
    /// First day in force when features name none.
    pub from: Date,
}

/// Reads one source as parcels. Number and first day are unique: of two alike the later is left out and listed.
pub fn import(files: &[Named<'_>], how: &How, source: &ParcelSource, tell: Tell<'_>) -> Imported<Parcel> {
    let mut seen = BTreeSet::new();
    let mut taken: Vec<Parcel> = Vec::new();
    let mut each = |feature: Feature| {
        let parcel = parcel(feature, source, how.known())?;
        if !seen.insert((parcel.id, parcel.in_force.from)) {
            return Err(What::SameId(parcel.id.key()));
        }
        taken.push(parcel);
        Ok(())
    };
    let outcome = source::read(files, how, Out { each: &mut each, tell });
    if outcome.refused {
        taken.clear();
    }
    Imported { taken, problems: outcome.problems, refused: outcome.refused }
}

fn parcel(feature: Feature, source: &ParcelSource, known: Validity) -> Result<Parcel, What> {
    let f = &source.fields;
    let bad = |names: &Names, value: &str| What::BadAttribute { field: names.shown(), value: value.to_owned() };
    let (section, land) = (feature.must(&f.section)?, feature.must(&f.land)?);
    let section = SectionCode::parse(section).map_err(|_| bad(&f.section, section))?;
    let land = LandNumber::parse(land).map_err(|_| bad(&f.land, land))?;
    let in_force = feature.days(&f.from, &f.until, source.from)?;
    let written = match feature.may(&f.area_m2) {
        Some((_, text)) => Some(Area::parse(text).ok_or_else(|| bad(&f.area_m2, text))?),
        None => None,
    };
    let mut parts = feature.extent.0;
    let (Some(shape), true) = (parts.pop(), parts.is_empty()) else { return Err(What::NoPolygon) };
    let registered = written.unwrap_or_else(|| Area::from_exact2(shape.area2()));
    Ok(Parcel { id: ParcelId { section, land }, shape, registered, in_force, known, became: None })
}
