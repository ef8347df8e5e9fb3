//! Cases: the row a list shows, the sealed state the engine decides on.
//!
//! Columns hold what may be filtered, sorted and counted and names no person; everything else is in
//! `state`, sealed with the case's own key. A row moves on only from the version it was read at.

use casework::case::Case;
use casework::event::Entry;
use catalogue::stage::Stage;
use lexicon::ids::{CaseId, OfficerId};
use lexicon::instant::At;
use uuid::Uuid;

use crate::crypt::Cell;
use crate::fault::{FileError, StoreError};
use crate::filing::{Append, Filing, Line, Step};
use crate::seal::{Arg, Owner, put};
use crate::statement::{Query, sql};
use crate::store::Store;
use crate::value::{Value, row};

/// 9999-12-30: cases without a deadline stand after all others in a work list.
const NEVER: At = At::MAX;

impl Filing {
    /// Opens a case with its first journal lines, and makes its data key if it has none yet.
    pub fn open_case(&mut self, case: &Case, entries: &[Entry]) -> &mut Filing {
        self.append(case, 0, entries)
    }

    /// Moves a case on from the version it was read at; a case that moved meanwhile is a conflict.
    pub fn advance_case(&mut self, case: &Case, from_version: i64, entries: &[Entry]) -> &mut Filing {
        if from_version < 1 {
            self.refuse(FileError::Malformed("a case is advanced from a version it has"));
        }
        self.append(case, from_version, entries)
    }

    fn append(&mut self, case: &Case, from: i64, entries: &[Entry]) -> &mut Filing {
        let contiguous = entries.iter().zip(from + 1..).all(|(entry, seq)| entry.seq == seq);
        if entries.is_empty() || !contiguous || case.version != from + entries.len() as i64 {
            self.refuse(FileError::Malformed("journal lines do not lead from the old version to the new"));
        }
        let lines = entries
            .iter()
            .map(|entry| Line {
                seq: entry.seq,
                at: entry.at,
                kind: entry.event.name(),
                actor: String::from_utf8(self.json(&entry.actor)).unwrap_or_default(),
                body: self.json(&entry.event),
            })
            .collect();
        let row = self.case_row(case);
        self.steps.push(Step::Append(Append { case: case.id, from, lines, row }));
        self
    }

    /// The columns between id and head, in the order of [`insert`] and [`update`].
    fn case_row(&mut self, case: &Case) -> Vec<Arg> {
        let due_at = case.deadline.as_ref().map(|deadline| deadline.at);
        let state = self.sealed(Owner::Case(case.id), state_cell(case.id), case);
        vec![
            case.number.to_string().into(),
            case.service.as_str().into(),
            case.definition.as_str().into(),
            case.version.into(),
            case.stage.name().into(),
            case.step.as_str().into(),
            case.channel.name().into(),
            case.unit.as_str().into(),
            case.received_at.into(),
            case.applied_on.to_string().into(),
            due_at.into(),
            due_at.unwrap_or(NEVER).into(),
            case.closed_at.into(),
            case.ending.map(|ending| ending.name()).into(),
            case.overdue.into(),
            (case.stage == Stage::Deciding).into(),
            state,
        ]
    }

    /// Gives a case to an officer, or back to the unit. No journal line: who works on it is no part of the case.
    pub fn assign(&mut self, case: CaseId, officer: Option<OfficerId>) -> &mut Filing {
        self.put(
            put!(r#"UPDATE "case" SET assignee = $2 WHERE id = $1"#, case.uuid(), officer.map(OfficerId::uuid))
                .one("case"),
        )
    }
}

fn state_cell(case: CaseId) -> Cell {
    Cell::new("case", case, "state")
}

fn with_ends(case: CaseId, first: Option<i64>, row: Vec<Value>, head: [u8; 32]) -> Vec<Value> {
    let mut values = vec![Value::from(case.uuid())];
    values.extend(first.map(Value::from));
    values.extend(row);
    values.push(head.into());
    values
}

pub(crate) fn insert(case: CaseId, row: Vec<Value>, head: [u8; 32]) -> Query {
    sql!(
        r#"INSERT INTO "case" (id, number, service, definition, version, stage, step, channel, unit, received_at,
               applied_on, due_at, rank_at, closed_at, ending, overdue, needs_officer, state, head)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"#
    )
    .with(with_ends(case, None, row, head))
}

pub(crate) fn update(case: CaseId, from: i64, row: Vec<Value>, head: [u8; 32]) -> Query {
    sql!(
        r#"UPDATE "case" SET number = $3, service = $4, definition = $5, version = $6, stage = $7, step = $8,
               channel = $9, unit = $10, received_at = $11, applied_on = $12, due_at = $13, rank_at = $14,
               closed_at = $15, ending = $16, overdue = $17, needs_officer = $18, state = $19, head = $20
           WHERE id = $1 AND version = $2"#
    )
    .with(with_ends(case, Some(from), row, head))
}

row! {
    struct Sealed {
        id: Uuid,
        state: Vec<u8>,
        office_key: String,
        wrapped: Option<Vec<u8>>,
    }
}

row! {
    struct LineRow {
        id: Uuid, number: String, service: String, stage: String, step: String, channel: String, unit: String,
        received_at: crate::value::Moment, due_at: Option<crate::value::Moment>,
        closed_at: Option<crate::value::Moment>, ending: Option<String>, overdue: bool, needs_officer: bool,
        assignee: Option<Uuid>, version: i64,
    }
}

/// A case as a list shows it. Names no person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLine {
    pub id: CaseId,
    pub number: String,
    pub service: String,
    /// [`Stage::name`].
    pub stage: String,
    pub step: String,
    pub channel: String,
    pub unit: String,
    pub received_at: At,
    pub due_at: Option<At>,
    pub closed_at: Option<At>,
    pub ending: Option<String>,
    pub overdue: bool,
    pub needs_officer: bool,
    pub assignee: Option<OfficerId>,
    pub version: i64,
}

impl From<LineRow> for CaseLine {
    fn from(row: LineRow) -> CaseLine {
        CaseLine {
            id: CaseId::from_uuid(row.id),
            number: row.number,
            service: row.service,
            stage: row.stage,
            step: row.step,
            channel: row.channel,
            unit: row.unit,
            received_at: row.received_at.0,
            due_at: row.due_at.map(|at| at.0),
            closed_at: row.closed_at.map(|at| at.0),
            ending: row.ending,
            overdue: row.overdue,
            needs_officer: row.needs_officer,
            assignee: row.assignee.map(OfficerId::from_uuid),
            version: row.version,
        }
    }
}

/// Which rows an officer may see at all, as the one access function of `desk` says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    All,
    /// Cases of these units.
    Units(Vec<String>),
    /// Cases given to this officer.
    Assigned(OfficerId),
    /// Cases of these units, and those given to the officer wherever they are.
    UnitsAndOwn(Vec<String>, OfficerId),
}

/// What of the visible rows is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkList {
    pub scope: Scope,
    pub service: Option<String>,
    pub stage: Option<Stage>,
    /// `Some(true)`: only cases that wait for an officer.
    pub needs_officer: Option<bool>,
    pub overdue: Option<bool>,
}

impl WorkList {
    /// Everything of a scope.
    #[must_use]
    pub fn of(scope: Scope) -> WorkList {
        WorkList { scope, service: None, stage: None, needs_officer: None, overdue: None }
    }
}

/// Where a page begins: after this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// The row's deadline, or `None` where it has none.
    pub due_at: Option<At>,
    pub id: CaseId,
}

/// Which rows of a list: `limit` (1–500) after a row, or the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub after: Option<After>,
    pub limit: u32,
}

impl Page {
    /// The first page.
    #[must_use]
    pub fn first(limit: u32) -> Page {
        Page { after: None, limit }
    }
}

const LIST: &str = r#"SELECT id, number, service, stage, step, channel, unit, received_at, due_at, closed_at, ending,
    overdue, needs_officer, assignee, version FROM "case" WHERE closed_at IS NULL"#;

impl Store {
    /// The case as it stands.
    ///
    /// # Errors
    /// The database; a destroyed key; a changed row.
    pub async fn case(&self, id: CaseId) -> Result<Option<Case>, StoreError> {
        let query = sql!(
            r#"SELECT c.id, c.state, k.office_key, k.wrapped
               FROM "case" c JOIN case_key k ON k.owner = c.id WHERE c.id = $1"#,
            id.uuid(),
        );
        self.open_state(self.db().optional(query).await?)
    }

    /// The case of a number as printed.
    ///
    /// # Errors
    /// As [`Store::case`].
    pub async fn case_by_number(&self, number: &str) -> Result<Option<Case>, StoreError> {
        let query = sql!(
            r#"SELECT c.id, c.state, k.office_key, k.wrapped
               FROM "case" c JOIN case_key k ON k.owner = c.id WHERE c.number = $1"#,
            number,
        );
        self.open_state(self.db().optional(query).await?)
    }

    fn open_state(&self, row: Option<Sealed>) -> Result<Option<Case>, StoreError> {
        let Some(row) = row else { return Ok(None) };
        let key = self.unwrap_key(row.id, &row.office_key, row.wrapped.as_deref())?;
        let plain = key.open(&state_cell(CaseId::from_uuid(row.id)), &row.state)?;
        serde_json::from_slice(&plain).map(Some).map_err(|cause| StoreError::form("case state", cause))
    }

    /// Up to `limit` cases after one, open and closed, in order of arrival.
    ///
    /// # Errors
    /// The database.
    pub async fn case_ids(&self, after: Option<CaseId>, limit: u32) -> Result<Vec<CaseId>, StoreError> {
        let query = sql!(
            r#"SELECT id FROM "case" WHERE id > $1 ORDER BY id LIMIT $2"#,
            after.map_or(Uuid::nil(), CaseId::uuid),
            limit,
        );
        let rows: Vec<(Uuid,)> = self.db().all(query).await?;
        Ok(rows.into_iter().map(|(id,)| CaseId::from_uuid(id)).collect())
    }

    /// Up to `limit` open cases of a service at a stage after one, in order of arrival.
    ///
    /// # Errors
    /// The database.
    pub async fn cases_at(
        &self,
        (service, stage): (&str, Stage),
        after: Option<CaseId>,
        limit: u32,
    ) -> Result<Vec<CaseId>, StoreError> {
        let query = sql!(
            r#"SELECT id FROM "case" WHERE service = $1 AND stage = $2 AND closed_at IS NULL AND id > $3
               ORDER BY id LIMIT $4"#,
            service,
            stage.name(),
            after.map_or(Uuid::nil(), CaseId::uuid),
            limit,
        );
        let rows: Vec<(Uuid,)> = self.db().all(query).await?;
        Ok(rows.into_iter().map(|(id,)| CaseId::from_uuid(id)).collect())
    }

    /// The row of a case without its sealed state.
    ///
    /// # Errors
    /// The database.
    pub async fn case_line(&self, id: CaseId) -> Result<Option<CaseLine>, StoreError> {
        let query = sql!(
            r#"SELECT id, number, service, stage, step, channel, unit, received_at, due_at, closed_at, ending,
                   overdue, needs_officer, assignee, version FROM "case" WHERE id = $1"#,
            id.uuid(),
        );
        Ok(self.db().optional::<LineRow>(query).await?.map(CaseLine::from))
    }

    /// Open cases within a scope, the nearest deadline first.
    ///
    /// # Errors
    /// The database.
    pub async fn work_list(&self, asked: &WorkList, page: Page) -> Result<Vec<CaseLine>, StoreError> {
        let mut query = within(Query::build(LIST), &asked.scope)
            .arg_if(" AND service = ", asked.service.as_deref())
            .arg_if(" AND stage = ", asked.stage.map(Stage::name))
            .arg_if(" AND needs_officer = ", asked.needs_officer)
            .arg_if(" AND overdue = ", asked.overdue);
        if let Some(after) = page.after {
            // A row value, not `a > x OR (a = x AND b > y)`: only this becomes an index condition.
            query =
                query.arg(" AND (rank_at, id) > (", after.due_at.unwrap_or(NEVER)).arg(", ", after.id.uuid()).push(")");
        }
        let query = query.arg(" ORDER BY rank_at, id LIMIT ", i64::from(page.limit.clamp(1, 500)));
        Ok(self.db().all::<LineRow>(query).await?.into_iter().map(CaseLine::from).collect())
    }

    /// Cases of a service closed before `before` whose data is still there, the oldest first: what a
    /// retention period has run out for.
    ///
    /// # Errors
    /// The database.
    pub async fn closed_before(&self, service: &str, before: At, limit: u32) -> Result<Vec<CaseId>, StoreError> {
        let query = sql!(
            r#"SELECT c.id FROM "case" c JOIN case_key k ON k.owner = c.id
               WHERE c.service = $1 AND c.closed_at < $2 AND k.wrapped IS NOT NULL
               ORDER BY c.closed_at, c.id LIMIT $3"#,
            service,
            before,
            limit,
        );
        let rows: Vec<(Uuid,)> = self.db().all(query).await?;
        Ok(rows.into_iter().map(|(id,)| CaseId::from_uuid(id)).collect())
    }

    /// How many open cases of a scope stand in each stage, by [`Stage::name`].
    ///
    /// # Errors
    /// The database.
    pub async fn work_counts(&self, scope: &Scope) -> Result<Vec<(String, i64)>, StoreError> {
        let query = Query::build(r#"SELECT stage, COUNT(*) FROM "case" WHERE closed_at IS NULL"#);
        Ok(self.db().all(within(query, scope).push(" GROUP BY stage ORDER BY stage")).await?)
    }
}

fn within(query: Query, scope: &Scope) -> Query {
    match scope {
        Scope::All => query,
        Scope::Units(units) => among(query.push(" AND "), units),
        Scope::Assigned(officer) => query.arg(" AND assignee = ", officer.uuid()),
        Scope::UnitsAndOwn(units, officer) => {
            among(query.push(" AND ("), units).arg(" OR assignee = ", officer.uuid()).push(")")
        }
    }
}

fn among(query: Query, units: &[String]) -> Query {
    let Some((first, rest)) = units.split_first() else { return query.push("1 = 0") };
    let query = query.arg("unit IN (", first);
    rest.iter().fold(query, |query, unit| query.arg(", ", unit)).push(")")
}
