//! Filters: a part of the Common Query Language, as text and as JSON (OGC CQL2 1.0), over the facts of things.
//!
//! Served: comparisons of a property or a literal, AND, OR, NOT, LIKE, BETWEEN, IN, IS NULL, S_INTERSECTS with a
//! geometry literal, and T_AFTER, T_BEFORE, T_EQUALS, T_DURING, T_DISJOINT, T_INTERSECTS on days. Everything else
//! is refused by name. Reading, binding to a collection's facts and judging a row are three steps, each bounded.

pub mod bound;
pub mod geometry;
pub mod json;
pub mod judge;
pub mod text;
pub mod time;
mod wkt;
mod words;

use lexicon::date::Date;

use geometry::Literal;

/// The most bytes of a filter.
pub const MOST_BYTES: usize = 8 << 10;
/// How deep a filter may be nested.
pub const MOST_DEEP: usize = 24;

/// A filter as it was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Truth(bool),
    Compare(Comparison, Scalar, Scalar),
    Like(Scalar, String),
    Between(Scalar, Scalar, Scalar),
    In(Scalar, Vec<Scalar>),
    IsNull(String),
    Intersects(Spatial, Spatial),
    Time(time::Relation, Temporal, Temporal),
}

/// How two scalars are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    /// Every one with its sign, the longer signs first.
    pub const ALL: [(&'static str, Comparison); 6] = [
        ("<>", Comparison::Unequal),
        ("<=", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("=", Comparison::Equal),
        ("<", Comparison::Less),
        (">", Comparison::More),
    ];
}

/// A property or a literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    Property(String),
    Text(String),
    Number(f64),
    Day(Date),
    Truth(bool),
}

/// The geometry property or a literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Spatial {
    Property(String),
    Literal(Literal),
}

/// A property, a day or a span of days.
#[derive(Clone, Debug, PartialEq)]
pub enum Temporal {
    Property(String),
    Day(Date),
    /// From and until, both in it; open where `None`.
    Span(Option<Date>, Option<Date>),
}
