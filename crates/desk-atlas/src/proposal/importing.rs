//! A proposal that waits is read, checked, compared and made ready for a second person's decision.
//!
//! Minutes of work for a whole city, so it is done by the worker under a lease that is renewed while it goes on,
//! off the threads others wait for. The release it makes is on the disk before a row names it; nothing is live.

use std::sync::Arc;
use std::time::Duration;

use atlas::release::Release;
use atlas::release_parts::ReleaseParts;
use casework::event::Actor;
use desk::access::Who;
use desk::applying::actor;
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::date::Date;
use lexicon::ids::ProposalId;
use lexicon::instant::At;
use store::plan_files::PlanFile;
use store::proposals::{Proposal, ProposalState, Reader};
use store::releases::Mapped;
use tokio::sync::watch;

use super::comparison::{self, Comparison};
use super::fault::ProposalFault;
use super::following;
use super::found::{Found, Unusable};
use super::journal::{Event, Line, file_with, lines};
use super::progress::{Phase, Point};
use super::proposing::new_proposal;
use super::reading::{self, Input, ReadFault};
use super::sources::keep_report;
use super::tables::LandTables;
use super::terms::{HandedIn, Matter, Terms};

/// How long a reader may be silent before another may try, minutes.
const LEASE_MINUTES: i64 = 2;
/// How often it is noted how far the reading is.
const NOTE_EVERY: Duration = Duration::from_secs(1);

/// Reads the proposal that waits longest; says whether there was one.
///
/// # Errors
/// The database or the disk; another try is safe.
pub async fn read_next(desk: &Desk, clock: &(dyn Fn() -> At + Send + Sync)) -> Result<bool, ProposalFault> {
    let now = clock();
    let Some(proposal) = desk.store().claim_proposal(now, now.minutes_later(LEASE_MINUTES)).await? else {
        return Ok(false);
    };
    let reader = Reader { proposal: proposal.id, attempt: proposal.attempt };
    let base = desk.store().live_hash().await?;
    let (tell, told) = watch::channel(Point::begin(Phase::Check));
    let work = make(desk, &proposal, (base.as_deref(), tell, now));
    let made = alongside(desk, (reader, told, clock), work).await?;
    let now = clock();
    finish(desk, (reader, base.as_deref(), made), now).await?;
    Ok(true)
}

/// What came of a proposal: what was found, and the release it would make live.
struct Made {
    found: Found,
    hash: Option<String>,
}

/// Does the work and notes meanwhile how far it is, which renews the lease.
async fn alongside<T>(
    desk: &Desk,
    (reader, told, clock): (Reader, watch::Receiver<Point>, &(dyn Fn() -> At + Send + Sync)),
    work: impl Future<Output = T>,
) -> T {
    let mut work = std::pin::pin!(work);
    let mut notes = tokio::time::interval(NOTE_EVERY);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = notes.tick() => {
                let progress = serde_json::to_value(*told.borrow()).unwrap_or_default();
                let mut filing = store::filing::Filing::new();
                filing.proposal_progress(reader, &progress, clock().minutes_later(LEASE_MINUTES));
                if let Err(fault) = desk.store().file(filing).await {
                    tracing::warn!(%fault, "the progress of an import was not noted");
                }
            }
        }
    }
}

async fn make(
    desk: &Desk,
    proposal: &Proposal,
    (base, tell, now): (Option<&str>, watch::Sender<Point>, At),
) -> Result<Made, ProposalFault> {
    let matter = serde_json::from_value(proposal.asked.clone()).map_err(|e| DeskFault::Definition(e.to_string()))?;
    match matter {
        Matter::Files { files, terms } => {
            let previous = books(desk).await?;
            read_files(desk, (previous, files, terms), (base, tell)).await
        }
        Matter::Return { to, .. } => {
            let (before, after) = (desk.release()?, desk.release_of(&to).await?);
            let on = now.taipei_date();
            let comparison = compared(desk, (before, base), (after, on), tell).await?;
            Ok(Made { found: Found { comparison: Some(comparison), ..Found::default() }, hash: Some(to) })
        }
        // Made and checked when it was proposed; one that waits was stopped half way.
        Matter::Invented => Err(ProposalFault::NotReady),
    }
}

async fn read_files(
    desk: &Desk,
    (previous, files, terms): (Arc<Release>, Vec<HandedIn>, Terms),
    (base, tell): (Option<&str>, watch::Sender<Point>),
) -> Result<Made, ProposalFault> {
    let tables = LandTables::read(&desk.office().land, terms.recorded_on)?;
    let mut mapped: Vec<Mapped> = Vec::with_capacity(files.len());
    for file in &files {
        mapped.push(desk.store().map_plan_file(&file.sha256).await?);
    }
    let (known, told, recorded_on) = (Arc::clone(&previous), tell.clone(), terms.recorded_on);
    let worked = tokio::task::spawn_blocking(move || {
        let inputs: Vec<Input<'_>> = files
            .iter()
            .zip(&mapped)
            .map(|(file, mapped)| Input {
                layer: file.layer,
                name: &file.name,
                sha256: &file.sha256,
                bytes: mapped.as_ref(),
            })
            .collect();
        let mut note = |point: Point| {
            told.send_replace(point);
        };
        let read = reading::read(&known, &inputs, (&terms, &tables), &mut note)?;
        note(Point::begin(Phase::Build));
        let snapshot = Release::snapshot(read.succession.parts);
        let snapshot = snapshot.map_err(|fault| (ReadFault::from(fault), Box::new(read.found.clone())))?;
        Ok::<_, (ReadFault, Box<Found>)>((snapshot, read.found))
    });
    let (snapshot, mut found) = match worked.await.map_err(|e| DeskFault::Definition(e.to_string()))? {
        Ok(read) => read,
        Err((fault, found)) => return Ok(Made { found: unusable(*found, &fault), hash: None }),
    };
    let hash = desk.store().put_release(snapshot).await?;
    let after = desk.release_of(&hash).await?;
    let before = match desk.release() {
        Ok(live) => live,
        Err(_) => previous,
    };
    found.comparison = Some(compared(desk, (before, base), (after, recorded_on), tell).await?);
    Ok(Made { found, hash: Some(hash) })
}

fn unusable(mut found: Found, fault: &ReadFault) -> Found {
    found.unusable = Some(Unusable { code: fault.key().to_owned(), detail: fault.to_string() });
    found
}

/// The comparison with the live release, certificates included.
async fn compared(
    desk: &Desk,
    (before, base): (Arc<Release>, Option<&str>),
    (after, recorded_on): (Arc<Release>, Date),
    tell: watch::Sender<Point>,
) -> Result<Comparison, ProposalFault> {
    let (with, told, candidate) = (base.map(str::to_owned), tell.clone(), Arc::clone(&after));
    let worked = tokio::task::spawn_blocking(move || {
        let mut note = |point: Point| {
            told.send_replace(point);
        };
        comparison::compare((&before, with), (&candidate, recorded_on), &mut note)
    });
    let mut comparison = worked.await.map_err(|e| DeskFault::Definition(e.to_string()))?;
    let mut note = |point: Point| {
        tell.send_replace(point);
    };
    comparison.papers = following::weigh_all(desk, (&after, comparison.on), &mut note).await?;
    Ok(comparison)
}

/// Keeps what was found; the proposal is ready, or unusable.
async fn finish(desk: &Desk, (reader, base, made): (Reader, Option<&str>, Made), now: At) -> Result<(), ProposalFault> {
    let report = report(desk, &made.found, now).await?;
    let hash = made.hash.as_deref();
    let event = Event::Read { proposal: reader.proposal, hash: made.hash.clone() };
    let build = |filing: &mut store::filing::Filing| {
        filing.plan_file(&report).proposal_read(reader, (&report.sha256, hash), base);
    };
    file_with(desk, build, (&Actor::System, &event), now).await
}

async fn report(desk: &Desk, found: &Found, now: At) -> Result<PlanFile, ProposalFault> {
    let body = serde_json::to_vec(found).map_err(|e| DeskFault::Definition(e.to_string()))?;
    keep_report(desk, body, (&Who::System, now)).await
}

/// Proposes invented land, for demonstrations; made, checked and compared at once.
///
/// # Errors
/// [`DeskFault::Denied`] where what is issued counts, or for who may not propose; parts that make no release.
pub async fn propose_invented(
    desk: &Desk,
    who: &Who,
    (title, parts): (&str, ReleaseParts),
    now: At,
) -> Result<ProposalId, ProposalFault> {
    let is_demo = desk.office().standing == desk::office::Standing::Demonstration;
    if !is_demo || !desk::access::may(who, desk::access::Action::ProposeRelease, None) {
        return Err(DeskFault::Denied.into());
    }
    let on = now.taipei_date();
    let tables = LandTables::read(&desk.office().land, on)?;
    let terms = Terms::of(on);
    let built = tokio::task::spawn_blocking(move || {
        let found = Found::of_parts(&parts, (&terms, &tables));
        Release::snapshot(parts).map(|snapshot| (snapshot, found))
    });
    let built = built.await.map_err(|e| DeskFault::Definition(e.to_string()))?;
    let (snapshot, mut found) = built.map_err(|e| DeskFault::Definition(e.to_string()))?;
    let base = desk.store().live_hash().await?;
    let hash = desk.store().put_release(snapshot).await?;
    let after = desk.release_of(&hash).await?;
    let before = match desk.release() {
        Ok(live) => live,
        Err(_) => Arc::new(reading::nothing().map_err(|e| DeskFault::Definition(e.to_string()))?),
    };
    let (tell, _told) = watch::channel(Point::begin(Phase::Compare));
    found.comparison = Some(compared(desk, (before, base.as_deref()), (after, on), tell).await?);
    let report = report(desk, &found, now).await?;
    let proposal = Proposal {
        state: ProposalState::Ready,
        base,
        hash: Some(hash),
        report: Some(report.sha256.clone()),
        ..new_proposal(who, (title, &Matter::Invented), now)?
    };
    let event = Event::Proposed { proposal: proposal.id, title: proposal.title.clone() };
    let build = |filing: &mut store::filing::Filing| {
        filing.plan_file(&report).proposal(&proposal);
    };
    file_with(desk, build, (&actor(who), &event), now).await?;
    Ok(proposal.id)
}

/// What the next release follows: the live one, with what later releases knew that were taken back.
///
/// A release that was taken back was known until the day it was; "as known on" that time must still answer
/// as then, so the books go on from it and close what it alone knew.
async fn books(desk: &Desk) -> Result<Arc<Release>, ProposalFault> {
    let Ok(live) = desk.release() else {
        return Ok(Arc::new(reading::nothing().map_err(|e| DeskFault::Definition(e.to_string()))?));
    };
    let mut published = None;
    let mut returns: Vec<(String, Date)> = Vec::new();
    for Line { at, event, .. } in lines(desk).await? {
        match event {
            Event::Published { hash, .. } => {
                published = Some(hash);
                returns.clear();
            }
            Event::Returned { hash, .. } => returns.push((hash, at.taipei_date())),
            _ => {}
        }
    }
    let is_straight = returns.last().is_none_or(|(hash, _)| hash != live.hash());
    let Some(published) = published.filter(|_| !is_straight) else { return Ok(live) };
    let mut books = desk.release_of(&published).await?;
    for (hash, on) in returns {
        let target = desk.release_of(&hash).await?;
        let from = Arc::clone(&books);
        let worked = tokio::task::spawn_blocking(move || reading::gone_back(&from, &target, on));
        let gone_back = worked.await.map_err(|e| DeskFault::Definition(e.to_string()))?;
        books = Arc::new(gone_back.map_err(|e| DeskFault::Definition(e.to_string()))?);
    }
    Ok(books)
}
