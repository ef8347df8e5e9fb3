//! Timers: when a case wants to be woken. A timer rings once; the case's version guards against twice.

use lexicon::ids::{CaseId, TimerId};
use lexicon::instant::At;
use uuid::Uuid;

use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// One clock that will ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimerRow {
    pub id: TimerId,
    pub case: CaseId,
    /// The step whose time it is.
    pub step: String,
    pub at: At,
}

row! {
    struct Stored { id: Uuid, case_id: Uuid, step: String, at: Moment }
}

impl From<Stored> for TimerRow {
    fn from(row: Stored) -> TimerRow {
        TimerRow { id: TimerId::from_uuid(row.id), case: CaseId::from_uuid(row.case_id), step: row.step, at: row.at.0 }
    }
}

impl Filing {
    /// Sets a timer, or moves the one of that id.
    pub fn timer(&mut self, timer: &TimerRow) -> &mut Filing {
        self.put(
            put!(
                "INSERT INTO timer (id, case_id, step, at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (id) DO UPDATE SET step = excluded.step, at = excluded.at
                 WHERE timer.case_id = excluded.case_id",
                timer.id.uuid(),
                timer.case.uuid(),
                timer.step.as_str(),
                timer.at,
            )
            .one("timer"),
        )
    }

    /// Takes a timer away. One that has rung or was taken away before is no conflict.
    pub fn untimer(&mut self, id: TimerId) -> &mut Filing {
        self.put(put!("DELETE FROM timer WHERE id = $1", id.uuid()).at_most_one("timer"))
    }
}

impl Store {
    /// Timers due at `now`, the oldest first, `limit` at most.
    ///
    /// # Errors
    /// The database.
    pub async fn due_timers(&self, now: At, limit: u32) -> Result<Vec<TimerRow>, StoreError> {
        let query = sql!("SELECT id, case_id, step, at FROM timer WHERE at <= $1 ORDER BY at, id LIMIT $2", now, limit);
        Ok(self.db().all::<Stored>(query).await?.into_iter().map(TimerRow::from).collect())
    }

    /// All timers of a case, by time.
    ///
    /// # Errors
    /// The database.
    pub async fn timers_of(&self, case: CaseId) -> Result<Vec<TimerRow>, StoreError> {
        let query = sql!("SELECT id, case_id, step, at FROM timer WHERE case_id = $1 ORDER BY at, id", case.uuid());
        Ok(self.db().all::<Stored>(query).await?.into_iter().map(TimerRow::from).collect())
    }
}
