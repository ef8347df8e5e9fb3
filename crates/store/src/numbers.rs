//! Numbers. Those printed on papers run without gaps per series and ROC year; those of cases may have gaps.
//!
//! A paper's number is taken inside the filing that orders the paper, from a row that stays locked until
//! the filing is on the disk: refused filings give the number back, and two takers never get one. A
//! number whose paper never came is recorded void (作廢) with its reason.
//! A case's number must be known before the case can be decided on, so it is taken by a short write of
//! its own, a block at a time: a restart leaves a gap of less than a block, and that is allowed.

use lexicon::instant::At;

use crate::db::Tx;
use crate::fault::{FileError, StoreError};
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// Case serials taken with one write.
const BLOCK: i64 = 16;

/// Takes the next number of a series within a transaction.
pub(crate) async fn next(tx: &mut Tx, series: &str, roc_year: u32) -> Result<i64, FileError> {
    let query = sql!(
        "INSERT INTO series (name, roc_year, next) VALUES ($1, $2, 2)
         ON CONFLICT (name, roc_year) DO UPDATE SET next = series.next + 1 RETURNING next - 1",
        series,
        roc_year,
    );
    let taken: Option<(i64,)> = tx.optional(query).await.map_err(|error| FileError::of(error, "series"))?;
    taken.map(|(n,)| n).ok_or(FileError::Conflict("series"))
}

/// What became of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberState {
    /// Its paper is ordered and not yet filed.
    Taken,
    /// On a paper that was filed.
    Used,
    /// 作廢: no paper bears it, and the books say why.
    Void,
}

impl NumberState {
    fn named(name: &str) -> Option<NumberState> {
        match name {
            "taken" => Some(NumberState::Taken),
            "used" => Some(NumberState::Used),
            "void" => Some(NumberState::Void),
            _ => None,
        }
    }
}

/// One line of the register of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberLine {
    pub n: u64,
    pub state: NumberState,
    pub reason: Option<String>,
    pub taken_at: At,
}

row! {
    struct NumberRow { n: i64, state: String, reason: Option<String>, taken_at: Moment }
}

/// Names a number: series, ROC year, n.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberName {
    pub series: String,
    pub roc_year: u32,
    pub n: u64,
}

impl Filing {
    /// Records a taken number as void with its reason (no personal data in it); its paper is never filed.
    pub fn void_number(&mut self, name: &NumberName, reason: &str, at: At) -> &mut Filing {
        let n = i64::try_from(name.n).unwrap_or(i64::MAX);
        self.put(
            put!(
                "UPDATE number_taken SET state = 'void', reason = $4, settled_at = $5
                 WHERE series = $1 AND roc_year = $2 AND n = $3 AND state = 'taken'",
                name.series.as_str(),
                name.roc_year,
                n,
                reason,
                at,
            )
            .one("number"),
        )
        .put(
            put!(
                "UPDATE paper SET standing = 'void', ended_at = $4
                 WHERE series = $1 AND roc_year = $2 AND n = $3 AND standing = 'ordered'",
                name.series.as_str(),
                name.roc_year,
                n,
                at,
            )
            .one("paper"),
        )
    }
}

impl Store {
    /// The next serial of a case number. Never the same twice, rising within a process, with gaps after a restart.
    ///
    /// # Errors
    /// The database.
    pub async fn take_case_serial(&self, prefix: &str, roc_year: u32) -> Result<u64, FileError> {
        let mut blocks = self.serials().lock().await;
        let block = blocks.entry((prefix.to_owned(), roc_year)).or_insert(0..0);
        if block.is_empty() {
            let end = self.take_block(prefix, roc_year).await?;
            *block = end - BLOCK..end;
        }
        let serial = block.next().ok_or(FileError::Conflict("serial"))?;
        u64::try_from(serial).map_err(|_| FileError::Malformed("a serial below nothing"))
    }

    async fn take_block(&self, prefix: &str, roc_year: u32) -> Result<i64, FileError> {
        let of = |error| FileError::of(error, "serial");
        let mut tx = self.db().begin().await.map_err(of)?;
        let query = sql!(
            "INSERT INTO serial (prefix, roc_year, next) VALUES ($1, $2, 1 + $3)
             ON CONFLICT (prefix, roc_year) DO UPDATE SET next = serial.next + $3 RETURNING next",
            prefix,
            roc_year,
            BLOCK,
        );
        let taken: Option<(i64,)> = tx.optional(query).await.map_err(of)?;
        tx.commit().await.map_err(of)?;
        taken.map(|(end,)| end).ok_or(FileError::Conflict("serial"))
    }

    /// The register of numbers of a series and year, in order. Without gaps from 1.
    ///
    /// # Errors
    /// The database.
    pub async fn numbers(&self, series: &str, roc_year: u32) -> Result<Vec<NumberLine>, StoreError> {
        let query = sql!(
            "SELECT n, state, reason, taken_at FROM number_taken WHERE series = $1 AND roc_year = $2 ORDER BY n",
            series,
            roc_year,
        );
        let rows: Vec<NumberRow> = self.db().all(query).await?;
        rows.into_iter()
            .map(|row| {
                let state = NumberState::named(&row.state).ok_or_else(|| StoreError::form("number", &row.state))?;
                let n = u64::try_from(row.n).map_err(|cause| StoreError::form("number", cause))?;
                Ok(NumberLine { n, state, reason: row.reason, taken_at: row.taken_at.0 })
            })
            .collect()
    }
}
