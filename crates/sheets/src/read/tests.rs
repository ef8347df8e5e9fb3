use super::*;
use crate::write::{Format, Sheet, Value, write};
use std::io::Write as _;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const LIMITS: Limits = Limits { bytes: 1 << 20, unpacked: 1 << 20, rows: 100, columns: 8, characters: 50 };

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        package.start_file(*name, SimpleFileOptions::default()).unwrap();
        package.write_all(text.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}

fn content(rows: &str) -> Vec<u8> {
    package(&[(
        "content.xml",
        &format!(
            "<a><table:table>{rows}</table:table><table:table><table:table-row>\
        <table:table-cell><text:p>second</text:p></table:table-cell></table:table-row></table:table></a>"
        ),
    )])
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn what_we_write_we_read_in_every_format() {
    let sheet = Sheet {
        name: "答案".to_owned(),
        heads: vec!["地號".to_owned(), "面積".to_owned()],
        rows: vec![
            vec![Value::Text("前鎮區獅甲段 540-4 <&\">".to_owned()), Value::Number { hundredths: 12_345 }],
            vec![Value::Text("\u{20BB7}野".to_owned()), Value::Number { hundredths: -5 }],
        ],
    };
    for format in Format::ALL {
        let bytes = write(format, &sheet).unwrap();
        assert_eq!(bytes, write(format, &sheet).unwrap(), "{format:?} twice");
        let read = rows(&bytes, &LIMITS).unwrap();
        let shown: Vec<Vec<String>> = read
            .iter()
            .map(|row| {
                row.iter()
                    .map(|cell| match cell {
                        Cell::Text(text) | Cell::Number(text) => text.clone(),
                        other => format!("{other:?}"),
                    })
                    .collect()
            })
            .collect();
        let wanted = [["地號", "面積"], ["前鎮區獅甲段 540-4 <&\">", "123.45"], ["\u{20BB7}野", "-0.05"]];
        assert_eq!(shown, wanted, "{format:?}");
    }
}

#[test]
fn a_text_that_looks_like_a_formula_is_plain() {
    let rows_of = |text: &str| vec![vec![Value::Text(text.to_owned())]];
    for (typed, written) in [("=1+1", "'=1+1"), ("@cmd", "'@cmd"), ("＋1", "'＋1"), ("540-4", "540-4")] {
        let sheet = Sheet { name: "a".to_owned(), heads: vec!["h".to_owned()], rows: rows_of(typed) };
        let bytes = write(Format::Csv, &sheet).unwrap();
        assert!(String::from_utf8(bytes).unwrap().ends_with(&format!("{written}\r\n")), "{typed}");
        let bytes = write(Format::Xlsx, &sheet).unwrap();
        assert_eq!(rows(&bytes, &LIMITS).unwrap()[1], [text(typed)], "a text, not a formula");
    }
}

#[test]
fn lists_of_every_encoding_and_mark_are_read() {
    let wanted = vec![vec![text("鳳山區"), text("1-2")], vec![Cell::Empty, text("3")]];
    for (name, bytes) in [
        ("UTF-8", "鳳山區,1-2\r\n\r\n,3\r\n".as_bytes().to_vec()),
        ("with its mark", "\u{FEFF}鳳山區,1-2\n,3".as_bytes().to_vec()),
        ("tabs", "鳳山區\t1-2\n\t3\t\n".as_bytes().to_vec()),
        ("semicolons", "鳳山區;1-2\n;3".as_bytes().to_vec()),
        ("CP950", encoding_rs::BIG5.encode("鳳山區,1-2\n,3").0.into_owned()),
        ("UTF-16", "\u{FEFF}鳳山區\t1-2\n\t3".encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ] {
        assert_eq!(rows(&bytes, &LIMITS), Ok(wanted.clone()), "{name}");
    }
}

#[test]
fn repeated_cells_count_and_a_million_empty_rows_cost_nothing() {
    let sheet = content(
        "<table:table-row><table:table-cell table:number-columns-repeated=\"2\"/>\
         <table:table-cell office:value-type=\"float\" office:value=\"540\"><text:p>540</text:p></table:table-cell>\
         <table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"string\">\
         <office:annotation><text:p>a note</text:p></office:annotation><text:p>瑞崗段<text:s/>1&amp;2</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"date\"><text:p>10-05</text:p></table:table-cell></table:table-row>",
    );
    let last = vec![text("瑞崗段 1&2"), Cell::Date];
    let first = vec![Cell::Empty, Cell::Empty, Cell::Number("540".to_owned())];
    assert_eq!(rows(&sheet, &LIMITS), Ok(vec![first, last.clone(), last]));
}

#[test]
fn hostile_files_are_refused_within_their_limits() {
    let full = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
                table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell></table:table-row>";
    let bomb = package(&[("content.xml", &" ".repeat(2 << 20))]);
    let other = package(&[("readme.txt", "hello")]);
    for (name, bytes, fault) in [
        ("nothing", Vec::new(), SheetFault::Empty),
        ("too long", vec![b'1'; (1 << 20) + 1], SheetFault::TooBig),
        ("a bomb", bomb, SheetFault::Unpacks),
        ("a full sheet", content(full), SheetFault::TooManyRows),
        ("too many lines", "1\n".repeat(101).into_bytes(), SheetFault::TooManyRows),
        ("another package", other, SheetFault::Unreadable),
        ("a broken package", b"PK\x03\x04 and no more".to_vec(), SheetFault::Unreadable),
        ("broken XML", package(&[("content.xml", "<table:table><table:table-row></wrong>")]), SheetFault::Unreadable),
        ("half a workbook", package(&[("xl/workbook.xml", "<workbook/>")]), SheetFault::Unreadable),
        ("an old workbook", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), SheetFault::OldOrLocked),
        ("bytes", vec![0xFF, 0x00, 0x81, 0xFF], SheetFault::Unreadable),
    ] {
        assert_eq!(rows(&bytes, &LIMITS), Err(fault), "{name}");
    }
}
