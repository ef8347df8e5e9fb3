//! What the rules say of a case, on the officer's page: every criterion with what was declared and what a register
//! says, the figures, and the score sheet row by row. Texts about people stay masked until the whole case is asked
//! for, which is journalled.

use casework::case::Case;
use catalogue::criterion::Judged;
use catalogue::facts::Facts;
use catalogue::table::TableAnswer;
use catalogue::tri::Tri;
use desk::definitions::Pinned;
use desk::working::Purpose;
use lexicon::language::Lang;
use lexicon::person::PersonId;
use serde_json::Value;

use crate::door::{Door, word};
use crate::forms::grouped;
use crate::view::officer::{Assessed, Compared};
use crate::view::parts::{Head, Row, Table};
use crate::view::screening::Answer;

/// What hides a text about a person.
const HIDDEN: &str = "＊＊＊";

/// The assessment of a case, where its service has criteria.
pub(super) fn view(
    door: &Door,
    (pinned, case): (&Pinned, &Case),
    (lang, purpose): (Lang, Purpose),
) -> Option<Assessed> {
    let service = &pinned.compiled.service;
    if service.criteria.is_empty() {
        return None;
    }
    let facts = pinned.facts(case);
    let judged = service.judged(&facts);
    let compared = |judged: &Judged| Compared {
        answer: match judged.tri {
            Tri::Yes => Answer::Yes,
            Tri::No => Answer::No,
            Tri::Unknown => Answer::Unknown,
        },
        name: word(pinned, lang, &format!("criterion-{}", judged.id)),
        declared: judged.declared.as_ref().map(|value| shown(door, lang, (value, purpose))),
        registered: judged.registered.as_ref().map(|value| shown(door, lang, (value, purpose))),
    };
    Some(Assessed {
        criteria: judged.iter().map(compared).collect(),
        figures: figures(door, (pinned, lang), &facts),
        score: score(door, (pinned, lang), &facts),
    })
}

fn shown(door: &Door, lang: Lang, (value, purpose): (&Value, Purpose)) -> String {
    match value {
        Value::Bool(yes) => door.say(lang, if *yes { "yes" } else { "no" }, &[]),
        Value::Number(number) => number.as_i64().map_or_else(|| number.to_string(), grouped),
        Value::String(text) if purpose == Purpose::SeePerson => text.clone(),
        Value::String(text) => PersonId::parse(text).map_or_else(|_| HIDDEN.to_owned(), |id| id.masked()),
        Value::Array(items) if items.is_empty() => "—".to_owned(),
        Value::Array(items) => {
            items.iter().map(|item| shown(door, lang, (item, purpose))).collect::<Vec<_>>().join("、")
        }
        Value::Null | Value::Object(_) => "—".to_owned(),
    }
}

fn figures(door: &Door, (pinned, lang): (&Pinned, Lang), facts: &Facts) -> Vec<Row> {
    let row = |figure: &catalogue::figure::Figure| {
        let value = facts.get(&format!("figures.{}", figure.id))?;
        // Words and lists stand with their criteria.
        let line = match value {
            Value::Number(_) | Value::Bool(_) => shown(door, lang, (value, Purpose::Examine)),
            _ => return None,
        };
        let label = word(pinned, lang, &format!("figure-{}", figure.id));
        Some(Row { label, lines: vec![line], change: None, source: None, files: Vec::new() })
    };
    pinned.compiled.service.figures.iter().filter_map(row).collect()
}

/// The rows of every table an assessment keeps, with what each gave and the source it rests on.
fn score(door: &Door, (pinned, lang): (&Pinned, Lang), facts: &Facts) -> Option<Table> {
    let service = &pinned.compiled.service;
    let kept = service.steps.iter().find_map(|step| match &step.action {
        catalogue::step::Action::Assess { tables, .. } => tables.first(),
        _ => None,
    })?;
    let table = service.tables.get(kept)?;
    let Some(TableAnswer::Collected { indexes, outputs, .. }) = service.answer_of(table, facts) else { return None };
    let say = |key: &str| door.say(lang, key, &[]);
    let sum = outputs.get("points").and_then(Value::as_i64)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in indexes.iter().filter_map(|index| table.rows.get(*index)) {
        let points = row.outputs.get("points").and_then(Value::as_i64).unwrap_or(0);
        rows.push(vec![row.note.clone().unwrap_or_default(), points.to_string(), row.source.clone()]);
    }
    rows.push(vec![say("assessed-sum"), sum.to_string(), String::new()]);
    let head = |key: &str, numeric: bool| Head { text: say(key), numeric };
    let heads = vec![head("assessed-line", false), head("screen-points", true), head("assessed-source", false)];
    Some(Table { caption: say("assessed-score"), heads, rows })
}
