//! Agencies: programs of other offices, by their key, and where they want to be told of changes.
//!
//! A key is shown once and kept as a keyed hash. A web hook's secret is needed to sign what is sent, so
//! it is sealed, not hashed.

use lexicon::instant::At;
use uuid::Uuid;

use crate::crypt::Cell;
use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::{Arg, Owner, put};
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// What the books say of an agency's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    pub id: Uuid,
    /// The agency's name in the journal; unique.
    pub agency: String,
    pub scopes: Vec<String>,
    /// Look-ups of a day.
    pub daily: u32,
    pub made_at: At,
    pub revoked_at: Option<At>,
}

/// Where an agency wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub id: Uuid,
    pub agency: String,
    pub url: String,
    /// What the call is signed with: sealed.
    pub secret: String,
    pub made_at: At,
}

row! {
    struct StoredKey {
        id: Uuid, agency: String, scopes: String, daily: i64, made_at: Moment, revoked_at: Option<Moment>,
    }
}

row! {
    struct StoredHook { id: Uuid, agency: String, url: String, secret: Vec<u8>, made_at: Moment }
}

fn token_parts(token: &str) -> Vec<Vec<u8>> {
    vec![b"api-key".to_vec(), token.as_bytes().to_vec()]
}

fn secret_cell(id: Uuid) -> Cell {
    Cell::new("webhook", id, "secret")
}

impl TryFrom<StoredKey> for ApiKey {
    type Error = StoreError;

    fn try_from(row: StoredKey) -> Result<ApiKey, StoreError> {
        Ok(ApiKey {
            id: row.id,
            agency: row.agency,
            scopes: serde_json::from_str(&row.scopes).map_err(|cause| StoreError::form("scopes", cause))?,
            daily: u32::try_from(row.daily).map_err(|cause| StoreError::form("daily", cause))?,
            made_at: row.made_at.0,
            revoked_at: row.revoked_at.map(|at| at.0),
        })
    }
}

impl Filing {
    /// Gives an agency a key, or a new one in place of the old.
    pub fn api_key_put(&mut self, token: &str, key: &ApiKey) -> &mut Filing {
        let scopes = String::from_utf8(self.json(&key.scopes)).unwrap_or_default();
        self.put(
            put!(
                "INSERT INTO api_key (id, agency, token, scopes, daily, made_at, revoked_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (agency) DO UPDATE SET id = excluded.id, token = excluded.token, scopes = excluded.scopes,
                     daily = excluded.daily, made_at = excluded.made_at, revoked_at = excluded.revoked_at",
                key.id,
                key.agency.as_str(),
                Arg::Keyed(token_parts(token)),
                scopes,
                key.daily,
                key.made_at,
                key.revoked_at,
            )
            .one("api key"),
        )
    }

    /// Ends a key; calls with it are refused from now on.
    pub fn api_key_revoke(&mut self, id: Uuid, at: At) -> &mut Filing {
        self.put(put!("UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", id, at).one("api key"))
    }

    /// Notes where an agency wants to be told.
    pub fn webhook(&mut self, hook: &Webhook) -> &mut Filing {
        let secret = self.sealed(Owner::Desk, secret_cell(hook.id), &hook.secret);
        self.put(
            put!(
                "INSERT INTO webhook (id, agency, url, secret, made_at) VALUES ($1, $2, $3, $4, $5)",
                hook.id,
                hook.agency.as_str(),
                hook.url.as_str(),
                secret,
                hook.made_at,
            )
            .one("webhook"),
        )
    }

    /// The agency no longer wants to be told there.
    pub fn webhook_end(&mut self, id: Uuid, at: At) -> &mut Filing {
        self.put(put!("UPDATE webhook SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", id, at).one("webhook"))
    }
}

impl Store {
    /// The key of a token, unless it was revoked.
    ///
    /// # Errors
    /// The database.
    pub async fn api_key(&self, token: &str) -> Result<Option<ApiKey>, StoreError> {
        let parts = token_parts(token);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let query = sql!(
            "SELECT id, agency, scopes, daily, made_at, revoked_at FROM api_key WHERE token = $1 AND revoked_at IS NULL",
            self.keys().keyed(&parts),
        );
        self.db().optional::<StoredKey>(query).await?.map(ApiKey::try_from).transpose()
    }

    /// All keys, revoked ones too, by agency.
    ///
    /// # Errors
    /// The database.
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let query = sql!("SELECT id, agency, scopes, daily, made_at, revoked_at FROM api_key ORDER BY agency");
        self.db().all::<StoredKey>(query).await?.into_iter().map(ApiKey::try_from).collect()
    }

    /// Where an agency wants to be told, the oldest first.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn webhooks_of(&self, agency: &str) -> Result<Vec<Webhook>, StoreError> {
        let query = sql!(
            "SELECT id, agency, url, secret, made_at FROM webhook WHERE agency = $1 AND ended_at IS NULL
             ORDER BY made_at, id",
            agency,
        );
        let rows: Vec<StoredHook> = self.db().all(query).await?;
        rows.into_iter()
            .map(|row| {
                let plain = self.desk_key().open(&secret_cell(row.id), &row.secret)?;
                Ok(Webhook {
                    id: row.id,
                    agency: row.agency,
                    url: row.url,
                    secret: serde_json::from_slice(&plain).map_err(|cause| StoreError::form("secret", cause))?,
                    made_at: row.made_at.0,
                })
            })
            .collect()
    }
}
