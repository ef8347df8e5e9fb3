//! Whether a thing passes a filter: yes, no, or unknown because a fact it asks about is not there.

use std::borrow::Cow;
use std::cmp::Ordering;

use atlas::point::Bounds;
use lexicon::date::Date;

use super::bound::{Bound, Side, When, is_like};
use super::time::Span;
use crate::fault::Fault;
use crate::value::{Thing, Value};

/// A side with its value.
enum Known<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    Day(Date),
}

impl Bound {
    /// Whether a thing passes; unknown passes not.
    ///
    /// # Errors
    /// Too much work.
    pub fn passes(&self, thing: &Thing<'_>) -> Result<bool, Fault> {
        Ok(self.judge(thing)? == Some(true))
    }

    fn judge(&self, thing: &Thing<'_>) -> Result<Option<bool>, Fault> {
        Ok(match self {
            Bound::Truth(truth) => Some(*truth),
            Bound::And(all) => several(all, thing, false)?,
            Bound::Or(all) => several(all, thing, true)?,
            Bound::Not(inner) => inner.judge(thing)?.map(|truth| !truth),
            Bound::IsNull(fact) => Some(thing.value(*fact) == Value::Nothing),
            Bound::Compare(comparison, a, b) => order(a, b, thing).map(|order| comparison.holds(order)),
            Bound::Like(fact, pieces) => match thing.value(*fact) {
                Value::Text(text) => Some(is_like(&text, pieces)),
                _ => None,
            },
            Bound::Between(value, low, high) => match (order(value, low, thing), order(value, high, thing)) {
                (Some(low), Some(high)) => Some(low.is_ge() && high.is_le()),
                _ => None,
            },
            Bound::In(value, items) => known(value, thing).map(|value| {
                items
                    .iter()
                    .filter_map(|item| known(item, thing))
                    .any(|item| compared(&value, &item).is_some_and(Ordering::is_eq))
            }),
            Bound::Intersects(probe) => {
                let ground = thing.table.book.ground(probe.reference())?;
                Some(probe.meets(&thing.table.shape(thing.row), ground)?)
            }
            Bound::Time(relation, a, b) => match (span(a, thing), span(b, thing)) {
                (Some(a), Some(b)) => Some(relation.holds(a, b)),
                _ => None,
            },
        })
    }

    /// A window outside which nothing passes: `Some(None)` when nothing passes anywhere.
    #[must_use]
    pub fn window(&self, land: (atlas::point::Origin, Bounds)) -> Option<Option<Bounds>> {
        match self {
            Bound::Intersects(probe) => Some(probe.window(land)),
            Bound::And(all) => all.iter().find_map(|part| part.window(land)),
            _ => None,
        }
    }
}

/// AND (until the first no) or OR (until the first yes).
fn several(all: &[Bound], thing: &Thing<'_>, decides: bool) -> Result<Option<bool>, Fault> {
    let mut result = Some(!decides);
    for part in all {
        match part.judge(thing)? {
            Some(truth) if truth == decides => return Ok(Some(decides)),
            Some(_) => {}
            None => result = None,
        }
    }
    Ok(result)
}

fn order(a: &Side, b: &Side, thing: &Thing<'_>) -> Option<Ordering> {
    compared(&known(a, thing)?, &known(b, thing)?)
}

fn compared(a: &Known<'_>, b: &Known<'_>) -> Option<Ordering> {
    match (a, b) {
        (Known::Text(a), Known::Text(b)) => Some(a.cmp(b)),
        (Known::Number(a), Known::Number(b)) => a.partial_cmp(b),
        (Known::Day(a), Known::Day(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn known<'a>(side: &'a Side, thing: &Thing<'a>) -> Option<Known<'a>> {
    Some(match side {
        Side::Text(text) => Known::Text(Cow::Borrowed(text)),
        Side::Number(number) => Known::Number(*number),
        Side::Day(day) => Known::Day(*day),
        Side::Fact(fact) => match thing.value(*fact) {
            Value::Nothing => return None,
            Value::Text(text) => Known::Text(text),
            Value::Whole(number) => Known::Number(number as f64),
            Value::Hundredths(number) => Known::Number(number as f64 / 100.0),
            Value::Day(day) => Known::Day(day),
        },
    })
}

fn span(when: &When, thing: &Thing<'_>) -> Option<Span> {
    match when {
        When::Span(span) => Some(*span),
        When::Fact(fact) => match thing.value(*fact) {
            Value::Day(day) => Some((Some(day), Some(day))),
            _ => None,
        },
    }
}
