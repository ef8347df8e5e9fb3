//! CQL2 text read into a filter: recursive descent over the words, AND before OR, NOT before both.

use super::time::Relation;
use super::words::{self, Word, unread};
use super::{Comparison, MOST_BYTES, MOST_DEEP, Node, Scalar, Spatial, Temporal, wkt};
use crate::fault::Fault;
use crate::span;
use lexicon::date::Date;

/// Functions that make a condition, for people.
pub const SERVED: &str = "S_INTERSECTS, T_AFTER, T_BEFORE, T_DURING, T_EQUALS, T_DISJOINT, T_INTERSECTS";

/// Reads a filter.
///
/// # Errors
/// The first place that cannot be read; a function that is not served.
pub fn read(filter: &str) -> Result<Node, Fault> {
    if filter.len() > MOST_BYTES {
        return Err(Fault::bad("filter-long").about("filter").with("most", MOST_BYTES));
    }
    let mut reader = Reader { words: words::cut(filter)?, at: 0, deep: 0 };
    let node = reader.either()?;
    match reader.word() {
        None => Ok(node),
        Some((at, word)) => Err(unread(at, &word.shown(), "expected-end")),
    }
}

/// The words and how far they have been read.
pub struct Reader {
    words: Vec<(usize, Word)>,
    at: usize,
    deep: usize,
}

impl Word {
    /// As a person would recognise it.
    pub fn shown(&self) -> String {
        match self {
            Word::Name(text) => text.clone(),
            Word::Quoted(text) => format!("\"{text}\""),
            Word::Text(text) => format!("'{text}'"),
            Word::Number(number) => number.to_string(),
            Word::Sign(sign) => (*sign).to_owned(),
        }
    }
}

impl Reader {
    /// The next word.
    pub fn peek(&self) -> Option<&Word> {
        self.words.get(self.at).map(|(_, word)| word)
    }

    /// Takes the next word.
    pub fn word(&mut self) -> Option<(usize, Word)> {
        let word = self.words.get(self.at).cloned();
        self.at += 1;
        word
    }

    /// The fault of a filter that stops too early.
    pub fn ended(&self, expected: &str) -> Fault {
        Fault::bad("filter-ended").about("filter").with_words("expected", expected)
    }

    /// Takes a sign if it is next.
    pub fn take_sign(&mut self, sign: &str) -> bool {
        let is_it = matches!(self.peek(), Some(Word::Sign(next)) if *next == sign);
        self.at += usize::from(is_it);
        is_it
    }

    /// Takes a sign that must be next.
    pub fn sign(&mut self, sign: &str) -> Result<(), Fault> {
        if self.take_sign(sign) {
            return Ok(());
        }
        let expected = match sign {
            "(" => "expected-open",
            ")" => "expected-close",
            _ => "expected-comma",
        };
        Err(self.unexpected(expected))
    }

    fn unexpected(&self, expected: &str) -> Fault {
        match self.words.get(self.at) {
            Some((at, word)) => unread(*at, &word.shown(), expected),
            None => self.ended(expected),
        }
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let is_it = matches!(self.peek(), Some(Word::Name(name)) if name.eq_ignore_ascii_case(keyword));
        self.at += usize::from(is_it);
        is_it
    }

    fn either(&mut self) -> Result<Node, Fault> {
        self.deep += 1;
        if self.deep > MOST_DEEP {
            return Err(Fault::bad("filter-deep").about("filter").with("most", MOST_DEEP));
        }
        let mut nodes = vec![self.both()?];
        while self.take_keyword("OR") {
            nodes.push(self.both()?);
        }
        self.deep -= 1;
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Or(nodes) })
    }

    fn both(&mut self) -> Result<Node, Fault> {
        let mut nodes = vec![self.one()?];
        while self.take_keyword("AND") {
            nodes.push(self.one()?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::And(nodes) })
    }

    fn one(&mut self) -> Result<Node, Fault> {
        let mut is_not = false;
        while self.take_keyword("NOT") {
            is_not = !is_not;
        }
        let node = if self.take_sign("(") {
            let inner = self.either()?;
            self.sign(")")?;
            inner
        } else {
            self.condition()?
        };
        Ok(if is_not { Node::Not(Box::new(node)) } else { node })
    }

    fn condition(&mut self) -> Result<Node, Fault> {
        if let Some(node) = self.function()? {
            return Ok(node);
        }
        let left = self.scalar()?;
        if self.take_keyword("IS") {
            let is_not = self.take_keyword("NOT");
            if !self.take_keyword("NULL") {
                return Err(self.unexpected("expected-null"));
            }
            let Scalar::Property(name) = left else { return Err(Fault::bad("filter-null-of-literal").about("filter")) };
            return Ok(negated(is_not, Node::IsNull(name)));
        }
        let is_not = self.take_keyword("NOT");
        if self.take_keyword("LIKE") {
            let pattern = match self.word() {
                Some((_, Word::Text(pattern))) => pattern,
                Some((at, word)) => return Err(unread(at, &word.shown(), "expected-text")),
                None => return Err(self.ended("expected-text")),
            };
            return Ok(negated(is_not, Node::Like(left, pattern)));
        }
        if self.take_keyword("BETWEEN") {
            let low = self.scalar()?;
            if !self.take_keyword("AND") {
                return Err(self.unexpected("expected-and"));
            }
            let high = self.scalar()?;
            return Ok(negated(is_not, Node::Between(left, low, high)));
        }
        if self.take_keyword("IN") {
            self.sign("(")?;
            let mut items = vec![self.scalar()?];
            while self.take_sign(",") {
                items.push(self.scalar()?);
            }
            self.sign(")")?;
            return Ok(negated(is_not, Node::In(left, items)));
        }
        if is_not {
            return Err(self.unexpected("expected-not-what"));
        }
        for (sign, comparison) in Comparison::ALL {
            if self.take_sign(sign) {
                return Ok(Node::Compare(comparison, left, self.scalar()?));
            }
        }
        match left {
            Scalar::Truth(truth) => Ok(Node::Truth(truth)),
            _ => Err(self.unexpected("expected-comparison")),
        }
    }

    /// `NAME(…)` where it makes a condition.
    fn function(&mut self) -> Result<Option<Node>, Fault> {
        let (Some((_, Word::Name(name))), Some((_, Word::Sign("(")))) =
            (self.words.get(self.at), self.words.get(self.at + 1))
        else {
            return Ok(None);
        };
        let name = name.to_ascii_uppercase();
        if matches!(name.as_str(), "DATE" | "TIMESTAMP" | "NOT") {
            return Ok(None);
        }
        let relation = Relation::ALL.into_iter().find(|(known, _)| *known == name);
        if name != "S_INTERSECTS" && relation.is_none() {
            return Err(Fault::bad("filter-function").about("filter").with("name", name).with("served", SERVED));
        }
        self.at += 2;
        let node = match relation {
            None => {
                let a = self.spatial()?;
                self.sign(",")?;
                Node::Intersects(a, self.spatial()?)
            }
            Some((_, relation)) => {
                let a = self.temporal()?;
                self.sign(",")?;
                Node::Time(relation, a, self.temporal()?)
            }
        };
        self.sign(")")?;
        Ok(Some(node))
    }

    fn scalar(&mut self) -> Result<Scalar, Fault> {
        match self.word() {
            Some((_, Word::Text(text))) => Ok(Scalar::Text(text)),
            Some((_, Word::Number(number))) => Ok(Scalar::Number(number)),
            Some((_, Word::Quoted(name))) => Ok(Scalar::Property(name)),
            Some((at, Word::Name(name))) => {
                if self.peek() == Some(&Word::Sign("(")) {
                    return match name.to_ascii_uppercase().as_str() {
                        "DATE" | "TIMESTAMP" => Ok(Scalar::Day(self.day()?)),
                        _ => {
                            Err(Fault::bad("filter-function").about("filter").with("name", name).with("served", SERVED))
                        }
                    };
                }
                match name.to_ascii_uppercase().as_str() {
                    "TRUE" => Ok(Scalar::Truth(true)),
                    "FALSE" => Ok(Scalar::Truth(false)),
                    "AND" | "OR" | "NOT" | "IS" | "NULL" | "IN" | "LIKE" | "BETWEEN" => {
                        Err(unread(at, &name, "expected-operand"))
                    }
                    _ => Ok(Scalar::Property(name)),
                }
            }
            Some((at, word)) => Err(unread(at, &word.shown(), "expected-operand")),
            None => Err(self.ended("expected-operand")),
        }
    }

    /// `('2026-03-02')`
    fn day(&mut self) -> Result<Date, Fault> {
        self.sign("(")?;
        let text = self.text()?;
        self.sign(")")?;
        span::day("filter", &text)
    }

    fn text(&mut self) -> Result<String, Fault> {
        match self.word() {
            Some((_, Word::Text(text))) => Ok(text),
            Some((at, word)) => Err(unread(at, &word.shown(), "expected-text")),
            None => Err(self.ended("expected-text")),
        }
    }

    fn temporal(&mut self) -> Result<Temporal, Fault> {
        let is_span = matches!(self.peek(), Some(Word::Name(name)) if name.eq_ignore_ascii_case("INTERVAL"));
        if !is_span {
            return match self.scalar()? {
                Scalar::Property(name) => Ok(Temporal::Property(name)),
                Scalar::Day(day) => Ok(Temporal::Day(day)),
                _ => {
                    self.at -= 1;
                    Err(self.unexpected("expected-time"))
                }
            };
        }
        self.at += 1;
        self.sign("(")?;
        let from = self.text()?;
        self.sign(",")?;
        let until = self.text()?;
        self.sign(")")?;
        span_of(&from, &until)
    }

    fn spatial(&mut self) -> Result<Spatial, Fault> {
        match self.word() {
            Some((_, Word::Quoted(name))) => Ok(Spatial::Property(name)),
            Some((_, Word::Name(name))) if self.peek() == Some(&Word::Sign("(")) => {
                Ok(Spatial::Literal(wkt::literal(self, &name.to_ascii_uppercase())?))
            }
            Some((_, Word::Name(name))) => Ok(Spatial::Property(name)),
            Some((at, word)) => Err(unread(at, &word.shown(), "expected-geometry")),
            None => Err(self.ended("expected-geometry")),
        }
    }
}

/// A span from its two texts; `..` is an open end.
pub fn span_of(from: &str, until: &str) -> Result<Temporal, Fault> {
    let end = |text: &str| if text == ".." { Ok(None) } else { span::day("filter", text).map(Some) };
    Ok(Temporal::Span(end(from)?, end(until)?))
}

fn negated(is_not: bool, node: Node) -> Node {
    if is_not { Node::Not(Box::new(node)) } else { node }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_served_is_read() {
        for filter in [
            "class = 'A01110'",
            "class='A01' AND NOT (name LIKE '住%' OR area_m2 > 1e3)",
            "area_m2 BETWEEN 1 AND 2.5 and coverage IS NOT NULL",
            "class NOT IN ('A', 'B''s')",
            "in_force_from >= DATE('2020-01-01')",
            "in_force_from >= TIMESTAMP('2020-01-01T00:00:00Z')",
            "T_AFTER(in_force_from, DATE('2020-01-01'))",
            "T_DURING(in_force_from, INTERVAL('2020-01-01', '..'))",
            "S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1, 0 0), (0 0, 1 0, 1 1, 0 0)))",
            "s_intersects(\"geometry\", bbox(120.2, 22.6, 120.4, 22.7))",
            "S_INTERSECTS(geometry, MULTIPOINT((0 0), (1 1)))",
            "TRUE",
            "not not class = 'x'",
        ] {
            assert!(read(filter).is_ok(), "{filter}: {:?}", read(filter));
        }
    }

    #[test]
    fn anything_else_is_refused_by_name() {
        let deep = format!("{}a=1{}", "(".repeat(40), ")".repeat(40));
        for (filter, kind) in [
            ("", "filter-ended"),
            ("class", "filter-ended"),
            ("class =", "filter-ended"),
            ("class = 'A", "filter-unread"),
            ("class == 'A'", "filter-unread"),
            ("class = 'A' garbage", "filter-unread"),
            ("S_TOUCHES(geometry, POINT(1 1))", "filter-function"),
            ("CASEI(name) = 'a'", "filter-function"),
            ("name = CASEI('a')", "filter-function"),
            ("T_MEETS(in_force_from, DATE('2020-01-01'))", "filter-function"),
            ("S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(1 1)))", "filter-geometry"),
            ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1)))", "geometry-open"),
            ("S_INTERSECTS(geometry, BBOX(1, 2, 3))", "filter-bbox"),
            ("in_force_from > DATE('soon')", "bad-day"),
            ("area_m2 + 1 > 2", "filter-unread"),
            ("1 IS NULL", "filter-null-of-literal"),
            ("class LIKE 1", "filter-unread"),
            (deep.as_str(), "filter-deep"),
        ] {
            assert_eq!(read(filter).map_err(|fault| fault.kind()), Err(kind), "{filter}");
        }
    }
}
