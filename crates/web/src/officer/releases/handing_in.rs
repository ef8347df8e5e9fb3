//! Handing plan data in: files by layer, as large as a whole cadastre, kept while they arrive.

use std::collections::BTreeMap;

use axum::extract::multipart::Field;
use axum::extract::{Multipart, State};
use desk::fault::DeskFault;
use desk_atlas::proposal::fault::ProposalFault;
use desk_atlas::proposal::proposing::{MOST_TITLE, propose};
use desk_atlas::proposal::sources::{Piece, arriving, hand_in};
use desk_atlas::proposal::tables::LandTables;
use desk_atlas::proposal::terms::{HandedIn, Layer, Reach, Terms};
use lexicon::date::Date;
use lexicon::roc::RocDate;

use super::refused;
use super::words::Words;
use crate::door::{Answer, Door, Fault, go};
use crate::officer::Worker;
use crate::view::officer::Filter;
use crate::view::parts::Slip;
use crate::view::question::{Choice, Kind, Question};
use crate::view::release::{FileField, Propose};

/// Longest plain field, in bytes.
const MOST_FIELD: usize = 4_096;

type Typed = BTreeMap<String, String>;

/// `GET /officer/releases/new`
pub(super) async fn show(State(door): State<Door>, worker: Worker) -> Answer {
    page(&door, &worker, &Typed::new(), Vec::new())
}

fn page(door: &Door, worker: &Worker, typed: &Typed, slips: Vec<Slip>) -> Answer {
    if !desk::access::may(&worker.who(), desk::access::Action::ProposeRelease, None) {
        return Err(Fault(DeskFault::NotFound));
    }
    let names = BTreeMap::new();
    let words = Words { door, lang: worker.visit.lang, names: &names };
    let today = door.now().taipei_date();
    let tables = LandTables::read(&door.desk.office().land, today).map_err(|fault| refused(fault.into()))?;
    let page = Propose {
        action: "/officer/releases/new".to_owned(),
        back: "/officer/releases".to_owned(),
        questions: questions(&words, (typed, &slips), today),
        files: Layer::ALL.iter().map(|layer| file(&words, *layer)).collect(),
        sources: Layer::ALL.iter().filter_map(|layer| source(&words, (*layer, typed), (&tables, today))).collect(),
        most: words.say("propose-most", &[]),
        slips,
    };
    door.show(&door.officer_frame(&worker.visit, &worker.officer), &page)
}

fn questions(words: &Words<'_>, (typed, slips): (&Typed, &[Slip]), today: Date) -> Vec<Question> {
    let value = |id: &str, otherwise: String| typed.get(id).cloned().unwrap_or(otherwise);
    let slip = |id: &str| slips.iter().find(|slip| slip.field == id).map(|slip| slip.text.clone());
    let plain = |id: &str, kind: Kind, value: String| Question {
        hint: Some(words.say(&format!("propose-q-{id}-hint"), &[])),
        slip: slip(id),
        value,
        ..Question::new(id, kind, words.say(&format!("propose-q-{id}"), &[]))
    };
    let text = |id: &str| Question { optional: true, ..plain(id, Kind::Text, value(id, String::new())) };
    let reach = value("reach", "named".to_owned());
    let choice = |id: &str| Choice {
        id: id.to_owned(),
        label: words.say(&format!("propose-reach-{id}"), &[]),
        hint: None,
        chosen: reach == id,
    };
    vec![
        Question { max_chars: Some(MOST_TITLE as u32), ..plain("title", Kind::Text, value("title", String::new())) },
        plain("recorded_on", Kind::Date, value("recorded_on", today.to_string())),
        Question { optional: true, ..plain("in_force_from", Kind::Date, value("in_force_from", String::new())) },
        Question { options: ["named", "whole"].map(choice).to_vec(), ..plain("reach", Kind::Choice, reach.clone()) },
        text("plan"),
        text("kind"),
        text("authority"),
    ]
}

fn file(words: &Words<'_>, layer: Layer) -> FileField {
    let is_table = matches!(layer, Layer::PlanCases | Layer::Lineage);
    FileField {
        id: format!("file-{}", layer.name()),
        label: words.say(&format!("release-layer-{}", layer.name()), &[]),
        hint: words.say(&format!("propose-file-{}", layer.name()), &[]),
        accept: if is_table { ".csv" } else { ".zip,.shp,.dbf,.prj,.cpg,.gpkg,.fgb,.geojson,.json" }.to_owned(),
    }
}

fn source(words: &Words<'_>, (layer, typed): (Layer, &Typed), (tables, on): (&LandTables, Date)) -> Option<Filter> {
    let known = tables.sources_of(layer, on);
    let chosen = typed.get(&format!("source-{}", layer.name())).or(known.first()).cloned()?;
    let option = |name: &String| Choice { id: name.clone(), label: name.clone(), hint: None, chosen: *name == chosen };
    Some(Filter {
        id: layer.name().to_owned(),
        label: words.say(&format!("release-layer-{}", layer.name()), &[]),
        options: known.iter().map(option).collect(),
    })
}

/// `POST /officer/releases/new`
pub(super) async fn send(State(door): State<Door>, worker: Worker, mut sent: Multipart) -> Answer {
    let mut typed = Typed::new();
    let mut files: Vec<HandedIn> = Vec::new();
    while let Ok(Some(field)) = sent.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        let layer = name.strip_prefix("file-").and_then(|of| Layer::ALL.into_iter().find(|layer| layer.name() == of));
        match layer {
            // The token comes first on the page: nothing is kept of a form that is not ours.
            Some(_) if !typed.get(crate::csrf::FIELD).is_some_and(|token| worker.visit.csrf.fits(token)) => {
                return Err(Fault(DeskFault::Denied));
            }
            Some(layer) => files.extend(keep(&door, &worker, (layer, field)).await.map_err(refused)?),
            None => {
                typed.insert(name, plain(field).await);
            }
        }
    }
    let (terms, mut slips) = terms(&door, &worker, &typed);
    if files.is_empty() {
        slips.push(slip(&door, &worker, "file-plan-areas", "release-fault-nothing-handed-in"));
    }
    if !slips.is_empty() {
        return page(&door, &worker, &typed, slips);
    }
    let title = typed.get("title").map(String::as_str).unwrap_or_default();
    match propose(&door.desk, &worker.who(), (title, files, terms), door.now()).await {
        Ok(id) => Ok(go(&worker.visit, &format!("/officer/releases/{id}"))),
        Err(ProposalFault::Desk(fault)) => Err(refused(ProposalFault::Desk(fault))),
        Err(fault) => {
            let key = format!("release-fault-{}", fault.key().unwrap_or_default());
            let slip = slip(&door, &worker, "recorded_on", &key);
            page(&door, &worker, &typed, vec![slip])
        }
    }
}

/// A file goes to the disk while it arrives; an empty one, as browsers send for an empty field, is none.
async fn keep(
    door: &Door,
    worker: &Worker,
    (layer, mut field): (Layer, Field<'_>),
) -> Result<Option<HandedIn>, ProposalFault> {
    let name = field.file_name().unwrap_or_default().to_owned();
    if name.is_empty() {
        return Ok(None);
    }
    let who = worker.who();
    let (pieces, file) = arriving();
    let arrives = async move {
        loop {
            let piece = match field.chunk().await {
                Ok(Some(bytes)) => Piece::Bytes(bytes.to_vec()),
                Ok(None) => Piece::Last,
                // What broke off sends no last piece and is not kept.
                Err(_) => return,
            };
            let is_last = matches!(piece, Piece::Last);
            if pieces.send(piece).await.is_err() || is_last {
                return;
            }
        }
    };
    let kept = hand_in(&door.desk, &who, (layer, &name, file), door.now());
    let ((), kept) = tokio::join!(arrives, kept);
    kept.map(Some)
}

async fn plain(mut field: Field<'_>) -> String {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = field.chunk().await {
        bytes.extend_from_slice(&chunk);
        bytes.truncate(MOST_FIELD);
    }
    String::from_utf8_lossy(&bytes).trim().to_owned()
}

fn slip(door: &Door, worker: &Worker, field: &str, key: &str) -> Slip {
    Slip { field: field.to_owned(), text: door.say(worker.visit.lang, key, &[]) }
}

fn terms(door: &Door, worker: &Worker, typed: &Typed) -> (Terms, Vec<Slip>) {
    let text = |name: &str| typed.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let mut slips = Vec::new();
    let mut day = |name: &'static str| {
        let day = RocDate::parse(text(name)?).map(RocDate::date);
        if day.is_err() {
            slips.push(slip(door, worker, name, "propose-slip-day"));
        }
        day.ok()
    };
    let mut terms = Terms::of(day("recorded_on").unwrap_or_else(|| door.now().taipei_date()));
    terms.in_force_from = day("in_force_from").unwrap_or(terms.recorded_on);
    terms.reach = if text("reach") == Some("whole") { Reach::Whole } else { Reach::Named };
    terms.plan = text("plan").map(str::to_owned);
    terms.restriction = text("kind").zip(text("authority")).map(|(kind, by)| (kind.to_owned(), by.to_owned()));
    for layer in Layer::ALL {
        if let Some(source) = text(&format!("source-{}", layer.name())) {
            terms.sources.insert(layer, source.to_owned());
        }
    }
    (terms, slips)
}
