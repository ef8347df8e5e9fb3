//! What was found while a proposal was read and checked: everything a person must see before deciding.
//!
//! Kept as one file with the proposal. Nothing is decided here; [`Found::must_be_accepted`] only says whether
//! there is anything to look at.

use atlas::parcel::Parcel;
use atlas::plan::{Plan, PlanArea, Validity};
use atlas::release::Release;
use atlas::release_parts::ReleaseParts;
use atlas::succession::row::Row;
use atlas::succession::{Now, Tallies, known_now};
use atlas::zone::Zone;
use atlas_import::check::ground::Ground;
use atlas_import::check::{Report, check};
use atlas_import::lineage::Misfit;
use atlas_import::problem::Problem;
use lexicon::date::Date;
use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use super::progress::{Point, Tell};
use super::tables::LandTables;
use super::terms::{Layer, Terms};

/// Misfits of lineage that are listed; the rest are counted.
const MOST_MISFITS: usize = 10_000;

/// Remarks about the files of one layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarks {
    pub layer: Layer,
    pub files: Vec<String>,
    /// Features that were taken.
    pub taken: u64,
    pub problems: Vec<Problem>,
    /// Whether the file was refused as a whole.
    pub refused: bool,
}

/// Why no release can be made: a key of its words, and what they name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unusable {
    pub code: String,
    pub detail: String,
}

/// Everything that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub remarks: Vec<Remarks>,
    /// Plan areas that are new or have another boundary.
    pub areas_changed: Vec<String>,
    /// What of the lineage does not fit the parcels.
    pub misfits: Vec<Misfit>,
    /// How many misfits there were, listed or not.
    pub misfit_count: u64,
    /// What the check found.
    pub report: Report,
    /// What became of the rows.
    pub tallies: Tallies,
    /// The comparison with the last release; absent where no release could be made.
    pub comparison: Option<Comparison>,
    pub unusable: Option<Unusable>,
}

impl Found {
    /// Whether a person must look at something before this is published.
    #[must_use]
    pub fn must_be_accepted(&self) -> bool {
        let has_problems = self.remarks.iter().any(|remarks| !remarks.problems.is_empty());
        has_problems || self.misfit_count > 0 || !self.report.counts.is_empty() || self.unusable.is_some()
    }

    /// What the check finds in parts that were not read from files.
    pub(super) fn of_parts(parts: &ReleaseParts, (terms, tables): (&Terms, &LandTables)) -> Found {
        let on = terms.recorded_on;
        let stands = |row: &(&Validity, &Validity)| row.0.until.is_none_or(|last| last >= on) && row.1.until.is_none();
        let zones: Vec<Zone> = parts.zones.iter().filter(|zone| stands(&zone.days())).cloned().collect();
        let parcels: Vec<Parcel> = parts.parcels.iter().filter(|parcel| stands(&parcel.days())).cloned().collect();
        let ground = Ground::new((&zones, &parcels), (&parts.areas, &parts.plans));
        Found { report: check(&ground, &tables.check, on, &mut |_| {}), ..Found::default() }
    }

    pub(super) fn take_misfits(&mut self, misfits: Vec<Misfit>) {
        self.misfit_count += misfits.len() as u64;
        let room = MOST_MISFITS.saturating_sub(self.misfits.len());
        self.misfits.extend(misfits.into_iter().take(room));
    }

    /// Checks what was handed in of all that will be known, as of the day it is recorded.
    pub(super) fn check(
        &mut self,
        previous: &Release,
        now: &mut Now,
        (terms, tables): (&Terms, &LandTables),
        tell: Tell<'_>,
    ) {
        let on = terms.in_force_from.max(terms.recorded_on);
        let has_zones = now.zones.is_some() || !now.areas.is_empty();
        if has_zones && now.zones.is_none() {
            let mut zones: Vec<Zone> = previous.zones().collect();
            known_now(&mut zones);
            now.zones = Some(zones);
        }
        let plans: Vec<Plan> = now.plans.clone().unwrap_or_else(|| previous.plans_known(on).cloned().collect());
        let kept = previous.areas().iter().filter(|area| now.areas.iter().all(|new| new.code != area.code));
        let areas: Vec<PlanArea> = if has_zones { kept.chain(&now.areas).cloned().collect() } else { Vec::new() };
        let zones: &[Zone] = now.zones.as_deref_mut().map_or(&[], |zones| current_first(zones, on));
        let parcels: &[Parcel] = now.parcels.as_deref_mut().map_or(&[], |parcels| current_first(parcels, on));
        let ground = Ground::new((zones, parcels), (&areas, &plans));
        self.report = check(&ground, &tables.check, on, &mut |progress| tell(Point::of(None, progress)));
    }
}

/// The rows that have not ended on a day, moved to the front.
fn current_first<T: Row>(rows: &mut [T], on: Date) -> &[T] {
    let mut end = 0;
    for at in 0..rows.len() {
        if rows[at].days().0.until.is_none_or(|last| last >= on) {
            rows.swap(at, end);
            end += 1;
        }
    }
    &rows[..end]
}
