//! Attachments: what somebody handed in, before and after there is a case.
//!
//! Each file is sealed with a key of its own. The key stands in the row, sealed with the desk's key until the file
//! belongs to a case and with the case's from then on: handing files over rewrites rows and reads no file, and
//! destroying the key of a case erases them. Who may name a file before that is kept as a keyed hash.

use std::fs;

use attachments::Scan;
use lexicon::ids::{CaseId, FileId};
use lexicon::instant::At;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::crypt::{Cell, DataKey};
use crate::fault::{CryptError, FileError, StoreError};
use crate::files::{open_sealed, write_sealed};
use crate::filing::Filing;
use crate::seal::{Arg, Owner, put};
use crate::soundness::Soundness;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// Rows swept away at once.
const SWEPT_AT_ONCE: u32 = 500;

fn scan_name(scan: Scan) -> &'static str {
    match scan {
        Scan::Waiting => "waiting",
        Scan::Clean => "clean",
        Scan::Found => "found",
    }
}

fn scan_of(name: &str) -> Scan {
    match name {
        "clean" => Scan::Clean,
        "found" => Scan::Found,
        _ => Scan::Waiting,
    }
}

/// What a file says of itself. Sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// As it is shown to people.
    pub name: String,
    /// The end of its name: `jpg`, `png`, `webp`, `pdf`.
    pub media: String,
    /// Of a PDF.
    pub pages: Option<u32>,
    /// SHA-256 of the content in hexadecimal.
    pub sha256: String,
}

#[derive(Serialize, Deserialize)]
struct Body {
    about: About,
    /// Hexadecimal.
    key: String,
}

/// A file that was handed in.
#[derive(Clone)]
pub struct Attachment {
    pub id: FileId,
    /// The case it belongs to, once there is one.
    pub case: Option<CaseId>,
    pub about: About,
    /// Length of the content, unsealed.
    pub bytes: u64,
    pub scan: Scan,
    pub kept_at: At,
    key: DataKey,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Attachment { id, case, about, bytes, scan, .. } = self;
        write!(to, "{id:?} {case:?} {about:?} {bytes} {scan:?}")
    }
}

/// A file that is to be kept.
#[derive(Clone, Debug)]
pub struct Arriving {
    pub id: FileId,
    /// Who may name it until it belongs to a case.
    pub holder: String,
    pub about: About,
    pub scan: Scan,
    pub kept_at: At,
    /// When it is thrown away unless it belongs to a case by then.
    pub expires_at: At,
}

row! {
    struct Stored {
        id: Uuid, case_id: Option<Uuid>, body: Vec<u8>, bytes: i64, scan: String, kept_at: Moment,
    }
}

fn body_cell(id: FileId) -> Cell {
    Cell::new("attachment", id, "body")
}

fn holder_parts(holder: &str) -> Vec<Vec<u8>> {
    vec![b"attachment".to_vec(), holder.as_bytes().to_vec()]
}

fn owner(case: Option<CaseId>) -> Owner {
    case.map_or(Owner::Desk, Owner::Case)
}

impl Filing {
    /// Gives a file to a case: from now on the case's key opens it. One that belongs to a case already, or is gone,
    /// is a conflict.
    pub fn attachment_hand_over(&mut self, attachment: &Attachment, case: CaseId) -> &mut Filing {
        let body = Body { about: attachment.about.clone(), key: hex::encode(attachment.key.bytes()) };
        let body = self.sealed(Owner::Case(case), body_cell(attachment.id), &body);
        self.put(
            put!(
                "UPDATE attachment SET case_id = $2, body = $3, holder = $4, expires_at = NULL
                 WHERE id = $1 AND case_id IS NULL",
                attachment.id.uuid(),
                case.uuid(),
                body,
                // Nobody names it by that any more, and the same content may be handed in again for another case.
                attachment.id.uuid().as_bytes().to_vec(),
            )
            .one("attachment"),
        )
    }

    /// Says what was found in a file nobody had looked at.
    pub fn attachment_scanned(&mut self, id: FileId, scan: Scan) -> &mut Filing {
        self.put(
            put!("UPDATE attachment SET scan = $2 WHERE id = $1 AND scan = 'waiting'", id.uuid(), scan_name(scan))
                .at_most_one("attachment"),
        )
    }

    /// Everything one holder has goes to another, who keeps it until `until`.
    pub fn attachments_follow(&mut self, holder: &str, to: &str, until: At) -> &mut Filing {
        self.put(
            put!(
                "UPDATE attachment SET holder = $2, expires_at = $3 WHERE holder = $1 AND case_id IS NULL",
                Arg::Keyed(holder_parts(holder)),
                Arg::Keyed(holder_parts(to)),
                until,
            )
            .any("attachment"),
        )
    }
}

impl Store {
    /// Keeps a file durably. The same content a second time is the first file again.
    ///
    /// # Errors
    /// A full disk; the database.
    pub async fn put_attachment(&self, arriving: Arriving, content: Vec<u8>) -> Result<Attachment, FileError> {
        let digest_parts = vec![b"attachment".to_vec(), arriving.holder.as_bytes().to_vec(), content];
        let parts: Vec<&[u8]> = digest_parts.iter().map(Vec::as_slice).collect();
        let digest = self.keys().keyed(&parts);
        if let Some(known) = self.attachment_of_digest((&arriving.holder, &digest)).await? {
            return Ok(known);
        }
        let key = DataKey::generate()?;
        let [.., content] = <[Vec<u8>; 3]>::try_from(digest_parts).unwrap_or_default();
        let bytes = content.len();
        let (path, seal) = (self.sealed_path(&self.attachment_file(arriving.id)), key.clone());
        match tokio::task::spawn_blocking(move || write_sealed(&path, &seal, &content)).await {
            Ok(written) => written?,
            Err(_) => return Err(FileError::Malformed("a file could not be sealed")),
        }
        let mut filing = Filing::new();
        let body = Body { about: arriving.about.clone(), key: hex::encode(key.bytes()) };
        let body = filing.sealed(Owner::Desk, body_cell(arriving.id), &body);
        filing.put(
            put!(
                "INSERT INTO attachment (id, holder, case_id, digest, body, bytes, scan, kept_at, expires_at)
                 VALUES ($1, $2, NULL, $3, $4, $5, $6, $7, $8) ON CONFLICT (holder, digest) DO NOTHING",
                arriving.id.uuid(),
                Arg::Keyed(holder_parts(&arriving.holder)),
                digest,
                body,
                i64::try_from(bytes).unwrap_or(i64::MAX),
                scan_name(arriving.scan),
                arriving.kept_at,
                arriving.expires_at,
            )
            .at_most_one("attachment"),
        );
        self.file(filing).await?;
        let kept = self.attachment_of_digest((&arriving.holder, &digest)).await?;
        let kept = kept.ok_or(FileError::Malformed("a file that was kept is gone"))?;
        if kept.id != arriving.id {
            // The same file came twice at once, and the other was quicker.
            self.remove_sealed(arriving.id).await;
        }
        Ok(kept)
    }

    async fn attachment_of_digest(&self, (holder, digest): (&str, &[u8; 32])) -> Result<Option<Attachment>, FileError> {
        let query = sql!(
            "SELECT id, case_id, body, bytes, scan, kept_at FROM attachment WHERE holder = $1 AND digest = $2",
            self.keyed_holder(holder),
            *digest,
        );
        let row: Option<Stored> =
            self.db().optional(query).await.map_err(|error| FileError::of(error, "attachment"))?;
        match row {
            Some(row) => match self.open_attachment(row).await {
                Ok(open) => Ok(Some(open)),
                Err(_) => Err(FileError::Malformed("the row of a file cannot be opened")),
            },
            None => Ok(None),
        }
    }

    /// A file its holder names, as long as it belongs to no case.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn held_attachment(&self, holder: &str, id: FileId) -> Result<Option<Attachment>, StoreError> {
        let query = sql!(
            "SELECT id, case_id, body, bytes, scan, kept_at FROM attachment
             WHERE id = $1 AND holder = $2 AND case_id IS NULL",
            id.uuid(),
            self.keyed_holder(holder),
        );
        let row: Option<Stored> = self.db().optional(query).await?;
        match row {
            Some(row) => Ok(Some(self.open_attachment(row).await?)),
            None => Ok(None),
        }
    }

    /// How many files a holder keeps that belong to no case, and their bytes together.
    ///
    /// # Errors
    /// The database.
    pub async fn attachments_weigh(&self, holder: &str) -> Result<(usize, u64), StoreError> {
        let query = sql!(
            "SELECT count(*), CAST(COALESCE(sum(bytes), 0) AS bigint) FROM attachment
             WHERE holder = $1 AND case_id IS NULL",
            self.keyed_holder(holder),
        );
        let (files, bytes): (i64, i64) = self.db().optional(query).await?.unwrap_or_default();
        Ok((usize::try_from(files).unwrap_or(usize::MAX), u64::try_from(bytes).unwrap_or(u64::MAX)))
    }

    /// A file of a case.
    ///
    /// # Errors
    /// The database; a changed row; a destroyed key.
    pub async fn attachment(&self, case: CaseId, id: FileId) -> Result<Option<Attachment>, StoreError> {
        let query = sql!(
            "SELECT id, case_id, body, bytes, scan, kept_at FROM attachment WHERE id = $1 AND case_id = $2",
            id.uuid(),
            case.uuid(),
        );
        let row: Option<Stored> = self.db().optional(query).await?;
        match row {
            Some(row) => Ok(Some(self.open_attachment(row).await?)),
            None => Ok(None),
        }
    }

    /// What was found in the files of a case, by their ids.
    ///
    /// # Errors
    /// The database.
    pub async fn scans_of(&self, case: CaseId) -> Result<Vec<(FileId, Scan)>, StoreError> {
        let query = sql!("SELECT id, scan FROM attachment WHERE case_id = $1 ORDER BY id", case.uuid());
        let rows: Vec<(Uuid, String)> = self.db().all(query).await?;
        Ok(rows.into_iter().map(|(id, scan)| (FileId::from_uuid(id), scan_of(&scan))).collect())
    }

    /// Files nobody has looked at, the longest waiting first.
    ///
    /// # Errors
    /// The database; a changed row; a destroyed key.
    pub async fn attachments_waiting(&self, most: u32) -> Result<Vec<Attachment>, StoreError> {
        let query = sql!(
            "SELECT id, case_id, body, bytes, scan, kept_at FROM attachment WHERE scan = 'waiting'
             ORDER BY kept_at, id LIMIT $1",
            most,
        );
        let rows: Vec<Stored> = self.db().all(query).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            match self.open_attachment(row).await {
                Ok(open) => found.push(open),
                // Erased with its case: there is nothing to look at any more.
                Err(StoreError::Crypt(CryptError::Erased(_))) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(found)
    }

    /// The content of a file.
    ///
    /// # Errors
    /// A missing or changed file.
    pub async fn attachment_content(&self, attachment: &Attachment) -> Result<Vec<u8>, StoreError> {
        let (path, key) = (self.sealed_path(&self.attachment_file(attachment.id)), attachment.key.clone());
        let opened = tokio::task::spawn_blocking(move || open_sealed(&key, &fs::read(path)?));
        opened.await.map_err(|cause| StoreError::form("file", cause))?
    }

    /// Throws a holder's file away that belongs to no case.
    ///
    /// # Errors
    /// The database.
    pub async fn drop_attachment(&self, holder: &str, id: FileId) -> Result<(), FileError> {
        let mut filing = Filing::new();
        filing.put(
            put!(
                "DELETE FROM attachment WHERE id = $1 AND holder = $2 AND case_id IS NULL",
                id.uuid(),
                Arg::Keyed(holder_parts(holder)),
            )
            .one("attachment"),
        );
        self.file(filing).await?;
        self.remove_sealed(id).await;
        Ok(())
    }

    /// Throws away what nobody handed in in time, rows first; says how many.
    ///
    /// # Errors
    /// The database.
    pub async fn sweep_attachments(&self, now: At) -> Result<usize, FileError> {
        let query = sql!(
            "SELECT id FROM attachment WHERE expires_at <= $1 AND case_id IS NULL ORDER BY expires_at, id LIMIT $2",
            now,
            SWEPT_AT_ONCE,
        );
        let ids: Vec<(Uuid,)> = self.db().all(query).await.map_err(|error| FileError::of(error, "attachment"))?;
        for (id,) in &ids {
            let mut filing = Filing::new();
            filing.put(
                put!("DELETE FROM attachment WHERE id = $1 AND expires_at <= $2 AND case_id IS NULL", *id, now)
                    .one("attachment"),
            );
            match self.file(filing).await {
                Ok(_) => self.remove_sealed(FileId::from_uuid(*id)).await,
                // Handed in at the last moment.
                Err(FileError::Conflict(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(ids.len())
    }

    /// Every file that was handed in is read and held against its digest. One that belongs to no case may have been
    /// thrown away while a backup was made.
    pub(crate) async fn attachments_sound(&self, found: &mut Soundness) -> Result<(), StoreError> {
        let mut after = Uuid::nil();
        loop {
            let query = sql!(
                "SELECT id, case_id, body, bytes, scan, kept_at FROM attachment WHERE id > $1 ORDER BY id LIMIT 500",
                after,
            );
            let rows: Vec<Stored> = self.db().all(query).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            for row in rows {
                let id = row.id;
                let held = match self.open_attachment(row).await {
                    Ok(held) => held,
                    Err(StoreError::Crypt(CryptError::Erased(_))) => {
                        found.erased += 1;
                        continue;
                    }
                    Err(fault) => {
                        found.faults.push(format!("attachment {id}: {fault}"));
                        continue;
                    }
                };
                match self.attachment_content(&held).await {
                    Ok(content) if hex::encode(Sha256::digest(&content)) == held.about.sha256 => found.files += 1,
                    Ok(_) => found.faults.push(format!("attachment {id}: its SHA-256 is not the one in the books")),
                    Err(_) if held.case.is_none() => {}
                    Err(fault) => found.faults.push(format!("attachment {id}: {fault}")),
                }
            }
        }
    }

    async fn open_attachment(&self, row: Stored) -> Result<Attachment, StoreError> {
        let (id, case) = (FileId::from_uuid(row.id), row.case_id.map(CaseId::from_uuid));
        let plain = self.data_key(owner(case)).await?.open(&body_cell(id), &row.body)?;
        let body: Body = serde_json::from_slice(&plain).map_err(|cause| StoreError::form("attachment", cause))?;
        let key = hex::decode(&body.key).map_err(|cause| StoreError::form("attachment", cause))?;
        Ok(Attachment {
            id,
            case,
            about: body.about,
            bytes: u64::try_from(row.bytes).map_err(|cause| StoreError::form("attachment", cause))?,
            scan: scan_of(&row.scan),
            kept_at: row.kept_at.0,
            key: DataKey::of(&key).ok_or(CryptError::Tampered)?,
        })
    }

    /// What the sealed file is called: nothing in a listing tells whose it is.
    fn attachment_file(&self, id: FileId) -> String {
        hex::encode(self.keys().keyed(&[b"attachment-file", id.uuid().as_bytes()]))
    }

    async fn remove_sealed(&self, id: FileId) {
        let path = self.sealed_path(&self.attachment_file(id));
        // A file no row names is of no use to anybody; if it stays, nobody can open it.
        let _ = tokio::task::spawn_blocking(move || fs::remove_file(path)).await;
    }

    fn keyed_holder(&self, holder: &str) -> [u8; 32] {
        let parts = holder_parts(holder);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        self.keys().keyed(&parts)
    }
}
