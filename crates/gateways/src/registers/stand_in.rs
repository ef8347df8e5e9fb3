//! Stand-in registers: books of records that may be changed while they are open, and every way to answer wrongly.

use super::Question;
use crate::secret::Secret;
use crate::stand_in::{Clock, Running, bears, serve};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::get};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

/// What a register can do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Answers HTTP 503.
    Down,
    /// Never answers.
    Slow,
    /// Answers what is no JSON.
    Nonsense,
    /// Answers about somebody else.
    AnotherPerson,
    /// Answers two records of one person that differ.
    Contradiction,
    /// Answers every record twice.
    Duplicate,
}

/// Records by register, and what each register does wrong. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Books(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    records: BTreeMap<String, Vec<Map<String, Value>>>,
    faults: BTreeMap<String, Fault>,
    asked: Vec<Question>,
    invents: bool,
}

impl Books {
    /// Other books from now on.
    pub fn set(&self, records: BTreeMap<String, Vec<Map<String, Value>>>, faults: BTreeMap<String, Fault>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Kept { records, faults, ..Kept::default() };
    }

    /// From now on whoever is in no book is made up, so that anybody may try a demonstration.
    pub fn invent(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).invents = true;
    }

    /// What was asked since the books were set.
    #[must_use]
    pub fn asked(&self) -> Vec<Question> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).asked.clone()
    }

    /// The records a register would answer with: those asked about, and for households all of their house.
    #[must_use]
    pub fn records(&self, question: &Question) -> Vec<Map<String, Value>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !kept.invents {
            // Nobody asks a demonstration what it was asked, and it may go on for months.
            kept.asked.push(question.clone());
        }
        let all = kept.records.get(&question.register).cloned().unwrap_or_default();
        let text =
            |record: &Map<String, Value>, name: &str| record.get(name).and_then(Value::as_str).map(str::to_owned);
        let asked =
            |record: &Map<String, Value>| text(record, "person_id").is_some_and(|id| question.about.contains(&id));
        let houses: Vec<String> =
            all.iter().filter(|record| asked(record)).filter_map(|record| text(record, "household_number")).collect();
        let fits = |record: &Map<String, Value>| match question.register.as_str() {
            "household" => text(record, "household_number").is_some_and(|house| houses.contains(&house)),
            "buildings" => text(record, "address") == question.address,
            _ => asked(record),
        };
        let mut found: Vec<Map<String, Value>> = all.iter().filter(|record| fits(record)).cloned().collect();
        if kept.invents && found.is_empty() {
            found = invented(question);
        }
        found
    }

    /// What the register does wrong now.
    #[must_use]
    pub fn fault(&self, register: &str) -> Option<Fault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).faults.get(register).copied()
    }
}

/// What the stand-in is made of.
#[derive(Clone)]
pub struct StandIn {
    /// The token it knows.
    pub token: Secret,
    pub books: Books,
    pub clock: Clock,
}

/// Starts stand-in registers on `listener`; questions go to `/registers`.
pub fn stand_in(listener: TcpListener, who: StandIn) -> std::io::Result<Running> {
    let router = Router::new().route("/registers", get(there).post(answer)).with_state(Arc::new(who));
    serve(listener, router)
}

/// A household of everybody asked about, with modest incomes and no property, in an ordinary flat.
fn invented(question: &Question) -> Vec<Map<String, Value>> {
    let house = question.about.first().cloned().unwrap_or_default();
    let record = |(at, id): (usize, &String)| {
        let record = match question.register.as_str() {
            "household" => json!({
                "person_id": id, "name": "（示範資料）", "household_number": house,
                "relation": if at == 0 { "self" } else { "child" },
            }),
            "tax" => json!({
                "person_id": id, "income_twd": if at == 0 { 420_000 } else { 0 }, "interest_twd": 800,
                "securities_twd": 0, "land_value_twd": 0, "house_value_twd": 0,
            }),
            _ => return None,
        };
        record.as_object().cloned()
    };
    if question.register == "buildings" {
        let flat = json!({
            "address": question.address, "main_use": "集合住宅", "legal": "yes", "owner_ids": ["Z199999999"],
        });
        return flat.as_object().cloned().into_iter().collect();
    }
    question.about.iter().enumerate().filter_map(record).collect()
}

async fn there(State(who): State<Arc<StandIn>>, headers: HeaderMap) -> StatusCode {
    if bears(&headers, &who.token) { StatusCode::NO_CONTENT } else { StatusCode::UNAUTHORIZED }
}

async fn answer(State(who): State<Arc<StandIn>>, headers: HeaderMap, Json(question): Json<Question>) -> Response {
    if !bears(&headers, &who.token) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut records = who.books.records(&question);
    match who.books.fault(&question.register) {
        Some(Fault::Down) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Fault::Slow) => std::future::pending::<()>().await,
        Some(Fault::Nonsense) => return "<html>".into_response(),
        Some(Fault::AnotherPerson) => {
            records.push(Map::from_iter([("person_id".to_owned(), json!("Z199999999"))]));
        }
        Some(Fault::Contradiction) => {
            let mut other = records.first().cloned().unwrap_or_default();
            other.insert("name".to_owned(), json!("另一個人"));
            records.push(other);
        }
        Some(Fault::Duplicate) => records.extend(records.clone()),
        None => {}
    }
    let as_of = (who.clock)().taipei_date();
    Json(json!({ "register": question.register, "as_of": as_of, "records": records })).into_response()
}
