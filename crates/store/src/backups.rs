//! Backups: one consistent set of the embedded database and its files, made while serving.
//!
//! The rows are copied first; every file a row names was on the disk before the row, so the files copied
//! afterwards hold all of them. The keys are not in the set. PostgreSQL is backed up with its own
//! `pg_dump` before the data folder is copied, for the same reason.

use std::fs;
use std::io;
use std::path::Path;

use crate::db::Db;
use crate::fault::StoreError;
use crate::files::write_durably;
use crate::store::Store;

/// The name of the database within a backup.
pub const DATABASE: &str = "takau.sqlite";

impl Store {
    /// Writes a backup into an empty or missing folder.
    ///
    /// # Errors
    /// A folder that is not empty; PostgreSQL (see above); the disk.
    pub async fn backup_to(&self, target: &Path) -> Result<(), StoreError> {
        fs::create_dir_all(target)?;
        if fs::read_dir(target)?.next().is_some() {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the backup folder is not empty").into());
        }
        let Db::Sqlite { read, .. } = self.db() else {
            return Err(StoreError::form("backup", "PostgreSQL is backed up with pg_dump"));
        };
        let place = target.join(DATABASE);
        let name = place.to_str().ok_or_else(|| StoreError::form("backup", "the folder's name is not UTF-8"))?;
        // Not on the reader pool's terms: VACUUM INTO writes its own file and reads this one.
        let mut connection = read.acquire().await?;
        sqlx::raw_sql("PRAGMA query_only = OFF").execute(&mut *connection).await?;
        let copied = sqlx::query("VACUUM INTO $1").bind(name).execute(&mut *connection).await;
        sqlx::raw_sql("PRAGMA query_only = ON").execute(&mut *connection).await?;
        copied?;
        fs::File::open(&place)?.sync_all()?;
        let (from, to) = (self.folder().to_owned(), target.to_owned());
        let files = tokio::task::spawn_blocking(move || {
            for part in ["files", "releases"] {
                copy_folder(&from.join(part), &to.join(part))?;
            }
            fs::File::open(&to)?.sync_all()
        });
        Ok(files.await.map_err(|cause| StoreError::form("backup", cause))??)
    }
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    if !from.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to.join(name))?;
        } else if !name.to_string_lossy().starts_with('.') {
            // Files with a dot are still being written; no row names them.
            write_durably(&to.join(name), |file| io::copy(&mut fs::File::open(entry.path())?, file).map(drop))?;
        }
    }
    Ok(())
}
