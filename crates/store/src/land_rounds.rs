//! Rounds of questions to the land office: which parcels, in which order, and how far it has come. A round is
//! worked on under a lease, so that two processes never ask (and pay for) the same.

use lexicon::instant::At;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// A round as the books have it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRound {
    pub id: Uuid,
    pub begun_at: At,
    pub ended_at: Option<At>,
    /// Keys of its parcels in the order they are asked.
    pub parcels: Vec<String>,
    /// What came of it so far.
    pub body: Json,
    pub leased_until: Option<At>,
}

row! {
    struct Stored {
        id: Uuid, begun_at: Moment, ended_at: Option<Moment>, parcels: String, body: String,
        leased_until: Option<Moment>
    }
}

impl Stored {
    fn read(self) -> Result<StoredRound, StoreError> {
        let body = serde_json::from_str(&self.body).map_err(|cause| StoreError::form("land round", cause))?;
        Ok(StoredRound {
            id: self.id,
            begun_at: self.begun_at.0,
            ended_at: self.ended_at.map(|at| at.0),
            parcels: self.parcels.split(',').filter(|key| !key.is_empty()).map(str::to_owned).collect(),
            body,
            leased_until: self.leased_until.map(|at| at.0),
        })
    }
}

impl Filing {
    /// Begins a round under a lease; a conflict where one is open.
    pub fn land_round_begin(&mut self, (id, parcels): (Uuid, &[String]), body: &Json, times: (At, At)) -> &mut Filing {
        self.put(
            put!(
                "INSERT INTO land_round (id, standing, begun_at, parcels, body, leased_until)
                 VALUES ($1, 'open', $2, $3, $4, $5) ON CONFLICT (standing) DO NOTHING",
                id,
                times.0,
                parcels.join(","),
                body.to_string(),
                times.1,
            )
            .one("land round"),
        )
    }

    /// Takes an open round that nobody works on until then; a conflict where somebody does.
    pub fn land_round_take(&mut self, id: Uuid, (now, until): (At, At)) -> &mut Filing {
        self.put(
            put!(
                "UPDATE land_round SET leased_until = $2
                 WHERE id = $1 AND standing = 'open' AND (leased_until IS NULL OR leased_until <= $3)",
                id,
                until,
                now,
            )
            .one("land round"),
        )
    }

    /// Notes what came of a round so far and how long it is worked on; `None` gives it back.
    pub fn land_round_note(&mut self, id: Uuid, body: &Json, until: Option<At>) -> &mut Filing {
        self.put(
            put!(
                "UPDATE land_round SET body = $2, leased_until = $3 WHERE id = $1 AND standing = 'open'",
                id,
                body.to_string(),
                until,
            )
            .one("land round"),
        )
    }

    /// Ends a round.
    pub fn land_round_end(&mut self, id: Uuid, body: &Json, now: At) -> &mut Filing {
        self.put(
            put!(
                "UPDATE land_round SET standing = NULL, leased_until = NULL, body = $2, ended_at = $3
                 WHERE id = $1 AND standing = 'open'",
                id,
                body.to_string(),
                now,
            )
            .one("land round"),
        )
    }
}

impl Store {
    /// The last round that was begun.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn land_round(&self) -> Result<Option<StoredRound>, StoreError> {
        let query = sql!(
            "SELECT id, begun_at, ended_at, parcels, body, leased_until FROM land_round
             ORDER BY begun_at DESC, id DESC LIMIT 1"
        );
        let found: Option<Stored> = self.db().optional(query).await?;
        found.map(Stored::read).transpose()
    }
}
