//! Source rows for figures: what was received, issued, ended. Shares and percentiles are computed by
//! whoever shows them; no row names a person.

use lexicon::ids::CaseId;
use lexicon::instant::At;
use uuid::Uuid;

use crate::fault::StoreError;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// The first paper of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedRow {
    pub case: CaseId,
    pub service: String,
    pub received_at: At,
    /// When the first paper was filed.
    pub issued_at: At,
    /// No journal line up to then is an officer's.
    pub automatic: bool,
}

/// How many cases of a service were received by a channel and how they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedCount {
    pub service: String,
    pub channel: String,
    /// [`catalogue::step::Ending::name`], or `None` while open.
    pub ending: Option<String>,
    pub overdue: bool,
    pub count: i64,
}

row! {
    struct Issued { id: Uuid, service: String, received_at: Moment, issued_at: Moment, automatic: bool }
}

row! {
    struct Received { service: String, channel: String, ending: Option<String>, overdue: bool, count: i64 }
}

impl Store {
    /// Cases whose first paper was filed from `from` up to and without `until`, in that order.
    ///
    /// # Errors
    /// The database.
    pub async fn issued_between(&self, from: At, until: At) -> Result<Vec<IssuedRow>, StoreError> {
        let query = sql!(
            r#"SELECT c.id, c.service, c.received_at, first.issued_at, NOT EXISTS (
                   SELECT 1 FROM journal j
                   WHERE j.case_id = c.id AND j.at <= first.issued_at AND j.actor LIKE '{"kind":"officer"%'
               ) AS automatic
               FROM (SELECT case_id, MIN(issued_at) AS issued_at FROM paper WHERE issued_at IS NOT NULL
                     GROUP BY case_id) first
               JOIN "case" c ON c.id = first.case_id
               WHERE first.issued_at >= $1 AND first.issued_at < $2 ORDER BY first.issued_at, c.id"#,
            from,
            until,
        );
        let rows: Vec<Issued> = self.db().all(query).await?;
        let issued = |row: Issued| IssuedRow {
            case: CaseId::from_uuid(row.id),
            service: row.service,
            received_at: row.received_at.0,
            issued_at: row.issued_at.0,
            automatic: row.automatic,
        };
        Ok(rows.into_iter().map(issued).collect())
    }

    /// How many cases of a service, received from `from` up to and without `until`, have no paper and wait for an
    /// officer or were decided on by one.
    ///
    /// # Errors
    /// The database.
    pub async fn held_between(&self, service: &str, (from, until): (At, At)) -> Result<i64, StoreError> {
        let query = sql!(
            r#"SELECT COUNT(*) FROM "case" c
               WHERE c.service = $1 AND c.received_at >= $2 AND c.received_at < $3
                 AND NOT EXISTS (SELECT 1 FROM paper p WHERE p.case_id = c.id AND p.issued_at IS NOT NULL)
                 AND (c.needs_officer OR EXISTS (
                     SELECT 1 FROM journal j WHERE j.case_id = c.id AND j.kind IN ('decided', 'correction-asked')
                 ))"#,
            service,
            from,
            until,
        );
        let found: Option<(i64,)> = self.db().optional(query).await?;
        Ok(found.map_or(0, |(count,)| count))
    }

    /// Cases received from `from` up to and without `until`, counted.
    ///
    /// # Errors
    /// The database.
    pub async fn received_between(&self, from: At, until: At) -> Result<Vec<ReceivedCount>, StoreError> {
        let query = sql!(
            r#"SELECT service, channel, ending, overdue, COUNT(*) AS count FROM "case"
               WHERE received_at >= $1 AND received_at < $2
               GROUP BY service, channel, ending, overdue
               ORDER BY service, channel, ending NULLS FIRST, overdue"#,
            from,
            until,
        );
        let rows: Vec<Received> = self.db().all(query).await?;
        let counted = |row: Received| ReceivedCount {
            service: row.service,
            channel: row.channel,
            ending: row.ending,
            overdue: row.overdue,
            count: row.count,
        };
        Ok(rows.into_iter().map(counted).collect())
    }
}
