//! Officers' pages: signing in, the work list, a case, the counter's quick entry.

use lexicon::date::Date;
use lexicon::instant::At;
use lexicon::money::Twd;
use serde::{Deserialize, Serialize};

use super::finding::ParcelFinding;
use super::page;
use super::parts::{Deadline, Link, Notice, Pager, Row, Section, Slip, Step, Table};
use super::question::{Choice, Question};
use super::screening::Answer;

/// Signing in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub account: String,
    pub action: String,
    #[serde(default)]
    pub slips: Vec<Slip>,
    /// Where the single account of the city is used, when it is set up.
    #[serde(default)]
    pub single_account: Option<String>,
    /// In the demonstration city: people one can sign in as.
    #[serde(default)]
    pub people: Vec<Person>,
}

/// A made-up officer of the demonstration city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub role: String,
}

/// The list of cases: due date and risk first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkList {
    /// The views of the list, each with its count.
    pub views: Vec<ListView>,
    /// What was searched for in this list.
    pub query: String,
    /// Service and doubt filters.
    pub filters: Vec<Filter>,
    pub rows: Vec<WorkRow>,
    pub pager: Pager,
    /// Where a visitor's application is entered.
    pub counter: String,
}

/// One view of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListView {
    pub text: String,
    pub href: String,
    pub count: u32,
    #[serde(default)]
    pub current: bool,
}

/// A filter with its options.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    pub id: String,
    pub label: String,
    pub options: Vec<Choice>,
}

/// How near a case is to being late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    Late,
    Today,
    Soon,
    Fine,
    /// The clock stands: the applicant is asked for something.
    Paused,
}

/// One case in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkRow {
    pub number: String,
    pub href: String,
    pub service: String,
    /// The applicant, masked.
    pub applicant: String,
    /// What it is about, e.g. the parcels.
    pub about: String,
    pub step: String,
    /// Why it is here, in words.
    pub doubts: Vec<String>,
    /// Absent for what has no deadline of its own.
    #[serde(default)]
    pub due_on: Option<Date>,
    pub risk: Risk,
    #[serde(default)]
    pub holder: Option<String>,
}

/// One case on an officer's desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerCase {
    pub number: String,
    pub service: String,
    pub step: String,
    pub risk: Risk,
    #[serde(default)]
    pub deadline: Option<Deadline>,
    pub findings: Vec<ParcelFinding>,
    /// What criteria and tables say, where the service has criteria.
    #[serde(default)]
    pub assessed: Option<Assessed>,
    pub answers: Vec<Section>,
    pub steps: Vec<Step>,
    pub journal: Vec<JournalLine>,
    /// Who has read the case, the latest first.
    #[serde(default)]
    pub readings: Vec<ReadingLine>,
    #[serde(default)]
    pub notice: Option<Notice>,
    /// What can be decided now; absent when it is not this officer's turn.
    #[serde(default)]
    pub decision: Option<Decision>,
    /// What can be asked for; absent when nothing may be.
    #[serde(default)]
    pub correction: Option<Composer>,
    /// What else may be done with the case now.
    #[serde(default)]
    pub deeds: Vec<Deed>,
    /// Files of the case and other looks at it.
    #[serde(default)]
    pub links: Vec<Link>,
    #[serde(default)]
    pub slips: Vec<Slip>,
    /// The case before and after this one in the list.
    #[serde(default)]
    pub previous: Option<String>,
    #[serde(default)]
    pub next: Option<String>,
}

/// What the rules say of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessed {
    pub criteria: Vec<Compared>,
    pub figures: Vec<Row>,
    /// The score sheet, once everything for it is known.
    #[serde(default)]
    pub score: Option<Table>,
}

/// A criterion with both its sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    pub answer: Answer,
    pub name: String,
    #[serde(default)]
    pub declared: Option<String>,
    #[serde(default)]
    pub registered: Option<String>,
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalLine {
    pub seq: u32,
    pub at: At,
    pub who: String,
    pub says: String,
}

/// One reading of the case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingLine {
    pub at: At,
    pub who: String,
    /// For what.
    pub says: String,
}

/// Something that may be done beside deciding: one small form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    /// Also the id of its text field.
    pub id: String,
    pub title: String,
    pub hint: String,
    pub action: String,
    pub button: String,
    /// Its text field, when words are needed.
    #[serde(default)]
    pub says: Option<Says>,
}

/// The words a deed needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Says {
    pub label: String,
    pub value: String,
}

/// The action bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub action: String,
    /// The service's choices of this step; their hint says what each does.
    pub choices: Vec<Choice>,
    /// Kept text of the reasons (internal) and the remarks (printed on the paper).
    pub reasons: String,
    pub remarks: String,
    /// Where the paper can be looked at before it binds.
    #[serde(default)]
    pub preview: Option<String>,
}

/// Asking the applicant to put things right: one complete list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Composer {
    pub action: String,
    /// The questions of the form that can be reopened.
    pub questions: Vec<ComposerItem>,
    pub days: u32,
    pub most_days: u32,
    /// Where the limit comes from.
    pub law: String,
}

/// A question that can be reopened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComposerItem {
    pub id: String,
    pub label: String,
    pub answer: String,
    pub chosen: bool,
    /// What the officer says is wrong.
    pub says: String,
}

/// The whole form on one page, for a visitor at the counter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterEntry {
    pub service: String,
    pub action: String,
    pub groups: Vec<Group>,
    pub parcels: String,
    #[serde(default)]
    pub parcels_slip: Option<String>,
    pub most_parcels: u32,
    /// What it costs as far as it is filled in.
    #[serde(default)]
    pub fee_twd: Option<Twd>,
    #[serde(default)]
    pub slips: Vec<Slip>,
}

/// A titled group of questions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub title: String,
    pub questions: Vec<Question>,
}

/// What came of the daily reconciliation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Days that were looked at, the last first.
    #[serde(default)]
    pub days: Option<Table>,
    /// What asking outside systems cost.
    #[serde(default)]
    pub outlays: Option<Table>,
    /// Payments that do not fit.
    #[serde(default)]
    pub open: Option<Table>,
}

page!(
    SignIn => "officer-sign-in",
    WorkList => "officer-list",
    OfficerCase => "officer-case",
    CounterEntry => "officer-counter",
    Money => "officer-money",
);
