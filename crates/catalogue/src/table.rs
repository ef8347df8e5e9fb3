//! Decision tables: one row, one rule, with the dates it holds and its legal source.
//!
//! What a table answers is in `decide`. Unique tables are proved complete and disjoint when they are
//! read (`proof`).

use std::collections::BTreeMap;

use lexicon::date::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::cell::Cell;
use crate::condition::Condition;
use crate::domain::Domain;
use crate::tri::Reason;

/// A checked table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Table {
    /// The path of its CSV file in the folder.
    pub file: String,
    pub hit: Hit,
    /// Which date of the case picks the rows in force.
    pub date: DateOf,
    /// Inputs in the order of the columns.
    pub inputs: Vec<Input>,
    pub outputs: BTreeMap<String, OutputType>,
    /// What holds when no row fits; required unless the hit policy is `unique`.
    pub default: Option<BTreeMap<String, Value>>,
    pub rows: Vec<Row>,
}

/// Which rows count when several fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Hit {
    /// Exactly one row fits; proved over the declared domains.
    Unique,
    /// The first row that fits.
    First,
    /// All rows that fit, their numbers added, by group and in all not above the caps.
    CollectSum(Caps),
    /// All rows that fit, the greatest of each number.
    CollectMax,
}

/// Caps of a sum, in the unit of the outputs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Caps {
    /// The text output that names a row's group.
    #[serde(default)]
    pub group: Option<String>,
    /// The most each group may give.
    #[serde(default)]
    pub groups: BTreeMap<String, i64>,
    /// The most all groups together may give.
    #[serde(default)]
    pub total: Option<i64>,
}

/// Which date of the case picks the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOf {
    Applied,
    Paid,
    Decided,
}

impl DateOf {
    /// The path of the date in the facts.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            DateOf::Applied => "case.applied_on",
            DateOf::Paid => "case.paid_on",
            DateOf::Decided => "case.decided_on",
        }
    }
}

/// One input column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    pub name: String,
    /// Where its value comes from; absent for tables the house itself reads by name (limits).
    pub from: Option<Condition>,
    pub domain: Domain,
}

/// The type of an output column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputType {
    /// A whole number; money is whole New Taiwan dollars.
    Integer,
    Text,
    YesNo,
    /// A step's id, or `end:` and an ending.
    Goes,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Line in the CSV file, from 1.
    pub line: usize,
    /// One cell for each input, in order.
    pub cells: Vec<Cell>,
    pub outputs: BTreeMap<String, Value>,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    pub until: Option<Date>,
    /// The law or decision it rests on.
    pub source: String,
    /// A figure nobody decided: shown as a sample wherever it is shown.
    pub sample: bool,
    pub note: Option<String>,
}

impl Row {
    /// Whether the rule is in force on a day.
    #[must_use]
    pub fn holds_on(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until)
    }
}

/// What a table says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum TableAnswer {
    /// One row fits. `index` counts from 0 in the order of the file.
    Row { index: usize, outputs: Map<String, Value>, why: Reason },
    /// Rows of a collecting table, already added or compared.
    Collected { indexes: Vec<usize>, outputs: Map<String, Value>, why: Reason },
    /// No row fits and the table says what holds then.
    Default { outputs: Map<String, Value>, why: Reason },
    /// Cannot tell yet.
    Unknown { missing: Vec<String>, why: Reason },
    /// An input lies outside its declared domain, or no rule is in force on that day: a person looks.
    Outside { input: String, value: Value, why: Reason },
}

impl TableAnswer {
    /// The outputs, if the table could tell.
    #[must_use]
    pub fn outputs(&self) -> Option<&Map<String, Value>> {
        match self {
            TableAnswer::Row { outputs, .. }
            | TableAnswer::Collected { outputs, .. }
            | TableAnswer::Default { outputs, .. } => Some(outputs),
            TableAnswer::Unknown { .. } | TableAnswer::Outside { .. } => None,
        }
    }

    /// Why.
    #[must_use]
    pub fn why(&self) -> &Reason {
        match self {
            TableAnswer::Row { why, .. }
            | TableAnswer::Collected { why, .. }
            | TableAnswer::Default { why, .. }
            | TableAnswer::Unknown { why, .. }
            | TableAnswer::Outside { why, .. } => why,
        }
    }
}
