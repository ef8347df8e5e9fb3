//! Reads a table: its declaration and its CSV file, every cell over its domain.
//!
//! Columns are the inputs, the outputs, `from`, `until` (the last day in force), `source`, and if wanted
//! `sample` and `note`. A rule without a source is refused: figures are decided by somebody.

use std::collections::BTreeMap;

use lexicon::date::Date;
use serde_json::Value;

use crate::cell::{Cell, CellFault};
use crate::compile::Folder;
use crate::csv_text::{self, Field, Sheet};
use crate::fault::{Fault, FaultCode};
use crate::proof::{Finding, prove};
use crate::source::Place;
use crate::step::Goes;
use crate::table::{Hit, Input, OutputType, Row, Table};

/// A declared table before its rows are read.
pub(crate) struct Declared {
    /// Without rows.
    pub table: Table,
    /// Where service.yaml names the file.
    pub named_at: Place,
}

/// Reads the rows and proves the table.
pub(crate) fn read(declared: Declared, folder: &Folder) -> Result<Table, Vec<Fault>> {
    let mut table = declared.table;
    let Some(bytes) = folder.get(&table.file) else {
        let remedy = format!("add the file `{}` to the folder, or name another", table.file);
        let told = (FaultCode::FileMissing, remedy);
        return Err(vec![Fault::at("service.yaml", declared.named_at, &table.file, told)]);
    };
    let sheet = csv_text::read(&table.file, bytes)?;
    let reader = Reader { table: &table, columns: columns(&table, &sheet)? };
    let mut faults = Vec::new();
    let mut rows = Vec::new();
    for fields in &sheet.rows {
        match reader.row(fields) {
            Ok(row) => rows.push(row),
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    table.rows = rows;
    let findings = prove(&table);
    if findings.is_empty() {
        return Ok(table);
    }
    Err(findings.iter().map(|finding| told(&table, &sheet, finding)).collect())
}

/// Where each column stands.
struct Columns {
    inputs: Vec<usize>,
    outputs: BTreeMap<String, usize>,
    from: usize,
    until: usize,
    source: usize,
    sample: Option<usize>,
    note: Option<usize>,
}

fn columns(table: &Table, sheet: &Sheet) -> Result<Columns, Vec<Fault>> {
    let mut faults = Vec::new();
    let outputs: Vec<&String> = table.outputs.keys().collect();
    let fixed = ["from", "until", "source", "sample", "note"];
    let declared = |name: &str| {
        fixed.contains(&name) || table.inputs.iter().any(|input| input.name == name) || table.outputs.contains_key(name)
    };
    for field in sheet.header.iter().filter(|field| !declared(&field.text)) {
        let remedy = "declare the column in service.yaml as an input or output, or remove it".to_owned();
        faults.push(at(table, field, FaultCode::ColumnUnknown, remedy));
    }
    let place = |name: &str| sheet.header.iter().position(|field| field.text == name);
    let mut need = |name: &str| {
        place(name).unwrap_or_else(|| {
            let field = Field { text: name.to_owned(), line: sheet.header[0].line, column: 1 };
            faults.push(at(table, &field, FaultCode::ColumnUnknown, format!("add the column `{name}`")));
            0
        })
    };
    let columns = Columns {
        inputs: table.inputs.iter().map(|input| need(&input.name)).collect(),
        outputs: outputs.into_iter().map(|name| (name.clone(), need(name))).collect(),
        from: need("from"),
        until: need("until"),
        source: need("source"),
        sample: place("sample"),
        note: place("note"),
    };
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

struct Reader<'a> {
    table: &'a Table,
    columns: Columns,
}

impl Reader<'_> {
    fn row(&self, fields: &[Field]) -> Result<Row, Vec<Fault>> {
        let mut faults = Vec::new();
        let columns = &self.columns;
        let cells = self.table.inputs.iter().zip(&columns.inputs);
        let cells = cells.filter_map(|(input, index)| kept(self.cell(input, &fields[*index]), &mut faults)).collect();
        let mut outputs = BTreeMap::new();
        for (name, index) in &columns.outputs {
            let kind = self.table.outputs.get(name).copied().unwrap_or(OutputType::Text);
            if let Some(value) = kept(output(self.table, kind, &fields[*index]), &mut faults) {
                outputs.insert(name.clone(), value);
            }
        }
        let dates = kept(self.dates(fields), &mut faults);
        let source = &fields[columns.source];
        if source.text.is_empty() {
            let remedy = "name the law or decision the rule rests on".to_owned();
            faults.push(at(self.table, source, FaultCode::SourceMissing, remedy));
        }
        let sample = columns.sample.is_some_and(|index| fields[index].text == "yes");
        let note = columns.note.map(|index| fields[index].text.clone()).filter(|note| !note.is_empty());
        match dates {
            Some((from, until)) if faults.is_empty() => {
                let source = source.text.clone();
                Ok(Row { line: fields[0].line, cells, outputs, from, until, source, sample, note })
            }
            _ => Err(faults),
        }
    }

    fn cell(&self, input: &Input, field: &Field) -> Result<Cell, Fault> {
        Cell::read(&field.text, &input.domain).map_err(|fault| {
            let domain = input.domain.written();
            let (code, remedy) = match fault {
                CellFault::OutsideDomain(part) => (
                    FaultCode::CellOutsideDomain,
                    format!("`{part}` is not in the domain of `{}`; write one of: {domain}", input.name),
                ),
                CellFault::Grammar(_) => (
                    FaultCode::CellGrammar,
                    format!("write `-`, a value, `a,b`, `<5`, `[1..3]` or `not(…)` over: {domain}"),
                ),
            };
            at(self.table, field, code, remedy)
        })
    }

    fn dates(&self, fields: &[Field]) -> Result<(Date, Option<Date>), Fault> {
        let (from, until) = (&fields[self.columns.from], &fields[self.columns.until]);
        let read = |field: &Field| {
            field
                .text
                .parse::<Date>()
                .map_err(|_| at(self.table, field, FaultCode::DateWrong, "write a date as 2026-01-31".to_owned()))
        };
        let first = read(from)?;
        let last = if until.text.is_empty() { None } else { Some(read(until)?) };
        if last.is_some_and(|last| last < first) {
            let remedy =
                format!("`until` is the last day in force and lies before `from` ({first}); change one of them");
            return Err(at(self.table, until, FaultCode::DateWrong, remedy));
        }
        Ok((first, last))
    }
}

/// Reads an output cell.
fn output(table: &Table, kind: OutputType, field: &Field) -> Result<Value, Fault> {
    let (value, code, remedy) = match kind {
        OutputType::Integer => (
            field.text.parse::<i64>().ok().map(Value::from),
            FaultCode::AmountNotInteger,
            "write a whole number without commas, e.g. 100; money is whole dollars",
        ),
        OutputType::Text => (Some(Value::from(field.text.clone())), FaultCode::OutputWrong, ""),
        OutputType::YesNo => (
            match field.text.as_str() {
                "yes" => Some(Value::Bool(true)),
                "no" => Some(Value::Bool(false)),
                _ => None,
            },
            FaultCode::OutputWrong,
            "write yes or no",
        ),
        OutputType::Goes => (
            Goes::of_cell(&field.text).filter(|_| !field.text.is_empty()).map(|_| Value::from(field.text.clone())),
            FaultCode::OutputWrong,
            "write a step's id, or end: and one of issued, refused, withdrawn, lapsed",
        ),
    };
    value.ok_or_else(|| at(table, field, code, remedy.to_owned()))
}

/// Reads the outputs of a default, written as they would stand in a row.
pub(crate) fn default_outputs(
    table: &Table,
    written: &BTreeMap<String, String>,
    place: Place,
) -> Result<BTreeMap<String, Value>, Fault> {
    let mut outputs = BTreeMap::new();
    for (name, kind) in &table.outputs {
        let text = written.get(name).cloned().unwrap_or_default();
        let field = Field { text, line: place.line, column: place.column };
        outputs.insert(name.clone(), output(table, *kind, &field)?);
    }
    Ok(outputs)
}

fn kept<T>(result: Result<T, Fault>, faults: &mut Vec<Fault>) -> Option<T> {
    result.map_err(|fault| faults.push(fault)).ok()
}

fn at(table: &Table, field: &Field, code: FaultCode, remedy: String) -> Fault {
    Fault::at(&table.file, Place { line: field.line, column: field.column }, &field.text, (code, remedy))
}

/// A finding of the proof as a fault with the line it concerns.
fn told(table: &Table, sheet: &Sheet, finding: &Finding) -> Fault {
    let line_of = |row: usize| table.rows.get(row).map_or(1, |row| row.line);
    let last = sheet.rows.last().and_then(|row| row.first()).map_or(1, |field| field.line);
    let (line, code, offending, remedy) = match finding {
        Finding::Hole { from, combination, near } => (
            line_of(*near),
            FaultCode::TableHole,
            combination.clone(),
            format!("no row fits this combination from {from}; add a row for it or widen this one"),
        ),
        Finding::Overlap { rows, from, combination } => (
            line_of(rows.1),
            FaultCode::TableOverlap,
            combination.clone(),
            format!(
                "line {} and line {} both fit this combination from {from}; make their tests disjoint or end one \
                 with `until`",
                line_of(rows.0),
                line_of(rows.1)
            ),
        ),
        Finding::Gap { from } => (
            last,
            FaultCode::DateGap,
            from.to_string(),
            format!(
                "no rule is in force from {from}; begin a row on that day or leave `until` of the row before empty"
            ),
        ),
        Finding::NeverHit { row } => (
            line_of(*row),
            FaultCode::RowNeverHit,
            table.rows.get(*row).map_or_else(String::new, |row| {
                row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(",")
            }),
            "an earlier row always wins over this one; move it up, narrow the earlier row or remove it".to_owned(),
        ),
        Finding::TooLarge => (
            1,
            FaultCode::TableTooLarge,
            table.file.clone(),
            "too many combinations to prove; split the table in two".to_owned(),
        ),
    };
    Fault::at(&table.file, Place::line(line), &offending, (code, remedy))
}

/// Whether a hit policy must have a default.
pub(crate) fn needs_default(hit: &Hit) -> bool {
    *hit != Hit::Unique
}
