//! Backups: one consistent set of rows and files, made while serving, and the proof that it is unchanged.
//!
//! The rows are copied first; every file a row names was on the disk before the row, so the files copied
//! afterwards hold all of them. The manifest is written last: a set without one was never finished. Keys
//! are never in the set. PostgreSQL is dumped and loaded by its own programs, started by whoever calls.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use lexicon::instant::At;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use thiserror::Error;

use crate::db::Place;
use crate::files::write_durably;
use crate::migrations;

/// The embedded database, in a data folder and in a backup.
pub const DATABASE: &str = "takau.sqlite";
/// The dump of PostgreSQL in a backup.
pub const DUMP: &str = "takau.pgdump";
/// What the backup holds.
pub const MANIFEST: &str = "manifest.json";
/// The folders of the data folder that belong to the books.
pub const FOLDERS: [&str; 2] = ["files", "releases"];

/// Which database the rows come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// What a backup holds, and from when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the program that made it.
    pub program: String,
    /// RFC 3339.
    pub made_at: String,
    /// The last migration that had run.
    pub schema: i64,
    pub database: Kind,
    /// SHA-256 in hexadecimal of every file, by its path with `/` between the parts.
    pub files: BTreeMap<String, String>,
}

/// A backup cannot be made or must not be restored.
#[derive(Debug, Error)]
pub enum BackupError {
    #[error("{} is not empty; name a folder that is empty or does not exist yet", .0.display())]
    NotEmpty(PathBuf),
    #[error("{} has no {MANIFEST}: it is no backup, or one that was never finished; take another backup", .0.display())]
    NoManifest(PathBuf),
    #[error("{MANIFEST} cannot be read ({0}); take another backup")]
    Manifest(serde_json::Error),
    #[error("the backup file {0} was changed after the backup; take another backup")]
    Changed(String),
    #[error("the backup file {0} is missing; take another backup")]
    Missing(String),
    #[error("the backup holds {0}, which its {MANIFEST} does not name; take it away or take another backup")]
    Unnamed(String),
    #[error("the backup has migration {found}, this program knows only {known}; restore it with a newer program")]
    Newer { found: i64, known: i64 },
    #[error("there is no database at {}; check --data", .0.display())]
    NoDatabase(PathBuf),
    #[error("this database on PostgreSQL holds no table; check --database")]
    NoTables,
    #[error("the name of {} is not UTF-8; name another folder", .0.display())]
    Name(PathBuf),
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("{}: {cause}", .path.display())]
    Disk { path: PathBuf, cause: io::Error },
}

fn disk(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |cause| BackupError::Disk { path, cause }
}

/// Copies the embedded database as one moment of it, while another process may write; gives back the last
/// migration of the copy.
///
/// # Errors
/// No database there; a copy that exists; the disk.
pub async fn copy_database(database: &Path, target: &Path) -> Result<i64, BackupError> {
    if !database.is_file() {
        return Err(BackupError::NoDatabase(database.to_owned()));
    }
    let name = target.to_str().ok_or_else(|| BackupError::Name(target.to_owned()))?;
    let options = SqliteConnectOptions::new().filename(database).busy_timeout(Duration::from_secs(10));
    let mut live = options.connect().await?;
    sqlx::query("VACUUM INTO $1").bind(name).execute(&mut live).await?;
    live.close().await?;
    File::open(target).and_then(|file| file.sync_all()).map_err(disk(target))?;
    let mut copy = SqliteConnectOptions::new().filename(target).read_only(true).immutable(true).connect().await?;
    let (schema,): (i64,) = sqlx::query_as("SELECT MAX(number) FROM migration").fetch_one(&mut copy).await?;
    copy.close().await?;
    Ok(schema)
}

/// The last migration of a database on PostgreSQL.
///
/// # Errors
/// The server; a database that is none of ours.
pub async fn postgres_schema(url: &str) -> Result<i64, BackupError> {
    if is_vacant(&Place::Postgres(url.to_owned())).await? {
        return Err(BackupError::NoTables);
    }
    let mut server = PgConnection::connect(url).await?;
    let (schema,): (i64,) = sqlx::query_as("SELECT MAX(number) FROM migration").fetch_one(&mut server).await?;
    server.close().await?;
    Ok(schema)
}

/// Whether there is nothing yet at the place: no file of the embedded database, no table on PostgreSQL.
///
/// # Errors
/// The server.
pub async fn is_vacant(place: &Place) -> Result<bool, BackupError> {
    match place {
        Place::Sqlite(path) => Ok(!path.exists()),
        Place::Postgres(url) => {
            let mut server = PgConnection::connect(url).await?;
            let tables = "SELECT COUNT(*) FROM pg_catalog.pg_tables
                 WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
            let (tables,): (i64,) = sqlx::query_as(tables).fetch_one(&mut server).await?;
            server.close().await?;
            Ok(tables == 0)
        }
    }
}

/// Makes a folder only its owner may enter; one that is there must be empty.
///
/// # Errors
/// A folder that is not empty; the disk.
pub fn make_empty(folder: &Path) -> Result<(), BackupError> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(disk(folder))?;
    match fs::read_dir(folder).map_err(disk(folder))?.next() {
        None => Ok(()),
        Some(_) => Err(BackupError::NotEmpty(folder.to_owned())),
    }
}

/// Copies files and plan releases durably. Files with a dot are still being written: no row names them.
///
/// # Errors
/// The disk.
pub fn copy_files(data: &Path, target: &Path) -> Result<(), BackupError> {
    for part in FOLDERS {
        let to = target.join(part);
        fs::create_dir_all(&to).map_err(disk(&to))?;
        for (name, path) in walk(&data.join(part))? {
            let copied = write_durably(&to.join(name), |file| io::copy(&mut File::open(&path)?, file).map(drop));
            copied.map_err(disk(&path))?;
        }
    }
    File::open(target).and_then(|folder| folder.sync_all()).map_err(disk(target))
}

/// Ends a backup: digests what is there and writes the manifest durably.
///
/// # Errors
/// The disk.
pub fn finish(folder: &Path, (schema, database): (i64, Kind), now: At) -> Result<Manifest, BackupError> {
    let manifest = Manifest {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now.to_string(),
        schema,
        database,
        files: digests(folder)?,
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(BackupError::Manifest)?;
    let path = folder.join(MANIFEST);
    write_durably(&path, |file| file.write_all(&text)).map_err(disk(&path))?;
    Ok(manifest)
}

/// Reads the manifest of a backup and checks that it fits: every file, no other, no newer schema.
///
/// # Errors
/// The first file that is changed, missing or not named; no manifest; a newer schema.
pub fn check(folder: &Path) -> Result<Manifest, BackupError> {
    let path = folder.join(MANIFEST);
    let text = match fs::read(&path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            return Err(BackupError::NoManifest(folder.to_owned()));
        }
        read => read.map_err(disk(&path))?,
    };
    let manifest: Manifest = serde_json::from_slice(&text).map_err(BackupError::Manifest)?;
    let known = migrations::known();
    if manifest.schema > known {
        return Err(BackupError::Newer { found: manifest.schema, known });
    }
    let found = digests(folder)?;
    for (name, digest) in &manifest.files {
        match found.get(name) {
            None => return Err(BackupError::Missing(name.clone())),
            Some(other) if other != digest => return Err(BackupError::Changed(name.clone())),
            Some(_) => {}
        }
    }
    match found.into_keys().find(|name| !manifest.files.contains_key(name)) {
        Some(name) => Err(BackupError::Unnamed(name)),
        None => Ok(manifest),
    }
}

fn digests(folder: &Path) -> Result<BTreeMap<String, String>, BackupError> {
    let mut digests = BTreeMap::new();
    for (name, path) in walk(folder)? {
        if name != MANIFEST {
            digests.insert(name, digest(&path).map_err(disk(&path))?);
        }
    }
    Ok(digests)
}

fn digest(path: &Path) -> io::Result<String> {
    let (mut file, mut hash, mut part) = (File::open(path)?, Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut part)? {
            0 => return Ok(hex::encode(hash.finalize())),
            length => hash.update(&part[..length]),
        }
    }
}

/// Every file below a folder without a leading dot, by its path inside it; none below a missing folder.
fn walk(folder: &Path) -> Result<BTreeMap<String, PathBuf>, BackupError> {
    let mut found = BTreeMap::new();
    let mut open = vec![(String::new(), folder.to_owned())];
    while let Some((inside, folder)) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.map_err(disk(&folder))?,
        };
        for entry in entries {
            let entry = entry.map_err(disk(&folder))?;
            let path = entry.path();
            let name = entry.file_name().into_string().map_err(|_| BackupError::Name(path.clone()))?;
            if name.starts_with('.') {
                continue;
            }
            let name = if inside.is_empty() { name } else { format!("{inside}/{name}") };
            if entry.file_type().map_err(disk(&path))?.is_dir() {
                open.push((name, path));
            } else {
                found.insert(name, path);
            }
        }
    }
    Ok(found)
}
