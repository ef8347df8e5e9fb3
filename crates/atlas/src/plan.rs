//! Plan areas, plan cases, and the days they are in force.
//!
//! A plan has force only from 發布實施 (都市計畫法 §21, §23); a draft on public exhibition
//! (§19) has none and is kept apart as an [`Exhibition`].

use crate::polygon::MultiPolygon;
use lexicon::date::Date;
use serde::{Deserialize, Serialize};

/// The days something is in force: both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// First day in force.
    pub from: Date,
    /// Last day in force; open while `None`.
    pub until: Option<Date>,
}

impl Validity {
    /// In force from a day on, with no end.
    pub const fn since(from: Date) -> Validity {
        Validity { from, until: None }
    }

    /// Whether both have a day in common.
    pub fn meets(&self, o: &Validity) -> bool {
        let before = |a: &Validity, b: &Validity| a.until.is_some_and(|last| last < b.from);
        !before(self, o) && !before(o, self)
    }

    /// Whether the day belongs to it.
    pub fn covers(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|last| on <= last)
    }
}

/// One of the city's plan areas (計畫區).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanArea {
    /// Its national code, such as `S0103`.
    pub code: String,
    /// Its name as gazetted.
    pub name: String,
    /// Its boundary.
    pub boundary: MultiPolygon,
}

/// The level of a plan (都市計畫法 §15, §22).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Main plan (主要計畫).
    Main,
    /// Detailed plan (細部計畫).
    Detailed,
}

/// A plan change on public exhibition (公開展覽, 都市計畫法 §19): a draft without force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exhibition {
    /// Name of the change as announced.
    pub name: String,
    /// First and last day of the exhibition.
    pub days: Validity,
    /// The land it would change.
    pub extent: MultiPolygon,
}

/// One plan case: what was announced, when, under which number, on which map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Case id, unique in a release.
    pub id: String,
    /// Code of its plan area.
    pub area_code: String,
    /// Name of the plan case.
    pub name: String,
    /// Main or detailed.
    pub level: Level,
    /// Day of the announcement (發布實施).
    pub announced_on: Date,
    /// Number of the announcement (文號).
    pub number: String,
    /// Denominator of the plan map's scale: 1000 for 1/1000.
    pub scale: u32,
    /// Days in force.
    pub in_force: Validity,
    /// Days this office had it so in its books.
    pub known: Validity,
    /// A change of this plan on public exhibition, if there is one.
    pub exhibition: Option<Exhibition>,
}
