//! What two releases answer of every parcel on one day, compared by the precomputed pieces.
//!
//! An answer is what a certificate rests on: in which designations a parcel lies and with how much ground,
//! under which plan. A detailed plan that covers a whole parcel goes before the main plan. Names of zones are
//! not compared: a file may number anew what is the same. Decides nothing.

use crate::area::Area;
use crate::day::{AsOf, Moment};
use crate::integral::CONTACT_UNITS2;
use crate::plan::Level;
use crate::release::Release;
use lexicon::parcel::ParcelId;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What a piece of an answer says, as a certificate words it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Designation {
    /// Name of the plan case.
    pub plan: String,
    /// Number of its announcement (文號).
    pub number: String,
    /// Main or detailed.
    pub level: Level,
    /// National class code.
    pub class: String,
    /// Name as printed in the plan.
    pub name: String,
    /// Building coverage as the plan words it.
    pub coverage: Option<String>,
    /// Floor area ratio as the plan words it.
    pub floor_area: Option<String>,
}

/// Ground of a parcel in one designation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it says.
    pub designation: Designation,
    /// How much ground.
    pub area: Area,
}

/// A parcel whose answer is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedAnswer {
    /// The parcel.
    pub parcel: ParcelId,
    /// What the first release answers, the largest part first.
    pub before: Vec<Part>,
    /// What the second answers.
    pub after: Vec<Part>,
}

/// How the answers of two releases differ on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Parcels with one answer in both.
    pub same: u64,
    /// Parcels that only the second has.
    pub appeared: u64,
    /// Parcels that only the first has.
    pub ended: u64,
    /// Parcels that have another shape.
    pub reshaped: u64,
    /// Parcels whose answer is another.
    pub changed: u64,
    /// The first of those that are changed, by number.
    pub listed: Vec<ChangedAnswer>,
    /// The first of those that appeared, by number.
    pub appeared_listed: Vec<ParcelId>,
    /// The first of those that ended, by number.
    pub ended_listed: Vec<ParcelId>,
}

/// Compares what two releases answer at a moment; lists so many of each kind.
pub fn compare((before, after): (&Release, &Release), at: impl Into<AsOf>, listed: usize) -> Answers {
    let moment = Moment::from(at.into());
    let (old, new) = (Side::new(before, moment), Side::new(after, moment));
    let rows: Vec<u32> = old.rows();
    let found: Vec<Found> = rows.par_iter().map(|&row| old.held_against(&new, row)).collect();
    let mut answers = Answers::default();
    let (mut changed, mut ended) = (Vec::new(), Vec::new());
    for (&row, found) in rows.iter().zip(&found) {
        match *found {
            Found::Ended => ended.push(row),
            Found::Same => answers.same += 1,
            Found::Reshaped => {
                answers.same += 1;
                answers.reshaped += 1;
            }
            Found::Changed { to, reshaped } => {
                answers.reshaped += u64::from(reshaped);
                changed.push((row, to));
            }
        }
    }
    let mut appeared: Vec<ParcelId> = new.rows().into_par_iter().filter_map(|row| new.missing_in(&old, row)).collect();
    appeared.par_sort_unstable();
    let mut ended: Vec<ParcelId> = ended.into_iter().filter_map(|row| old.id(row)).collect();
    ended.sort_unstable();
    changed.sort_unstable_by_key(|&(row, _)| old.release.parcel_facts(row).number);
    answers.changed = changed.len() as u64;
    answers.appeared = appeared.len() as u64;
    answers.ended = ended.len() as u64;
    let told = |&(row, to): &(u32, u32)| {
        Some(ChangedAnswer { parcel: old.id(row)?, before: old.told(row), after: new.told(to) })
    };
    answers.listed = changed.iter().take(listed).filter_map(told).collect();
    answers.appeared_listed = appeared.into_iter().take(listed).collect();
    answers.ended_listed = ended.into_iter().take(listed).collect();
    answers
}

/// What became of a parcel row of the first release.
enum Found {
    Ended,
    Same,
    Reshaped,
    Changed { to: u32, reshaped: bool },
}

/// One release at a moment.
struct Side<'r> {
    release: &'r Release,
    moment: Moment,
    /// Of each zone row in force, its designation; both sides number alike what is alike.
    designations: Vec<Option<Designation>>,
}

impl<'r> Side<'r> {
    fn new(release: &'r Release, moment: Moment) -> Side<'r> {
        let shapes = release.zone_layer().shapes;
        let of = |row: u32| {
            let days = shapes[row as usize].days;
            days.cover(moment).then(|| designation(release, row, moment)).flatten()
        };
        Side { release, moment, designations: (0..shapes.len() as u32).map(of).collect() }
    }

    /// Parcel rows of the moment.
    fn rows(&self) -> Vec<u32> {
        let shapes = self.release.parcel_layer().shapes;
        (0..shapes.len() as u32).filter(|&row| shapes[row as usize].days.cover(self.moment)).collect()
    }

    fn id(&self, row: u32) -> Option<ParcelId> {
        ParcelId::from_number(self.release.parcel_facts(row).number).ok()
    }

    fn row(&self, id: ParcelId) -> Option<u32> {
        let shapes = self.release.parcel_layer().shapes;
        self.release.rows_of(id).iter().copied().find(|&row| shapes[row as usize].days.cover(self.moment))
    }

    fn missing_in(&self, other: &Side<'_>, row: u32) -> Option<ParcelId> {
        let id = self.id(row)?;
        other.row(id).is_none().then_some(id)
    }

    fn held_against(&self, new: &Side<'_>, row: u32) -> Found {
        let Some(to) = self.id(row).and_then(|id| new.row(id)) else { return Found::Ended };
        let reshaped = !is_same_shape((self.release, row), (new.release, to));
        let (mut mine, mut theirs) = (self.answer(row), new.answer(to));
        let by_designation = |a: &(&Designation, f64), b: &(&Designation, f64)| a.0.cmp(b.0);
        mine.sort_by(by_designation);
        theirs.sort_by(by_designation);
        let same = mine.len() == theirs.len()
            && mine.iter().zip(&theirs).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() <= CONTACT_UNITS2);
        match (same, reshaped) {
            (true, false) => Found::Same,
            (true, true) => Found::Reshaped,
            (false, reshaped) => Found::Changed { to, reshaped },
        }
    }

    /// Designations and ground in square units.
    fn answer(&self, row: u32) -> Vec<(&Designation, f64)> {
        let mut parts: Vec<(&Designation, f64)> = Vec::new();
        for piece in self.release.pieces(row) {
            let Some(designation) = &self.designations[piece.zone as usize] else { continue };
            match parts.iter_mut().find(|(known, _)| *known == designation) {
                Some(part) => part.1 += piece.units2,
                None => parts.push((designation, piece.units2)),
            }
        }
        let whole = self.release.parcel_layer().area2(row) as f64 / 2.0;
        let is_detailed = |part: &(&Designation, f64)| part.0.level == Level::Detailed;
        let detailed: f64 = parts.iter().filter(|part| is_detailed(part)).map(|part| part.1).sum();
        if whole - detailed <= CONTACT_UNITS2 {
            parts.retain(is_detailed);
        }
        parts
    }

    fn told(&self, row: u32) -> Vec<Part> {
        let mut parts = self.answer(row);
        parts.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let part = |(designation, units2): (&Designation, f64)| Part {
            designation: designation.clone(),
            area: Area::round(units2, || (units2, 0.0)),
        };
        parts.into_iter().map(part).collect()
    }
}

fn designation(release: &Release, row: u32, moment: Moment) -> Option<Designation> {
    let plan = release.plan_of(row, moment)?;
    let facts = release.zone_facts(row);
    let text = |number: u32| release.text(number).to_owned();
    let maybe = |number: u32| (number != crate::snapshot::NO_TEXT).then(|| text(number));
    Some(Designation {
        plan: plan.name.clone(),
        number: plan.number.clone(),
        level: plan.level,
        class: text(facts.class),
        name: text(facts.name),
        coverage: maybe(facts.coverage),
        floor_area: maybe(facts.floor_area),
    })
}

fn is_same_shape((a, row): (&Release, u32), (b, other): (&Release, u32)) -> bool {
    let (p, q) = (a.parcel_layer(), b.parcel_layer());
    let (mine, theirs) = (p.rings_of(row), q.rings_of(other));
    mine.len() == theirs.len() && mine.zip(theirs).all(|(r, s)| p.ring(r) == q.ring(s))
}

/// How much ground of each class two releases have in force on a day, in the order of the classes.
pub fn ground_by_class((before, after): (&Release, &Release), at: impl Into<AsOf>) -> Vec<(String, Area, Area)> {
    let moment = Moment::from(at.into());
    let mut sums: HashMap<String, (i128, i128)> = HashMap::new();
    for (release, is_before) in [(before, true), (after, false)] {
        let layer = release.zone_layer();
        for row in (0..layer.shapes.len() as u32).filter(|&row| layer.shapes[row as usize].days.cover(moment)) {
            let sum = sums.entry(release.text(release.zone_facts(row).class).to_owned()).or_default();
            let side = if is_before { &mut sum.0 } else { &mut sum.1 };
            *side += layer.area2(row);
        }
    }
    let mut rows: Vec<(String, Area, Area)> = sums
        .into_iter()
        .map(|(class, (before, after))| (class, Area::from_exact2(before), Area::from_exact2(after)))
        .collect();
    rows.sort();
    rows
}
