//! Settings: what an officer may change while the house is open. Not sealed: no secret belongs here.

use lexicon::instant::At;
use serde_json::Value as Json;

use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;

impl Filing {
    /// Sets a setting.
    pub fn setting(&mut self, name: &str, body: &Json, at: At) -> &mut Filing {
        self.put(
            put!(
                "INSERT INTO setting (name, body, at) VALUES ($1, $2, $3)
                 ON CONFLICT (name) DO UPDATE SET body = excluded.body, at = excluded.at",
                name,
                body.to_string(),
                at,
            )
            .one("setting"),
        )
    }
}

impl Store {
    /// What a setting was set to, if it was.
    ///
    /// # Errors
    /// The database.
    pub async fn setting(&self, name: &str) -> Result<Option<Json>, StoreError> {
        let query = sql!("SELECT body FROM setting WHERE name = $1", name);
        let found: Option<(String,)> = self.db().optional(query).await?;
        let parsed = found.map(|(body,)| serde_json::from_str(&body)).transpose();
        parsed.map_err(|cause| StoreError::form("setting", cause))
    }
}
