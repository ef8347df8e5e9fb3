//! A case as its applicant sees it: progress, correction, withdrawal, finding it again.

use lexicon::date::Date;
use lexicon::instant::At;
use lexicon::money::Twd;
use serde::{Deserialize, Serialize};

use super::page;
use super::parts::{Deadline, Link, Notice, Section, Slip, Step};
use super::question::Question;

/// The progress of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    pub number: String,
    pub service: String,
    /// Where it stands, in one sentence: the heading.
    pub says: String,
    /// More about it, in the citizen's words.
    #[serde(default)]
    pub lead: Vec<String>,
    pub steps: Vec<Step>,
    #[serde(default)]
    pub papers: Vec<PaperCard>,
    /// What is missing and until when.
    #[serde(default)]
    pub correction: Option<Asked>,
    /// Where it is paid, while it is not.
    #[serde(default)]
    pub pay: Option<Owed>,
    #[serde(default)]
    pub notice: Option<Notice>,
    pub answers: Vec<Section>,
    /// Receipts and what else can be fetched.
    #[serde(default)]
    pub files: Vec<Link>,
    #[serde(default)]
    pub withdraw: Option<String>,
    /// Asked by scripts while something moves; as in [`super::payment::PayReturn::poll`].
    #[serde(default)]
    pub poll: Option<String>,
    /// Whom to ask: unit and telephone.
    pub contact: String,
    pub seen_at: At,
}

/// A paper to fetch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperCard {
    pub title: String,
    pub number: String,
    pub href: String,
    /// Kind and size, e.g. `PDF，84 KB`.
    pub size: String,
    #[serde(default)]
    pub valid_until: Option<Date>,
    pub verify_code: String,
    pub verify: String,
    /// False once it is superseded or revoked.
    pub stands: bool,
}

/// What an officer asks to be put right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub items: Vec<String>,
    pub deadline: Deadline,
    pub href: String,
}

/// What is still to be paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    pub amount_twd: Twd,
    pub deadline: Deadline,
    pub href: String,
}

/// The correction form: only what was asked about reopens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    pub number: String,
    pub service: String,
    pub deadline: Deadline,
    pub items: Vec<ToCorrect>,
    pub action: String,
    pub back: String,
    #[serde(default)]
    pub slips: Vec<Slip>,
    #[serde(default)]
    pub saved_at: Option<At>,
    #[serde(default)]
    pub autosave: Option<String>,
}

/// One thing to put right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToCorrect {
    /// What is wrong, in the officer's words.
    pub says: String,
    pub question: Question,
}

/// Asking whether the application is really withdrawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub number: String,
    pub service: String,
    /// What happens to the fee and to a paper already made, a sentence each.
    pub means: Vec<String>,
    pub reason: Question,
    pub action: String,
    pub back: String,
}

/// Find my case: number and e-mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindCase {
    pub number: Question,
    pub email: Question,
    #[serde(default)]
    pub slips: Vec<Slip>,
    pub action: String,
}

page!(Progress => "case", Correction => "correction", Withdraw => "withdraw", FindCase => "find-case");
