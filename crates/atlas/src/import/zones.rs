//! Features as zones, by a map of fields.

use super::feature::Feature;
use super::fields::ZoneFields;
use super::problem::{Imported, Problem, What};
use crate::zone::Zone;
use lexicon::date::Date;
use std::collections::BTreeSet;

/// What a zone file does not say itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneSource {
    /// The meaning of its fields.
    pub fields: ZoneFields,
    /// The plan case when features name none.
    pub plan_id: String,
    /// First day in force when features name none.
    pub from: Date,
}

/// Makes zones of features; remarks are added to those of the reading.
pub fn zones(features: Imported<Feature>, source: &ZoneSource) -> Imported<Zone> {
    let Imported { taken, mut problems } = features;
    let mut seen = BTreeSet::new();
    let mut zones: Vec<Zone> = Vec::new();
    for feature in taken {
        let number = feature.number;
        match zone(feature, source) {
            Ok(zone) if seen.insert(zone.id.clone()) => zones.push(zone),
            Ok(zone) => problems.push(Problem::of(number, What::SameId(zone.id))),
            Err(what) => problems.push(Problem::of(number, what)),
        }
    }
    Imported { taken: zones, problems }
}

fn zone(feature: Feature, source: &ZoneSource) -> Result<Zone, What> {
    let f = &source.fields;
    let plan_id = feature.may(f.plan.as_deref()).unwrap_or(&source.plan_id).to_owned();
    let own_id = feature.may(f.id.as_deref()).map(str::to_owned);
    let text = |field: &Option<String>| feature.may(field.as_deref()).map(str::to_owned);
    let in_force = feature.days(f.from.as_deref(), f.until.as_deref(), source.from)?;
    Ok(Zone {
        id: own_id.unwrap_or_else(|| format!("{plan_id}/{}", feature.number)),
        class: feature.must(&f.class)?.to_owned(),
        name: feature.must(&f.name)?.to_owned(),
        coverage: text(&f.coverage),
        floor_area: text(&f.floor_area),
        in_force,
        known: in_force,
        plan_id,
        extent: feature.extent,
    })
}
