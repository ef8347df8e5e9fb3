//! Folding of the ways one text is typed: full width and half width, the many
//! dashes and blanks, 臺 and 台.
//!
//! A small fold of our own instead of NFKC, because NFKC would also touch rare
//! characters in names. Characters it does not know, private use included,
//! pass unchanged. Letter case is left alone.

/// The folded form of one character, or `None` when the character is invisible
/// and carries nothing (zero width marks, byte order mark).
///
/// Blanks of every kind, line ends included, become a plain space.
pub fn fold_char(c: char) -> Option<char> {
    Some(match c {
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' => return None,
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => return None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '臺' => '台',
        '\u{F9E9}' => '里',
        _ if c.is_whitespace() || c.is_control() => ' ',
        _ => c,
    })
}

/// Folds a whole text: characters as in [`fold_char`], runs of blanks to one
/// space, none at the ends.
pub fn normalise(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().filter_map(fold_char) {
        if c != ' ' {
            folded.push(c);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// Folds like [`normalise`] and removes every blank: the form numbers are read from.
pub fn compact(text: &str) -> String {
    text.chars().filter_map(fold_char).filter(|c| *c != ' ').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_typed_differently_folds_alike() {
        for (typed, folded) in [
            ("Ａ１２３", "A123"),
            ("　臺北　 市\u{FEFF} ", "台北 市"),
            ("540－4", "540-4"),
            ("540—4", "540-4"),
            ("540–4", "540-4"),
            ("ａ\r\nｂ", "a b"),
            ("\u{E001}田", "\u{E001}田"),
            ("", ""),
        ] {
            assert_eq!(normalise(typed), folded, "{typed}");
        }
        assert_eq!(compact("瑞 崗 段 四 小 段 0 0 6 3"), "瑞崗段四小段0063");
    }

    #[test]
    fn the_numeral_one_is_not_a_dash() {
        assert_eq!(normalise("一"), "一");
    }
}
