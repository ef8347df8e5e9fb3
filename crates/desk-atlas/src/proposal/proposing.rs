//! Proposing: new plan data out of files, or an earlier release again. Reading comes later, by the worker.

use desk::access::{Action, Who, may};
use desk::applying::actor;
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::ids::ProposalId;
use lexicon::instant::At;
use serde_json::Value;
use store::filing::Filing;
use store::proposals::{Proposal, ProposalState};

use super::fault::ProposalFault;
use super::journal::{Event, file_with};
use super::tables::LandTables;
use super::terms::{HandedIn, Matter, Terms};

/// Longest title, in characters.
pub const MOST_TITLE: usize = 120;

/// Proposes a release out of files that were handed in.
///
/// # Errors
/// [`DeskFault::Denied`]; no file; a day of recording after today; tables of the office that cannot be read.
pub async fn propose(
    desk: &Desk,
    who: &Who,
    (title, files, terms): (&str, Vec<HandedIn>, Terms),
    now: At,
) -> Result<ProposalId, ProposalFault> {
    if files.is_empty() {
        return Err(ProposalFault::NothingHandedIn);
    }
    if terms.recorded_on > now.taipei_date() {
        return Err(ProposalFault::RecordedLater);
    }
    LandTables::read(&desk.office().land, terms.recorded_on)?;
    keep(desk, who, (title, Matter::Files { files, terms }), now).await
}

/// Proposes to go back to a release that was live before, and says why.
///
/// # Errors
/// [`DeskFault::Denied`]; no reason; a release that was never live, or is now.
pub async fn propose_return(
    desk: &Desk,
    who: &Who,
    (to, reason): (&str, &str),
    now: At,
) -> Result<ProposalId, ProposalFault> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(ProposalFault::NoReason);
    }
    let known = desk.store().releases().await?.into_iter().find(|release| release.hash == to);
    let known = known.filter(|_| desk.release().is_ok_and(|live| live.hash() != to));
    let title = known.ok_or(ProposalFault::NotPublished)?.title;
    keep(desk, who, (&title, Matter::Return { to: to.to_owned(), reason: reason.to_owned() }), now).await
}

async fn keep(desk: &Desk, who: &Who, (title, matter): (&str, Matter), now: At) -> Result<ProposalId, ProposalFault> {
    if !may(who, Action::ProposeRelease, None) {
        return Err(DeskFault::Denied.into());
    }
    let proposal = new_proposal(who, (title, &matter), now)?;
    let event = Event::Proposed { proposal: proposal.id, title: proposal.title.clone() };
    let build = |filing: &mut Filing| {
        filing.proposal(&proposal);
    };
    file_with(desk, build, (&actor(who), &event), now).await?;
    Ok(proposal.id)
}

pub(crate) fn new_proposal(who: &Who, (title, matter): (&str, &Matter), now: At) -> Result<Proposal, DeskFault> {
    let title: String = title.trim().chars().take(MOST_TITLE).collect();
    Ok(Proposal {
        id: desk::releases::new_proposal_id(now)?,
        title: if title.is_empty() { now.taipei_date().to_string() } else { title },
        state: ProposalState::Waiting,
        asked: serde_json::to_value(matter).map_err(|e| DeskFault::Definition(e.to_string()))?,
        base: None,
        hash: None,
        report: None,
        proposed_by: actor(who),
        proposed_at: now,
        decided: None,
        reason: None,
        progress: Value::Null,
        attempt: 0,
    })
}
