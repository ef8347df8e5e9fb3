//! Officers' pages about differences between the land office and our copy of the cadastre.

use lexicon::instant::At;
use serde::{Deserialize, Serialize};

use super::officer::ListView;
use super::page;
use super::parts::{Link, Notice, Pager, Row, Sketch, Slip, Table};
use super::question::Question;

/// The list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differences {
    pub views: Vec<ListView>,
    /// How the last round stands.
    #[serde(default)]
    pub round: Option<Notice>,
    pub lines: Vec<DifferenceLine>,
    pub pager: Pager,
    /// The same as spreadsheets.
    #[serde(default)]
    pub files: Vec<Link>,
}

/// One difference in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DifferenceLine {
    pub parcel: String,
    pub href: String,
    /// What differs, each in a few words.
    pub says: Vec<String>,
    /// Ground apart and displacement, with their units; absent where there is none.
    #[serde(default)]
    pub measure: Option<String>,
    /// `open`, `settled`, `gone`.
    pub state: String,
    pub found_at: At,
}

/// One difference with both drawings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DifferencePage {
    pub title: String,
    pub state: String,
    #[serde(default)]
    pub slips: Vec<Slip>,
    pub rows: Vec<Row>,
    #[serde(default)]
    pub sketch: Option<Sketch>,
    #[serde(default)]
    pub history: Option<Table>,
    #[serde(default)]
    pub settle: Option<SettleForm>,
}

/// What a person says to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleForm {
    pub action: String,
    /// Names the difference the form shows.
    pub mark: String,
    pub way: Question,
    pub reason: Question,
}

page!(
    Differences => "officer-differences",
    DifferencePage => "officer-difference",
);
