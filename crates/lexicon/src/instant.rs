//! `At`: a moment, to the microsecond, and how it reads on a wall in Taipei.
//!
//! Microseconds because that is what both databases keep. The zone is
//! Asia/Taipei from the zone data compiled into the program, summer times of
//! the past included; the machine's own zone is never asked. There is no `now`.

use crate::text_form::text_form;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::sync::LazyLock;

static TAIPEI: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZoneDatabase::bundled()
        .get("Asia/Taipei")
        // The zone is compiled in (a test reads it); UTC+8 is its offset since 1979.
        .unwrap_or_else(|_| TimeZone::fixed(Offset::constant(8)))
});

/// A moment: microseconds since 1970-01-01T00:00:00Z, between the years -9999 and 9999.
///
/// Text and JSON form: RFC 3339 in UTC, `2022-07-18T01:30:00Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(i64);

/// Why a text is not a moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AtError {
    /// Not RFC 3339 with an offset, or outside the years jiff can hold.
    #[error("not an RFC 3339 instant")]
    Shape,
}

impl At {
    /// The earliest moment that can be held.
    pub const MIN: At = At(-377_705_023_201_000_000);
    /// The latest moment that can be held.
    pub const MAX: At = At(253_402_207_200_999_999);

    /// A moment from microseconds since 1970 UTC; values beyond [`At::MIN`] and
    /// [`At::MAX`] become those.
    pub const fn from_micros(micros: i64) -> At {
        if micros < Self::MIN.0 {
            Self::MIN
        } else if micros > Self::MAX.0 {
            Self::MAX
        } else {
            At(micros)
        }
    }

    /// Microseconds since 1970 UTC.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with any offset; finer than a microsecond is cut off.
    pub fn parse(text: &str) -> Result<At, AtError> {
        let moment: Timestamp = text.trim().parse().map_err(|_| AtError::Shape)?;
        Ok(moment.into())
    }

    /// The date on a wall calendar in Taipei.
    pub fn taipei_date(self) -> Date {
        self.taipei().date()
    }

    /// Date and time of day on a wall clock in Taipei.
    pub fn taipei(self) -> DateTime {
        TAIPEI.to_datetime(self.into())
    }

    /// The first moment of `date` in Taipei, which is also 24:00 of the day before.
    pub fn taipei_midnight(date: Date) -> At {
        At::taipei_clock(date.at(0, 0, 0, 0))
    }

    /// The moment a wall clock in Taipei shows `civil`. A time skipped by a
    /// summer time change is read as the moment after the gap.
    pub fn taipei_clock(civil: DateTime) -> At {
        match TAIPEI.to_timestamp(civil) {
            Ok(moment) => moment.into(),
            Err(_) if civil.year() < 1970 => At::MIN,
            Err(_) => At::MAX,
        }
    }

    /// This moment and `duration` later (or earlier, when negative); stops at
    /// the ends of the range.
    pub fn plus(self, duration: SignedDuration) -> At {
        let micros = i128::from(self.0).saturating_add(duration.as_micros());
        let clamped = micros.clamp(i128::from(i64::MIN), i128::from(i64::MAX));
        At::from_micros(i64::try_from(clamped).unwrap_or(i64::MAX))
    }

    /// `minutes` later; negative is earlier.
    pub fn minutes_later(self, minutes: i64) -> At {
        At::from_micros(self.0.saturating_add(minutes.saturating_mul(60_000_000)))
    }

    /// Time passed since `earlier`; negative when `earlier` is later.
    pub fn since(self, earlier: At) -> SignedDuration {
        SignedDuration::from_micros(self.0 - earlier.0)
    }
}

impl From<Timestamp> for At {
    fn from(moment: Timestamp) -> At {
        At::from_micros(moment.as_microsecond())
    }
}

impl From<At> for Timestamp {
    fn from(at: At) -> Timestamp {
        // The range of `At` is jiff's own, so this conversion does not fail.
        Timestamp::from_microsecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for At {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Timestamp::from(*self), to)
    }
}

impl fmt::Debug for At {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, to)
    }
}

text_form!(At, AtError, |at| at.to_string());

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn the_range_is_that_of_jiff() {
        assert_eq!(At::MIN.micros(), Timestamp::MIN.as_microsecond());
        assert_eq!(At::MAX.micros(), Timestamp::MAX.as_microsecond());
        assert_eq!(At::from_micros(i64::MAX), At::MAX);
        assert_eq!(At::from_micros(i64::MIN), At::MIN);
    }

    #[test]
    fn text_goes_out_in_utc_and_comes_back() {
        for (text, shown) in [
            ("2022-07-18T09:30:00+08:00", "2022-07-18T01:30:00Z"),
            ("2022-07-18T01:30:00Z", "2022-07-18T01:30:00Z"),
            ("2022-07-18T01:30:00.1234569Z", "2022-07-18T01:30:00.123456Z"),
        ] {
            let at = At::parse(text).unwrap();
            assert_eq!(at.to_string(), shown);
            let json = serde_json::to_string(&at).unwrap();
            assert_eq!(json, format!("\"{shown}\""));
            assert_eq!(serde_json::from_str::<At>(&json).unwrap(), at);
        }
        assert!(At::parse("2022-07-18").is_err());
        assert!(At::parse("2022-07-18T01:30:00").is_err());
    }

    #[test]
    fn a_day_in_taipei_starts_at_sixteen_hours_utc() {
        let midnight = At::taipei_midnight(date(2022, 7, 18));
        assert_eq!(midnight.to_string(), "2022-07-17T16:00:00Z");
        assert_eq!(midnight.taipei_date(), date(2022, 7, 18));
        assert_eq!(At::from_micros(midnight.micros() - 1).taipei_date(), date(2022, 7, 17));
    }

    #[test]
    fn summer_time_of_1979_comes_from_the_compiled_zone_data() {
        let at = At::parse("1979-08-01T00:00:00Z").unwrap();
        assert_eq!(at.taipei(), datetime(1979, 8, 1, 9, 0, 0, 0));
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        let at = At::parse("2022-07-18T00:00:00Z").unwrap();
        assert_eq!(at.minutes_later(15).to_string(), "2022-07-18T00:15:00Z");
        assert_eq!(at.minutes_later(15).since(at), SignedDuration::from_mins(15));
        assert_eq!(at.plus(SignedDuration::from_hours(-1)).to_string(), "2022-07-17T23:00:00Z");
        assert_eq!(at.plus(SignedDuration::MAX), At::MAX);
        assert_eq!(at.minutes_later(i64::MIN), At::MIN);
        assert_eq!(At::taipei_midnight(Date::MAX).taipei_date(), Date::MAX);
    }
}
