//! Every night the live release is proved again: its bytes are those of its name, the precomputed answers are
//! what the tables give, bit for bit, the journal of releases is whole, and papers say what they should.
//!
//! What is found is kept for officers to see; nothing is mended.

use casework::event::Actor;
use desk::access::{Action, Who, may};
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::date::Date;
use lexicon::instant::At;
use serde::{Deserialize, Serialize};

use super::fault::ProposalFault;
use super::following::settle_all;
use super::journal::{Event, file_with};

/// The setting with what was found last.
const VERIFIED: &str = "releases/verified";

/// What was found in a night.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    pub day: Date,
    pub at: At,
    pub hash: String,
    /// Keys of what is wrong; empty where all is well.
    pub faults: Vec<String>,
    /// Papers that were weighed, and that changed their note.
    pub weighed: u64,
    pub changed: u64,
}

/// Proves the live release, once a day; says what was found.
///
/// # Errors
/// The database. What is wrong with the release is no error but a fault in the answer.
pub async fn verify(desk: &Desk, now: At) -> Result<Option<Verified>, ProposalFault> {
    let day = now.taipei_date();
    let Ok(live) = desk.release() else { return Ok(None) };
    if kept(desk).await?.is_some_and(|known| known.day == day && known.hash == live.hash()) {
        return Ok(None);
    }
    let mut faults = Vec::new();
    if let Err(fault) = desk.store().map_release(live.hash()).await {
        tracing::error!(%fault, "the live release is not what its name says");
        faults.push("bytes".to_owned());
    }
    let release = std::sync::Arc::clone(&live);
    let worked = tokio::task::spawn_blocking(move || release.verify_pieces());
    if !worked.await.map_err(|e| DeskFault::Definition(e.to_string()))? {
        tracing::error!("the precomputed answers of the live release are not what its tables give");
        faults.push("answers".to_owned());
    }
    if let Err(fault) = desk.store().release_journal().await {
        tracing::error!(%fault, "the journal of releases is not whole");
        faults.push("journal".to_owned());
    }
    let papers = settle_all(desk, &live, now).await?;
    let hash = live.hash().to_owned();
    let changed = papers.overtaken + papers.upheld;
    let found = Verified { day, at: now, hash: hash.clone(), faults: faults.clone(), weighed: papers.weighed, changed };
    let body = serde_json::to_value(&found).map_err(|e| DeskFault::Definition(e.to_string()))?;
    let event = Event::Verified { hash, faults };
    let build = |filing: &mut store::filing::Filing| {
        filing.setting(VERIFIED, &body, now);
    };
    file_with(desk, build, (&Actor::System, &event), now).await?;
    Ok(Some(found))
}

/// What was found last, for officers.
///
/// # Errors
/// [`DeskFault::Denied`]; the database.
pub async fn verified(desk: &Desk, who: &Who) -> Result<Option<Verified>, ProposalFault> {
    if !may(who, Action::SeeReleases, None) {
        return Err(DeskFault::Denied.into());
    }
    kept(desk).await
}

async fn kept(desk: &Desk) -> Result<Option<Verified>, ProposalFault> {
    let kept = desk.store().setting(VERIFIED).await?;
    Ok(kept.and_then(|body| serde_json::from_value(body).ok()))
}
