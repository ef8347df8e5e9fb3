//! One proposal: what was handed in, what was found, what would change, and for a second person the decision.

use std::collections::BTreeMap;

use atlas_import::check::Kind;
use axum::extract::{Path, State};
use desk_atlas::proposal::comparison::{Comparison, PaperChange, ZoneChange};
use desk_atlas::proposal::found::{Found, Remarks};
use desk_atlas::proposal::listing::{self, Opened, ProposalState};
use desk_atlas::proposal::terms::Matter;
use lexicon::ids::ProposalId;
use texts::Arg;

use super::words::{Words, detail, short};
use super::{id_of, reason, refused};
use crate::door::{Answer, Door};
use crate::officer::Worker;
use crate::view::parts::{Head, Notice, Row, Section, Slip, Table, Tone};
use crate::view::release::{Decide, FindingKind, Proposal};

/// Rows of a list on the page; all are counted.
const SHOWN: usize = 100;

/// `GET /officer/releases/{id}`
pub(super) async fn show(State(door): State<Door>, worker: Worker, Path(id): Path<String>) -> Answer {
    page(&door, &worker, id_of(&id)?, Vec::new()).await
}

/// The page, with what stood in the way.
pub(super) async fn page(door: &Door, worker: &Worker, id: ProposalId, slips: Vec<Slip>) -> Answer {
    let opened = listing::open(&door.desk, &worker.who(), id).await.map_err(refused)?;
    let words = Words { door, lang: worker.visit.lang, names: &opened.names };
    let here = format!("/officer/releases/{id}");
    let listed = &opened.listed;
    let found = opened.found.as_deref();
    let is_waiting = listed.proposal.state == ProposalState::Waiting;
    let comparison = found.and_then(|found| found.comparison.as_ref());
    let page = Proposal {
        title: listed.proposal.title.clone(),
        state: listed.proposal.state.name().to_owned(),
        facts: facts(&words, &opened),
        notices: notices(&words, &opened),
        progress: is_waiting.then(|| {
            let begin = desk_atlas::proposal::progress::Point::begin(desk_atlas::proposal::progress::Phase::Check);
            words.progress(listed.progress.unwrap_or(begin))
        }),
        poll: is_waiting.then(|| format!("{here}/poll")),
        files: files(&words, &listed.matter),
        remarks: found.and_then(|found| remarks(&words, &found.remarks)),
        kinds: found.map(|found| kinds(&words, found, &here)).unwrap_or_default(),
        figures: comparison.map(|comparison| figures(&words, comparison)),
        lists: comparison.map(|comparison| lists(&words, comparison)).unwrap_or_default(),
        decide: opened.may_decide.then(|| Decide {
            publish: format!("{here}/publish"),
            refuse: format!("{here}/refuse"),
            reason: reason(&words, ("release-reason", "release-reason-hint"), slips.first()),
        }),
        here,
        slips,
    };
    door.show(&door.officer_frame(&worker.visit, &worker.officer), &page)
}

fn row(words: &Words<'_>, key: &str, line: String) -> Row {
    Row { label: words.say(key, &[]), lines: vec![line], change: None, source: None, files: Vec::new() }
}

fn facts(words: &Words<'_>, opened: &Opened) -> Section {
    let listed = &opened.listed;
    let proposal = &listed.proposal;
    let mut rows = vec![
        row(words, "release-what", words.made_of(listed)),
        row(words, "release-when", words.moment(proposal.proposed_at)),
    ];
    match &listed.matter {
        Matter::Files { terms, .. } => {
            let day = |day| desk::notices::date_words(day, words.lang);
            rows.push(row(words, "release-recorded-on", day(terms.recorded_on)));
            rows.push(row(words, "release-in-force-from", day(terms.in_force_from)));
        }
        Matter::Return { reason, .. } => rows.push(row(words, "release-why", reason.clone())),
        Matter::Invented => {}
    }
    rows.extend(proposal.base.as_ref().map(|hash| row(words, "release-base", short(hash))));
    rows.extend(proposal.hash.as_ref().map(|hash| row(words, "releases-version", hash.clone())));
    if let Some((by, at)) = &proposal.decided {
        rows.push(row(words, "release-decided", format!("{} {}", words.who(by), words.moment(*at))));
    }
    rows.extend(proposal.reason.as_ref().map(|reason| row(words, "release-why", reason.clone())));
    Section { title: words.say("release-facts", &[]), rows }
}

fn notices(words: &Words<'_>, opened: &Opened) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut push = |tone, key: &str, lines: Vec<String>| {
        notices.push(Notice { tone, title: words.say(key, &[]), lines, link: None });
    };
    let found = opened.found.as_deref();
    if let Some(unusable) = found.and_then(|found| found.unusable.as_ref()) {
        let says = words.say(&format!("release-unusable-{}", unusable.code), &[]);
        push(Tone::Warning, "release-unusable", vec![says, unusable.detail.clone()]);
    }
    if opened.is_own && opened.listed.proposal.state == ProposalState::Ready {
        push(Tone::Info, "release-own", vec![words.say("release-own-says", &[])]);
    }
    if opened.listed.proposal.state == ProposalState::Outdated {
        push(Tone::Info, "release-outdated", vec![words.say("release-outdated-says", &[])]);
    }
    if let Some(found) = found.filter(|found| found.misfit_count > 0) {
        let count = [("count", Arg::Number(i64::try_from(found.misfit_count).unwrap_or(i64::MAX)))];
        push(Tone::Info, "release-lineage", vec![words.say("release-lineage-says", &count)]);
    }
    notices
}

fn table(words: &Words<'_>, caption: String, heads: &[(&str, bool)], rows: Vec<Vec<String>>) -> Option<Table> {
    let head = |(key, numeric): &(&str, bool)| Head { text: words.say(key, &[]), numeric: *numeric };
    (!rows.is_empty()).then(|| Table { caption, heads: heads.iter().map(head).collect(), rows })
}

fn files(words: &Words<'_>, matter: &Matter) -> Option<Table> {
    let Matter::Files { files, .. } = matter else { return None };
    let rows = files.iter().map(|file| {
        let layer = words.say(&format!("release-layer-{}", file.layer.name()), &[]);
        vec![file.name.clone(), layer, words.number(file.bytes), short(&file.sha256)]
    });
    let heads =
        [("release-file", false), ("release-layer", false), ("release-bytes", true), ("releases-version", false)];
    table(words, words.say("release-files", &[]), &heads, rows.collect())
}

/// Remarks by layer and kind, each with the first it names.
fn remarks(words: &Words<'_>, remarks: &[Remarks]) -> Option<Table> {
    let mut rows = Vec::new();
    for of in remarks {
        let mut counts: BTreeMap<&str, (u64, String)> = BTreeMap::new();
        for problem in &of.problems {
            let count = counts.entry(problem.what.code()).or_insert_with(|| (0, detail(problem)));
            count.0 += 1;
        }
        let layer = words.say(&format!("release-layer-{}", of.layer.name()), &[]);
        rows.push(vec![layer.clone(), words.say("release-taken", &[]), words.number(of.taken), String::new()]);
        rows.extend(counts.into_iter().map(|(code, (count, first))| {
            vec![layer.clone(), words.say(&format!("release-remark-{code}"), &[]), words.number(count), first]
        }));
    }
    let heads =
        [("release-layer", false), ("release-remark", false), ("release-count", true), ("release-first", false)];
    table(words, words.say("release-remarks", &[]), &heads, rows)
}

fn kinds(words: &Words<'_>, found: &Found, here: &str) -> Vec<FindingKind> {
    let of = |kind: Kind| {
        let count = found.report.counts.get(&kind)?;
        Some(FindingKind {
            text: words.say(&format!("release-kind-{}", kind.code()), &[]),
            count: count.found,
            area: (count.area.as_hundredths() > 0).then(|| count.area.to_string()),
            href: format!("{here}/findings/{}", kind.code()),
        })
    };
    Kind::ALL.into_iter().filter_map(of).collect()
}

fn figures(words: &Words<'_>, comparison: &Comparison) -> Section {
    let (zones, answers, papers) = (&comparison.zones, &comparison.answers, &comparison.papers);
    let line = |key: &str, args: [(&'static str, u64); 3]| {
        let args = args.map(|(name, count)| (name, Arg::Text(words.number(count))));
        words.say(key, &args)
    };
    let day = desk::notices::date_words(comparison.on, words.lang);
    let zones = [("appeared", zones.appeared), ("ended", zones.ended), ("changed", zones.changed)];
    let parcels = [("appeared", answers.appeared), ("ended", answers.ended), ("reshaped", answers.reshaped)];
    let changed = [("changed", answers.changed), ("same", answers.same), ("ended", answers.ended)];
    let weighed = [("weighed", papers.weighed), ("overtaken", papers.overtaken), ("upheld", papers.upheld)];
    Section {
        title: words.say("release-figures", &[("day", Arg::Text(day))]),
        rows: vec![
            row(words, "release-zones", line("release-zones-line", zones)),
            row(words, "release-parcels", line("release-parcels-line", parcels)),
            row(words, "release-answers", line("release-answers-line", changed)),
            row(words, "release-papers", line("release-papers-line", weighed)),
        ],
    }
}

fn lists(words: &Words<'_>, comparison: &Comparison) -> Vec<Table> {
    let of = |key: &str, all: u64| {
        let args = [("shown", Arg::Text(words.number(all.min(SHOWN as u64)))), ("all", Arg::Text(words.number(all)))];
        words.say(key, &args)
    };
    let (zones, answers, papers) = (&comparison.zones, &comparison.answers, &comparison.papers);
    let paper_heads =
        [("release-paper", false), ("release-case", false), ("release-parcels", false), ("release-note", false)];
    let answer_heads = [("release-parcel", false), ("release-before", false), ("release-after", false)];
    let zone_heads =
        [("release-zone", false), ("release-became", false), ("release-before", false), ("release-after", false)];
    let ground_heads = [("release-class", false), ("release-before-m2", true), ("release-after-m2", true)];
    let grounds = comparison.grounds.iter().filter(|(_, before, after)| before != after);
    let zone_count = zones.appeared + zones.ended + zones.changed;
    [
        table(
            words,
            of("release-papers-list", papers.overtaken + papers.upheld),
            &paper_heads,
            papers.listed.iter().take(SHOWN).map(|paper| paper_row(words, paper)).collect(),
        ),
        table(
            words,
            of("release-answers-list", answers.changed),
            &answer_heads,
            answers
                .listed
                .iter()
                .take(SHOWN)
                .map(|changed| vec![words.parcel(changed.parcel), parts(&changed.before), parts(&changed.after)])
                .collect(),
        ),
        table(
            words,
            of("release-zones-list", zone_count),
            &zone_heads,
            zones.listed.iter().take(SHOWN).map(|zone| zone_row(words, zone)).collect(),
        ),
        table(
            words,
            words.say("release-grounds-list", &[]),
            &ground_heads,
            grounds.map(|(class, before, after)| vec![class.clone(), before.to_string(), after.to_string()]).collect(),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn paper_row(words: &Words<'_>, paper: &PaperChange) -> Vec<String> {
    let note = match (&paper.plan, paper.is_overtaken) {
        (Some((plan, number)), true) => format!("{plan} {number}"),
        (None, true) => words.say("release-overtaken", &[]),
        (_, false) => words.say("release-upheld", &[]),
    };
    vec![paper.number.clone(), paper.case.clone(), paper.parcels.join("、"), note]
}

fn zone_row(words: &Words<'_>, zone: &ZoneChange) -> Vec<String> {
    let says = |says: &Option<desk_atlas::proposal::comparison::Says>| {
        says.as_ref().map(|says| format!("{} {} {}", says.class, says.name, says.plan)).unwrap_or_default()
    };
    let became = words.say(&format!("release-became-{}", zone.became.name()), &[]);
    let moved = zone.moved.map(|(gained, lost)| {
        let args = [("gained", Arg::Text(gained.to_string())), ("lost", Arg::Text(lost.to_string()))];
        words.say("release-moved", &args)
    });
    let became = moved.map_or_else(|| became.clone(), |moved| format!("{became} {moved}"));
    vec![zone.id.clone(), became, says(&zone.before), says(&zone.after)]
}

fn parts(parts: &[atlas::answers::Part]) -> String {
    let part = |part: &atlas::answers::Part| format!("{} {} m²", part.designation.name, part.area);
    parts.iter().map(part).collect::<Vec<_>>().join("、")
}
