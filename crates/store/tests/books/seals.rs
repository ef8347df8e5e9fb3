//! What is sealed stays sealed, what was changed does not open, what was destroyed is gone.

use std::fs;

use lexicon::ids::MessageId;
use outbox::{FORMAT, Message, Topic};
use serde_json::json;
use sqlx::{Connection, PgConnection, SqliteConnection};
use store::crypt::Keys;
use store::db::Place;
use store::fault::{CryptError, FileError, StoreError, VerifyError};
use store::filing::Filing;
use store::messages::Wanted;
use store::seal::Owner;

use crate::fixtures::{case_id, deciding, filed, ordered, printed, published};
use crate::support::{Books, at, both};

/// Changes rows behind the store's back, as a thief with the database would.
async fn behind(books: &Books, text: &'static str) {
    match &books.place {
        Place::Sqlite(path) => {
            let mut rows = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
            sqlx::raw_sql("DROP TRIGGER IF EXISTS journal_no_update; DROP TRIGGER IF EXISTS journal_no_delete")
                .execute(&mut rows)
                .await
                .unwrap();
            sqlx::raw_sql(text).execute(&mut rows).await.unwrap();
            rows.close().await.unwrap();
        }
        Place::Postgres(url) => {
            let mut rows = PgConnection::connect(url).await.unwrap();
            sqlx::raw_sql("ALTER TABLE journal DISABLE TRIGGER ALL").execute(&mut rows).await.unwrap();
            sqlx::raw_sql(text).execute(&mut rows).await.unwrap();
            rows.close().await.unwrap();
        }
    }
}

async fn advanced(books: &Books) -> casework::case::Case {
    published(books).await;
    let case = filed(books, 1).await;
    let (next, lines) = deciding(&case, 600);
    let mut filing = Filing::new();
    filing.advance_case(&next, 1, &lines);
    books.store.file(filing).await.unwrap();
    next
}

#[tokio::test]
async fn no_personal_word_stands_in_the_files_of_the_database() {
    for books in both().await {
        let case = advanced(&books).await;
        let mut filing = Filing::new();
        filing.order_paper(ordered(&case, 0), printed).index("name", "王小明", case.id);
        books.store.file(filing).await.unwrap();
        books.store.put_file(Owner::Case(case.id), "王小明的土地".as_bytes().to_vec()).await.unwrap();
        let mut folders = vec![books.folder.path().to_owned()];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).unwrap();
                    seen += 1;
                    let word = "王小明".as_bytes();
                    assert!(!bytes.windows(word.len()).any(|part| part == word), "{}", path.display());
                }
            }
        }
        assert!(seen > 0);
        if let Place::Postgres(url) = &books.place {
            let mut rows = PgConnection::connect(url).await.unwrap();
            let tables: Vec<(String,)> =
                sqlx::query_as("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
                    .fetch_all(&mut rows)
                    .await
                    .unwrap();
            assert!(tables.len() > 20);
            for (table,) in tables {
                // Both as text and as the hexadecimal form bytes are shown in.
                let text = format!(
                    r#"SELECT COUNT(*) FROM "{table}" t WHERE strpos(t::text, '王小明') > 0
                       OR strpos(t::text, encode(convert_to('王小明', 'UTF8'), 'hex')) > 0"#
                );
                let (found,): (i64,) = sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_one(&mut rows).await.unwrap();
                assert_eq!(found, 0, "{table}");
            }
        }
    }
}

#[tokio::test]
async fn a_changed_line_is_named_by_the_chain_and_does_not_open() {
    for books in both().await {
        let case = advanced(&books).await;
        // The body of line 2 is put in the place of line 1: a seal of another cell.
        behind(&books, "UPDATE journal SET body = (SELECT body FROM journal WHERE seq = 2) WHERE seq = 1").await;
        let broken = books.store.journal_verify(case.id).await;
        assert!(matches!(broken, Err(VerifyError::Broken(casework::journal::Broken::Changed(1)))), "{broken:?}");
        let opened = books.store.journal(case.id).await;
        assert!(matches!(opened, Err(StoreError::Crypt(CryptError::Tampered))), "{opened:?}");
    }
}

#[tokio::test]
async fn a_line_cut_from_the_end_and_an_exchanged_head_are_noticed() {
    for books in both().await {
        let case = advanced(&books).await;
        behind(&books, r#"UPDATE "case" SET head = (SELECT hash FROM journal WHERE seq = 1)"#).await;
        assert!(matches!(books.store.journal_verify(case.id).await, Err(VerifyError::Head)));
        behind(&books, "DELETE FROM journal WHERE seq = 2").await;
        let cut = books.store.journal_verify(case.id).await;
        assert!(matches!(cut, Err(VerifyError::Cut { found: 1, expected: 2 })), "{cut:?}");
    }
}

#[tokio::test]
async fn a_state_copied_from_another_case_does_not_open() {
    for books in both().await {
        published(&books).await;
        filed(&books, 1).await;
        filed(&books, 2).await;
        behind(
            &books,
            r#"UPDATE "case" SET state = (SELECT state FROM "case" WHERE number LIKE 'ZC115-000002%')
               WHERE number LIKE 'ZC115-000001%'"#,
        )
        .await;
        assert!(matches!(books.store.case(case_id(1)).await, Err(StoreError::Crypt(CryptError::Tampered))));
        assert!(books.store.case(case_id(2)).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn the_journal_refuses_to_be_changed() {
    for books in both().await {
        advanced(&books).await;
        for text in ["UPDATE journal SET kind = 'paid'", "DELETE FROM journal"] {
            let refused = match &books.place {
                Place::Sqlite(path) => {
                    let mut rows = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
                    sqlx::raw_sql(text).execute(&mut rows).await.err()
                }
                Place::Postgres(url) => {
                    let mut rows = PgConnection::connect(url).await.unwrap();
                    sqlx::raw_sql(text).execute(&mut rows).await.err()
                }
            };
            assert!(refused.unwrap().to_string().contains("only grows"));
        }
    }
}

#[tokio::test]
async fn rotation_rewraps_keys_and_touches_no_row() {
    for books in both().await {
        let case = advanced(&books).await;
        let head = books.store.journal_verify(case.id).await.unwrap().head;
        let rotated = books.keys.rotated("test-2").unwrap();
        assert_eq!(books.store.rewrap(rotated.clone()).await.unwrap(), 2, "the case's key and the desk's");
        assert_eq!(books.store.rewrap(rotated.clone()).await.unwrap(), 0);
        assert_eq!(books.store.case(case.id).await.unwrap(), Some(case.clone()));
        assert_eq!(books.store.journal_verify(case.id).await.unwrap().head, head);

        // The old office key is no longer needed, and the old keys alone no longer open anything.
        let old = books.keys.clone();
        let without_old: String = rotated
            .write()
            .lines()
            .filter(|line| !line.starts_with("office-key test-1 "))
            .collect::<Vec<_>>()
            .join("\n");
        let again = books.reopen(Keys::read(&without_old).unwrap()).await;
        assert_eq!(again.store.case(case.id).await.unwrap(), Some(case));
        again.store.close().await;
        let (place, folder) = (again.place.clone(), again.folder);
        drop(again.store);
        let mut refused = None;
        for _ in 0..200 {
            match store::store::Store::open(&place, old.clone(), folder.path(), at(0)).await {
                Err(store::fault::OpenError::InUse) => tokio::task::yield_now().await,
                other => {
                    refused = Some(other.err());
                    break;
                }
            }
        }
        let refused = refused.flatten();
        assert!(matches!(refused, Some(store::fault::OpenError::Crypt(CryptError::NoOfficeKey(_)))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_destroyed_key_erases_the_case_and_the_chain_still_verifies() {
    for books in both().await {
        let case = advanced(&books).await;
        let message = Message {
            id: MessageId::derive(case.id, 2, 0),
            case: Some(case.id),
            topic: Topic::Mail,
            key: "mail-1".to_owned(),
            format: FORMAT,
            body: json!({ "to": "a@example.org" }),
            run_at: at(1),
        };
        let file = books.store.put_file(Owner::Case(case.id), b"deed".to_vec()).await.unwrap();
        let mut filing = Filing::new();
        filing.message(&message).index("email", "a@example.org", case.id).keep_file(&file, at(2));
        filing.order_paper(ordered(&case, 0), printed);
        let paper = books.store.file(filing).await.unwrap().numbers[0].paper;
        let before = books.store.journal_verify(case.id).await.unwrap();

        books.store.destroy_key(case.id, at(9)).await.unwrap();

        let erased = |error: StoreError| assert!(matches!(error, StoreError::Crypt(CryptError::Erased(_))), "{error}");
        erased(books.store.case(case.id).await.unwrap_err());
        erased(books.store.journal(case.id).await.unwrap_err());
        erased(books.store.get_file(&file).await.unwrap_err());
        erased(books.store.paper_facts(paper).await.unwrap_err());
        assert_eq!(books.store.find_by_index("email", "a@example.org").await.unwrap(), []);
        let wanted = Wanted { topics: vec![Topic::Mail], lease_until: at(60), limit: 10 };
        assert_eq!(books.store.claim_messages(at(10), &wanted).await.unwrap(), []);
        assert_eq!(books.store.journal_verify(case.id).await.unwrap(), before);
        assert!(matches!(books.store.destroy_key(case.id, at(9)).await, Err(FileError::Conflict(_))));
        let mut late = Filing::new();
        late.order_paper(ordered(&case, 1), printed);
        assert!(matches!(books.store.file(late).await, Err(FileError::Crypt(CryptError::Erased(_)))));
    }
}

#[tokio::test]
async fn a_file_is_kept_by_name_and_one_not_written_is_refused() {
    for books in both().await {
        published(&books).await;
        let content: Vec<u8> = (0..200_000_u32).map(|i| (i % 253) as u8).collect();
        // Before its case is opened: the key is made for the file and then used by the case.
        let file = books.store.put_file(Owner::Case(case_id(1)), content.clone()).await.unwrap();
        let case = filed(&books, 1).await;
        assert_eq!(books.store.case(case.id).await.unwrap(), Some(case.clone()));
        let mut filing = Filing::new();
        filing.keep_file(&file, at(3)).keep_file(&file, at(4));
        books.store.file(filing).await.unwrap();
        assert_eq!(books.store.find_file(&file.name).await.unwrap(), Some(file.clone()));
        assert_eq!(books.store.get_file(&file).await.unwrap(), content);
        let same = books.store.put_file(Owner::Case(case.id), content.clone()).await.unwrap();
        assert_eq!(same, file);
        let other = books.store.put_file(Owner::Desk, content).await.unwrap();
        assert_ne!(other.name, file.name);

        let mut missing = file;
        missing.name = "ff".repeat(32);
        let mut filing = Filing::new();
        filing.keep_file(&missing, at(3));
        assert!(matches!(books.store.file(filing).await, Err(FileError::MissingFile(_))));
    }
}
