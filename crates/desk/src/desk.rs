//! The desk itself: the store, today's office, today's release, and the definitions cases run under.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use atlas::release::Release;
use lexicon::instant::At;
use store::store::Store;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use crate::abilities::World;
use crate::confirming::CodeLetter;
use crate::definitions::Pinned;
use crate::fault::DeskFault;
use crate::lockout::Lockout;
use crate::office::Office;

/// Names the characters no font of the papers can draw.
pub type MissingGlyphs = Arc<dyn Fn(&str) -> Vec<char> + Send + Sync>;

/// One desk serves every door of the process.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    store: Store,
    office: RwLock<Arc<Office>>,
    release: RwLock<Option<Arc<Release>>>,
    /// The release that was opened last beside the live one.
    opened: Mutex<Option<Arc<Release>>>,
    definitions: RwLock<HashMap<String, Arc<Pinned>>>,
    missing_glyphs: MissingGlyphs,
    anchors: Vec<Vec<u8>>,
    lockout: Lockout,
    letters: (UnboundedSender<CodeLetter>, Mutex<Option<UnboundedReceiver<CodeLetter>>>),
}

/// What a desk is made of.
pub struct Parts {
    pub store: Store,
    pub office: Office,
    pub missing_glyphs: MissingGlyphs,
    /// DER certificates that seals and time-stamps may lead to.
    pub anchors: Vec<Vec<u8>>,
}

impl Desk {
    /// Opens the desk: loads the live release and every definition an open case needs.
    ///
    /// # Errors
    /// A definition or a release that cannot be read; nothing is served then.
    pub async fn open(parts: Parts) -> Result<Desk, DeskFault> {
        let Parts { store, office, missing_glyphs, anchors } = parts;
        let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
        let desk = Desk(Arc::new(Inner {
            store,
            office: RwLock::new(Arc::new(office)),
            release: RwLock::new(None),
            opened: Mutex::default(),
            definitions: RwLock::default(),
            missing_glyphs,
            anchors,
            lockout: Lockout::default(),
            letters: (sender, Mutex::new(Some(receiver))),
        }));
        desk.follow_release().await?;
        desk.load_open_definitions().await?;
        Ok(desk)
    }

    /// Today's office.
    #[must_use]
    pub fn office(&self) -> Arc<Office> {
        Arc::clone(&self.0.office.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Today's plan data.
    ///
    /// # Errors
    /// [`DeskFault::NoRelease`] before the first one is published.
    pub fn release(&self) -> Result<Arc<Release>, DeskFault> {
        let release = self.0.release.read().unwrap_or_else(PoisonError::into_inner);
        release.as_ref().map(Arc::clone).ok_or(DeskFault::NoRelease)
    }

    /// Changes whenever something is filed, so that the worker need not ask all the time.
    #[must_use]
    pub fn filings(&self) -> tokio::sync::watch::Receiver<u64> {
        self.0.store.filings()
    }

    /// Characters of a text that no font of the papers draws.
    #[must_use]
    pub fn missing_glyphs(&self, text: &str) -> Vec<char> {
        (self.0.missing_glyphs)(text)
    }

    /// The books, for the binary's own commands (backup, benches) and tests.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// A secret of this house for a purpose, the same at every start.
    #[must_use]
    pub fn secret_for(&self, purpose: &str) -> Vec<u8> {
        self.0.store.secret_for(purpose)
    }

    /// Letters with codes, for the one worker of this process; nothing the second time.
    #[must_use]
    pub fn code_letters(&self) -> Option<UnboundedReceiver<CodeLetter>> {
        self.0.letters.1.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn post_letter(&self, letter: CodeLetter) {
        if self.0.letters.0.send(letter).is_err() {
            tracing::warn!("nobody sends letters with codes");
        }
    }

    pub(crate) fn lockout(&self) -> &Lockout {
        &self.0.lockout
    }

    pub(crate) fn anchors(&self) -> &[Vec<u8>] {
        &self.0.anchors
    }

    pub(crate) fn definitions(&self) -> &RwLock<HashMap<String, Arc<Pinned>>> {
        &self.0.definitions
    }

    pub(crate) fn put_release(&self, release: Release) {
        self.put_shared_release(Arc::new(release));
    }

    pub(crate) fn opened_last(&self, hash: &str) -> Option<Arc<Release>> {
        let opened = self.0.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.as_ref().filter(|known| known.hash() == hash).map(Arc::clone)
    }

    pub(crate) fn keep_opened(&self, release: &Arc<Release>) {
        *self.0.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(release));
    }

    pub(crate) fn put_shared_release(&self, release: Arc<Release>) {
        *self.0.release.write().unwrap_or_else(PoisonError::into_inner) = Some(release);
    }

    /// Runs something with the world as it is on the day of `now`.
    pub(crate) fn with_world<T>(&self, now: At, run: impl FnOnce(&World<'_>) -> T) -> Result<T, DeskFault> {
        let (release, office) = (self.release()?, self.office());
        Ok(run(&World { release: &release, office: &office, today: now.taipei_date() }))
    }
}
