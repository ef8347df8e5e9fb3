//! Deadlines of steps: how long, counted how, and what is left when the clock stands still.
//!
//! Days are counted by `lexicon` (行政程序法 §48 and the office calendar); nothing here knows a length.

use catalogue::step::{Within, WithinUnit};
use lexicon::calendar::WorkingCalendar;
use lexicon::date::Date;
use lexicon::due::Due;
use lexicon::ids::TimerId;
use lexicon::instant::At;
use lexicon::period;

use crate::case::Paused;
use crate::event::Deadline;

/// When a step entered `now` must be done.
#[must_use]
pub fn deadline(within: &Within, calendar: &WorkingCalendar, now: At, timer: TimerId) -> Deadline {
    match within.unit {
        WithinUnit::Minutes => at(now.minutes_later(i64::from(within.amount)), timer),
        WithinUnit::Days => of_due(period::statutory_days(now.taipei_date(), within.amount, calendar), timer),
        WithinUnit::WorkingDays => of_due(calendar.add_working_days(now.taipei_date(), within.amount), timer),
    }
}

/// When a step resumed `now` must be done, after its clock stood still; nothing for a step without a time.
///
/// A deadline that ran out before the clock stopped stays where it was. 24:00 belongs to the day it ends,
/// so a clock that runs again at midnight counts the day that begins, and never closes at once.
#[must_use]
pub fn resumed(paused: &Paused, calendar: &WorkingCalendar, now: At, timer: TimerId) -> Option<Deadline> {
    if let Some(days) = paused.left_working_days {
        let today = last_day(now);
        let due = calendar.add_working_days(today, days);
        let due = if due.at <= now { calendar.add_working_days(today, days.saturating_add(1)) } else { due };
        return Some(of_due(due, timer));
    }
    if let Some(minutes) = paused.left_minutes {
        return Some(at(now.minutes_later(minutes), timer));
    }
    paused.deadline.clone()
}

/// The day a closing moment belongs to: 24:00 is the end of a day, not the first moment of the next.
#[must_use]
pub fn last_day(closes: At) -> Date {
    At::from_micros(closes.micros() - 1).taipei_date()
}

/// A deadline that is a plain instant.
#[must_use]
pub fn at(at: At, timer: TimerId) -> Deadline {
    Deadline { timer, at, provisional: false, derivation: serde_json::Value::Null }
}

/// A counted deadline.
#[must_use]
pub fn of_due(due: Due, timer: TimerId) -> Deadline {
    let derivation = serde_json::to_value(&due.derivation).unwrap_or_default();
    Deadline { timer, at: due.at, provisional: due.provisional, derivation }
}
