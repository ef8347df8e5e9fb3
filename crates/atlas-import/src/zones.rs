//! Features as zones, by a map of fields.

use crate::feature::Feature;
use crate::fields::ZoneFields;
use crate::intake::{How, Out};
use crate::problem::{Imported, What};
use crate::progress::Tell;
use crate::source::{self, Named};
use atlas::plan::{Plan, Validity};
use atlas::zone::Zone;
use lexicon::date::Date;
use std::collections::BTreeSet;

/// What a zone file does not say itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneSource<'a> {
    /// The meaning of its fields.
    pub fields: ZoneFields,
    /// The plan case of features that name none.
    pub plan: PlanOf<'a>,
    /// First day in force when features name none.
    pub from: Date,
}

/// How the plan case of a feature is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanOf<'a> {
    /// All features are of this case.
    Case(&'a str),
    /// By the plan area a feature names, when exactly one of these cases is in force there on
    /// the first day of the feature.
    Area(&'a [Plan]),
}

/// Reads one source as zones. Ids are unique: of two alike the later is left out and listed.
pub fn import(files: &[Named<'_>], how: &How, source: &ZoneSource<'_>, tell: Tell<'_>) -> Imported<Zone> {
    let mut seen = BTreeSet::new();
    let mut taken = Vec::new();
    let mut each = |feature: Feature| {
        let zone = zone(feature, source, how.known())?;
        if !seen.insert(zone.id.clone()) {
            return Err(What::SameId(zone.id));
        }
        taken.push(zone);
        Ok(())
    };
    let outcome = source::read(files, how, Out { each: &mut each, tell });
    if outcome.refused {
        taken.clear();
    }
    Imported { taken, problems: outcome.problems, refused: outcome.refused }
}

fn zone(feature: Feature, source: &ZoneSource<'_>, known: Validity) -> Result<Zone, What> {
    let f = &source.fields;
    let in_force = feature.days(&f.from, &f.until, source.from)?;
    let plan_id = match feature.may(&f.plan) {
        Some((_, id)) => id.to_owned(),
        None => plan_of(&feature, source, in_force.from)?,
    };
    let text = |names| feature.may(names).map(|(_, text)| text.to_owned());
    Ok(Zone {
        id: text(&f.id).unwrap_or_else(|| format!("{plan_id}/{}", feature.number)),
        class: feature.must(&f.class)?.to_owned(),
        name: feature.must(&f.name)?.to_owned(),
        coverage: text(&f.coverage),
        floor_area: text(&f.floor_area),
        in_force,
        known,
        plan_id,
        extent: feature.extent,
    })
}

fn plan_of(feature: &Feature, source: &ZoneSource<'_>, on: Date) -> Result<String, What> {
    let cases = match source.plan {
        PlanOf::Case(id) => return Ok(id.to_owned()),
        PlanOf::Area(cases) => cases,
    };
    let area = feature.must(&source.fields.area)?;
    let here: Vec<&Plan> = cases.iter().filter(|case| case.area_code == area && case.in_force.covers(on)).collect();
    match here[..] {
        [case] => Ok(case.id.clone()),
        _ => Err(What::WhichPlan { area: area.to_owned(), cases: here.iter().map(|case| case.id.clone()).collect() }),
    }
}
