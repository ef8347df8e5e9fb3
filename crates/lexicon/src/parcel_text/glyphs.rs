//! From raw text to pieces: folds characters, closes torn text, finds where one
//! entry of a list ends and the next begins. Knows nothing of places.

use crate::{fold, han};

/// One folded character and where it stood in the text.
#[derive(Clone, Copy)]
pub(super) struct Glyph {
    pub c: char,
    from: usize,
    to: usize,
}

/// One entry of the list.
pub(super) enum Piece {
    /// A place, a number or both, folded and without blanks.
    Words { glyphs: Vec<Glyph> },
    /// 等N筆.
    Count { stated: u64 },
}

impl Piece {
    /// The folded text; empty for a count.
    pub fn words(&self) -> String {
        match self {
            Piece::Words { glyphs } => glyphs.iter().map(|glyph| glyph.c).collect(),
            Piece::Count { .. } => String::new(),
        }
    }

    /// The stretch of the raw text this piece was read from.
    pub fn original(&self, text: &str) -> String {
        let Piece::Words { glyphs } = self else {
            return String::new();
        };
        match (glyphs.first(), glyphs.last()) {
            (Some(first), Some(last)) => text.get(first.from..last.to).unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }
}

const SEPARATOR: char = ',';

/// Splits a text into its pieces.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let glyphs = without_blanks(&folded(text), is_torn(text));
    let glyphs = with_brackets_read(&glyphs);
    let glyphs = with_words_as_separators(&glyphs);
    let mut pieces = Vec::new();
    for entry in glyphs.split(|glyph| glyph.c == SEPARATOR) {
        push_entry(entry, &mut pieces);
    }
    pieces
}

fn folded(text: &str) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::new();
    for (from, raw) in text.char_indices() {
        let Some(c) = fold::fold_char(raw) else {
            continue;
        };
        let c = match c {
            '~' | '〜' | '∼' | '˜' => '-',
            '、' | ';' | '。' | '/' | '|' | '+' | '&' | '\u{FF64}' => SEPARATOR,
            ':' | '「' | '」' | '『' | '』' | '"' | '\'' => continue,
            '【' | '〔' | '[' | '{' => '(',
            '】' | '〕' | ']' | '}' => ')',
            c => c,
        };
        let repeated_dash = c == '-' && glyphs.last().is_some_and(|last| last.c == '-');
        if !repeated_dash {
            glyphs.push(Glyph { c, from, to: from + raw.len_utf8() });
        }
    }
    glyphs
}

/// Whether blanks stand between single characters, as in text drawn from PDF.
fn is_torn(text: &str) -> bool {
    let is_word = |c: char| !c.is_ascii() && !c.is_whitespace();
    let words: Vec<usize> = text
        .split_whitespace()
        .filter(|token| token.chars().any(is_word))
        .map(|token| token.chars().filter(|c| is_word(*c)).count())
        .collect();
    let single = words.iter().filter(|count| **count == 1).count();
    words.len() >= 3 && single * 5 >= words.len() * 4
}

/// Blanks become separators where they end an entry, and vanish elsewhere.
fn without_blanks(glyphs: &[Glyph], torn: bool) -> Vec<Glyph> {
    let mut kept: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    let mut blanks: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        if glyph.c == ' ' {
            blanks.push(*glyph);
            continue;
        }
        if let (Some(blank), Some(before)) = (blanks.first(), kept.last()) {
            let ends = if torn {
                blanks.len() >= 2 && before.c.is_ascii_digit() && glyph.c.is_ascii_digit()
            } else {
                blank_ends_entry(before.c, glyph.c)
            };
            if ends {
                kept.push(Glyph { c: SEPARATOR, ..*blank });
            }
        }
        blanks.clear();
        kept.push(*glyph);
    }
    kept
}

fn blank_ends_entry(before: char, after: char) -> bool {
    let continues = "之地號及與和暨等共計筆土小段".contains(after);
    let word = !after.is_ascii() || after.is_ascii_alphanumeric();
    (before.is_ascii_digit() || before == '號') && word && !continues
}

/// Brackets vanish; four digits in brackets after 段 are the code of that section.
fn with_brackets_read(glyphs: &[Glyph]) -> Vec<Glyph> {
    let mut kept: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for (place, glyph) in glyphs.iter().enumerate() {
        match glyph.c {
            '(' => {}
            ')' => {
                let is_code = place >= 6
                    && glyphs[place - 6].c == '段'
                    && glyphs[place - 5].c == '('
                    && glyphs[place - 4..place].iter().all(|digit| digit.c.is_ascii_digit());
                if is_code {
                    kept.push(Glyph { c: '段', ..*glyph });
                }
            }
            _ => kept.push(*glyph),
        }
    }
    kept
}

/// 及, 與, 和, 暨 between entries, and the end of an entry at 號, become separators.
fn with_words_as_separators(glyphs: &[Glyph]) -> Vec<Glyph> {
    let mut kept: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for (place, glyph) in glyphs.iter().enumerate() {
        let rest = &glyphs[place + 1..];
        let before = place.checked_sub(1).map(|index| glyphs[index].c);
        let joins = match (glyph.c, before) {
            ('及' | '與' | '暨' | '和', Some(before)) => joins_entries(glyph.c, before, rest),
            _ => false,
        };
        if joins {
            kept.push(Glyph { c: SEPARATOR, ..*glyph });
            continue;
        }
        kept.push(*glyph);
        let sub_number_follows =
            matches!(rest, [next, after, ..] if matches!(next.c, '之' | '-') && is_numeral(after.c));
        if glyph.c == '號' && !sub_number_follows {
            kept.push(Glyph { c: SEPARATOR, ..*glyph });
        }
    }
    kept
}

fn joins_entries(word: char, before: char, rest: &[Glyph]) -> bool {
    let numerals = rest.iter().take_while(|glyph| is_numeral(glyph.c)).count();
    let number_follows = numerals > 0 && !rest.get(numerals).is_some_and(|next| "小段".contains(next.c));
    if before.is_ascii_digit() || before == '號' {
        return true;
    }
    // 三和段 is a name, 二五四和二五五 are two numbers.
    han::is_numeral(before) && (number_follows || word != '和')
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || han::is_numeral(c)
}

/// Cuts 等N筆 out of an entry; the count comes after the words before it.
fn push_entry(entry: &[Glyph], pieces: &mut Vec<Piece>) {
    let Some((start, end, stated)) = stated_count(entry) else {
        push_words(entry, pieces);
        return;
    };
    push_words(&entry[..start], pieces);
    pieces.push(Piece::Count { stated });
    push_entry(&entry[end..], pieces);
}

fn stated_count(entry: &[Glyph]) -> Option<(usize, usize, u64)> {
    let end = (1..entry.len()).find(|place| entry[*place].c == '筆' && is_numeral(entry[place - 1].c))?;
    let digits = entry[..end].iter().rev().take_while(|glyph| is_numeral(glyph.c)).count();
    let number: String = entry[end - digits..end].iter().map(|glyph| glyph.c).collect();
    let stated = number.parse().ok().or_else(|| han::parse(&number))?;
    let mut start = end - digits;
    while start > 0 && "等共計合".contains(entry[start - 1].c) {
        start -= 1;
    }
    Some((start, end + 1, stated))
}

fn push_words(entry: &[Glyph], pieces: &mut Vec<Piece>) {
    if !entry.is_empty() {
        pieces.push(Piece::Words { glyphs: entry.to_vec() });
    }
}
