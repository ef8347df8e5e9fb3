//! Which days see the same map.
//!
//! A map changes only on days when something begins or ends. All days between two such days see the same
//! tiles; a [`Sight`] names them together, so that they are drawn and kept once, whatever days are asked.

use atlas::day::{AsOf, Days};
use atlas::plan::Validity;
use lexicon::date::{Date, next_day};
use std::collections::{BTreeSet, HashSet};
use zerocopy::IntoBytes;

/// Days that see the same map of a release: those from one change to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sight {
    on: u16,
    known: u16,
}

/// The days on which a release's map changes.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    on: Vec<Date>,
    known: Vec<Date>,
}

impl Changes {
    /// The changes of rows with these days.
    pub fn of(rows: impl Iterator<Item = Days>) -> Changes {
        let (mut seen, mut last) = (HashSet::new(), None);
        let (mut on, mut known) = (BTreeSet::new(), BTreeSet::new());
        for days in rows {
            if last == Some(days) {
                continue;
            }
            last = Some(days);
            if seen.insert(<[u8; 8]>::try_from(days.as_bytes()).unwrap_or_default()) {
                note(&mut on, &days.in_force());
                note(&mut known, &days.known());
            }
        }
        Changes { on: on.into_iter().collect(), known: known.into_iter().collect() }
    }

    /// The sight of a moment.
    pub fn sight(&self, at: AsOf) -> Sight {
        let passed = |days: &[Date], day: Date| days.partition_point(|&change| change <= day);
        // Once the last change is known, it is as known now.
        let known = at.known.map_or(self.known.len(), |day| passed(&self.known, day));
        let short = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        Sight { on: short(passed(&self.on, at.on)), known: short(known) }
    }

    /// The days on which what is in force changes, the first first: the marks of a time slider.
    pub fn in_force(&self) -> &[Date] {
        &self.on
    }
}

fn note(days: &mut BTreeSet<Date>, span: &Validity) {
    days.insert(span.from);
    days.extend(span.until.map(next_day));
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_between_two_changes_see_the_same_map() {
        let span = |from, until| Validity { from, until };
        let force = span(date(2020, 3, 1), Some(date(2026, 2, 28)));
        let known = Validity::since(date(2020, 4, 1));
        let changes = Changes::of([Days::new(&force, &known).unwrap()].into_iter());
        let see = |on, known| changes.sight(AsOf { on, known });
        assert_eq!(see(date(2020, 3, 1), None), see(date(2026, 2, 28), None));
        assert_ne!(see(date(2020, 2, 29), None), see(date(2020, 3, 1), None));
        assert_ne!(see(date(2026, 2, 28), None), see(date(2026, 3, 1), None));
        assert_eq!(see(date(2021, 1, 1), Some(date(2020, 4, 1))), see(date(2022, 1, 1), None));
        assert_ne!(see(date(2021, 1, 1), Some(date(2020, 3, 31))), see(date(2021, 1, 1), None));
        assert_eq!(changes.in_force(), [date(2020, 3, 1), date(2026, 3, 1)]);
    }
}
