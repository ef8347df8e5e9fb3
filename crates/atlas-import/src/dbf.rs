//! The attribute table of a Shapefile (dBASE III), as raw bytes per cell.
//!
//! Read here and not by a library, because the bytes themselves are needed: which pairs
//! are in the user-defined ranges cannot be told once somebody has decoded them.
//! Every cell is kept as text; deleted rows are kept too, as the shapes are counted with them.
//! Rows are cut when they are asked for, so that a table costs no more than its bytes.

use crate::bytes::Walk;
use crate::cp950;
use crate::problem::Why;
use serde::{Deserialize, Serialize};

/// How the text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// Code page 950, the default of Taiwanese offices.
    Cp950,
    /// UTF-8.
    Utf8,
}

/// What a `.cpg` names, when it is no encoding that is read here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchEncoding(pub String);

/// Longest name of a field.
const NAME_BYTES: usize = 10;

impl Encoding {
    /// From the bytes of a `.cpg` file.
    pub fn from_cpg(cpg: &[u8]) -> Result<Encoding, NoSuchEncoding> {
        let letters = cpg.iter().take(64).filter(|b| b.is_ascii_alphanumeric());
        let name: String = letters.map(|&b| char::from(b.to_ascii_uppercase())).collect();
        match name.as_str() {
            "UTF8" | "65001" => Ok(Encoding::Utf8),
            "950" | "CP950" | "MS950" | "ANSI950" | "OEM950" | "BIG5" | "WINDOWS950" => Ok(Encoding::Cp950),
            _ => Err(NoSuchEncoding(name)),
        }
    }

    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Cp950 => "CP950",
            Encoding::Utf8 => "UTF-8",
        }
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

    /// A field name. One that fills its ten bytes may be cut in the middle of a character: what is
    /// left of that character is no part of the name.
    pub fn decode_name(self, raw: &[u8]) -> String {
        let (text, _) = self.decode(raw);
        let cut = raw.len() >= NAME_BYTES && text.ends_with(cp950::UNREAD);
        if cut { text.trim_end_matches(cp950::UNREAD).to_owned() } else { text }
    }
}

/// A field: its name as bytes and how wide its cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The name, at most ten bytes.
    pub name: &'a [u8],
    width: usize,
}

/// A table of raw cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<'a> {
    /// The fields.
    pub fields: Vec<Field<'a>>,
    rows: &'a [u8],
    row_bytes: usize,
}

/// Reads the head of a `.dbf` and checks that all rows it claims are there.
pub fn read(raw: &[u8]) -> Result<Table<'_>, Why> {
    if raw.is_empty() {
        return Err(Why::Empty);
    }
    let mut walk = Walk::new(raw);
    let version = walk.u8()?;
    if !matches!(version & 0x07, 3..=5) {
        return Err(Why::WrongStart);
    }
    walk.take(3)?;
    let count = u64::from(walk.u32()?);
    let (head_bytes, row_bytes) = (u64::from(walk.u16()?), usize::from(walk.u16()?));
    walk.take(20)?;
    let described = Walk::new(raw).take(head_bytes)?.get(32..).ok_or(Why::Broken("header size".to_owned()))?;
    let mut fields = Vec::new();
    for field in described.chunks_exact(32).take_while(|f| f[0] != 0x0D) {
        let name = field[..11].split(|&b| b == 0).next().unwrap_or_default();
        fields.push(Field { name, width: usize::from(field[16]) });
    }
    if fields.iter().map(|f| f.width).sum::<usize>() + 1 != row_bytes {
        return Err(Why::Broken("field widths do not add to the row".to_owned()));
    }
    let mut walk = Walk::new(raw);
    walk.take(head_bytes)?;
    Ok(Table { fields, rows: walk.take(count * row_bytes as u64)?, row_bytes })
}

impl<'a> Table<'a> {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len() / self.row_bytes
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cells of a row, without the blanks around; none for a row that is not there.
    pub fn row(&self, number: usize) -> impl Iterator<Item = &'a [u8]> + '_ {
        let start = number.saturating_mul(self.row_bytes).saturating_add(1);
        let mut rest = self.rows.get(start..).unwrap_or_default();
        self.fields.iter().map_while(move |field| {
            let (cell, after) = rest.split_at_checked(field.width)?;
            rest = after;
            Some(trimmed(cell))
        })
    }
}

fn trimmed(cell: &[u8]) -> &[u8] {
    let blank = |b: &u8| *b == b' ' || *b == 0;
    let start = cell.iter().position(|b| !blank(b)).unwrap_or(cell.len());
    let end = cell.iter().rposition(|b| !blank(b)).map_or(start, |i| i + 1);
    &cell[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cut_in_the_middle_of_a_character_lose_the_rest_of_it() {
        let name = "分區代碼".as_bytes();
        assert_eq!(Encoding::Utf8.decode_name(&name[..10]), "分區代");
        assert_eq!(Encoding::Utf8.decode_name(b"CLASS"), "CLASS");
        assert_eq!(Encoding::Cp950.decode_name(b"A\xA6\xED\xA6\x7B\xB0\xCF\xA6\xED\xA6"), "A住州區住");
    }

    #[test]
    fn encodings_go_by_their_names() {
        for (cpg, want) in [
            (&b"UTF-8\r\n"[..], Ok(Encoding::Utf8)),
            (b"950", Ok(Encoding::Cp950)),
            (b"Big5", Ok(Encoding::Cp950)),
            (b"ISO-8859-1", Err(NoSuchEncoding("ISO88591".to_owned()))),
            (b"", Err(NoSuchEncoding(String::new()))),
        ] {
            assert_eq!(Encoding::from_cpg(cpg), want);
        }
    }
}
