//! What a paid system was asked, by day: the meter between the service's bill and our books.
//!
//! A reply is charged whether or not an answer could be read from it, so the meter counts replies
//! where they arrive. Days are those of Taipei. It lives in memory: the caller takes what is on it
//! and files it; what stands on it when the program is killed is lost, and the service's own bill
//! is then what counts.

use lexicon::date::Date;
use lexicon::instant::At;
use lexicon::money::Twd;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What one day cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DaySpent {
    /// The day, in Taipei.
    pub day: Date,
    /// Replies that were charged.
    pub asked: u32,
    /// Charged replies that gave no answer; nobody has a record of them but this meter.
    pub unusable: u32,
    /// What all of them cost, dollars.
    pub cost_twd: Twd,
    /// What the unusable ones cost, dollars.
    pub unusable_twd: Twd,
}

/// Counts charged replies.
#[derive(Debug, Default)]
pub(crate) struct Meter(Mutex<BTreeMap<Date, DaySpent>>);

/// What became of a charged reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charged {
    Answered,
    Unusable,
}

impl Meter {
    pub(crate) fn count(&self, charged: Charged, cost: Twd, now: At) {
        let day = now.taipei_date();
        let mut days = self.lock();
        let spent = days.entry(day).or_insert(DaySpent {
            day,
            asked: 0,
            unusable: 0,
            cost_twd: Twd::ZERO,
            unusable_twd: Twd::ZERO,
        });
        spent.asked += 1;
        spent.cost_twd += cost;
        if charged == Charged::Unusable {
            spent.unusable += 1;
            spent.unusable_twd += cost;
        }
    }

    /// What stands on it, oldest day first.
    pub(crate) fn read(&self) -> Vec<DaySpent> {
        self.lock().values().copied().collect()
    }

    /// Takes off what stands on it, oldest day first.
    pub(crate) fn take(&self) -> Vec<DaySpent> {
        std::mem::take(&mut *self.lock()).into_values().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Date, DaySpent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_day_in_taipei_and_taken_once() {
        let meter = Meter::default();
        for (charged, at) in [
            (Charged::Answered, "2026-11-23T15:59:59Z"),
            (Charged::Unusable, "2026-11-23T15:59:59Z"),
            (Charged::Answered, "2026-11-23T16:00:00Z"),
        ] {
            meter.count(charged, Twd::new(2), At::parse(at).unwrap());
        }
        let seen: Vec<_> = meter.read().iter().map(|d| (d.day.day(), d.asked, d.unusable, d.cost_twd)).collect();
        assert_eq!(seen, [(23, 2, 1, Twd::new(4)), (24, 1, 0, Twd::new(2))]);
        assert_eq!(meter.take()[0].unusable_twd, Twd::new(2));
        assert!(meter.take().is_empty());
    }
}
