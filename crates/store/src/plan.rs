//! A filing made ready: everything sealed, ordered and checked before the transaction begins.
//!
//! Sealing costs processor time, so it happens here, beside other filings, and not inside the one
//! writer. Numbers come last in the plan: the row of a series is locked for the shortest time, and two
//! filings that take several numbers take them in one order. It refuses unbalanced or contradictory
//! filings and files that are not on the disk.

use std::collections::HashMap;

use lexicon::ids::CaseId;
use lexicon::instant::At;
use uuid::Uuid;

use crate::crypt::{Cell, DataKey, Keys};
use crate::fault::{CryptError, FileError};
use crate::filing::{Append, Filing, Numbering, Step};
use crate::seal::{Arg, Expect, Owner, Statement};
use crate::statement::Query;
use crate::value::Value;

/// A filing ready to be carried out.
pub(crate) struct Plan {
    pub ops: Vec<Op>,
}

pub(crate) enum Op {
    Run(Run),
    Append(SealedAppend),
    Number(Numbering, DataKey),
}

pub(crate) struct Run {
    pub query: Query,
    pub expect: Expect,
    pub what: &'static str,
    pub duplicate: Option<String>,
}

pub(crate) struct SealedAppend {
    pub case: CaseId,
    pub from: i64,
    pub lines: Vec<SealedLine>,
    pub row: Vec<Value>,
}

pub(crate) struct SealedLine {
    pub seq: i64,
    pub at: At,
    pub kind: &'static str,
    pub actor: String,
    pub sealed: Vec<u8>,
}

/// The data keys a filing needs.
pub(crate) struct Ring<'a> {
    pub keys: &'a Keys,
    pub data: HashMap<Uuid, DataKey>,
}

impl Ring<'_> {
    pub(crate) fn of(&self, owner: Owner) -> Result<&DataKey, CryptError> {
        self.data.get(&owner.uuid()).ok_or(CryptError::NoKey(owner.uuid()))
    }

    fn value(&self, arg: Arg) -> Result<Value, CryptError> {
        Ok(match arg {
            Arg::Plain(value) => value,
            Arg::Sealed { owner, cell, plain } => Value::Bytes(Some(self.of(owner)?.seal(&cell, &plain)?)),
            Arg::Keyed(parts) => {
                let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
                Value::from(self.keys.keyed(&parts))
            }
        })
    }

    fn values(&self, args: Vec<Arg>) -> Result<Vec<Value>, CryptError> {
        args.into_iter().map(|arg| self.value(arg)).collect()
    }
}

/// Whose keys a filing seals with, and which cases it opens.
pub(crate) fn owners(filing: &Filing) -> (Vec<Owner>, Vec<CaseId>) {
    let (mut owners, mut opened) = (Vec::new(), Vec::new());
    let mut need = |owner: Owner| {
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    };
    for step in &filing.steps {
        let args = match step {
            Step::Put(statement) => &statement.args,
            Step::Append(append) => {
                need(Owner::Case(append.case));
                if append.from == 0 {
                    opened.push(append.case);
                }
                &append.row
            }
            Step::Number(numbering) => {
                need(Owner::Case(numbering.case));
                continue;
            }
        };
        for arg in args {
            if let Arg::Sealed { owner, .. } = arg {
                need(*owner);
            }
        }
    }
    (owners, opened)
}

/// Seals and orders a filing.
///
/// # Errors
/// A fault found while building it, a missing key, a failing cipher.
pub(crate) fn ready(filing: Filing, ring: &Ring<'_>) -> Result<Plan, FileError> {
    if let Some(fault) = filing.fault {
        return Err(fault);
    }
    let (mut ops, mut numbers) = (Vec::new(), Vec::new());
    for step in filing.steps {
        match step {
            Step::Put(statement) => ops.push(Op::Run(run(statement, ring)?)),
            Step::Append(append) => ops.push(Op::Append(seal_append(append, ring)?)),
            Step::Number(numbering) => numbers.push(numbering),
        }
    }
    numbers.sort_by(|a, b| (&a.series, a.roc_year).cmp(&(&b.series, b.roc_year)));
    for numbering in numbers {
        let key = ring.of(Owner::Case(numbering.case))?.clone();
        ops.push(Op::Number(numbering, key));
    }
    Ok(Plan { ops })
}

pub(crate) fn run(statement: Statement, ring: &Ring<'_>) -> Result<Run, FileError> {
    let Statement { stmt, args, expect, what, duplicate } = statement;
    Ok(Run { query: Query::fixed(stmt, ring.values(args)?), expect, what, duplicate })
}

fn seal_append(append: Append, ring: &Ring<'_>) -> Result<SealedAppend, FileError> {
    let Append { case, from, lines, row } = append;
    let key = ring.of(Owner::Case(case))?;
    let lines = lines
        .into_iter()
        .map(|line| {
            let sealed = key.seal(&journal_cell(case, line.seq), &line.body)?;
            Ok(SealedLine { seq: line.seq, at: line.at, kind: line.kind, actor: line.actor, sealed })
        })
        .collect::<Result<Vec<_>, CryptError>>()?;
    Ok(SealedAppend { case, from, lines, row: ring.values(row)? })
}

/// The cell of a journal line's body.
pub(crate) fn journal_cell(case: CaseId, seq: i64) -> Cell {
    Cell::new("journal", format!("{case}/{seq}"), "body")
}
