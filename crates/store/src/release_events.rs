//! The journal of releases: who proposed, published, refused and took back what, and what was checked at night.
//!
//! Append-only, and each line holds the hash of all before it, so that none can be taken out or changed.

use casework::event::Actor;
use lexicon::instant::At;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct ReleaseEvent {
    /// 1, 2, 3 … without gaps.
    pub seq: i64,
    pub at: At,
    pub actor: Actor,
    /// What happened, as `desk-atlas` writes it.
    pub body: Json,
}

/// Where the journal ends: what the next line follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReleaseHead {
    seq: i64,
    hash: [u8; 32],
}

row! {
    struct Stored { seq: i64, at: Moment, actor: String, body: String, hash: Vec<u8> }
}

fn link(head: &[u8; 32], (seq, at): (i64, At), (actor, body): (&str, &str)) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(head);
    hash.update(seq.to_be_bytes());
    hash.update(at.micros().to_be_bytes());
    for part in [actor, body] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

impl Filing {
    /// One more line after `head`; a conflict where somebody else was quicker. Gives the new end.
    pub fn release_event(&mut self, head: ReleaseHead, (actor, body): (&Actor, &Json), at: At) -> ReleaseHead {
        let actor = String::from_utf8(self.json(actor)).unwrap_or_default();
        let (seq, body) = (head.seq + 1, body.to_string());
        let hash = link(&head.hash, (seq, at), (&actor, &body));
        self.put(
            put!(
                "INSERT INTO release_event (seq, at, actor, body, hash) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (seq) DO NOTHING",
                seq,
                at,
                actor,
                body,
                hash,
            )
            .one("journal of releases"),
        );
        ReleaseHead { seq, hash }
    }
}

impl Store {
    /// Where the journal of releases ends.
    ///
    /// # Errors
    /// The database.
    pub async fn release_head(&self) -> Result<ReleaseHead, StoreError> {
        let query = sql!("SELECT seq, at, actor, body, hash FROM release_event ORDER BY seq DESC LIMIT 1");
        let Some(row) = self.db().optional::<Stored>(query).await? else { return Ok(ReleaseHead::default()) };
        let hash =
            row.hash.try_into().map_err(|_| StoreError::form("journal of releases", "a hash of another length"))?;
        Ok(ReleaseHead { seq: row.seq, hash })
    }

    /// The whole journal of releases, oldest first, its chain checked.
    ///
    /// # Errors
    /// The database; a line that is missing or was changed.
    pub async fn release_journal(&self) -> Result<Vec<ReleaseEvent>, StoreError> {
        let query = sql!("SELECT seq, at, actor, body, hash FROM release_event ORDER BY seq");
        let mut head = ReleaseHead::default();
        let mut events = Vec::new();
        for row in self.db().all::<Stored>(query).await? {
            let hash = link(&head.hash, (head.seq + 1, row.at.0), (&row.actor, &row.body));
            if row.seq != head.seq + 1 || row.hash != hash {
                return Err(StoreError::form("journal of releases", format!("line {} was changed", row.seq)));
            }
            head = ReleaseHead { seq: row.seq, hash };
            events.push(ReleaseEvent {
                seq: row.seq,
                at: row.at.0,
                actor: serde_json::from_str(&row.actor).map_err(|cause| StoreError::form("actor", cause))?,
                body: serde_json::from_str(&row.body).map_err(|cause| StoreError::form("event", cause))?,
            });
        }
        Ok(events)
    }
}
