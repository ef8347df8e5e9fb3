//! The work list: what is due first stands first, with the reason why a person is needed.

use axum::extract::{Query, State};
use casework::case::Case;
use catalogue::stage::Stage;
use desk::access::{Action, may};
use desk::definitions::Pinned;
use desk::working::{Asked, Counts, View, Waiting};
use lexicon::case_number::CaseNumber;
use lexicon::instant::At;
use lexicon::language::Lang;
use serde::Deserialize;
use serde_json::Value;

use super::{Worker, encoded, hidden};
use crate::deadlines;
use crate::door::{Answer, Door, Fault, go, word};
use crate::forms::{applicant, parcel_name};
use crate::view::officer::{Filter, ListView, Risk, WorkList, WorkRow};
use crate::view::parts::Pager;
use crate::view::question::Choice;

/// Rows of a page.
const ROWS: usize = 25;
/// Days before the last one from which on a case is shown as soon due.
const SOON_DAYS: i32 = 2;

/// What is asked for in the address.
#[derive(Deserialize)]
pub(super) struct Wanted {
    view: Option<String>,
    q: Option<String>,
    service: Option<String>,
    doubt: Option<String>,
    after: Option<String>,
}

const VIEWS: [(&str, View); 3] = [("mine", View::Mine), ("due", View::Due), ("unit", View::Unit)];

/// `GET /officer`
pub(super) async fn show(State(door): State<Door>, worker: Worker, Query(query): Query<Wanted>) -> Answer {
    // Who only administers has no list, and is shown what there is.
    if !may(&worker.who(), Action::ListWork, None) && may(&worker.who(), Action::SeeMoney, None) {
        return Ok(go(&worker.visit, "/officer/money"));
    }
    let typed = query.q.as_deref().unwrap_or_default().trim().to_owned();
    if let Ok(number) = CaseNumber::parse(&typed) {
        return Ok(go(&worker.visit, &format!("/officer/cases/{number}")));
    }
    let (name, view) = VIEWS.into_iter().find(|(name, _)| query.view.as_deref() == Some(*name)).unwrap_or(VIEWS[1]);
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let asked = Asked {
        view,
        service: given(&query.service),
        doubt: given(&query.doubt),
        parcel: Some(typed.clone()).filter(|text| !text.is_empty()),
        after: query.after.clone(),
        rows: ROWS,
    };
    let counts = door.desk.work_counts(&worker.officer).await.map_err(hidden)?;
    let listed = door.desk.work(&worker.officer, &asked).await.map_err(hidden)?;
    let mut rows = Vec::with_capacity(listed.rows.len());
    for waiting in &listed.rows {
        let pinned = door.desk.definition(&waiting.case.definition).await?;
        rows.push(row(&door, (&worker, &pinned), waiting));
    }
    let address = |after: Option<&str>| {
        let parts = [("view", Some(name)), ("service", asked.service.as_deref()), ("doubt", asked.doubt.as_deref())];
        let parts = parts.into_iter().chain([("q", asked.parcel.as_deref()), ("after", after)]);
        let said: Vec<String> = parts.filter_map(|(key, value)| Some(format!("{key}={}", encoded(value?)))).collect();
        format!("/officer?{}", said.join("&"))
    };
    let page = WorkList {
        views: views(&door, worker.visit.lang, (view, counts)),
        query: typed,
        filters: filters(&door, worker.visit.lang, &asked).await?,
        pager: Pager {
            shown: u32::try_from(rows.len()).unwrap_or(0),
            total: of(counts, view),
            newer: asked.after.is_some().then(|| address(None)),
            older: listed.after.as_deref().map(|after| address(Some(after))),
        },
        rows,
        counter: "/officer/counter".to_owned(),
    };
    door.show(&door.officer_frame(&worker.visit, &worker.officer), &page)
}

fn of(counts: Counts, view: View) -> u32 {
    match view {
        View::Mine => counts.mine,
        View::Due => counts.due,
        View::Unit => counts.unit,
    }
}

fn views(door: &Door, lang: Lang, (current, counts): (View, Counts)) -> Vec<ListView> {
    let one = |(name, view): (&str, View)| ListView {
        text: door.say(lang, &format!("view-{name}"), &[]),
        href: format!("/officer?view={name}"),
        count: of(counts, view),
        current: view == current,
    };
    VIEWS.into_iter().map(one).collect()
}

async fn filters(door: &Door, lang: Lang, asked: &Asked) -> Result<Vec<Filter>, Fault> {
    let live = door.desk.live_services().await?;
    let every =
        |chosen: bool| Choice { id: String::new(), label: door.say(lang, "filter-all", &[]), hint: None, chosen };
    let choice = |id: &str, label: String, wanted: &Option<String>| Choice {
        id: id.to_owned(),
        label,
        hint: None,
        chosen: wanted.as_deref() == Some(id),
    };
    let (mut services, mut doubts) = (vec![every(asked.service.is_none())], vec![every(asked.doubt.is_none())]);
    for pinned in &live {
        let known = &pinned.compiled.service;
        services.push(choice(&known.id, word(pinned, lang, "service-name"), &asked.service));
        for doubt in &known.doubts {
            if !doubts.iter().any(|known| known.id == doubt.id) {
                doubts.push(choice(&doubt.id, word(pinned, lang, &format!("doubt-{}", doubt.id)), &asked.doubt));
            }
        }
    }
    let filter =
        |id: &str, options| Filter { id: id.to_owned(), label: door.say(lang, &format!("filter-{id}"), &[]), options };
    Ok(vec![filter("service", services), filter("doubt", doubts)])
}

fn row(door: &Door, (worker, pinned): (&Worker, &Pinned), waiting: &Waiting) -> WorkRow {
    let (case, lang) = (&waiting.case, worker.visit.lang);
    WorkRow {
        number: case.number.to_string(),
        href: format!("/officer/cases/{}", case.number),
        service: word(pinned, lang, "service-name"),
        applicant: applicant(case),
        about: about(door, lang, case),
        step: step(pinned, lang, case),
        doubts: waiting.doubts.iter().map(|doubt| word(pinned, lang, &format!("doubt-{doubt}"))).collect(),
        due_on: case.deadline.as_ref().map(|deadline| deadlines::view(door, lang, deadline).on),
        risk: risk(case, door.now()),
        holder: waiting.holder.clone(),
    }
}

/// The officers' name of where a case stands.
pub(super) fn step(pinned: &Pinned, lang: Lang, case: &Case) -> String {
    match (case.stage, case.ending) {
        (_, Some(ending)) => word(pinned, lang, &format!("ending-{}", ending.name())),
        (Stage::Correcting, None) => word(pinned, lang, "stage-correcting-officer"),
        _ => word(pinned, lang, &format!("step-{}-officer", case.step)),
    }
}

/// The first parcel, and how many more.
fn about(door: &Door, lang: Lang, case: &Case) -> String {
    let lists = case.answers.values().filter_map(Value::as_array);
    let names: Vec<String> = lists.flatten().map(parcel_name).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, rest @ ..] => {
            let more = i64::try_from(rest.len()).unwrap_or(0);
            let args = [("first", texts::Arg::Text(first.clone())), ("more", texts::Arg::Number(more))];
            door.say(lang, "list-and-more", &args)
        }
    }
}

/// How near to being late a case is.
pub(super) fn risk(case: &Case, now: At) -> Risk {
    if case.stage == Stage::Correcting {
        return Risk::Paused;
    }
    let Some(deadline) = &case.deadline else { return if case.overdue { Risk::Late } else { Risk::Fine } };
    // A deadline closes at 24:00, the first instant of the next day.
    let last = At::from_micros(deadline.at.micros() - 1).taipei_date();
    let left = (last - now.taipei_date()).get_days();
    match left {
        _ if case.overdue || deadline.at <= now => Risk::Late,
        ..=0 => Risk::Today,
        1..=SOON_DAYS => Risk::Soon,
        _ => Risk::Fine,
    }
}
