//! Data keys: one a case, wrapped by an office key. Rotation rewraps them and touches no other row;
//! destroying one erases the case and leaves its chain to be verified.
//!
//! No data key is kept in memory beyond the request that needs it, except the desk's own, so a
//! destroyed key is gone for every process at once.

use lexicon::ids::CaseId;
use lexicon::instant::At;
use uuid::Uuid;

use crate::crypt::{DataKey, Keys};
use crate::db::{Db, Tx};
use crate::fault::{CryptError, FileError, OpenError, StoreError};
use crate::filing::Filing;
use crate::seal::{Owner, Statement, put};
use crate::statement::{Dialect, sql};
use crate::store::Store;
use crate::value::row;

/// Keys rewrapped in one filing.
const REWRAPPED_AT_ONCE: usize = 500;

row! {
    struct KeyRow { owner: Uuid, office_key: String, wrapped: Option<Vec<u8>> }
}

/// The statement that keeps a new key. Two makers of one key: the second is a conflict.
pub(crate) fn insert(owner: Owner, keys: &Keys, key: &DataKey) -> Result<Statement, CryptError> {
    let wrapped = keys.wrap(owner.uuid(), key)?;
    Ok(put!(
        "INSERT INTO case_key (owner, office_key, wrapped) VALUES ($1, $2, $3)",
        owner.uuid(),
        keys.current(),
        wrapped,
    )
    .one("key of the case"))
}

/// The desk's key, made at the first start. It is its own short write, since no filing can seal before it.
pub(crate) async fn desk_key(db: &Db, keys: &Keys) -> Result<DataKey, OpenError> {
    let owner = Owner::Desk.uuid();
    let wrapped = keys.wrap(owner, &DataKey::generate()?)?;
    let mut tx = db.begin().await?;
    tx.run(sql!(
        "INSERT INTO case_key (owner, office_key, wrapped) VALUES ($1, $2, $3) ON CONFLICT (owner) DO NOTHING",
        owner,
        keys.current(),
        wrapped,
    ))
    .await?;
    let row = key_row(&mut tx, owner).await?;
    tx.commit().await?;
    let row = row.ok_or(CryptError::NoKey(owner))?;
    Ok(open(keys, &row)?)
}

async fn key_row(tx: &mut Tx, owner: Uuid) -> Result<Option<KeyRow>, sqlx::Error> {
    tx.optional(sql!("SELECT owner, office_key, wrapped FROM case_key WHERE owner = $1", owner)).await
}

fn open(keys: &Keys, row: &KeyRow) -> Result<DataKey, CryptError> {
    let wrapped = row.wrapped.as_deref().ok_or(CryptError::Erased(row.owner))?;
    keys.unwrap(row.owner, &row.office_key, wrapped)
}

impl Store {
    pub(crate) fn unwrap_key(
        &self,
        owner: Uuid,
        office_key: &str,
        wrapped: Option<&[u8]>,
    ) -> Result<DataKey, CryptError> {
        self.keys().unwrap(owner, office_key, wrapped.ok_or(CryptError::Erased(owner))?)
    }

    pub(crate) async fn find_data_key(&self, owner: Owner) -> Result<Option<DataKey>, FileError> {
        if owner == Owner::Desk {
            return Ok(Some(self.desk_key().clone()));
        }
        let query = sql!("SELECT owner, office_key, wrapped FROM case_key WHERE owner = $1", owner.uuid());
        let row: Option<KeyRow> = self.db().optional(query).await.map_err(|error| FileError::of(error, "key"))?;
        Ok(row.map(|row| open(&self.keys(), &row)).transpose()?)
    }

    pub(crate) async fn data_key(&self, owner: Owner) -> Result<DataKey, StoreError> {
        if owner == Owner::Desk {
            return Ok(self.desk_key().clone());
        }
        let query = sql!("SELECT owner, office_key, wrapped FROM case_key WHERE owner = $1", owner.uuid());
        let row: Option<KeyRow> = self.db().optional(query).await?;
        Ok(open(&self.keys(), &row.ok_or(CryptError::NoKey(owner.uuid()))?)?)
    }

    /// The key of an owner, made now if there is none: a file may come before its case is opened.
    pub(crate) async fn data_key_or_new(&self, owner: Owner) -> Result<DataKey, FileError> {
        if let Some(key) = self.find_data_key(owner).await? {
            return Ok(key);
        }
        let mut filing = Filing::new();
        filing.put(insert(owner, &self.keys(), &DataKey::generate()?)?);
        match self.file(filing).await {
            Ok(_) | Err(FileError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
        self.find_data_key(owner).await?.ok_or_else(|| CryptError::NoKey(owner.uuid()).into())
    }

    /// Wraps every data key under the current office key of `keys` and uses `keys` from now on. `keys`
    /// holds the old office keys too. Answers how many were rewrapped; may be run again after a stop.
    ///
    /// # Errors
    /// A data key whose office key is missing; the database.
    pub async fn rewrap(&self, keys: Keys) -> Result<u64, FileError> {
        // First: a key wrapped anew must open for readers of this process at once.
        self.replace_keys(keys.clone());
        let mut done = 0;
        loop {
            let query = sql!(
                "SELECT owner, office_key, wrapped FROM case_key WHERE office_key <> $1 AND wrapped IS NOT NULL
                 ORDER BY owner LIMIT $2",
                keys.current(),
                REWRAPPED_AT_ONCE as i64,
            );
            let rows: Vec<KeyRow> = self.db().all(query).await.map_err(|error| FileError::of(error, "key"))?;
            if rows.is_empty() {
                return Ok(done);
            }
            let mut filing = Filing::new();
            for row in &rows {
                let wrapped = keys.wrap(row.owner, &open(&keys, row)?)?;
                filing.put(
                    // A key destroyed meanwhile stays destroyed.
                    put!(
                        "UPDATE case_key SET wrapped = $3, office_key = $4
                         WHERE owner = $1 AND office_key = $2 AND wrapped IS NOT NULL",
                        row.owner,
                        row.office_key.as_str(),
                        wrapped,
                        keys.current(),
                    )
                    .at_most_one("key"),
                );
            }
            self.file(filing).await?;
            done += rows.len() as u64;
        }
    }

    /// Destroys the data key of a case: what was sealed is erased for ever, the chain still verifies, and
    /// nothing finds the case by a personal value any more. Backups made before still hold the key; in the
    /// embedded database a reader in the middle of a page may keep the old bytes in the log until the next
    /// checkpoint.
    ///
    /// # Errors
    /// [`FileError::Conflict`] where there is no key or it is gone; the database.
    pub async fn destroy_key(&self, case: CaseId, at: At) -> Result<(), FileError> {
        let mut filing = Filing::new();
        filing
            .put(
                put!(
                    "UPDATE case_key SET wrapped = NULL, destroyed_at = $2 WHERE owner = $1 AND wrapped IS NOT NULL",
                    case.uuid(),
                    at,
                )
                .one("key of the case"),
            )
            .put(put!("DELETE FROM lookup WHERE case_id = $1", case.uuid()).any("lookup"))
            .put(put!("DELETE FROM timer WHERE case_id = $1", case.uuid()).any("timer"))
            .put(
                put!(
                    "UPDATE message SET state = 'failed', cause = 'erased', settled_at = $2
                     WHERE case_id = $1 AND state = 'due'",
                    case.uuid(),
                    at,
                )
                .any("message"),
            );
        self.file(filing).await?;
        self.forget_freed().await.map_err(|error| FileError::of(error, "vacuum"))
    }

    /// Makes the database let go of the bytes of rows that are no more.
    async fn forget_freed(&self) -> Result<(), sqlx::Error> {
        match self.db().dialect() {
            Dialect::Sqlite => self.db().outside("PRAGMA wal_checkpoint(TRUNCATE)").await,
            Dialect::Postgres => self.db().outside("VACUUM case_key").await,
        }
    }
}
