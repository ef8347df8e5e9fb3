//! Registers of other agencies, asked instead of the citizen: household, tax, land, buildings, welfare, subsidies.
//!
//! One protocol of ours for all of them, since none of theirs is public: `POST` with Bearer token
//! `{"register","case","purpose","about":[ids],"address"}` → `{"register","as_of","records":[{…}]}`, each record
//! flat, each about one `person_id` (or, for buildings, an address). This is the seam where a real one is adapted.
//! Every question names the case and its legal purpose (各機關申請提供戶籍資料及親等關聯資料辦法).
//!
//! Refuses an answer of another register, about somebody who was not asked about, or with two records of one
//! person that contradict each other: such an answer decides nothing.

mod stand_in;

pub use stand_in::{Books, Fault, StandIn, stand_in};

use crate::error::{GatewayError, System};
use crate::outbound::address::Address;
use crate::outbound::{Limits, Outbound, Reach};
use crate::secret::Secret;
use lexicon::date::Date;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// Records of one answer at most.
const MOST_RECORDS: usize = 500;
/// Registers that keep one record of a person; the others may hold several.
const ONE_RECORD: [&str; 2] = ["household", "tax"];

/// Our contract with whoever passes our questions on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub address: Address,
    pub token: Secret,
    #[serde(default)]
    pub limits: Limits,
}

/// The client.
#[derive(Debug)]
pub struct Registers {
    config: Config,
    outbound: Outbound,
}

/// What is asked, for which case and why.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// `household`, `tax`, `land`, `buildings`, `welfare` or `subsidies`.
    pub register: String,
    /// Number of the case.
    pub case: String,
    /// What the answer is for: the service and its law.
    pub purpose: String,
    /// Identity numbers of whom it is about.
    pub about: Vec<String>,
    /// For buildings.
    #[serde(default)]
    pub address: Option<String>,
}

/// An answer that may be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The day the register's data is of.
    pub as_of: Date,
    pub records: Vec<Map<String, Value>>,
    /// As it arrived, for the proof.
    pub raw: Vec<u8>,
}

/// What is wrong with an answer. `key` is what the case keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    #[error("the answer is not as agreed")]
    Shape,
    #[error("the answer is of another register")]
    Register,
    #[error("the answer is about somebody who was not asked about")]
    AnotherPerson,
    #[error("two records of one person contradict each other")]
    Contradiction,
}

impl AnswerError {
    /// The cause a case keeps.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            AnswerError::Shape | AnswerError::Register => "nonsense",
            AnswerError::AnotherPerson => "another-person",
            AnswerError::Contradiction => "contradiction",
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    register: String,
    as_of: Date,
    records: Vec<Map<String, Value>>,
}

impl Registers {
    /// A client; nothing is asked yet.
    pub fn new(config: Config) -> Result<Registers, GatewayError> {
        let outbound = Outbound::new(System::Register, Reach::Anywhere, config.limits)?;
        Ok(Registers { config, outbound })
    }

    /// Asks; an answer that cannot be used is an error.
    pub async fn ask(&self, question: &Question) -> Result<Reply, GatewayError> {
        let request = self.outbound.request(Method::POST, &self.config.address)?;
        let raw = self.outbound.send_ok(request.bearer_auth(self.config.token.reveal()).json(question)).await?;
        let read = |raw: &[u8]| -> Result<Answer, AnswerError> {
            let answer: Answer = serde_json::from_slice(raw).map_err(|_| AnswerError::Shape)?;
            Ok(Answer { records: usable(question, &answer.register, answer.records)?, ..answer })
        };
        let answer = read(&raw).map_err(|error| GatewayError::nonsense(System::Register, error))?;
        Ok(Reply { as_of: answer.as_of, records: answer.records, raw })
    }

    /// Whether somebody answers at the address.
    pub async fn probe(&self) -> Result<(), GatewayError> {
        let request = self.outbound.request(Method::GET, &self.config.address)?;
        self.outbound.send_ok(request.bearer_auth(self.config.token.reveal())).await.map(|_| ())
    }
}

/// The records, each once, if all of them may be used.
fn usable(
    question: &Question,
    register: &str,
    records: Vec<Map<String, Value>>,
) -> Result<Vec<Map<String, Value>>, AnswerError> {
    if register != question.register {
        return Err(AnswerError::Register);
    }
    if records.len() > MOST_RECORDS || !records.iter().all(|record| record.values().all(is_flat)) {
        return Err(AnswerError::Shape);
    }
    let text = |record: &Map<String, Value>, name: &str| record.get(name).and_then(Value::as_str).map(str::to_owned);
    let asked = |record: &Map<String, Value>| text(record, "person_id").is_some_and(|id| question.about.contains(&id));
    // Who lives in the household of somebody asked about belongs to the answer (同一戶號).
    let houses: Vec<String> =
        records.iter().filter(|record| asked(record)).filter_map(|record| text(record, "household_number")).collect();
    let of_house = |record: &Map<String, Value>| {
        register == "household" && text(record, "household_number").is_some_and(|house| houses.contains(&house))
    };
    let at_address = |record: &Map<String, Value>| register == "buildings" && !record.contains_key("person_id");
    if !records.iter().all(|record| asked(record) || of_house(record) || at_address(record)) {
        return Err(AnswerError::AnotherPerson);
    }
    let mut kept: Vec<Map<String, Value>> = Vec::new();
    let mut persons: BTreeMap<String, usize> = BTreeMap::new();
    for record in records {
        if kept.contains(&record) {
            continue;
        }
        if let Some(id) = text(&record, "person_id")
            && persons.insert(id, kept.len()).is_some()
            && ONE_RECORD.contains(&register)
        {
            return Err(AnswerError::Contradiction);
        }
        kept.push(record);
    }
    Ok(kept)
}

/// A plain value or a list of texts.
fn is_flat(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.len() <= MOST_RECORDS && items.iter().all(Value::is_string),
        Value::Object(_) => false,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

impl fmt::Debug for Question {
    /// Persons and address left out.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Question")
            .field("register", &self.register)
            .field("case", &self.case)
            .field("about", &self.about.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
