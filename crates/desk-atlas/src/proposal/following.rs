//! What follows from a release that went live: certificates that say otherwise are marked and their holders
//! written to; whoever watches a parcel is told.
//!
//! Every paper is weighed and settled on its own, so the work can be stopped at any point and done again: each
//! paper and holder is told once. It is done again every night, because plans come into force on days on
//! which nobody publishes anything.

use atlas::release::Release;
use casework::event::Actor;
use desk::desk::Desk;
use desk::overtaking::Weighed;
use lexicon::date::Date;
use lexicon::ids::PaperId;
use lexicon::instant::At;
use papers::facts::ParcelFacts;
use serde_json::Value;

use crate::watching::tell_watchers;

use super::comparison::{LISTED, PaperChange, Papers};
use super::fault::ProposalFault;
use super::journal::{Event, file_with};
use super::progress::{Phase, Point, Tell};

/// Papers looked up together.
const PAGE: u32 = 200;
/// The setting that names the release everybody was told of.
const FOLLOWED: &str = "releases/followed";

/// Does what follows from the live release, once; says how many papers changed their note.
///
/// # Errors
/// The database; another try goes on where this one stopped.
pub async fn follow_up(desk: &Desk, now: At) -> Result<Option<Papers>, ProposalFault> {
    let Ok(live) = desk.release() else { return Ok(None) };
    let hash = live.hash().to_owned();
    let told = desk.store().setting(FOLLOWED).await?;
    if told.as_ref().and_then(Value::as_str) == Some(&hash) {
        return Ok(None);
    }
    let papers = settle_all(desk, &live, now).await?;
    let watchers = match told.as_ref().and_then(Value::as_str) {
        Some(before) => {
            let before = desk.release_of(before).await?;
            tell_watchers(desk, (&before, &live), now).await? as u64
        }
        // Nobody was told anything before the first release.
        None => 0,
    };
    let event = Event::Followed {
        hash: hash.clone(),
        weighed: papers.weighed,
        overtaken: papers.overtaken,
        upheld: papers.upheld,
        watchers,
    };
    let build = |filing: &mut store::filing::Filing| {
        filing.setting(FOLLOWED, &Value::String(hash.clone()), now);
    };
    file_with(desk, build, (&Actor::System, &event), now).await?;
    Ok(Some(papers))
}

/// Weighs every paper that stands against a release as of a day; changes nothing.
pub(crate) async fn weigh_all(
    desk: &Desk,
    (release, on): (&Release, Date),
    tell: Tell<'_>,
) -> Result<Papers, ProposalFault> {
    let mut papers = Papers::default();
    let mut after = None;
    loop {
        let page = desk.standing_papers(on, (after, PAGE)).await?;
        let Some(last) = page.last() else { return Ok(papers) };
        after = Some(last.id);
        for paper in page {
            if let Some(weighed) = desk.weigh(paper, (release, on)).await? {
                note(&mut papers, &weighed);
            }
        }
        tell(Point { phase: Phase::Weigh, done: papers.weighed, of: 0 });
    }
}

/// Weighs every paper that stands against the live release as of today, and marks or unmarks it.
pub(crate) async fn settle_all(desk: &Desk, live: &Release, now: At) -> Result<Papers, ProposalFault> {
    let (mut papers, on) = (Papers::default(), now.taipei_date());
    let mut after: Option<PaperId> = None;
    loop {
        let page = desk.standing_papers(on, (after, PAGE)).await?;
        let Some(last) = page.last() else { return Ok(papers) };
        after = Some(last.id);
        for paper in page {
            let Some(weighed) = desk.weigh(paper, (live, on)).await? else { continue };
            note(&mut papers, &weighed);
            desk.settle(&weighed, live.hash(), now).await?;
        }
    }
}

fn note(papers: &mut Papers, weighed: &Weighed) {
    papers.weighed += 1;
    let is_overtaken = weighed.differs();
    if is_overtaken == weighed.is_overtaken {
        return;
    }
    if is_overtaken {
        papers.overtaken += 1;
    } else {
        papers.upheld += 1;
    }
    if papers.listed.len() < LISTED {
        papers.listed.push(PaperChange {
            number: weighed.number.clone(),
            case: weighed.case_number.clone(),
            parcels: weighed.says.iter().map(name).collect(),
            is_overtaken,
            plan: weighed.by_plan(),
        });
    }
}

fn name(parcel: &ParcelFacts) -> String {
    let subsection = parcel.subsection.as_deref().unwrap_or_default();
    format!("{}{}{subsection}{}", parcel.district, parcel.section, parcel.land_number)
}
