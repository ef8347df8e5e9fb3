//! Definitions the zoning certificate is not, but another service may be: made from it by one change.

use casework::case::{Case, Standing};
use casework::command::{Command, Deed};
use casework::decide::{Definition, decide};
use casework::event::Actor;
use casework::outcome::Outcome;
use catalogue::service::Service;
use catalogue::stage::Stage;
use catalogue::step::{Action, Ending, Expiry, Goes, Next, Step, Within, WithinUnit};
use lexicon::instant::At;
use lexicon::money::Twd;
use serde_json::json;

use crate::story::file;
use crate::world::{PERSON, definition, finding, taipei};

/// The zoning certificate with one change to one of its steps.
fn changed(step: &str, change: impl Fn(&mut Step)) -> Service {
    let mut service = definition().service.clone();
    change(service.steps.iter_mut().find(|known| known.id == step).unwrap());
    service
}

fn minutes(amount: u32, to: &str) -> Within {
    Within { amount, unit: WithinUnit::Minutes, on_expiry: Expiry::ToStep(to.to_owned()), law: None }
}

/// One command under that service, with every finding free of doubts.
fn carry(service: &Service, case: Option<&Case>, (deed, now): (Deed, At)) -> Outcome {
    let definition = Definition { service, ..definition() };
    let command = |deed| Command { by: Actor::System, deed };
    let mut outcome = decide(definition, case, command(deed), now).unwrap();
    while let Some(ask) = outcome.asks.pop() {
        let deed = Deed::Find { finding: ask.finding, ability: ask.ability, version: ask.version, body: finding(&[]) };
        let next = decide(definition, Some(&outcome.case), command(deed), now).unwrap();
        outcome.entries.extend(next.entries);
        outcome = Outcome { entries: outcome.entries, ..next };
    }
    outcome
}

fn opened(service: &Service, now: At) -> Case {
    carry(service, None, (PERSON.opens(1, now).deed, now)).case
}

fn pay() -> Deed {
    Deed::Pay { reference: "a".to_owned(), gateway: "bank".to_owned(), amount: Twd::new(20) }
}

fn answer() -> Deed {
    let (evidence, source) = ("geometry".to_owned(), "land-office".to_owned());
    Deed::Answer { evidence, source, hash: String::new(), body: json!({ "parcels": [] }) }
}

fn issue() -> Deed {
    Deed::Decide { choice: "issue".to_owned(), reasons: String::new(), remarks: String::new() }
}

#[test]
fn a_paper_the_case_no_longer_waits_for_is_not_filed() {
    let service = changed("paper", |step| step.within = Some(minutes(60, "review")));
    let now = taipei("2025-03-03 09:00");
    let mut case = opened(&service, now);
    for deed in [pay(), answer()] {
        case = carry(&service, Some(&case), (deed, now)).case;
    }
    assert_eq!(case.stage, Stage::Issuing);
    let (lost, later) = (case.papers[0].id, now.minutes_later(60));
    let late = carry(&service, Some(&case), (file(lost), later));
    assert_eq!((late.case.step.as_str(), late.case.papers[0].standing), ("review", Standing::Ordered));
    case = carry(&service, Some(&late.case), (issue(), later)).case;
    assert!(carry(&service, Some(&case), (file(lost), later)).is_nothing(), "another paper is being made");
    let made = case.papers[1].id;
    case = carry(&service, Some(&case), (file(made), later)).case;
    assert_eq!((case.ending, case.valid_paper().map(|paper| paper.id)), (Some(Ending::Issued), Some(made)));
    assert!(carry(&service, Some(&case), (file(lost), later)).is_nothing(), "the case is closed");
}

#[test]
fn a_register_the_house_has_no_gateway_to_is_done_without() {
    let service = changed("fetch", |step| {
        let (query, evidence) = ("parcel-geometry".to_owned(), "geometry".to_owned());
        step.action = Action::Ask { gateway: "tax-office".to_owned(), query, evidence };
        step.fails = Some(Goes::Step("review".to_owned()));
    });
    let now = taipei("2025-03-03 09:00");
    let paid = carry(&service, Some(&opened(&service, now)), (pay(), now));
    assert_eq!((paid.case.step.as_str(), paid.case.unanswered["geometry"].as_str()), ("review", "no-gateway"));
}

#[test]
fn steps_without_any_time_do_not_hold_the_house() {
    let service = changed("fetch", |step| step.within = Some(minutes(0, "fetch")));
    let now = taipei("2025-03-03 09:00");
    let paid = carry(&service, Some(&opened(&service, now)), (pay(), now));
    assert_eq!(paid.case.step, "fetch");
    let rung = carry(&service, Some(&paid.case), (answer(), now.minutes_later(1)));
    assert!(rung.entries.len() > 1, "it comes to an answer all the same");
    assert_eq!(rung.case.stage, Stage::Issuing);
}

#[test]
fn a_step_that_counts_minutes_gets_its_minutes_back() {
    let service = changed("review", |step| {
        step.within = Some(Within { amount: 90, unit: WithinUnit::Minutes, on_expiry: Expiry::Warn, law: None });
    });
    let now = taipei("2025-03-03 09:00");
    let mut case = opened(&service, now);
    case = carry(&service, Some(&case), (pay(), now)).case;
    // The register is silent; a person decides, from 09:00 to 10:30.
    let review = changed("fetch", |step| step.fails = Some(Goes::Step("review".to_owned())));
    let service = Service { steps: merged(&service, &review), ..service };
    let gives_up = Deed::GiveUp { evidence: "geometry".to_owned(), cause: "down".to_owned() };
    case = carry(&service, Some(&case), (gives_up, now)).case;
    assert_eq!(case.deadline.as_ref().unwrap().at, taipei("2025-03-03 10:30"));
    let items = vec![casework::event::CorrectionItem { question: "name".to_owned(), says: "?".to_owned() }];
    let asks = Deed::AskCorrection { items, days: 7 };
    case = carry(&service, Some(&case), (asks, taipei("2025-03-03 09:20"))).case;
    case = carry(&service, Some(&case), (issue_later(&case), taipei("2025-03-11 08:00"))).case;
    // Seventy minutes were left; the correction lapsed at midnight.
    assert_eq!(case.deadline.as_ref().unwrap().at, taipei("2025-03-11 01:10"));
    assert!(case.overdue, "and those went by too");
}

/// A timer nobody set: it only lets time be noticed.
fn issue_later(case: &Case) -> Deed {
    Deed::Ring { timer: lexicon::ids::TimerId::derive(case.id, 0, 404) }
}

fn merged(one: &Service, other: &Service) -> Vec<Step> {
    let original = definition().service;
    let pick = |(index, step): (usize, &Step)| {
        if *step == original.steps[index] { other.steps[index].clone() } else { step.clone() }
    };
    one.steps.iter().enumerate().map(pick).collect()
}

#[test]
fn a_fee_that_is_not_asked_for_yet_may_still_change() {
    // The officer first, the fee afterwards.
    let mut service = changed("review", |step| {
        if let Action::Decide { choices } = &mut step.action {
            choices[0].goes = Goes::Step("pay".to_owned());
        }
    });
    service.first = "review".to_owned();
    let pays = service.steps.iter_mut().find(|step| step.id == "pay").unwrap();
    pays.next = Next::Goes(Goes::Step("paper".to_owned()));
    service.steps.retain(|step| step.id != "fetch" && step.id != "overlay");
    let now = taipei("2025-03-03 09:00");
    let mut case = opened(&service, now);
    let items = vec![casework::event::CorrectionItem { question: "copies".to_owned(), says: "?".to_owned() }];
    case = carry(&service, Some(&case), (Deed::AskCorrection { items, days: 7 }, now)).case;
    let answers = [("copies".to_owned(), json!(3))].into();
    case = carry(&service, Some(&case), (Deed::Correct { answers }, now)).case;
    assert_eq!((case.step.as_str(), case.stage), ("review", Stage::Deciding));
    case = carry(&service, Some(&case), (issue(), now)).case;
    assert_eq!(case.charge.as_ref().map(|charge| charge.amount_twd), Some(Twd::new(60)));
}
