//! Figures of a release at a moment: areas by plan area, class and section.
//!
//! Two sums that answer different questions and are never mixed:
//! - *drawn*: the zone polygons in force as their plan files draw them, clipped nowhere, by plan area,
//!   level and class ([`ZoneSum`]); main and detailed plans are maps of the same ground, so levels are
//!   never added. What a level leaves white inside the plan area's boundary (roads are mostly no
//!   polygons) is a figure of its own ([`AreaSum`]).
//! - *parcels*: the cadastre cut by the zones, by section and class, from the precomputed pieces
//!   ([`SectionSum`]); a detailed plan goes before the main plan as it does in an answer.
//!
//! Every sum is an exact integer of whole half square units, so neither the order of rows nor the
//! number of threads changes a digit. Keeps nothing and decides nothing.

use crate::day::{AsOf, Days, Moment};
use crate::figures_sections;
use crate::layer_made::{Chunks, LayerMade};
use crate::plan::{Level, PlanArea, Validity};
use crate::release::Release;
use crate::sweep::pieces_of;
use jiff::civil::date;
use lexicon::parcel::SectionCode;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All figures of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// By plan area, level and class.
    pub zones: Vec<ZoneSum>,
    /// By plan area, and each level that has a zone in force there.
    pub areas: Vec<AreaSum>,
    /// By section.
    pub sections: Vec<SectionSum>,
}

/// The polygons of one class in one level of one plan area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneSum {
    /// Code of the plan area.
    pub area_code: String,
    /// The level of their plans.
    pub level: Level,
    /// The first three characters of their class code.
    pub class: String,
    /// How many polygons.
    pub polygons: u32,
    /// Twice their area in square units, as drawn.
    pub area2: i128,
}

/// What one level covers of a plan area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaSum {
    /// Code of the plan area.
    pub area_code: String,
    /// The level; `None` where no zone of the plan area is in force.
    pub level: Option<Level>,
    /// Twice the area inside the boundary, in square units.
    pub boundary2: i128,
    /// Twice the area of the level's own zones inside the boundary. Where zones of one level overlap,
    /// which the check of an import lists, their common ground counts twice.
    pub inside2: i128,
}

impl AreaSum {
    /// Twice the area no polygon of the level covers; never below zero.
    pub fn white2(&self) -> i128 {
        (self.boundary2 - self.inside2).max(0)
    }
}

/// The parcels of one cadastral section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionSum {
    /// The section.
    pub section: SectionCode,
    /// How many parcels.
    pub parcels: u32,
    /// Twice their area in square units, from their shapes.
    pub area2: i128,
    /// Twice the ground that several zones claim: the classes add to `area2 + overlap2`.
    pub overlap2: i128,
    /// By class, what no polygon covers last.
    pub classes: Vec<ClassSum>,
}

/// The part of a section in one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassSum {
    /// The first three characters of the class code; `None` for what no polygon covers.
    pub class: Option<String>,
    /// Parcels whose largest part it is.
    pub parcels: u32,
    /// Twice the area in square units.
    pub area2: i128,
}

/// Computes all figures of a moment.
#[must_use]
pub fn figures(release: &Release, at: impl Into<AsOf>) -> Figures {
    let moment = Moment::from(at.into());
    let now = ZonesNow::new(release, moment);
    let zones = now.sums();
    let areas = release.areas().par_iter().flat_map_iter(|area| now.area(area)).collect();
    Figures { zones, areas, sections: figures_sections::sums(&now) }
}

/// A zone in force as the sums need it.
#[derive(Clone, Copy)]
pub(crate) struct ZoneNow {
    /// Number of its plan area's code in [`ZonesNow::areas`].
    area: u32,
    /// The level of its plan.
    pub level: Level,
    /// Number of its class in [`ZonesNow::classes`].
    pub class: u32,
}

/// The zones of a moment by row, with what their plans say of them.
pub(crate) struct ZonesNow<'a> {
    pub release: &'a Release,
    pub moment: Moment,
    /// By zone row; `None` for what is not in force.
    pub rows: Vec<Option<ZoneNow>>,
    /// Classes, ascending.
    pub classes: Vec<&'a str>,
    areas: Vec<&'a str>,
}

impl<'a> ZonesNow<'a> {
    fn new(release: &'a Release, moment: Moment) -> ZonesNow<'a> {
        let shapes = release.zone_layer().shapes;
        let mut plans: HashMap<u32, Option<(&str, Level)>> = HashMap::new();
        let mut found: Vec<Option<(&str, Level, &str)>> = Vec::with_capacity(shapes.len());
        for row in 0..shapes.len() as u32 {
            let covers = shapes[row as usize].days.cover(moment);
            let facts = release.zone_facts(row);
            let plan = || release.plan_of(row, moment).map(|p| (p.area_code.as_str(), p.level));
            let plan = if covers { *plans.entry(facts.plan).or_insert_with(plan) } else { None };
            found.push(plan.map(|(area, level)| (area, level, short(release.text(facts.class)))));
        }
        let sorted = |part: fn(&(&'a str, Level, &'a str)) -> &'a str| -> Vec<&'a str> {
            found.iter().flatten().map(part).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let (areas, classes) = (sorted(|z| z.0), sorted(|z| z.2));
        let number = |names: &[&str], name: &str| names.partition_point(|n| *n < name) as u32;
        let numbered =
            |(area, level, class)| ZoneNow { area: number(&areas, area), level, class: number(&classes, class) };
        let rows = found.into_iter().map(|zone| zone.map(numbered)).collect();
        ZonesNow { release, moment, rows, classes, areas }
    }

    /// The polygons as drawn.
    fn sums(&self) -> Vec<ZoneSum> {
        let layer = self.release.zone_layer();
        let mut sums: BTreeMap<(u32, Level, u32), (u32, i128)> = BTreeMap::new();
        for (row, zone) in (0..).zip(&self.rows) {
            let Some(zone) = zone else { continue };
            let sum = sums.entry((zone.area, zone.level, zone.class)).or_default();
            sum.0 += 1;
            sum.1 += layer.area2(row);
        }
        let named = |((area, level, class), (polygons, area2)): ((u32, Level, u32), (u32, i128))| ZoneSum {
            area_code: self.areas[area as usize].to_owned(),
            level,
            class: self.classes[class as usize].to_owned(),
            polygons,
            area2,
        };
        sums.into_iter().map(named).collect()
    }

    /// What each level of a plan area covers inside its boundary.
    fn area(&self, area: &PlanArea) -> Vec<AreaSum> {
        let sum =
            |level, inside2| AreaSum { area_code: area.code.clone(), level, boundary2: area.boundary.area2(), inside2 };
        let own = |zone: &ZoneNow| self.areas[zone.area as usize] == area.code;
        let levels: BTreeSet<Level> = self.rows.iter().flatten().filter(|z| own(z)).map(|z| z.level).collect();
        if levels.is_empty() {
            return vec![sum(None, 0)];
        }
        let always = Validity::since(date(1900, 1, 1));
        let Ok(days) = Days::new(&always, &always) else { return Vec::new() };
        let made = LayerMade::new(&[(days, &area.boundary.0)], Chunks::None);
        let pieces = pieces_of(&made.layer(), &self.release.zone_layer(), self.moment);
        let inside = |level: Level| -> i128 {
            let zone = |row: u32| self.rows[row as usize].filter(|z| own(z) && z.level == level);
            pieces.iter().filter(|p| zone(p.zone).is_some()).map(|p| whole2(p.units2)).sum()
        };
        levels.into_iter().map(|level| sum(Some(level), inside(level))).collect()
    }
}

/// Twice a computed area as a whole number: each piece is rounded once, and sums are exact from there.
pub(crate) fn whole2(units2: f64) -> i128 {
    (units2 * 2.0).round() as i128
}

/// What stands for a class in figures: three characters, as in the national table of colours.
fn short(code: &str) -> &str {
    code.get(..3).unwrap_or(code)
}
