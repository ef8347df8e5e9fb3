//! Messages to the outside, kept until they are sent: the outbox.
//!
//! A message is written with the change that caused it. The worker claims some, each under a lease, and
//! files what became of them; a lease that ran out lets another worker try, and the attempt number of
//! the claim keeps the first from having the last word. Sending twice is possible, acting twice is not:
//! that is what the message's key is for.

use lexicon::ids::{CaseId, MessageId};
use lexicon::instant::At;
use outbox::{Message, Topic};
use uuid::Uuid;

use crate::crypt::Cell;
use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::{Owner, put};
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// The right to say what became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    pub message: MessageId,
    /// 1 for the first try.
    pub attempt: u32,
}

/// A message to send now.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimedMessage {
    pub message: Message,
    pub attempt: u32,
    /// What was last noted of it: why a try did not succeed, or how far one had come.
    pub cause: Option<String>,
}

impl ClaimedMessage {
    /// What to file the result under.
    #[must_use]
    pub fn claim(&self) -> Claim {
        Claim { message: self.message.id, attempt: self.attempt }
    }
}

/// Which messages a worker wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Not empty.
    pub topics: Vec<Topic>,
    pub lease_until: At,
    /// At most this many.
    pub limit: u32,
}

/// How many messages of a topic stand in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageCount {
    pub topic: String,
    /// `due`, `done` or `failed`.
    pub state: String,
    pub count: i64,
}

row! {
    struct Stored {
        id: Uuid, case_id: Option<Uuid>, topic: String, key: String, format: i64, body: Vec<u8>, run_at: Moment, attempt: i64,
        cause: Option<String>,
    }
}

row! {
    struct CountRow { topic: String, state: String, count: i64 }
}

// The claim has a place for every topic.
const _: () = assert!(Topic::ALL.len() == 8);

/// Whose key seals a message: its case's, so that it goes when the case goes.
fn owner(case: Option<CaseId>) -> Owner {
    case.map_or(Owner::Desk, Owner::Case)
}

fn body_cell(id: MessageId) -> Cell {
    Cell::new("message", id, "body")
}

impl Filing {
    /// Keeps a message to be sent. One with a key that is known already is the same message: nothing happens.
    pub fn message(&mut self, message: &Message) -> &mut Filing {
        let body = self.sealed(owner(message.case), body_cell(message.id), &message.body);
        self.put(
            put!(
                "INSERT INTO message (id, case_id, topic, key, format, body, run_at, state, attempt)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'due', 0) ON CONFLICT (key) DO NOTHING",
                message.id.uuid(),
                message.case.map(CaseId::uuid),
                message.topic.name(),
                message.key.as_str(),
                message.format,
                body,
                message.run_at,
            )
            .at_most_one("message"),
        )
    }

    /// The message was delivered.
    pub fn message_done(&mut self, claim: Claim, at: At) -> &mut Filing {
        self.put(
            put!(
                "UPDATE message SET state = 'done', leased_until = NULL, settled_at = $3, cause = NULL
                 WHERE id = $1 AND attempt = $2 AND state = 'due'",
                claim.message.uuid(),
                claim.attempt,
                at,
            )
            .one("message"),
        )
    }

    /// The message will never be delivered; a person looks. `cause` is a key, never personal data.
    pub fn message_failed(&mut self, claim: Claim, cause: &str, at: At) -> &mut Filing {
        self.put(
            put!(
                "UPDATE message SET state = 'failed', leased_until = NULL, settled_at = $4, cause = $3
                 WHERE id = $1 AND attempt = $2 AND state = 'due'",
                claim.message.uuid(),
                claim.attempt,
                cause,
                at,
            )
            .one("message"),
        )
    }

    /// A claim holds on until `until`: the message is still being served.
    pub fn message_hold(&mut self, claim: Claim, until: At) -> &mut Filing {
        self.put(
            put!(
                "UPDATE message SET leased_until = $3 WHERE id = $1 AND attempt = $2 AND state = 'due'",
                claim.message.uuid(),
                claim.attempt,
                until,
            )
            .one("message"),
        )
    }

    /// Notes how far a try has come, before it goes where a stop could not be told from success.
    pub fn message_note(&mut self, claim: Claim, cause: &str) -> &mut Filing {
        self.put(
            put!(
                "UPDATE message SET cause = $3 WHERE id = $1 AND attempt = $2 AND state = 'due'",
                claim.message.uuid(),
                claim.attempt,
                cause,
            )
            .one("message"),
        )
    }

    /// The message was not delivered; it is due again at `run_at`.
    pub fn message_retry(&mut self, claim: Claim, cause: &str, run_at: At) -> &mut Filing {
        self.put(
            put!(
                "UPDATE message SET leased_until = NULL, run_at = $4, cause = $3
                 WHERE id = $1 AND attempt = $2 AND state = 'due'",
                claim.message.uuid(),
                claim.attempt,
                cause,
                run_at,
            )
            .one("message"),
        )
    }

    /// A person has a failed message tried again.
    pub fn message_revive(&mut self, id: MessageId, run_at: At) -> &mut Filing {
        self.put(
            put!(
                "UPDATE message SET state = 'due', run_at = $2, settled_at = NULL
                 WHERE id = $1 AND state = 'failed'",
                id.uuid(),
                run_at,
            )
            .one("message"),
        )
    }
}

impl Store {
    /// Claims messages due at `now` until the lease ends; two claimers never get the same one.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn claim_messages(&self, now: At, wanted: &Wanted) -> Result<Vec<ClaimedMessage>, StoreError> {
        let Some(first) = wanted.topics.first() else { return Ok(Vec::new()) };
        // A fixed text has a fixed number of places: the first topic fills those that are left over.
        let topic = |at: usize| wanted.topics.get(at).unwrap_or(first).name();
        let query = sql!(
            "WITH chosen AS MATERIALIZED (
                 SELECT id FROM message
                 WHERE state = 'due' AND run_at <= $1 AND (leased_until IS NULL OR leased_until <= $1)
                     AND topic IN ($4, $5, $6, $7, $8, $9, $10, $11)
                 ORDER BY run_at, id LIMIT $3 /*pg FOR UPDATE SKIP LOCKED */)
             UPDATE message SET leased_until = $2, attempt = attempt + 1 WHERE id IN (SELECT id FROM chosen)
             RETURNING id, case_id, topic, key, format, body, run_at, attempt, cause",
            now,
            wanted.lease_until,
            wanted.limit,
            topic(0),
            topic(1),
            topic(2),
            topic(3),
            topic(4),
            topic(5),
            topic(6),
            topic(7),
        );
        let mut tx = self.db().begin().await?;
        let mut rows: Vec<Stored> = tx.all(query).await?;
        tx.commit().await?;
        rows.sort_by_key(|row| (row.run_at, row.id));
        let (mut claimed, mut unreadable) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows {
            let claim = Claim {
                message: MessageId::from_uuid(row.id),
                attempt: u32::try_from(row.attempt).map_err(|cause| StoreError::form("attempt", cause))?,
            };
            match self.open_message(row).await {
                Ok(message) => claimed.push(message),
                // An unreadable message must not keep those behind it from being sent.
                Err(StoreError::Crypt(_) | StoreError::Form { .. }) => unreadable.push(claim),
                Err(error) => return Err(error),
            }
        }
        for claim in unreadable {
            let mut filing = Filing::new();
            filing.message_failed(claim, "unreadable", now);
            if let Err(error) = self.file(filing).await {
                tracing::warn!(message = %claim.message, %error, "an unreadable message could not be set aside");
            }
        }
        Ok(claimed)
    }

    /// Gives back what a process that ended had claimed. Only for one that knows itself alone.
    ///
    /// # Errors
    /// The database.
    pub async fn release_claims(&self) -> Result<(), sqlx::Error> {
        let query = sql!("UPDATE message SET leased_until = NULL WHERE state = 'due' AND leased_until IS NOT NULL");
        let mut tx = self.db().begin().await?;
        tx.run(query).await?;
        tx.commit().await
    }

    async fn open_message(&self, row: Stored) -> Result<ClaimedMessage, StoreError> {
        let (id, case) = (MessageId::from_uuid(row.id), row.case_id.map(CaseId::from_uuid));
        let plain = self.data_key(owner(case)).await?.open(&body_cell(id), &row.body)?;
        let message = Message {
            id,
            case,
            topic: Topic::named(&row.topic).ok_or_else(|| StoreError::form("topic", &row.topic))?,
            key: row.key,
            format: u32::try_from(row.format).map_err(|cause| StoreError::form("format", cause))?,
            body: serde_json::from_slice(&plain).map_err(|cause| StoreError::form("message", cause))?,
            run_at: row.run_at.0,
        };
        let attempt = u32::try_from(row.attempt).map_err(|cause| StoreError::form("attempt", cause))?;
        Ok(ClaimedMessage { message, attempt, cause: row.cause })
    }

    /// The keys of every message of a case, in order of key.
    ///
    /// # Errors
    /// The database.
    pub async fn message_keys(&self, case: CaseId) -> Result<Vec<String>, StoreError> {
        let query = sql!("SELECT key FROM message WHERE case_id = $1 ORDER BY key", case.uuid());
        let rows: Vec<(String,)> = self.db().all(query).await?;
        Ok(rows.into_iter().map(|(key,)| key).collect())
    }

    /// When the next message is due, if one is.
    ///
    /// # Errors
    /// The database.
    pub async fn next_message_at(&self) -> Result<Option<At>, StoreError> {
        let query = sql!("SELECT MIN(run_at) FROM message WHERE state = 'due'");
        let found: Option<(Option<Moment>,)> = self.db().optional(query).await?;
        Ok(found.and_then(|(at,)| at).map(|at| at.0))
    }

    /// How many messages stand where, for the operator's page.
    ///
    /// # Errors
    /// The database.
    pub async fn message_counts(&self) -> Result<Vec<MessageCount>, StoreError> {
        let query =
            sql!("SELECT topic, state, COUNT(*) AS count FROM message GROUP BY topic, state ORDER BY topic, state");
        let rows: Vec<CountRow> = self.db().all(query).await?;
        Ok(rows.into_iter().map(|row| MessageCount { topic: row.topic, state: row.state, count: row.count }).collect())
    }

    /// Messages nobody will send without a person, with their cause: id, case, topic, cause.
    ///
    /// # Errors
    /// The database.
    pub async fn failed_messages(&self, limit: u32) -> Result<Vec<FailedMessage>, StoreError> {
        let query = sql!(
            "SELECT id, case_id, topic, cause FROM message WHERE state = 'failed' ORDER BY settled_at, id LIMIT $1",
            limit,
        );
        let rows: Vec<(Uuid, Option<Uuid>, String, Option<String>)> = self.db().all(query).await?;
        let failed = |(id, case, topic, cause): (Uuid, Option<Uuid>, String, Option<String>)| FailedMessage {
            id: MessageId::from_uuid(id),
            case: case.map(CaseId::from_uuid),
            topic,
            cause,
        };
        Ok(rows.into_iter().map(failed).collect())
    }
}

/// A message that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedMessage {
    pub id: MessageId,
    pub case: Option<CaseId>,
    pub topic: String,
    pub cause: Option<String>,
}
