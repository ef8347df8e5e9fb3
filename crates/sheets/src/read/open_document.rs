//! The first table of an ODS document. Repeated cells and rows are counted, never copied beyond the limits.

use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Cell, Rows, SheetFault, number};

pub(super) fn read(bytes: &[u8], rows: &mut Rows<'_>) -> Result<(), SheetFault> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetFault::Unreadable)?;
    let content = package.by_name("content.xml").map_err(|_| SheetFault::Unreadable)?;
    let mut reader = Reader::from_reader(BufReader::new(content.take(rows.limits.unpacked)));
    let mut table = Table::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|_| SheetFault::Unreadable)?;
        match event {
            Event::Start(start) => table.start(&start, rows)?,
            Event::Empty(start) => {
                table.start(&start, rows)?;
                table.end(start.name().as_ref(), rows)?;
            }
            Event::Text(text) if table.reads => table.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) if table.reads => table.reference(&name),
            Event::End(end) => {
                if end.name().as_ref() == "table:table" {
                    return Ok(());
                }
                table.end(end.name().as_ref(), rows)?;
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The table being read.
#[derive(Default)]
struct Table {
    row: Vec<Cell>,
    /// How often the row and the cell at hand stand there.
    row_times: usize,
    cell_times: usize,
    kind: String,
    value: String,
    text: String,
    /// Inside a paragraph of a cell.
    reads: bool,
    /// Inside a note, whose text is not the cell's.
    notes: usize,
}

impl Table {
    fn start(&mut self, start: &BytesStart<'_>, rows: &Rows<'_>) -> Result<(), SheetFault> {
        match start.name().as_ref() {
            "table:table-row" => {
                self.row.clear();
                self.row_times = times(start, "table:number-rows-repeated")?;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.cell_times = times(start, "table:number-columns-repeated")?;
                self.kind = attribute(start, "office:value-type")?.unwrap_or_default();
                self.value = attribute(start, "office:value")?.unwrap_or_default();
                self.text.clear();
            }
            "office:annotation" => self.notes += 1,
            "text:p" if self.notes == 0 => {
                if !self.text.is_empty() {
                    self.text.push(' ');
                }
                self.reads = self.text.len() < rows.limits.characters * 4;
            }
            "text:s" | "text:tab" if self.reads => self.text.push(' '),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, rows: &mut Rows<'_>) -> Result<(), SheetFault> {
        match name {
            "text:p" => self.reads = false,
            "office:annotation" => self.notes = self.notes.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => {
                let cell = match &*self.kind {
                    "float" | "percentage" | "currency" => number(self.value.parse().unwrap_or(f64::NAN)),
                    "date" | "time" => Cell::Date,
                    _ => rows.text(&self.text),
                };
                let room = rows.limits.columns.saturating_sub(self.row.len());
                self.row.extend(std::iter::repeat_n(cell, self.cell_times.min(room)));
            }
            "table:table-row" => {
                let row = std::mem::take(&mut self.row);
                let is_empty = row.iter().all(|cell| *cell == Cell::Empty);
                // An empty row that stands there a million times is the end of the sheet.
                for _ in 0..if is_empty { 0 } else { self.row_times } {
                    rows.push(row.clone())?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn reference(&mut self, name: &str) {
        let character = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            other => {
                let number = other.strip_prefix('#').map(|digits| match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => digits.parse(),
                });
                number.and_then(Result::ok).and_then(char::from_u32)
            }
        };
        self.text.extend(character);
    }
}

fn times(start: &BytesStart<'_>, name: &str) -> Result<usize, SheetFault> {
    let said = attribute(start, name)?;
    Ok(said.map_or(1, |text| text.parse().unwrap_or(1)).max(1))
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, SheetFault> {
    let found = start.try_get_attribute(name).map_err(|_| SheetFault::Unreadable)?;
    Ok(found.map(|attribute| attribute.value.into_owned()))
}
