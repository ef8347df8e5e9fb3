//! What the overlay found: pieces, doubts, and the versions it was found with.
//!
//! A finding is plain data that can be stored, compared and shown; the same release,
//! parcel, day and tolerances give the same finding, byte for byte.

use crate::area::Area;
use crate::plan::Level;
use lexicon::date::Date;
use serde::{Deserialize, Serialize};

/// The answer for one parcel on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Content hash of the release (SHA-256, hex): the data version.
    pub release: String,
    /// The day asked about.
    pub on: Date,
    /// The day it was answered as known on, when that was not the day of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Hash of the tolerance table (SHA-256, hex).
    pub tolerances: String,
    /// The area computed from the shape.
    pub measured: Area,
    /// The registered area, when known; never mixed with the measured one.
    pub registered: Option<Area>,
    /// Every piece above 0.5 mm², the largest first; shares add to 1,000,000 ppm.
    pub pieces: Vec<Piece>,
    /// Clear, or every doubt found.
    pub verdict: Verdict,
}

/// A piece of the parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The zone it lies in; `None` for what no zone covers.
    pub zone: Option<ZoneCited>,
    /// Its area, rounded half to even.
    pub area: Area,
    /// Its share of the measured area in millionths, by largest remainder.
    pub share_ppm: u32,
    /// Mean thickness, 2 · area / perimeter, mm.
    pub thickness_mm: u32,
    /// What the thickness means at this map scale.
    pub class: Thickness,
}

/// A zone with everything a certificate says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneCited {
    /// Zone id in the release.
    pub id: String,
    /// National class code.
    pub class: String,
    /// Name as printed in the plan.
    pub name: String,
    /// Building coverage as the plan words it.
    pub coverage: Option<String>,
    /// Floor area ratio as the plan words it.
    pub floor_area: Option<String>,
    /// The plan that says so.
    pub plan: PlanCited,
}

/// The plan a zone is read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanCited {
    /// Case id.
    pub id: String,
    /// Plan area code.
    pub area_code: String,
    /// Name of the plan case.
    pub name: String,
    /// Main or detailed plan.
    pub level: Level,
    /// Day of announcement.
    pub announced_on: Date,
    /// Number of the announcement (文號).
    pub number: String,
    /// Denominator of the map scale.
    pub scale: u32,
}

/// What a piece's mean thickness means under the tolerances of its map scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thickness {
    /// A zone of the parcel.
    Zone,
    /// Between the two: an officer looks.
    BorderToBeChecked,
    /// What survey and drawing leave; not a zone of the parcel.
    WithinTolerance,
}

/// May a machine say it, or must a person look?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No doubt: the parcel is in these zones (several only when they say the same).
    Clear {
        /// Zone ids, ascending.
        zones: Vec<String>,
    },
    /// An officer decides.
    Doubtful {
        /// Every reason, in a fixed order.
        doubts: Vec<Doubt>,
    },
}

/// One reason why an officer must look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Part of the parcel, or all of it, is outside every plan area.
    OutsidePlanAreas {
        /// Share outside, ppm.
        share_ppm: u32,
    },
    /// Inside a plan area, but no zone polygon there: probably road or an unmapped part.
    NoPolygonInPlan {
        /// Area without a polygon.
        area: Area,
        /// Its share, ppm.
        share_ppm: u32,
    },
    /// More than one designation has a piece thick enough to be a zone of the parcel.
    Straddles {
        /// Zone ids, largest piece first.
        zones: Vec<String>,
    },
    /// A piece too thick to overlook and too thin to be sure of.
    BorderPiece {
        /// Its zone; `None` where no zone covers it.
        zone: Option<String>,
        /// Its mean thickness, mm.
        thickness_mm: u32,
    },
    /// Zones in force overlap each other here.
    ZonesOverlap {
        /// By how much their pieces exceed the parcel.
        area: Area,
    },
    /// A zone line passes nearer than the map can tell.
    NearLine {
        /// Distance to the parcel, mm; zero when it enters.
        distance_mm: u32,
        /// The limit at this map scale, mm.
        limit_mm: u32,
    },
    /// A change of the plan for this land is on public exhibition.
    UnderExhibition {
        /// Plan case id.
        plan: String,
        /// Name of the change.
        name: String,
    },
    /// Registered and measured area differ by more than the limit.
    AreaDisagrees {
        /// Registered area.
        registered: Area,
        /// Measured area.
        measured: Area,
        /// Largest admissible difference.
        limit: Area,
    },
    /// The tolerance table says nothing about this map scale on this day.
    NoTolerance {
        /// Denominator of the scale.
        scale: u32,
    },
}

impl Verdict {
    /// Whether no person needs to look.
    pub fn is_clear(&self) -> bool {
        matches!(self, Verdict::Clear { .. })
    }
}
