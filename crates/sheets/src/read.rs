//! Rows of the first sheet of a file, whatever program made it.

mod open_document;
mod plain;
mod workbook;

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// What a file may be at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes of everything in it, unpacked.
    pub unpacked: u64,
    pub rows: usize,
    /// Cells of a row that are read; more are left out.
    pub columns: usize,
    /// Characters of a cell; more are cut off.
    pub characters: usize,
}

/// One cell as far as a list of texts needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A number as people write it: 540, not 540.0.
    Number(String),
    /// A date: what programs make of 10-5 unless the column is told to hold text.
    Date,
}

/// Why a file gives no rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetFault {
    #[error("the file is too big")]
    TooBig,
    #[error("the file unpacks to more than is read")]
    Unpacks,
    #[error("the sheet has too many rows")]
    TooManyRows,
    #[error("the sheet is empty")]
    Empty,
    /// The format of before 2007, or a workbook with a password: both look alike from outside.
    #[error("an old or locked workbook")]
    OldOrLocked,
    #[error("not a spreadsheet")]
    Unreadable,
}

/// Every row of the first sheet that is not empty, cells after the last filled one left off.
///
/// # Errors
/// See [`SheetFault`].
pub fn rows(bytes: &[u8], limits: &Limits) -> Result<Vec<Vec<Cell>>, SheetFault> {
    if bytes.len() > limits.bytes {
        return Err(SheetFault::TooBig);
    }
    let mut rows = Rows { limits, found: Vec::new() };
    if bytes.starts_with(b"PK\x03\x04") {
        match kind(bytes, limits)? {
            Kind::OpenDocument => open_document::read(bytes, &mut rows)?,
            Kind::Workbook => workbook::read(bytes, &mut rows)?,
        }
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(SheetFault::OldOrLocked);
    } else {
        plain::read(bytes, &mut rows)?;
    }
    if rows.found.is_empty() { Err(SheetFault::Empty) } else { Ok(rows.found) }
}

/// Rows as they come, within the limits.
struct Rows<'a> {
    limits: &'a Limits,
    found: Vec<Vec<Cell>>,
}

impl Rows<'_> {
    fn push(&mut self, mut row: Vec<Cell>) -> Result<(), SheetFault> {
        row.truncate(self.limits.columns);
        while row.last().is_some_and(|cell| *cell == Cell::Empty) {
            row.pop();
        }
        if row.is_empty() {
            return Ok(());
        }
        if self.found.len() >= self.limits.rows {
            return Err(SheetFault::TooManyRows);
        }
        self.found.push(row);
        Ok(())
    }

    fn text(&self, text: &str) -> Cell {
        let text = text.trim();
        if text.is_empty() {
            return Cell::Empty;
        }
        Cell::Text(text.chars().take(self.limits.characters).collect())
    }
}

enum Kind {
    OpenDocument,
    Workbook,
}

/// What a package is, and that nothing in it unpacks to more than is read.
fn kind(bytes: &[u8], limits: &Limits) -> Result<Kind, SheetFault> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetFault::Unreadable)?;
    let mut left = limits.unpacked;
    let mut sink = [0; 16 << 10];
    for at in 0..package.len() {
        let mut part = package.by_index(at).map_err(|_| SheetFault::Unreadable)?;
        loop {
            // What a part says of its own size is not believed.
            let read = part.read(&mut sink).map_err(|_| SheetFault::Unreadable)? as u64;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read).ok_or(SheetFault::Unpacks)?;
        }
    }
    let has = |name: &str| package.index_for_name(name).is_some();
    match (has("content.xml"), has("xl/workbook.xml")) {
        (true, _) => Ok(Kind::OpenDocument),
        (_, true) => Ok(Kind::Workbook),
        _ => Err(SheetFault::Unreadable),
    }
}

/// A number as people write it.
fn number(number: f64) -> Cell {
    if !number.is_finite() {
        return Cell::Empty;
    }
    Cell::Number(number.to_string())
}

#[cfg(test)]
mod tests;
