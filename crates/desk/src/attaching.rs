//! Files handed in with an application or a correction: kept for whoever holds the draft, then given to the case.
//!
//! What an answer holds of a file is one line, `id/ending/bytes/name`: enough to show it, nothing to open it with.
//! The door brings content that was looked at (`attachments::clean`) and says whether a virus was looked for. What
//! nobody looked at for a virus, nobody may open.

use std::collections::BTreeMap;

use attachments::{Clean, Scan};
use catalogue::check::{FieldCode, FieldFault};
use catalogue::form::{Form, Kind};
use lexicon::ids::{CaseId, DraftId, FileId, OfficerId};
use lexicon::instant::At;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::accesses::Access;
use store::attachments::{About, Arriving, Attachment};
use store::filing::Filing;

use crate::access::{Action, Who, may};
use crate::applying::{AnswerFault, actor};
use crate::desk::Desk;
use crate::fault::DeskFault;

/// Files one holder may keep at a time.
const MOST_FILES: usize = 60;
/// Bytes one holder may keep at a time.
const MOST_BYTES: u64 = 300 << 20;
/// How long a file is kept that was never handed in, in days.
pub(crate) const KEPT_DAYS: i64 = 14;
/// Files looked at again in one go after clamd was away.
const LOOKED_AT_ONCE: u32 = 20;

/// Who may name a file before it belongs to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    Draft(DraftId),
    /// Whoever corrects that case.
    Case(CaseId),
    /// An agency's program, by the name of its key.
    Agency(String),
    /// An officer who scans a visitor's papers.
    Officer(OfficerId),
}

impl Holder {
    pub(crate) fn name(&self) -> String {
        match self {
            Holder::Draft(id) => format!("draft/{id}"),
            Holder::Case(id) => format!("case/{id}"),
            Holder::Agency(name) => format!("agency/{name}"),
            Holder::Officer(id) => format!("officer/{id}"),
        }
    }
}

/// What an answer says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handle {
    pub id: FileId,
    /// The end of its name: `jpg`, `png`, `webp`, `pdf`.
    pub ending: String,
    pub bytes: u64,
    pub name: String,
}

impl Handle {
    fn of(file: &Attachment) -> Handle {
        Handle { id: file.id, ending: file.about.media.clone(), bytes: file.bytes, name: file.about.name.clone() }
    }

    /// The line of an answer.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}/{}/{}/{}", self.id, self.ending, self.bytes, self.name)
    }

    /// A line read again; nothing for what is none.
    #[must_use]
    pub fn read(line: &str) -> Option<Handle> {
        let mut parts = line.splitn(4, '/');
        let id = parts.next()?.trim().parse().ok()?;
        let (ending, bytes) = (parts.next()?.to_owned(), parts.next()?.parse().ok()?);
        Some(Handle { id, ending, bytes, name: parts.next()?.to_owned() })
    }
}

/// The files an application or a correction names.
pub(crate) type Named = Vec<Attachment>;

impl Desk {
    /// Keeps a file durably. The same content a second time is the first file again.
    ///
    /// # Errors
    /// [`DeskFault::TooMuch`] where the holder keeps too many already; a full disk; the database.
    pub async fn attach(
        &self,
        holder: &Holder,
        (clean, name, scan): (Clean, &str, Scan),
        now: At,
    ) -> Result<Handle, DeskFault> {
        let is_person = !matches!(holder, Holder::Agency(_));
        let holder = holder.name();
        if is_person {
            // A program is held by its daily quota.
            let (files, bytes) = self.store().attachments_weigh(&holder).await?;
            if files >= MOST_FILES || bytes + clean.content.len() as u64 > MOST_BYTES {
                return Err(DeskFault::TooMuch);
            }
        }
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|_| DeskFault::Random)?;
        let arriving = Arriving {
            id: FileId::from_uuid(uuid::Builder::from_random_bytes(random).into_uuid()),
            holder,
            about: About {
                name: attachments::name(name, clean.media),
                media: clean.media.ending().to_owned(),
                pages: clean.pages,
                sha256: hex::encode(Sha256::digest(&clean.content)),
            },
            scan,
            kept_at: now,
            expires_at: now.minutes_later(KEPT_DAYS * 24 * 60),
        };
        Ok(Handle::of(&self.store().put_attachment(arriving, clean.content).await?))
    }

    /// Throws a file away that was not handed in yet. One that is gone already is no fault.
    ///
    /// # Errors
    /// The database.
    pub async fn detach(&self, holder: &Holder, id: FileId) -> Result<(), DeskFault> {
        match self.store().drop_attachment(&holder.name(), id).await {
            Ok(()) | Err(store::fault::FileError::Conflict(_)) => Ok(()),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Finds the files that answers name: each becomes its line, and those not handed in yet are given back.
    ///
    /// # Errors
    /// [`DeskFault::Answers`] for a file that is gone or somebody else's.
    pub(crate) async fn find_files(
        &self,
        (form, answers): (&Form, &mut BTreeMap<String, Value>),
        (holder, case): (Option<&Holder>, Option<CaseId>),
    ) -> Result<Named, DeskFault> {
        let asked: Vec<&str> =
            form.questions().filter(|asked| asked.kind == Kind::Attachments).map(|asked| asked.id.as_str()).collect();
        if !asked.iter().any(|id| answers.contains_key(*id)) {
            return Ok(Vec::new());
        }
        let holder = holder.map(Holder::name);
        let (mut named, mut faults) = (Named::new(), Vec::new());
        for question in asked {
            let Some(Value::Array(said)) = answers.get(question) else { continue };
            let mut lines = Vec::with_capacity(said.len());
            for line in said.iter().filter_map(Value::as_str) {
                let id: Option<FileId> = line.split('/').next().unwrap_or(line).trim().parse().ok();
                let mine = match (&holder, id) {
                    (Some(holder), Some(id)) => self.store().held_attachment(holder, id).await?,
                    _ => None,
                };
                let handed = match (&mine, id, case) {
                    (None, Some(id), Some(case)) => self.store().attachment(case, id).await?,
                    _ => None,
                };
                match (mine, handed) {
                    (Some(file), _) => {
                        lines.push(Handle::of(&file).line());
                        if !named.iter().any(|known| known.id == file.id) {
                            named.push(file);
                        }
                    }
                    (None, Some(file)) => lines.push(Handle::of(&file).line()),
                    (None, None) => faults.push(AnswerFault::Field(FieldFault {
                        question: question.to_owned(),
                        code: FieldCode::Gone,
                        args: BTreeMap::new(),
                    })),
                }
            }
            answers.insert(question.to_owned(), json!(lines));
        }
        if faults.is_empty() { Ok(named) } else { Err(DeskFault::Answers(faults)) }
    }

    /// A file of a case for somebody who may read it; the reading is journalled.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for what is not theirs; [`DeskFault::Quarantined`] while nobody looked for a virus, or
    /// where one was found.
    pub async fn attachment(
        &self,
        who: &Who,
        (case, id): (CaseId, FileId),
        now: At,
    ) -> Result<(Handle, Vec<u8>), DeskFault> {
        let case = self.store().case(case).await?.ok_or(DeskFault::NotFound)?;
        let action = if matches!(who, Who::Officer(_)) { Action::SeePerson } else { Action::Download };
        if !may(who, action, Some(&case)) {
            return Err(DeskFault::NotFound);
        }
        let file = self.store().attachment(case.id, id).await?.ok_or(DeskFault::NotFound)?;
        if file.scan != Scan::Clean {
            return Err(DeskFault::Quarantined);
        }
        let mut filing = Filing::new();
        filing.access_log(&Access { case: case.id, at: now, actor: actor(who), purpose: "attachment".to_owned() });
        self.store().file(filing).await?;
        Ok((Handle::of(&file), self.store().attachment_content(&file).await?))
    }

    /// What is known of viruses in the files of a case.
    ///
    /// # Errors
    /// The database.
    pub async fn scans_of(&self, case: CaseId) -> Result<BTreeMap<FileId, Scan>, DeskFault> {
        Ok(self.store().scans_of(case).await?.into_iter().collect())
    }

    /// Files nobody looked at for a virus, with their content: some at a time.
    ///
    /// # Errors
    /// The database; a missing file.
    pub async fn quarantined(&self) -> Result<Vec<(FileId, Vec<u8>)>, DeskFault> {
        let mut found = Vec::new();
        for file in self.store().attachments_waiting(LOOKED_AT_ONCE).await? {
            match self.store().attachment_content(&file).await {
                Ok(content) => found.push((file.id, content)),
                // The others are looked at all the same.
                Err(fault) => tracing::error!(%fault, "a file of the quarantine cannot be read"),
            }
        }
        Ok(found)
    }

    /// Says what was found in a file of the quarantine.
    ///
    /// # Errors
    /// The database.
    pub async fn scanned(&self, id: FileId, scan: Scan) -> Result<(), DeskFault> {
        let mut filing = Filing::new();
        filing.attachment_scanned(id, scan);
        self.store().file(filing).await?;
        Ok(())
    }

    /// Throws away what nobody handed in in time; says how many.
    ///
    /// # Errors
    /// The database.
    pub async fn sweep_attachments(&self, now: At) -> Result<usize, DeskFault> {
        Ok(self.store().sweep_attachments(now).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written_slashes_in_names_included() {
        let handle = Handle {
            id: FileId::from_uuid(uuid::Uuid::from_u128(7)),
            ending: "jpg".to_owned(),
            bytes: 2_000_000,
            name: "租約 1/2.jpg".to_owned(),
        };
        assert_eq!(Handle::read(&handle.line()), Some(handle));
        for none in ["", "x", "00000000-0000-0000-0000-000000000007", "x/jpg/1/a"] {
            assert_eq!(Handle::read(none), None, "{none}");
        }
    }
}
