//! The land number at the end of an entry, in digits or Chinese numerals.

use crate::han;
use crate::parcel::{LandNumber, ParcelError};

/// Words around a land number that say nothing more.
const AROUND: [&str; 14] =
    ["地號", "號", "第", "土地", "等", "之土地", "內", "部分", "部份", "全部", "之", "上", "共", "計"];

/// The number without the words around it, 之 between its parts as a hyphen.
pub(super) fn trimmed(words: &str) -> String {
    let mut rest = words;
    loop {
        let shorter = AROUND.iter().find_map(|word| rest.strip_prefix(word).or_else(|| rest.strip_suffix(word)));
        match shorter {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    rest.replace("地號", "").replace('號', "").replace('之', "-").replace("--", "-")
}

/// Whether the trimmed text is made of numerals and hyphens alone.
pub(super) fn is_number(trimmed: &str) -> bool {
    trimmed.chars().all(|c| c.is_ascii_digit() || c == '-' || han::is_numeral(c))
}

/// Reads a trimmed land number.
pub(super) fn read(trimmed: &str) -> Result<LandNumber, ParcelError> {
    if trimmed.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return LandNumber::parse(trimmed);
    }
    let digits: Option<Vec<String>> = trimmed.split('-').map(in_digits).collect();
    LandNumber::parse(&digits.ok_or(ParcelError::LandShape)?.join("-"))
}

fn in_digits(part: &str) -> Option<String> {
    if !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) {
        return Some(part.to_owned());
    }
    han::parse(part).map(|number| number.to_string())
}
