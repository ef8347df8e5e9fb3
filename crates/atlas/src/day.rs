//! Days as tables of land keep them, and the two times of everything in them.
//!
//! A row is *in force* from one day to another (what the law says of the land) and *known*
//! from one day to another (what this office had in its books). A question names a day in
//! force and, if it must be repeated as it was once answered, the day it was known on.
//! Refuses days before 1900-01-01 and after 2079-06-04: a row has sixteen bits for each.

use crate::plan::Validity;
use jiff::civil::date;
use lexicon::date::Date;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// The last day of a row that is still open.
const OPEN: u16 = u16::MAX;
const FIRST: Date = date(1900, 1, 1);

/// A day a table of land cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not between 1900-01-01 and 2079-06-04")]
pub struct DayOutOfRange(pub Date);

/// The two spans of a row, each with both ends in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct Days {
    from: u16,
    until: u16,
    known_from: u16,
    known_until: u16,
}

/// A question's day in force, and the day it is to be answered as known on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The day in force.
    pub on: Date,
    /// As known on this day; as known now when `None`.
    pub known: Option<Date>,
}

impl From<Date> for AsOf {
    fn from(on: Date) -> AsOf {
        AsOf { on, known: None }
    }
}

/// [`AsOf`] as rows compare it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    on: u16,
    known: u16,
}

impl From<AsOf> for Moment {
    /// A day out of range is before or after everything.
    fn from(at: AsOf) -> Moment {
        let near = |day: Date| number(day).unwrap_or(if day < FIRST { 0 } else { OPEN - 1 });
        Moment { on: near(at.on), known: at.known.map_or(OPEN, near) }
    }
}

impl Days {
    /// The two spans as a row keeps them.
    pub fn new(in_force: &Validity, known: &Validity) -> Result<Days, DayOutOfRange> {
        let last = |v: &Validity| v.until.map_or(Ok(OPEN), number);
        Ok(Days {
            from: number(in_force.from)?,
            until: last(in_force)?,
            known_from: number(known.from)?,
            known_until: last(known)?,
        })
    }

    /// Whether the row answers a question of this moment.
    #[inline]
    pub fn cover(&self, m: Moment) -> bool {
        (self.from <= m.on) & (m.on <= self.until) & (self.known_from <= m.known) & (m.known <= self.known_until)
    }

    /// Whether any day of the one row is in force and known together with the other.
    #[inline]
    pub fn meet(&self, o: &Days) -> bool {
        self.from <= o.until
            && o.from <= self.until
            && self.known_from <= o.known_until
            && o.known_from <= self.known_until
    }

    /// The first day in force, and the first day after them where there is one.
    pub(crate) fn edges(&self) -> [Option<u16>; 2] {
        [Some(self.from), (self.until != OPEN).then(|| self.until.saturating_add(1))]
    }

    /// The days in force.
    pub fn in_force(&self) -> Validity {
        Validity { from: civil(self.from), until: (self.until != OPEN).then(|| civil(self.until)) }
    }

    /// The days it was known.
    pub fn known(&self) -> Validity {
        Validity { from: civil(self.known_from), until: (self.known_until != OPEN).then(|| civil(self.known_until)) }
    }
}

/// The day as rows keep it.
pub(crate) fn day_number(day: Date) -> Option<u16> {
    number(day).ok()
}

fn number(day: Date) -> Result<u16, DayOutOfRange> {
    let days = day.duration_since(FIRST).as_hours() / 24;
    u16::try_from(days).ok().filter(|&d| d < OPEN).ok_or(DayOutOfRange(day))
}

pub(crate) fn civil(number: u16) -> Date {
    lexicon::date::days_later(FIRST, u32::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_answers_for_its_days_in_force_and_the_days_it_was_known() {
        let force = Validity { from: date(2020, 3, 1), until: Some(date(2026, 2, 28)) };
        let known = Validity { from: date(2020, 4, 1), until: None };
        let days = Days::new(&force, &known).unwrap();
        assert_eq!((days.in_force(), days.known()), (force, known));
        let asked = |on, known| days.cover(AsOf { on, known }.into());
        assert!(asked(date(2026, 2, 28), None) && !asked(date(2026, 3, 1), None));
        assert!(!asked(date(2020, 3, 15), Some(date(2020, 3, 31))) && asked(date(2020, 3, 15), Some(date(2020, 4, 1))));
        assert_eq!(Days::new(&Validity::since(date(1899, 12, 31)), &known), Err(DayOutOfRange(date(1899, 12, 31))));
    }
}
