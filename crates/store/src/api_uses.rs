//! How much an agency's programs asked on a day, counted in blocks: the house takes some ahead and answers them
//! from memory, so that an answer costs no write. A restart counts what was left of a block as used.

use lexicon::date::Date;

use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;

impl Filing {
    /// Takes `count` of the day's `limit` for an agency; more than is left is a conflict.
    pub fn api_use(&mut self, agency: &str, day: Date, (count, limit): (u32, u32)) -> &mut Filing {
        self.put(
            put!(
                "INSERT INTO api_use (agency, day, count) SELECT $1, $2, CAST($3 AS bigint) WHERE CAST($3 AS bigint) <= $4
                 ON CONFLICT (agency, day) DO UPDATE SET count = api_use.count + excluded.count
                     WHERE api_use.count + excluded.count <= $4",
                agency,
                day.to_string(),
                count,
                limit,
            )
            .one("api use"),
        )
    }

    /// Forgets days before this one.
    pub fn api_uses_expire(&mut self, day: Date) -> &mut Filing {
        self.put(put!("DELETE FROM api_use WHERE day < $1", day.to_string()).any("api use"))
    }
}

impl Store {
    /// What an agency took of a day.
    ///
    /// # Errors
    /// The database.
    pub async fn api_use(&self, agency: &str, day: Date) -> Result<u32, StoreError> {
        let query = sql!("SELECT count FROM api_use WHERE agency = $1 AND day = $2", agency, day.to_string());
        let found: Option<(i64,)> = self.db().optional(query).await?;
        Ok(found.map_or(0, |(count,)| u32::try_from(count).unwrap_or(u32::MAX)))
    }
}
