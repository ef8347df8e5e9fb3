//! Papers: number taken and facts frozen, then rendered and filed, then superseded or revoked.
//!
//! The file is on the disk before a row names it. The code printed for checking a paper is kept as a
//! keyed hash: who steals the table cannot print papers that verify. Expiry by date is computed by
//! whoever asks; no row changes at midnight.

use lexicon::date::Date;
use lexicon::ids::{CaseId, PaperId};
use lexicon::instant::At;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::crypt::Cell;
use crate::fault::StoreError;
use crate::files::FileRef;
use crate::filing::{Filing, Numbering, Step};
use crate::seal::{Arg, Owner, put};
use crate::statement::{Query, sql};
use crate::store::Store;
use crate::value::{Moment, row};

/// What a paper is ordered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperRow {
    pub id: PaperId,
    pub case: CaseId,
    /// The rule of the service that made it.
    pub rule: String,
    /// Series its number comes from.
    pub series: String,
    pub roc_year: u32,
    /// The paper it takes the place of, once it is filed.
    pub supersedes: Option<PaperId>,
    pub ordered_at: At,
}

/// What a paper is filed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperFiling {
    pub id: PaperId,
    /// SHA-256 of the file as given out, in hexadecimal.
    pub digest: String,
    pub file: FileRef,
    pub level: Level,
    /// The code printed on the paper; kept only as a keyed hash.
    pub verify_code: String,
    pub issued_at: At,
    pub valid_until: Option<Date>,
}

/// How the signature is made to last (ETSI EN 319 142-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Signed.
    BB,
    /// Signed and timestamped.
    BT,
}

impl Level {
    pub const ALL: [Level; 2] = [Level::BB, Level::BT];

    /// The name used in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::BB => "B-B",
            Level::BT => "B-T",
        }
    }
}

/// Where a paper stands; expiry by date is not among these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperStanding {
    /// Number taken, facts frozen.
    Ordered,
    Valid,
    Superseded,
    Revoked,
    /// Never filed; its number is void.
    Void,
}

impl PaperStanding {
    pub const ALL: [PaperStanding; 5] = [
        PaperStanding::Ordered,
        PaperStanding::Valid,
        PaperStanding::Superseded,
        PaperStanding::Revoked,
        PaperStanding::Void,
    ];

    /// The name used in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PaperStanding::Ordered => "ordered",
            PaperStanding::Valid => "valid",
            PaperStanding::Superseded => "superseded",
            PaperStanding::Revoked => "revoked",
            PaperStanding::Void => "void",
        }
    }
}

/// A paper as the books have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPaper {
    pub id: PaperId,
    pub case: CaseId,
    pub rule: String,
    pub series: String,
    pub roc_year: u32,
    pub n: u64,
    /// As printed.
    pub number: String,
    pub supersedes: Option<PaperId>,
    pub standing: PaperStanding,
    pub ordered_at: At,
    pub ended_at: Option<At>,
    /// What came with filing; `None` before.
    pub filed: Option<FiledPaper>,
}

/// What came with filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledPaper {
    pub digest: String,
    pub file: FileRef,
    pub level: Level,
    pub issued_at: At,
    pub valid_until: Option<Date>,
}

row! {
    struct Stored {
        id: Uuid, case_id: Uuid, rule: String, series: String, roc_year: i64, n: i64, number: String,
        supersedes: Option<Uuid>, standing: String, ordered_at: Moment, ended_at: Option<Moment>,
        digest: Option<String>, file: Option<String>, file_bytes: Option<i64>, level: Option<String>,
        issued_at: Option<Moment>, valid_until: Option<String>,
    }
}

/// A paper that stands, and the case it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandingPaper {
    pub id: PaperId,
    pub case: CaseId,
}

row! {
    struct SealedFacts { owner: Uuid, office_key: String, wrapped: Option<Vec<u8>>, facts: Vec<u8> }
}

fn verify_parts(code: &str) -> Vec<Vec<u8>> {
    vec![b"verify".to_vec(), code.as_bytes().to_vec()]
}

impl Filing {
    /// Takes the next number of the paper's series and keeps what `facts` makes of it: the number as
    /// printed and the frozen facts. `facts` runs inside the transaction: it must be quick and cannot ask
    /// anything. The numbers come back in `Filed`.
    pub fn order_paper(
        &mut self,
        row: PaperRow,
        facts: impl FnOnce(u64) -> (String, Json) + Send + 'static,
    ) -> &mut Filing {
        self.steps.push(Step::Number(Numbering {
            id: row.id,
            case: row.case,
            rule: row.rule,
            series: row.series,
            roc_year: row.roc_year,
            supersedes: row.supersedes,
            at: row.ordered_at,
            facts: Box::new(facts),
        }));
        self
    }

    /// Files an ordered paper. Its number is used from now on; a second filing of it is a conflict.
    pub fn file_paper(&mut self, paper: &PaperFiling) -> &mut Filing {
        self.keep_file(&paper.file, paper.issued_at);
        self.put(
            put!(
                "UPDATE paper SET standing = 'valid', digest = $2, file = $3, level = $4, verify_key = $5,
                     issued_at = $6, valid_until = $7 WHERE id = $1 AND standing = 'ordered'",
                paper.id.uuid(),
                paper.digest.as_str(),
                paper.file.name.as_str(),
                paper.level.name(),
                Arg::Keyed(verify_parts(&paper.verify_code)),
                paper.issued_at,
                paper.valid_until.map(|day| day.to_string()),
            )
            .one("paper"),
        )
        .put(
            put!(
                "UPDATE number_taken SET state = 'used', settled_at = $2 WHERE paper = $1 AND state = 'taken'",
                paper.id.uuid(),
                paper.issued_at,
            )
            .one("number"),
        )
    }

    /// Another paper has taken the place of this one.
    pub fn supersede_paper(&mut self, id: PaperId, at: At) -> &mut Filing {
        self.end_paper(id, PaperStanding::Superseded, at)
    }

    /// The paper is taken back. The reasons stand in the case's journal.
    pub fn revoke_paper(&mut self, id: PaperId, at: At) -> &mut Filing {
        self.end_paper(id, PaperStanding::Revoked, at)
    }

    fn end_paper(&mut self, id: PaperId, standing: PaperStanding, at: At) -> &mut Filing {
        self.put(
            put!(
                "UPDATE paper SET standing = $2, ended_at = $3 WHERE id = $1 AND standing = 'valid'",
                id.uuid(),
                standing.name(),
                at,
            )
            .one("paper"),
        )
    }
}

impl Store {
    /// The paper of an id.
    ///
    /// # Errors
    /// The database.
    pub async fn paper(&self, id: PaperId) -> Result<Option<StoredPaper>, StoreError> {
        self.one_paper(sql!(
            "SELECT p.id, p.case_id, p.rule, p.series, p.roc_year, p.n, p.number, p.supersedes, p.standing,
                 p.ordered_at, p.ended_at, p.digest, p.file, f.bytes AS file_bytes, p.level, p.issued_at, p.valid_until
             FROM paper p LEFT JOIN file f ON f.name = p.file WHERE p.id = $1",
            id.uuid(),
        ))
        .await
    }

    /// The paper with that code printed on it. The code is compared as a keyed hash.
    ///
    /// # Errors
    /// The database.
    pub async fn paper_by_verify_code(&self, code: &str) -> Result<Option<StoredPaper>, StoreError> {
        let parts = verify_parts(code);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        self.one_paper(sql!(
            "SELECT p.id, p.case_id, p.rule, p.series, p.roc_year, p.n, p.number, p.supersedes, p.standing,
                 p.ordered_at, p.ended_at, p.digest, p.file, f.bytes AS file_bytes, p.level, p.issued_at, p.valid_until
             FROM paper p LEFT JOIN file f ON f.name = p.file WHERE p.verify_key = $1",
            self.keys().keyed(&parts),
        ))
        .await
    }

    /// The paper whose file has that SHA-256 (hexadecimal).
    ///
    /// # Errors
    /// The database.
    pub async fn paper_by_digest(&self, digest: &str) -> Result<Option<StoredPaper>, StoreError> {
        self.one_paper(sql!(
            "SELECT p.id, p.case_id, p.rule, p.series, p.roc_year, p.n, p.number, p.supersedes, p.standing,
                 p.ordered_at, p.ended_at, p.digest, p.file, f.bytes AS file_bytes, p.level, p.issued_at, p.valid_until
             FROM paper p LEFT JOIN file f ON f.name = p.file WHERE p.digest = $1",
            digest,
        ))
        .await
    }

    async fn one_paper(&self, query: Query) -> Result<Option<StoredPaper>, StoreError> {
        self.db().optional::<Stored>(query).await?.map(StoredPaper::try_from).transpose()
    }

    /// All papers of a case, in the order they were ordered in.
    ///
    /// # Errors
    /// The database.
    pub async fn papers_of(&self, case: CaseId) -> Result<Vec<StoredPaper>, StoreError> {
        let query = sql!(
            "SELECT p.id, p.case_id, p.rule, p.series, p.roc_year, p.n, p.number, p.supersedes, p.standing,
                 p.ordered_at, p.ended_at, p.digest, p.file, f.bytes AS file_bytes, p.level, p.issued_at, p.valid_until
             FROM paper p LEFT JOIN file f ON f.name = p.file WHERE p.case_id = $1 ORDER BY p.ordered_at, p.id",
            case.uuid(),
        );
        self.db().all::<Stored>(query).await?.into_iter().map(StoredPaper::try_from).collect()
    }

    /// Papers that stand and have not expired on a day, by id, after one of them.
    ///
    /// # Errors
    /// The database.
    pub async fn standing_papers(
        &self,
        on: Date,
        (after, limit): (Option<PaperId>, u32),
    ) -> Result<Vec<StandingPaper>, StoreError> {
        let query = sql!(
            "SELECT id, case_id FROM paper
             WHERE standing = 'valid' AND (valid_until IS NULL OR valid_until >= $1) AND id > $2 ORDER BY id LIMIT $3",
            on.to_string(),
            after.map_or(Uuid::nil(), PaperId::uuid),
            limit,
        );
        let rows: Vec<(Uuid, Uuid)> = self.db().all(query).await?;
        let paper = |(id, case)| StandingPaper { id: PaperId::from_uuid(id), case: CaseId::from_uuid(case) };
        Ok(rows.into_iter().map(paper).collect())
    }

    /// The facts frozen when the paper was ordered.
    ///
    /// # Errors
    /// The database; a destroyed key; a changed row.
    pub async fn paper_facts(&self, id: PaperId) -> Result<Option<Json>, StoreError> {
        let query = sql!(
            "SELECT k.owner, k.office_key, k.wrapped, p.facts
             FROM paper p JOIN case_key k ON k.owner = p.case_id WHERE p.id = $1",
            id.uuid(),
        );
        let Some(row) = self.db().optional::<SealedFacts>(query).await? else { return Ok(None) };
        let key = self.unwrap_key(row.owner, &row.office_key, row.wrapped.as_deref())?;
        let plain = key.open(&Cell::new("paper", id, "facts"), &row.facts)?;
        serde_json::from_slice(&plain).map(Some).map_err(|cause| StoreError::form("facts", cause))
    }
}

impl TryFrom<Stored> for StoredPaper {
    type Error = StoreError;

    fn try_from(row: Stored) -> Result<StoredPaper, StoreError> {
        let standing = PaperStanding::ALL.into_iter().find(|known| known.name() == row.standing);
        let filed = filed(&row)?;
        Ok(StoredPaper {
            id: PaperId::from_uuid(row.id),
            case: CaseId::from_uuid(row.case_id),
            rule: row.rule,
            series: row.series,
            roc_year: u32::try_from(row.roc_year).map_err(|cause| StoreError::form("ROC year", cause))?,
            n: u64::try_from(row.n).map_err(|cause| StoreError::form("number", cause))?,
            number: row.number,
            supersedes: row.supersedes.map(PaperId::from_uuid),
            standing: standing.ok_or_else(|| StoreError::form("standing", row.standing))?,
            ordered_at: row.ordered_at.0,
            ended_at: row.ended_at.map(|at| at.0),
            filed,
        })
    }
}

fn filed(row: &Stored) -> Result<Option<FiledPaper>, StoreError> {
    let (Some(digest), Some(name), Some(bytes), Some(level), Some(issued_at)) =
        (&row.digest, &row.file, row.file_bytes, &row.level, row.issued_at)
    else {
        return Ok(None);
    };
    let known = Level::ALL.into_iter().find(|known| known.name() == level);
    let valid_until =
        row.valid_until.as_deref().map(str::parse).transpose().map_err(|cause| StoreError::form("date", cause))?;
    Ok(Some(FiledPaper {
        digest: digest.clone(),
        file: FileRef {
            name: name.clone(),
            owner: Owner::of(row.case_id),
            bytes: u64::try_from(bytes).map_err(|cause| StoreError::form("file", cause))?,
        },
        level: known.ok_or_else(|| StoreError::form("level", level))?,
        issued_at: issued_at.0,
        valid_until,
    }))
}
