//! Releases of plan data: published as a whole, live at once, never changed.

use std::sync::Arc;

use atlas::release::Release;
use lexicon::instant::At;
use store::filing::Filing;

use crate::desk::Desk;
use crate::fault::DeskFault;

impl Desk {
    /// Makes a release live: what every finding from now on is made with.
    ///
    /// # Errors
    /// The disk or the database.
    pub async fn publish_release(&self, release: Release, (title, now): (&str, At)) -> Result<(), DeskFault> {
        let bytes = release.bytes().to_vec();
        let length = bytes.len() as u64;
        let hash = self.store().put_release(bytes).await?;
        let mut filing = Filing::new();
        filing.release_publish(&store::releases::Release {
            hash,
            title: title.to_owned(),
            bytes: length,
            published_at: now,
        });
        self.store().file(filing).await?;
        self.put_release(release);
        Ok(())
    }

    pub(crate) async fn load_release(&self) -> Result<(), DeskFault> {
        let Some(current) = self.store().current_release().await? else { return Ok(()) };
        let mapped = self.store().map_release(&current.hash).await?;
        let release = Release::open(Arc::new(mapped), current.hash);
        self.put_release(release.map_err(|e| DeskFault::Definition(e.to_string()))?);
        Ok(())
    }

    /// Whether a release whose hash begins so was ever published.
    ///
    /// # Errors
    /// The database.
    pub async fn has_published(&self, beginning: &str) -> Result<bool, DeskFault> {
        Ok(self.store().releases().await?.iter().any(|release| release.hash.starts_with(beginning)))
    }
}
