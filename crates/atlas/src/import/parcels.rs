//! Features as parcels, by a map of fields.
//!
//! A parcel of several parts is left out and listed: the cadastre knows none.

use super::feature::Feature;
use super::fields::ParcelFields;
use super::problem::{Imported, Problem, What};
use crate::area::Area;
use crate::parcel::Parcel;
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

/// Makes parcels of features; remarks are added to those of the reading.
pub fn parcels(features: Imported<Feature>, source: &ParcelSource) -> Imported<Parcel> {
    let Imported { taken, mut problems } = features;
    let mut seen = BTreeSet::new();
    let mut parcels: Vec<Parcel> = Vec::new();
    for feature in taken {
        let number = feature.number;
        match parcel(feature, source) {
            Ok(parcel) if seen.insert((parcel.id, parcel.in_force.from)) => parcels.push(parcel),
            Ok(parcel) => problems.push(Problem::of(number, What::SameId(parcel.id.key()))),
            Err(what) => problems.push(Problem::of(number, what)),
        }
    }
    Imported { taken: parcels, problems }
}

fn parcel(feature: Feature, source: &ParcelSource) -> Result<Parcel, What> {
    let f = &source.fields;
    let bad = |field: &str, value: &str| What::BadAttribute { field: field.to_owned(), value: value.to_owned() };
    let (section, land) = (feature.must(&f.section)?, feature.must(&f.land)?);
    let section = SectionCode::parse(section).map_err(|_| bad(&f.section, section))?;
    let land = LandNumber::parse(land).map_err(|_| bad(&f.land, land))?;
    let in_force = feature.days(f.from.as_deref(), f.until.as_deref(), source.from)?;
    let written = match (&f.area_m2, feature.may(f.area_m2.as_deref())) {
        (Some(field), Some(text)) => Some(Area::parse(text).ok_or_else(|| bad(field, text))?),
        _ => None,
    };
    let mut parts = feature.extent.0;
    let (Some(shape), true) = (parts.pop(), parts.is_empty()) else { return Err(What::NoPolygon) };
    let registered = written.unwrap_or_else(|| Area::from_exact2(shape.area2()));
    Ok(Parcel { id: ParcelId { section, land }, shape, registered, in_force, known: in_force, became: None })
}
