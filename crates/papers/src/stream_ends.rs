//! Streams whose length nobody can misread.
//!
//! Before `endstream` stands an end of line, and CR LF counts as one (ISO
//! 32000-1 §7.3.8.1, §7.2.3). Typst writes LF alone; when a stream's last byte
//! happens to be CR (one compressed stream in 256), checkers of PDF/A take both
//! for the end of line and call the stream's length wrong. No crate mends this.

const AMBIGUOUS: &[u8] = b"\r\nendstream\nendobj";
/// `0000000015 00000 n` and two bytes of line end (ISO 32000-1 §7.5.4).
const ENTRY_BYTES: usize = 20;

/// The file with CR LF before every `endstream` whose stream ends with CR.
/// Only for a whole file with one classic cross-reference table, as Typst
/// writes them; any other comes back as it was.
#[must_use]
pub fn settle(pdf: Vec<u8>) -> Vec<u8> {
    let places: Vec<usize> =
        pdf.windows(AMBIGUOUS.len()).enumerate().filter(|(_, w)| *w == AMBIGUOUS).map(|(at, _)| at + 1).collect();
    if places.is_empty() {
        return pdf;
    }
    settled(&pdf, &places).unwrap_or(pdf)
}

fn settled(pdf: &[u8], places: &[usize]) -> Option<Vec<u8>> {
    let moved = |offset: usize| offset + places.partition_point(|place| *place < offset);
    let footer = pdf.windows(9).rposition(|w| w == b"startxref")?;
    let table: usize = std::str::from_utf8(&pdf[footer + 9..]).ok()?.split_whitespace().next()?.parse().ok()?;
    let entries = pdf.get(table..footer)?.strip_prefix(b"xref\n0 ")?;
    let count_end = entries.iter().position(|b| *b == b'\n')?;
    let count: usize = std::str::from_utf8(&entries[..count_end]).ok()?.trim().parse().ok()?;
    let first = table + b"xref\n0 ".len() + count_end + 1;
    let last = first + count.checked_mul(ENTRY_BYTES)?;

    let mut out = Vec::with_capacity(pdf.len() + places.len());
    let mut from = 0;
    for place in places {
        out.extend(pdf.get(from..*place)?);
        out.push(b'\r');
        from = *place;
    }
    out.extend(pdf.get(from..first)?);
    for entry in pdf.get(first..last)?.chunks(ENTRY_BYTES) {
        let (offset, rest) = entry.split_at(10);
        if rest[7] == b'n' {
            let offset: usize = std::str::from_utf8(offset).ok()?.parse().ok()?;
            out.extend(format!("{:010}", moved(offset)).bytes());
        } else {
            out.extend(offset);
        }
        out.extend(rest);
    }
    out.extend(pdf.get(last..footer)?);
    out.extend(format!("startxref\n{}\n%%EOF", moved(table)).bytes());
    Some(out)
}

#[cfg(test)]
mod tests {
    use lopdf::Document;

    use super::*;

    /// A page with one stream, written as Typst writes: LF before `endstream`.
    fn page(content: &[u8]) -> Vec<u8> {
        let mut objects = vec![
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>".to_vec(),
        ];
        for content in [content, b"q Q"] {
            let head = format!("<</Length {}>>\nstream\n", content.len());
            objects.push([head.as_bytes(), content, b"\nendstream"].concat());
        }
        let mut out = b"%PDF-1.7\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (at, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", out.len());
            out.extend(format!("{} 0 obj\n", at + 1).bytes());
            out.extend(object);
            out.extend(b"\nendobj\n\n");
        }
        let start = out.len();
        out.extend(table.bytes());
        out.extend(format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").bytes());
        out
    }

    fn stream(pdf: &[u8], number: u32) -> Vec<u8> {
        Document::load_mem(pdf).unwrap().get_object((number, 0)).unwrap().as_stream().unwrap().content.clone()
    }

    #[test]
    fn a_stream_that_ends_with_cr_gets_a_line_end_of_two_bytes() {
        let before = page(b"q Q\r");
        let after = settle(before.clone());
        assert_eq!(after.len(), before.len() + 1);
        assert!(after.windows(14).any(|w| w == b"q Q\r\r\nendstrea"));
        assert_eq!(stream(&after, 4), b"q Q\r");
        // What lies behind it is found where the table says.
        assert_eq!(stream(&after, 5), b"q Q");
        for (number, entry) in Document::load_mem(&after).unwrap().reference_table.entries {
            if let lopdf::xref::XrefEntry::Normal { offset, .. } = entry {
                assert!(after[offset as usize..].starts_with(format!("{number} 0 obj").as_bytes()));
            }
        }
    }

    #[test]
    fn other_files_are_left_alone() {
        for pdf in [page(b"q Q"), page(b"q Q\n"), b"\r\nendstream\nendobj".to_vec()] {
            assert_eq!(settle(pdf.clone()), pdf);
        }
    }
}
