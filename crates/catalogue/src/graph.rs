//! The way through the steps: every name exists, every step is reached, every step leads to an end.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::Folder;
use crate::fault::{Fault, FaultCode};
use crate::source::service::{ActionSource, ExpirySource, GoesSource, NextSource, ServiceSource, StepSource};
use crate::source::{Place, Spot};
use crate::stage::Stage;
use crate::step::Goes;
use crate::table::{OutputType, Table};

const FILE: &str = "service.yaml";

/// One way out of a step: to a step, or to an end.
struct Way {
    to: Option<String>,
    file: String,
    place: Place,
}

/// Every fault of the way.
pub(crate) fn check(source: &ServiceSource, tables: &BTreeMap<String, Table>, folder: &Folder) -> Vec<Fault> {
    let mut faults = Vec::new();
    for step in &source.steps {
        faults.extend(shape(step));
    }
    let names: BTreeSet<&str> = source.steps.iter().map(|step| step.id.value.as_str()).collect();
    let remedy = format!("write one of the steps: {}", names.iter().copied().collect::<Vec<_>>().join(", "));
    let mut ways = BTreeMap::new();
    for step in &source.steps {
        let found = ways_of((step, source.uncorrected.as_ref()), tables, folder);
        for way in &found {
            if let Some(to) = way.to.as_ref().filter(|to| !names.contains(to.as_str())) {
                faults.push(Fault::at(&way.file, way.place, to, (FaultCode::StepMissing, remedy.clone())));
            }
        }
        ways.insert(step.id.value.as_str(), found);
    }
    let first = source.first.value.as_str();
    if !names.contains(first) {
        faults.push(Fault::at(FILE, Place::of(&source.first), first, (FaultCode::StepMissing, remedy.clone())));
    } else if faults.is_empty() {
        faults.extend(unreached(source, &ways));
    }
    if faults.is_empty() {
        faults.extend(trapped(source, &ways));
    }
    faults
}

/// Whether action, stage and what follows fit each other; told at the step's name.
fn shape(step: &StepSource) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut wrong = |code: FaultCode, remedy: &str| {
        faults.push(Fault::at(FILE, Place::of(&step.id), &step.id.value, (code, remedy.to_owned())));
    };
    if matches!(step.stage.value, Stage::Correcting | Stage::Done) {
        wrong(FaultCode::NextWrong, "no step has this stage: corrections and the end belong to the engine");
    }
    let decides = matches!(step.action.value, ActionSource::Decide(_));
    if decides != matches!(step.next.value, NextSource::ByChoice) {
        wrong(FaultCode::NextWrong, "a `decide` step has `next: by-choice`, and no other step has it");
    }
    let ranks = matches!(step.action.value, ActionSource::Rank(_));
    if ranks != (step.stage.value == Stage::Ranking) {
        wrong(FaultCode::NextWrong, "a `rank` step has the stage `ranking`, and no other step has it");
    }
    if matches!(&step.action.value, ActionSource::Decide(choices) if choices.is_empty()) {
        wrong(FaultCode::ChoiceMissing, "give the officer at least one choice");
    }
    match (&step.action.value, &step.fails) {
        (ActionSource::Ask(_), None) => {
            wrong(FaultCode::NextWrong, "add `fails:` with the step to go to when the register never answers");
        }
        (ActionSource::Ask(_), Some(_)) | (_, None) => {}
        (_, Some(_)) => wrong(FaultCode::NextWrong, "only an `ask` step has `fails`"),
    }
    faults
}

fn ways_of(
    (step, uncorrected): (&StepSource, Option<&Spot<String>>),
    tables: &BTreeMap<String, Table>,
    folder: &Folder,
) -> Vec<Way> {
    let here = |to: Option<String>, place: Place| Way { to, file: FILE.to_owned(), place };
    let named = |to: &Spot<String>| here(Some(to.value.clone()), Place::of(to));
    let goes = |goes: &Spot<GoesSource>| match &goes.value {
        GoesSource::Step(to) => named(to),
        GoesSource::End(_) => here(None, Place::of(goes)),
    };
    let mut ways: Vec<Way> = step.fails.iter().map(goes).collect();
    match &step.next.value {
        NextSource::Step(to) => ways.push(named(to)),
        NextSource::End(_) => ways.push(here(None, Place::of(&step.next))),
        NextSource::Route(table) => ways.extend(tables.get(&table.value).into_iter().flat_map(|t| routes(t, folder))),
        NextSource::ByChoice => {}
    }
    if let ActionSource::Decide(choices) = &step.action.value {
        ways.extend(choices.iter().map(|choice| goes(&choice.goes)));
    }
    // An answer that never came leads on from where the service says.
    if matches!(step.action.value, ActionSource::Decide(_)) {
        ways.extend(uncorrected.iter().map(|to| named(to)));
    }
    match step.within.as_ref().map(|within| &within.on_expiry) {
        Some(ExpirySource::Lapse) => ways.push(here(None, Place::of(&step.id))),
        Some(ExpirySource::ToStep(to)) => ways.push(named(to)),
        Some(ExpirySource::Warn) | None => {}
    }
    ways
}

/// The ways a routing table opens, each with the place of its cell.
fn routes(table: &Table, folder: &Folder) -> Vec<Way> {
    if table.outputs.get("go") != Some(&OutputType::Goes) {
        return Vec::new();
    }
    let rows = table.rows.iter().map(|row| (row.line, &row.outputs));
    let cells = rows.chain(table.default.iter().map(|outputs| (1, outputs)));
    let way = |(line, outputs): (usize, &BTreeMap<String, serde_json::Value>)| {
        let text = outputs.get("go")?.as_str()?;
        let to = match Goes::of_cell(text)? {
            Goes::Step(step) => Some(step),
            Goes::End(_) => None,
        };
        let place = Place { line, column: column_of(folder, table, line, text) };
        Some(Way { to, file: table.file.clone(), place })
    };
    cells.filter_map(way).collect()
}

fn column_of(folder: &Folder, table: &Table, line: usize, text: &str) -> usize {
    let file = folder.get(&table.file).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    let raw = file.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    raw.find(text).map_or(1, |index| raw[..index].chars().count() + 1)
}

fn unreached(source: &ServiceSource, ways: &BTreeMap<&str, Vec<Way>>) -> Vec<Fault> {
    let mut reached = BTreeSet::new();
    let mut open = vec![source.first.value.as_str()];
    while let Some(step) = open.pop() {
        if reached.insert(step) {
            let next = ways.get(step).into_iter().flatten().filter_map(|way| way.to.as_deref());
            open.extend(next);
        }
    }
    let lost = source.steps.iter().filter(|step| !reached.contains(step.id.value.as_str()));
    let remedy = "nothing leads to this step; name it in a `next`, a choice or a routing table, or remove it";
    lost.map(|step| {
        Fault::at(FILE, Place::of(&step.id), &step.id.value, (FaultCode::StepUnreachable, remedy.to_owned()))
    })
    .collect()
}

fn trapped(source: &ServiceSource, ways: &BTreeMap<&str, Vec<Way>>) -> Vec<Fault> {
    let mut free: BTreeSet<&str> = BTreeSet::new();
    loop {
        let before = free.len();
        for (step, found) in ways {
            if found.iter().any(|way| way.to.as_deref().is_none_or(|to| free.contains(to))) {
                free.insert(step);
            }
        }
        if free.len() == before {
            break;
        }
    }
    let caught = source.steps.iter().filter(|step| !free.contains(step.id.value.as_str()));
    let remedy = "a case could go round here for ever; let one way lead to an `end`";
    caught
        .map(|step| Fault::at(FILE, Place::of(&step.id), &step.id.value, (FaultCode::NoWayOut, remedy.to_owned())))
        .collect()
}
