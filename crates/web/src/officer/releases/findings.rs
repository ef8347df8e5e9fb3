//! Findings of one kind with their pictures, a page at a time.

use atlas_import::check::{Finding, Kind};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use desk::fault::DeskFault;
use desk_atlas::proposal::{drawing, listing};
use serde::Deserialize;

use super::words::Words;
use super::{id_of, refused};
use crate::door::{Answer, Door};
use crate::officer::Worker;
use crate::view::parts::{Link, Pager, Row};
use crate::view::release::{FindingCard, Findings};

/// Findings of a page.
const SHOWN: usize = 20;

#[derive(Deserialize)]
pub(super) struct Leaf {
    from: Option<usize>,
}

/// `GET /officer/releases/{id}/findings/{kind}`
pub(super) async fn show(
    State(door): State<Door>,
    worker: Worker,
    Path((id, kind)): Path<(String, String)>,
    Query(Leaf { from }): Query<Leaf>,
) -> Answer {
    let opened = listing::open(&door.desk, &worker.who(), id_of(&id)?).await.map_err(refused)?;
    let kind = Kind::ALL.into_iter().find(|known| known.code() == kind).ok_or(DeskFault::NotFound)?;
    let found = opened.found.ok_or(DeskFault::NotFound)?;
    let words = Words { door: &door, lang: worker.visit.lang, names: &opened.names };
    let all: Vec<(usize, &Finding)> =
        found.report.findings.iter().enumerate().filter(|(_, finding)| finding.kind == kind).collect();
    let from = from.unwrap_or(0).min(all.len());
    let here = format!("/officer/releases/{id}");
    let has_release = opened.listed.proposal.hash.is_some();
    let leaf = |from: usize| format!("{here}/findings/{}?from={from}", kind.code());
    let shown = all.len().min(from + SHOWN) - from;
    let page = Findings {
        title: words.say(&format!("release-kind-{}", kind.code()), &[]),
        means: words.say(&format!("release-means-{}", kind.code()), &[]),
        cards: all[from..from + shown]
            .iter()
            .map(|(at, finding)| card(&words, (*at, finding), has_release.then(|| format!("{here}/pictures/{at}"))))
            .collect(),
        pager: Pager {
            shown: u32::try_from(from + shown).unwrap_or(u32::MAX),
            total: u32::try_from(all.len()).unwrap_or(u32::MAX),
            newer: (from > 0).then(|| leaf(from.saturating_sub(SHOWN))),
            older: (from + shown < all.len()).then(|| leaf(from + SHOWN)),
        },
        back: Link { text: opened.listed.proposal.title, href: here.clone() },
    };
    door.show(&door.officer_frame(&worker.visit, &worker.officer), &page)
}

fn card(words: &Words<'_>, (at, finding): (usize, &Finding), picture: Option<String>) -> FindingCard {
    let of: Vec<String> = finding.of.iter().map(|subject| words.subject(subject)).collect();
    let row = |key: &str, lines: Vec<String>| Row {
        label: words.say(key, &[]),
        lines,
        change: None,
        source: None,
        files: Vec::new(),
    };
    let kind = words.say(&format!("release-kind-{}", finding.kind.code()), &[]);
    let alt = format!("{kind}: {}", of.join(" · "));
    FindingCard {
        id: format!("finding-{at}"),
        title: of.first().cloned().unwrap_or(kind),
        rows: vec![row("release-about", of), row("release-how-much", vec![words.measure(finding)])],
        picture,
        alt,
    }
}

/// `GET /officer/releases/{id}/pictures/{number}`
pub(super) async fn picture(
    State(door): State<Door>,
    worker: Worker,
    Path((id, number)): Path<(String, usize)>,
) -> Answer {
    let svg = drawing::draw(&door.desk, &worker.who(), (id_of(&id)?, number)).await.map_err(refused)?;
    let headers =
        [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "private, max-age=86400, immutable")];
    Ok((headers, svg).into_response())
}
