//! CSV and its relatives: comma, semicolon or tab; UTF-8, UTF-16 or the CP950 that programs in Taiwan still write.

use encoding_rs::{BIG5, UTF_8, UTF_16BE, UTF_16LE};

use super::{Rows, SheetFault};

pub(super) fn read(bytes: &[u8], rows: &mut Rows<'_>) -> Result<(), SheetFault> {
    let text = decoded(bytes)?;
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |mark: char| first.matches(mark).count();
    // A list of parcels may hold commas of its own; a tab never stands in one.
    let mark = ['\t', ';', ','].into_iter().max_by_key(|mark| count(*mark)).unwrap_or(',');
    let mark = if count('\t') > 0 { '\t' } else { mark };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(mark).unwrap_or(b','))
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.map_err(|_| SheetFault::Unreadable)?;
        let row = record.iter().take(rows.limits.columns).map(|cell| rows.text(cell)).collect();
        rows.push(row)?;
    }
    Ok(())
}

/// The text of a file; bytes that are no text in any of the encodings are refused.
fn decoded(bytes: &[u8]) -> Result<String, SheetFault> {
    let marked = [UTF_8, UTF_16LE, UTF_16BE].into_iter().find(|encoding| {
        let (_, found, _) = encoding.decode(&bytes[..bytes.len().min(4)]);
        found == *encoding && encoding_rs::Encoding::for_bom(bytes).is_some_and(|(of, _)| of == *encoding)
    });
    let text = match marked {
        Some(encoding) => encoding.decode(bytes).0.into_owned(),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => BIG5
                .decode_without_bom_handling_and_without_replacement(bytes)
                .ok_or(SheetFault::Unreadable)?
                .into_owned(),
        },
    };
    if text.contains('\0') { Err(SheetFault::Unreadable) } else { Ok(text) }
}
