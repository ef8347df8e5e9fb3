//! What is here, in words, beside the map: the look-up's own answer, cut to what a phone can show, and where it is.
//!
//! To a tap (`x` and `y`, metres of EPSG:3826), to a text (`q`), or to the parcel in a page's address. The whole
//! answer is one link away; the certificate too.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;

use super::asked::{DESK_MM, Pairs, View, value};
use crate::door::{Answer, Door, Fault, Visit};
use crate::public::land::{self, Whereabouts};
use crate::view::land::{Asking, Land, ParcelLand};
use crate::view::map::{MapAnswer, MapOption, MapPlace};
use crate::view::parts::{Link, Row};

/// The scale a place is shown at.
const SPOT_SCALE: i64 = 1_000;
/// Most characters of a question.
const MOST_CHARACTERS: usize = 200;

/// `GET /map/answer?q=…&on=…&known=…`, or with `x` and `y`: JSON for the map's script, words of the reader.
pub async fn show(State(door): State<Door>, visit: Visit, Query(pairs): Query<Pairs>) -> Answer {
    let release = super::land(&door)?;
    let view = View::of(&pairs, &release, door.now().taipei_date());
    let metres = |name| value(&pairs, name).and_then(|text| text.parse::<f64>().ok()).filter(|v| v.is_finite());
    let text = match (metres("x"), metres("y")) {
        (Some(x), Some(y)) => format!("TWD97 {x:.2}, {y:.2}"),
        _ => value(&pairs, "q").unwrap_or_default().chars().take(MOST_CHARACTERS).collect(),
    };
    let mut told = answer(&door, &visit, text, &view).await?;
    for link in told.apply.iter_mut().chain(told.more.as_mut()) {
        link.href = visit.url(&link.href);
    }
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(told)).into_response())
}

/// The answer about the parcel an address names; nothing for an address without one.
///
/// # Errors
/// No plan data, or the database.
pub async fn about_parcel(door: &Door, visit: &Visit, view: &View) -> Result<Option<MapAnswer>, Fault> {
    let Some(parcel) = view.parcel else { return Ok(None) };
    answer(door, visit, parcel.key(), view).await.map(Some)
}

async fn answer(door: &Door, visit: &Visit, text: String, view: &View) -> Result<MapAnswer, Fault> {
    let asking = Asking {
        text,
        on: view.at.on.to_string(),
        known: view.at.known.map(|day| day.to_string()).unwrap_or_default(),
    };
    let (land, whereabouts) = land::told(door, visit, &asking, view.at).await?;
    let mut told = worded(door, visit, &land);
    told.more = Some(Link { text: door.say(visit.lang, "map-answer-more", &[]), href: whole(&asking) });
    told.parcel = whereabouts.parcel.map(|id| id.key());
    told.place = place(door, view, &whereabouts)?;
    Ok(told)
}

/// The page with the whole answer.
fn whole(asking: &Asking) -> String {
    let known = if asking.known.is_empty() { String::new() } else { format!("&known={}", asking.known) };
    format!("{}&on={}{known}", land::address(&asking.text), asking.on)
}

fn worded(door: &Door, visit: &Visit, land: &Land) -> MapAnswer {
    if let Some(parcel) = land.answers.first() {
        return about(parcel);
    }
    let plain = |sentence: String, lines: Vec<String>| MapAnswer {
        sentence,
        lines,
        facts: Vec::new(),
        options: Vec::new(),
        apply: Vec::new(),
        more: None,
        parcel: None,
        place: None,
    };
    if let Some(spot) = &land.spot {
        return plain(spot.sentence.clone(), spot.lines.clone());
    }
    let Some(open) = land.open.first() else {
        return plain(door.say(visit.lang, "map-answer-none", &[]), Vec::new());
    };
    let option = |link: &Link| MapOption { text: link.text.clone(), ask: asked_by(&link.href) };
    MapAnswer { options: open.options.iter().map(option).collect(), ..plain(open.says.clone(), land.tries.clone()) }
}

fn about(parcel: &ParcelLand) -> MapAnswer {
    let mut lines = parcel.lines.clone();
    lines.extend(parcel.exhibitions.iter().cloned());
    lines.extend(parcel.doubts.iter().map(|doubt| doubt.says.clone()));
    let fact = |row: &Row| Some((row.label.clone(), row.lines.first()?.clone()));
    // One designation: its limits and plan are the parcel's. Several are told apart in the whole answer.
    let zone = parcel.zones.first().filter(|_| parcel.zones.len() == 1);
    let mut facts: Vec<(String, String)> = zone.iter().flat_map(|zone| &zone.rows).filter_map(fact).collect();
    facts.extend(parcel.areas.first().and_then(fact));
    MapAnswer {
        sentence: parcel.sentence.clone(),
        lines,
        facts,
        options: Vec::new(),
        apply: parcel.apply.clone(),
        more: None,
        parcel: None,
        place: None,
    }
}

/// The question in a link of the look-up's page.
fn asked_by(href: &str) -> String {
    let query = href.split_once("?q=").map_or("", |(_, rest)| rest);
    let text = query.split('&').next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| byte.and_then(|b| char::from(b).to_digit(16));
        match byte {
            b'%' => {
                if let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) {
                    bytes.push((high * 16 + low) as u8);
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn place(door: &Door, view: &View, whereabouts: &Whereabouts) -> Result<Option<MapPlace>, Fault> {
    let release = super::land(door)?;
    if let Some((x, y)) = whereabouts.spot {
        return Ok(Some(MapPlace { e: x.round() as i64, n: y.round() as i64, scale: SPOT_SCALE }));
    }
    let around = whereabouts.parcel.and_then(|id| super::asked::around_parcel(&release, (id, view.at), DESK_MM));
    Ok(around.map(|((e, n), scale)| MapPlace { e, n, scale }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_back_from_its_link() {
        for text in ["前鎮區獅甲段540-4", "178188.00, 2503182.00", "1000 540-4"] {
            assert_eq!(asked_by(&format!("{}&on=2026-11-23", land::address(text))), text);
        }
        assert_eq!(asked_by("/land/list"), "");
    }
}
