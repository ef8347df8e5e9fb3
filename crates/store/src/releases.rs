//! Releases: published states of the city's plan data. Public, so not sealed; named by their SHA-256 and
//! checked against it whenever they are read.

use std::fs;
use std::path::{Path, PathBuf};

use lexicon::instant::At;
use memmap2::Mmap;
use sha2::{Digest, Sha256};

use crate::fault::{FileError, StoreError};
use crate::files::{disk, flush_folder, write_durably};
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// A published state of the plan data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// SHA-256 of the bytes, in hexadecimal.
    pub hash: String,
    pub title: String,
    pub bytes: u64,
    pub published_at: At,
}

row! {
    struct Stored { hash: String, title: String, bytes: i64, published_at: Moment }
}

impl From<Stored> for Release {
    fn from(row: Stored) -> Release {
        Release {
            hash: row.hash,
            title: row.title,
            bytes: u64::try_from(row.bytes).unwrap_or(0),
            published_at: row.published_at.0,
        }
    }
}

/// The bytes of a release in its file. Files of releases are written once and never changed.
pub struct Mapped(Mmap);

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[expect(unsafe_code, reason = "a mapped file is only sound while nobody changes it: releases are never changed")]
fn map(path: &Path) -> Result<Mmap, StoreError> {
    let file = fs::File::open(path)?;
    // SAFETY: the house writes a release under its hash once (`put_release`) and never opens it for writing again.
    Ok(unsafe { Mmap::map(&file) }?)
}

/// Maps a file of that hash into memory and holds it against the hash.
pub(crate) async fn map_checked(path: PathBuf, hash: &str) -> Result<Mapped, StoreError> {
    let wanted = hash.to_owned();
    let mapped = tokio::task::spawn_blocking(move || {
        let mapped = map(&path)?;
        if hex::encode(Sha256::digest(&*mapped)) != wanted {
            return Err(StoreError::form("release", "its bytes were changed"));
        }
        Ok(Mapped(mapped))
    });
    mapped.await.map_err(|cause| StoreError::form("release", cause))?
}

impl Filing {
    /// Names a release whose bytes were written (`Store::put_release`) in the books.
    pub fn release(&mut self, release: &Release) -> &mut Filing {
        let bytes = i64::try_from(release.bytes).unwrap_or(i64::MAX);
        self.put(
            put!(
                "INSERT INTO release (hash, title, bytes, published_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (hash) DO NOTHING",
                release.hash.as_str(),
                release.title.as_str(),
                bytes,
                release.published_at,
            )
            .at_most_one("release"),
        )
    }

    /// Makes a release the live one in place of `from`; a conflict where another one is live by now.
    pub fn release_live(&mut self, hash: &str, from: Option<&str>, at: At) -> &mut Filing {
        let statement = match from {
            Some(from) => {
                put!("UPDATE live_release SET hash = $1, since = $2 WHERE slot = 1 AND hash = $3", hash, at, from)
            }
            None => put!(
                "INSERT INTO live_release (slot, hash, since) VALUES (1, $1, $2) ON CONFLICT (slot) DO NOTHING",
                hash,
                at,
            ),
        };
        self.put(statement.one("live release"))
    }

    /// Makes a release whose bytes were written the current one, whatever was live.
    pub fn release_publish(&mut self, release: &Release) -> &mut Filing {
        self.release(release).put(
            put!(
                "INSERT INTO live_release (slot, hash, since) VALUES (1, $1, $2)
                 ON CONFLICT (slot) DO UPDATE SET hash = excluded.hash, since = excluded.since",
                release.hash.as_str(),
                release.published_at,
            )
            .one("live release"),
        )
    }
}

impl Store {
    /// Writes the bytes of a release durably and answers with their SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// A full disk.
    pub async fn put_release(&self, bytes: Vec<u8>) -> Result<String, FileError> {
        let hash = hex::encode(Sha256::digest(&bytes));
        let path = self.release_path(&hash);
        let written = tokio::task::spawn_blocking(move || {
            use std::io::Write;
            if path.exists() { flush_folder(&path) } else { write_durably(&path, |file| file.write_all(&bytes)) }
        });
        match written.await {
            Ok(Ok(())) => Ok(hash),
            Ok(Err(error)) => Err(disk(error)),
            Err(_) => Err(FileError::Malformed("a release could not be written")),
        }
    }

    /// Takes away the file of a release that was never published: nobody reads it.
    ///
    /// # Errors
    /// The database; the disk.
    pub async fn drop_release_file(&self, hash: &str) -> Result<(), StoreError> {
        let query = sql!(
            "SELECT hash FROM release WHERE hash = $1
             UNION SELECT hash FROM proposal WHERE hash = $1 AND state = 'ready'",
            hash,
        );
        let used: Option<(String,)> = self.db().optional(query).await?;
        if used.is_some() {
            return Ok(());
        }
        match fs::remove_file(self.release_path(hash)) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(cause.into()),
            _ => Ok(()),
        }
    }

    /// A release where its file lies, mapped into memory, checked against its hash.
    ///
    /// # Errors
    /// A missing file; bytes that are not those of the hash.
    pub async fn map_release(&self, hash: &str) -> Result<Mapped, StoreError> {
        map_checked(self.release_path(hash), hash).await
    }

    /// The release in force.
    ///
    /// # Errors
    /// The database.
    pub async fn current_release(&self) -> Result<Option<Release>, StoreError> {
        let query = sql!(
            "SELECT r.hash, r.title, r.bytes, r.published_at
             FROM live_release l JOIN release r ON r.hash = l.hash WHERE l.slot = 1"
        );
        Ok(self.db().optional::<Stored>(query).await?.map(Release::from))
    }

    /// The hash of the release in force: what a process that serves beside others asks now and then.
    ///
    /// # Errors
    /// The database.
    pub async fn live_hash(&self) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = self.db().optional(sql!("SELECT hash FROM live_release WHERE slot = 1")).await?;
        Ok(found.map(|(hash,)| hash))
    }

    /// All releases, the latest first.
    ///
    /// # Errors
    /// The database.
    pub async fn releases(&self) -> Result<Vec<Release>, StoreError> {
        let query = sql!("SELECT hash, title, bytes, published_at FROM release ORDER BY published_at DESC, hash");
        Ok(self.db().all::<Stored>(query).await?.into_iter().map(Release::from).collect())
    }

    fn release_path(&self, hash: &str) -> PathBuf {
        // Only hexadecimal digits may become a path.
        let name: String = hash.chars().filter(char::is_ascii_hexdigit).collect();
        self.folder().join("releases").join(name)
    }
}
