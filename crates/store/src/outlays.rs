//! Replies of paid registers that may be used again, and what asking cost, by day. Nothing here is about a person.

use lexicon::date::Date;
use lexicon::instant::At;
use lexicon::money::Twd;
use serde_json::Value as Json;

use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// What a system cost on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlay {
    pub day: Date,
    pub what: String,
    /// Questions that were paid for.
    pub count: i64,
    pub twd: Twd,
}

row! {
    struct OutlayRow { day: String, what: String, count: i64, twd: i64 }
}

impl Filing {
    /// Keeps what the land office said of a parcel, in place of what it said before.
    pub fn land_reply(&mut self, parcel: &str, body: &Json, at: At) -> &mut Filing {
        self.put(
            put!(
                "INSERT INTO land_reply (parcel, body, asked_at) VALUES ($1, $2, $3)
                 ON CONFLICT (parcel) DO UPDATE SET body = excluded.body, asked_at = excluded.asked_at",
                parcel,
                body.to_string(),
                at,
            )
            .one("land reply"),
        )
    }

    /// Forgets what the land office said before an instant.
    pub fn land_replies_expire(&mut self, before: At) -> &mut Filing {
        self.put(put!("DELETE FROM land_reply WHERE asked_at < $1", before).any("land reply"))
    }

    /// One more question to a system was paid for.
    pub fn outlay(&mut self, what: &str, twd: Twd, day: Date) -> &mut Filing {
        self.outlays(what, (1, twd), day)
    }

    /// So many more questions to a system were paid for, with so much in all.
    pub fn outlays(&mut self, what: &str, (count, twd): (u32, Twd), day: Date) -> &mut Filing {
        self.put(
            put!(
                "INSERT INTO outlay (day, what, count, twd) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (day, what)
                 DO UPDATE SET count = outlay.count + excluded.count, twd = outlay.twd + excluded.twd",
                day.to_string(),
                what,
                i64::from(count),
                twd.dollars(),
            )
            .one("outlay"),
        )
    }
}

impl Store {
    /// What the land office said of a parcel last, and when.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn land_reply(&self, parcel: &str) -> Result<Option<(Json, At)>, StoreError> {
        let query = sql!("SELECT body, asked_at FROM land_reply WHERE parcel = $1", parcel);
        let found: Option<(String, Moment)> = self.db().optional(query).await?;
        let Some((body, at)) = found else { return Ok(None) };
        let body = serde_json::from_str(&body).map_err(|cause| StoreError::form("land reply", cause))?;
        Ok(Some((body, at.0)))
    }

    /// What one outside system cost on a day.
    ///
    /// # Errors
    /// The database.
    pub async fn outlay_of(&self, what: &str, day: Date) -> Result<Twd, StoreError> {
        let query = sql!("SELECT twd FROM outlay WHERE day = $1 AND what = $2", day.to_string(), what);
        let found: Option<(i64,)> = self.db().optional(query).await?;
        Ok(found.map_or(Twd::ZERO, |(twd,)| Twd::new(twd)))
    }

    /// What outside systems cost from a day on, the last day first.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn outlays(&self, from: Date) -> Result<Vec<Outlay>, StoreError> {
        let query =
            sql!("SELECT day, what, count, twd FROM outlay WHERE day >= $1 ORDER BY day DESC, what", from.to_string(),);
        let rows: Vec<OutlayRow> = self.db().all(query).await?;
        let outlay = |row: OutlayRow| {
            let day = row.day.parse().map_err(|cause| StoreError::form("day", cause))?;
            Ok(Outlay { day, what: row.what, count: row.count, twd: Twd::new(row.twd) })
        };
        rows.into_iter().map(outlay).collect()
    }
}
