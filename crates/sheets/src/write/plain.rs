//! CSV as spreadsheet programs read it: UTF-8 with its mark, and no text that they would take for a formula.

use super::{Sheet, Value, WriteFault, decimal};

pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, WriteFault> {
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xEF\xBB\xBF".to_vec());
    out.write_record(sheet.heads.iter().map(|head| harmless(head)))?;
    for row in &sheet.rows {
        out.write_record(row.iter().map(|value| match value {
            Value::Text(text) => harmless(text),
            Value::Number { hundredths } => decimal(*hundredths),
        }))?;
    }
    out.into_inner().map_err(|fault| WriteFault::Bytes(fault.into_error()))
}

/// A text that begins like a formula gets an apostrophe before it (OWASP CSV Injection).
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
