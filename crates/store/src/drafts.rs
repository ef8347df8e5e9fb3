//! Drafts: requests somebody has begun and not yet sent. Sealed with the desk's key, gone when they expire.
//!
//! Who holds a draft (an account, a mail address, a browser) is kept as a keyed hash.

use lexicon::ids::DraftId;
use lexicon::instant::At;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::crypt::Cell;
use crate::fault::{FileError, StoreError};
use crate::filing::Filing;
use crate::seal::{Arg, Owner, put};
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// A request not yet sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub id: DraftId,
    pub service: String,
    /// 1 for a new draft; each saving adds one.
    pub version: i64,
    pub body: Json,
    pub saved_at: At,
    pub expires_at: At,
}

row! {
    struct Stored {
        id: Uuid, service: String, version: i64, body: Vec<u8>, saved_at: Moment, expires_at: Moment,
    }
}

fn body_cell(id: impl ToString) -> Cell {
    Cell::new("draft", id, "body")
}

fn holder_parts(holder: &str) -> Vec<Vec<u8>> {
    vec![b"holder".to_vec(), holder.as_bytes().to_vec()]
}

impl Filing {
    /// Saves a draft: version 1 is new, any other follows the one before it or is a conflict.
    pub fn draft_put(&mut self, holder: &str, draft: &Draft) -> &mut Filing {
        let body = self.sealed(Owner::Desk, body_cell(draft.id), &draft.body);
        let statement = if draft.version == 1 {
            put!(
                "INSERT INTO draft (id, service, holder, version, body, saved_at, expires_at)
                 VALUES ($1, $2, $3, 1, $4, $5, $6)",
                draft.id.uuid(),
                draft.service.as_str(),
                Arg::Keyed(holder_parts(holder)),
                body,
                draft.saved_at,
                draft.expires_at,
            )
        } else {
            put!(
                "UPDATE draft SET body = $3, version = version + 1, saved_at = $4, expires_at = $5
                 WHERE id = $1 AND version = $2 - 1 AND holder = $6",
                draft.id.uuid(),
                draft.version,
                body,
                draft.saved_at,
                draft.expires_at,
                Arg::Keyed(holder_parts(holder)),
            )
        };
        if draft.version < 1 {
            self.refuse(FileError::Malformed("versions of a draft begin with 1"));
        }
        self.put(statement.one("draft"))
    }

    /// Takes a draft away: it was sent or is not wanted. One that is gone already is a conflict, so
    /// that a draft opens one case.
    pub fn draft_drop(&mut self, id: DraftId) -> &mut Filing {
        self.put(put!("DELETE FROM draft WHERE id = $1", id.uuid()).one("draft"))
    }

    /// Takes every expired draft away.
    pub fn drafts_expire(&mut self, now: At) -> &mut Filing {
        self.put(put!("DELETE FROM draft WHERE expires_at <= $1", now).any("draft"))
    }
}

impl Store {
    /// The draft of an id, for its holder only.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn draft(&self, id: DraftId, holder: &str) -> Result<Option<Draft>, StoreError> {
        let query = sql!(
            "SELECT id, service, version, body, saved_at, expires_at FROM draft WHERE id = $1 AND holder = $2",
            id.uuid(),
            self.holder(holder),
        );
        self.db().optional(query).await?.map(|row| self.open_draft(row)).transpose()
    }

    /// The drafts of a holder, the latest first.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn drafts_of(&self, holder: &str) -> Result<Vec<Draft>, StoreError> {
        let query = sql!(
            "SELECT id, service, version, body, saved_at, expires_at FROM draft WHERE holder = $1
             ORDER BY saved_at DESC, id",
            self.holder(holder),
        );
        self.db().all(query).await?.into_iter().map(|row| self.open_draft(row)).collect()
    }

    fn holder(&self, holder: &str) -> [u8; 32] {
        let parts = holder_parts(holder);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        self.keys().keyed(&parts)
    }

    fn open_draft(&self, row: Stored) -> Result<Draft, StoreError> {
        let id = DraftId::from_uuid(row.id);
        let plain = self.desk_key().open(&body_cell(id), &row.body)?;
        Ok(Draft {
            id,
            service: row.service,
            version: row.version,
            body: serde_json::from_slice(&plain).map_err(|cause| StoreError::form("draft", cause))?,
            saved_at: row.saved_at.0,
            expires_at: row.expires_at.0,
        })
    }
}
