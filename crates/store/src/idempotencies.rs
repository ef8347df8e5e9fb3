//! Idempotency: a request that comes again with its key gets the answer of the first time.
//!
//! The answer is filed with the effect. The same key with another request is for the caller to refuse:
//! the hash of the request stands beside the answer.

use lexicon::instant::At;
use serde_json::Value as Json;

use crate::crypt::Cell;
use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::{Owner, put};
use crate::statement::sql;
use crate::store::Store;

/// A request that was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// Who asked; keys of two askers do not meet.
    pub actor: String,
    pub key: String,
    /// SHA-256 of the request, in hexadecimal.
    pub request_hash: String,
    /// Sealed with the desk's key.
    pub response: Json,
}

fn response_cell(actor: &str, key: &str) -> Cell {
    Cell::new("idempotency", format!("{}:{actor}/{key}", actor.len()), "response")
}

impl Filing {
    /// Keeps the answer to a request; a second filing under the key is a duplicate and undoes its filing.
    pub fn idempotency(&mut self, answered: &Answered, at: At) -> &mut Filing {
        let cell = response_cell(&answered.actor, &answered.key);
        let response = self.sealed(Owner::Desk, cell, &answered.response);
        self.put(
            put!(
                "INSERT INTO idempotency (actor, key, request_hash, response, at) VALUES ($1, $2, $3, $4, $5)",
                answered.actor.as_str(),
                answered.key.as_str(),
                answered.request_hash.as_str(),
                response,
                at,
            )
            .one("idempotency")
            .once(answered.key.clone()),
        )
    }

    /// Forgets answers given before `before`.
    pub fn idempotencies_expire(&mut self, before: At) -> &mut Filing {
        self.put(put!("DELETE FROM idempotency WHERE at < $1", before).any("idempotency"))
    }
}

impl Store {
    /// The answer given under a key, if one was.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn answered(&self, actor: &str, key: &str) -> Result<Option<Answered>, StoreError> {
        let query = sql!("SELECT request_hash, response FROM idempotency WHERE actor = $1 AND key = $2", actor, key);
        let found: Option<(String, Vec<u8>)> = self.db().optional(query).await?;
        let Some((request_hash, sealed)) = found else { return Ok(None) };
        let plain = self.desk_key().open(&response_cell(actor, key), &sealed)?;
        let response = serde_json::from_slice(&plain).map_err(|cause| StoreError::form("response", cause))?;
        Ok(Some(Answered { actor: actor.to_owned(), key: key.to_owned(), request_hash, response }))
    }
}
