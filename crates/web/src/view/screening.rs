//! The pre-screening: a few questions without a name, and what the rules say to the answers.

use serde::{Deserialize, Serialize};

use super::page;
use super::parts::{Link, Slip};
use super::question::Question;

/// Questions, and once they are answered the result above them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screening {
    pub service: String,
    pub questions: Vec<Question>,
    #[serde(default)]
    pub slips: Vec<Slip>,
    pub action: String,
    pub back: String,
    #[serde(default)]
    pub result: Option<Outcome>,
}

/// What the rules say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub verdict: Answer,
    /// In words, where it can be told.
    #[serde(default)]
    pub amount: Option<String>,
    #[serde(default)]
    pub points: Option<i64>,
    pub lines: Vec<Line>,
    /// Where one applies, while applications are taken.
    #[serde(default)]
    pub start: Option<Link>,
}

/// Yes, no or not yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Yes,
    No,
    Unknown,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub answer: Answer,
    pub name: String,
    pub why: String,
    /// The figures it rests on, each with its name.
    #[serde(default)]
    pub figures: Vec<String>,
    pub law: String,
}

page!(Screening => "screening");
