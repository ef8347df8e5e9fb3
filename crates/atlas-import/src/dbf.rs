//! The attribute table of a Shapefile (dBASE III), as raw bytes per cell.
//!
//! Read here and not by a library, because the bytes themselves are needed: which pairs
//! are in the user-defined ranges cannot be told once somebody has decoded them.
//! Every cell is kept as text; deleted rows are kept too, as the shapes are counted with them.

use crate::cp950;

/// How the text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Code page 950, the default of Taiwanese offices.
    Cp950,
    /// UTF-8.
    Utf8,
}

impl Encoding {
    /// From the bytes of a `.cpg` file; anything but UTF-8 is taken for CP950.
    pub fn from_cpg(cpg: Option<&[u8]>) -> Encoding {
        let name: String =
            cpg.unwrap_or_default().iter().filter(|b| b.is_ascii_alphanumeric()).map(|&b| char::from(b)).collect();
        if matches!(name.to_ascii_uppercase().as_str(), "UTF8" | "65001") { Encoding::Utf8 } else { Encoding::Cp950 }
    }

    /// Text and the byte pairs that could not be read.
    pub fn decode(self, raw: &[u8]) -> (String, Vec<String>) {
        match (self, std::str::from_utf8(raw)) {
            (Encoding::Cp950, _) => cp950::decode(raw),
            (Encoding::Utf8, Ok(text)) => (text.to_owned(), Vec::new()),
            (Encoding::Utf8, Err(at)) => {
                let bad: String = raw[at.valid_up_to()..].iter().take(2).map(|b| format!("{b:02X}")).collect();
                (String::from_utf8_lossy(raw).into_owned(), vec![bad])
            }
        }
    }
}

/// A cell: field number and its bytes without the blanks around.
pub type Row<'a> = Vec<&'a [u8]>;

/// A table of raw cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<'a> {
    /// Field names as bytes, at most ten.
    pub fields: Vec<&'a [u8]>,
    /// The rows.
    pub rows: Vec<Row<'a>>,
}

/// Reads a `.dbf`; the error says what is wrong with it.
pub fn read(raw: &[u8]) -> Result<Table<'_>, &'static str> {
    let head = raw.get(..32).ok_or("shorter than its header")?;
    let count = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
    let head_len = usize::from(u16::from_le_bytes([head[8], head[9]]));
    let row_len = usize::from(u16::from_le_bytes([head[10], head[11]]));
    let described = raw.get(32..head_len).ok_or("the header is cut off")?;
    let mut fields = Vec::new();
    let mut widths = Vec::new();
    for field in described.chunks_exact(32).take_while(|f| f[0] != 0x0D) {
        let name = field[..11].split(|&b| b == 0).next().unwrap_or_default();
        fields.push(name);
        widths.push(usize::from(field[16]));
    }
    if widths.iter().sum::<usize>() + 1 != row_len {
        return Err("field widths do not add to the row");
    }
    let data = raw.get(head_len..).unwrap_or_default();
    let rows: Vec<Row<'_>> = data.chunks_exact(row_len).take(count).map(|row| cells(&row[1..], &widths)).collect();
    if rows.len() == count { Ok(Table { fields, rows }) } else { Err("rows are missing") }
}

fn cells<'a>(mut row: &'a [u8], widths: &[usize]) -> Row<'a> {
    let cell = |width: &usize| {
        let (cell, rest) = row.split_at(*width);
        row = rest;
        trimmed(cell)
    };
    widths.iter().map(cell).collect()
}

fn trimmed(cell: &[u8]) -> &[u8] {
    let blank = |b: &u8| *b == b' ' || *b == 0;
    let start = cell.iter().position(|b| !blank(b)).unwrap_or(cell.len());
    let end = cell.iter().rposition(|b| !blank(b)).map_or(start, |i| i + 1);
    &cell[start..end]
}
