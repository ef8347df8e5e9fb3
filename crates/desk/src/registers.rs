//! What a case wants to know of the registers of other agencies, and their answers, kept with the proof.
//!
//! Whom a register is asked about is the service's own rule; this only works it out for the case. An answer is
//! evidence: its body names who was asked about and as of when, its file holds the reply as it arrived.

use casework::case::Case;
use casework::command::{Command, Deed};
use casework::event::Actor;
use catalogue::condition::{Amounts, Condition};
use catalogue::facts::Facts;
use catalogue::service::EvidenceRule;
use lexicon::date::Date;
use lexicon::ids::CaseId;
use lexicon::instant::At;
use serde_json::{Map, Value, json};
use store::seal::Owner;

use crate::definitions::Pinned;
use crate::desk::Desk;
use crate::errands::Claim;
use crate::fault::DeskFault;
use crate::issuing::sha256_hex;
use crate::turn::{Beside, More};

/// A question to a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterErrand {
    pub query: String,
    /// Number of the case.
    pub case: String,
    /// The service and the law its look-up rests on.
    pub purpose: String,
    /// Identity numbers, each once.
    pub about: Vec<String>,
    pub address: Option<String>,
}

/// What a register answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub as_of: Date,
    pub records: Vec<Map<String, Value>>,
    /// As it arrived.
    pub raw: Vec<u8>,
}

impl Answer {
    /// The answer as evidence, beside whom it is about.
    #[must_use]
    pub fn body(&self, errand: &RegisterErrand) -> Value {
        json!({ "as_of": self.as_of, "asked": errand.about, "records": self.records })
    }
}

/// What the evidence rule asks for this case.
#[must_use]
pub fn errand_of(pinned: &Pinned, case: &Case, rule: &EvidenceRule) -> RegisterErrand {
    let facts = pinned.facts(case);
    let service = &pinned.compiled.service;
    let law = rule.law.iter().filter_map(|id| service.law_of(id));
    let law: Vec<String> = law.map(|law| format!("{}{}", law.name.zh_hant, law.article)).collect();
    let amount = |condition: &Option<Condition>| value_of(condition.as_ref()?, &facts);
    let mut about = Vec::new();
    if let Some(named) = amount(&rule.about) {
        gather(&named, &mut about);
    }
    RegisterErrand {
        query: rule.query.clone(),
        case: case.number.to_string(),
        purpose: format!("{} {}", service.id, law.join("、")).trim().to_owned(),
        about,
        address: amount(&rule.address).and_then(|value| value.as_str().map(str::to_owned)),
    }
}

fn value_of(condition: &Condition, facts: &Facts) -> Option<Value> {
    match condition.value(facts) {
        Amounts::To(value) => Some(value),
        Amounts::Missing(_) | Amounts::Broken(_) => None,
    }
}

/// Every text of a value, lists opened, each once, in order.
fn gather(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.is_empty() && !found.contains(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
        _ => {}
    }
}

impl Desk {
    /// What a case asks a register for that evidence.
    ///
    /// # Errors
    /// A case or evidence that is not there; the database.
    pub async fn register_errand(&self, id: CaseId, evidence: &str) -> Result<RegisterErrand, DeskFault> {
        let case = self.store().case(id).await?.ok_or(DeskFault::NotFound)?;
        let pinned = self.definition(&case.definition).await?;
        let rule = pinned.compiled.service.evidence.get(evidence).ok_or(DeskFault::NotFound)?;
        Ok(errand_of(&pinned, &case, rule))
    }

    /// A register answered: the reply is kept as it arrived, and the case goes on with what it says.
    ///
    /// # Errors
    /// A full disk; the database.
    pub async fn answer_register(
        &self,
        id: CaseId,
        (evidence, errand, answer): (&str, &RegisterErrand, Answer),
        (answers, now): (Option<Claim>, At),
    ) -> Result<Case, DeskFault> {
        let hash = sha256_hex(&answer.raw);
        let mut body = answer.body(errand);
        let file = self.store().put_file(Owner::Case(id), answer.raw).await?;
        body["file"] = json!({ "name": file.name, "bytes": file.bytes });
        let source = "register".to_owned();
        let deed = Deed::Answer { evidence: evidence.to_owned(), source: source.clone(), hash, body };
        let command = Command { by: Actor::Gateway(source), deed };
        let more: More = Box::new(move |filing| {
            filing.keep_file(&file, now);
        });
        self.turn_beside(id, command, (Beside { answers, more: Some(more) }, now)).await
    }
}
