//! Conditions: CEL expressions written by staff, compiled once when a definition is loaded.
//!
//! The CEL parser is guarded: short texts only, a nesting limit, and a thread with a big stack,
//! because an unoptimised parser would otherwise overflow on nested input and abort the process.
//! It refuses to compile anything at request time: the only callers are `compile` and `open`.
//! A condition is stored as its text; the compiled form never leaves the process.

use std::collections::BTreeSet;
use std::sync::Arc;

use cel::common::ast::{EntryExpr, Expr};
use cel::parser::Expression;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::evaluate;
use crate::facts::Facts;
use crate::tri::Judgement;

/// Longest condition in bytes. A limit of the parser, not of the law.
const MAX_BYTES: usize = 4096;
/// Deepest nesting. The parser itself gives up at 96.
const MAX_NESTING: usize = 24;
const STACK_BYTES: usize = 64 << 20;

/// One compiled CEL expression over [`Facts`].
#[derive(Clone, Debug)]
pub struct Condition {
    source: String,
    expression: Arc<Expression>,
}

/// Why a text is not a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionFault {
    #[error("the condition is longer than {MAX_BYTES} bytes")]
    TooLong,
    #[error("the condition is nested deeper than {MAX_NESTING} levels")]
    TooDeep,
    /// `line` and `column` count from 1 within the condition's own text.
    #[error("{message}")]
    Syntax { line: usize, column: usize, message: String },
}

/// What an expression amounts to.
#[derive(Clone, Debug, PartialEq)]
pub enum Amounts {
    To(serde_json::Value),
    /// Facts that are not there yet.
    Missing(Vec<String>),
    /// The facts are there but do not fit the expression (a text compared with a number).
    Broken(String),
}

impl Condition {
    /// Compiles a text written by staff.
    ///
    /// # Errors
    /// [`ConditionFault`], with the place inside the text.
    pub fn new(source: &str) -> Result<Condition, ConditionFault> {
        if source.len() > MAX_BYTES {
            return Err(ConditionFault::TooLong);
        }
        if nesting(source) > MAX_NESTING {
            return Err(ConditionFault::TooDeep);
        }
        let text = source.to_owned();
        let parsed = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn(move || parse(&text))
            .map_err(|cause| broken(&cause.to_string()))?
            .join()
            .map_err(|_| broken("the parser gave up"))??;
        Ok(Condition { source: source.to_owned(), expression: Arc::new(parsed) })
    }

    /// The text as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Yes, no or cannot tell yet, with reasons.
    #[must_use]
    pub fn judge(&self, facts: &Facts) -> Judgement {
        let reasons = evaluate::judge(&self.expression, facts);
        Judgement { tri: reasons.tri, reasons }
    }

    /// The value of the expression, for inputs of tables, counts and bounds.
    #[must_use]
    pub fn value(&self, facts: &Facts) -> Amounts {
        evaluate::value(&self.expression, facts)
    }

    /// Every path of facts the expression looks at, those inside `has(…)` too.
    #[must_use]
    pub fn paths(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        collect(&self.expression, &mut Vec::new(), &mut found);
        found
    }

    /// Every function or operator it calls, by CEL's own names.
    #[must_use]
    pub fn functions(&self) -> BTreeSet<String> {
        self.expression.references().functions().into_iter().map(str::to_owned).collect()
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Condition) -> bool {
        self.source == other.source
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Condition, D::Error> {
        let source = String::deserialize(deserializer)?;
        Condition::new(&source).map_err(serde::de::Error::custom)
    }
}

fn broken(message: &str) -> ConditionFault {
    ConditionFault::Syntax { line: 1, column: 1, message: message.to_owned() }
}

fn parse(source: &str) -> Result<Expression, ConditionFault> {
    let program = cel::Program::compile(source).map_err(|faults| match faults.errors.first() {
        Some(first) => ConditionFault::Syntax {
            line: usize::try_from(first.pos.0).unwrap_or(1).max(1),
            column: usize::try_from(first.pos.1).unwrap_or(1).max(1),
            message: first.msg.clone(),
        },
        None => broken("the parser gave no reason"),
    })?;
    Ok(program.expression().clone())
}

/// An upper bound of how deep the parser must go: brackets, chains of `!` and `-`, and every `?`.
fn nesting(source: &str) -> usize {
    let (mut depth, mut deepest, mut run, mut forks) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut quote = None;
    let mut escaped = false;
    for letter in source.chars() {
        if let Some(open) = quote {
            if escaped {
                escaped = false;
            } else if letter == '\\' {
                escaped = true;
            } else if letter == open {
                quote = None;
            }
            continue;
        }
        match letter {
            '"' | '\'' => quote = Some(letter),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '?' => forks += 1,
            _ => {}
        }
        run = if matches!(letter, '!' | '-') { run + 1 } else { 0 };
        deepest = deepest.max(depth + run + forks);
    }
    deepest
}

/// The dotted path an expression spells, if it is a chain of names.
pub(crate) fn path_of(expression: &Expression) -> Option<String> {
    match &expression.expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) if !select.test => {
            path_of(&select.operand).map(|operand| format!("{operand}.{}", select.field))
        }
        _ => None,
    }
}

/// Collects the longest paths, leaving out the variables of `exists`, `all`, `map` and `filter`.
pub(crate) fn collect(expression: &Expression, bound: &mut Vec<String>, found: &mut BTreeSet<String>) {
    if let Some(path) = path_of(expression) {
        let root = path.split('.').next().unwrap_or_default();
        if !bound.iter().any(|name| name == root) {
            found.insert(path);
        }
        return;
    }
    match &expression.expr {
        Expr::Select(select) => match path_of(&select.operand) {
            Some(operand) if select.test => {
                let root = operand.split('.').next().unwrap_or_default();
                if !bound.iter().any(|name| name == root) {
                    found.insert(format!("{operand}.{}", select.field));
                }
            }
            _ => collect(&select.operand, bound, found),
        },
        Expr::Call(call) => {
            call.target.iter().for_each(|target| collect(target, bound, found));
            call.args.iter().for_each(|arg| collect(arg, bound, found));
        }
        Expr::List(list) => list.elements.iter().for_each(|element| collect(element, bound, found)),
        Expr::Map(map) => collect_entries(&map.entries, bound, found),
        Expr::Struct(made) => collect_entries(&made.entries, bound, found),
        Expr::Comprehension(over) => {
            collect(&over.iter_range, bound, found);
            let before = bound.len();
            bound.push(over.iter_var.clone());
            bound.extend(over.iter_var2.clone());
            bound.push(over.accu_var.clone());
            for part in [&over.accu_init, &over.loop_cond, &over.loop_step, &over.result] {
                collect(part, bound, found);
            }
            bound.truncate(before);
        }
        Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
    }
}

fn collect_entries(entries: &[cel::common::ast::IdedEntryExpr], bound: &mut Vec<String>, found: &mut BTreeSet<String>) {
    for entry in entries {
        match &entry.expr {
            EntryExpr::StructField(field) => collect(&field.value, bound, found),
            EntryExpr::MapEntry(entry) => {
                collect(&entry.key, bound, found);
                collect(&entry.value, bound, found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tri::{ReasonKind, Tri};
    use serde_json::json;

    fn facts() -> Facts {
        Facts(json!({
            "case": {"channel": "online", "applied_on": "2026-03-02"},
            "answers": {"copies": 2, "agent": true, "parcels": [{"number": "1"}, {"number": "2-3"}]},
            "evidence": {"geometry": null},
            "findings": {"overlay": {"clear": false, "near_line": true}},
        }))
    }

    fn check(source: &str, expected: Tri) {
        let judged = Condition::new(source).unwrap().judge(&facts());
        assert_eq!(judged.tri, expected, "{source}: {:?}", judged.reasons);
    }

    #[test]
    fn conditions_answer_yes_no_or_cannot_tell_yet() {
        for (source, expected) in [
            ("case.channel == 'online'", Tri::Yes),
            ("answers.copies > 2", Tri::No),
            ("answers.copies + 1 == 3", Tri::Yes),
            ("size(answers.parcels) == 2", Tri::Yes),
            ("answers.parcels.exists(p, p.number == '2-3')", Tri::Yes),
            ("answers.parcels.all(p, p.number == '1')", Tri::No),
            ("answers.parcels.exists(p, p.district == '01')", Tri::Unknown),
            ("case.channel in ['counter', 'api']", Tri::No),
            ("findings.overlay.near_line", Tri::Yes),
            ("!findings.overlay.clear", Tri::Yes),
            ("answers.purpose == 'sale'", Tri::Unknown),
            ("answers.purpose == 'sale' || answers.agent", Tri::Yes),
            ("answers.purpose == 'sale' && findings.overlay.clear", Tri::No),
            ("answers.purpose == 'sale' && answers.agent", Tri::Unknown),
            ("has(evidence.geometry)", Tri::No),
            ("has(answers.copies) && !has(answers.nothing)", Tri::Yes),
            ("answers.agent ? answers.copies == 2 : answers.nothing", Tri::Yes),
            ("case.applied_on >= '2026-01-01'", Tri::Yes),
            ("answers.copies == 'two' || answers.copies < 'x'", Tri::Unknown),
        ] {
            check(source, expected);
        }
    }

    #[test]
    fn the_reasons_name_the_facts_and_what_is_missing() {
        let judged = Condition::new("answers.agent && answers.agent_name != ''").unwrap().judge(&facts());
        assert_eq!(judged.reasons.kind, ReasonKind::And);
        assert_eq!(judged.reasons.parts[0].facts["answers.agent"], json!(true));
        assert_eq!(judged.reasons.all_missing(), ["answers.agent_name"]);
        assert_eq!(judged.reasons.parts[1].says, "answers.agent_name != \"\"");
    }

    #[test]
    fn paths_leave_out_the_variables_of_loops() {
        let paths = Condition::new("answers.parcels.exists(p, p.number == limits.most) && has(evidence.geometry)")
            .unwrap()
            .paths();
        let found: Vec<&str> = paths.iter().map(String::as_str).collect();
        assert_eq!(found, ["answers.parcels", "evidence.geometry", "limits.most"]);
    }

    #[test]
    fn the_parser_is_guarded_against_deep_and_long_texts() {
        let deep = format!("{}1{} == 1", "(".repeat(40), ")".repeat(40));
        assert_eq!(Condition::new(&deep).unwrap_err(), ConditionFault::TooDeep);
        assert_eq!(Condition::new(&"!".repeat(60)).unwrap_err(), ConditionFault::TooDeep);
        assert_eq!(Condition::new(&"a".repeat(5000)).unwrap_err(), ConditionFault::TooLong);
        let close = format!("{}true{}", "(".repeat(24), ")".repeat(24));
        assert!(Condition::new(&close).is_ok());
    }

    #[test]
    fn a_syntax_fault_says_where() {
        let Err(ConditionFault::Syntax { line, column, .. }) = Condition::new("case.channel == ") else {
            panic!("the text ends too early");
        };
        assert_eq!(line, 1);
        assert!(column >= 14, "{column}");
    }

    #[test]
    fn values_of_any_kind_can_be_read() {
        for (source, expected) in [
            ("size(answers.parcels)", Amounts::To(json!(2))),
            ("answers.agent ? 'yes' : 'no'", Amounts::To(json!("yes"))),
            ("limits.most", Amounts::Missing(vec!["limits.most".to_owned()])),
        ] {
            assert_eq!(Condition::new(source).unwrap().value(&facts()), expected);
        }
    }
}
