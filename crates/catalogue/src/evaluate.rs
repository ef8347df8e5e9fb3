//! Runs a compiled condition over facts: `&&`, `||`, `!` and `?:` by Kleene's logic, the rest by CEL.
//!
//! A comparison whose fact is missing is not asked of CEL at all: it is unknown, and its path is named.
//! The CEL context with its functions is built once; each question gets an inner scope that holds
//! only the facts it looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use cel::common::ast::{CallExpr, Expr, operators};
use cel::parser::Expression;
use serde_json::Value;

use crate::condition::{Amounts, collect, path_of};
use crate::facts::Facts;
use crate::spell::spell;
use crate::tri::{Reason, ReasonKind, Tri};

static FUNCTIONS: LazyLock<cel::Context<'static, 'static>> = LazyLock::new(crate::functions::context);

/// Yes, no or unknown, as a tree of reasons.
pub(crate) fn judge(expression: &Expression, facts: &Facts) -> Reason {
    match &expression.expr {
        Expr::Call(call) if call.func_name == operators::LOGICAL_AND => joined(call, ReasonKind::And, facts),
        Expr::Call(call) if call.func_name == operators::LOGICAL_OR => joined(call, ReasonKind::Or, facts),
        Expr::Call(call) if call.func_name == operators::LOGICAL_NOT && call.args.len() == 1 => {
            let part = judge(&call.args[0], facts);
            Reason::new(ReasonKind::Not, &spell(expression), !part.tri).with_parts(vec![part])
        }
        Expr::Call(call) if call.func_name == operators::CONDITIONAL && call.args.len() == 3 => {
            chosen(expression, call, facts)
        }
        Expr::Select(select) if select.test => present(expression, facts),
        _ => test(expression, facts),
    }
}

/// The value, or what is missing.
pub(crate) fn value(expression: &Expression, facts: &Facts) -> Amounts {
    match &expression.expr {
        Expr::Call(call) if call.func_name == operators::CONDITIONAL && call.args.len() == 3 => {
            let asked = judge(&call.args[0], facts);
            match asked.tri {
                Tri::Yes => value(&call.args[1], facts),
                Tri::No => value(&call.args[2], facts),
                Tri::Unknown => Amounts::Missing(asked.all_missing()),
            }
        }
        Expr::Call(call)
            if [operators::LOGICAL_AND, operators::LOGICAL_OR, operators::LOGICAL_NOT]
                .contains(&call.func_name.as_str()) =>
        {
            of_reason(&judge(expression, facts))
        }
        Expr::Select(select) if select.test => of_reason(&judge(expression, facts)),
        _ => plain(expression, facts),
    }
}

fn of_reason(reason: &Reason) -> Amounts {
    match reason.tri {
        Tri::Yes => Amounts::To(Value::Bool(true)),
        Tri::No => Amounts::To(Value::Bool(false)),
        Tri::Unknown => Amounts::Missing(reason.all_missing()),
    }
}

fn joined(call: &CallExpr, kind: ReasonKind, facts: &Facts) -> Reason {
    let mut parts = Vec::new();
    for arg in &call.args {
        let part = judge(arg, facts);
        // `a && b && c` is one sentence to a reader, not a tree of two.
        if part.kind == kind { parts.extend(part.parts) } else { parts.push(part) }
    }
    let (word, tri) = match kind {
        ReasonKind::And => (" && ", parts.iter().fold(Tri::Yes, |sum, part| sum.and(part.tri))),
        _ => (" || ", parts.iter().fold(Tri::No, |sum, part| sum.or(part.tri))),
    };
    let says: Vec<&str> = parts.iter().map(|part| part.says.as_str()).collect();
    Reason::new(kind, &says.join(word), tri).with_parts(parts)
}

fn chosen(expression: &Expression, call: &CallExpr, facts: &Facts) -> Reason {
    let asked = judge(&call.args[0], facts);
    let (tri, parts) = match asked.tri {
        Tri::Unknown => (Tri::Unknown, vec![asked]),
        decided => {
            let branch = judge(&call.args[if decided == Tri::Yes { 1 } else { 2 }], facts);
            (branch.tri, vec![asked, branch])
        }
    };
    Reason::new(ReasonKind::If, &spell(expression), tri).with_parts(parts)
}

fn present(expression: &Expression, facts: &Facts) -> Reason {
    let mut paths = BTreeSet::new();
    collect(expression, &mut Vec::new(), &mut paths);
    let there = paths.iter().all(|path| facts.get(path).is_some());
    Reason::new(ReasonKind::Present, &spell(expression), there.into())
}

fn test(expression: &Expression, facts: &Facts) -> Reason {
    let mut reason = Reason::new(ReasonKind::Test, &spell(expression), Tri::Unknown);
    reason.facts = looked_at(expression, facts);
    match plain(expression, facts) {
        Amounts::To(Value::Bool(yes)) => reason.tri = yes.into(),
        Amounts::To(_) | Amounts::Broken(_) => {}
        Amounts::Missing(missing) => reason.missing = missing,
    }
    reason
}

fn looked_at(expression: &Expression, facts: &Facts) -> BTreeMap<String, Value> {
    let mut paths = BTreeSet::new();
    collect(expression, &mut Vec::new(), &mut paths);
    let known = |path: String| facts.get(&path).cloned().map(|value| (path, value));
    paths.into_iter().filter_map(known).collect()
}

/// Asks CEL, after making sure that every fact is there.
fn plain(expression: &Expression, facts: &Facts) -> Amounts {
    if let Some(path) = path_of(expression) {
        return match facts.get(&path) {
            Some(value) => Amounts::To(value.clone()),
            None => Amounts::Missing(vec![path]),
        };
    }
    let mut paths = BTreeSet::new();
    collect(expression, &mut Vec::new(), &mut paths);
    let missing: Vec<String> = paths.iter().filter(|path| facts.get(path).is_none()).cloned().collect();
    if !missing.is_empty() {
        return Amounts::Missing(missing);
    }
    let mut scope = FUNCTIONS.new_inner_scope();
    for (room, value) in rooms(&paths, facts) {
        scope.add_variable_from_value(room, cel_of(&value));
    }
    match cel::Value::resolve(expression, &scope) {
        Ok(found) => found.json().map_or_else(|fault| Amounts::Broken(fault.to_string()), Amounts::To),
        Err(fault) => Amounts::Broken(fault.to_string()),
    }
}

/// Only the facts that are looked at, in their rooms.
fn rooms(paths: &BTreeSet<String>, facts: &Facts) -> BTreeMap<String, Value> {
    let mut rooms = BTreeMap::new();
    for path in paths {
        let Some(value) = facts.get(path) else { continue };
        let mut names = path.split('.');
        let Some(room) = names.next() else { continue };
        let mut place: &mut Value =
            rooms.entry(room.to_owned()).or_insert_with(|| Value::Object(serde_json::Map::new()));
        for name in names {
            if !place.is_object() {
                break;
            }
            place = &mut place[name];
            if place.is_null() {
                *place = Value::Object(serde_json::Map::new());
            }
        }
        *place = value.clone();
    }
    rooms
}

/// JSON whole numbers become CEL ints, never unsigned or floating ones: money is whole dollars.
fn cel_of(value: &Value) -> cel::Value {
    match value {
        Value::Null => cel::Value::Null,
        Value::Bool(flag) => cel::Value::Bool(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => cel::Value::Int(whole),
            None => cel::Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => items.iter().map(cel_of).collect::<Vec<_>>().into(),
        Value::Object(fields) => {
            let fields: std::collections::HashMap<String, cel::Value> =
                fields.iter().map(|(name, value)| (name.clone(), cel_of(value))).collect();
            fields.into()
        }
    }
}
