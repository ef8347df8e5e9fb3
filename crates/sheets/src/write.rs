//! A table of values as a file that spreadsheet programs open.

mod open_document;
mod plain;
mod workbook;

/// A table: its name, the heads of its columns, its rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    /// A number with at most so many decimals, as hundredths are.
    Number {
        hundredths: i64,
    },
}

/// A format and what it is called outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Ods,
    Xlsx,
    Csv,
}

/// A table that could not be written; it is always our fault.
#[derive(Debug, thiserror::Error)]
pub enum WriteFault {
    #[error("a package could not be made: {0}")]
    Package(#[from] zip::result::ZipError),
    #[error("a package could not be written: {0}")]
    Bytes(#[from] std::io::Error),
    #[error("a workbook could not be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    #[error("a list could not be written: {0}")]
    List(#[from] csv::Error),
}

impl Format {
    pub const ALL: [Format; 3] = [Format::Ods, Format::Xlsx, Format::Csv];

    /// The ending of its files.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Format::Ods => "ods",
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        }
    }

    /// The format of an ending.
    #[must_use]
    pub fn named(ending: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.ending() == ending)
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Ods => open_document::MEDIA_TYPE,
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// The file. The same table gives the same bytes.
///
/// # Errors
/// See [`WriteFault`].
pub fn write(format: Format, sheet: &Sheet) -> Result<Vec<u8>, WriteFault> {
    match format {
        Format::Ods => open_document::write(sheet),
        Format::Xlsx => workbook::write(sheet),
        Format::Csv => plain::write(sheet),
    }
}

/// Hundredths as a decimal: `12.05`.
fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let whole = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", whole / 100, whole % 100)
}
