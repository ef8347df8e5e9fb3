//! The first sheet of an XLSX workbook, cell by cell: a cell in the last corner costs no more than one in the first.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Xlsx, open_workbook_from_rs};

use super::{Cell, Rows, SheetFault, number};

pub(super) fn read(bytes: &[u8], rows: &mut Rows<'_>) -> Result<(), SheetFault> {
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| SheetFault::Unreadable)?;
    let first = workbook.sheet_names().first().cloned().ok_or(SheetFault::Empty)?;
    let mut cells = workbook.worksheet_cells_reader(&first).map_err(|_| SheetFault::Unreadable)?;
    let (mut at, mut row) = (None, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(|_| SheetFault::Unreadable)? {
        let (line, column) = cell.get_position();
        if at != Some(line) {
            rows.push(std::mem::take(&mut row))?;
            at = Some(line);
        }
        let column = column as usize;
        if column < rows.limits.columns {
            row.resize(row.len().max(column + 1), Cell::Empty);
            row[column] = read_cell(rows, cell.get_value());
        }
    }
    rows.push(row)
}

fn read_cell(rows: &Rows<'_>, value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Int(whole) => Cell::Number(whole.to_string()),
        DataRef::Float(value) => number(*value),
        DataRef::String(text) => rows.text(text),
        DataRef::SharedString(text) => rows.text(text),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Cell::Date,
        DataRef::Empty | DataRef::Error(_) => Cell::Empty,
        other => match Data::from(other.clone()) {
            Data::Bool(yes) => rows.text(if yes { "TRUE" } else { "FALSE" }),
            _ => Cell::Empty,
        },
    }
}
