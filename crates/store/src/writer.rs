//! The one way rows change: plans carried out, grouped where that saves a disk flush.
//!
//! SQLite has one writer. It takes the filings that wait (64 at most), gives each a savepoint, commits
//! once and then answers, so that a refused filing harms no neighbour and nobody is told "filed" before
//! the disk says so. On PostgreSQL every filing is a transaction of its own. Either way a caller who
//! stops listening does not tear a filing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use casework::journal::{LinkInput, ROOT, link};
use lexicon::ids::CaseId;
use tokio::sync::{mpsc, oneshot};

use crate::cases;
use crate::crypt::{Cell, DataKey};
use crate::db::{Db, Tx};
use crate::fault::FileError;
use crate::filing::{Filed, Numbered, Numbering};
use crate::numbers;
use crate::plan::{Op, Plan, Run, SealedAppend};
use crate::seal::Expect;
use crate::statement::sql;

/// Filings that share one commit at most.
const GROUP: usize = 64;
/// Filings that may wait before callers are slowed down.
const QUEUE: usize = 1024;

type Answer = oneshot::Sender<Result<Filed, FileError>>;

/// A plan and who waits for it.
pub(crate) struct Job {
    plan: Plan,
    answer: Answer,
}

/// Carries out plans on one database.
#[derive(Clone)]
pub(crate) enum Writer {
    Grouped(mpsc::Sender<Job>),
    Each(Db),
}

impl Writer {
    /// Starts the writer of `db`; on SQLite that is a task which ends with the last handle.
    pub(crate) fn start(db: &Db) -> Writer {
        match db {
            Db::Sqlite { .. } => {
                let (queue, jobs) = mpsc::channel(QUEUE);
                tokio::spawn(serve(db.clone(), jobs));
                Writer::Grouped(queue)
            }
            Db::Postgres(_) => Writer::Each(db.clone()),
        }
    }

    pub(crate) async fn file(&self, plan: Plan) -> Result<Filed, FileError> {
        match self {
            Writer::Grouped(queue) => {
                let (answer, answered) = oneshot::channel();
                queue.send(Job { plan, answer }).await.map_err(|_| stopped())?;
                answered.await.map_err(|_| stopped())?
            }
            Writer::Each(db) => {
                let db = db.clone();
                tokio::spawn(async move { file_alone(&db, plan).await }).await.map_err(|_| stopped())?
            }
        }
    }
}

fn stopped() -> FileError {
    FileError::Unavailable(Arc::new(sqlx::Error::PoolClosed))
}

async fn file_alone(db: &Db, plan: Plan) -> Result<Filed, FileError> {
    let mut tx = db.begin().await.map_err(|error| FileError::of(error, "begin"))?;
    let filed = carry_out(&mut tx, plan).await?;
    tx.commit().await.map_err(|error| FileError::of(error, "commit"))?;
    Ok(filed)
}

async fn serve(db: Db, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.recv().await {
        let mut group = vec![first];
        while group.len() < GROUP {
            match jobs.try_recv() {
                Ok(job) => group.push(job),
                Err(_) => break,
            }
        }
        file_group(&db, group).await;
    }
}

async fn file_group(db: &Db, group: Vec<Job>) {
    let mut answers = Vec::with_capacity(group.len());
    let committed = match db.begin().await {
        Err(error) => {
            answers.extend(group.into_iter().map(|job| (job.answer, Ok(Filed::default()))));
            Err(FileError::of(error, "begin"))
        }
        Ok(tx) => carry_out_group(tx, group, &mut answers).await,
    };
    for (answer, filed) in answers {
        let said = match (&committed, filed) {
            // Without the commit nothing of the group is filed, whatever each was told.
            (Err(error), Ok(_)) => Err(error.clone()),
            (_, filed) => filed,
        };
        // A caller who went away does not mind.
        let _ = answer.send(said);
    }
}

async fn carry_out_group(
    mut tx: Tx,
    group: Vec<Job>,
    answers: &mut Vec<(Answer, Result<Filed, FileError>)>,
) -> Result<(), FileError> {
    let mut broken = None;
    for Job { plan, answer } in group {
        let filed = match &broken {
            Some(error) => Err(FileError::clone(error)),
            None => match carry_out_within(&mut tx, plan).await {
                Ok(filed) => filed,
                Err(error) => {
                    broken = Some(error.clone());
                    Err(error)
                }
            },
        };
        answers.push((answer, filed));
    }
    match broken {
        // Dropping the transaction rolls the group back.
        Some(error) => Err(error),
        None => tx.commit().await.map_err(|error| FileError::of(error, "commit")),
    }
}

/// The inner result is the filing's own; the outer one fails where the whole group cannot go on.
async fn carry_out_within(tx: &mut Tx, plan: Plan) -> Result<Result<Filed, FileError>, FileError> {
    tx.savepoint().await.map_err(|error| FileError::of(error, "savepoint"))?;
    match carry_out(tx, plan).await {
        Ok(filed) => {
            tx.keep().await.map_err(|error| FileError::of(error, "savepoint"))?;
            Ok(Ok(filed))
        }
        Err(fault) => match tx.undo().await {
            Ok(()) => Ok(Err(fault)),
            // A full disk makes SQLite roll the whole transaction back: say so, not "no savepoint".
            Err(_) if matches!(fault, FileError::DiskFull) => Err(fault),
            Err(error) => Err(FileError::of(error, "savepoint")),
        },
    }
}

async fn carry_out(tx: &mut Tx, plan: Plan) -> Result<Filed, FileError> {
    let mut filed = Filed::default();
    for op in plan.ops {
        match op {
            Op::Run(run) => execute(tx, run).await?,
            Op::Append(append) => chain(tx, append).await?,
            Op::Number(numbering, key) => filed.numbers.push(number(tx, numbering, &key).await?),
        }
    }
    Ok(filed)
}

async fn execute(tx: &mut Tx, run: Run) -> Result<(), FileError> {
    let Run { query, expect, what, duplicate } = run;
    let rows = tx.run(query).await.map_err(|error| match (&error, duplicate) {
        (sqlx::Error::Database(cause), Some(key)) if cause.is_unique_violation() => FileError::Duplicate(key),
        _ => FileError::of(error, what),
    })?;
    let met = match expect {
        Expect::One => rows == 1,
        Expect::AtMostOne => rows <= 1,
        Expect::Any => true,
    };
    if met { Ok(()) } else { Err(FileError::Conflict(what)) }
}

/// Adds journal lines after the head that stands in the case row, and moves the row on.
async fn chain(tx: &mut Tx, append: SealedAppend) -> Result<(), FileError> {
    let SealedAppend { case, from, lines, row } = append;
    let mut head = if from == 0 { ROOT } else { standing_head(tx, case, from).await? };
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        let input =
            LinkInput { case, seq: line.seq, at: line.at, kind: line.kind, actor: &line.actor, sealed: &line.sealed };
        head = link(&head, &input);
        rows.push(sql!(
            "INSERT INTO journal (case_id, seq, at, kind, actor, body, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            case.uuid(),
            line.seq,
            line.at,
            line.kind,
            line.actor,
            line.sealed,
            head,
        ));
    }
    let case_row = if from == 0 { cases::insert(case, row, head) } else { cases::update(case, from, row, head) };
    let touched = tx.run(case_row).await.map_err(|error| FileError::of(error, "case"))?;
    if touched != 1 {
        return Err(FileError::Conflict("case"));
    }
    for query in rows {
        tx.run(query).await.map_err(|error| FileError::of(error, "journal"))?;
    }
    Ok(())
}

async fn standing_head(tx: &mut Tx, case: CaseId, from: i64) -> Result<[u8; 32], FileError> {
    let query =
        sql!(r#"SELECT head FROM "case" WHERE id = $1 AND version = $2 /*pg FOR UPDATE */"#, case.uuid(), from,);
    let found: Option<(Vec<u8>,)> = tx.optional(query).await.map_err(|error| FileError::of(error, "case"))?;
    let (head,) = found.ok_or(FileError::Conflict("case"))?;
    head.try_into().map_err(|_| FileError::Malformed("the head of the case is not 32 bytes"))
}

/// Takes the next number of the series and writes the paper that bears it.
async fn number(tx: &mut Tx, numbering: Numbering, key: &DataKey) -> Result<Numbered, FileError> {
    let Numbering { id, case, rule, series, roc_year, supersedes, at, facts } = numbering;
    let n = numbers::next(tx, &series, roc_year).await?;
    let as_printed = u64::try_from(n).map_err(|_| FileError::Malformed("a number below nothing"))?;
    let (number, facts) = catch_unwind(AssertUnwindSafe(|| facts(as_printed)))
        .map_err(|_| FileError::Malformed("the facts of a paper could not be made"))?;
    let plain = serde_json::to_vec(&facts).map_err(|_| FileError::Malformed("facts have no JSON form"))?;
    let sealed = key.seal(&Cell::new("paper", id, "facts"), &plain)?;
    let taken = sql!(
        "INSERT INTO number_taken (series, roc_year, n, paper, state, taken_at) VALUES ($1, $2, $3, $4, 'taken', $5)",
        &series,
        roc_year,
        n,
        id.uuid(),
        at,
    );
    let paper =
        sql!(
        "INSERT INTO paper (id, case_id, rule, series, roc_year, n, number, facts, supersedes, standing, ordered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'ordered', $10)",
        id.uuid(), case.uuid(), rule, &series, roc_year, n, &number, sealed,
        supersedes.map(|old| old.uuid()), at,
    );
    for query in [taken, paper] {
        tx.run(query).await.map_err(|error| FileError::of(error, "paper"))?;
    }
    Ok(Numbered { series, roc_year, n: as_printed, number, paper: id })
}
