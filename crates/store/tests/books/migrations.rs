//! The start: from nothing, again, and not at all where the books would not be safe.

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use store::crypt::Keys;
use store::db::Place;
use store::fault::OpenError;
use store::store::Store;

use crate::fixtures::{filed, published};
use crate::support::{Books, at, both, new_database, open, sqlite};

async fn run(books: &Books, text: &str) {
    let text = AssertSqlSafe(text.to_owned());
    match &books.place {
        Place::Sqlite(path) => {
            let mut rows = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
            sqlx::raw_sql(text).execute(&mut rows).await.unwrap();
            rows.close().await.unwrap();
        }
        Place::Postgres(url) => {
            let mut rows = PgConnection::connect(url).await.unwrap();
            sqlx::raw_sql(text).execute(&mut rows).await.unwrap();
            rows.close().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_second_start_finds_everything_in_place() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        let keys = books.keys.clone();
        let again = books.reopen(keys).await;
        assert_eq!(again.store.case(case.id).await.unwrap(), Some(case));
    }
}

/// The drill of every upgrade: books as the first version left them, with a case in them, go forward by themselves.
#[tokio::test]
async fn books_of_the_first_version_go_forward_with_everything_in_them() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        books.store.close().await;
        run(
            &books,
            "DROP TABLE attachment; DROP TABLE watch; DROP TABLE api_use; ALTER TABLE api_key DROP COLUMN daily;
             DROP TABLE proposal; DROP TABLE plan_file; DROP TABLE release_event; DROP INDEX paper_standing;
             DROP TABLE land_check; DROP TABLE land_difference; DROP TABLE land_round;
             DROP TABLE land_reply; DROP TABLE outlay; DELETE FROM migration WHERE number > 1",
        )
        .await;
        let keys = books.keys.clone();
        let forward = books.reopen(keys).await;
        assert_eq!(forward.store.case(case.id).await.unwrap(), Some(case.clone()));
        assert_eq!(forward.store.journal_verify(case.id).await.unwrap().lines, 1);
        assert_eq!(forward.store.land_reply("EB0609").await.unwrap(), None);
        assert!(forward.store.proposals(5).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_changed_migration_and_a_newer_database_stop_the_start() {
    for books in both().await {
        books.store.close().await;
        run(&books, "UPDATE migration SET checksum = 'other'").await;
        let Books { store, place, keys, folder, .. } = books;
        drop(store);
        let changed = refused(&place, &keys, folder.path()).await;
        assert!(matches!(changed, OpenError::MigrationChanged { number: 1 }), "{changed}");
    }
    for books in both().await {
        books.store.close().await;
        let now = if matches!(books.place, Place::Sqlite(_)) { "0" } else { "now()" };
        run(&books, &format!("INSERT INTO migration (number, name, checksum, ran_at) VALUES (99, 'x', 'x', {now})"))
            .await;
        let Books { store, place, keys, folder, .. } = books;
        drop(store);
        let newer = refused(&place, &keys, folder.path()).await;
        assert!(matches!(newer, OpenError::Newer { found: 99, .. }), "{newer}");
    }
}

async fn refused(place: &Place, keys: &Keys, folder: &std::path::Path) -> OpenError {
    for _ in 0..200 {
        match Store::open(place, keys.clone(), folder, at(0)).await {
            Err(OpenError::InUse) => tokio::task::yield_now().await,
            Err(error) => return error,
            Ok(_) => panic!("it opened"),
        }
    }
    panic!("the lock was never released");
}

#[tokio::test]
async fn a_second_process_does_not_serve_one_embedded_database() {
    let keys = Keys::generate("a").unwrap();
    let books = sqlite(&keys).await;
    let second = Store::open(&books.place, keys, books.folder.path(), at(0)).await;
    assert!(matches!(second.err(), Some(OpenError::InUse)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_may_start_at_once_on_one_postgres() {
    let (keys, place) = (Keys::generate("a").unwrap(), Place::Postgres(new_database().await));
    let folder = tempfile::tempdir().unwrap();
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let (place, keys, folder) = (place.clone(), keys.clone(), folder.path().to_owned());
            tokio::spawn(async move { open(&place, &keys, &folder).await })
        })
        .collect();
    for start in starts {
        start.await.unwrap().close().await;
    }
}

#[tokio::test]
async fn a_server_that_may_lose_what_it_acknowledged_is_refused() {
    let url = new_database().await;
    let name = url.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let mut rows = PgConnection::connect(&url).await.unwrap();
    let text =
        format!("CREATE DATABASE {name}_de TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut rows).await.unwrap();
    rows.close().await.unwrap();
    let other = url.replacen(&name, &format!("{name}_de"), 1);
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::generate("a").unwrap();
    let refused = Store::open(&Place::Postgres(other), keys, folder.path(), at(0)).await;
    assert!(matches!(refused.err(), Some(OpenError::Setting { setting: "collation", .. })));
}
