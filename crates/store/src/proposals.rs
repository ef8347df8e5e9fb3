//! Proposals: plan data that somebody wants to be live, from the day it was handed in to the day another person
//! decided. The books themselves refuse a decision by the person who proposed.
//!
//! Reading files takes minutes, so a proposal waits under a lease like a message of the outbox: who claims it
//! notes how far it is, and one whose reader died is claimed again.

use casework::event::Actor;
use lexicon::ids::ProposalId;
use lexicon::instant::At;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    /// Its files are to be read, or are being read.
    Waiting,
    /// Read and checked: a second person decides.
    Ready,
    /// No release can be made of it.
    Unusable,
    Published,
    Refused,
    /// Another release went live since it was made.
    Outdated,
}

impl ProposalState {
    pub const ALL: [ProposalState; 6] = [
        ProposalState::Waiting,
        ProposalState::Ready,
        ProposalState::Unusable,
        ProposalState::Published,
        ProposalState::Refused,
        ProposalState::Outdated,
    ];

    /// The name used in the database and in texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ProposalState::Waiting => "waiting",
            ProposalState::Ready => "ready",
            ProposalState::Unusable => "unusable",
            ProposalState::Published => "published",
            ProposalState::Refused => "refused",
            ProposalState::Outdated => "outdated",
        }
    }
}

/// A proposal as the books have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub id: ProposalId,
    pub title: String,
    pub state: ProposalState,
    /// What it is made of; whoever made it can read it.
    pub asked: Json,
    /// The release that was live when it was made.
    pub base: Option<String>,
    /// The release it would make live, once there is one.
    pub hash: Option<String>,
    /// The kept file with what was found, once it was read.
    pub report: Option<String>,
    pub proposed_by: Actor,
    pub proposed_at: At,
    /// Who decided and when.
    pub decided: Option<(Actor, At)>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// How far its reading is.
    pub progress: Json,
    /// How often its reading was begun.
    pub attempt: u32,
}

row! {
    struct Stored {
        id: Uuid, title: String, state: String, asked: String, base: Option<String>, hash: Option<String>,
        report: Option<String>, proposed_by: String, proposed_at: Moment, decided_by: Option<String>,
        decided_at: Option<Moment>, reason: Option<String>, progress: String, attempt: i64,
    }
}

/// The right to read a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    pub proposal: ProposalId,
    pub attempt: u32,
}

impl Filing {
    /// Keeps a new proposal.
    pub fn proposal(&mut self, proposal: &Proposal) -> &mut Filing {
        let proposed_by = String::from_utf8(self.json(&proposal.proposed_by)).unwrap_or_default();
        self.put(
            put!(
                "INSERT INTO proposal (id, title, state, asked, base, hash, report, proposed_by, proposed_at, progress,
                     attempt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
                proposal.id.uuid(),
                proposal.title.as_str(),
                proposal.state.name(),
                proposal.asked.to_string(),
                proposal.base.clone(),
                proposal.hash.clone(),
                proposal.report.clone(),
                proposed_by,
                proposal.proposed_at,
                proposal.progress.to_string(),
            )
            .one("proposal"),
        )
    }

    /// Its reader is at work still, and so far.
    pub fn proposal_progress(&mut self, reader: Reader, progress: &Json, until: At) -> &mut Filing {
        self.put(
            put!(
                "UPDATE proposal SET progress = $3, leased_until = $4
                 WHERE id = $1 AND attempt = $2 AND state = 'waiting'",
                reader.proposal.uuid(),
                reader.attempt,
                progress.to_string(),
                until,
            )
            .one("proposal"),
        )
    }

    /// It was read onto the release live then: what was found, and the release it would make live if one could
    /// be made.
    pub fn proposal_read(
        &mut self,
        reader: Reader,
        (report, hash): (&str, Option<&str>),
        base: Option<&str>,
    ) -> &mut Filing {
        let state = if hash.is_some() { ProposalState::Ready } else { ProposalState::Unusable };
        self.put(
            put!(
                "UPDATE proposal SET state = $3, report = $4, hash = $5, base = $6, leased_until = NULL
                 WHERE id = $1 AND attempt = $2 AND state = 'waiting'",
                reader.proposal.uuid(),
                reader.attempt,
                state.name(),
                report,
                hash,
                base,
            )
            .one("proposal"),
        )
    }

    /// Somebody decided on a proposal that was ready.
    pub fn proposal_decided(
        &mut self,
        (id, state): (ProposalId, ProposalState),
        (by, reason): (&Actor, Option<&str>),
        at: At,
    ) -> &mut Filing {
        let by = String::from_utf8(self.json(by)).unwrap_or_default();
        self.put(
            put!(
                "UPDATE proposal SET state = $2, decided_by = $3, decided_at = $4, reason = $5
                 WHERE id = $1 AND state = 'ready' AND proposed_by <> $3",
                id.uuid(),
                state.name(),
                by,
                at,
                reason,
            )
            .one("proposal"),
        )
    }

    /// Another release is live now: what was made of the one before and is still open cannot follow it.
    pub fn proposals_outdated(&mut self, live: &str) -> &mut Filing {
        self.put(
            put!(
                "UPDATE proposal SET state = 'outdated' WHERE state = 'ready' AND (base IS NULL OR base <> $1)",
                live,
            )
            .any("proposal"),
        )
    }
}

impl Store {
    /// Claims the oldest proposal that waits to be read until the lease ends.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn claim_proposal(&self, now: At, lease_until: At) -> Result<Option<Proposal>, StoreError> {
        let query = sql!(
            "WITH chosen AS MATERIALIZED (
                 SELECT id FROM proposal
                 WHERE state = 'waiting' AND (leased_until IS NULL OR leased_until <= $1)
                 ORDER BY proposed_at, id LIMIT 1 /*pg FOR UPDATE SKIP LOCKED */)
             UPDATE proposal SET leased_until = $2, attempt = attempt + 1 WHERE id IN (SELECT id FROM chosen)
             RETURNING id, title, state, asked, base, hash, report, proposed_by, proposed_at, decided_by, decided_at,
                 reason, progress, attempt",
            now,
            lease_until,
        );
        let mut tx = self.db().begin().await?;
        let claimed: Option<Stored> = tx.optional(query).await?;
        tx.commit().await?;
        claimed.map(Proposal::try_from).transpose()
    }

    /// The proposal of an id.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn proposal(&self, id: ProposalId) -> Result<Option<Proposal>, StoreError> {
        let query = sql!(
            "SELECT id, title, state, asked, base, hash, report, proposed_by, proposed_at, decided_by, decided_at,
                 reason, progress, attempt FROM proposal WHERE id = $1",
            id.uuid(),
        );
        self.db().optional::<Stored>(query).await?.map(Proposal::try_from).transpose()
    }

    /// The latest proposals.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn proposals(&self, limit: u32) -> Result<Vec<Proposal>, StoreError> {
        let query = sql!(
            "SELECT id, title, state, asked, base, hash, report, proposed_by, proposed_at, decided_by, decided_at,
                 reason, progress, attempt FROM proposal ORDER BY proposed_at DESC, id DESC LIMIT $1",
            limit,
        );
        self.db().all::<Stored>(query).await?.into_iter().map(Proposal::try_from).collect()
    }
}

impl TryFrom<Stored> for Proposal {
    type Error = StoreError;

    fn try_from(row: Stored) -> Result<Proposal, StoreError> {
        let actor = |text: &str| serde_json::from_str::<Actor>(text).map_err(|cause| StoreError::form("actor", cause));
        let json = |text: &str| serde_json::from_str(text).map_err(|cause| StoreError::form("proposal", cause));
        let state = ProposalState::ALL.into_iter().find(|known| known.name() == row.state);
        let decided = match (&row.decided_by, row.decided_at) {
            (Some(by), Some(at)) => Some((actor(by)?, at.0)),
            _ => None,
        };
        Ok(Proposal {
            id: ProposalId::from_uuid(row.id),
            title: row.title,
            state: state.ok_or_else(|| StoreError::form("state of a proposal", row.state))?,
            asked: json(&row.asked)?,
            base: row.base,
            hash: row.hash,
            report: row.report,
            proposed_by: actor(&row.proposed_by)?,
            proposed_at: row.proposed_at.0,
            decided,
            reason: row.reason,
            progress: json(&row.progress)?,
            attempt: u32::try_from(row.attempt).map_err(|cause| StoreError::form("attempt", cause))?,
        })
    }
}
