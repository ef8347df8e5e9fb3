//! Journals: what has happened to a case, line by line, and the proof that nobody changed it.
//!
//! Lines are written by `writer.rs` alone and never changed; both databases refuse it by trigger. The
//! chain covers the ciphertext as stored, so it can be checked without any key, and after the key is gone.

use casework::case::Case;
use casework::event::Entry;
use casework::journal::{LinkInput, verify};
use lexicon::date::Date;
use lexicon::ids::CaseId;
use lexicon::instant::At;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::fault::{StoreError, VerifyError};
use crate::filing::Filing;
use crate::plan::journal_cell;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

row! {
    struct JournalRow { seq: i64, at: Moment, kind: String, actor: String, body: Vec<u8>, hash: Vec<u8> }
}

row! {
    struct HeadRow { id: Uuid, head: Vec<u8> }
}

/// A journal that proves what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    pub lines: i64,
    pub head: [u8; 32],
}

/// One hash over the heads of all cases: shows a removed case where it is kept elsewhere too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadRoot {
    pub root: [u8; 32],
    pub cases: u64,
}

impl Filing {
    /// Keeps the root over all heads of a day. A day has one.
    pub fn head_root(&mut self, day: Date, root: &HeadRoot, at: At) -> &mut Filing {
        let cases = i64::try_from(root.cases).unwrap_or(i64::MAX);
        self.put(
            put!(
                "INSERT INTO head_root (day, root, cases, at) VALUES ($1, $2, $3, $4)",
                day.to_string(),
                root.root,
                cases,
                at,
            )
            .one("root of heads")
            .once(day.to_string()),
        )
    }
}

impl Store {
    async fn journal_rows(&self, id: CaseId) -> Result<Vec<JournalRow>, sqlx::Error> {
        let query =
            sql!("SELECT seq, at, kind, actor, body, hash FROM journal WHERE case_id = $1 ORDER BY seq", id.uuid());
        self.db().all(query).await
    }

    /// Every line of a case, opened, oldest first; empty for an unknown case.
    ///
    /// # Errors
    /// The database; a destroyed key; a changed line.
    pub async fn journal(&self, id: CaseId) -> Result<Vec<Entry>, StoreError> {
        let rows = self.journal_rows(id).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.data_key(crate::seal::Owner::Case(id)).await?;
        rows.into_iter()
            .map(|row| {
                let plain = key.open(&journal_cell(id, row.seq), &row.body)?;
                let event = serde_json::from_slice(&plain).map_err(|cause| StoreError::form("event", cause))?;
                let actor = serde_json::from_str(&row.actor).map_err(|cause| StoreError::form("actor", cause))?;
                Ok(Entry { seq: row.seq, at: row.at.0, actor, event })
            })
            .collect()
    }

    /// Checks the chain of a case against its lines and its head. Needs no key.
    ///
    /// # Errors
    /// The first line that is missing or changed; a cut end; a head that fits no line.
    pub async fn journal_verify(&self, id: CaseId) -> Result<Verified, VerifyError> {
        let mut tries = 3;
        loop {
            let rows = self.journal_rows(id).await?;
            let query = sql!(r#"SELECT version, head FROM "case" WHERE id = $1"#, id.uuid());
            let (expected, head): (i64, Vec<u8>) = self.db().optional(query).await?.ok_or(VerifyError::NoCase)?;
            let found = rows.len() as i64;
            tries -= 1;
            // A filing between the two reads adds lines this read has not seen: look again.
            if found < expected && tries > 0 {
                continue;
            }
            let end = chain_end(id, &rows)?;
            if found != expected {
                return Err(VerifyError::Cut { found, expected });
            }
            if head != end {
                return Err(VerifyError::Head);
            }
            return Ok(Verified { lines: found, head: end });
        }
    }

    /// Whether the case row is the fold of its journal.
    ///
    /// # Errors
    /// As [`Store::journal`].
    pub async fn case_matches_journal(&self, id: CaseId) -> Result<bool, StoreError> {
        let (case, journal) = (self.case(id).await?, self.journal(id).await?);
        Ok(case == Case::of(&journal))
    }

    /// The root over the heads of all cases, in the order of their ids.
    ///
    /// # Errors
    /// The database.
    pub async fn head_root(&self) -> Result<HeadRoot, StoreError> {
        let (mut level, mut after) = (Vec::new(), Uuid::nil());
        loop {
            let query = sql!(r#"SELECT id, head FROM "case" WHERE id > $1 ORDER BY id LIMIT 1000"#, after);
            let rows: Vec<HeadRow> = self.db().all(query).await?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            level.extend(rows.iter().map(|row| leaf(row.id, &row.head)));
        }
        let cases = level.len() as u64;
        Ok(HeadRoot { root: root(level), cases })
    }

    /// The root kept for a day.
    ///
    /// # Errors
    /// The database.
    pub async fn head_root_of(&self, day: Date) -> Result<Option<HeadRoot>, StoreError> {
        let query = sql!("SELECT root, cases FROM head_root WHERE day = $1", day.to_string());
        let Some((root, cases)) = self.db().optional::<(Vec<u8>, i64)>(query).await? else { return Ok(None) };
        let root = root.try_into().map_err(|_| StoreError::form("root of heads", "not 32 bytes"))?;
        Ok(Some(HeadRoot { root, cases: u64::try_from(cases).unwrap_or(0) }))
    }
}

fn chain_end(id: CaseId, rows: &[JournalRow]) -> Result<[u8; 32], VerifyError> {
    let lines = rows
        .iter()
        .map(|row| {
            let hash = row.hash.as_slice().try_into().map_err(|_| VerifyError::form("hash", "not 32 bytes"))?;
            let (kind, actor) = (&row.kind, &row.actor);
            Ok((LinkInput { case: id, seq: row.seq, at: row.at.0, kind, actor, sealed: &row.body }, hash))
        })
        .collect::<Result<Vec<_>, VerifyError>>()?;
    verify(lines).map_err(VerifyError::Broken)
}

/// RFC 6962 §2.1: a leaf and an inner node begin with different bytes, so neither passes for the other.
fn leaf(id: Uuid, head: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update([0]).chain_update(id.as_bytes()).chain_update(head).finalize().into()
}

fn root(mut level: Vec<[u8; 32]>) -> [u8; 32] {
    if level.is_empty() {
        return Sha256::digest([]).into();
    }
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => {
                    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
                }
                _ => pair[0],
            })
            .collect();
    }
    level[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_changes_with_every_case() {
        let heads: Vec<[u8; 32]> = (0..5).map(|i| leaf(Uuid::from_u128(i), &[7; 32])).collect();
        let whole = root(heads.clone());
        for gone in 0..heads.len() {
            let mut fewer = heads.clone();
            fewer.remove(gone);
            assert_ne!(root(fewer), whole);
        }
        assert_eq!(root(vec![heads[0]]), heads[0]);
        assert_eq!(root(Vec::new()).to_vec(), Sha256::digest([]).to_vec());
    }
}
