//! What can go wrong, as small enums that keep the cause.
//!
//! No error text holds a row's content: SQL messages name tables and constraints, never values.

use std::io;
use std::sync::Arc;

use thiserror::Error;
use uuid::Uuid;

/// The store does not open.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("data folder: {0}")]
    Folder(#[from] io::Error),
    #[error("another process serves this database")]
    InUse,
    #[error("database setting {setting} is {found}, but must be {wanted}")]
    Setting { setting: &'static str, found: String, wanted: String },
    #[error("migration {number} was changed after it had run here")]
    MigrationChanged { number: i64 },
    #[error("the database has migration {found}, this program knows only {known}")]
    Newer { found: i64, known: i64 },
    #[error("keys: {0}")]
    Crypt(#[from] CryptError),
    #[error("filing the first rows: {0}")]
    File(#[from] FileError),
}

/// A read failed.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("sealed data: {0}")]
    Crypt(#[from] CryptError),
    #[error("stored {what} is not of the form expected: {cause}")]
    Form { what: &'static str, cause: String },
    #[error("file: {0}")]
    File(#[from] io::Error),
}

/// Sealing or opening failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CryptError {
    #[error("the key of {0} was destroyed")]
    Erased(Uuid),
    #[error("no key for {0}")]
    NoKey(Uuid),
    #[error("office key {0} is not among the keys")]
    NoOfficeKey(String),
    #[error("the content was changed, or stands in another row than it was written for")]
    Tampered,
    #[error("the key file is not of the form expected: {0}")]
    KeyFile(&'static str),
    #[error("no randomness from the system")]
    Randomness,
    #[error("the cipher refused to seal")]
    Sealing,
}

/// A filing was refused; nothing of it was written.
#[derive(Clone, Debug, Error)]
pub enum FileError {
    /// Somebody else was faster, or the row is not in the state the filing expects. Load again, decide again.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The effect of that key has been filed before.
    #[error("already filed: {0}")]
    Duplicate(String),
    /// Debits and credits of a posting differ (whole TWD).
    #[error("posting does not balance: debit {debit_twd}, credit {credit_twd}")]
    Unbalanced { debit_twd: i64, credit_twd: i64 },
    /// A file the filing names is not on the disk.
    #[error("file {0} was not written")]
    MissingFile(String),
    /// The filing contradicts itself.
    #[error("filing is malformed: {0}")]
    Malformed(&'static str),
    #[error("sealed data: {0}")]
    Crypt(#[from] CryptError),
    #[error("the disk is full")]
    DiskFull,
    /// The database cannot be reached or is too busy; trying again later is right.
    #[error("database unavailable: {0}")]
    Unavailable(#[source] Arc<sqlx::Error>),
    #[error("database: {0}")]
    Database(#[source] Arc<sqlx::Error>),
}

impl FileError {
    /// Sorts a driver's error; `what` names the statement.
    pub(crate) fn of(error: sqlx::Error, what: &'static str) -> FileError {
        if let sqlx::Error::Database(cause) = &error {
            let code = cause.code().unwrap_or_default();
            if cause.is_unique_violation() || cause.is_foreign_key_violation() || cause.is_check_violation() {
                return FileError::Conflict(what);
            }
            match code.as_ref() {
                // SQLITE_FULL; disk_full
                "13" | "53100" => return FileError::DiskFull,
                // deadlock_detected, serialization_failure: the other one won
                "40P01" | "40001" => return FileError::Conflict(what),
                // SQLITE_BUSY and its kinds
                "5" | "261" | "517" => return FileError::Unavailable(Arc::new(error)),
                code if code.starts_with("57P") || code.starts_with("08") || code.starts_with("53") => {
                    return FileError::Unavailable(Arc::new(error));
                }
                _ => return FileError::Database(Arc::new(error)),
            }
        }
        match error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                FileError::Unavailable(Arc::new(error))
            }
            other => FileError::Database(Arc::new(other)),
        }
    }
}

/// A journal that does not prove what it says.
#[derive(Debug, Error)]
pub enum VerifyError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("no such case")]
    NoCase,
    #[error("journal: {0}")]
    Broken(casework::journal::Broken),
    #[error("the journal ends at line {found}, the case at line {expected}")]
    Cut { found: i64, expected: i64 },
    #[error("the head kept with the case is not the end of its chain")]
    Head,
}

impl VerifyError {
    pub(crate) fn form(what: &'static str, cause: impl ToString) -> VerifyError {
        VerifyError::Store(StoreError::form(what, cause))
    }
}

impl StoreError {
    pub(crate) fn form(what: &'static str, cause: impl ToString) -> StoreError {
        StoreError::Form { what, cause: cause.to_string() }
    }
}

impl From<sqlx::Error> for VerifyError {
    fn from(error: sqlx::Error) -> Self {
        VerifyError::Store(StoreError::Database(error))
    }
}
