//! Parcels with the days they existed, and what became of old numbers.
//!
//! Splits, merges and re-surveys renumber land; dropped numbers are never reused
//! (地籍測量實施規則 §233–237-1), so an old number can always be answered with its new ones.

use crate::area::Area;
use crate::plan::Validity;
use crate::polygon::Polygon;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};

/// A parcel during one span of days; the same number may have several spans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Section and land number.
    pub id: ParcelId,
    /// Its shape on the cadastral map.
    pub shape: Polygon,
    /// The registered area (登記面積).
    pub registered: Area,
    /// Days it existed in this shape.
    pub in_force: Validity,
    /// Days this office had it so in its books.
    pub known: Validity,
    /// What it became, when it ended.
    pub became: Option<Became>,
}

/// How an old parcel went over into new ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Became {
    /// First day of the new parcels.
    pub on: Date,
    /// What happened.
    pub how: Change,
    /// The parcels on its land from then on; may hold its own number again.
    pub into: Vec<ParcelId>,
}

/// What happened to a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Same land, new number (re-survey, change of section).
    Renumbered,
    /// Split into several; one keeps the number.
    Split,
    /// Merged; the earlier number stays.
    Merged,
}

/// What the overlay needs of a parcel, wherever it came from (release or land office).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelShape {
    /// Its shape, relative to the origin of the release it is laid over.
    pub polygon: Polygon,
    /// The registered area, when known.
    pub registered: Option<Area>,
}

impl From<&Parcel> for ParcelShape {
    fn from(p: &Parcel) -> ParcelShape {
        ParcelShape { polygon: p.shape.clone(), registered: Some(p.registered) }
    }
}
