//! `Due`: when something must be there, and how that day was found.
//!
//! The derivation is a list of named steps, never text: the page and the letter
//! word it in the reader's language. Who is late is decided by instants alone.

use crate::date::Date;
use crate::instant::At;
use serde::{Deserialize, Serialize};

/// The end of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The moment the period closes: 24:00 of `date` in Taipei, or 12:00 on a
    /// Monday morning. What arrives before it counts, see [`Due::counts`].
    pub at: At,
    /// The last day of the period in Taipei.
    pub date: Date,
    /// Whether a day that decided the result is not in an announced calendar;
    /// the office must show the date as provisional.
    pub provisional: bool,
    /// The steps that led here, in order.
    pub derivation: Vec<DueStep>,
}

/// One step in finding the end of a period (行政程序法 §48).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum DueStep {
    /// §48 II: the day of the event is not counted.
    FirstDayNotCounted {
        /// The day of the event.
        day: Date,
    },
    /// §48 V, or a law that says so: the day of the event counts.
    FirstDayCounted {
        /// The day of the event.
        day: Date,
    },
    /// §48 I: hours run from the event at once.
    HoursRunAtOnce {
        /// The event.
        from: At,
    },
    /// Only working days were counted.
    WorkingDaysCounted {
        /// How many.
        count: u32,
    },
    /// §48 III: the last month has no corresponding day, so its last day is the end.
    NoCorrespondingDay {
        /// The last day of that month.
        day: Date,
    },
    /// The period by the calendar alone ends here.
    EndsOn {
        /// Its last day.
        day: Date,
    },
    /// §48 IV: the end fell on a Sunday, a national holiday or another rest
    /// day, and moved to the next working day.
    MovedFromHoliday {
        /// Where it fell.
        from: Date,
        /// Where it went.
        to: Date,
    },
    /// §48 IV: the end fell on a Saturday and moved to Monday 12:00.
    SaturdayToMondayNoon {
        /// Where it fell.
        saturday: Date,
        /// Where it went.
        monday: Date,
    },
    /// §48 V: the end fell on a rest day and was not moved.
    NotMoved {
        /// The rest day.
        day: Date,
    },
    /// A day that decided the result is not in an announced calendar.
    Provisional {
        /// The first such day.
        from: Date,
    },
}

impl Due {
    /// Whether something that arrived at `arrived` is in time. The closing
    /// moment itself, 24:00 or 12:00 sharp, is too late.
    pub fn counts(&self, arrived: At) -> bool {
        arrived < self.at
    }
}
