//! Many parcels at once: a spreadsheet or pasted lines in, a page that says how far it is, files out.

use std::sync::Arc;

use atlas::day::AsOf;
use atlas::finding::Thickness;
use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use desk::access::Who;
use desk::fault::DeskFault;
use desk_atlas::answer::percent;
use desk_atlas::list::{KEPT_MINUTES, LineTold, List, MOST_LINES};
use desk_atlas::list_lines::{self, Written};
use desk_atlas::told::ParcelTold;
use serde_json::json;
use sheets::read::{Limits, SheetFault};
use sheets::write::{Format, Sheet, Value};
use texts::Arg;
use tokio::sync::Semaphore;

use super::words::Wording;
use super::{days, services};
use crate::door::{Answer, Door, Visit, go};
use crate::view::land::{Asking, LandAnswers, LandList};
use crate::view::parts::{Link, Row, Slip, Table};

/// The largest file, in MiB.
pub const MOST_MIB: u32 = 5;
/// What is read of a file.
const LIMITS: Limits = Limits {
    bytes: (MOST_MIB as usize) << 20,
    unpacked: 64 << 20,
    // The head and as many lines as are answered.
    rows: MOST_LINES + 1,
    columns: 64,
    characters: 200,
};
/// Files read at once.
static READERS: Semaphore = Semaphore::const_new(4);
/// Lines shown on the page.
const SHOWN: usize = 20;
const SHOWN_MISSING: usize = 50;

/// `GET /land/list`
pub async fn show(State(door): State<Door>, visit: Visit) -> Answer {
    page(&door, &visit, Asking::default(), Vec::new())
}

fn page(door: &Door, visit: &Visit, asking: Asking, slips: Vec<Slip>) -> Answer {
    let page = LandList {
        asking,
        example: super::example(door, visit.lang),
        slips,
        most_lines: u32::try_from(MOST_LINES).unwrap_or(u32::MAX),
        most_mib: MOST_MIB,
        kept_minutes: u32::try_from(KEPT_MINUTES).unwrap_or(u32::MAX),
    };
    door.page(visit, &page)
}

/// What a form brought.
#[derive(Default)]
struct Sent {
    token: String,
    asking: Asking,
    file: Vec<u8>,
}

/// `POST /land/list`: reads the list and begins to answer it.
pub async fn send(State(door): State<Door>, visit: Visit, form: Multipart) -> Answer {
    let Ok(_reading) = READERS.try_acquire() else { return Err(DeskFault::Busy.into()) };
    let sent = take(form).await;
    if !visit.csrf.fits(&sent.token) {
        return Err(DeskFault::Denied.into());
    }
    let Sent { asking, file, .. } = sent;
    let (on, known) = match days(&door, &visit, &asking) {
        Ok(days) => days,
        Err(slips) => return page(&door, &visit, asking, slips),
    };
    let at = AsOf { on: on.unwrap_or_else(|| door.now().taipei_date()), known };
    let slip = |field: &str, key: &str| Slip {
        field: field.to_owned(),
        text: door.say(visit.lang, key, &[("most", Arg::from(MOST_LINES)), ("mib", Arg::from(MOST_MIB))]),
    };
    let text = asking.text.clone();
    let read = tokio::task::spawn_blocking(move || lines(&file, &text)).await.unwrap_or(Err(SheetFault::Unreadable));
    let lines = match read {
        Ok(lines) if lines.is_empty() => return page(&door, &visit, asking, vec![slip("text", "many-slip-nothing")]),
        Ok(lines) if lines.len() > MOST_LINES => {
            return page(&door, &visit, asking, vec![slip("file", "many-slip-too-many")]);
        }
        Ok(lines) => lines,
        Err(fault) => {
            let key = match fault {
                SheetFault::TooBig => "many-slip-too-big",
                SheetFault::Unpacks => "many-slip-unpacks",
                SheetFault::TooManyRows => "many-slip-too-many",
                SheetFault::Empty => "many-slip-empty",
                SheetFault::OldOrLocked => "many-slip-old",
                SheetFault::Unreadable => "many-slip-unreadable",
            };
            return page(&door, &visit, asking, vec![slip("file", key)]);
        }
    };
    let name = door.lists.begin(&door.desk, (&Who::Public, at), lines, door.now())?;
    Ok(go(&visit, &format!("/land/list/{name}")))
}

async fn take(mut form: Multipart) -> Sent {
    let mut sent = Sent::default();
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        match &*name {
            "file" => sent.file = field.bytes().await.unwrap_or_default().to_vec(),
            "text" => sent.asking.text = field.text().await.unwrap_or_default(),
            "on" => sent.asking.on = field.text().await.unwrap_or_default(),
            "known" => sent.asking.known = field.text().await.unwrap_or_default(),
            crate::csrf::FIELD => sent.token = field.text().await.unwrap_or_default(),
            _ => {}
        }
    }
    sent
}

/// The lines of the file, or of what was pasted where there is no file.
fn lines(file: &[u8], text: &str) -> Result<Vec<Written>, SheetFault> {
    if file.is_empty() {
        return Ok(list_lines::of_text(text));
    }
    Ok(list_lines::of_sheet(&sheets::read::rows(file, &LIMITS)?))
}

fn find(door: &Door, name: &str) -> Result<Arc<List>, DeskFault> {
    door.lists.get(name, door.now()).ok_or(DeskFault::NotFound)
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// `GET /land/list/{name}/poll`
pub async fn poll(State(door): State<Door>, visit: Visit, Path(name): Path<String>) -> Answer {
    let list = find(&door, &name)?;
    Ok(Json(json!({ "done": list.is_done(), "href": visit.url(&format!("/land/list/{name}")) })).into_response())
}

/// `GET /land/list/{name}`: how far it is, and then what came of it.
pub async fn answers(State(door): State<Door>, visit: Visit, Path(name): Path<String>) -> Answer {
    let list = find(&door, &name)?;
    let own = format!("/land/list/{name}");
    let (total, answered) = (list.len(), list.answered());
    let mut page = LandAnswers {
        total: count(total),
        answered: count(answered),
        percent: count((answered * 100).checked_div(total).unwrap_or(100)),
        poll: (!list.is_done()).then(|| format!("{own}/poll")),
        own: own.clone(),
        counts: Vec::new(),
        downloads: Vec::new(),
        first: None,
        missing: None,
        basis: Vec::new(),
    };
    if list.is_done() {
        let asking = Asking::default();
        let services = services(&door, &visit).await?;
        let wording = Wording { door: &door, visit: &visit, asking: &asking, at: list.at, services };
        page.counts = counts(&wording, &list);
        page.downloads = Format::ALL
            .map(|format| Link {
                text: wording.say(&format!("many-as-{}", format.ending()), &[]),
                href: format!("{own}/answers.{}", format.ending()),
            })
            .to_vec();
        (page.first, page.missing) = (first(&wording, &list), missing(&wording, &list));
        page.basis = wording.basis_of(list.release());
    }
    door.page(&visit, &page)
}

/// What kind of answer a line has.
fn kind(told: &LineTold<'_>) -> &'static str {
    let LineTold::Parcel(parcel) = told else { return "many-count-missing" };
    let sure: Vec<_> = parcel.pieces.iter().filter(|piece| piece.reading == Thickness::Zone).collect();
    let to_check = parcel.pieces.iter().any(|piece| piece.reading == Thickness::BorderToBeChecked);
    match sure.as_slice() {
        [only] if only.zone.is_some() && !to_check => "many-count-one",
        [_, _, ..] if !to_check => "many-count-several",
        _ => "many-count-check",
    }
}

fn counts(wording: &Wording<'_>, list: &List) -> Vec<Row> {
    let kinds: Vec<&str> = list.told().map(|(_, told)| kind(&told)).collect();
    ["many-count-one", "many-count-several", "many-count-check", "many-count-missing"]
        .into_iter()
        .map(|key| wording.row(key, kinds.iter().filter(|kind| **kind == key).count().to_string()))
        .collect()
}

fn first(wording: &Wording<'_>, list: &List) -> Option<Table> {
    let mut rows = Vec::new();
    for (_, told) in list.told() {
        let LineTold::Parcel(parcel) = told else { continue };
        for piece in parcel.pieces.iter().filter(|piece| piece.reading != Thickness::WithinTolerance) {
            let zone = piece.zone.as_ref().map_or_else(|| wording.say("land-none", &[]), |zone| zone.name.to_string());
            rows.push(vec![name(&parcel), zone, piece.area_m2.to_string(), percent((piece.share_ppm + 50) / 100)]);
        }
        if rows.len() >= SHOWN {
            break;
        }
    }
    let heads = [("land-parcel", false), ("land-zone", false), ("land-m2", true), ("land-percent", true)];
    (!rows.is_empty()).then(|| wording.table("many-first", &heads, rows))
}

fn missing(wording: &Wording<'_>, list: &List) -> Option<Table> {
    let open = list.told().enumerate().filter_map(|(at, (text, told))| {
        let says = why(wording, &told)?;
        Some(vec![text.to_owned(), (at + 1).to_string(), says])
    });
    let rows: Vec<Vec<String>> = open.take(SHOWN_MISSING).collect();
    let heads = [("many-written", false), ("many-line", true), ("many-why", false)];
    (!rows.is_empty()).then(|| wording.table("many-missing", &heads, rows))
}

/// Why a line has no answer, with what may be meant.
fn why(wording: &Wording<'_>, told: &LineTold<'_>) -> Option<String> {
    match told {
        LineTold::Parcel(_) => None,
        LineTold::Date => Some(wording.say("many-date", &[])),
        LineTold::Missing(missing) => {
            let open = wording.missing(String::new(), missing);
            let options: Vec<String> = open.options.into_iter().map(|option| option.text).collect();
            Some(open.says + &options.join(&wording.say("list-join", &[])))
        }
    }
}

fn name(parcel: &ParcelTold<'_>) -> String {
    format!("{}{}{}{}", parcel.district, parcel.section, parcel.subsection, parcel.land)
}

/// `GET /land/list/{name}/answers.{ods,xlsx,csv}`
pub async fn file(State(door): State<Door>, visit: Visit, Path((name, file)): Path<(String, String)>) -> Answer {
    let list = find(&door, &name)?;
    let format = file.strip_prefix("answers.").and_then(Format::named).filter(|_| list.is_done());
    let format = format.ok_or(DeskFault::NotFound)?;
    let made = tokio::task::spawn_blocking(move || {
        let asking = Asking::default();
        let wording = Wording { door: &door, visit: &visit, asking: &asking, at: list.at, services: Vec::new() };
        sheets::write::write(format, &sheet(&wording, &list))
    });
    let bytes = made.await.map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    let bytes = bytes.map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    Ok(download(format, bytes))
}

fn download(format: Format, bytes: Vec<u8>) -> Response {
    let place = format!("attachment; filename=\"zones.{}\"", format.ending());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&place).unwrap_or(HeaderValue::from_static("attachment"))),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox")),
    ];
    (headers, bytes).into_response()
}

/// The columns of the files, by the keys of their heads.
const COLUMNS: [&str; 19] = [
    "many-line",
    "many-written",
    "many-outcome",
    "land-parcel",
    "land-key",
    "land-registered",
    "land-computed",
    "land-zone",
    "land-code",
    "many-area",
    "land-percent",
    "many-reading",
    "land-coverage",
    "land-floor-area",
    "land-plan",
    "many-announced",
    "many-number",
    "land-basis-on",
    "land-basis-release",
];

/// One row a piece; a line without an answer has one row too.
fn sheet(wording: &Wording<'_>, list: &List) -> Sheet {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut rows = Vec::with_capacity(list.len());
    for (at, (written, told)) in list.told().enumerate() {
        let mut head = vec![text(&(at + 1).to_string()), text(written), text(&wording.say(kind(&told), &[]))];
        match &told {
            LineTold::Parcel(parcel) => rows.extend(parcel_rows(wording, &head, parcel)),
            LineTold::Missing(_) | LineTold::Date => {
                head[2] = text(&why(wording, &told).unwrap_or_default());
                head.resize(COLUMNS.len() - 2, text(""));
                head.extend([text(&list.at.on.to_string()), text(list.release())]);
                rows.push(head);
            }
        }
    }
    let heads = COLUMNS.iter().map(|key| wording.say(key, &[])).collect();
    Sheet { name: wording.say("many-sheet", &[]), heads, rows }
}

fn parcel_rows(wording: &Wording<'_>, head: &[Value], parcel: &ParcelTold<'_>) -> Vec<Vec<Value>> {
    let text = |text: &str| Value::Text(text.to_owned());
    let number = |area: atlas::area::Area| Value::Number { hundredths: area.as_hundredths() };
    let shares = desk_atlas::answer::shares(&parcel.pieces.iter().map(|piece| piece.share_ppm).collect::<Vec<_>>());
    let row = |(piece, share): (&desk_atlas::told::PieceTold<'_>, u32)| {
        let mut row = head.to_vec();
        row.extend([text(&name(parcel)), text(&parcel.parcel)]);
        row.push(parcel.registered_m2.map_or_else(|| text(""), number));
        row.push(number(parcel.computed_m2));
        let reading = match piece.reading {
            Thickness::Zone => "many-reading-zone",
            Thickness::BorderToBeChecked => "many-reading-border",
            Thickness::WithinTolerance => "many-reading-within",
        };
        let zone = piece.zone.as_ref();
        let of = |said: Option<&str>| text(said.unwrap_or_default());
        row.push(zone.map_or_else(|| text(&wording.say("land-none", &[])), |zone| text(&zone.name)));
        row.push(of(zone.map(|zone| &*zone.class)));
        row.extend([number(piece.area_m2), Value::Number { hundredths: i64::from(share) }]);
        row.push(text(&wording.say(reading, &[])));
        row.push(of(zone.and_then(|zone| zone.coverage.as_deref())));
        row.push(of(zone.and_then(|zone| zone.floor_area.as_deref())));
        row.push(of(zone.map(|zone| &*zone.plan.name)));
        row.push(text(&zone.map_or_else(String::new, |zone| zone.plan.announced_on.to_string())));
        row.push(of(zone.map(|zone| &*zone.plan.number)));
        row.extend([text(&parcel.on.to_string()), text(&parcel.release)]);
        row
    };
    parcel.pieces.iter().zip(shares).map(row).collect()
}
