//! One SQL text means one thing: every statement of the program is understood by both databases, runs in
//! one story over the same rows, and answers the same.
#![allow(clippy::unwrap_used)]

#[path = "books/fixtures.rs"]
mod fixtures;
#[path = "support/story.rs"]
mod story;
#[path = "support/mod.rs"]
mod support;
#[path = "support/watching.rs"]
mod watching;

use store::statement::{Dialect, statements};

#[tokio::test]
async fn every_statement_is_understood_runs_and_answers_alike_on_both() {
    let mut told = Vec::new();
    for books in support::both().await {
        let misunderstood = books.store.misunderstood().await.unwrap();
        for (stmt, error) in &misunderstood {
            eprintln!("{:?} {}:{}: {error}", books.dialect, stmt.file, stmt.line);
        }
        assert!(misunderstood.is_empty());
        told.push(story::tell(books).await);
    }
    let [lite, pg] = told.as_slice() else { panic!("two databases") };
    assert!(lite.len() > 60, "the story says {} things", lite.len());
    for (lite, pg) in lite.iter().zip(pg) {
        assert_eq!(lite, pg);
    }
    assert_eq!(lite.len(), pg.len());

    let mut never = Vec::new();
    for stmt in statements() {
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            // Savepoints group filings on SQLite alone.
            let grouped = stmt.text(dialect).contains("SAVEPOINT");
            if stmt.runs(dialect) == 0 && !grouped {
                never.push(format!("{dialect:?} {}:{} {}", stmt.file, stmt.line, stmt.text(dialect)));
            }
        }
    }
    assert!(never.is_empty(), "the story never runs\n{}", never.join("\n"));
    assert!(statements().count() > 80);
}
