//! Officers' pages about plan data: releases, a proposal with what was found in it, findings with their pictures.

use lexicon::instant::At;
use serde::{Deserialize, Serialize};

use super::officer::Filter;
use super::page;
use super::parts::{Link, Notice, Pager, Row, Section, Slip, Table};
use super::question::Question;

/// All about releases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Releases {
    /// What came of the last night's proof.
    #[serde(default)]
    pub night: Option<Notice>,
    /// Where plan data is handed in; absent for who may not.
    #[serde(default)]
    pub propose: Option<String>,
    pub proposals: Vec<ProposalLine>,
    pub releases: Vec<ReleaseLine>,
    #[serde(default)]
    pub journal: Option<Table>,
}

/// A proposal in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalLine {
    pub title: String,
    pub href: String,
    /// `waiting`, `ready`, `unusable`, `published`, `refused`, `outdated`.
    pub state: String,
    /// Who proposed what.
    pub says: String,
    pub proposed_at: At,
    #[serde(default)]
    pub progress: Option<Progress>,
}

/// How far a reading is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    pub says: String,
    /// 0 where nobody knows.
    pub percent: u32,
}

/// A release that is or was live.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseLine {
    pub title: String,
    /// Short form of its hash.
    pub version: String,
    pub published_at: At,
    pub live: bool,
    /// Where one proposes to go back to it.
    #[serde(default)]
    pub back: Option<String>,
}

/// One proposal with everything a second person must see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    pub title: String,
    pub state: String,
    #[serde(default)]
    pub slips: Vec<Slip>,
    pub facts: Section,
    #[serde(default)]
    pub notices: Vec<Notice>,
    #[serde(default)]
    pub progress: Option<Progress>,
    /// This page, to look again.
    pub here: String,
    #[serde(default)]
    pub poll: Option<String>,
    /// Files handed in.
    #[serde(default)]
    pub files: Option<Table>,
    /// Remarks about the files.
    #[serde(default)]
    pub remarks: Option<Table>,
    /// What the check found, by kind.
    #[serde(default)]
    pub kinds: Vec<FindingKind>,
    /// The comparison in figures.
    #[serde(default)]
    pub figures: Option<Section>,
    /// The comparison in lists.
    #[serde(default)]
    pub lists: Vec<Table>,
    #[serde(default)]
    pub decide: Option<Decide>,
}

/// Findings of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingKind {
    pub text: String,
    pub count: u64,
    /// Ground of all of them; absent where it is none.
    #[serde(default)]
    pub area: Option<String>,
    pub href: String,
}

/// What a second person may do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    pub publish: String,
    pub refuse: String,
    pub reason: Question,
}

/// Findings with their pictures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Findings {
    pub title: String,
    pub back: Link,
    /// What the kind means.
    pub means: String,
    pub cards: Vec<FindingCard>,
    pub pager: Pager,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingCard {
    pub id: String,
    pub title: String,
    pub rows: Vec<Row>,
    /// Where its picture is; absent where no release could be made.
    #[serde(default)]
    pub picture: Option<String>,
    pub alt: String,
}

/// Handing plan data in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    pub action: String,
    pub back: String,
    #[serde(default)]
    pub slips: Vec<Slip>,
    pub questions: Vec<Question>,
    pub files: Vec<FileField>,
    /// Field maps by layer.
    pub sources: Vec<Filter>,
    /// The largest hand-over taken, in words.
    pub most: String,
}

/// The files of one layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileField {
    pub id: String,
    pub label: String,
    pub hint: String,
    pub accept: String,
}

/// Going back to an earlier release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoBack {
    pub action: String,
    pub back: String,
    #[serde(default)]
    pub slips: Vec<Slip>,
    pub facts: Section,
    pub reason: Question,
}

page!(
    Releases => "officer-releases",
    Proposal => "officer-proposal",
    Findings => "officer-findings",
    Propose => "officer-propose",
    GoBack => "officer-go-back",
);
