//! A filing: everything one decision changes, as a value. Filed whole or not at all.
//!
//! The methods that add to it live with their tables (`cases.rs`, `papers.rs`, …). A filing knows no
//! key and no connection; `Store::file` is the only way to carry it out.

use lexicon::ids::{CaseId, PaperId};
use lexicon::instant::At;
use serde::Serialize;
use serde_json::Value as Json;

use crate::crypt::Cell;
use crate::fault::FileError;
use crate::files::FileRef;
use crate::seal::{Arg, Owner, Statement};

/// What a filing that takes a number says on the paper, given the number.
pub(crate) type Facts = Box<dyn FnOnce(u64) -> (String, Json) + Send>;

/// A change of the books, not yet made.
#[derive(Default)]
pub struct Filing {
    pub(crate) steps: Vec<Step>,
    pub(crate) files: Vec<FileRef>,
    pub(crate) fault: Option<FileError>,
}

pub(crate) enum Step {
    Put(Statement),
    /// Journal lines and the case row they lead to, chained to what stands before.
    Append(Append),
    /// The next number of a series and the paper that bears it.
    Number(Numbering),
}

pub(crate) struct Append {
    pub case: CaseId,
    /// Version the case must have; 0 opens it.
    pub from: i64,
    pub lines: Vec<Line>,
    /// The columns of the case row after its id and before its head, in the order of `cases.rs`.
    pub row: Vec<Arg>,
}

/// A journal line before it is sealed.
pub(crate) struct Line {
    pub seq: i64,
    pub at: At,
    pub kind: &'static str,
    pub actor: String,
    pub body: Vec<u8>,
}

pub(crate) struct Numbering {
    pub id: PaperId,
    pub case: CaseId,
    pub rule: String,
    pub series: String,
    pub roc_year: u32,
    pub supersedes: Option<PaperId>,
    pub at: At,
    pub facts: Facts,
}

/// A number a filing took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    pub series: String,
    pub roc_year: u32,
    pub n: u64,
    /// As printed.
    pub number: String,
    pub paper: PaperId,
}

/// What became of a filing: it is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filed {
    /// In order of series and year.
    pub numbers: Vec<Numbered>,
}

impl Filing {
    /// An empty filing.
    #[must_use]
    pub fn new() -> Filing {
        Filing::default()
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// This filing and all of `other`, in that order, in one transaction.
    #[must_use]
    pub fn and(mut self, other: Filing) -> Filing {
        self.steps.extend(other.steps);
        self.files.extend(other.files);
        self.fault = self.fault.or(other.fault);
        self
    }

    pub(crate) fn put(&mut self, statement: Statement) -> &mut Filing {
        self.steps.push(Step::Put(statement));
        self
    }

    pub(crate) fn refuse(&mut self, fault: FileError) {
        self.fault.get_or_insert(fault);
    }

    /// A value as JSON, to be sealed for a cell. A value that is no JSON spoils the filing.
    pub(crate) fn sealed(&mut self, owner: Owner, cell: Cell, value: &impl Serialize) -> Arg {
        let plain = self.json(value);
        Arg::Sealed { owner, cell, plain }
    }

    pub(crate) fn json(&mut self, value: &impl Serialize) -> Vec<u8> {
        serde_json::to_vec(value).unwrap_or_else(|_| {
            self.refuse(FileError::Malformed("a value has no JSON form"));
            Vec::new()
        })
    }
}
