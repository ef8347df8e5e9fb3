//! XLSX: texts are texts, so nothing of them is evaluated.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::{Sheet, Value, WriteFault};

/// Widest column, in characters.
const WIDEST: usize = 48;

pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, WriteFault> {
    let mut workbook = Workbook::new();
    // The day a workbook was made is not told, so that the same table gives the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let (bold, number) = (Format::new().set_bold(), Format::new().set_num_format("0.00"));
    let page = workbook.add_worksheet();
    page.set_name(&sheet.name)?;
    for (column, head) in (0_u16..).zip(&sheet.heads) {
        page.write_string_with_format(0, column, head, &bold)?;
        let cells = sheet.rows.iter().take(200).filter_map(|row| row.get(usize::from(column)));
        let texts = cells.filter_map(|cell| match cell {
            Value::Text(text) => Some(width(text)),
            Value::Number { .. } => None,
        });
        let widest = texts.chain([width(head)]).max().unwrap_or(8);
        page.set_column_width(column, (widest.clamp(8, WIDEST)) as f64)?;
    }
    for (line, row) in (1_u32..).zip(&sheet.rows) {
        for (column, value) in (0_u16..).zip(row) {
            match value {
                Value::Text(text) => page.write_string(line, column, text)?,
                Value::Number { hundredths } => {
                    page.write_number_with_format(line, column, *hundredths as f64 / 100.0, &number)?
                }
            };
        }
    }
    page.set_freeze_panes(1, 0)?;
    Ok(workbook.save_to_buffer()?)
}

/// Characters of a text, wide ones twice.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() + 1
}
