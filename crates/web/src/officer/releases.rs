//! Plan data for officers: releases and proposals at a glance, one proposal, its decision, going back.

mod findings;
mod handing_in;
mod proposal;
mod words;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Path, State};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use desk::fault::DeskFault;
use desk_atlas::proposal::fault::ProposalFault;
use desk_atlas::proposal::listing::{self, Listed, Overview, ProposalState, Release};
use desk_atlas::proposal::{deciding, proposing};
use lexicon::ids::ProposalId;
use serde_json::json;
use texts::Arg;

use super::{Sent, Worker, hidden};
use crate::door::{Answer, Door, Fault, go};
use crate::view::parts::{Head, Notice, Row, Section, Slip, Table, Tone};
use crate::view::question::{Kind, Question};
use crate::view::release::{GoBack, ProposalLine, ReleaseLine, Releases};
use words::Words;

/// Bytes of one hand-over: the cadastre of the whole city, packed.
const MOST_UPLOAD: usize = 1 << 30;
/// Longest reason, in characters.
const MOST_REASON: u32 = 500;

type Fields = Vec<(String, String)>;

/// The routes of plan data, without language.
pub(super) fn routes() -> Router<Door> {
    let handing_in = get(handing_in::show).post(handing_in::send).layer(DefaultBodyLimit::max(MOST_UPLOAD));
    Router::new()
        .route("/officer/releases", get(show))
        .route("/officer/releases/new", handing_in)
        .route("/officer/releases/back/{hash}", get(go_back).post(send_back))
        .route("/officer/releases/{id}", get(proposal::show))
        .route("/officer/releases/{id}/poll", get(poll))
        .route("/officer/releases/{id}/publish", post(publish))
        .route("/officer/releases/{id}/refuse", post(refuse))
        .route("/officer/releases/{id}/findings/{kind}", get(findings::show))
        .route("/officer/releases/{id}/pictures/{number}", get(findings::picture))
}

/// `GET /officer/releases`
async fn show(State(door): State<Door>, worker: Worker) -> Answer {
    let all = listing::overview(&door.desk, &worker.who()).await.map_err(refused)?;
    let words = Words { door: &door, lang: worker.visit.lang, names: &all.names };
    let page = Releases {
        night: night(&words, &all),
        propose: all.may_propose.then(|| "/officer/releases/new".to_owned()),
        proposals: all.proposals.iter().map(|listed| proposal_line(&words, listed)).collect(),
        releases: all.releases.iter().map(|release| release_line(&all, release)).collect(),
        journal: journal(&words, &all),
    };
    door.show(&door.officer_frame(&worker.visit, &worker.officer), &page)
}

fn proposal_line(words: &Words<'_>, listed: &Listed) -> ProposalLine {
    let proposal = &listed.proposal;
    ProposalLine {
        title: proposal.title.clone(),
        href: format!("/officer/releases/{}", proposal.id),
        state: proposal.state.name().to_owned(),
        says: words.made_of(listed),
        proposed_at: proposal.proposed_at,
        progress: listed.progress.map(|point| words.progress(point)),
    }
}

fn release_line(all: &Overview, release: &Release) -> ReleaseLine {
    let live = all.live.as_ref() == Some(&release.hash);
    ReleaseLine {
        title: release.title.clone(),
        version: words::short(&release.hash),
        published_at: release.published_at,
        live,
        back: (!live && all.may_propose).then(|| format!("/officer/releases/back/{}", release.hash)),
    }
}

/// What came of the last night's proof, as a notice.
fn night(words: &Words<'_>, all: &Overview) -> Option<Notice> {
    let found = all.verified.as_ref()?;
    let day = ("day", Arg::Text(desk::notices::date_words(found.day, words.lang)));
    let papers = ("papers", Arg::Number(i64::try_from(found.weighed).unwrap_or(i64::MAX)));
    let changed = ("changed", Arg::Number(i64::try_from(found.changed).unwrap_or(i64::MAX)));
    let sound = found.faults.is_empty();
    let mut lines: Vec<String> =
        found.faults.iter().map(|fault| words.say(&format!("release-night-{fault}"), &[])).collect();
    lines.push(words.say("release-night-papers", &[papers, changed]));
    Some(Notice {
        tone: if sound { Tone::Info } else { Tone::Warning },
        title: words.say(if sound { "release-night-sound" } else { "release-night-unsound" }, &[day]),
        lines,
        link: None,
    })
}

fn journal(words: &Words<'_>, all: &Overview) -> Option<Table> {
    let heads = ["release-when", "release-who", "release-what"];
    let row = |line: &desk_atlas::proposal::journal::Line| {
        vec![words.moment(line.at), words.who(&line.actor), words.event(&line.event)]
    };
    (!all.journal.is_empty()).then(|| Table {
        caption: words.say("release-journal", &[]),
        heads: heads.map(|key| Head { text: words.say(key, &[]), numeric: false }).to_vec(),
        rows: all.journal.iter().map(row).collect(),
    })
}

/// `GET /officer/releases/{id}/poll`: whether a page that waits should be looked at again.
async fn poll(State(door): State<Door>, worker: Worker, Path(id): Path<String>) -> Answer {
    let opened = listing::open(&door.desk, &worker.who(), id_of(&id)?).await.map_err(refused)?;
    let done = opened.listed.proposal.state != ProposalState::Waiting;
    Ok(axum::Json(json!({ "done": done })).into_response())
}

/// `POST /officer/releases/{id}/publish`
async fn publish(State(door): State<Door>, worker: Worker, Path(id): Path<String>) -> Answer {
    let done = deciding::publish(&door.desk, &worker.officer, id_of(&id)?, door.now()).await;
    decided(&door, &worker, (&id, "content"), done).await
}

/// `POST /officer/releases/{id}/refuse`
async fn refuse(State(door): State<Door>, worker: Worker, Path(id): Path<String>, Form(sent): Form<Fields>) -> Answer {
    let reason = Sent(sent).get("reason").to_owned();
    let done = deciding::refuse(&door.desk, &worker.officer, (id_of(&id)?, &reason), door.now()).await;
    decided(&door, &worker, (&id, "reason"), done).await
}

/// To the proposal, or its page again with what stood in the way.
async fn decided(door: &Door, worker: &Worker, (id, field): (&str, &str), done: Result<(), ProposalFault>) -> Answer {
    match done {
        Ok(()) => Ok(go(&worker.visit, &format!("/officer/releases/{id}"))),
        Err(fault) => {
            let Some(key) = fault.key() else { return Err(refused(fault)) };
            let text = door.say(worker.visit.lang, &format!("release-fault-{key}"), &[]);
            let field = if key == "no-reason" { field } else { "content" };
            proposal::page(door, worker, id_of(id)?, vec![Slip { field: field.to_owned(), text }]).await
        }
    }
}

/// `GET /officer/releases/back/{hash}`
async fn go_back(State(door): State<Door>, worker: Worker, Path(hash): Path<String>) -> Answer {
    back_page(&door, &worker, &hash, Vec::new()).await
}

/// `POST /officer/releases/back/{hash}`
async fn send_back(
    State(door): State<Door>,
    worker: Worker,
    Path(hash): Path<String>,
    Form(sent): Form<Fields>,
) -> Answer {
    let reason = Sent(sent).get("reason").to_owned();
    match proposing::propose_return(&door.desk, &worker.who(), (&hash, &reason), door.now()).await {
        Ok(id) => Ok(go(&worker.visit, &format!("/officer/releases/{id}"))),
        Err(fault) => {
            let Some(key) = fault.key() else { return Err(refused(fault)) };
            let text = door.say(worker.visit.lang, &format!("release-fault-{key}"), &[]);
            back_page(&door, &worker, &hash, vec![Slip { field: "reason".to_owned(), text }]).await
        }
    }
}

async fn back_page(door: &Door, worker: &Worker, hash: &str, slips: Vec<Slip>) -> Answer {
    let all = listing::overview(&door.desk, &worker.who()).await.map_err(refused)?;
    let release = all.releases.iter().find(|release| release.hash == hash).filter(|_| all.may_propose);
    let release = release.ok_or(DeskFault::NotFound)?;
    let words = Words { door, lang: worker.visit.lang, names: &all.names };
    let row = |key: &str, line: String| Row {
        label: words.say(key, &[]),
        lines: vec![line],
        change: None,
        source: None,
        files: Vec::new(),
    };
    let page = GoBack {
        action: format!("/officer/releases/back/{hash}"),
        back: "/officer/releases".to_owned(),
        facts: Section {
            title: String::new(),
            rows: vec![
                row("releases-name", release.title.clone()),
                row("releases-version", words::short(&release.hash)),
                row("releases-since", words.moment(release.published_at)),
            ],
        },
        reason: reason(&words, ("go-back-reason", "go-back-reason-hint"), slips.first()),
        slips,
    };
    door.show(&door.officer_frame(&worker.visit, &worker.officer), &page)
}

/// The field for a reason.
fn reason(words: &Words<'_>, (label, hint): (&str, &str), slip: Option<&Slip>) -> Question {
    Question {
        hint: Some(words.say(hint, &[])),
        slip: slip.filter(|slip| slip.field == "reason").map(|slip| slip.text.clone()),
        max_chars: Some(MOST_REASON),
        ..Question::new("reason", Kind::LongText, words.say(label, &[]))
    }
}

fn id_of(text: &str) -> Result<ProposalId, DeskFault> {
    text.parse().map_err(|_| DeskFault::NotFound)
}

/// What an officer may not see is not there; what is the proposal's own is told on its page.
fn refused(fault: ProposalFault) -> Fault {
    match fault {
        ProposalFault::Desk(fault) => hidden(fault),
        other => Fault(DeskFault::Definition(other.to_string())),
    }
}
