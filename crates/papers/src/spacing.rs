//! Characters that print as ink although they mean a space or nothing.
//!
//! The CNS 11643 faces (TW-Kai, TW-Sung) carry little boxes at U+00A0, U+2003,
//! U+200B and their kin; every PDF validator lets them pass. Text for a paper
//! keeps U+0020 and U+3000 only. This module maps or drops the others; it does
//! not judge whether a font has a glyph (see [`crate::glyphs`]).

/// What becomes of a character on its way to paper.
enum Fate {
    Keep,
    /// Replaced by an ordinary space.
    Space,
    /// Replaced by the ideographic space U+3000.
    WideSpace,
    Drop,
}

fn fate(character: char) -> Fate {
    match character {
        '\n' => Fate::Keep,
        '\t' | '\r' => Fate::Space,
        '\u{2001}' | '\u{2003}' => Fate::WideSpace,
        '\u{00A0}' | '\u{2000}' | '\u{2002}' | '\u{2004}'..='\u{200A}' => Fate::Space,
        '\u{202F}' | '\u{205F}' | '\u{2028}' | '\u{2029}' => Fate::Space,
        // Soft hyphen, zero-width signs, byte order mark, and the direction
        // overrides by which a name could be made to read otherwise.
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' => Fate::Drop,
        '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' => Fate::Drop,
        c if c.is_control() => Fate::Drop,
        _ => Fate::Keep,
    }
}

/// `text` with every ink-for-space character mapped to U+0020 or U+3000, or
/// removed, and white space at both ends cut off. Line feeds stay.
pub fn normalise(text: &str) -> String {
    let mapped: String = text
        .chars()
        .filter_map(|character| match fate(character) {
            Fate::Keep => Some(character),
            Fate::Space => Some(' '),
            Fate::WideSpace => Some('\u{3000}'),
            Fate::Drop => None,
        })
        .collect();
    mapped.trim().to_owned()
}

/// The characters of `text` that [`normalise`] would not let through, each
/// once, in order of first appearance. Empty means the text may be printed.
pub fn ink_for_space(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for character in text.chars() {
        if !matches!(fate(character), Fate::Keep) && !found.contains(&character) {
            found.push(character);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_space_that_prints_as_a_box_is_mapped_or_dropped() {
        let cases = [
            ("王\u{A0}小明", "王 小明"),
            ("圖\u{2003}一", "圖\u{3000}一"),
            ("林\u{200B}森\u{FEFF}", "林森"),
            ("\u{202E}甲乙\u{202C}", "甲乙"),
            ("第一行\n第二行\t完\u{0007}", "第一行\n第二行 完"),
            ("  前後 ", "前後"),
            ("全形\u{3000}空白", "全形\u{3000}空白"),
        ];
        for (given, wanted) in cases {
            assert_eq!(normalise(given), wanted);
            assert!(ink_for_space(&normalise(given)).is_empty());
        }
    }

    #[test]
    fn each_offender_is_named_once() {
        assert_eq!(ink_for_space("a\u{A0}b\u{A0}c\u{2060}"), ['\u{A0}', '\u{2060}']);
        assert!(ink_for_space("鹽埕區\u{3000}鹽埕段 12-3").is_empty());
    }
}
