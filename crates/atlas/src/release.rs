//! A release: everything known on one day, closed, checked and named by its content.
//!
//! Built once, never changed. Its hash is the data version printed on certificates and
//! does not depend on the order in which things were handed over. Plan changes and new
//! cadastre make a new release; the old one still answers as it did.

use crate::bytes;
use crate::index::Index;
use crate::parcel::Parcel;
use crate::plan::{Plan, PlanArea};
use crate::point::{Bounds, Origin};
use crate::zone::Zone;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What a release is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseParts {
    /// Where coordinates count from.
    pub origin: Origin,
    /// Plan areas.
    pub areas: Vec<PlanArea>,
    /// Plan cases, in force or not.
    pub plans: Vec<Plan>,
    /// Zones, present and past.
    pub zones: Vec<Zone>,
    /// Parcels, present and past.
    pub parcels: Vec<Parcel>,
}

/// A closed, indexed and hashed set of plans, zones and parcels.
#[derive(Clone, Debug)]
pub struct Release {
    parts: ReleaseParts,
    hash: String,
    zone_index: Index,
    parcel_index: Index,
    plan_by_id: BTreeMap<String, usize>,
}

/// Why parts make no release.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    /// Two things of one kind share an id.
    #[error("{kind} `{id}` is there twice")]
    Twice {
        /// What kind of thing.
        kind: &'static str,
        /// The id.
        id: String,
    },
    /// Something names a thing that is not there.
    #[error("{kind} `{id}` names `{missing}`, which is not there")]
    Missing {
        /// What kind of thing names it.
        kind: &'static str,
        /// Its id.
        id: String,
        /// What is not there.
        missing: String,
    },
    /// A shape without any part.
    #[error("{kind} `{id}` has no extent")]
    NoExtent {
        /// What kind of thing.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// Two spans of one parcel share a day.
    #[error("parcel {0} exists twice on one day")]
    ParcelTwice(ParcelId),
    /// The bytes are not a release of this format.
    #[error("not a readable release: {0}")]
    Unreadable(&'static str),
}

impl Release {
    /// Sorts, checks, indexes and hashes the parts.
    pub fn build(mut parts: ReleaseParts) -> Result<Release, ReleaseError> {
        parts.areas.sort_by(|a, b| a.code.cmp(&b.code));
        parts.plans.sort_by(|a, b| a.id.cmp(&b.id));
        parts.zones.sort_by(|a, b| a.id.cmp(&b.id));
        parts.parcels.sort_by_key(|a| (a.id, a.in_force.from));
        check(&parts)?;
        let hash = hex::encode(Sha256::digest(bytes::write(&parts)));
        Ok(Release::assemble(parts, hash))
    }

    /// The canonical bytes; the hash is their SHA-256.
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes::write(&self.parts)
    }

    /// Reads bytes written by [`Release::to_bytes`] and checks them again.
    pub fn from_bytes(raw: &[u8]) -> Result<Release, ReleaseError> {
        let parts = bytes::read(raw).map_err(ReleaseError::Unreadable)?;
        check(&parts)?;
        let hash = hex::encode(Sha256::digest(raw));
        Ok(Release::assemble(parts, hash))
    }

    fn assemble(parts: ReleaseParts, hash: String) -> Release {
        let zone_boxes: Vec<Bounds> = parts.zones.iter().filter_map(|z| z.extent.bounds()).collect();
        let parcel_boxes: Vec<Bounds> = parts.parcels.iter().map(|p| p.shape.bounds()).collect();
        let plan_by_id = parts.plans.iter().enumerate().map(|(i, p)| (p.id.clone(), i)).collect();
        Release {
            zone_index: Index::build(&zone_boxes),
            parcel_index: Index::build(&parcel_boxes),
            plan_by_id,
            parts,
            hash,
        }
    }

    /// The data version: SHA-256 of the canonical bytes, hex.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Where coordinates count from.
    pub fn origin(&self) -> Origin {
        self.parts.origin
    }

    /// Plan areas by code.
    pub fn areas(&self) -> &[PlanArea] {
        &self.parts.areas
    }

    /// Plan cases by id.
    pub fn plans(&self) -> &[Plan] {
        &self.parts.plans
    }

    /// Zones by id, present and past.
    pub fn zones(&self) -> &[Zone] {
        &self.parts.zones
    }

    /// Parcels by id and first day, present and past.
    pub fn parcels(&self) -> &[Parcel] {
        &self.parts.parcels
    }

    /// A plan case by id.
    pub fn plan(&self, id: &str) -> Option<&Plan> {
        self.plan_by_id.get(id).map(|&i| &self.parts.plans[i])
    }

    /// The parcel of this number as it was on a day.
    pub fn parcel(&self, id: ParcelId, on: Date) -> Option<&Parcel> {
        self.spans(id).iter().find(|p| p.in_force.covers(on))
    }

    /// All spans of days of one number, the oldest first.
    pub fn spans(&self, id: ParcelId) -> &[Parcel] {
        let parcels = &self.parts.parcels;
        let start = parcels.partition_point(|p| p.id < id);
        let end = start + parcels[start..].partition_point(|p| p.id == id);
        &parcels[start..end]
    }

    /// For a number that is no longer in use: the numbers now on its land, followed
    /// through every change, ascending. `None` for numbers in use or never known.
    pub fn renumbered(&self, id: ParcelId) -> Option<Vec<ParcelId>> {
        let ended = |id: ParcelId| self.spans(id).last().filter(|p| p.in_force.until.is_some());
        let mut open = ended(id)?.became.as_ref()?.into.clone();
        let mut seen = BTreeSet::from([id]);
        let mut now = BTreeSet::new();
        while let Some(next) = open.pop() {
            if !seen.insert(next) {
                continue;
            }
            match ended(next).and_then(|p| p.became.as_ref()) {
                Some(later) => open.extend(&later.into),
                None => {
                    now.insert(next);
                }
            }
        }
        Some(now.into_iter().collect())
    }

    /// Zones in force on a day whose box touches a window, by id, each with its plan.
    pub fn zones_near(&self, window: &Bounds, on: Date) -> Vec<(&Zone, &Plan)> {
        let found = self.zone_index.touching(window).into_iter().map(|i| &self.parts.zones[i as usize]);
        let with_plan = found.filter_map(|z| self.plan(&z.plan_id).map(|p| (z, p)));
        with_plan.filter(|(z, p)| z.in_force.covers(on) && p.in_force.covers(on)).collect()
    }

    /// Parcels existing on a day whose box touches a window, by id.
    pub fn parcels_near(&self, window: &Bounds, on: Date) -> Vec<&Parcel> {
        let found = self.parcel_index.touching(window).into_iter().map(|i| &self.parts.parcels[i as usize]);
        found.filter(|p| p.in_force.covers(on)).collect()
    }
}

fn check(parts: &ReleaseParts) -> Result<(), ReleaseError> {
    unique("plan area", parts.areas.iter().map(|a| a.code.as_str()))?;
    unique("plan", parts.plans.iter().map(|p| p.id.as_str()))?;
    unique("zone", parts.zones.iter().map(|z| z.id.as_str()))?;
    if let Some(area) = parts.areas.iter().find(|a| a.boundary.0.is_empty()) {
        return Err(ReleaseError::NoExtent { kind: "plan area", id: area.code.clone() });
    }
    for zone in &parts.zones {
        if zone.extent.0.is_empty() {
            return Err(ReleaseError::NoExtent { kind: "zone", id: zone.id.clone() });
        }
        if parts.plans.binary_search_by(|p| p.id.cmp(&zone.plan_id)).is_err() {
            return Err(missing("zone", &zone.id, &zone.plan_id));
        }
    }
    for plan in &parts.plans {
        if parts.areas.binary_search_by(|a| a.code.cmp(&plan.area_code)).is_err() {
            return Err(missing("plan", &plan.id, &plan.area_code));
        }
    }
    let clash = |w: &&[Parcel]| w[0].id == w[1].id && w[0].in_force.until.is_none_or(|last| last >= w[1].in_force.from);
    match parts.parcels.windows(2).find(clash) {
        Some(pair) => Err(ReleaseError::ParcelTwice(pair[0].id)),
        None => Ok(()),
    }
}

fn missing(kind: &'static str, id: &str, what: &str) -> ReleaseError {
    ReleaseError::Missing { kind, id: id.to_owned(), missing: what.to_owned() }
}

/// The ids are sorted: twins stand side by side, and anything out of order is refused.
fn unique<'a>(kind: &'static str, ids: impl Iterator<Item = &'a str>) -> Result<(), ReleaseError> {
    let ids: Vec<&str> = ids.collect();
    match ids.windows(2).find(|w| w[0] >= w[1]) {
        Some(pair) => Err(ReleaseError::Twice { kind, id: pair[1].to_owned() }),
        None => Ok(()),
    }
}
