//! Pieces several pages share; each is shown by the component of its name.

use lexicon::date::Date;
use lexicon::instant::At;
use lexicon::money::Twd;
use serde::{Deserialize, Serialize};

/// Words that lead somewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub text: String,
    pub href: String,
}

/// Something to put right, told at the top of the page and at the field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// The id of the field, or of its first option.
    pub field: String,
    pub text: String,
}

/// One line of a summary: a label and what was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub label: String,
    pub lines: Vec<String>,
    /// Where it can be changed.
    #[serde(default)]
    pub change: Option<String>,
    /// Where it comes from, when the applicant did not type it.
    #[serde(default)]
    pub source: Option<String>,
    /// Files that were handed in, to be opened.
    #[serde(default)]
    pub files: Vec<Link>,
}

/// A titled group of lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub title: String,
    pub rows: Vec<Row>,
}

/// How urgent a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    Info,
    /// The one warning of a page.
    Warning,
    Success,
}

/// A notice above the content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    pub tone: Tone,
    pub title: String,
    #[serde(default)]
    pub lines: Vec<String>,
    #[serde(default)]
    pub link: Option<Link>,
}

/// Where a step of the case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Done,
    Now,
    Next,
    /// Ended without going on: refused, withdrawn, lapsed.
    Stopped,
}

/// A step on the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub standing: Standing,
    pub title: String,
    #[serde(default)]
    pub lines: Vec<String>,
    /// When it happened.
    #[serde(default)]
    pub at: Option<At>,
    /// Who has it now.
    #[serde(default)]
    pub holder: Option<String>,
    #[serde(default)]
    pub deadline: Option<Deadline>,
}

/// By when, and why that day: the derivation in the reader's words, in order (行政程序法 §48).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    pub on: Date,
    pub why: Vec<String>,
    /// The working calendar of that year is not announced yet.
    #[serde(default)]
    pub provisional: bool,
}

/// One line of a fee.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeLine {
    pub what: String,
    pub count: u32,
    pub each_twd: Twd,
    pub sum_twd: Twd,
}

/// What it costs and by which tariff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    pub lines: Vec<FeeLine>,
    pub total_twd: Twd,
    /// The tariff's name.
    pub source: String,
    pub in_force_from: Date,
    /// Nobody adopted this tariff: a stand-in until the bureau does.
    pub sample: bool,
}

/// A table of words. Numbers stand right, in tabular figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub caption: String,
    pub heads: Vec<Head>,
    /// The first cell heads its row.
    pub rows: Vec<Vec<String>>,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub text: String,
    #[serde(default)]
    pub numeric: bool,
}

/// Leafing by key: no page numbers, because lists move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pager {
    pub shown: u32,
    pub total: u32,
    #[serde(default)]
    pub newer: Option<String>,
    #[serde(default)]
    pub older: Option<String>,
}

/// A map sketch with the same in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sketch {
    /// SVG made by the house itself, without styles or scripts; not escaped.
    pub svg: String,
    pub alt: String,
    pub caption: String,
    pub legend: Vec<Key>,
}

/// One class of the legend, by pattern and name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    pub name: String,
    /// `residential`, `commercial`, `road`, `park`, `school`, `other`.
    pub pattern: String,
}

/// A small chart and its numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bars {
    pub caption: String,
    /// What the numbers count, as the table's head.
    pub unit: String,
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    pub label: String,
    pub value: f64,
    /// The number as people read it.
    pub shown: String,
}
