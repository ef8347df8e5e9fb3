//! Releases of plan data: published as a whole, live at once, never changed.
//!
//! Who may propose and publish one, and that two persons must, is the business of `desk-atlas`; here one is
//! loaded, swapped without a restart, and followed where another process published it. Several processes on one
//! PostgreSQL share one data folder.

use std::sync::Arc;

use atlas::release::Release;
use lexicon::ids::ProposalId;
use lexicon::instant::At;
use store::filing::Filing;

use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::office::Standing;

/// A new id of a proposal; ids sort by the instant they were made.
///
/// # Errors
/// No randomness.
pub fn new_proposal_id(now: At) -> Result<ProposalId, DeskFault> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|_| DeskFault::Random)?;
    let millis = u64::try_from(now.micros().div_euclid(1_000)).unwrap_or(0);
    Ok(ProposalId::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()))
}

impl Desk {
    /// Makes invented plan data live without a proposal, for stories and benches.
    ///
    /// # Errors
    /// [`DeskFault::Denied`] where what is issued counts; the disk or the database.
    pub async fn publish_release(&self, release: Release, (title, now): (&str, At)) -> Result<(), DeskFault> {
        if self.office().standing != Standing::Demonstration {
            return Err(DeskFault::Denied);
        }
        let bytes = release.bytes().to_vec();
        let length = bytes.len() as u64;
        let hash = self.store().put_release(bytes).await?;
        let mut filing = Filing::new();
        let title = title.to_owned();
        filing.release_publish(&store::releases::Release { hash, title, bytes: length, published_at: now });
        self.store().file(filing).await?;
        self.put_release(release);
        Ok(())
    }

    /// A release by its hash, where its file lies; the live one and the one opened last are not read again.
    ///
    /// # Errors
    /// A missing or changed file; bytes that are no release.
    pub async fn release_of(&self, hash: &str) -> Result<Arc<Release>, DeskFault> {
        if let Ok(live) = self.release()
            && live.hash() == hash
        {
            return Ok(live);
        }
        if let Some(opened) = self.opened_last(hash) {
            return Ok(opened);
        }
        let mapped = self.store().map_release(hash).await?;
        let release = Release::open(Arc::new(mapped), hash.to_owned());
        let release = Arc::new(release.map_err(|e| DeskFault::Definition(e.to_string()))?);
        self.keep_opened(&release);
        Ok(release)
    }

    /// Swaps the release this process answers with for the live one of the books, and says whether it did.
    ///
    /// # Errors
    /// The database; a release that cannot be read: the one before goes on.
    pub async fn follow_release(&self) -> Result<bool, DeskFault> {
        let Some(live) = self.store().live_hash().await? else { return Ok(false) };
        if self.release().is_ok_and(|known| known.hash() == live) {
            return Ok(false);
        }
        let release = self.release_of(&live).await?;
        self.put_shared_release(release);
        Ok(true)
    }

    /// Whether a release whose hash begins so was ever published.
    ///
    /// # Errors
    /// The database.
    pub async fn has_published(&self, beginning: &str) -> Result<bool, DeskFault> {
        Ok(self.store().releases().await?.iter().any(|release| release.hash.starts_with(beginning)))
    }
}
