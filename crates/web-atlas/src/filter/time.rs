//! How two spans of days lie to each other (CQL2 temporal functions on days).

use lexicon::date::Date;

/// A relation of two spans; a day is a span of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    After,
    Before,
    During,
    Equals,
    Disjoint,
    Intersects,
}

/// Both ends belong to it; open where `None`.
pub type Span = (Option<Date>, Option<Date>);

impl Relation {
    /// Every one with the name of its function.
    pub const ALL: [(&'static str, Relation); 6] = [
        ("T_AFTER", Relation::After),
        ("T_BEFORE", Relation::Before),
        ("T_DURING", Relation::During),
        ("T_EQUALS", Relation::Equals),
        ("T_DISJOINT", Relation::Disjoint),
        ("T_INTERSECTS", Relation::Intersects),
    ];

    /// Whether the first span lies so to the second.
    #[must_use]
    pub fn holds(self, a: Span, b: Span) -> bool {
        let (a, b) = (ends(a), ends(b));
        match self {
            Relation::After => a.0 > b.1,
            Relation::Before => a.1 < b.0,
            Relation::During => b.0 < a.0 && a.1 < b.1,
            Relation::Equals => a == b,
            Relation::Disjoint => a.0 > b.1 || a.1 < b.0,
            Relation::Intersects => a.0 <= b.1 && b.0 <= a.1,
        }
    }
}

fn ends((from, until): Span) -> (Date, Date) {
    (from.unwrap_or(Date::MIN), until.unwrap_or(Date::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_at_the_end_of_a_span_is_not_during_it() {
        let span = (Some(date(2026, 1, 1)), Some(date(2026, 12, 31)));
        let day = |m, d| (Some(date(2026, m, d)), Some(date(2026, m, d)));
        for (relation, a, b, expected) in [
            (Relation::During, day(3, 2), span, true),
            (Relation::During, day(12, 31), span, false),
            (Relation::Intersects, day(12, 31), span, true),
            (Relation::Disjoint, day(12, 31), span, false),
            (Relation::After, day(3, 2), day(3, 1), true),
            (Relation::Before, day(3, 2), day(3, 2), false),
            (Relation::Equals, day(3, 2), day(3, 2), true),
            (Relation::Intersects, day(3, 2), (None, Some(date(2026, 3, 2))), true),
        ] {
            assert_eq!(relation.holds(a, b), expected, "{relation:?} {a:?} {b:?}");
        }
    }
}
