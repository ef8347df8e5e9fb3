//! Lookups: finding a case by a personal value without keeping the value.
//!
//! A keyed index of normalised values (national id, e-mail, telephone …): HMAC-SHA256 under the index
//! key. It finds equal values only; a part of a name finds nothing, and no text index holds one.

use lexicon::ids::CaseId;
use uuid::Uuid;

use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::{Arg, put};
use crate::statement::sql;
use crate::store::Store;

fn parts(kind: &str, value: &str) -> Vec<Vec<u8>> {
    vec![b"lookup".to_vec(), kind.as_bytes().to_vec(), value.as_bytes().to_vec()]
}

impl Filing {
    /// Makes a case findable by a value the caller has normalised.
    pub fn index(&mut self, kind: &str, value: &str, case: CaseId) -> &mut Filing {
        self.put(
            put!(
                "INSERT INTO lookup (kind, hash, case_id) VALUES ($1, $2, $3) ON CONFLICT (kind, hash, case_id) DO NOTHING",
                kind, Arg::Keyed(parts(kind, value)), case.uuid(),
            )
            .at_most_one("lookup"),
        )
    }
}

impl Store {
    /// The cases with that value, in order of arrival.
    ///
    /// # Errors
    /// The database.
    pub async fn find_by_index(&self, kind: &str, value: &str) -> Result<Vec<CaseId>, StoreError> {
        let parts = parts(kind, value);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let query = sql!(
            "SELECT case_id FROM lookup WHERE kind = $1 AND hash = $2 ORDER BY case_id",
            kind,
            self.keys().keyed(&parts),
        );
        let rows: Vec<(Uuid,)> = self.db().all(query).await?;
        Ok(rows.into_iter().map(|(id,)| CaseId::from_uuid(id)).collect())
    }
}
