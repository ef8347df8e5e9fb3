//! Plan files: what officers hand in and what was found in it, kept for good under the SHA-256 of its bytes.
//!
//! Plan data is public, so nothing is sealed. A file is on the disk before a row names it, is written once and
//! never changed, and is checked against its name whenever it is read.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::PathBuf;

use casework::event::Actor;
use lexicon::instant::At;
use sha2::{Digest, Sha256};

use crate::fault::{FileError, StoreError};
use crate::files::{disk, flush_folder, write_durably};
use crate::filing::Filing;
use crate::releases::{Mapped, map_checked};
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// A kept file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFile {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its name as it first arrived.
    pub name: String,
    pub bytes: u64,
    pub kept_by: Actor,
    pub kept_at: At,
}

row! {
    struct Stored { sha256: String, name: String, bytes: i64, kept_by: String, kept_at: Moment }
}

impl Filing {
    /// Names a written file in the books. The same bytes twice are one row.
    pub fn plan_file(&mut self, file: &PlanFile) -> &mut Filing {
        let kept_by = String::from_utf8(self.json(&file.kept_by)).unwrap_or_default();
        self.put(
            put!(
                "INSERT INTO plan_file (sha256, name, bytes, kept_by, kept_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (sha256) DO NOTHING",
                file.sha256.as_str(),
                file.name.as_str(),
                i64::try_from(file.bytes).unwrap_or(i64::MAX),
                kept_by,
                file.kept_at,
            )
            .at_most_one("plan file"),
        )
    }
}

impl Store {
    /// Writes what is read durably and answers with its SHA-256 in hexadecimal and its length. No row names it
    /// yet: see [`Filing::plan_file`].
    ///
    /// # Errors
    /// A full disk; a reader that fails.
    pub async fn put_plan_file(&self, from: impl Read + Send + 'static) -> Result<(String, u64), FileError> {
        let folder = self.plan_folder();
        let written = tokio::task::spawn_blocking(move || write(&folder, from));
        match written.await {
            Ok(written) => written.map_err(disk),
            Err(_) => Err(FileError::Malformed("a plan file could not be written")),
        }
    }

    /// A kept file where it lies, mapped into memory, checked against its name.
    ///
    /// # Errors
    /// A missing file; bytes that are not those of the name.
    pub async fn map_plan_file(&self, sha256: &str) -> Result<Mapped, StoreError> {
        map_checked(self.plan_path(sha256), sha256).await
    }

    /// What the books say of a kept file.
    ///
    /// # Errors
    /// The database.
    pub async fn plan_file(&self, sha256: &str) -> Result<Option<PlanFile>, StoreError> {
        let query = sql!("SELECT sha256, name, bytes, kept_by, kept_at FROM plan_file WHERE sha256 = $1", sha256);
        self.db().optional::<Stored>(query).await?.map(PlanFile::try_from).transpose()
    }

    /// The names of all kept files, in order.
    ///
    /// # Errors
    /// The database.
    pub(crate) async fn plan_file_names(&self) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = self.db().all(sql!("SELECT sha256 FROM plan_file ORDER BY sha256")).await?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    fn plan_folder(&self) -> PathBuf {
        self.folder().join("releases").join("sources")
    }

    fn plan_path(&self, sha256: &str) -> PathBuf {
        // Only hexadecimal digits may become a path.
        self.plan_folder().join(sha256.chars().filter(char::is_ascii_hexdigit).collect::<String>())
    }
}

impl TryFrom<Stored> for PlanFile {
    type Error = StoreError;

    fn try_from(row: Stored) -> Result<PlanFile, StoreError> {
        Ok(PlanFile {
            sha256: row.sha256,
            name: row.name,
            bytes: u64::try_from(row.bytes).map_err(|cause| StoreError::form("plan file", cause))?,
            kept_by: serde_json::from_str(&row.kept_by).map_err(|cause| StoreError::form("actor", cause))?,
            kept_at: row.kept_at.0,
        })
    }
}

/// Copies beside the place under a name of its own, and gives it the name of its bytes once that is known.
fn write(folder: &std::path::Path, mut from: impl Read) -> io::Result<(String, u64)> {
    let unique: [u8; 8] = crate::crypt::random().map_err(io::Error::other)?;
    let aside = folder.join(format!(".reading-{}", hex::encode(unique)));
    let (mut hash, mut length) = (Sha256::new(), 0);
    let copied = write_durably(&aside, |file: &mut File| {
        let mut part = vec![0; 256 * 1024];
        loop {
            match from.read(&mut part)? {
                0 => return Ok(()),
                count => {
                    hash.update(&part[..count]);
                    length += count as u64;
                    file.write_all(&part[..count])?;
                }
            }
        }
    });
    let name = hex::encode(hash.finalize());
    let path = folder.join(&name);
    let named = copied.and_then(|()| if path.exists() { fs::remove_file(&aside) } else { fs::rename(&aside, &path) });
    if let Err(error) = named {
        // What was half written is of no use; the first error is the one that counts.
        let _ = fs::remove_file(&aside);
        return Err(error);
    }
    flush_folder(&path)?;
    Ok((name, length))
}
