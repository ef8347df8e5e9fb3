//! The next release out of the last one and what is known from a day on.
//!
//! Nothing that was ever known is lost: what stays the same keeps the day it is known from, what is no longer
//! so stays known until the day before, and what is new is known from the recording day. A question "as of D,
//! as known on K" therefore has one answer for ever, in this release and in all that follow it. Days are the
//! grain of knowledge: what came and went within one day was never known. Refuses to record into the past.

pub mod account;
pub mod row;

use crate::parcel::Parcel;
use crate::plan::{Plan, PlanArea};
use crate::release::Release;
use crate::release_parts::{ReleaseParts, Source};
use crate::restriction::Restriction;
use crate::zone::Zone;
use lexicon::date::Date;
use row::{Index, Row};
use serde::{Deserialize, Serialize};

/// What is known from a day on. Of what is `None` nothing was said: all of it stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// The files it was read from; those of the last release stay named.
    pub sources: Vec<Source>,
    /// Plan areas that are new or have another boundary; the others stay. They have one time only.
    pub areas: Vec<PlanArea>,
    /// All plan cases.
    pub plans: Option<Vec<Plan>>,
    /// All zones, with their past.
    pub zones: Option<Vec<Zone>>,
    /// All parcels, with their past.
    pub parcels: Option<Vec<Parcel>>,
    /// All restrictions, with their past.
    pub restrictions: Option<Vec<Restriction>>,
}

impl Now {
    /// Everything a release knows now: what one goes back to.
    pub fn of(release: &Release) -> Now {
        let mut parts = release.parts();
        known_now(&mut parts.plans);
        known_now(&mut parts.zones);
        known_now(&mut parts.parcels);
        known_now(&mut parts.restrictions);
        Now {
            sources: parts.sources,
            areas: parts.areas,
            plans: Some(parts.plans),
            zones: Some(parts.zones),
            parcels: Some(parts.parcels),
            restrictions: Some(parts.restrictions),
        }
    }
}

/// Drops what is no longer known.
pub fn known_now<T: Row>(rows: &mut Vec<T>) {
    rows.retain(|row| row.days().1.until.is_none());
}

/// How many rows of a kind stayed, ended being known, and are new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Known before and still.
    pub kept: u64,
    /// Known before and no longer.
    pub closed: u64,
    /// Not known before.
    pub new: u64,
}

/// The same for every kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tallies {
    /// Plan cases.
    pub plans: Tally,
    /// Zones.
    pub zones: Tally,
    /// Parcels.
    pub parcels: Tally,
    /// Restrictions.
    pub restrictions: Tally,
}

impl Tallies {
    /// Whether nothing ended and nothing is new.
    pub fn is_nothing(&self) -> bool {
        [self.plans, self.zones, self.parcels, self.restrictions].iter().all(|tally| tally.closed + tally.new == 0)
    }
}

/// The parts of the next release, and what became of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// What [`Release::build`] takes.
    pub parts: ReleaseParts,
    /// What became of the rows.
    pub tallies: Tallies,
}

/// Why there is no next release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// The last release knows something from a later day on.
    #[error("the last release knows something from {known_from} on; {recorded_on} is before that")]
    IntoThePast {
        /// The day asked for.
        recorded_on: Date,
        /// The latest day something is known from.
        known_from: Date,
    },
}

/// The parts of the release that follows `previous` when all this is known from `recorded_on` on.
pub fn succeed(previous: &Release, now: Now, recorded_on: Date) -> Result<Succession, SuccessionError> {
    let mut latest = None;
    let mut parts = ReleaseParts::empty(previous.origin());
    let tallies = Tallies {
        plans: follow(previous.plans().iter().cloned(), now.plans, (recorded_on, &mut latest), &mut parts.plans),
        zones: follow(previous.zones(), now.zones, (recorded_on, &mut latest), &mut parts.zones),
        parcels: follow(previous.parcels(), now.parcels, (recorded_on, &mut latest), &mut parts.parcels),
        restrictions: follow(
            previous.restrictions(),
            now.restrictions,
            (recorded_on, &mut latest),
            &mut parts.restrictions,
        ),
    };
    if let Some(known_from) = latest.filter(|day| *day > recorded_on) {
        return Err(SuccessionError::IntoThePast { recorded_on, known_from });
    }
    parts.areas = previous.areas().iter().filter(|a| now.areas.iter().all(|b| b.code != a.code)).cloned().collect();
    parts.areas.extend(now.areas);
    parts.sources = previous.sources().to_vec();
    parts.sources.extend(now.sources);
    parts.sources.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
    parts.sources.dedup();
    Ok(Succession { parts, tallies })
}

/// One kind of rows; `latest` becomes the last day something of it began to be known.
fn follow<T: Row>(
    previous: impl Iterator<Item = T>,
    now: Option<Vec<T>>,
    (recorded_on, latest): (Date, &mut Option<Date>),
    out: &mut Vec<T>,
) -> Tally {
    let mut tally = Tally::default();
    let is_told = now.is_some();
    let mut now: Vec<Option<T>> = now.unwrap_or_default().into_iter().map(Some).collect();
    let index = Index::new(now.iter().flatten().map(|row| row::named(row)));
    out.reserve(now.len());
    for mut row in previous {
        let known = *row.days().1;
        *latest = (*latest).max(Some(known.from));
        if known.until.is_some() {
            out.push(row);
            continue;
        }
        let is_same = |at: &usize| now[*at].as_ref().is_some_and(|new| row::is_same(&row, new));
        let same = index.find(row::named(&row)).find(is_same);
        if let Some(at) = same {
            now[at] = None;
        }
        if same.is_some() || !is_told {
            tally.kept += 1;
            out.push(row);
            continue;
        }
        tally.closed += 1;
        let last = recorded_on.yesterday().unwrap_or(recorded_on);
        // Known from today on and no longer: it was never known at the end of a day.
        if known.from <= last {
            row.days_mut().1.until = Some(last);
            out.push(row);
        }
    }
    for mut row in now.into_iter().flatten() {
        *row.days_mut().1 = crate::plan::Validity::since(recorded_on);
        tally.new += 1;
        out.push(row);
    }
    tally
}
