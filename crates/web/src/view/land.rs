//! The look-up of land: one box, the answer in one sentence first, then tables and a sketch.

use serde::{Deserialize, Serialize};

use super::page;
use super::parts::{Link, Row, Sketch, Slip, Table};
use super::question::Question;

/// The page of one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Land {
    pub asking: Asking,
    /// A parcel that is there, as people write it.
    pub example: String,
    #[serde(default)]
    pub slips: Vec<Slip>,
    /// What lies at the point itself, when a place was asked about.
    #[serde(default)]
    pub spot: Option<Spot>,
    #[serde(default)]
    pub answers: Vec<ParcelLand>,
    /// What was not answered and what to do about it.
    #[serde(default)]
    pub open: Vec<Open>,
    /// How to ask otherwise, where nothing was found.
    #[serde(default)]
    pub tries: Vec<String>,
    /// What the answers were made from.
    #[serde(default)]
    pub basis: Vec<Row>,
}

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    pub text: String,
    /// The day asked about and the day of the knowledge, as typed; empty for today.
    #[serde(default)]
    pub on: String,
    #[serde(default)]
    pub known: String,
}

/// A place and what holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    pub sentence: String,
    pub lines: Vec<String>,
}

/// One parcel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParcelLand {
    /// The id of its part of the page.
    pub id: String,
    pub name: String,
    /// The answer.
    pub sentence: String,
    /// What qualifies it: what the number became, what lies partly outside.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Where the land of an old number is now.
    #[serde(default)]
    pub became: Vec<Link>,
    pub pieces: Table,
    /// What each zone's plan says.
    pub zones: Vec<ZoneLand>,
    pub areas: Vec<Row>,
    /// Reasons to look twice.
    #[serde(default)]
    pub doubts: Vec<Doubt>,
    #[serde(default)]
    pub exhibitions: Vec<String>,
    #[serde(default)]
    pub restrictions: Option<Table>,
    #[serde(default)]
    pub sketch: Option<Sketch>,
    #[serde(default)]
    pub drawn: Option<Table>,
    /// Services that can be begun for this parcel, the certificate first.
    #[serde(default)]
    pub apply: Vec<Link>,
    #[serde(default)]
    pub watch: Option<String>,
    /// The parcel on the map, on the same day.
    #[serde(default)]
    pub map: Option<String>,
}

/// A zone and its plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneLand {
    pub name: String,
    pub rows: Vec<Row>,
}

/// Why the map alone does not settle it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    pub says: String,
    pub why: String,
    /// Its figures.
    #[serde(default)]
    pub figures: Option<String>,
}

/// Part of a question that has no answer yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub typed: String,
    pub says: String,
    /// What may be meant.
    #[serde(default)]
    pub options: Vec<Link>,
}

/// Handing in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandList {
    /// What was pasted, and the days.
    pub asking: Asking,
    /// A parcel that is there, as people write it.
    pub example: String,
    #[serde(default)]
    pub slips: Vec<Slip>,
    pub most_lines: u32,
    pub most_mib: u32,
    pub kept_minutes: u32,
}

/// A list and how far its answers are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandAnswers {
    pub total: u32,
    pub answered: u32,
    pub percent: u32,
    /// Where a script asks whether it is done; absent when it is.
    #[serde(default)]
    pub poll: Option<String>,
    /// Where the page itself is, for browsers without scripts.
    pub own: String,
    /// What came of the lines, counted.
    #[serde(default)]
    pub counts: Vec<Row>,
    #[serde(default)]
    pub downloads: Vec<Link>,
    /// The first lines.
    #[serde(default)]
    pub first: Option<Table>,
    /// Lines without an answer and why.
    #[serde(default)]
    pub missing: Option<Table>,
    #[serde(default)]
    pub basis: Vec<Row>,
}

/// Asking to be told when the answer changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandWatch {
    /// The parcel's key, sent as `parcel`, and its name.
    pub parcel: String,
    pub name: String,
    pub email: Question,
    #[serde(default)]
    pub slips: Vec<Slip>,
    pub hours: u32,
}

/// A watch opened by its link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandWatched {
    pub name: String,
    /// Where its reader confirms or ends it.
    pub action: String,
    pub is_on: bool,
    /// Where the parcel is answered.
    pub land: String,
}

page!(
    Land => "land",
    LandList => "land-list",
    LandAnswers => "land-answers",
    LandWatch => "land-watch",
    LandWatched => "land-watched",
);
