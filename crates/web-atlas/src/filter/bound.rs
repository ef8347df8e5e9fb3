//! A filter bound to the facts of a collection: every name known, every comparison of like with like.

use std::cmp::Ordering;

use lexicon::date::Date;
use maps::reference::Reference;

use super::geometry::Probe;
use super::time::{Relation, Span};
use super::{Comparison, Node, Scalar, Spatial, Temporal};
use crate::collection::{Collection, Fact, FactKind};
use crate::fault::Fault;

/// The name of the extent in filters.
pub const GEOMETRY: &str = "geometry";

/// A filter that can be judged.
pub enum Bound {
    And(Vec<Bound>),
    Or(Vec<Bound>),
    Not(Box<Bound>),
    Truth(bool),
    Compare(Comparison, Side, Side),
    Like(Fact, Vec<Piece>),
    Between(Side, Side, Side),
    In(Side, Vec<Side>),
    IsNull(Fact),
    Intersects(Box<Probe>),
    Time(Relation, When, When),
}

/// A side of a comparison.
pub enum Side {
    Fact(Fact),
    Text(String),
    Number(f64),
    Day(Date),
}

/// A side of a temporal relation.
pub enum When {
    Fact(Fact),
    Span(Span),
}

/// A piece of a LIKE pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// This letter.
    Letter(char),
    /// Any one letter (`_`).
    One,
    /// Any letters (`%`).
    Any,
}

impl Side {
    fn kind(&self) -> FactKind {
        match self {
            Side::Fact(fact) => fact.kind(),
            Side::Text(_) => FactKind::Text,
            Side::Number(_) => FactKind::Decimal,
            Side::Day(_) => FactKind::Day,
        }
    }
}

/// Binds a filter; literals of geometry are written in `reference`.
///
/// # Errors
/// A name the collection does not have, or sides that cannot be compared.
pub fn bind(node: Node, (collection, reference): (Collection, Reference)) -> Result<Bound, Fault> {
    let again = |node: Node| bind(node, (collection, reference));
    let all = |nodes: Vec<Node>| nodes.into_iter().map(again).collect::<Result<Vec<_>, _>>();
    Ok(match node {
        Node::And(nodes) => Bound::And(all(nodes)?),
        Node::Or(nodes) => Bound::Or(all(nodes)?),
        Node::Not(inner) => Bound::Not(Box::new(again(*inner)?)),
        Node::Truth(truth) => Bound::Truth(truth),
        Node::IsNull(name) => Bound::IsNull(fact(collection, &name)?),
        Node::Compare(comparison, a, b) => {
            let (a, b) = (side(collection, a)?, side(collection, b)?);
            alike(&a, &b)?;
            Bound::Compare(comparison, a, b)
        }
        Node::Like(Scalar::Property(name), pattern) => {
            let fact = fact(collection, &name)?;
            alike(&Side::Fact(fact), &Side::Text(String::new()))?;
            Bound::Like(fact, pieces(&pattern))
        }
        Node::Like(..) => return Err(Fault::bad("filter-like-of-literal").about("filter")),
        Node::Between(value, low, high) => {
            let [value, low, high] = [side(collection, value)?, side(collection, low)?, side(collection, high)?];
            alike(&value, &low)?;
            alike(&value, &high)?;
            Bound::Between(value, low, high)
        }
        Node::In(value, items) => {
            let value = side(collection, value)?;
            let items = items.into_iter().map(|item| side(collection, item)).collect::<Result<Vec<_>, _>>()?;
            items.iter().try_for_each(|item| alike(&value, item))?;
            Bound::In(value, items)
        }
        Node::Intersects(a, b) => Bound::Intersects(Box::new(probe((a, b), reference)?)),
        Node::Time(relation, a, b) => Bound::Time(relation, when(collection, a)?, when(collection, b)?),
    })
}

fn fact(collection: Collection, name: &str) -> Result<Fact, Fault> {
    collection.fact(name).ok_or_else(|| {
        let served = format!("{}, {GEOMETRY}", collection.fact_names());
        Fault::bad("filter-name").about("filter").with("name", name).with("served", served)
    })
}

fn side(collection: Collection, scalar: Scalar) -> Result<Side, Fault> {
    Ok(match scalar {
        Scalar::Property(name) => Side::Fact(fact(collection, &name)?),
        Scalar::Text(text) => Side::Text(text),
        Scalar::Number(number) => Side::Number(number),
        Scalar::Day(day) => Side::Day(day),
        Scalar::Truth(truth) => return Err(Fault::bad("filter-truth").about("filter").with("value", truth)),
    })
}

/// Numbers with numbers, texts with texts, days with days.
fn alike(a: &Side, b: &Side) -> Result<(), Fault> {
    if a.kind().key() == b.kind().key() {
        return Ok(());
    }
    let name = match (a, b) {
        (Side::Fact(fact), _) | (_, Side::Fact(fact)) => fact.name(),
        _ => "",
    };
    let fault = Fault::bad("filter-unlike").about("filter").with("name", name);
    Err(fault.with_words("one", a.kind().key()).with_words("other", b.kind().key()))
}

fn probe((a, b): (Spatial, Spatial), reference: Reference) -> Result<Probe, Fault> {
    match (a, b) {
        (Spatial::Property(name), Spatial::Literal(literal)) | (Spatial::Literal(literal), Spatial::Property(name)) => {
            if name != GEOMETRY {
                return Err(Fault::bad("filter-name").about("filter").with("name", name).with("served", GEOMETRY));
            }
            let mut literal = literal;
            if reference.is_north_first() {
                turn(&mut literal);
            }
            Probe::new(literal, reference).map_err(|fault| fault.about("filter"))
        }
        _ => Err(Fault::bad("filter-intersects").about("filter").with("served", GEOMETRY)),
    }
}

/// East before north, however it was written.
fn turn(literal: &mut super::geometry::Literal) {
    let rings = literal.lines.iter_mut().chain(literal.polygons.iter_mut().flatten());
    for place in literal.points.iter_mut().chain(rings.flatten()) {
        *place = (place.1, place.0);
    }
}

fn when(collection: Collection, temporal: Temporal) -> Result<When, Fault> {
    Ok(match temporal {
        Temporal::Day(day) => When::Span((Some(day), Some(day))),
        Temporal::Span(from, until) => When::Span((from, until)),
        Temporal::Property(name) => {
            let fact = fact(collection, &name)?;
            alike(&Side::Fact(fact), &Side::Day(Date::MIN))?;
            When::Fact(fact)
        }
    })
}

/// The pieces of a pattern; a backslash makes the next letter itself.
fn pieces(pattern: &str) -> Vec<Piece> {
    let mut letters = pattern.chars();
    let mut pieces = Vec::new();
    while let Some(letter) = letters.next() {
        pieces.push(match letter {
            '\\' => Piece::Letter(letters.next().unwrap_or('\\')),
            '%' => Piece::Any,
            '_' => Piece::One,
            other => Piece::Letter(other),
        });
    }
    pieces.dedup_by(|a, b| *a == Piece::Any && *b == Piece::Any);
    pieces
}

/// Whether a text is like a pattern; looks at each letter a bounded number of times.
#[must_use]
pub fn is_like(text: &str, pieces: &[Piece]) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let (mut at, mut piece) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match pieces.get(piece) {
            Some(Piece::Any) => {
                retry = Some((piece, at));
                piece += 1;
            }
            Some(Piece::One) if at < letters.len() => (at, piece) = (at + 1, piece + 1),
            Some(Piece::Letter(letter)) if letters.get(at) == Some(letter) => (at, piece) = (at + 1, piece + 1),
            None if at == letters.len() => return true,
            _ => match retry {
                Some((any, from)) if from < letters.len() => {
                    retry = Some((any, from + 1));
                    (at, piece) = (from + 1, any + 1);
                }
                _ => return false,
            },
        }
    }
}

impl Comparison {
    /// Whether an order is what this comparison wants.
    #[must_use]
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::Unequal => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::AtMost => order.is_le(),
            Comparison::More => order.is_gt(),
            Comparison::AtLeast => order.is_ge(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_they_are_written() {
        for (text, pattern, expected) in [
            ("住宅區", "住%", true),
            ("第一種住宅區", "%住_區", true),
            ("住宅區", "住_", false),
            ("100%", "100\\%", true),
            ("1000", "100\\%", false),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaab", "%a%a%a%a%a%a%c", false),
            ("", "%", true),
            ("", "_", false),
        ] {
            assert_eq!(is_like(text, &pieces(pattern)), expected, "{text} {pattern}");
        }
    }
}
