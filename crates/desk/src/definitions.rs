//! Definitions: published by digest, pinned by cases, read once.

use std::sync::{Arc, PoisonError};

use casework::case::Case;
use catalogue::compile::Compiled;
use catalogue::facts::Facts;
use lexicon::instant::At;
use lexicon::language::Lang;
use store::definitions::{Definition, Going};
use texts::Texts;

use crate::abilities;
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::issuing::no_word;

/// A definition with the words that belong to it.
#[derive(Debug)]
pub struct Pinned {
    pub compiled: Compiled,
    pub texts: Texts,
}

impl Pinned {
    /// What is known of a case, with everything that follows from it by the service's own rules.
    #[must_use]
    pub fn facts(&self, case: &Case) -> Facts {
        self.compiled.service.reckoned(case.facts())
    }

    /// Reads the words of a compiled folder.
    ///
    /// # Errors
    /// A key that is missing in one language, an ability nobody has.
    pub fn of(compiled: Compiled) -> Result<Pinned, DeskFault> {
        for (name, version) in compiled.service.abilities_used() {
            if !abilities::is_known(name, version) {
                return Err(abilities::AbilityFault::Unknown(name.to_owned(), version).into());
            }
        }
        let mut sources: Vec<(Lang, &str, &[u8])> = Vec::new();
        for lang in Lang::ALL {
            let files = catalogue::words::files_of(&compiled.files, lang);
            sources.extend(files.into_iter().map(|(name, bytes)| (lang, name, bytes)));
        }
        let texts = Texts::load(&sources).map_err(|e| DeskFault::Definition(e.to_string()))?;
        Ok(Pinned { compiled, texts })
    }
}

impl Desk {
    /// Makes a definition live: what new cases open under.
    ///
    /// # Errors
    /// A definition whose abilities or words are missing; the database.
    pub async fn publish(&self, compiled: Compiled, now: At) -> Result<Arc<Pinned>, DeskFault> {
        let pinned = Arc::new(Pinned::of(compiled)?);
        let compiled = &pinned.compiled;
        let office = self.office();
        let series = compiled.service.papers.values().map(|paper| &paper.series);
        if let Some(unnamed) = series.into_iter().find(|series| !office.names.document_words.contains_key(*series)) {
            return Err(no_word(unnamed));
        }
        let mut filing = store::filing::Filing::new();
        let row = Definition {
            digest: compiled.digest.clone(),
            service: compiled.service.id.clone(),
            bytes: compiled.bytes.clone(),
            published_at: now,
        };
        filing.definition_publish(&row, Going::Live);
        self.store().file(filing).await?;
        self.keep(&pinned);
        Ok(pinned)
    }

    /// The definition new cases of a service open under.
    ///
    /// # Errors
    /// [`DeskFault::NoService`] where none is live.
    pub async fn live(&self, service: &str) -> Result<Arc<Pinned>, DeskFault> {
        let row = self.store().live_definition(service).await?;
        let row = row.ok_or_else(|| DeskFault::NoService(service.to_owned()))?;
        self.open_row(row)
    }

    /// Every service that takes applications, by id.
    ///
    /// # Errors
    /// The database; a definition that cannot be read.
    pub async fn live_services(&self) -> Result<Vec<Arc<Pinned>>, DeskFault> {
        let rows = self.store().live_definitions().await?;
        rows.into_iter().map(|row| self.open_row(row)).collect()
    }

    /// The definition of a digest.
    ///
    /// # Errors
    /// [`DeskFault::Definition`] where the books do not hold it or it cannot be read.
    pub async fn definition(&self, digest: &str) -> Result<Arc<Pinned>, DeskFault> {
        if let Some(known) = self.definitions().read().unwrap_or_else(PoisonError::into_inner).get(digest) {
            return Ok(Arc::clone(known));
        }
        let row = self.store().definition(digest).await?;
        self.open_row(row.ok_or_else(|| DeskFault::Definition(format!("{digest} is not stored")))?)
    }

    fn open_row(&self, row: Definition) -> Result<Arc<Pinned>, DeskFault> {
        if let Some(known) = self.definitions().read().unwrap_or_else(PoisonError::into_inner).get(&row.digest) {
            return Ok(Arc::clone(known));
        }
        let compiled = catalogue::compile::open(&row.bytes).map_err(|e| DeskFault::Definition(e.to_string()))?;
        let pinned = Arc::new(Pinned::of(compiled)?);
        self.keep(&pinned);
        Ok(pinned)
    }

    /// Every definition an open case needs, or the start fails.
    pub(crate) async fn load_open_definitions(&self) -> Result<(), DeskFault> {
        for row in self.store().definitions_of_open_cases().await? {
            self.open_row(row)?;
        }
        Ok(())
    }

    fn keep(&self, pinned: &Arc<Pinned>) {
        let mut known = self.definitions().write().unwrap_or_else(PoisonError::into_inner);
        known.insert(pinned.compiled.digest.clone(), Arc::clone(pinned));
    }
}
