//! Plan areas: boundaries out of a file, names by a table.
//!
//! The table (`office/land/plan-areas.csv`) is the office's list of its plan areas; a boundary
//! whose code is not in it is left out and listed, and an area of the list without a boundary is told.

use crate::feature::Feature;
use crate::fields::ExtentFields;
use crate::intake::{How, Out};
use crate::problem::{Imported, Problem, What};
use crate::progress::Tell;
use crate::source::{self, Named};
use crate::table::{self, TableError};
use atlas::plan::{PlanArea, Validity};
use lexicon::date::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The office's plan areas on a day: code → name.
pub type AreaNames = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
    from: Date,
    until: Option<Date>,
}

/// Reads `code,name,from,until,…` as of a day. Refuses a code that is there twice on that day.
pub fn names(raw: &[u8], on: Date) -> Result<AreaNames, TableError> {
    let mut names = AreaNames::new();
    for (line, row) in table::rows::<Row>(raw)? {
        let covers = Validity { from: row.from, until: row.until }.covers(on);
        if covers && names.insert(row.code.clone(), row.name).is_some() {
            return Err(TableError::bad(line, "code", &row.code));
        }
    }
    Ok(names)
}

/// What a file of plan areas does not say itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaSource<'a> {
    /// The meaning of its fields.
    pub fields: ExtentFields,
    /// The office's list.
    pub names: &'a AreaNames,
}

/// Reads one source as plan areas.
pub fn import(files: &[Named<'_>], how: &How, source: &AreaSource<'_>, tell: Tell<'_>) -> Imported<PlanArea> {
    let mut seen = BTreeSet::new();
    let mut taken: Vec<PlanArea> = Vec::new();
    let mut each = |feature: Feature| {
        let fields = &source.fields;
        let code = feature.must(&fields.id)?.to_owned();
        let bad = || What::BadAttribute { field: fields.id.shown(), value: code.clone() };
        let name = source.names.get(&code).ok_or_else(bad)?.clone();
        if !seen.insert(code.clone()) {
            return Err(What::SameId(code));
        }
        taken.push(PlanArea { code, name, boundary: feature.extent });
        Ok(())
    };
    let mut outcome = source::read(files, how, Out { each: &mut each, tell });
    if outcome.refused {
        taken.clear();
    } else {
        let missing = source.names.keys().filter(|code| !seen.contains(*code));
        outcome.problems.extend(missing.map(|code| Problem::of_file(What::MissingArea(code.clone()))));
    }
    Imported { taken, problems: outcome.problems, refused: outcome.refused }
}
