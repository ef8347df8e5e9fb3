//! Checks the names conditions use, so that a typing error is found at the desk of its writer and not
//! as "cannot tell yet" in a citizen's case.

use std::collections::{BTreeMap, BTreeSet};

use crate::condition::{Condition, ConditionFault};
use crate::fault::{Fault, FaultCode};
use crate::source::{Place, Spot};

/// What the engine itself puts into the room `case`.
const CASE: [&str; 18] = [
    "number",
    "channel",
    "assurance",
    "applied_on",
    "paid_on",
    "decided_on",
    "overdue",
    "decision",
    "decision.choice",
    "decision.reasons",
    "decision.remarks",
    "campaign",
    "uncorrected",
    "rank",
    "rank.within",
    "rank.fund",
    "rank.place",
    "rank.drawn",
];

/// Operators and functions a condition may use.
const FUNCTIONS: [&str; 31] = [
    "_&&_",
    "_||_",
    "!_",
    "_?_:_",
    "_==_",
    "_!=_",
    "_<_",
    "_<=_",
    "_>_",
    "_>=_",
    "_+_",
    "_-_",
    "_*_",
    "_/_",
    "_%_",
    "-_",
    "_[_]",
    "@in",
    "@not_strictly_false",
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "int",
    "has",
    "sum",
    "least",
    "distinct",
    "ratio",
    "years",
];

/// Every fact a service can have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub answers: BTreeSet<String>,
    pub evidence: BTreeSet<String>,
    /// Fields of each finding.
    pub findings: BTreeMap<String, BTreeSet<String>>,
    pub limits: BTreeSet<String>,
    pub figures: BTreeSet<String>,
    /// The condition stands in an entry of a group and may look at the entry.
    pub in_entry: bool,
    /// The condition is asked before the criteria are, and may not look at them.
    pub before_criteria: bool,
}

/// A condition's text with its file.
#[derive(Clone, Copy)]
pub(crate) struct Written<'a> {
    pub file: &'a str,
    pub spot: &'a Spot<String>,
}

impl Known {
    /// Compiles a condition and checks its names; faults are collected.
    pub fn condition(&self, written: Written<'_>, faults: &mut Vec<Fault>) -> Option<Condition> {
        let condition = match Condition::new(&written.spot.value) {
            Ok(condition) => condition,
            Err(fault) => {
                faults.push(syntax(written, &fault));
                return None;
            }
        };
        let before = faults.len();
        for path in condition.paths() {
            if let Err((code, remedy)) = self.path(&path) {
                faults.push(inside(written, &path, (code, remedy)));
            }
        }
        for function in condition.functions().iter().filter(|name| !FUNCTIONS.contains(&name.as_str())) {
            let remedy = "write only comparisons, && || !, ?:, in, has, size, contains, startsWith, endsWith, \
                          matches, exists, all, map, filter, sum, least, distinct, ratio, years; \
                          anything more is an ability";
            faults.push(inside(written, function, (FaultCode::FunctionUnknown, remedy.to_owned())));
        }
        (faults.len() == before).then_some(condition)
    }

    fn path(&self, path: &str) -> Result<(), (FaultCode, String)> {
        let (room, rest) = path.split_once('.').unwrap_or((path, ""));
        let (name, field) = rest.split_once('.').unwrap_or((rest, ""));
        let unknown = |remedy: String| Err((FaultCode::FactUnknown, remedy));
        match room {
            "case" if CASE.contains(&rest) => Ok(()),
            "case" => unknown(format!("write one of case.{}", CASE.join(", case."))),
            "answers" if self.answers.contains(name) => Ok(()),
            "answers" => Err((
                FaultCode::QuestionUnknown,
                format!("define the question `{name}` in form.yaml, or write one of: {}", list(&self.answers)),
            )),
            "evidence" if self.evidence.contains(name) => Ok(()),
            "evidence" => unknown(format!("declare it in evidence.yaml, or write one of: {}", list(&self.evidence))),
            "limits" if self.limits.contains(name) => Ok(()),
            "limits" => unknown(format!("add the limit to the limits table, or write one of: {}", list(&self.limits))),
            "figures" if self.figures.contains(name) => Ok(()),
            "figures" => {
                unknown(format!("declare it under `figures` before, or write one of: {}", list(&self.figures)))
            }
            "criteria" if self.before_criteria => {
                unknown("figures and criteria come before what follows from criteria; look at the facts".to_owned())
            }
            "criteria" if ["failed", "open", "doubted"].contains(&rest) => Ok(()),
            "criteria" => unknown("write criteria.failed, criteria.open or criteria.doubted: lists of ids".to_owned()),
            // What an entry of a group knows of itself; the form checks its names.
            "this" if self.in_entry => Ok(()),
            "findings" => match self.findings.get(name) {
                Some(fields) if field.is_empty() || fields.contains(first(field)) => Ok(()),
                Some(fields) => {
                    unknown(format!("list the field under `gives` of the ability, or write one of: {}", list(fields)))
                }
                None => unknown("name the finding of an ability step".to_owned()),
            },
            _ => unknown("begin a fact with case, answers, evidence, findings, limits, figures or criteria".to_owned()),
        }
    }
}

fn first(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

fn list(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A fault at a piece inside a condition.
fn inside(written: Written<'_>, piece: &str, told: (FaultCode, String)) -> Fault {
    let text = &written.spot.value;
    let before = text.find(piece).map_or(0, |index| text[..index].chars().count());
    let start = start_of(written.spot);
    let place = Place { line: start.line, column: start.column + before };
    Fault::at(written.file, place, piece, told)
}

/// A text that is no condition, from the place on where it stops being one.
fn syntax(written: Written<'_>, fault: &ConditionFault) -> Fault {
    let start = start_of(written.spot);
    let text = &written.spot.value;
    let whole = (start.line, start.column, text.clone());
    let (line, column, offending) = match fault {
        ConditionFault::Syntax { line: 1, column, .. } => {
            let rest: String = text.chars().skip(column - 1).collect();
            if rest.trim().is_empty() { whole } else { (start.line, start.column + column - 1, rest) }
        }
        ConditionFault::Syntax { line, column, .. } => (start.line + line - 1, *column, text.clone()),
        ConditionFault::TooLong | ConditionFault::TooDeep => whole,
    };
    let remedy = match fault {
        ConditionFault::Syntax { message, .. } => format!("this is not a condition: {message}"),
        other => format!("{other}; split it, or make it an ability"),
    };
    Fault::at(written.file, Place { line, column }, &offending, (FaultCode::CelSyntax, remedy))
}

/// Where the text of a scalar begins, after its quotation mark.
fn start_of(spot: &Spot<String>) -> Place {
    let place = Place::of(spot);
    let length = spot.referenced.span().byte_len().unwrap_or(0);
    let quoted = usize::try_from(length).is_ok_and(|length| length == spot.value.len() + 2);
    Place { line: place.line, column: place.column + usize::from(quoted) }
}
