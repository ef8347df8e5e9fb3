//! Migrations: numbered SQL files, forward only, one text for both databases.
//!
//! The table `migration` keeps the SHA-256 of every text as it ran. A text changed afterwards, or a
//! database newer than the program, stops the start: nobody guesses.

use lexicon::instant::At;
use sha2::{Digest, Sha256};

use crate::db::{Db, Tx};
use crate::fault::OpenError;
use crate::statement::{Dialect, render, sql};

/// One numbered file.
struct Migration {
    number: i64,
    name: &'static str,
    text: &'static str,
}

const ALL: [Migration; 6] = [
    Migration { number: 1, name: "first", text: include_str!("../migrations/0001_first.sql") },
    Migration { number: 2, name: "land-replies", text: include_str!("../migrations/0002_land_replies.sql") },
    Migration { number: 3, name: "releases", text: include_str!("../migrations/0003_releases.sql") },
    Migration { number: 4, name: "watches", text: include_str!("../migrations/0004_watches.sql") },
    Migration { number: 5, name: "land-differences", text: include_str!("../migrations/0005_land_differences.sql") },
    Migration { number: 6, name: "attachments", text: include_str!("../migrations/0006_attachments.sql") },
];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    number   bigint      PRIMARY KEY,
    name     text        NOT NULL,
    checksum text        NOT NULL,
    ran_at   timestamptz NOT NULL
)";

/// The number of the last migration this program knows.
pub(crate) fn known() -> i64 {
    ALL.len() as i64
}

/// Runs what has not run yet, each in one transaction with its row in `migration`.
///
/// # Errors
/// A changed text, a newer database, a failing statement.
pub(crate) async fn run(db: &Db, now: At) -> Result<(), OpenError> {
    let mut tx = db.begin().await?;
    if db.dialect() == Dialect::Postgres {
        // Two programs that start at once take turns. The number is this table's alone.
        tx.script("SELECT pg_advisory_xact_lock(7341001)".to_owned()).await?;
    }
    tx.script(TABLE.to_owned()).await?;
    let ran: Vec<(i64, String)> = tx.all(sql!("SELECT number, checksum FROM migration ORDER BY number")).await?;
    let known = known();
    if let Some((found, _)) = ran.iter().find(|(number, _)| *number > known) {
        return Err(OpenError::Newer { found: *found, known });
    }
    for migration in &ALL {
        let checksum = hex::encode(Sha256::digest(migration.text));
        match ran.iter().find(|(number, _)| *number == migration.number) {
            Some((_, before)) if *before == checksum => {}
            Some(_) => return Err(OpenError::MigrationChanged { number: migration.number }),
            None => apply(&mut tx, migration, (checksum, now, db.dialect())).await?,
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn apply(
    tx: &mut Tx,
    migration: &Migration,
    (checksum, now, dialect): (String, At, Dialect),
) -> Result<(), OpenError> {
    tx.script(render(migration.text, dialect)).await?;
    tx.run(sql!(
        "INSERT INTO migration (number, name, checksum, ran_at) VALUES ($1, $2, $3, $4)",
        migration.number,
        migration.name,
        checksum,
        now,
    ))
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_run_from_one_without_gaps() {
        for (i, migration) in ALL.iter().enumerate() {
            assert_eq!(migration.number, i as i64 + 1, "{}", migration.name);
        }
    }
}
