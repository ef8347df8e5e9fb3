//! The check of an import: everything an officer must see before a release is made of it.
//!
//! Nothing is refused silently and nothing is mended: a finding names the things it is about, the place
//! and a measure, and [`crate::picture`] draws it. Common areas are exact
//! ([`atlas::integral`]); what is listed and what only counted depends on a dated table of the
//! office. What would cost more than a drawn city ever costs is not measured, and that is a finding too.

pub mod attributes;
pub mod cracks;
pub mod gaps;
pub mod ground;
pub mod overlaps;
pub mod pieces;
pub mod rings;
pub mod settings;

use crate::progress::Tell;
use atlas::area::Area;
use atlas::point::{Bounds, Point};
use ground::Ground;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};
use settings::Settings;
use std::collections::BTreeMap;

/// One thing an officer must see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What is wrong.
    pub kind: Kind,
    /// What it is about, the first being the one to look at first.
    pub of: Vec<Subject>,
    /// How much.
    pub measure: Measure,
    /// The ground it covers.
    pub spot: Bounds,
    /// A place in it.
    pub at: Point,
}

/// What is wrong. The words for people go by [`Kind::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A ring meets itself.
    RingMeetsItself,
    /// A ring has the same point twice in a row.
    RepeatedPoint,
    /// Two rings of one shape cross.
    RingsCross,
    /// Two zones of one plan cover the same ground.
    OverlapInPlan,
    /// Zones of two plans cover the same ground.
    OverlapAcrossPlans,
    /// Two parcels cover the same ground.
    ParcelsOverlap,
    /// Ground in a plan area that no zone covers.
    Gap,
    /// The same, but thin or tiny.
    Sliver,
    /// Narrow ground between two zones that opens to a street.
    Crack,
    /// An attribute that many certificates print is empty.
    MissingAttribute,
    /// A class code that has not the national form.
    OddClass,
    /// A character that could not be read, or of a private set.
    UnreadCharacter,
    /// Too much work to look at everything here.
    NotMeasured,
}

impl Kind {
    /// All kinds, in the order of a report.
    pub const ALL: [Kind; 13] = [
        Kind::RingMeetsItself,
        Kind::RepeatedPoint,
        Kind::RingsCross,
        Kind::OverlapInPlan,
        Kind::OverlapAcrossPlans,
        Kind::ParcelsOverlap,
        Kind::Gap,
        Kind::Sliver,
        Kind::Crack,
        Kind::MissingAttribute,
        Kind::OddClass,
        Kind::UnreadCharacter,
        Kind::NotMeasured,
    ];

    /// Its name in files and texts.
    pub fn code(self) -> &'static str {
        match self {
            Kind::RingMeetsItself => "ring-meets-itself",
            Kind::RepeatedPoint => "repeated-point",
            Kind::RingsCross => "rings-cross",
            Kind::OverlapInPlan => "overlap-in-plan",
            Kind::OverlapAcrossPlans => "overlap-across-plans",
            Kind::ParcelsOverlap => "parcels-overlap",
            Kind::Gap => "gap",
            Kind::Sliver => "sliver",
            Kind::Crack => "crack",
            Kind::MissingAttribute => "missing-attribute",
            Kind::OddClass => "odd-class",
            Kind::UnreadCharacter => "unread-character",
            Kind::NotMeasured => "not-measured",
        }
    }
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A zone, by id.
    Zone(String),
    /// A parcel.
    Parcel(ParcelId),
    /// A plan area, by code.
    Area(String),
    /// A plan case, by id.
    Plan(String),
    /// A field of the zones: `coverage`, `floor_area`, `name`, `class`.
    Field(String),
}

/// How much is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Ground.
    Ground {
        /// Its area.
        area: Area,
        /// The mean thickness of its largest piece, mm; 0 where it is thinner than the grid.
        thickness_mm: u32,
        /// In how many pieces.
        pieces: u32,
    },
    /// Narrow ground that is no piece of its own.
    Crack {
        /// Where it is widest, mm.
        width_mm: u32,
        /// How long, mm.
        length_mm: u32,
    },
    /// Positions of two edges in a ring, or of two rings in a shape.
    Positions(u32, u32),
    /// How many things.
    Count(u64),
}

/// How many findings of a kind there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Found in all.
    pub found: u64,
    /// Of these in the list.
    pub listed: u64,
    /// Ground of all of them, where they are ground.
    pub area: Area,
}

/// What the check found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The findings by kind, then as they were found.
    pub findings: Vec<Finding>,
    /// How many of each kind, listed or not.
    pub counts: BTreeMap<Kind, Count>,
    /// Pairs and pieces whose ground is below the threshold: the noise of a shared line.
    pub below_threshold: u64,
    /// Pairs of a main and a detailed plan of one area, which cover the same ground by law.
    pub levels_stacked: u64,
}

impl Report {
    /// Takes a finding: counts it, and lists it while there are not too many of its kind.
    fn take(&mut self, finding: Finding, settings: &Settings) {
        let count = self.counts.entry(finding.kind).or_default();
        count.found += 1;
        if let Measure::Ground { area, .. } = finding.measure {
            count.area = Area::hundredths(count.area.as_hundredths().saturating_add(area.as_hundredths()));
        }
        if count.listed < settings.listed {
            count.listed += 1;
            self.findings.push(finding);
        }
    }
}

/// Checks zones, parcels and plan areas; gaps and cracks are those of one day, as the books stand.
pub fn check(ground: &Ground<'_>, settings: &Settings, on: Date, tell: Tell<'_>) -> Report {
    let mut report = Report::default();
    let wild = rings::look(ground, settings, &mut report, tell);
    attributes::look(ground, settings, &mut report);
    overlaps::of_zones(ground, (settings, &wild), &mut report, tell);
    overlaps::of_parcels(ground, settings, &mut report, tell);
    gaps::look(ground, (settings, &wild, on), &mut report, tell);
    cracks::look(ground, (settings, &wild, on), &mut report, tell);
    report.findings.sort_by_key(|finding| finding.kind);
    report
}
