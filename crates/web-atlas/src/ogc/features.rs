//! Features written straight from the tables into one buffer.

use std::collections::HashMap;

use axum::http::StatusCode;
use lexicon::instant::At;
use maps::geojson::{push_geometry, push_text};
use maps::ground::Ground;
use maps::number::push_fixed;
use serde_json::json;

use super::asked::{Item, Items};
use crate::book::{Book, Table};
use crate::fault::Fault;
use crate::query::encoded;
use crate::span::{self, Span};
use crate::value::{Thing, Value};

/// Rows a filter is held against for one request; beyond it the number matched is not told.
const MOST_JUDGED: usize = 400_000;
/// Bytes set aside for a feature.
const USUAL_BYTES: usize = 1_400;

/// What links and stamps of a page need.
pub struct Page {
    /// The address of the collection.
    pub base: String,
    pub stamp: At,
    pub titles: HashMap<&'static str, String>,
}

/// The rows of a page, and how many there are in all.
struct Found {
    rows: Vec<u32>,
    more: bool,
    matched: Option<usize>,
}

/// A page of features.
///
/// # Errors
/// A question that takes too much work.
pub fn page(book: &Book, asked: &Items, page: &Page) -> Result<Vec<u8>, Fault> {
    let table = book.table(asked.collection);
    let found = find(table, asked)?;
    let ground = book.ground(asked.crs)?;
    let mut out = Vec::with_capacity(found.rows.len() * USUAL_BYTES + 2_000);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
    for (k, &row) in found.rows.iter().enumerate() {
        if k > 0 {
            out.extend_from_slice(b",\n");
        }
        push_feature(&mut out, &Thing { table, row, span: asked.span }, ground);
        out.push(b'}');
    }
    out.extend_from_slice(b"],\"numberReturned\":");
    push_fixed(&mut out, found.rows.len() as i64, 0);
    if let Some(matched) = found.matched {
        out.extend_from_slice(b",\"numberMatched\":");
        push_fixed(&mut out, matched as i64, 0);
    }
    out.extend_from_slice(b",\"timeStamp\":");
    push_text(&mut out, &page.stamp.to_string());
    out.extend_from_slice(b",\"links\":");
    out.extend_from_slice(links(asked, &found, page).to_string().as_bytes());
    out.push(b'}');
    Ok(out)
}

fn links(asked: &Items, found: &Found, page: &Page) -> serde_json::Value {
    let items = format!("{}/items", page.base);
    let with = |query: &str| if query.is_empty() { items.clone() } else { format!("{items}?{query}") };
    let title = |name: &str| page.titles.get(name).cloned().unwrap_or_default();
    let mut links = vec![
        json!({ "rel": "self", "type": "application/geo+json", "href": with(&asked.kept), "title": title("self") }),
        json!({ "rel": "collection", "type": "application/json", "href": page.base, "title": title("collection") }),
    ];
    if let (true, Some(last)) = (found.more, found.rows.last()) {
        let key = format!("after={}-{last}", asked.mark);
        let query = if asked.kept.is_empty() { key } else { format!("{}&{key}", asked.kept) };
        links.push(
            json!({ "rel": "next", "type": "application/geo+json", "href": with(&query), "title": title("next") }),
        );
    }
    serde_json::Value::Array(links)
}

fn find(table: Table<'_>, asked: &Items) -> Result<Found, Fault> {
    let land = (table.book.release.origin(), table.book.around());
    let windows = [asked.bbox.as_ref().map(|b| b.window(land)), asked.filter.as_ref().and_then(|f| f.window(land))];
    let is_plain = asked.bbox.is_none() && asked.filter.is_none();
    let candidates = match windows.into_iter().flatten().next() {
        None => None,
        Some(None) => Some(Vec::new()),
        Some(Some(window)) => Some(table.touching(&window)),
    };
    let days = asked.span.days();
    let mut found = Found { rows: Vec::with_capacity(asked.limit.min(1_000)), more: false, matched: Some(0) };
    let mut matched = 0;
    let mut judged = 0;
    let is_in = |row: u32| -> Result<bool, Fault> {
        let thing = Thing { table, row, span: asked.span };
        if let Some(bbox) = &asked.bbox
            && !bbox.meets(&table.shape(row), table.book.ground(bbox.reference())?)?
        {
            return Ok(false);
        }
        asked.filter.as_ref().map_or(Ok(true), |filter| filter.passes(&thing))
    };
    // A plain page begins where it begins; what is judged is counted from the first row.
    let first = if is_plain { asked.start } else { 0 };
    let mut all = first..table.len();
    let mut some = candidates.as_deref().unwrap_or_default().iter().copied();
    let rows: &mut dyn Iterator<Item = u32> = if candidates.is_some() { &mut some } else { &mut all };
    for row in rows {
        if !table.answers(row, &days) {
            continue;
        }
        let is_full = found.rows.len() == asked.limit;
        if is_full && is_plain {
            found.more = true;
            break;
        }
        judged += usize::from(!is_plain);
        if judged > MOST_JUDGED && is_full {
            // Whether there is more is not known; the next page will tell.
            found.more = true;
            found.matched = None;
            break;
        }
        if !is_in(row)? {
            continue;
        }
        matched += 1;
        if row < asked.start {
            continue;
        }
        if is_full { found.more = true } else { found.rows.push(row) }
    }
    if is_plain {
        found.matched = Some(table.book.count(asked.collection, &asked.span));
    } else if found.matched.is_some() {
        found.matched = Some(matched);
    }
    Ok(found)
}

/// Some things as a bare collection.
#[must_use]
pub fn collection_of(things: &[Thing<'_>], ground: &Ground) -> Vec<u8> {
    let mut out = b"{\"type\":\"FeatureCollection\",\"features\":[".to_vec();
    for (k, thing) in things.iter().enumerate() {
        if k > 0 {
            out.push(b',');
        }
        push_feature(&mut out, thing, ground);
        out.push(b'}');
    }
    out.extend_from_slice(b"]}");
    out
}

/// One feature by its id.
///
/// # Errors
/// No such thing, or not on the days asked about.
pub fn one(table: Table<'_>, (id, asked): (&str, &Item), page: &Page) -> Result<Vec<u8>, Fault> {
    let none = || Fault::of(StatusCode::NOT_FOUND, "no-feature").with("id", id);
    let (rows, span) = match table.rows_of(id) {
        rows if !rows.is_empty() => (rows, asked.span),
        _ => version(table, (id, asked)).ok_or_else(none)?,
    };
    if rows.is_empty() {
        return Err(none());
    }
    let days = span.days();
    let row = rows
        .into_iter()
        .find(|&row| table.answers(row, &days))
        .ok_or_else(|| Fault::of(StatusCode::NOT_FOUND, "not-then").with("id", id).with("on", span.from))?;
    let thing = Thing { table, row, span };
    let mut out = Vec::with_capacity(USUAL_BYTES * 4);
    push_feature(&mut out, &thing, table.book.ground(asked.crs)?);
    out.extend_from_slice(b",\"links\":");
    let title = |name: &str| page.titles.get(name).cloned().unwrap_or_default();
    let own = format!("{}/items/{}", page.base, encoded(id));
    let links = json!([
        { "rel": "self", "type": "application/geo+json", "href": own, "title": title("self") },
        { "rel": "collection", "type": "application/json", "href": page.base, "title": title("collection") },
    ]);
    out.extend_from_slice(links.to_string().as_bytes());
    out.push(b'}');
    Ok(out)
}

/// A version such as `Z-0001@2020-03-01`, as answers about more than one day name them.
fn version(table: Table<'_>, (id, asked): (&str, &Item)) -> Option<(Vec<u32>, Span)> {
    let parts: Vec<&str> = id.rsplitn(3, '@').collect();
    let day = |text: &str| span::day("id", text).ok();
    let (name, on, known) = match parts[..] {
        [known, on, name] if day(on).is_some() => (name, day(on)?, Some(day(known)?)),
        [on, name] => (name, day(on)?, asked.span.known),
        [on, part, name] => return named_with_sign(table, (&format!("{name}@{part}"), day(on)?), asked),
        _ => return None,
    };
    (!asked.is_dated).then(|| (table.rows_of(name), Span { known, ..Span::day(on) }))
}

/// An id that holds the sign itself.
fn named_with_sign(
    table: Table<'_>,
    (name, on): (&str, lexicon::date::Date),
    asked: &Item,
) -> Option<(Vec<u32>, Span)> {
    (!asked.is_dated).then(|| (table.rows_of(name), Span { known: asked.span.known, ..Span::day(on) }))
}

/// Writes a feature but for its closing brace.
fn push_feature(out: &mut Vec<u8>, thing: &Thing<'_>, ground: &Ground) {
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
    push_text(out, &thing.id());
    out.extend_from_slice(b",\"properties\":{");
    for (k, fact) in thing.table.collection.facts().iter().enumerate() {
        if k > 0 {
            out.push(b',');
        }
        out.push(b'"');
        out.extend_from_slice(fact.name().as_bytes());
        out.extend_from_slice(b"\":");
        push_value(out, &thing.value(*fact));
    }
    out.extend_from_slice(b"},\"geometry\":");
    let kind = thing.table.collection.geometry();
    push_geometry(out, (&thing.table.shape(thing.row), kind), ground);
}

fn push_value(out: &mut Vec<u8>, value: &Value<'_>) {
    match value {
        Value::Nothing => out.extend_from_slice(b"null"),
        Value::Text(text) => push_text(out, text),
        Value::Whole(number) => push_fixed(out, *number, 0),
        Value::Hundredths(number) => push_fixed(out, *number, 2),
        Value::Day(day) => {
            out.push(b'"');
            let digits = i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day());
            let mut text = Vec::with_capacity(8);
            push_fixed(&mut text, digits, 0);
            let cut = text.len() - 4;
            out.extend_from_slice(&text[..cut]);
            out.push(b'-');
            out.extend_from_slice(&text[cut..cut + 2]);
            out.push(b'-');
            out.extend_from_slice(&text[cut + 2..]);
            out.push(b'"');
        }
    }
}
