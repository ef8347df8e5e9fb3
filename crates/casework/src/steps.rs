//! Walking the steps of a definition: entering one, leaving it, failing it, running out of its time.
//!
//! No step is known by name here. Whatever no rule answers goes to the service's first deciding step.

use catalogue::facts::Facts;
use catalogue::service::{Moment, Service};
use catalogue::stage::Stage;
use catalogue::step::{Action, Ending, Expiry, Goes, Next, Refund, Remarks, Step};
use catalogue::table::{DateOf, Table};
use lexicon::date::Date;
use lexicon::ids::{MessageId, PaymentId, TimerId};
use outbox::{Message, Topic};
use serde_json::json;

use crate::clock;
use crate::decide::Act;
use crate::event::{Deadline, Event, Rank};
use crate::fault::Fault;
use crate::outcome::{Ask, Effect};
use crate::{money, papers};

/// Enters a step and does what it says; goes on at once where there is nothing to wait for.
pub(crate) fn enter(act: &mut Act<'_>, id: &str) -> Result<(), Fault> {
    act.stop_timer();
    let service = act.definition.service;
    let step = service.steps.iter().find(|step| step.id == id).ok_or_else(|| Fault::NoSuchStep(id.to_owned()))?;
    let deadline = deadline(act, step);
    if let Some(deadline) = deadline.as_ref().filter(|deadline| act.case.expired != Some(deadline.timer)) {
        act.effect(Effect::Timer { id: deadline.timer, at: deadline.at, step: step.id.clone() });
    }
    act.follow(Event::Entered { step: step.id.clone(), stage: step.stage, deadline });
    perform(act, step)
}

/// When the step must be done: its own time, or what is left of it after a correction.
fn deadline(act: &mut Act<'_>, step: &Step) -> Option<Deadline> {
    let within = step.within.as_ref()?;
    let (seq, ordinal) = act.seed();
    let timer = TimerId::derive(act.case.id, seq, ordinal);
    let calendar = act.definition.calendar;
    match act.case.paused.as_ref().filter(|paused| paused.step == step.id) {
        Some(paused) => clock::resumed(paused, calendar, act.now, timer),
        None => Some(clock::deadline(within, calendar, act.now, timer)),
    }
}

/// The step at which evidence is gathered anew: the first that asks or finds.
pub(crate) fn gathering<'a>(act: &Act<'a>) -> Option<&'a Step> {
    let service: &'a Service = act.definition.service;
    service
        .steps
        .iter()
        .find(|step| matches!(step.action, Action::Ask { .. } | Action::Ability { .. } | Action::Assess { .. }))
}

fn perform(act: &mut Act<'_>, step: &Step) -> Result<(), Fault> {
    match &step.action {
        Action::Charge => charge(act),
        Action::Ask { gateway, query, evidence } => ask_outside(act, (gateway, query), evidence),
        Action::Ability { name, version, finding } => {
            let input = act.facts();
            act.ask(Ask { ability: name.clone(), version: *version, finding: finding.clone(), input });
            Ok(())
        }
        Action::Decide { .. } => Ok(()),
        Action::Paper { paper } => {
            papers::order(act, paper);
            Ok(())
        }
        Action::Assess { finding, tables } => assess(act, finding, tables),
        Action::Rank { .. } => Ok(()),
    }
}

/// The ability every house has: the service's own criteria and tables.
pub const ASSESSMENT: &str = "assessment";

/// Keeps what the criteria and tables say now, and goes on.
fn assess(act: &mut Act<'_>, finding: &str, tables: &[String]) -> Result<(), Fault> {
    let body = act.definition.service.assessed(tables, &act.facts());
    let (finding, ability) = (finding.to_owned(), ASSESSMENT.to_owned());
    act.follow(Event::Found { finding, ability, version: 1, body });
    leave(act)
}

/// The cases of the campaign are in order; once for each case, the second time is nothing.
pub(crate) fn rank(act: &mut Act<'_>, rank: Rank) -> Result<(), Fault> {
    if act.case.rank.as_ref() == Some(&rank) {
        return Ok(());
    }
    if act.case.stage != Stage::Ranking {
        return Err(act.not_now("rank"));
    }
    act.stop_timer();
    act.record(Event::Ranked(rank));
    leave(act)
}

fn charge(act: &mut Act<'_>) -> Result<(), Fault> {
    if act.case.is_paid() {
        return leave(act);
    }
    let fee = money::fee(act)?;
    let lines = serde_json::to_value(&fee.lines).unwrap_or_default();
    if fee.amount.is_zero() {
        act.follow(Event::Waived { lines });
        return leave(act);
    }
    let (seq, ordinal) = act.seed();
    let payment = PaymentId::derive(act.case.id, seq, ordinal);
    act.follow(Event::Charged { payment, amount_twd: fee.amount, lines });
    act.effect(Effect::Charge { payment, amount: fee.amount });
    Ok(())
}

/// Asks a register; one that this house has no gateway to will not answer.
fn ask_outside(act: &mut Act<'_>, (gateway, query): (&str, &str), evidence: &str) -> Result<(), Fault> {
    act.follow(Event::Asked { evidence: evidence.to_owned(), gateway: gateway.to_owned(), query: query.to_owned() });
    let Some(topic) = Topic::named(gateway) else {
        act.follow(Event::Unanswered { evidence: evidence.to_owned(), cause: "no-gateway".to_owned() });
        return fail(act);
    };
    tell(act, topic, json!({ "evidence": evidence, "query": query }));
    Ok(())
}

/// Writes a message for the worker, keyed by the case and the journal line it follows from.
pub(crate) fn tell(act: &mut Act<'_>, topic: Topic, body: serde_json::Value) {
    let (seq, ordinal) = act.seed();
    let id = MessageId::derive(act.case.id, seq, ordinal);
    let key = format!("{}/{seq}/{}", act.case.id, topic.name());
    let message = Message { id, case: Some(act.case.id), topic, key, format: outbox::FORMAT, body, run_at: act.now };
    act.effect(Effect::Tell(message));
}

/// Leaves the present step by its `next`.
pub(crate) fn leave(act: &mut Act<'_>) -> Result<(), Fault> {
    let step = act.step()?;
    match &step.next {
        Next::Goes(goes) => go(act, goes),
        Next::Route { table } => route(act, table),
        Next::ByChoice => Err(act.not_now("leave")),
    }
}

/// The present step's question stays without an answer.
pub(crate) fn fail(act: &mut Act<'_>) -> Result<(), Fault> {
    let step = act.step()?;
    match &step.fails {
        Some(goes) => go(act, goes),
        None => to_a_person(act),
    }
}

/// Takes the case to its first deciding step: whatever no rule answers, a person does.
fn to_a_person(act: &mut Act<'_>) -> Result<(), Fault> {
    let steps = &act.definition.service.steps;
    let person = steps.iter().find(|step| matches!(step.action, Action::Decide { .. }));
    let id = person.map(|step| step.id.clone()).ok_or_else(|| Fault::NoSuchStep("decide".to_owned()))?;
    enter(act, &id)
}

fn go(act: &mut Act<'_>, goes: &Goes) -> Result<(), Fault> {
    match goes {
        Goes::Step(id) => enter(act, id),
        Goes::End(ending) => {
            end(act, *ending);
            Ok(())
        }
    }
}

fn route(act: &mut Act<'_>, name: &str) -> Result<(), Fault> {
    let service = act.definition.service;
    let table = service.tables.get(name).ok_or_else(|| Fault::NoSuchStep(name.to_owned()))?;
    let facts = act.facts();
    let answer = table.decide(&facts, table_day(act, table));
    let reason = serde_json::to_value(&answer).unwrap_or_default();
    let target =
        answer.outputs().and_then(|outputs| outputs.get("go")).and_then(|value| value.as_str()).unwrap_or_default();
    act.follow(Event::Routed { table: name.to_owned(), goes: target.to_owned(), reason });
    match Goes::of_cell(target).filter(|_| !target.is_empty()) {
        Some(goes) => go(act, &goes),
        None => to_a_person(act),
    }
}

/// The day that picks a table's rows, as the table declares it.
pub(crate) fn table_day(act: &Act<'_>, table: &Table) -> Date {
    let today = act.now.taipei_date();
    match table.date {
        DateOf::Applied => act.case.applied_on,
        DateOf::Paid => paid_on(&act.case.facts()).unwrap_or(today),
        DateOf::Decided => today,
    }
}

fn paid_on(facts: &Facts) -> Option<Date> {
    facts.0.pointer("/case/paid_on").and_then(|value| value.as_str()).and_then(|text| text.parse().ok())
}

/// An officer's choice at a deciding step.
pub(crate) fn choose(act: &mut Act<'_>, id: &str, reasons: String, remarks: String) -> Result<(), Fault> {
    let step = act.step()?;
    let Action::Decide { choices } = &step.action else { return Err(act.not_now("decide")) };
    if act.case.correction.is_some() || act.case.ending.is_some() {
        return Err(act.not_now("decide"));
    }
    let choice = choices.iter().find(|choice| choice.id == id).ok_or_else(|| Fault::NoSuchChoice(id.to_owned()))?;
    let ends_otherwise = matches!(choice.goes, Goes::End(ending) if ending != Ending::Issued);
    if ends_otherwise && act.case.valid_paper().is_some() {
        return Err(act.not_now("decide"));
    }
    if choice.reasons_required && reasons.trim().is_empty() {
        return Err(Fault::ReasonsMissing(id.to_owned()));
    }
    if choice.remarks == Remarks::Required && remarks.trim().is_empty() {
        return Err(Fault::RemarksMissing(id.to_owned()));
    }
    act.stop_timer();
    act.record(Event::Decided { choice: choice.id.clone(), reasons, remarks });
    if choice.refund == Refund::Full {
        money::refund_refused(act);
    }
    go(act, &choice.goes)
}

/// The step's time has run out.
pub(crate) fn expire(act: &mut Act<'_>) -> Result<(), Fault> {
    let step = act.step()?;
    let Some(within) = &step.within else { return Ok(()) };
    match &within.on_expiry {
        Expiry::Lapse => {
            end(act, Ending::Lapsed);
            Ok(())
        }
        Expiry::ToStep(id) => {
            if let Action::Ask { evidence, .. } = &step.action {
                act.follow(Event::Unanswered { evidence: evidence.clone(), cause: "time-limit".to_owned() });
            }
            enter(act, id)
        }
        Expiry::Warn => {
            act.follow(Event::Overdue { step: step.id.clone() });
            act.notice(Moment::Delayed);
            Ok(())
        }
    }
}

/// Closes the case.
pub(crate) fn end(act: &mut Act<'_>, ending: Ending) {
    act.stop_timer();
    money::forgive(act);
    act.follow(Event::Closed { ending });
    let reissued = act.case.papers.iter().filter(|paper| paper.filed_at.is_some()).count() > 1;
    act.notice(match ending {
        Ending::Issued if reissued => Moment::Reissued,
        Ending::Issued => Moment::Issued,
        Ending::Refused => Moment::Refused,
        Ending::Withdrawn => Moment::Withdrawn,
        Ending::Lapsed => Moment::Lapsed,
    });
}
