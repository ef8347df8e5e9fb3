//! Differences between the land office and our copy: the list, one with both drawings, settling it, the files.

mod words;

use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::get;
use desk::access::{Action, may};
use desk::differences::Way;
use desk::fault::DeskFault;
use desk_atlas::register::listing::{self, Counts, DifferenceState, Listed};
use desk_atlas::register::rounds;
use desk_atlas::register::settling::{SettleFault, Settlement, settle};
use lexicon::parcel::ParcelId;
use serde::Deserialize;
use sheets::write::{Format, Sheet, Value};

use super::{Sent, Worker, hidden};
use crate::door::{Answer, Door, Fault, go};
use crate::view::difference::{DifferenceLine, DifferencePage, Differences};
use crate::view::officer::ListView;
use crate::view::parts::{Link, Pager, Slip};
use words::Words;

/// Differences of one page.
const PAGE: u32 = 50;
/// Differences of one file.
const MOST_ROWS: u32 = 100_000;
const HOME: &str = "/officer/land-differences";

/// The routes of differences, without language.
pub(super) fn routes() -> Router<Door> {
    Router::new()
        .route("/officer/land-differences", get(show))
        .route("/officer/land-differences/files/{file}", get(file))
        .route("/officer/land-differences/{parcel}", get(one).post(send))
}

/// What the list was asked for.
#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    skip: u32,
}

impl Asked {
    fn state(&self) -> DifferenceState {
        DifferenceState::of(&self.state).unwrap_or(DifferenceState::Open)
    }
}

fn count(counts: Counts, state: DifferenceState) -> u32 {
    let count = match state {
        DifferenceState::Open => counts.open,
        DifferenceState::Settled => counts.settled,
        DifferenceState::Gone => counts.gone,
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// `GET /officer/land-differences`
async fn show(State(door): State<Door>, worker: Worker, Query(asked): Query<Asked>) -> Answer {
    let (who, state) = (worker.who(), asked.state());
    let counts = listing::counts(&door.desk, &who).await.map_err(hidden)?;
    let found = listing::list(&door.desk, &who, (Some(state), asked.skip, PAGE)).await.map_err(hidden)?;
    let round = rounds::last(&door.desk, &who).await.map_err(hidden)?;
    let words = Words { door: &door, lang: worker.visit.lang };
    let href = |state: DifferenceState, skip: u32| format!("{HOME}?state={}&skip={skip}", state.name());
    let view = |other: DifferenceState| ListView {
        text: words.say(&format!("difference-state-{}", other.name()), &[]),
        href: format!("{HOME}?state={}", other.name()),
        count: count(counts, other),
        current: other == state,
    };
    let shown = u32::try_from(found.len()).unwrap_or(0);
    let total = count(counts, state);
    let link = |format: Format| Link {
        text: format.ending().to_uppercase(),
        href: format!("{HOME}/files/differences.{}?state={}", format.ending(), state.name()),
    };
    let page = Differences {
        views: DifferenceState::ALL.map(view).to_vec(),
        round: round.map(|round| words.round(&round)),
        lines: found.iter().map(|listed| line(&words, listed)).collect(),
        pager: Pager {
            shown,
            total,
            newer: (asked.skip > 0).then(|| href(state, asked.skip.saturating_sub(PAGE))),
            older: (asked.skip + shown < total).then(|| href(state, asked.skip + PAGE)),
        },
        files: if total > 0 { vec![link(Format::Ods), link(Format::Csv)] } else { Vec::new() },
    };
    door.show(&door.officer_frame(&worker.visit, &worker.officer), &page)
}

fn line(words: &Words<'_>, listed: &Listed) -> DifferenceLine {
    DifferenceLine {
        parcel: listed.name.clone(),
        href: format!("{HOME}/{}", listed.parcel.key()),
        says: words.kinds(&listed.filed.what),
        measure: words.measure(&listed.filed.what),
        state: listed.state.name().to_owned(),
        found_at: listed.found_at,
    }
}

fn parcel_of(key: &str) -> Result<ParcelId, DeskFault> {
    ParcelId::parse(key).map_err(|_| DeskFault::NotFound)
}

/// `GET /officer/land-differences/{parcel}`
async fn one(State(door): State<Door>, worker: Worker, Path(key): Path<String>) -> Answer {
    page(&door, &worker, (parcel_of(&key)?, &Sent::default()), Vec::new()).await
}

/// The page of a difference, with what was sent and is wrong with it.
async fn page(door: &Door, worker: &Worker, (parcel, sent): (ParcelId, &Sent), slips: Vec<Slip>) -> Answer {
    let who = worker.who();
    let listed = listing::one(&door.desk, &who, parcel).await.map_err(hidden)?;
    let words = Words { door, lang: worker.visit.lang };
    let may_settle = listed.state == DifferenceState::Open && may(&who, Action::SettleDifference, None);
    let shown = DifferencePage {
        title: listed.name.clone(),
        state: listed.state.name().to_owned(),
        rows: words.rows(&listed),
        sketch: words.sketch(&listed),
        history: words.history(&listed),
        settle: may_settle.then(|| words.form(&listed, sent, &slips)),
        slips,
    };
    door.show(&door.officer_frame(&worker.visit, &worker.officer), &shown)
}

/// `POST /officer/land-differences/{parcel}`
async fn send(
    State(door): State<Door>,
    worker: Worker,
    Path(key): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Answer {
    let (parcel, sent) = (parcel_of(&key)?, Sent(sent));
    let said = Settlement {
        parcel,
        mark: sent.get("mark").to_owned(),
        way: Way::of(sent.get("way")),
        reason: sent.get("reason").to_owned(),
    };
    match settle(&door.desk, &worker.officer, said, door.now()).await {
        Ok(()) => Ok(go(&worker.visit, &format!("{HOME}/{}", parcel.key()))),
        Err(fault) => {
            let Some(key) = fault.key() else { return Err(refused(fault)) };
            let field = match fault {
                SettleFault::NoWay => "way",
                SettleFault::NoReason | SettleFault::TooLong => "reason",
                SettleFault::Changed | SettleFault::Desk(_) => "content",
            };
            let text = door.say(worker.visit.lang, &format!("settle-fault-{key}"), &[]);
            page(&door, &worker, (parcel, &sent), vec![Slip { field: field.to_owned(), text }]).await
        }
    }
}

fn refused(fault: SettleFault) -> Fault {
    match fault {
        SettleFault::Desk(fault) => hidden(fault),
        other => Fault(DeskFault::Definition(other.to_string())),
    }
}

/// `GET /officer/land-differences/files/differences.{ods,xlsx,csv}`
async fn file(
    State(door): State<Door>,
    worker: Worker,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let format = name.strip_prefix("differences.").and_then(Format::named).ok_or(DeskFault::NotFound)?;
    let state = DifferenceState::of(&asked.state);
    let found = listing::list(&door.desk, &worker.who(), (state, 0, MOST_ROWS)).await.map_err(hidden)?;
    let lang = worker.visit.lang;
    let made = tokio::task::spawn_blocking(move || {
        let words = Words { door: &door, lang };
        let (heads, rows) = words.sheet(&found);
        let rows = rows.into_iter().map(|row| row.into_iter().map(Value::Text).collect()).collect();
        sheets::write::write(format, &Sheet { name: words.say("differences-title", &[]), heads, rows })
    });
    let bytes = made.await.map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    let bytes = bytes.map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    let place = format!("attachment; filename=\"differences.{}\"", format.ending());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&place).unwrap_or(HeaderValue::from_static("attachment"))),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox")),
    ];
    Ok((headers, bytes).into_response())
}
