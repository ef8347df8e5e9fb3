//! A filter cut into words: names, texts, numbers and signs, each with where it stands.

use crate::fault::Fault;

/// A word of a filter.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// A bare name or keyword, as it was written.
    Name(String),
    /// A name in double quotes.
    Quoted(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

/// Cuts a filter.
///
/// # Errors
/// A text that does not end, a number or a sign that is none.
pub fn cut(filter: &str) -> Result<Vec<(usize, Word)>, Fault> {
    let chars: Vec<char> = filter.chars().collect();
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let c = chars[at];
        let word = if c.is_whitespace() {
            at += 1;
            continue;
        } else if c == '\'' || c == '"' {
            let (text, end) = quoted(&chars, at)?;
            at = end;
            if c == '"' { Word::Quoted(text) } else { Word::Text(text) }
        } else if c.is_ascii_digit() || (matches!(c, '-' | '+' | '.') && is_number_after(&chars, at)) {
            at = end_of_number(&chars, at);
            let text: String = chars[start..at].iter().collect();
            let number = text.parse::<f64>().ok().filter(|n| n.is_finite());
            Word::Number(number.ok_or_else(|| unread(start, &text, "expected-operand"))?)
        } else if c.is_alphabetic() || c == '_' {
            while at < chars.len() && (chars[at].is_alphanumeric() || matches!(chars[at], '_' | '.' | ':')) {
                at += 1;
            }
            Word::Name(chars[start..at].iter().collect())
        } else {
            let sign =
                ["<>", "<=", ">=", "=", "<", ">", "(", ")", ","].into_iter().find(|sign| starts(&chars[at..], sign));
            let sign = sign.ok_or_else(|| unread(start, &c.to_string(), "expected-operand"))?;
            at += sign.len();
            Word::Sign(sign)
        };
        words.push((start, word));
    }
    Ok(words)
}

/// A filter that cannot be read at a letter.
pub fn unread(at: usize, found: &str, expected: &str) -> Fault {
    Fault::bad("filter-unread").about("filter").with("at", at + 1).with("found", found).with_words("expected", expected)
}

fn starts(chars: &[char], sign: &str) -> bool {
    sign.chars().enumerate().all(|(k, c)| chars.get(k) == Some(&c))
}

fn is_number_after(chars: &[char], at: usize) -> bool {
    let next = chars.get(at + 1);
    next.is_some_and(|c| c.is_ascii_digit())
        || (chars[at] != '.' && next == Some(&'.') && chars.get(at + 2).is_some_and(|c| c.is_ascii_digit()))
}

fn end_of_number(chars: &[char], start: usize) -> usize {
    let mut at = start + usize::from(matches!(chars[start], '-' | '+'));
    let mut seen_power = false;
    while let Some(&c) = chars.get(at) {
        let is_power = matches!(c, 'e' | 'E') && !seen_power;
        let is_sign = matches!(c, '+' | '-') && matches!(chars[at - 1], 'e' | 'E');
        if !(c.is_ascii_digit() || c == '.' || is_power || is_sign) {
            break;
        }
        seen_power |= is_power;
        at += 1;
    }
    at
}

/// The text of a quotation and where it ends; the mark itself is written twice.
fn quoted(chars: &[char], start: usize) -> Result<(String, usize), Fault> {
    let mark = chars[start];
    let mut text = String::new();
    let mut at = start + 1;
    while let Some(&c) = chars.get(at) {
        at += 1;
        if c != mark {
            text.push(c);
        } else if chars.get(at) == Some(&mark) {
            text.push(mark);
            at += 1;
        } else {
            return Ok((text, at));
        }
    }
    Err(unread(start, &mark.to_string(), "expected-closing-quote"))
}
