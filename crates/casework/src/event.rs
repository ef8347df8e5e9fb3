//! What has happened to a case: the journal's vocabulary.
//!
//! Events are facts in the past tense and are never changed. A case is the fold of its events
//! ([`crate::fold`]); adding a field here needs `#[serde(default)]`, so that every
//! journal written before can still be read.

use std::collections::BTreeMap;

use catalogue::service::{Assurance, Channel};
use catalogue::stage::Stage;
use catalogue::step::Ending;
use lexicon::case_number::CaseNumber;
use lexicon::date::Date;
use lexicon::ids::{CaseId, OfficerId, PaperId, PaymentId, TimerId};
use lexicon::instant::At;
use lexicon::language::Lang;
use lexicon::money::Twd;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "who")]
pub enum Actor {
    /// The applicant or the agent, by the means the case's assurance says.
    Applicant,
    /// An officer of the bureau.
    Officer(OfficerId),
    /// An agency's program, by the name of its key.
    Agency(String),
    /// An outside system answering through its gateway.
    Gateway(String),
    /// The house itself: timers, routing, the press.
    System,
}

/// One line of the journal before it is sealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// 1, 2, 3 … within the case, without gaps.
    pub seq: i64,
    pub at: At,
    pub actor: Actor,
    pub event: Event,
}

/// A deadline with the reason why it falls where it falls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deadline {
    pub timer: TimerId,
    /// The moment it closes: what arrives before it counts ([`lexicon::due::Due::counts`]).
    pub at: At,
    /// True where the working calendar of that year is not announced yet.
    pub provisional: bool,
    /// How it was counted, as `lexicon::period` says it.
    #[serde(default)]
    pub derivation: Value,
}

/// Why money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefundGround {
    /// The application was refused and the service gives the fee back.
    Refused,
    /// 規費法 §19: the agency missed its own time and the applicant ended the case.
    Late,
    /// 規費法 §18: paid twice or too much.
    Overpaid,
}

/// What an applicant is asked to put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionItem {
    /// The question of the form that reopens.
    pub question: String,
    /// What is wrong, in the officer's words.
    pub says: String,
}

/// The plan data that says other than a paper does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overtaking {
    /// Data version of the release.
    pub release: String,
    /// The day from which it is so.
    pub on: Date,
    /// The plan case that rules now, where it is another: name and number of its announcement (文號).
    pub plan: Option<(String, String)>,
}

/// Where a case stands among those of its campaign (住宅法 §10: points, then weighted cases, then the draw).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rank {
    /// Whether there is a place for it.
    pub within: bool,
    /// From 1.
    pub place: u32,
    /// How many cases were put in order.
    pub of: u32,
    pub points: i64,
    /// The draw decided between it and its equals.
    pub drawn: bool,
    /// Which source of money the place is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fund: Option<String>,
    /// SHA-256 of the published list, hex.
    pub list: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    /// Somebody applied. Always the first line, and only the first.
    Opened {
        id: CaseId,
        number: CaseNumber,
        service: String,
        /// Digest of the definition the case runs under for its whole life.
        definition: String,
        channel: Channel,
        assurance: Assurance,
        unit: String,
        lang: Lang,
        answers: BTreeMap<String, Value>,
        applied_on: Date,
        /// Dated limits that held on that day.
        limits: Value,
        /// The campaign that was open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        campaign: Option<String>,
    },
    /// The case stands at a step now.
    Entered { step: String, stage: Stage, deadline: Option<Deadline> },
    /// The fee is asked for.
    Charged { payment: PaymentId, amount_twd: Twd, lines: Value },
    /// The tariff gives nothing to pay, and why.
    Waived { lines: Value },
    /// The charge is settled.
    Paid { payment: PaymentId, amount_twd: Twd, reference: String, gateway: String },
    /// Money came that does not fit the charge; nothing moves, a person looks.
    Misfit { reference: String, amount_twd: Twd, expected_twd: Twd },
    /// A register was asked.
    Asked { evidence: String, gateway: String, query: String },
    /// A register answered.
    Answered {
        evidence: String,
        source: String,
        /// SHA-256 of the reply as it arrived.
        hash: String,
        body: Value,
    },
    /// A register did not answer: its gateway gave up, or the time ran out.
    Unanswered { evidence: String, cause: String },
    /// An ability found something.
    Found { finding: String, ability: String, version: u32, body: Value },
    /// The cases of the campaign are in order; this is its place.
    Ranked(Rank),
    /// A routing table said where to go; an empty `goes` means it could not tell.
    Routed { table: String, goes: String, reason: Value },
    /// An officer decided.
    Decided { choice: String, reasons: String, remarks: String },
    /// The applicant was asked to put something right; the step's clock stands still.
    CorrectionAsked {
        items: Vec<CorrectionItem>,
        deadline: Deadline,
        /// What was left of the step's own time when the clock stopped, in minutes.
        left_minutes: Option<i64>,
        /// The same in working days, where the step counts those.
        left_working_days: Option<u32>,
    },
    /// The applicant put it right. What was gathered and found before no longer counts.
    Corrected { answers: BTreeMap<String, Value> },
    /// Nobody put it right in time.
    CorrectionLapsed,
    /// The agency's own time has run out; the case goes on, the applicant gains rights.
    Overdue { step: String },
    /// The applicant took the application back.
    Withdrawn { reason: String },
    /// A paper is to be made: its number is taken, its facts are frozen.
    PaperOrdered { paper: PaperId, rule: String, supersedes: Option<PaperId> },
    /// A paper is sealed and stored; from now on it stands, and the one it replaces does not.
    PaperFiled { paper: PaperId, number: String, digest: String, valid_until: Option<Date> },
    /// A paper was taken back.
    PaperRevoked { paper: PaperId, reasons: String },
    /// Plan data changed: the paper no longer says what one made today would say.
    PaperOvertaken { paper: PaperId, by: Overtaking },
    /// Plan data says what the paper says again.
    PaperUpheld { paper: PaperId, release: String },
    /// Money is to go back.
    RefundOrdered { payment: PaymentId, reference: String, amount_twd: Twd, interest_twd: Twd, ground: RefundGround },
    /// Money is back with the payer.
    RefundSettled { reference: String },
    /// An issued paper is made again, corrected (行政程序法 §101).
    Reopened { reasons: String, answers: BTreeMap<String, Value> },
    /// The case ended.
    Closed { ending: Ending },
}

impl Event {
    /// The plain name kept beside the sealed body, for lists and counts.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Event::Opened { .. } => "opened",
            Event::Entered { .. } => "entered",
            Event::Charged { .. } => "charged",
            Event::Waived { .. } => "waived",
            Event::Paid { .. } => "paid",
            Event::Misfit { .. } => "misfit",
            Event::Asked { .. } => "asked",
            Event::Answered { .. } => "answered",
            Event::Unanswered { .. } => "unanswered",
            Event::Found { .. } => "found",
            Event::Ranked(_) => "ranked",
            Event::Routed { .. } => "routed",
            Event::Decided { .. } => "decided",
            Event::CorrectionAsked { .. } => "correction-asked",
            Event::Corrected { .. } => "corrected",
            Event::CorrectionLapsed => "correction-lapsed",
            Event::Overdue { .. } => "overdue",
            Event::Withdrawn { .. } => "withdrawn",
            Event::PaperOrdered { .. } => "paper-ordered",
            Event::PaperFiled { .. } => "paper-filed",
            Event::PaperRevoked { .. } => "paper-revoked",
            Event::PaperOvertaken { .. } => "paper-overtaken",
            Event::PaperUpheld { .. } => "paper-upheld",
            Event::RefundOrdered { .. } => "refund-ordered",
            Event::RefundSettled { .. } => "refund-settled",
            Event::Reopened { .. } => "reopened",
            Event::Closed { .. } => "closed",
        }
    }
}
