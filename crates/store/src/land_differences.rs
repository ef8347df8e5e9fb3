//! Differences between the land office's answers and our own copy: one row a parcel, with its history inside.
//!
//! Every change says which version it was made from; who was slower reads again. Nothing here is about a person
//! beside the officers who settled something.

use lexicon::instant::At;
use serde_json::Value as Json;

use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::{Query, sql};
use crate::store::Store;
use crate::value::{Moment, row};

/// Where a difference stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DifferenceState {
    /// A person looks.
    Open,
    /// A person said what it is; it opens again when it changes.
    Settled,
    /// The two agree again.
    Gone,
}

impl DifferenceState {
    pub const ALL: [DifferenceState; 3] = [DifferenceState::Open, DifferenceState::Settled, DifferenceState::Gone];

    /// The name used in the database and in texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DifferenceState::Open => "open",
            DifferenceState::Settled => "settled",
            DifferenceState::Gone => "gone",
        }
    }

    /// The state of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<DifferenceState> {
        DifferenceState::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A difference as the books have it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDifference {
    /// [`lexicon::parcel::ParcelId::key`]
    pub parcel: String,
    /// Counts changes of the row, from one.
    pub version: i64,
    /// Names what differs: equal marks, equal differences.
    pub mark: String,
    pub state: DifferenceState,
    pub body: Json,
    /// When it was found in this form.
    pub found_at: At,
    /// When the land office was asked last.
    pub asked_at: At,
}

row! {
    struct Stored {
        parcel: String, version: i64, mark: String, state: String, body: String, found_at: Moment, asked_at: Moment
    }
}

const COLUMNS: &str = "SELECT parcel, version, mark, state, body, found_at, asked_at FROM land_difference";

impl Stored {
    fn read(self) -> Result<StoredDifference, StoreError> {
        let form = |cause: serde_json::Error| StoreError::form("land difference", cause);
        let state = DifferenceState::of(&self.state)
            .ok_or_else(|| StoreError::form("land difference", std::io::Error::other("an unknown state")))?;
        Ok(StoredDifference {
            parcel: self.parcel,
            version: self.version,
            mark: self.mark,
            state,
            body: serde_json::from_str(&self.body).map_err(form)?,
            found_at: self.found_at.0,
            asked_at: self.asked_at.0,
        })
    }
}

impl Filing {
    /// Files a difference: a new row at version one, else the change of the version before.
    pub fn land_difference(&mut self, row: &StoredDifference) -> &mut Filing {
        let body = row.body.to_string();
        let (parcel, mark, state) = (row.parcel.as_str(), row.mark.as_str(), row.state.name());
        let statement = if row.version == 1 {
            put!(
                "INSERT INTO land_difference (parcel, version, mark, state, body, found_at, asked_at)
                 VALUES ($1, 1, $2, $3, $4, $5, $6) ON CONFLICT (parcel) DO NOTHING",
                parcel,
                mark,
                state,
                body,
                row.found_at,
                row.asked_at,
            )
        } else {
            put!(
                "UPDATE land_difference SET version = version + 1, mark = $2, state = $3, body = $4, found_at = $5,
                 asked_at = $6 WHERE parcel = $1 AND version = $7",
                parcel,
                mark,
                state,
                body,
                row.found_at,
                row.asked_at,
                row.version - 1,
            )
        };
        self.put(statement.one("land difference"))
    }

    /// The land office was asked about a parcel and answered.
    pub fn land_checked(&mut self, parcel: &str, at: At) -> &mut Filing {
        self.put(
            put!(
                "INSERT INTO land_check (parcel, checked_at) VALUES ($1, $2)
                 ON CONFLICT (parcel) DO UPDATE SET checked_at = excluded.checked_at",
                parcel,
                at,
            )
            .one("land check"),
        )
    }
}

impl Store {
    /// The difference of a parcel, whatever its state.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn land_difference(&self, parcel: &str) -> Result<Option<StoredDifference>, StoreError> {
        let query = sql!(
            "SELECT parcel, version, mark, state, body, found_at, asked_at FROM land_difference WHERE parcel = $1",
            parcel
        );
        let found: Option<Stored> = self.db().optional(query).await?;
        found.map(Stored::read).transpose()
    }

    /// Differences of a state, the oldest first, after so many.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn land_differences(
        &self,
        state: Option<DifferenceState>,
        (skip, most): (u32, u32),
    ) -> Result<Vec<StoredDifference>, StoreError> {
        let query = Query::build(COLUMNS)
            .arg_if(" WHERE state = ", state.map(DifferenceState::name))
            .push(" ORDER BY found_at, parcel")
            .arg(" LIMIT ", i64::from(most))
            .arg(" OFFSET ", i64::from(skip));
        let rows: Vec<Stored> = self.db().all(query).await?;
        rows.into_iter().map(Stored::read).collect()
    }

    /// How many differences are in which state.
    ///
    /// # Errors
    /// The database.
    pub async fn land_difference_counts(&self) -> Result<Vec<(DifferenceState, i64)>, StoreError> {
        let query = sql!("SELECT state, COUNT(*) FROM land_difference GROUP BY state ORDER BY state");
        let rows: Vec<(String, i64)> = self.db().all(query).await?;
        Ok(rows.into_iter().filter_map(|(state, n)| Some((DifferenceState::of(&state)?, n))).collect())
    }

    /// Parcels the land office answered about since an instant, or ever, with the last time.
    ///
    /// # Errors
    /// The database.
    pub async fn land_checks(&self, since: Option<At>) -> Result<Vec<(String, At)>, StoreError> {
        let since = since.unwrap_or(At::from_micros(0));
        let query =
            sql!("SELECT parcel, checked_at FROM land_check WHERE checked_at >= $1 ORDER BY checked_at, parcel", since);
        let rows: Vec<(String, Moment)> = self.db().all(query).await?;
        Ok(rows.into_iter().map(|(parcel, at)| (parcel, at.0)).collect())
    }
}
