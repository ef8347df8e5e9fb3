//! What people, registers and timers may ask of the engine. A closed set: a new procedure for all
//! services is a new deed here, a new service is none.

use std::collections::BTreeMap;

use catalogue::service::{Assurance, Channel};
use lexicon::case_number::CaseNumber;
use lexicon::date::Date;
use lexicon::ids::{CaseId, PaperId, TimerId};
use lexicon::language::Lang;
use lexicon::money::Twd;
use serde_json::Value;

use crate::event::{Actor, CorrectionItem, Overtaking, Rank};

/// A deed and who does it. Whether they may is decided before, by the one access function.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    pub by: Actor,
    pub deed: Deed,
}

/// What opens a case. The answers have passed the form; the number is already taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    pub id: CaseId,
    pub number: CaseNumber,
    pub channel: Channel,
    pub assurance: Assurance,
    pub lang: Lang,
    pub answers: BTreeMap<String, Value>,
    /// The day the application counts as made: stamped at the door.
    pub applied_on: Date,
    /// Dated limits that held on that day, by name.
    pub limits: Value,
}

/// What is asked of the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Somebody applied.
    Open(Box<Opening>),
    /// Money arrived. `reference` is the gateway's own number of the payment and makes it count once.
    Pay { reference: String, gateway: String, amount: Twd },
    /// A register answered what the present step asked.
    Answer { evidence: String, source: String, hash: String, body: Value },
    /// The gateway gave up asking, with the cause.
    GiveUp { evidence: String, cause: String },
    /// An ability found something. Only `desk` sends this, in answer to an `Ask`.
    Find { finding: String, ability: String, version: u32, body: Value },
    /// The cases of the campaign have been put in order.
    Rank(Rank),
    /// An officer decides the present step.
    Decide { choice: String, reasons: String, remarks: String },
    /// An officer asks the applicant to put things right within `days` calendar days.
    AskCorrection { items: Vec<CorrectionItem>, days: u32 },
    /// The applicant's corrected answers; only the questions asked about may change.
    Correct { answers: BTreeMap<String, Value> },
    /// The applicant takes the application back; where the office is late the fee goes back too (規費法 §19).
    Withdraw { reason: String },
    /// A timer has come due.
    Ring { timer: TimerId },
    /// The paper is rendered, sealed and stored.
    FilePaper { paper: PaperId, number: String, digest: String, valid_until: Option<Date> },
    /// An officer has an issued paper made again, corrected (行政程序法 §101).
    Reissue { reasons: String, answers: BTreeMap<String, Value> },
    /// An officer takes back a paper that should not stand.
    Revoke { paper: PaperId, reasons: String },
    /// New plan data says other than a paper that stands. Once for each paper, until it is upheld.
    Overtake { paper: PaperId, by: Overtaking },
    /// The plan data of this release says what the paper says again.
    Uphold { paper: PaperId, release: String },
    /// The payment gateway confirms that the money went back.
    SettleRefund { reference: String },
}
