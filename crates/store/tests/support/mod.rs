//! Throw-away databases for tests: a SQLite file in a temporary folder, and a PostgreSQL cluster started
//! once a test process on a Unix socket, without the network, as an unprivileged user.
//!
//! Where `TAKAU_TEST_PG` holds the URL of a server that may create databases, that one is used. The
//! cluster ends with the test process: a shell holds it and waits for its standard input to close.

#![allow(dead_code)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use lexicon::instant::At;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::crypt::Keys;
use store::db::Place;
use store::statement::Dialect;
use store::store::Store;
use tempfile::TempDir;

/// One open store and what it needs to be opened again.
pub struct Books {
    pub store: Store,
    pub place: Place,
    pub keys: Keys,
    pub folder: TempDir,
    pub dialect: Dialect,
}

impl Books {
    /// Closes the store and opens it again with these keys.
    pub async fn reopen(self, keys: Keys) -> Books {
        let Books { store, place, folder, dialect, .. } = self;
        store.close().await;
        drop(store);
        let store = open(&place, &keys, folder.path()).await;
        Books { store, place, keys, folder, dialect }
    }
}

/// 2026-03-02T01:00:00Z and so many seconds.
pub fn at(seconds: i64) -> At {
    At::from_micros(1_772_413_200_000_000 + seconds * 1_000_000)
}

pub async fn open(place: &Place, keys: &Keys, folder: &Path) -> Store {
    // The writer of a store just dropped may still hold the lock for a moment.
    for _ in 0..200 {
        match Store::open(place, keys.clone(), folder, at(0)).await {
            Err(store::fault::OpenError::InUse) => tokio::task::yield_now().await,
            opened => return opened.unwrap(),
        }
    }
    panic!("the lock was never released");
}

/// Fresh books on SQLite and on PostgreSQL, with the same keys.
pub async fn both() -> Vec<Books> {
    let keys = Keys::generate("test-1").unwrap();
    vec![sqlite(&keys).await, postgres(&keys).await]
}

pub async fn sqlite(keys: &Keys) -> Books {
    let folder = TempDir::new().unwrap();
    let place = Place::Sqlite(folder.path().join("rows").join("takau.sqlite"));
    let store = open(&place, keys, folder.path()).await;
    Books { store, place, keys: keys.clone(), folder, dialect: Dialect::Sqlite }
}

pub async fn postgres(keys: &Keys) -> Books {
    let folder = TempDir::new().unwrap();
    let place = Place::Postgres(new_database().await);
    let store = open(&place, keys, folder.path()).await;
    Books { store, place, keys: keys.clone(), folder, dialect: Dialect::Postgres }
}

/// The URL of a new, empty database with collation C.
pub async fn new_database() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = tokio::task::spawn_blocking(server).await.unwrap();
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("takau_test_{}_{n}", std::process::id());
    let mut connection = PgConnection::connect(server).await.unwrap();
    let text = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    named(server, &name)
}

/// The URL of a server with its database replaced.
fn named(server: &str, name: &str) -> String {
    let (front, query) = server.split_once('?').map_or((server, None), |(front, query)| (front, Some(query)));
    let (base, _) = front.rsplit_once('/').unwrap();
    query.map_or_else(|| format!("{base}/{name}"), |query| format!("{base}/{name}?{query}"))
}

fn server() -> &'static str {
    static SERVER: OnceLock<(String, Option<Child>)> = OnceLock::new();
    &SERVER
        .get_or_init(|| match std::env::var("TAKAU_TEST_PG") {
            Ok(url) => (url, None),
            Err(_) => start_cluster(),
        })
        .0
}

fn start_cluster() -> (String, Option<Child>) {
    let bin = postgres_bin();
    let dir = tempfile::Builder::new().prefix("takau-pg-").tempdir().unwrap().keep();
    let root = as_root();
    if root {
        assert!(Command::new("chown").args(["postgres"]).arg(&dir).status().unwrap().success());
    }
    // `read` ends when this process does, however it ends.
    let script = format!(
        r#"cd {dir}
        {bin}/initdb -D data -U postgres -A trust -E UTF8 --locale=C --no-sync >log 2>&1 || {{ cat log >&2; exit 1; }}
        {bin}/pg_ctl -D data -w -l server.log start \
            -o "-c listen_addresses='' -c unix_socket_directories='{dir}' -c max_connections=300 -c shared_buffers=64MB" \
            >>log 2>&1 </dev/null || {{ cat log server.log >&2; exit 1; }}
        echo ready
        read -r _
        {bin}/pg_ctl -D data -m immediate stop >/dev/null 2>&1
        cd /; rm -rf {dir}"#,
        dir = dir.display(),
        bin = bin.display(),
    );
    let mut command = if root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "sh", "-c", &script]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", &script]);
        command
    };
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said.trim(), "ready", "the test cluster did not start");
    (format!("postgres://postgres@localhost/postgres?host={}", dir.display()), Some(child))
}

fn as_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

/// The newest PostgreSQL Debian has installed, or the one on the path.
fn postgres_bin() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").exists())
        .collect();
    found.sort();
    let from_path = || {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
    };
    found.pop().map(|(_, bin)| bin).or_else(from_path).expect("PostgreSQL is not installed: apt install postgresql")
}
