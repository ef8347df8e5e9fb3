//! Text of office files in CP950, with the byte pairs nobody standardised listed.
//!
//! The decoder is the WHATWG Big5 of `encoding_rs`, which agrees with CP950 where it matters, but
//! in the user-defined ranges (8140–A0FE, C6A1–C8FE, FA40–FEFE) it yields Hong Kong
//! characters where a Taiwanese office keeps glyphs of its own: those are never guessed.

use encoding_rs::BIG5;

/// What stands where a byte pair could not be read.
pub const UNREAD: char = '\u{FFFD}';

/// The text, and every pair that a person must map, such as `FA40`.
pub fn decode(raw: &[u8]) -> (String, Vec<String>) {
    let (mut text, mut unmapped) = (String::new(), Vec::new());
    let mut rest = raw;
    while let Some((&lead, after)) = rest.split_first() {
        if lead < 0x80 {
            text.push(char::from(lead));
            rest = after;
            continue;
        }
        let Some((&trail, after)) = after.split_first() else {
            unmapped.push(format!("{lead:02X}"));
            text.push(UNREAD);
            break;
        };
        let pair = [lead, trail];
        let read = if user_defined(lead, trail) {
            None
        } else {
            BIG5.decode_without_bom_handling_and_without_replacement(&pair)
        };
        match read {
            Some(chars) => text.push_str(&chars),
            None => {
                unmapped.push(format!("{lead:02X}{trail:02X}"));
                text.push(UNREAD);
            }
        }
        rest = after;
    }
    (text, unmapped)
}

fn user_defined(lead: u8, trail: u8) -> bool {
    matches!((lead, trail), (0x80..=0xA0 | 0xFA..=0xFF, _) | (0xC6, 0xA1..) | (0xC7 | 0xC8, _))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_glyphs_are_listed_and_never_guessed() {
        assert_eq!(decode(b"\xA6\xED\xA6\x7B\xB0\xCF 1"), ("住州區 1".into(), vec![]));
        assert_eq!(decode(b"\xF9\xD6"), ("碁".into(), vec![]));
        assert_eq!(decode(b"A\xFA\x40B"), ("A\u{FFFD}B".into(), vec!["FA40".to_owned()]));
        assert_eq!(decode(b"\xC6\xA1\xB0"), ("\u{FFFD}\u{FFFD}".into(), vec!["C6A1".to_owned(), "B0".to_owned()]));
    }
}
