//! The store: one database, one data folder, one set of keys, one way to write.
//!
//! Only `desk` knows it. It decides nothing and checks no access: it files what it is given, whole or
//! not at all, and reads what it is asked for.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use lexicon::instant::At;
use tokio::sync::{Mutex, watch};

use crate::crypt::{DataKey, Keys};
use crate::data_keys;
use crate::db::{Db, Place};
use crate::fault::{FileError, OpenError, StoreError};
use crate::filing::{Filed, Filing};
use crate::migrations;
use crate::plan::{self, Op, Ring};
use crate::seal::Owner;
use crate::statement::{Stmt, statements};
use crate::writer::Writer;

/// Handle on the books of the office. Cloning it is cheap.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    db: Db,
    writer: Writer,
    keys: RwLock<Arc<Keys>>,
    desk_key: DataKey,
    folder: PathBuf,
    serials: Mutex<HashMap<(String, u32), std::ops::Range<i64>>>,
    filings: watch::Sender<u64>,
    /// Held as long as the store is open: one process serves an embedded database.
    _lock: Option<File>,
}

impl Store {
    /// Opens the books: asserts durability, runs migrations, makes the desk's key if there is none.
    /// `folder` is the data folder for files. On SQLite it is locked against a second process.
    ///
    /// # Errors
    /// See [`OpenError`]; nothing is served from a database that could lose what it acknowledged.
    pub async fn open(place: &Place, keys: Keys, folder: &Path, now: At) -> Result<Store, OpenError> {
        for part in ["files", "releases"] {
            std::fs::create_dir_all(folder.join(part))?;
        }
        File::open(folder)?.sync_all()?;
        let lock = match place {
            Place::Sqlite(path) => Some(lock(path)?),
            Place::Postgres(_) => None,
        };
        let db = Db::open(place).await?;
        migrations::run(&db, now).await?;
        let desk_key = data_keys::desk_key(&db, &keys).await?;
        let inner = Inner {
            writer: Writer::start(&db),
            db,
            keys: RwLock::new(Arc::new(keys)),
            desk_key,
            folder: folder.to_owned(),
            serials: Mutex::default(),
            filings: watch::Sender::new(0),
            _lock: lock,
        };
        let store = Store(Arc::new(inner));
        if store.0._lock.is_some() {
            // Whoever held a claim has ended: nobody else opens an embedded database.
            store.release_claims().await?;
        }
        Ok(store)
    }

    /// Files a change: all of it, durable, or none of it.
    ///
    /// # Errors
    /// See [`FileError`]. After [`FileError::Conflict`] load again and decide again; after
    /// [`FileError::Duplicate`] the effect is there already.
    pub async fn file(&self, filing: Filing) -> Result<Filed, FileError> {
        for file in &filing.files {
            self.require_file(file).await?;
        }
        let (owners, opened) = plan::owners(&filing);
        let keys = self.keys();
        let (mut ring, mut made) = (Ring { keys: &keys, data: HashMap::new() }, Vec::new());
        for owner in owners {
            let key = match self.find_data_key(owner).await? {
                Some(key) => key,
                None if matches!(owner, Owner::Case(case) if opened.contains(&case)) => {
                    let key = DataKey::generate()?;
                    made.push(data_keys::insert(owner, &keys, &key)?);
                    key
                }
                None => return Err(crate::fault::CryptError::NoKey(owner.uuid()).into()),
            };
            ring.data.insert(owner.uuid(), key);
        }
        let made = made.into_iter().map(|statement| plan::run(statement, &ring)).collect::<Result<Vec<_>, _>>()?;
        let mut plan = plan::ready(filing, &ring)?;
        plan.ops.splice(0..0, made.into_iter().map(Op::Run));
        let filed = self.0.writer.file(plan).await?;
        self.0.filings.send_modify(|count| *count += 1);
        Ok(filed)
    }

    /// A secret for a purpose of the house (form tokens …), derived from the index key: the same at every start.
    #[must_use]
    pub fn secret_for(&self, purpose: &str) -> Vec<u8> {
        self.keys().keyed(&[b"secret", purpose.as_bytes()]).to_vec()
    }

    /// Changes whenever this process has filed something: what waits for work need not ask all the time.
    #[must_use]
    pub fn filings(&self) -> watch::Receiver<u64> {
        self.0.filings.subscribe()
    }

    /// Closes the pools; for tests and an orderly stop.
    pub async fn close(&self) {
        self.0.db.close().await;
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(crate) fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.0.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn replace_keys(&self, keys: Keys) {
        *self.0.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    pub(crate) fn desk_key(&self) -> &DataKey {
        &self.0.desk_key
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0.folder
    }

    pub(crate) fn serials(&self) -> &Mutex<HashMap<(String, u32), std::ops::Range<i64>>> {
        &self.0.serials
    }

    /// Asks the database to understand every fixed statement; gives back those it does not, with its words.
    ///
    /// # Errors
    /// No connection.
    pub async fn misunderstood(&self) -> Result<Vec<(&'static Stmt, String)>, StoreError> {
        let all: Vec<_> = statements().collect();
        let texts = all.iter().map(|stmt| stmt.text(self.db().dialect()).to_owned()).collect();
        let words = self.db().misunderstood(texts).await?;
        Ok(words.into_iter().map(|(n, words)| (all[n], words)).collect())
    }
}

fn lock(path: &Path) -> Result<File, OpenError> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(name)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
    }
}
