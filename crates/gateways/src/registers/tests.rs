//! The client against the stand-in, and the stand-in against a program of another hand.

use super::*;
use crate::independent::{Scratch, run_beside};
use crate::stand_in::{Clock, Running};
use lexicon::instant::At;
use serde_json::json;
use std::sync::Arc;
use tokio::net::TcpListener;

const TOKEN: &str = "registers-token";

async fn opened(faults: &[(&str, Fault)]) -> (Books, Running, Registers) {
    let books = Books::default();
    let record = |value: Value| value.as_object().cloned().unwrap();
    let household = vec![
        record(json!({"person_id": "A123456789", "name": "王小明", "household_number": "H1", "relation": "self"})),
        record(json!({"person_id": "B223456780", "name": "王小美", "household_number": "H1", "relation": "child"})),
        record(json!({"person_id": "C123456784", "name": "別人", "household_number": "H2", "relation": "self"})),
    ];
    let tax = vec![record(json!({"person_id": "A123456789", "year": 2025, "income_twd": 480_000}))];
    let records = BTreeMap::from([("household".to_owned(), household), ("tax".to_owned(), tax)]);
    books.set(records, faults.iter().map(|(name, fault)| ((*name).to_owned(), *fault)).collect());
    let clock: Clock = Arc::new(|| At::parse("2026-03-02T09:00:00+08:00").unwrap());
    let who = StandIn { token: Secret::new(TOKEN), books: books.clone(), clock };
    let running = stand_in(TcpListener::bind("127.0.0.1:0").await.unwrap(), who).unwrap();
    let config = json!({
        "address": running.url("/registers"), "token": TOKEN,
        "limits": {"connect_ms": 1_000, "whole_ms": 300, "most_bytes": 100_000},
    });
    let client = Registers::new(serde_json::from_value(config).unwrap()).unwrap();
    (books, running, client)
}

fn question(register: &str, about: &[&str]) -> Question {
    Question {
        register: register.to_owned(),
        case: "HR-115-000001".to_owned(),
        purpose: "housing-rent".to_owned(),
        about: about.iter().map(|id| (*id).to_owned()).collect(),
        address: None,
    }
}

#[tokio::test]
async fn a_household_answers_with_everybody_of_the_house_and_nobody_else() {
    let (books, _running, client) = opened(&[]).await;
    client.probe().await.unwrap();
    let reply = client.ask(&question("household", &["A123456789"])).await.unwrap();
    assert_eq!(reply.as_of.to_string(), "2026-03-02");
    let names: Vec<&str> = reply.records.iter().filter_map(|record| record["name"].as_str()).collect();
    assert_eq!(names, ["王小明", "王小美"]);
    assert_eq!(client.ask(&question("tax", &["B223456780"])).await.unwrap().records, Vec::new());
    assert_eq!(books.asked()[0].case, "HR-115-000001");
}

#[tokio::test]
async fn an_answer_that_decides_nothing_is_refused_with_its_cause() {
    for (fault, key) in [
        (Fault::Nonsense, Some("nonsense")),
        (Fault::AnotherPerson, Some("another-person")),
        (Fault::Contradiction, Some("contradiction")),
        (Fault::Down, None),
        (Fault::Slow, None),
    ] {
        let (_, _running, client) = opened(&[("tax", fault)]).await;
        let error = client.ask(&question("tax", &["A123456789"])).await.unwrap_err();
        assert_eq!(error.cause::<AnswerError>().map(|cause| cause.key()), key, "{fault:?}");
        assert_eq!(error.may_pass(), key.is_none(), "{fault:?}");
    }
    let (_, _running, client) = opened(&[("tax", Fault::Duplicate)]).await;
    assert_eq!(client.ask(&question("tax", &["A123456789"])).await.unwrap().records.len(), 1);
}

#[tokio::test]
async fn a_program_of_another_hand_is_understood() {
    let (_, running, _) = opened(&[]).await;
    let scratch = Scratch::new();
    let program = format!(
        "import json, urllib.request as u\n\
         b = json.dumps({{'register': 'tax', 'case': 'x', 'purpose': 'y', 'about': ['A123456789']}}).encode()\n\
         h = {{'Authorization': 'Bearer {TOKEN}', 'Content-Type': 'application/json'}}\n\
         print(json.load(u.urlopen(u.Request('{}', b, h)))['records'][0]['income_twd'])\n",
        running.url("/registers")
    );
    assert_eq!(run_beside(&scratch, "python3", &["-c", &program]).await.trim(), "480000");
}
