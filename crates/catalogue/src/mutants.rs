//! Mutants: copies of a folder with one small lie each, to ask whether the stories would notice.
//!
//! One table row or one condition at a time: a cell widened or negated, a row removed, an output changed;
//! a condition negated or taken away. A mutant that still compiles and that no story kills points to a
//! rule nobody tells a story about. Words, papers and steps are left alone.

use crate::compile::{Compiled, Folder};
use crate::csv_text::{ranges_of, written};
use crate::domain::Domain;
use crate::service::Service;
use crate::source::form::{FormSource, RequiredSource};
use crate::source::service::ServiceSource;
use crate::source::{Place, Spot, read};
use crate::step::Ending;
use crate::table::{OutputType, Table};

/// A folder with one lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// Stable as long as the folder does not change: file, line, column, kind.
    pub id: String,
    /// The lie, for developers.
    pub what: String,
    pub folder: Folder,
}

/// Every mutant of a compiled folder, tables first, in order of file and line.
#[must_use]
pub fn mutants(compiled: &Compiled) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for table in compiled.service.tables.values() {
        mutants.extend(of_table(compiled, table));
    }
    mutants.extend(of_conditions(compiled));
    mutants
}

fn of_table(compiled: &Compiled, table: &Table) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let text = text_of(&compiled.files, &table.file);
    let header: Vec<String> = columns(text.lines().find(|line| is_rule(line)).unwrap_or_default());
    for row in &table.rows {
        let Some(line) = text.lines().nth(row.line - 1) else { continue };
        mutants.push(edited(compiled, &table.file, (row.line, 1, "row-removed"), &without_line(text, row.line)));
        let lies = header.iter().enumerate().filter_map(|(index, name)| {
            let cell = columns(line).get(index)?.clone();
            lie(&compiled.service, table, (name, &cell)).map(|lie| (index, lie))
        });
        for (index, lie) in lies {
            let changed = with_field(line, index, &lie);
            let kind = if table.outputs.contains_key(&header[index]) { "output-changed" } else { "cell-changed" };
            mutants.push(edited(
                compiled,
                &table.file,
                (row.line, index + 1, kind),
                &with_line(text, row.line, &changed),
            ));
        }
    }
    mutants
}

/// Another content of a cell: the opposite test, or an output that is nearly right.
fn lie(service: &Service, table: &Table, (name, cell): (&str, &str)) -> Option<String> {
    if let Some(input) = table.inputs.iter().find(|input| input.name == name) {
        return Some(match cell.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')')) {
            Some(inner) => inner.to_owned(),
            None if cell == "-" => first_of(&input.domain),
            None => format!("not({cell})"),
        });
    }
    match table.outputs.get(name)? {
        OutputType::Integer => cell.parse::<i64>().ok()?.checked_add(1).map(|next| next.to_string()),
        OutputType::YesNo => Some(if cell == "yes" { "no" } else { "yes" }.to_owned()),
        OutputType::Goes => {
            let steps = service.steps.iter().map(|step| step.id.clone());
            let ends = Ending::ALL.into_iter().map(|ending| format!("end:{}", ending.name()));
            steps.chain(ends).rfind(|other| other != cell)
        }
        OutputType::Text => None,
    }
}

fn first_of(domain: &Domain) -> String {
    match domain {
        Domain::OneOf(words) => words.first().cloned().unwrap_or_default(),
        Domain::Whole(range) => range.from.to_string(),
        Domain::YesNo => "yes".to_owned(),
    }
}

fn is_rule(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

fn columns(line: &str) -> Vec<String> {
    let fields = ranges_of(line).unwrap_or_default().into_iter().map(|range| line[range].trim());
    fields.map(|field| field.trim_matches('"').replace("\"\"", "\"")).collect()
}

fn with_field(line: &str, index: usize, field: &str) -> String {
    let ranges = ranges_of(line).unwrap_or_default();
    let Some(range) = ranges.get(index) else { return line.to_owned() };
    format!("{}{}{}", &line[..range.start], written(field), &line[range.end..])
}

fn with_line(text: &str, number: usize, changed: &str) -> String {
    text.lines()
        .enumerate()
        .map(|(index, line)| if index + 1 == number { changed } else { line }.to_owned() + "\n")
        .collect()
}

fn without_line(text: &str, number: usize) -> String {
    text.lines().enumerate().filter(|(index, _)| index + 1 != number).map(|(_, line)| format!("{line}\n")).collect()
}

fn text_of<'a>(files: &'a Folder, file: &str) -> &'a str {
    files.get(file).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}

fn edited(compiled: &Compiled, file: &str, (line, column, kind): (usize, usize, &str), text: &str) -> Mutant {
    let before = text_of(&compiled.files, file).lines().nth(line - 1).unwrap_or_default();
    let after = if kind == "row-removed" { "" } else { text.lines().nth(line - 1).unwrap_or_default() };
    let mut folder = compiled.files.clone();
    folder.insert(file.to_owned(), text.as_bytes().to_vec());
    Mutant {
        id: format!("{file}:{line}:{column}:{kind}"),
        what: format!("{}  ⇒  {}", before.trim(), after.trim()),
        folder,
    }
}

/// What a condition's text is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Truth,
    Number,
}

fn of_conditions(compiled: &Compiled) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (file, spots) in [("service.yaml", service_spots(compiled)), ("form.yaml", form_spots(compiled))] {
        for (spot, kind) in spots {
            let source = &spot.value;
            let lies = match kind {
                Use::Truth => vec![("negated", format!("!({source})")), ("removed", "true".to_owned())],
                Use::Number => vec![("one-more", format!("({source}) + 1"))],
            };
            for (name, lie) in lies.iter().filter(|(_, lie)| lie != source) {
                let Some(text) = respelled(text_of(&compiled.files, file), &spot, lie) else { continue };
                let place = Place::of(&spot);
                mutants.push(edited(compiled, file, (place.line, place.column, name), &text));
            }
        }
    }
    mutants
}

fn service_spots(compiled: &Compiled) -> Vec<(Spot<String>, Use)> {
    let bytes = compiled.files.get("service.yaml").map(Vec::as_slice).unwrap_or_default();
    let Ok(source) = read::<ServiceSource>("service.yaml", bytes) else { return Vec::new() };
    let doubts = source.doubts.iter().map(|doubt| (doubt.when.clone(), Use::Truth));
    let flags = source.tables.values().flat_map(|table| &table.inputs);
    let flags = flags.filter(|input| input.domain == Domain::YesNo);
    let flags = flags.filter_map(|input| Some((input.from.clone()?, Use::Truth)));
    let criteria = source.criteria.iter().map(|criterion| (criterion.passes.clone(), Use::Truth));
    let counts = source.fee.iter().flat_map(|fee| &fee.lines).map(|line| (line.count.clone(), Use::Number));
    doubts.chain(criteria).chain(flags).chain(counts).collect()
}

fn form_spots(compiled: &Compiled) -> Vec<(Spot<String>, Use)> {
    let bytes = compiled.files.get("form.yaml").map(Vec::as_slice).unwrap_or_default();
    let Ok(source) = read::<FormSource>("form.yaml", bytes) else { return Vec::new() };
    let mut spots = Vec::new();
    for question in source.pages.iter().flat_map(|page| &page.questions) {
        let required = match &question.required {
            Some(RequiredSource::When(when)) => Some(when),
            _ => None,
        };
        let choices = question.choices.iter().filter_map(|choice| choice.when.as_ref());
        let truths = question.asked.iter().chain(required).chain(choices).chain(&question.twice);
        spots.extend(truths.map(|spot| (spot.clone(), Use::Truth)));
        spots.extend(question.min.iter().chain(&question.max).map(|spot| (spot.clone(), Use::Number)));
    }
    spots
}

/// The file with another text in a scalar's place, always in double quotes.
fn respelled(text: &str, spot: &Spot<String>, lie: &str) -> Option<String> {
    let span = spot.referenced.span();
    let start = usize::try_from(span.byte_offset()?).ok()?;
    let end = start.checked_add(usize::try_from(span.byte_len()?).ok()?)?;
    let quoted = format!("\"{}\"", lie.replace('\\', "\\\\").replace('"', "\\\""));
    Some(format!("{}{quoted}{}", text.get(..start)?, text.get(end..)?))
}
