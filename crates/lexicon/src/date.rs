//! `Date`: a civil date, the type every other crate uses for days.
//!
//! It is jiff's own, under the office's name, so that no floor above names the
//! library. Dates as the office writes them are in [`crate::roc`].

/// A civil date without zone; `year` is of the common era.
pub use jiff::civil::Date;

use jiff::civil::Weekday;

/// The day after `date`; the last date of the range stays where it is.
pub fn next_day(date: Date) -> Date {
    date.tomorrow().unwrap_or(Date::MAX)
}

/// `days` after `date`, never beyond the last date of the range.
pub fn days_later(date: Date, days: u32) -> Date {
    date.saturating_add(jiff::Span::new().days(i64::from(days).min(7_000_000)))
}

/// `days` before `date`, never beyond the first date of the range.
pub fn days_before(date: Date, days: u32) -> Date {
    date.saturating_sub(jiff::Span::new().days(i64::from(days).min(7_000_000)))
}

/// The last day of a span of months that begins on `from`: the day before the corresponding day (民法 §121).
pub fn months_end(from: Date, months: u32) -> Date {
    let span = jiff::Span::new().months(i64::from(months.min(100_000)));
    from.checked_add(span).ok().and_then(|day| day.yesterday().ok()).unwrap_or(from)
}

/// Whether `date` is a Saturday or a Sunday.
pub fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
