//! Steps: what a service does, one after the other, as data.
//!
//! A step names one action out of a closed set and where the case goes afterwards. It refuses to
//! hold behaviour: what cannot be said here is an ability in Rust, named by `Action::Ability`.

use serde::{Deserialize, Serialize};

use crate::stage::Stage;

/// One step of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Step {
    /// Name within the service, e.g. `review`; part of text keys.
    pub id: String,
    pub stage: Stage,
    pub action: Action,
    /// The time the step may take, and what happens then.
    pub within: Option<Within>,
    pub next: Next,
    /// Where the case goes when an `Ask` never gets its answer.
    pub fails: Option<Goes>,
}

/// What happens in a step. A closed set: every `match` on it is exhaustive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Ask for the service's fee. A fee of nothing is waived at once and the case goes on.
    Charge,
    /// Ask an outside register; its reply becomes evidence.
    Ask { gateway: String, query: String, evidence: String },
    /// Run a pure function of the house; its answer becomes a finding.
    Ability { name: String, version: u32, finding: String },
    /// An officer chooses.
    Decide { choices: Vec<Choice> },
    /// Make, sign and file a paper of the service.
    Paper { paper: String },
    /// Hold the facts against the criteria and tables of the service, and keep what they said.
    Assess { finding: String, tables: Vec<String> },
    /// Wait until all cases of the campaign are put in order (評點排序).
    Rank { points: String, weighted: Option<String> },
}

/// One thing an officer may choose in a `Decide` step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Choice {
    pub id: String,
    pub goes: Goes,
    /// Whether reasons must be written (行政程序法 §96: a refusal states its reasons).
    pub reasons_required: bool,
    pub refund: Refund,
    /// Words of the officer that are printed on the paper.
    pub remarks: Remarks,
}

/// Whether a choice takes words that are printed on the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remarks {
    #[default]
    None,
    Optional,
    Required,
}

/// What of the fee goes back when a choice ends the case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refund {
    #[default]
    None,
    Full,
}

/// Where a case goes: to a step or to an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goes {
    Step(String),
    End(Ending),
}

impl Goes {
    /// Reads a cell of a routing table: a step's id, or `end:` and an ending, e.g. `end:refused`.
    /// Answers `None` for an ending that does not exist.
    #[must_use]
    pub fn of_cell(text: &str) -> Option<Goes> {
        match text.strip_prefix("end:") {
            Some(name) => Ending::named(name).map(Goes::End),
            None => Some(Goes::Step(text.to_owned())),
        }
    }
}

/// How a case may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    Issued,
    Refused,
    Withdrawn,
    Lapsed,
}

impl Ending {
    pub const ALL: [Ending; 4] = [Ending::Issued, Ending::Refused, Ending::Withdrawn, Ending::Lapsed];

    /// The name in text keys, columns and figures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Ending::Issued => "issued",
            Ending::Refused => "refused",
            Ending::Withdrawn => "withdrawn",
            Ending::Lapsed => "lapsed",
        }
    }

    /// The ending of a name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Ending> {
        Ending::ALL.into_iter().find(|ending| ending.name() == name)
    }
}

/// What follows a step that went well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Next {
    Goes(Goes),
    /// The table's output column `go` names a step or an end ([`Goes::of_cell`]).
    Route {
        table: String,
    },
    /// The officer's choice says.
    ByChoice,
}

/// The time a step may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Within {
    pub amount: u32,
    pub unit: WithinUnit,
    pub on_expiry: Expiry,
    /// Id of the law or decision the time rests on.
    pub law: Option<String>,
}

/// How a step's time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithinUnit {
    Minutes,
    /// Calendar days by 行政程序法 §48.
    Days,
    /// Days of the office calendar.
    WorkingDays,
}

/// What happens when a step's time has run out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expiry {
    /// The case ends as lapsed.
    Lapse,
    ToStep(String),
    /// The case goes on; the delay is journalled and the applicant gains the rights of 規費法 §19.
    Warn,
}
