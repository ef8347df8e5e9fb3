//! The journal of releases: what is written there, and filing something together with its line.

use casework::event::Actor;
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::ids::ProposalId;
use lexicon::instant::At;
use serde::{Deserialize, Serialize};
use store::fault::FileError;
use store::filing::Filing;

use super::fault::ProposalFault;

/// How often a line is tried again after somebody else wrote one.
const MOST_TRIES: usize = 6;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    Proposed {
        proposal: ProposalId,
        title: String,
    },
    /// Its files were read; without a hash no release could be made.
    Read {
        proposal: ProposalId,
        hash: Option<String>,
    },
    Published {
        proposal: ProposalId,
        hash: String,
        from: Option<String>,
    },
    /// An earlier release is live again.
    Returned {
        proposal: ProposalId,
        hash: String,
        from: Option<String>,
        reason: String,
    },
    Refused {
        proposal: ProposalId,
        reason: String,
    },
    /// Certificates and watchers were told of a release.
    Followed {
        hash: String,
        weighed: u64,
        overtaken: u64,
        upheld: u64,
        watchers: u64,
    },
    /// The precomputed answers were computed again at night.
    Verified {
        hash: String,
        faults: Vec<String>,
    },
}

impl Event {
    /// The last part of its text key.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Event::Proposed { .. } => "proposed",
            Event::Read { hash: Some(_), .. } => "read",
            Event::Read { hash: None, .. } => "unusable",
            Event::Published { .. } => "published",
            Event::Returned { .. } => "returned",
            Event::Refused { .. } => "refused",
            Event::Followed { .. } => "followed",
            Event::Verified { faults, .. } if faults.is_empty() => "verified",
            Event::Verified { .. } => "unsound",
        }
    }
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub at: At,
    pub actor: Actor,
    pub event: Event,
}

/// Files a change and its line in the journal together.
pub(crate) async fn file_with(
    desk: &Desk,
    build: impl Fn(&mut Filing),
    (actor, event): (&Actor, &Event),
    now: At,
) -> Result<(), ProposalFault> {
    let body = serde_json::to_value(event).map_err(|e| DeskFault::Definition(e.to_string()))?;
    for _ in 0..MOST_TRIES {
        let head = desk.store().release_head().await?;
        let mut filing = Filing::new();
        build(&mut filing);
        filing.release_event(head, (actor, &body), now);
        match desk.store().file(filing).await {
            Err(FileError::Conflict("journal of releases")) => {}
            filed => return filed.map(drop).map_err(ProposalFault::from),
        }
    }
    Err(DeskFault::Conflict.into())
}

/// The whole journal, oldest first, its chain checked. Lines of a newer program are left out.
pub(crate) async fn lines(desk: &Desk) -> Result<Vec<Line>, ProposalFault> {
    let rows = desk.store().release_journal().await?;
    let line = |row: store::release_events::ReleaseEvent| {
        let event = serde_json::from_value(row.body).ok()?;
        Some(Line { at: row.at, actor: row.actor, event })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}
