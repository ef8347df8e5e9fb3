//! The counter: a visitor's application on one page, typed by the officer who looks at the identity card.
//!
//! Every question the counter may have to ask is there at once; what does not apply stays empty. A page
//! that is sent twice opens one case.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use catalogue::check::Raw;
use catalogue::condition::Amounts;
use catalogue::facts::Facts;
use catalogue::form::{Kind, Question};
use catalogue::service::{Assurance, Channel};
use catalogue::tri::Tri;
use desk::access::{Action, may};
use desk::agencies::{Once, Request};
use desk::applying::Application;
use desk::attaching::Holder;
use desk::definitions::Pinned;
use desk::fault::DeskFault;
use lexicon::money::Twd;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::{Sent, Worker, hidden};
use crate::attaching::{self, Handed};
use crate::csrf;
use crate::door::{Answer, Door, Fault, go, word};
use crate::forms::Wording;
use crate::groups;
use crate::view::officer::{CounterEntry, Group};
use crate::view::parts::Slip;

/// `GET /officer/counter`: the first service the counter offers.
pub(super) async fn choose(State(door): State<Door>, worker: Worker) -> Answer {
    allowed(&worker)?;
    let live = door.desk.live_services().await?;
    let open = live.iter().map(|pinned| &pinned.compiled.service);
    let first =
        open.filter(|service| service.channels.contains_key(&Channel::Counter)).map(|service| &service.id).next();
    let first = first.ok_or(DeskFault::NotFound)?;
    Ok(go(&worker.visit, &format!("/officer/counter/{first}")))
}

fn allowed(worker: &Worker) -> Result<(), Fault> {
    let is_allowed = may(&worker.who(), Action::Apply(Channel::Counter), None);
    if is_allowed { Ok(()) } else { Err(Fault(DeskFault::NotFound)) }
}

/// `GET /officer/counter/{service}`
pub(super) async fn show(State(door): State<Door>, worker: Worker, Path(service): Path<String>) -> Answer {
    allowed(&worker)?;
    let pinned = door.desk.live(&service).await?;
    page(&door, (&worker, &pinned), &Raw::new(), (None, Vec::new()))
}

fn page(
    door: &Door,
    (worker, pinned): (&Worker, &Pinned),
    raw: &Raw,
    (fee_twd, slips): (Option<Twd>, Vec<Slip>),
) -> Answer {
    let lang = worker.visit.lang;
    let service = &pinned.compiled.service;
    let today = door.now().taipei_date();
    let facts = Facts(json!({
        "case": { "channel": Channel::Counter, "applied_on": today },
        "answers": {},
        "limits": service.limits(today),
    }));
    let wording = Wording { door, pinned, lang };
    let land = service.form.questions().find(|question| question.kind == Kind::Parcels);
    let group = |topic: &catalogue::form::Page| Group {
        title: word(pinned, lang, &format!("page-{}-title", topic.id)),
        questions: topic
            .questions
            .iter()
            .filter(|question| question.kind != Kind::Parcels && question.visible(&facts) != Tri::No)
            .map(|question| wording.question(question, (raw, &facts), &slips))
            .collect(),
    };
    let page = CounterEntry {
        service: wording.service(),
        action: format!("/officer/counter/{}", service.id),
        groups: service.form.pages.iter().map(group).filter(|group| !group.questions.is_empty()).collect(),
        parcels: land.and_then(|question| raw.get(&question.id)).map(|texts| texts.join("\n")).unwrap_or_default(),
        parcels_slip: land.and_then(|question| {
            let here: Vec<&str> =
                slips.iter().filter(|slip| slip.field == question.id).map(|slip| slip.text.as_str()).collect();
            (!here.is_empty()).then(|| here.join(" "))
        }),
        most_parcels: land.map_or(0, |question| most(question, &facts).unwrap_or(1)),
        fee_twd,
        slips,
    };
    let wrong = !page.slips.is_empty();
    let shown = door.show(&door.officer_frame(&worker.visit, &worker.officer), &page)?;
    Ok(if wrong { (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response() } else { shown })
}

fn most(question: &Question, facts: &Facts) -> Option<u32> {
    match question.max.as_ref()?.value(facts) {
        Amounts::To(value) => value.as_u64().and_then(|most| u32::try_from(most).ok()),
        Amounts::Missing(_) | Amounts::Broken(_) => None,
    }
}

/// `POST /officer/counter/{service}`: checked and reckoned, or received.
pub(super) async fn send(
    State(door): State<Door>,
    worker: Worker,
    Path(service): Path<String>,
    handed: Handed,
) -> Answer {
    allowed(&worker)?;
    let pinned = door.desk.live(&service).await?;
    let form = Sent(handed.fields.clone());
    let mut raw = typed(&pinned, &form);
    let asked: Vec<&Question> = pinned.compiled.service.form.questions().collect();
    let holder = Holder::Officer(worker.officer.id);
    let unkept = attaching::take((&door, worker.visit.lang), (handed, &mut raw), (&asked, &holder)).await?;
    if !unkept.is_empty() {
        return page(&door, (&worker, &pinned), &raw, (None, unkept));
    }
    let slips = |fault: DeskFault| match fault {
        DeskFault::Answers(faults) => {
            Ok(Wording { door: &door, pinned: &pinned, lang: worker.visit.lang }.slips(&faults))
        }
        other => Err(hidden(other)),
    };
    if !form.get("add").is_empty() || !form.get("remove").is_empty() {
        return page(&door, (&worker, &pinned), &raw, (None, Vec::new()));
    }
    if !form.get("look").is_empty() {
        let reckoned = match door.desk.read_answers(&pinned, (&raw, Channel::Counter), door.now()) {
            Ok(read) => (Some(door.desk.quote(&pinned, &read)?.amount), Vec::new()),
            Err(fault) => (None, slips(fault)?),
        };
        return page(&door, (&worker, &pinned), &raw, reckoned);
    }
    // Every page is sent out with a token of its own; the books keep only its digest.
    let asker = format!("officer/{}", worker.officer.id);
    let content = serde_json::to_vec(&raw).unwrap_or_default();
    let page_name = BASE64.encode(digest(&SHA256, form.get(csrf::FIELD).as_bytes()));
    let request = Request::of(&asker, &page_name, &content);
    let application = Application {
        service,
        raw: raw.clone(),
        channel: Channel::Counter,
        assurance: Assurance::OfficerVouched,
        lang: worker.visit.lang,
        draft: None,
    };
    let number = |case: &casework::case::Case, _: &str| json!({ "number": case.number.to_string() });
    match door.desk.apply_once(&worker.who(), (request, application), number, door.now()).await {
        Ok(Once::Now(answer) | Once::Before(answer)) => {
            let number = answer.get("number").and_then(Value::as_str).unwrap_or_default();
            Ok(go(&worker.visit, &format!("/officer/cases/{number}")))
        }
        Ok(Once::AnotherRequest) => Err(Fault(DeskFault::Conflict)),
        Err(fault) => page(&door, (&worker, &pinned), &raw, (None, slips(fault)?)),
    }
}

/// What was typed, by question; the land has one field of its own.
fn typed(pinned: &Pinned, form: &Sent) -> Raw {
    let mut raw = Raw::new();
    for question in pinned.compiled.service.form.questions() {
        let field = if question.kind == Kind::Parcels { "parcels" } else { &question.id };
        if question.kind == Kind::Group {
            groups::take(&mut raw, &form.0, &question.id);
            continue;
        }
        let texts: Vec<String> = form.all(field).map(str::to_owned).collect();
        if !texts.is_empty() {
            raw.insert(question.id.clone(), texts);
        }
        let again = format!("{}_again", question.id);
        if !form.get(&again).is_empty() {
            raw.insert(again.clone(), vec![form.get(&again).to_owned()]);
        }
    }
    raw
}
