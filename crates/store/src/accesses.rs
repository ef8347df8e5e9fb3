//! Accesses: who read personal data of which case, why and when (個人資料保護法 §27: security measures).
//! Append-only; holds no personal data of the applicant.

use casework::event::Actor;
use lexicon::ids::CaseId;
use lexicon::instant::At;

use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// One reading of personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    pub case: CaseId,
    pub at: At,
    pub actor: Actor,
    /// A key of the purpose, e.g. `examine`; never free text.
    pub purpose: String,
}

row! {
    struct Stored { at: Moment, actor: String, purpose: String }
}

impl Filing {
    /// Notes that somebody read personal data.
    pub fn access_log(&mut self, access: &Access) -> &mut Filing {
        let actor = String::from_utf8(self.json(&access.actor)).unwrap_or_default();
        self.put(
            put!(
                "INSERT INTO access_log (case_id, at, actor, purpose) VALUES ($1, $2, $3, $4)",
                access.case.uuid(),
                access.at,
                actor,
                access.purpose.as_str(),
            )
            .one("access"),
        )
    }
}

impl Store {
    /// Who has read a case, the latest first.
    ///
    /// # Errors
    /// The database.
    pub async fn accesses_of(&self, case: CaseId, limit: u32) -> Result<Vec<Access>, StoreError> {
        let query = sql!(
            "SELECT at, actor, purpose FROM access_log WHERE case_id = $1 ORDER BY at DESC, actor, purpose LIMIT $2",
            case.uuid(),
            limit,
        );
        let rows: Vec<Stored> = self.db().all(query).await?;
        rows.into_iter()
            .map(|row| {
                let actor = serde_json::from_str(&row.actor).map_err(|cause| StoreError::form("actor", cause))?;
                Ok(Access { case, at: row.at.0, actor, purpose: row.purpose })
            })
            .collect()
    }
}
