//! The days a question of a map program is about: in force on, and as known on (RFC 3339, OGC API `datetime`).

use atlas::day::Days;
use atlas::plan::Validity;
use jiff::civil::date;
use lexicon::date::Date;
use lexicon::instant::At;

use crate::fault::Fault;

/// The first and the last day tables of land can hold; open ends and days beyond become these.
const FIRST: Date = date(1900, 1, 1);
const LAST: Date = date(2079, 6, 4);

/// Days asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// As known on this day; as known now when `None`.
    pub known: Option<Date>,
    /// One day, so that nothing can be there twice.
    pub is_one_day: bool,
}

impl Span {
    /// One day, as known now.
    #[must_use]
    pub fn day(on: Date) -> Span {
        let on = on.clamp(FIRST, LAST);
        Span { from: on, until: on, known: None, is_one_day: true }
    }

    /// Reads `datetime`: a day, an instant, or two of them with `/` between, `..` or nothing for an open end.
    ///
    /// # Errors
    /// Anything else, and an end before its beginning.
    pub fn read(text: &str) -> Result<Span, Fault> {
        let Some((from, until)) = text.split_once('/') else { return Ok(Span::day(day("datetime", text)?)) };
        let end = |side: &str, open: Date| match side {
            "" | ".." => Ok(open),
            _ => Ok(day("datetime", side)?.clamp(FIRST, LAST)),
        };
        let (from, until) = (end(from, FIRST)?, end(until, LAST)?);
        if until < from {
            return Err(Fault::bad("span-backwards").about("datetime").with("value", text));
        }
        Ok(Span { from, until, known: None, is_one_day: false })
    }

    /// As rows compare it.
    #[must_use]
    pub fn days(&self) -> Days {
        let known = self.known.map_or(LAST, |day| day.clamp(FIRST, LAST));
        let one = |from, until| Validity { from, until: Some(until) };
        // Both spans are clamped to what rows hold.
        Days::new(&one(self.from, self.until), &one(known, known)).unwrap_or_else(|_| unreachable!("clamped days"))
    }

    /// The day a row that begins then is to be described on.
    #[must_use]
    pub fn day_of(&self, begins: Date) -> Date {
        begins.clamp(self.from, self.until)
    }
}

/// Reads `2026-03-02` or an instant with its offset, which counts for its day in Taipei.
///
/// # Errors
/// Anything else.
pub fn day(parameter: &str, text: &str) -> Result<Date, Fault> {
    let bad = || Fault::bad("bad-day").about(parameter).with("name", parameter).with("value", text);
    if text.len() == 10 {
        return text.parse().map_err(|_| bad());
    }
    let is_instant = text.len() > 10 && text.as_bytes().get(10).is_some_and(|b| matches!(b, b'T' | b't' | b' '));
    if !is_instant {
        return Err(bad());
    }
    At::parse(text).map(At::taipei_date).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_instants_and_spans_are_read() {
        for (text, expected) in [
            ("2026-03-02", Some((date(2026, 3, 2), date(2026, 3, 2)))),
            ("2026-03-01T20:00:00Z", Some((date(2026, 3, 2), date(2026, 3, 2)))),
            ("2026-03-02/..", Some((date(2026, 3, 2), LAST))),
            ("/2026-03-02", Some((FIRST, date(2026, 3, 2)))),
            ("../..", Some((FIRST, LAST))),
            ("1066-10-14/2026-03-02", Some((FIRST, date(2026, 3, 2)))),
            ("2026-03-02/2026-03-01", None),
            ("2026-02-30", None),
            ("yesterday", None),
            ("2026-03-02/x", None),
            ("a/b/c", None),
            ("", None),
        ] {
            assert_eq!(Span::read(text).ok().map(|span| (span.from, span.until)), expected, "{text}");
        }
    }
}
