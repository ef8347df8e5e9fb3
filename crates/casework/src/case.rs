//! A case as it stands: what its journal says so far, nothing else.
//!
//! Only [`crate::fold`] changes one. Nothing here is decided, and nothing is told that the journal does not
//! hold.

use std::collections::BTreeMap;

use catalogue::facts::Facts;
use catalogue::service::{Assurance, Channel};
use catalogue::stage::Stage;
use catalogue::step::Ending;
use lexicon::case_number::CaseNumber;
use lexicon::date::Date;
use lexicon::ids::{CaseId, PaperId, PaymentId, TimerId};
use lexicon::instant::At;
use lexicon::language::Lang;
use lexicon::money::Twd;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::event::{Actor, CorrectionItem, Deadline, Overtaking, Rank, RefundGround};

/// A reply of an outside register, kept as evidence with the hash of what arrived.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// When it arrived.
    pub at: At,
    /// The gateway that brought it.
    pub source: String,
    /// SHA-256 of the reply as it arrived, in hex.
    pub hash: String,
    pub body: Value,
}

/// What an ability found, with the version of the ability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub at: At,
    pub ability: String,
    pub version: u32,
    pub body: Value,
}

/// The fee of the case and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Charge {
    pub payment: PaymentId,
    /// What is owed for the whole case.
    pub amount_twd: Twd,
    /// How the fee adds up, line by line, with the tariff's source.
    pub lines: Value,
    /// Every payment that arrived, by the gateway's own reference; the first settles the charge.
    pub paid: Vec<Receipt>,
    pub refunds: Vec<Refund>,
}

/// Money that settled the charge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The gateway's own number of the payment.
    pub reference: String,
    pub gateway: String,
    pub amount_twd: Twd,
    pub at: At,
}

/// Money on its way back to the payer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refund {
    /// The receipt it gives back, by its reference.
    pub reference: String,
    pub amount_twd: Twd,
    /// Interest on top (規費法 §18 III); nothing where the law gives none.
    pub interest_twd: Twd,
    pub ground: RefundGround,
    /// The gateway confirmed that the money is back with the payer.
    pub settled: bool,
}

/// A correction the applicant has been asked for; while it is open the step's clock stands still.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    pub items: Vec<CorrectionItem>,
    pub deadline: Deadline,
    pub asked_at: At,
    /// The step's time as it stood still.
    pub paused: Paused,
}

/// The time of a step whose clock stands still, until the case comes back to that step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paused {
    pub step: String,
    /// What was left, in minutes.
    pub left_minutes: Option<i64>,
    /// The same in working days, where the step counts those.
    pub left_working_days: Option<u32>,
    /// The step's own deadline when the clock stopped; all there is of one that had run out already.
    pub deadline: Option<Deadline>,
}

/// An officer's decision at a deciding step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub choice: String,
    pub reasons: String,
    pub remarks: String,
    pub at: At,
    pub by: Actor,
}

/// Standing of a paper that has gone out, as the case knows it. Expiry by date is computed by whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Number taken, facts frozen, not filed yet.
    Ordered,
    /// Filed and relied upon.
    Valid,
    /// Another paper of the case took its place (行政程序法 §101).
    Superseded,
    /// Taken back by an officer.
    Revoked,
}

/// A paper of the case, from the order on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    pub id: PaperId,
    /// The paper's name in the definition.
    pub rule: String,
    /// The paper that stood when this one was ordered; it ends when this one is filed.
    pub supersedes: Option<PaperId>,
    /// The printed number, once filed.
    pub number: Option<String>,
    /// SHA-256 of the sealed file in hex, once filed.
    pub digest: Option<String>,
    /// The last day it may be relied upon; absent when it does not expire.
    pub valid_until: Option<Date>,
    pub filed_at: Option<At>,
    pub standing: Standing,
    /// The plan data that says otherwise, while it does. The paper goes on to stand for the day it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overtaken: Option<Overtaking>,
}

/// One errand of one applicant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub id: CaseId,
    pub number: CaseNumber,
    /// The service's id.
    pub service: String,
    /// Digest of the definition the case runs under for its whole life.
    pub definition: String,
    /// Sequence number of the last journal line; the optimistic lock.
    pub version: i64,
    pub channel: Channel,
    pub assurance: Assurance,
    /// Id of the owning unit.
    pub unit: String,
    /// The language the applicant is written to.
    pub lang: Lang,
    pub received_at: At,
    /// The day the application counts as made; picks the tariff.
    pub applied_on: Date,
    /// The campaign it belongs to, where the service runs in campaigns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// Dated limits that held on that day.
    pub limits: Value,
    pub stage: Stage,
    /// Id of the step within the definition.
    pub step: String,
    /// The running deadline: of the step, or of an open correction.
    pub deadline: Option<Deadline>,
    /// The deadline that ran out while the case went on: the office is late, and its timer has nothing
    /// more to say.
    #[serde(default)]
    pub expired: Option<TimerId>,
    /// What is left of a step's time when the case comes back to it after a correction.
    #[serde(default)]
    pub paused: Option<Paused>,
    /// Question → checked answer.
    pub answers: BTreeMap<String, Value>,
    /// Name → the last reply.
    pub evidence: BTreeMap<String, Evidence>,
    /// Evidence that was asked for and did not come, with the cause.
    pub unanswered: BTreeMap<String, String>,
    /// Name → what an ability found last.
    pub findings: BTreeMap<String, Finding>,
    pub charge: Option<Charge>,
    /// The tariff gave nothing to pay.
    #[serde(default)]
    pub waived: bool,
    /// The correction that is open.
    pub correction: Option<Correction>,
    /// Questions a correction asked for and nobody answered in time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncorrected: Vec<String>,
    /// Its place among the cases of its campaign, once they are in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
    /// The last decision; none again where an issued case is reopened.
    pub decision: Option<Decision>,
    /// In the order they were ordered.
    pub papers: Vec<Paper>,
    /// The office has missed a time of its own; once true, always true.
    pub overdue: bool,
    pub ending: Option<Ending>,
    pub closed_at: Option<At>,
}

impl Case {
    /// The paper of that id, if the case has it.
    #[must_use]
    pub fn paper(&self, id: PaperId) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.id == id)
    }

    /// The paper that stands today, if one does.
    #[must_use]
    pub fn valid_paper(&self) -> Option<&Paper> {
        self.papers.iter().rev().find(|paper| paper.standing == Standing::Valid)
    }

    /// Whether the charge is settled in full.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        self.charge.as_ref().is_some_and(|charge| !charge.paid.is_empty())
    }

    /// What conditions, tables and abilities may know of the case.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let paid_on = self.charge.as_ref().and_then(|charge| charge.paid.first()).map(|paid| paid.at.taipei_date());
        let mut case = json!({
            "number": self.number.to_string(),
            "channel": self.channel,
            "assurance": self.assurance,
            "applied_on": self.applied_on,
            "overdue": self.overdue,
            "uncorrected": self.uncorrected,
        });
        if let Some(campaign) = &self.campaign {
            case["campaign"] = json!(campaign);
        }
        if let Some(rank) = &self.rank {
            case["rank"] = json!(rank);
        }
        if let Some(on) = paid_on {
            case["paid_on"] = json!(on);
        }
        if let Some(decision) = &self.decision {
            case["decided_on"] = json!(decision.at.taipei_date());
            case["decision"] = json!({
                "choice": decision.choice, "reasons": decision.reasons, "remarks": decision.remarks,
            });
        }
        let mut evidence: serde_json::Map<String, Value> =
            self.evidence.iter().map(|(name, reply)| (name.clone(), reply.body.clone())).collect();
        for name in self.unanswered.keys() {
            evidence.insert(name.clone(), Value::Null);
        }
        let findings: serde_json::Map<String, Value> =
            self.findings.iter().map(|(name, found)| (name.clone(), found.body.clone())).collect();
        Facts(json!({
            "case": case,
            "answers": self.answers,
            "evidence": evidence,
            "findings": findings,
            "limits": self.limits,
        }))
    }
}
