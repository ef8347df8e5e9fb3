//! Cells: DMN unary tests over a declared domain.
//!
//! `-` anything · `a` or `"a"` · `a, b` any of them · `<5` `<=5` `>5` `>=5` · `[1..3]` `(1..3]` ranges ·
//! `not(…)` anything else · `yes` and `no`. A cell that names a value outside its domain is refused,
//! because it could never fit and is therefore a typing error.

use serde::{Deserialize, Serialize};

use crate::domain::{Domain, Item};

/// One test with the text it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub text: String,
    pub test: Test,
}

/// What a cell asks of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    Any,
    AnyOf(Vec<Part>),
    NoneOf(Vec<Part>),
}

/// One alternative inside a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    Is(Item),
    /// Whole numbers, both ends in; an absent end is open.
    Between {
        from: Option<i64>,
        to: Option<i64>,
    },
}

/// Why a text is not a test over its domain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CellFault {
    /// Not the grammar of unary tests.
    #[error("`{0}` is not a test")]
    Grammar(String),
    /// A value the domain does not have.
    #[error("`{0}` is not in the domain")]
    OutsideDomain(String),
}

impl Cell {
    /// Reads a cell.
    ///
    /// # Errors
    /// [`CellFault`] with the part that is wrong.
    pub fn read(text: &str, domain: &Domain) -> Result<Cell, CellFault> {
        let trimmed = text.trim();
        let test = if trimmed == "-" {
            Test::Any
        } else if let Some(inner) = trimmed.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')')) {
            Test::NoneOf(parts(inner, domain)?)
        } else {
            Test::AnyOf(parts(trimmed, domain)?)
        };
        Ok(Cell { text: trimmed.to_owned(), test })
    }

    /// Whether a value passes.
    #[must_use]
    pub fn takes(&self, item: &Item) -> bool {
        match &self.test {
            Test::Any => true,
            Test::AnyOf(parts) => parts.iter().any(|part| part.takes(item)),
            Test::NoneOf(parts) => !parts.iter().any(|part| part.takes(item)),
        }
    }

    /// Every part, for the proof's cut points.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        match &self.test {
            Test::Any => &[],
            Test::AnyOf(parts) | Test::NoneOf(parts) => parts,
        }
    }
}

impl Part {
    fn takes(&self, item: &Item) -> bool {
        match (self, item) {
            (Part::Is(wanted), item) => wanted == item,
            (Part::Between { from, to }, Item::Number(number)) => {
                from.is_none_or(|from| from <= *number) && to.is_none_or(|to| *number <= to)
            }
            (Part::Between { .. }, _) => false,
        }
    }
}

fn parts(text: &str, domain: &Domain) -> Result<Vec<Part>, CellFault> {
    text.split(',').map(|piece| part(piece.trim(), domain)).collect()
}

fn part(text: &str, domain: &Domain) -> Result<Part, CellFault> {
    if text.is_empty() {
        return Err(CellFault::Grammar(text.to_owned()));
    }
    match domain {
        Domain::OneOf(words) => {
            let word = unquoted(text);
            if words.iter().any(|known| known == word) {
                Ok(Part::Is(Item::Word(word.to_owned())))
            } else {
                Err(CellFault::OutsideDomain(text.to_owned()))
            }
        }
        Domain::YesNo => match text {
            "yes" => Ok(Part::Is(Item::Flag(true))),
            "no" => Ok(Part::Is(Item::Flag(false))),
            _ => Err(CellFault::OutsideDomain(text.to_owned())),
        },
        Domain::Whole(range) => {
            let part = numbers(text).ok_or_else(|| CellFault::Grammar(text.to_owned()))?;
            let (from, to) = match &part {
                Part::Is(Item::Number(number)) => (*number, *number),
                Part::Between { from, to } => (from.unwrap_or(range.from), to.unwrap_or(range.to)),
                Part::Is(_) => return Err(CellFault::Grammar(text.to_owned())),
            };
            // Some of the range must lie in the domain, and a written end must not lie beyond it.
            let inside = from <= to && from >= range.from && to <= range.to;
            if inside { Ok(part) } else { Err(CellFault::OutsideDomain(text.to_owned())) }
        }
    }
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text)
}

fn numbers(text: &str) -> Option<Part> {
    let between = |from, to| Some(Part::Between { from, to });
    let number = |digits: &str| digits.trim().parse::<i64>().ok();
    if let Some(rest) = text.strip_prefix("<=") {
        return between(None, Some(number(rest)?));
    }
    if let Some(rest) = text.strip_prefix(">=") {
        return between(Some(number(rest)?), None);
    }
    if let Some(rest) = text.strip_prefix('<') {
        return between(None, Some(number(rest)?.checked_sub(1)?));
    }
    if let Some(rest) = text.strip_prefix('>') {
        return between(Some(number(rest)?.checked_add(1)?), None);
    }
    let Some((low, high)) = text.split_once("..") else {
        return number(text).map(|whole| Part::Is(Item::Number(whole)));
    };
    let from = match (low.strip_prefix('['), low.strip_prefix('(')) {
        (Some(rest), _) => number(rest)?,
        (_, Some(rest)) => number(rest)?.checked_add(1)?,
        _ => return None,
    };
    let to = match (high.strip_suffix(']'), high.strip_suffix(')')) {
        (Some(rest), _) => number(rest)?,
        (_, Some(rest)) => number(rest)?.checked_sub(1)?,
        _ => return None,
    };
    between(Some(from), Some(to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Whole;

    fn words() -> Domain {
        Domain::OneOf(["online", "counter", "api"].map(str::to_owned).to_vec())
    }

    fn check(text: &str, domain: &Domain, item: &Item, expected: bool) {
        assert_eq!(Cell::read(text, domain).unwrap().takes(item), expected, "{text} over {item:?}");
    }

    #[test]
    fn words_and_flags_are_tested_by_name() {
        let online = Item::Word("online".to_owned());
        for (text, expected) in [
            ("-", true),
            ("online", true),
            ("\"online\"", true),
            ("api,online", true),
            ("api", false),
            ("not(api, counter)", true),
        ] {
            check(text, &words(), &online, expected);
        }
        check("yes", &Domain::YesNo, &Item::Flag(true), true);
        check("no", &Domain::YesNo, &Item::Flag(true), false);
    }

    #[test]
    fn numbers_are_tested_by_range() {
        let domain = Domain::Whole(Whole { from: 0, to: 30 });
        for (text, number, expected) in [
            ("5", 5, true),
            ("<5", 5, false),
            ("<=5", 5, true),
            (">5", 6, true),
            (">=5", 4, false),
            ("[1..3]", 3, true),
            ("[1..3)", 3, false),
            ("(1..3]", 1, false),
            ("1, [4..6]", 5, true),
            ("not([4..6])", 5, false),
        ] {
            check(text, &domain, &Item::Number(number), expected);
        }
    }

    #[test]
    fn what_could_never_fit_is_refused() {
        let domain = Domain::Whole(Whole { from: 1, to: 30 });
        for (text, domain) in [
            ("onlin", &words()),
            ("31", &domain),
            ("[3..1]", &domain),
            ("[20..40]", &domain),
            ("maybe", &Domain::YesNo),
        ] {
            assert!(matches!(Cell::read(text, domain), Err(CellFault::OutsideDomain(_))), "{text}");
        }
        for text in ["", "3..", "[a..b]", "=>3", "three"] {
            assert!(matches!(Cell::read(text, &domain), Err(CellFault::Grammar(_))), "{text}");
        }
    }
}
