//! The second person: publishes or refuses what another proposed.
//!
//! Publishing changes the live pointer in one filing, if the release it was made from is still live; every
//! process answers with it from the next question on. Refuses whoever proposed, in whatever role, and the house
//! itself: a person decides.

use atlas::release::Release;
use desk::access::{Action, Officer, Who, may};
use desk::applying::actor;
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::ids::ProposalId;
use lexicon::instant::At;
use store::fault::FileError;
use store::filing::Filing;
use store::proposals::{Proposal, ProposalState};

use super::fault::ProposalFault;
use super::journal::{Event, file_with};
use super::terms::Matter;

/// Makes a proposed release live.
///
/// # Errors
/// [`DeskFault::Denied`]; whoever proposed; a proposal that is not ready; another live release by now.
pub async fn publish(desk: &Desk, officer: &Officer, id: ProposalId, now: At) -> Result<(), ProposalFault> {
    let who = Who::Officer(officer.clone());
    let proposal = decidable(desk, &who, id).await?;
    let hash = proposal.hash.clone().ok_or(ProposalFault::NotReady)?;
    // Read once more before anybody is answered with it.
    let release = desk.release_of(&hash).await?;
    let row = row(&proposal, &release, now);
    let base = proposal.base.as_deref();
    let (by, event) = (actor(&who), event(&proposal, &hash)?);
    let build = |filing: &mut Filing| {
        filing.release(&row).release_live(&hash, base, now);
        filing.proposal_decided((id, ProposalState::Published), (&by, None), now).proposals_outdated(&hash);
    };
    match file_with(desk, build, (&by, &event), now).await {
        Err(ProposalFault::Desk(DeskFault::File(FileError::Conflict("live release")))) => {
            outdate(desk).await?;
            Err(ProposalFault::Outdated)
        }
        Err(ProposalFault::Desk(DeskFault::File(FileError::Conflict("proposal")))) => Err(ProposalFault::NotReady),
        Err(fault) => Err(fault),
        Ok(()) => {
            desk.follow_release().await?;
            Ok(())
        }
    }
}

/// Refuses a proposal, with the reason its maker reads.
///
/// # Errors
/// As [`publish`]; no reason.
pub async fn refuse(
    desk: &Desk,
    officer: &Officer,
    (id, reason): (ProposalId, &str),
    now: At,
) -> Result<(), ProposalFault> {
    let who = Who::Officer(officer.clone());
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(ProposalFault::NoReason);
    }
    let proposal = decidable(desk, &who, id).await?;
    let by = actor(&who);
    let event = Event::Refused { proposal: id, reason: reason.clone() };
    let build = |filing: &mut Filing| {
        filing.proposal_decided((id, ProposalState::Refused), (&by, Some(&reason)), now);
    };
    file_with(desk, build, (&by, &event), now).await?;
    if let Some(hash) = &proposal.hash {
        desk.store().drop_release_file(hash).await?;
    }
    Ok(())
}

async fn decidable(desk: &Desk, who: &Who, id: ProposalId) -> Result<Proposal, ProposalFault> {
    if !may(who, Action::DecideRelease, None) {
        return Err(DeskFault::Denied.into());
    }
    let proposal = desk.store().proposal(id).await?.ok_or(DeskFault::NotFound)?;
    if proposal.proposed_by == actor(who) {
        return Err(ProposalFault::SamePerson);
    }
    match proposal.state {
        ProposalState::Ready => Ok(proposal),
        ProposalState::Outdated => Err(ProposalFault::Outdated),
        _ => Err(ProposalFault::NotReady),
    }
}

fn row(proposal: &Proposal, release: &Release, now: At) -> store::releases::Release {
    store::releases::Release {
        hash: release.hash().to_owned(),
        title: proposal.title.clone(),
        bytes: release.bytes().len() as u64,
        published_at: now,
    }
}

fn event(proposal: &Proposal, hash: &str) -> Result<Event, DeskFault> {
    let matter = serde_json::from_value(proposal.asked.clone()).map_err(|e| DeskFault::Definition(e.to_string()))?;
    let (id, hash, from) = (proposal.id, hash.to_owned(), proposal.base.clone());
    Ok(match matter {
        Matter::Return { reason, .. } => Event::Returned { proposal: id, hash, from, reason },
        Matter::Files { .. } | Matter::Invented => Event::Published { proposal: id, hash, from },
    })
}

async fn outdate(desk: &Desk) -> Result<(), ProposalFault> {
    let Some(live) = desk.store().live_hash().await? else { return Ok(()) };
    let mut filing = Filing::new();
    filing.proposals_outdated(&live);
    desk.store().file(filing).await?;
    Ok(())
}
