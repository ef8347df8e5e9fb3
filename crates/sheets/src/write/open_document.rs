//! ODS (ISO/IEC 26300-1 §2): a package of four small parts, the media type first and not packed.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Sheet, Value, WriteFault, decimal};

pub(super) const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">",
    "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" ",
    "manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>",
    "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>",
    "<manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>",
    "</manifest:manifest>"
);
const STYLES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    "<office:document-styles xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" office:version=\"1.3\"/>"
);
const HEAD: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" ",
    "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" ",
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" ",
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" ",
    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" ",
    "xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" office:version=\"1.3\">",
    "<office:automatic-styles>",
    "<number:number-style style:name=\"N2\"><number:number number:decimal-places=\"2\" ",
    "number:min-integer-digits=\"1\"/></number:number-style>",
    "<style:style style:name=\"head\" style:family=\"table-cell\"><style:text-properties fo:font-weight=\"bold\"/>",
    "</style:style>",
    "<style:style style:name=\"two\" style:family=\"table-cell\" style:data-style-name=\"N2\"/>",
    "</office:automatic-styles><office:body><office:spreadsheet>"
);
const TAIL: &str = "</table:table></office:spreadsheet></office:body></office:document-content>";

pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, WriteFault> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    // No time stands in the package, so that the same table gives the same bytes.
    let packed = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let parts = [
        ("mimetype", MEDIA_TYPE.to_owned(), CompressionMethod::Stored),
        ("META-INF/manifest.xml", MANIFEST.to_owned(), CompressionMethod::Deflated),
        ("styles.xml", STYLES.to_owned(), CompressionMethod::Deflated),
        ("content.xml", content(sheet), CompressionMethod::Deflated),
    ];
    for (name, text, method) in parts {
        package.start_file(name, packed.compression_method(method))?;
        package.write_all(text.as_bytes())?;
    }
    Ok(package.finish()?.into_inner())
}

fn content(sheet: &Sheet) -> String {
    let mut out = String::with_capacity(HEAD.len() + sheet.rows.len() * sheet.heads.len() * 96);
    out.push_str(HEAD);
    out.push_str("<table:table table:name=\"");
    push_escaped(&mut out, &sheet.name);
    out.push_str("\"><table:table-row>");
    for head in &sheet.heads {
        text(&mut out, head, " table:style-name=\"head\"");
    }
    out.push_str("</table:table-row>");
    for row in &sheet.rows {
        out.push_str("<table:table-row>");
        for value in row {
            match value {
                Value::Text(said) => text(&mut out, said, ""),
                Value::Number { hundredths } => {
                    let number = decimal(*hundredths);
                    out.push_str(
                        "<table:table-cell table:style-name=\"two\" office:value-type=\"float\" office:value=\"",
                    );
                    out.push_str(&number);
                    out.push_str("\"><text:p>");
                    out.push_str(&number);
                    out.push_str("</text:p></table:table-cell>");
                }
            }
        }
        out.push_str("</table:table-row>");
    }
    out.push_str(TAIL);
    out
}

fn text(out: &mut String, said: &str, style: &str) {
    out.push_str("<table:table-cell office:value-type=\"string\"");
    out.push_str(style);
    out.push_str("><text:p>");
    push_escaped(out, said);
    out.push_str("</text:p></table:table-cell>");
}

/// Escaped, and without the controls XML 1.0 cannot hold.
fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
}
