//! Releases and proposals as officers see them: which is live, what waits for whom, what was done.

use std::collections::BTreeMap;

use casework::event::Actor;
use desk::access::{Action, Who, may};
use desk::applying::actor;
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::ids::{OfficerId, ProposalId};
use store::proposals::{Proposal, ProposalState};
use store::releases::Release;

use super::fault::ProposalFault;
use super::found::Found;
use super::journal::{Line, lines};
use super::nightly::{self, Verified};
use super::progress::Point;
use super::terms::Matter;

/// Proposals and lines of the journal on one page.
const SHOWN: usize = 50;

/// Everything about releases at a glance.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Hash of the live release.
    pub live: Option<String>,
    /// Releases that are or were live, the latest first.
    pub releases: Vec<Release>,
    /// The latest proposals.
    pub proposals: Vec<Listed>,
    pub verified: Option<Verified>,
    /// The latest lines of the journal, the latest first.
    pub journal: Vec<Line>,
    /// Names of officers the page speaks of.
    pub names: BTreeMap<OfficerId, String>,
    pub may_propose: bool,
}

/// A proposal in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub proposal: Proposal,
    pub matter: Matter,
    /// How far its reading is, while it waits.
    pub progress: Option<Point>,
}

/// One proposal with everything beside it.
#[derive(Clone, Debug)]
pub struct Opened {
    pub listed: Listed,
    /// What was found, once it was read.
    pub found: Option<std::sync::Arc<Found>>,
    pub names: BTreeMap<OfficerId, String>,
    /// Whether whoever looks may publish or refuse it.
    pub may_decide: bool,
    /// Whether whoever looks proposed it: another must decide.
    pub is_own: bool,
}

/// All about releases.
///
/// # Errors
/// [`DeskFault::Denied`]; the database.
pub async fn overview(desk: &Desk, who: &Who) -> Result<Overview, ProposalFault> {
    if !may(who, Action::SeeReleases, None) {
        return Err(DeskFault::Denied.into());
    }
    let proposals = desk.store().proposals(SHOWN as u32).await?;
    let mut journal = lines(desk).await?;
    journal.reverse();
    journal.truncate(SHOWN);
    Ok(Overview {
        live: desk.store().live_hash().await?,
        releases: desk.store().releases().await?,
        proposals: proposals.into_iter().map(listed).collect::<Result<_, _>>()?,
        verified: nightly::verified(desk, who).await?,
        journal,
        names: desk.officer_names().await?,
        may_propose: may(who, Action::ProposeRelease, None),
    })
}

/// One proposal.
///
/// # Errors
/// [`DeskFault::Denied`]; [`DeskFault::NotFound`]; the database or the disk.
pub async fn open(desk: &Desk, who: &Who, id: ProposalId) -> Result<Opened, ProposalFault> {
    if !may(who, Action::SeeReleases, None) {
        return Err(DeskFault::Denied.into());
    }
    let proposal = desk.store().proposal(id).await?.ok_or(DeskFault::NotFound)?;
    let found = match &proposal.report {
        Some(report) => Some(super::drawing::found(desk, report).await?),
        None => None,
    };
    let is_own = proposal.proposed_by == actor(who);
    let is_ready = proposal.state == ProposalState::Ready;
    let may_decide = is_ready && !is_own && may(who, Action::DecideRelease, None);
    Ok(Opened { listed: listed(proposal)?, found, names: desk.officer_names().await?, may_decide, is_own })
}

fn listed(proposal: Proposal) -> Result<Listed, DeskFault> {
    let matter = serde_json::from_value(proposal.asked.clone()).map_err(|e| DeskFault::Definition(e.to_string()))?;
    let progress = serde_json::from_value(proposal.progress.clone()).ok();
    Ok(Listed { progress: progress.filter(|_| proposal.state == ProposalState::Waiting), proposal, matter })
}

/// The name of whoever did something, if it was an officer.
#[must_use]
pub fn officer_of(actor: &Actor) -> Option<OfficerId> {
    match actor {
        Actor::Officer(id) => Some(*id),
        _ => None,
    }
}
