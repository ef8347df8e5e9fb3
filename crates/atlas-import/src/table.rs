//! Tables of the office as CSV: rows with their line numbers, or the cell that is wrong.
//!
//! Lines that start with `#` are remarks of whoever keeps the table.

use serde::de::DeserializeOwned;

/// Why a table is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A row that does not have the shape of its table.
    #[error("line {line}: {fault}")]
    Row {
        /// The line in the file.
        line: u64,
        /// What is wrong with it, as the reader says.
        fault: String,
    },
    /// A cell whose value is not known.
    #[error("line {line}: {column} cannot be `{value}`")]
    Value {
        /// The line in the file.
        line: u64,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
    },
}

impl TableError {
    /// A cell whose value is not known.
    pub fn bad(line: u64, column: &'static str, value: &str) -> TableError {
        TableError::Value { line, column, value: value.to_owned() }
    }
}

/// All rows, each with its line.
pub fn rows<T: DeserializeOwned>(raw: &[u8]) -> Result<Vec<(u64, T)>, TableError> {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(raw);
    let fault = |fault: csv::Error| {
        let line = fault.position().map_or(1, csv::Position::line);
        TableError::Row { line, fault: fault.to_string() }
    };
    let heads = reader.headers().map_err(fault)?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(fault)?;
        let line = record.position().map_or(1, csv::Position::line);
        rows.push((line, record.deserialize(Some(&heads)).map_err(fault)?));
    }
    Ok(rows)
}
