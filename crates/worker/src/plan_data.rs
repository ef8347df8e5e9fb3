//! Plan data beside the messages: a release that went live is followed, its certificates and watchers are told,
//! proposals that wait are read, and once a night the answers are proved.
//!
//! An import of the whole city takes minutes: it goes on beside everything else, one at a time, and a stop leaves
//! it to its lease.

use std::sync::Arc;
use std::time::Duration;

use desk::desk::Desk;
use desk_atlas::proposal::fault::ProposalFault;
use desk_atlas::proposal::{following, importing, nightly};
use lexicon::instant::At;
use tokio::task::JoinHandle;

/// How often it is looked whether another process published something or somebody proposed something.
const EVERY: Duration = Duration::from_secs(2);

/// Looks after plan data until it is dropped.
pub(crate) struct PlanData(JoinHandle<()>, JoinHandle<()>);

impl PlanData {
    pub(crate) fn begin(desk: &Desk, clock: fn() -> At) -> PlanData {
        PlanData(tokio::spawn(follow(desk.clone(), clock)), tokio::spawn(read(desk.clone(), clock)))
    }
}

impl Drop for PlanData {
    fn drop(&mut self) {
        self.0.abort();
        self.1.abort();
    }
}

/// Follows what went live, here or in another process, and does what follows from it.
async fn follow(desk: Desk, clock: fn() -> At) {
    let mut looks = tokio::time::interval(EVERY);
    let mut followed: Option<String> = None;
    loop {
        looks.tick().await;
        if let Err(fault) = desk.follow_release().await {
            tracing::error!(%fault, "the live release could not be followed");
            continue;
        }
        let Ok(live) = desk.release() else { continue };
        if followed.as_deref() == Some(live.hash()) {
            continue;
        }
        match following::follow_up(&desk, clock()).await {
            Ok(_) => followed = Some(live.hash().to_owned()),
            Err(fault) => tracing::warn!(%fault, "what follows from a release is gone on with later"),
        }
    }
}

/// Reads proposals that wait, one after the other.
async fn read(desk: Desk, clock: fn() -> At) {
    let mut looks = tokio::time::interval(EVERY);
    let clock: Arc<dyn Fn() -> At + Send + Sync> = Arc::new(clock);
    loop {
        looks.tick().await;
        if let Err(fault) = importing::read_next(&desk, &*clock, &mut |_| {}).await {
            tracing::warn!(%fault, "a proposal is read again later");
        }
    }
}

/// Proves the live release, once a day.
pub(crate) async fn prove(desk: &Desk, now: At) -> Result<(), ProposalFault> {
    if let Some(found) = nightly::verify(desk, now).await?
        && !found.faults.is_empty()
    {
        tracing::error!(faults = ?found.faults, "the live release is not sound");
    }
    Ok(())
}
