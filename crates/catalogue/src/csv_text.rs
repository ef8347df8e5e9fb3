//! CSV with the place of every field.
//!
//! One line is one rule: a field may hold commas in quotes, never a line break. Empty lines and lines
//! that begin with `#` are comments.

use std::ops::Range;

use crate::fault::{Fault, FaultCode};
use crate::source::{Place, text_of};

/// A file of fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub header: Vec<Field>,
    pub rows: Vec<Vec<Field>>,
}

/// One field with its place, both from 1; the column is that of the first letter, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub text: String,
    pub line: usize,
    pub column: usize,
}

/// Reads a CSV file.
///
/// # Errors
/// Every line that cannot be read, and rows with more or fewer fields than the header.
pub fn read(file: &str, bytes: &[u8]) -> Result<Sheet, Vec<Fault>> {
    let text = text_of(file, bytes).map_err(|fault| vec![fault])?;
    let mut lines = Vec::new();
    let mut faults = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = if index == 0 { line.trim_start_matches('\u{feff}') } else { line };
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        match fields_of(line, index + 1) {
            Some(fields) => lines.push(fields),
            None => faults.push(syntax(file, index + 1, line, "close the quotation mark on the same line")),
        }
    }
    let mut lines = lines.into_iter();
    let Some(header) = lines.next() else {
        return Err(vec![syntax(file, 1, "", "write a header line and one line for each rule")]);
    };
    let rows: Vec<Vec<Field>> = lines.collect();
    for row in rows.iter().filter(|row| row.len() != header.len()) {
        let remedy = format!("write {} fields, as many as the header has; this line has {}", header.len(), row.len());
        let first = row.first();
        faults.push(syntax(file, first.map_or(1, |f| f.line), first.map_or("", |f| &f.text), &remedy));
    }
    if faults.is_empty() { Ok(Sheet { header, rows }) } else { Err(faults) }
}

/// The byte ranges of the fields of a line, quotation marks included; `None` when one is left open.
#[must_use]
pub fn ranges_of(line: &str) -> Option<Vec<Range<usize>>> {
    let mut ranges = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (index, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                ranges.push(start..index);
                start = index + 1;
            }
            _ => {}
        }
    }
    ranges.push(start..line.len());
    (!quoted).then_some(ranges)
}

/// A field as it is written in a file.
#[must_use]
pub fn written(text: &str) -> String {
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn fields_of(line: &str, number: usize) -> Option<Vec<Field>> {
    let ranges = ranges_of(line)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
    let record = reader.records().next()?.ok()?;
    if record.len() != ranges.len() {
        return None;
    }
    let fields = record.iter().zip(ranges).map(|(text, range)| {
        let raw = &line[range.clone()];
        let lead = raw.len() - raw.trim_start().len() + usize::from(raw.trim_start().starts_with('"'));
        let column = line[..range.start].chars().count() + lead + 1;
        Field { text: text.trim().to_owned(), line: number, column }
    });
    Some(fields.collect())
}

fn syntax(file: &str, line: usize, offending: &str, remedy: &str) -> Fault {
    Fault::at(file, Place::line(line), offending, (FaultCode::CsvSyntax, remedy.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_know_their_place_in_quotes_and_chinese() {
        let sheet = read("a.csv", "# 說明\n甲,b\n\"x, y\",\"第3條\"\n".as_bytes()).unwrap();
        assert_eq!(sheet.header[1], Field { text: "b".to_owned(), line: 2, column: 3 });
        assert_eq!(sheet.rows[0][0], Field { text: "x, y".to_owned(), line: 3, column: 2 });
        assert_eq!(sheet.rows[0][1], Field { text: "第3條".to_owned(), line: 3, column: 9 });
    }

    #[test]
    fn a_line_with_other_fields_or_an_open_quote_is_refused() {
        for (text, line) in [("a,b\n1\n", 2), ("a,b\n1,\"2\n", 2), ("", 1)] {
            let faults = read("a.csv", text.as_bytes()).unwrap_err();
            assert_eq!((faults[0].line, faults[0].code), (line, FaultCode::CsvSyntax), "{text:?}");
        }
    }
}
