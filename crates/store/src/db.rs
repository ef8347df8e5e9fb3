//! The two databases behind one face: pools, transactions, and what must hold before serving.
//!
//! SQLite: one write connection and several readers that cannot write, WAL, a full fsync at every
//! commit. PostgreSQL: one pool. Acknowledged means durable, so a server with a weaker setting, another
//! collation or another encoding is refused at the door, not warned about. The dialect never leaves
//! this crate.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};

use crate::fault::OpenError;
use crate::statement::{Dialect, Query, sql};
use crate::value::Row;

/// Where the rows live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The embedded default: a file, made when missing.
    Sqlite(PathBuf),
    /// `postgres://…`: a database that exists, encoding UTF8, collation C.
    Postgres(String),
}

/// Connections kept for readers.
const READERS: u32 = 8;
/// Connections kept to PostgreSQL, filings and readers together.
const POSTGRES_CONNECTIONS: u32 = 24;

#[derive(Clone)]
pub(crate) enum Db {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// A transaction; dropping it rolls back.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    pub(crate) async fn open(place: &Place) -> Result<Db, OpenError> {
        let db = match place {
            Place::Sqlite(path) => open_sqlite(path).await?,
            Place::Postgres(url) => open_postgres(url).await?,
        };
        db.assert_durable().await?;
        Ok(db)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Db::Sqlite { .. } => Dialect::Sqlite,
            Db::Postgres(_) => Dialect::Postgres,
        }
    }

    /// A transaction that may write: `BEGIN IMMEDIATE` on SQLite, so that it waits for its turn at once.
    pub(crate) async fn begin(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Db::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Db::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Reads all rows.
    pub(crate) async fn all<T: Row>(&self, query: Query) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Db::Sqlite { read, .. } => {
                let (text, args) = query.lite()?;
                sqlx::query_as_with::<Sqlite, T, _>(text, args).fetch_all(read).await
            }
            Db::Postgres(pool) => {
                let (text, args) = query.pg()?;
                sqlx::query_as_with::<Postgres, T, _>(text, args).fetch_all(pool).await
            }
        }
    }

    /// Reads one row or none.
    pub(crate) async fn optional<T: Row>(&self, query: Query) -> Result<Option<T>, sqlx::Error> {
        match self {
            Db::Sqlite { read, .. } => {
                let (text, args) = query.lite()?;
                sqlx::query_as_with::<Sqlite, T, _>(text, args).fetch_optional(read).await
            }
            Db::Postgres(pool) => {
                let (text, args) = query.pg()?;
                sqlx::query_as_with::<Postgres, T, _>(text, args).fetch_optional(pool).await
            }
        }
    }

    /// Asks the database to understand texts without running them; gives back its words on those it does
    /// not, by position. On a connection of its own, given up afterwards: a statement prepared without its
    /// values' types would be kept by the pool with the types the database guessed.
    pub(crate) async fn misunderstood(&self, texts: Vec<String>) -> Result<Vec<(usize, String)>, sqlx::Error> {
        use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
        let texts = texts.into_iter().map(|text| AssertSqlSafe(text).into_sql_str()).enumerate();
        let mut out = Vec::new();
        match self {
            Db::Sqlite { read, .. } => {
                let mut own = read.acquire().await?.detach();
                for (n, text) in texts {
                    out.extend(own.prepare(text).await.err().map(|error| (n, error.to_string())));
                }
                own.close().await?;
            }
            Db::Postgres(pool) => {
                let mut own = pool.acquire().await?.detach();
                for (n, text) in texts {
                    out.extend(own.prepare(text).await.err().map(|error| (n, error.to_string())));
                }
                own.close().await?;
            }
        }
        Ok(out)
    }

    /// Runs a fixed text outside any transaction.
    pub(crate) async fn outside(&self, text: &'static str) -> Result<(), sqlx::Error> {
        match self {
            Db::Sqlite { write, .. } => sqlx::raw_sql(text).execute(write).await.map(drop),
            Db::Postgres(pool) => sqlx::raw_sql(text).execute(pool).await.map(drop),
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Db::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }

    async fn assert_durable(&self) -> Result<(), OpenError> {
        match self {
            Db::Sqlite { write, .. } => {
                for (name, query, wanted) in [
                    ("journal_mode", "PRAGMA journal_mode", &["wal"][..]),
                    ("synchronous", "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous", &["2"]),
                    ("foreign_keys", "SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys", &["1"]),
                ] {
                    let (found,): (String,) = sqlx::query_as(query).fetch_one(write).await?;
                    expect(name, &found, wanted)?;
                }
            }
            Db::Postgres(pool) => {
                for (name, query, wanted) in [
                    ("fsync", "SHOW fsync", &["on"][..]),
                    ("full_page_writes", "SHOW full_page_writes", &["on"]),
                    ("synchronous_commit", "SHOW synchronous_commit", &["on", "remote_apply"]),
                    ("server_encoding", "SHOW server_encoding", &["UTF8"]),
                    (
                        "collation",
                        "SELECT datcollate::text FROM pg_database WHERE datname = current_database()",
                        &["C", "POSIX"],
                    ),
                ] {
                    let (found,): (String,) = sqlx::query_as(query).fetch_one(pool).await?;
                    expect(name, &found, wanted)?;
                }
            }
        }
        Ok(())
    }
}

fn expect(setting: &'static str, found: &str, wanted: &[&str]) -> Result<(), OpenError> {
    if wanted.contains(&found) {
        return Ok(());
    }
    Err(OpenError::Setting { setting, found: found.to_owned(), wanted: wanted.join(" or ") })
}

async fn open_sqlite(path: &Path) -> Result<Db, OpenError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(512)
        // A destroyed key must not linger in a freed page.
        .pragma("secure_delete", "ON");
    let write = PoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(60))
        // A full disk makes SQLite roll back by itself; the driver then believes for ever that a transaction
        // is open, and refuses the next. Such a connection is closed and another takes its place.
        .after_release(|connection: &mut SqliteConnection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
        .connect_with(options.clone())
        .await?;
    let read = PoolOptions::new()
        .max_connections(READERS)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.pragma("query_only", "ON"))
        .await?;
    Ok(Db::Sqlite { read, write })
}

async fn open_postgres(url: &str) -> Result<Db, OpenError> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("takau")
        .statement_cache_capacity(512)
        .options([("synchronous_commit", "on")]);
    let pool = PoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(Duration::from_secs(60))
        .connect_with(options)
        .await?;
    Ok(Db::Postgres(pool))
}

impl Tx {
    /// Runs a statement and says how many rows it touched.
    pub(crate) async fn run(&mut self, query: Query) -> Result<u64, sqlx::Error> {
        match self {
            Tx::Sqlite(tx) => {
                let (text, args) = query.lite()?;
                Ok(sqlx::query_with::<Sqlite, _>(text, args).execute(&mut **tx).await?.rows_affected())
            }
            Tx::Postgres(tx) => {
                let (text, args) = query.pg()?;
                Ok(sqlx::query_with::<Postgres, _>(text, args).execute(&mut **tx).await?.rows_affected())
            }
        }
    }

    /// All rows a statement gives back.
    pub(crate) async fn all<T: Row>(&mut self, query: Query) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Tx::Sqlite(tx) => {
                let (text, args) = query.lite()?;
                sqlx::query_as_with::<Sqlite, T, _>(text, args).fetch_all(&mut **tx).await
            }
            Tx::Postgres(tx) => {
                let (text, args) = query.pg()?;
                sqlx::query_as_with::<Postgres, T, _>(text, args).fetch_all(&mut **tx).await
            }
        }
    }

    /// The one row a statement gives back, or none.
    pub(crate) async fn optional<T: Row>(&mut self, query: Query) -> Result<Option<T>, sqlx::Error> {
        // fetch_all, not fetch_optional: a RETURNING statement must run to its end on SQLite.
        Ok(self.all(query).await?.into_iter().next())
    }

    /// Runs a fixed text of several statements without values.
    pub(crate) async fn script(&mut self, text: String) -> Result<(), sqlx::Error> {
        let text = sqlx::AssertSqlSafe(text);
        match self {
            Tx::Sqlite(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(drop),
            Tx::Postgres(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(drop),
        }
    }

    /// Marks the place one filing of a group begins at.
    pub(crate) async fn savepoint(&mut self) -> Result<(), sqlx::Error> {
        self.run(sql!("SAVEPOINT filing")).await.map(drop)
    }

    /// Keeps what was done since [`Tx::savepoint`].
    pub(crate) async fn keep(&mut self) -> Result<(), sqlx::Error> {
        self.run(sql!("RELEASE SAVEPOINT filing")).await.map(drop)
    }

    /// Undoes what was done since [`Tx::savepoint`].
    pub(crate) async fn undo(&mut self) -> Result<(), sqlx::Error> {
        self.run(sql!("ROLLBACK TO SAVEPOINT filing")).await?;
        self.keep().await
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await,
            Tx::Postgres(tx) => tx.commit().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn after_a_full_disk_the_next_transaction_begins() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&Place::Sqlite(folder.path().join("books.sqlite"))).await.unwrap();
        db.outside("CREATE TABLE sack (grain BLOB); PRAGMA max_page_count = 64").await.unwrap();
        let grain = || "INSERT INTO sack VALUES (zeroblob(100000))".to_owned();
        let mut full = db.begin().await.unwrap();
        let mut told = Ok(());
        for _ in 0..100 {
            told = full.script(grain()).await;
            if told.is_err() {
                break;
            }
        }
        assert!(told.unwrap_err().to_string().contains("full"));
        drop(full);
        // The driver's connection, and the limit with it, are replaced.
        let mut next = db.begin().await.unwrap();
        next.script(grain()).await.unwrap();
        next.commit().await.unwrap();
    }
}
