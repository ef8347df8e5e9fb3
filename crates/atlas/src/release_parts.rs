//! What a release is made from: plain values, checked before they are closed.

use crate::day::{DayOutOfRange, Days};
use crate::parcel::Parcel;
use crate::plan::{Plan, PlanArea, Validity};
use crate::point::Origin;
use crate::release::ReleaseError;
use crate::restriction::Restriction;
use crate::zone::Zone;
use serde::{Deserialize, Serialize};

/// A file a release was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its name as it arrived.
    pub name: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
}

/// Everything a release holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseParts {
    /// Where coordinates count from.
    pub origin: Origin,
    /// The files it was made from.
    pub sources: Vec<Source>,
    /// Plan areas.
    pub areas: Vec<PlanArea>,
    /// Plan cases, in force or not.
    pub plans: Vec<Plan>,
    /// Zones, present and past.
    pub zones: Vec<Zone>,
    /// Parcels, present and past.
    pub parcels: Vec<Parcel>,
    /// Restrictions, present and past.
    pub restrictions: Vec<Restriction>,
}

/// The parts that are kept whole in memory.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub origin: Origin,
    pub sources: Vec<Source>,
    pub areas: Vec<PlanArea>,
    pub plans: Vec<Plan>,
}

impl ReleaseParts {
    /// Nothing yet, counted from an origin.
    pub fn empty(origin: Origin) -> ReleaseParts {
        ReleaseParts {
            origin,
            sources: Vec::new(),
            areas: Vec::new(),
            plans: Vec::new(),
            zones: Vec::new(),
            parcels: Vec::new(),
            restrictions: Vec::new(),
        }
    }

    /// One order whatever way they were handed over.
    pub(crate) fn sort(&mut self) {
        self.sources.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
        self.areas.sort_by(|a, b| a.code.cmp(&b.code));
        self.plans.sort_by(|a, b| (&a.id, a.known.from, a.in_force.from).cmp(&(&b.id, b.known.from, b.in_force.from)));
        self.zones.sort_by(|a, b| (&a.id, a.known.from, a.in_force.from).cmp(&(&b.id, b.known.from, b.in_force.from)));
        self.parcels.sort_by_key(|a| (a.id, a.known.from, a.in_force.from));
        self.restrictions
            .sort_by(|a, b| (&a.id, a.known.from, a.in_force.from).cmp(&(&b.id, b.known.from, b.in_force.from)));
    }

    /// Whether every name leads somewhere and nothing is there twice. Expects [`Self::sort`].
    pub(crate) fn check(&self) -> Result<(), ReleaseError> {
        if let Some(pair) = self.areas.windows(2).find(|w| w[0].code == w[1].code) {
            return Err(ReleaseError::Twice { kind: "plan area", id: pair[0].code.clone() });
        }
        if let Some(area) = self.areas.iter().find(|a| a.boundary.0.is_empty()) {
            return Err(ReleaseError::NoExtent { kind: "plan area", id: area.code.clone() });
        }
        once("plan", self.plans.iter().map(|p| (p.id.as_str(), &p.in_force, &p.known)))?;
        once("zone", self.zones.iter().map(|z| (z.id.as_str(), &z.in_force, &z.known)))?;
        once("restriction", self.restrictions.iter().map(|r| (r.id.as_str(), &r.in_force, &r.known)))?;
        for zone in &self.zones {
            if zone.extent.0.is_empty() {
                return Err(ReleaseError::NoExtent { kind: "zone", id: zone.id.clone() });
            }
            if self.plans.binary_search_by(|p| p.id.cmp(&zone.plan_id)).is_err() {
                return Err(missing("zone", &zone.id, &zone.plan_id));
            }
        }
        if let Some(bare) = self.restrictions.iter().find(|r| r.extent.0.is_empty()) {
            return Err(ReleaseError::NoExtent { kind: "restriction", id: bare.id.clone() });
        }
        for plan in &self.plans {
            if self.areas.binary_search_by(|a| a.code.cmp(&plan.area_code)).is_err() {
                return Err(missing("plan", &plan.id, &plan.area_code));
            }
        }
        let clash =
            |w: &&[Parcel]| w[0].id == w[1].id && w[0].in_force.meets(&w[1].in_force) && w[0].known.meets(&w[1].known);
        match self.parcels.windows(2).find(clash) {
            Some(pair) => Err(ReleaseError::ParcelTwice(pair[0].id)),
            None => Ok(()),
        }
    }
}

/// The days of something as its row keeps them.
pub(crate) fn days(in_force: &Validity, known: &Validity) -> Result<Days, DayOutOfRange> {
    Days::new(in_force, known)
}

fn missing(kind: &'static str, id: &str, what: &str) -> ReleaseError {
    ReleaseError::Missing { kind, id: id.to_owned(), missing: what.to_owned() }
}

/// No id may be in force and known twice on one day; rows of one id stand together.
fn once<'a>(
    kind: &'static str,
    rows: impl Iterator<Item = (&'a str, &'a Validity, &'a Validity)>,
) -> Result<(), ReleaseError> {
    let rows: Vec<_> = rows.collect();
    for same in rows.chunk_by(|a, b| a.0 == b.0) {
        for (i, a) in same.iter().enumerate() {
            if same[i + 1..].iter().any(|b| a.1.meets(b.1) && a.2.meets(b.2)) {
                return Err(ReleaseError::Twice { kind, id: a.0.to_owned() });
            }
        }
    }
    Ok(())
}
