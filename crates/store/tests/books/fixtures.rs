//! Cases, journal lines and papers to file.

#![allow(dead_code)]

use std::collections::BTreeMap;

use casework::case::Case;
use casework::event::{Actor, Deadline, Entry, Event};
use catalogue::service::{Assurance, Channel};
use catalogue::stage::Stage;
use catalogue::step::Ending;
use lexicon::case_number::CaseNumber;
use lexicon::ids::{CaseId, OfficerId, PaperId, TimerId};
use lexicon::language::Lang;
use serde_json::json;
use store::definitions::{Definition, Going};
use store::filing::Filing;
use store::papers::PaperRow;
use uuid::Uuid;

use crate::support::{Books, at};

pub const DIGEST: &str = "d1";

pub fn definition() -> Definition {
    Definition {
        digest: DIGEST.to_owned(),
        service: "zoning-certificate".to_owned(),
        bytes: b"compiled".to_vec(),
        published_at: at(0),
    }
}

pub async fn published(books: &Books) {
    let mut filing = Filing::new();
    filing.definition_publish(&definition(), Going::Live);
    books.store.file(filing).await.unwrap();
}

pub fn case_id(n: u32) -> CaseId {
    CaseId::from_uuid(Uuid::from_u128(0x1000 + u128::from(n)))
}

/// The `n`-th case (from 1), opened `n` seconds after eight in the morning, and its first line.
pub fn opened(n: u32) -> (Case, Vec<Entry>) {
    let event = Event::Opened {
        campaign: None,
        id: case_id(n),
        number: CaseNumber::new("ZC", 115, n).unwrap(),
        service: "zoning-certificate".to_owned(),
        definition: DIGEST.to_owned(),
        channel: Channel::Online,
        assurance: Assurance::ConfirmedEmail,
        unit: if n.is_multiple_of(2) { "planning" } else { "survey" }.to_owned(),
        lang: Lang::ZhHant,
        answers: BTreeMap::from([("applicant".to_owned(), json!("王小明"))]),
        applied_on: at(0).taipei_date(),
        limits: json!({}),
    };
    let entry = Entry { seq: 1, at: at(i64::from(n)), actor: Actor::Applicant, event };
    (Case::open(&entry).unwrap(), vec![entry])
}

/// The case and the lines after these events by `actor`.
pub fn moved(case: &Case, actor: &Actor, events: Vec<Event>) -> (Case, Vec<Entry>) {
    let mut case = case.clone();
    let mut entries = Vec::new();
    for event in events {
        let seq = case.version + 1;
        let entry = Entry { seq, at: at(1000 + seq), actor: actor.clone(), event };
        case.apply(&entry);
        entries.push(entry);
    }
    (case, entries)
}

pub fn officer(n: u128) -> OfficerId {
    OfficerId::from_uuid(Uuid::from_u128(0x0ff0 + n))
}

/// The officer's desk is reached, with a deadline.
pub fn deciding(case: &Case, due_in_seconds: i64) -> (Case, Vec<Entry>) {
    let deadline = Deadline {
        timer: TimerId::derive(case.id, 2, 0),
        at: at(due_in_seconds),
        provisional: false,
        derivation: json!(null),
    };
    let event = Event::Entered { step: "review".to_owned(), stage: Stage::Deciding, deadline: Some(deadline) };
    moved(case, &Actor::System, vec![event])
}

pub fn closed(case: &Case) -> (Case, Vec<Entry>) {
    let decided = Event::Decided { choice: "issue".to_owned(), reasons: String::new(), remarks: String::new() };
    moved(case, &Actor::Officer(officer(1)), vec![decided, Event::Closed { ending: Ending::Issued }])
}

pub async fn filed(books: &Books, n: u32) -> Case {
    let (case, entries) = opened(n);
    let mut filing = Filing::new();
    filing.open_case(&case, &entries);
    books.store.file(filing).await.unwrap();
    case
}

pub fn ordered(case: &Case, ordinal: u32) -> PaperRow {
    PaperRow {
        id: PaperId::derive(case.id, 1, ordinal),
        case: case.id,
        rule: "certificate".to_owned(),
        series: "zoning".to_owned(),
        roc_year: 115,
        supersedes: None,
        ordered_at: at(50 + i64::from(ordinal)),
    }
}

/// What is printed for a number.
pub fn printed(n: u64) -> (String, serde_json::Value) {
    (format!("高市都發字第115{n:07}號"), json!({ "n": n, "owner": "王小明" }))
}
