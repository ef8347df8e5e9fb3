//! Finds the last signature dictionary of a PDF by its bytes and reads the
//! range it covers. A scanner, not a PDF parser: it takes only the shape that
//! a whole-file seal has, and refuses everything else.

use std::ops::Range;

use jiff::Timestamp;

use super::{MOST_BYTES, Unjudged};

/// A seal as found in the file.
pub(super) struct Found {
    /// From `<` to `>` inclusive.
    pub hole: Range<usize>,
    /// End of the sealed range; bytes behind it are outside the seal.
    pub end: usize,
    /// The decoded container with its padding of zeros.
    pub container: Vec<u8>,
    /// `/M` of the same dictionary.
    pub claimed_at: Option<Timestamp>,
}

/// How far before `/ByteRange` and behind the hole the rest of the dictionary is looked for.
const NEIGHBOURHOOD: usize = 4_096;

pub(super) fn seal(pdf: &[u8]) -> Result<Found, Unjudged> {
    if pdf.len() > MOST_BYTES {
        return Err(Unjudged::TooLarge);
    }
    if !pdf.starts_with(b"%PDF-") {
        return Err(Unjudged::NotPdf);
    }
    let key = b"/ByteRange";
    let at = pdf.windows(key.len()).rposition(|w| w == key).ok_or(Unjudged::NoSeal)?;
    let [first, first_len, second, second_len] = numbers(&pdf[at + key.len()..]).ok_or(Unjudged::MalformedSeal)?;
    let end = second.checked_add(second_len).ok_or(Unjudged::MalformedSeal)?;
    let hole = first_len..second;
    let sane = first == 0 && hole.start < hole.end && end <= pdf.len() && hole.end <= end;
    if !sane || hole.contains(&at) {
        return Err(Unjudged::MalformedSeal);
    }
    let container = hexadecimal(&pdf[hole.clone()]).ok_or(Unjudged::MalformedSeal)?;
    let claimed_at = claimed_at(pdf, at, &hole);
    Ok(Found { hole, end, container, claimed_at })
}

/// `[a b c d]` at the start of `bytes`, white space free.
fn numbers(bytes: &[u8]) -> Option<[usize; 4]> {
    let bytes = &bytes[..bytes.len().min(256)];
    let open = bytes.iter().position(|b| !b.is_ascii_whitespace()).filter(|at| bytes[*at] == b'[')?;
    let close = bytes.iter().position(|b| *b == b']')?;
    let text = std::str::from_utf8(bytes.get(open + 1..close)?).ok()?;
    let mut found = text.split_ascii_whitespace().map(|t| t.parse::<u32>().ok().and_then(|n| usize::try_from(n).ok()));
    let four = [found.next()??, found.next()??, found.next()??, found.next()??];
    found.next().is_none().then_some(four)
}

/// The bytes of `<…>`, which must hold hexadecimal digits and nothing else.
fn hexadecimal(hole: &[u8]) -> Option<Vec<u8>> {
    let inner = hole.strip_prefix(b"<")?.strip_suffix(b">")?;
    hex::decode(inner).ok()
}

/// `/M (D:…)` of the object around the byte range. Absent or odd dates are no
/// fault: the claim is the office's own and a stamp outweighs it.
fn claimed_at(pdf: &[u8], range_at: usize, hole: &Range<usize>) -> Option<Timestamp> {
    let from = range_at.min(hole.start);
    let before = &pdf[from.saturating_sub(NEIGHBOURHOOD)..hole.start];
    let start = before.windows(4).rposition(|w| w == b" obj").unwrap_or(0);
    let after = &pdf[hole.end..pdf.len().min(hole.end + NEIGHBOURHOOD)];
    let stop = after.windows(6).position(|w| w == b"endobj").unwrap_or(after.len());
    date_in(&before[start..]).or_else(|| date_in(&after[..stop]))
}

fn date_in(dictionary: &[u8]) -> Option<Timestamp> {
    let marks: [&[u8]; 3] = [b"/M(D:", b"/M (D:", b"/M  (D:"];
    let at = marks
        .iter()
        .find_map(|mark| dictionary.windows(mark.len()).position(|w| w == *mark).map(|at| at + mark.len()))?;
    pdf_date(dictionary.get(at..)?)
}

/// `YYYYMMDDHHmmSS` followed by `Z`, `+hh'mm'` or `-hh'mm'`.
fn pdf_date(text: &[u8]) -> Option<Timestamp> {
    let end = text.iter().take(32).position(|b| *b == b')')?;
    let text = std::str::from_utf8(&text[..end]).ok().filter(|t| t.is_ascii())?;
    let (digits, zone) = (text.get(..14)?, text.get(14..)?);
    let zone = match zone.split_at_checked(1)? {
        ("Z", _) => "Z".to_owned(),
        (sign @ ("+" | "-"), rest) => {
            let rest: String = rest.chars().filter(|c| *c != '\'').collect();
            format!("{sign}{}:{}", rest.get(..2)?, rest.get(2..4).unwrap_or("00"))
        }
        _ => return None,
    };
    let part = |from: usize, to: usize| digits.get(from..to);
    let iso = format!(
        "{}-{}-{}T{}:{}:{}{zone}",
        part(0, 4)?,
        part(4, 6)?,
        part(6, 8)?,
        part(8, 10)?,
        part(10, 12)?,
        part(12, 14)?
    );
    iso.parse().ok()
}
