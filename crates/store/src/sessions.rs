//! Sessions: who is logged in. The browser holds the token, the table only its keyed hash; a session can
//! therefore be ended here at once and a stolen table logs nobody in.

use lexicon::instant::At;
use serde_json::Value as Json;

use crate::crypt::Cell;
use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::{Arg, Owner, put};
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// Somebody who is logged in.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Whose it is, so that all of one person's can be ended: an id, never a name.
    pub holder: String,
    /// What the door keeps: sealed.
    pub body: Json,
    pub made_at: At,
    pub seen_at: At,
    pub expires_at: At,
}

row! {
    struct Stored { holder: String, body: Vec<u8>, made_at: Moment, seen_at: Moment, expires_at: Moment }
}

fn token_parts(token: &str) -> Vec<Vec<u8>> {
    vec![b"session".to_vec(), token.as_bytes().to_vec()]
}

fn body_cell(holder: &str) -> Cell {
    Cell::new("session", holder, "body")
}

impl Filing {
    /// Begins a session or replaces it.
    pub fn session_put(&mut self, token: &str, session: &Session) -> &mut Filing {
        let body = self.sealed(Owner::Desk, body_cell(&session.holder), &session.body);
        self.put(
            put!(
                "INSERT INTO session (token, holder, body, made_at, seen_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (token) DO UPDATE SET holder = excluded.holder, body = excluded.body,
                     seen_at = excluded.seen_at, expires_at = excluded.expires_at",
                Arg::Keyed(token_parts(token)),
                session.holder.as_str(),
                body,
                session.made_at,
                session.seen_at,
                session.expires_at,
            )
            .one("session"),
        )
    }

    /// Notes that a session was used. A durable write: once a minute is enough. One that has ended is no conflict.
    pub fn session_seen(&mut self, token: &str, at: At) -> &mut Filing {
        self.put(
            put!("UPDATE session SET seen_at = $2 WHERE token = $1", Arg::Keyed(token_parts(token)), at)
                .at_most_one("session"),
        )
    }

    /// Ends a session.
    pub fn session_drop(&mut self, token: &str) -> &mut Filing {
        self.put(put!("DELETE FROM session WHERE token = $1", Arg::Keyed(token_parts(token))).at_most_one("session"))
    }

    /// Ends all sessions of a holder.
    pub fn sessions_drop(&mut self, holder: &str) -> &mut Filing {
        self.put(put!("DELETE FROM session WHERE holder = $1", holder).any("session"))
    }

    /// Takes expired sessions away, and those unused since `idle_since`.
    pub fn sessions_expire(&mut self, now: At, idle_since: At) -> &mut Filing {
        self.put(put!("DELETE FROM session WHERE expires_at <= $1 OR seen_at < $2", now, idle_since).any("session"))
    }
}

impl Store {
    /// The session of a token, if it has not expired.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn session(&self, token: &str, now: At) -> Result<Option<Session>, StoreError> {
        let parts = token_parts(token);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let query = sql!(
            "SELECT holder, body, made_at, seen_at, expires_at FROM session WHERE token = $1 AND expires_at > $2",
            self.keys().keyed(&parts),
            now,
        );
        let Some(row) = self.db().optional::<Stored>(query).await? else { return Ok(None) };
        let plain = self.desk_key().open(&body_cell(&row.holder), &row.body)?;
        Ok(Some(Session {
            body: serde_json::from_slice(&plain).map_err(|cause| StoreError::form("session", cause))?,
            holder: row.holder,
            made_at: row.made_at.0,
            seen_at: row.seen_at.0,
            expires_at: row.expires_at.0,
        }))
    }
}
