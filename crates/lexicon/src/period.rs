//! Statutory periods: 行政程序法 §48.
//!
//! The day of the event is not counted (II). Weeks, months and years end the day
//! before the corresponding day (III). An end on a Sunday, a national holiday or
//! another rest day moves to the next working day; an end on a Saturday to Monday
//! morning, 12:00 (IV). Periods to the burden of the citizen count the first day
//! and do not move (V), unless the ordinary way serves the citizen better.
//!
//! Readings chosen where the law is silent, each the kinder one:
//! 上午 ends at 12:00. A Saturday is a Saturday even when offices make up work on
//! it. A Saturday that is itself a named holiday moves to the whole of the next
//! working day, and so does a Saturday whose Monday is no working day.
//! Refuses: the lengths of periods, which are data of a service.

use crate::calendar::WorkingCalendar;
use crate::date::{self, Date};
use crate::due::{Due, DueStep};
use crate::instant::At;
use jiff::civil::Weekday;
use jiff::{SignedDuration, Span};

/// Whom a period presses, which decides between §48 II, IV and §48 V.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bearing {
    /// No penalty or adverse act: §48 II and IV.
    Ordinary,
    /// A penalty or adverse act lasts as long as the period (a suspension):
    /// the first day counts and the end is not moved, §48 V.
    Burden,
    /// A penalty or adverse act must be answered within the period (a fine to
    /// pay): the ordinary way is later, so it serves the citizen, §48 V last clause.
    Answer,
}

/// The end of `days` days after the event on `from` (§48 II, IV).
pub fn statutory_days(from: Date, days: u32, calendar: &WorkingCalendar) -> Due {
    let end = date::days_later(from, days);
    settle(vec![DueStep::FirstDayNotCounted { day: from }], end, calendar)
}

/// The end of `weeks` weeks after the event on `from` (§48 II–IV).
pub fn statutory_weeks(from: Date, weeks: u32, calendar: &WorkingCalendar) -> Due {
    statutory_days(from, weeks.saturating_mul(7), calendar)
}

/// The end of `months` months after the event on `from` (§48 II–IV): the day
/// before the corresponding day, or the last day of the month when it has none.
pub fn statutory_months(from: Date, months: u32, calendar: &WorkingCalendar) -> Due {
    let mut derivation = vec![DueStep::FirstDayNotCounted { day: from }];
    let end = if months == 0 { from } else { end_of_months(from, months, &mut derivation) };
    settle(derivation, end, calendar)
}

/// The end of `years` years after the event on `from` (§48 II–IV).
pub fn statutory_years(from: Date, years: u32, calendar: &WorkingCalendar) -> Due {
    statutory_months(from, years.saturating_mul(12), calendar)
}

/// The end of `hours` hours, which run from the event at once (§48 I) and are not moved.
pub fn statutory_hours(from: At, hours: u32) -> Due {
    let at = from.plus(SignedDuration::from_hours(i64::from(hours)));
    let day = at.taipei_date();
    let derivation = vec![DueStep::HoursRunAtOnce { from }, DueStep::EndsOn { day }];
    Due { at, date: day, provisional: false, derivation }
}

/// The end of `days` days for a period of this `bearing` on the citizen (§48 V).
pub fn bearing_days(from: Date, days: u32, bearing: Bearing, calendar: &WorkingCalendar) -> Due {
    match bearing {
        Bearing::Ordinary | Bearing::Answer => statutory_days(from, days, calendar),
        Bearing::Burden => {
            let end = date::days_later(from, days.saturating_sub(1));
            let mut derivation = vec![DueStep::FirstDayCounted { day: from }, DueStep::EndsOn { day: end }];
            if !calendar.is_working(end) {
                derivation.push(DueStep::NotMoved { day: end });
            }
            let at = At::taipei_midnight(date::next_day(end));
            Due { at, date: end, provisional: false, derivation }
        }
    }
}

fn end_of_months(from: Date, months: u32, derivation: &mut Vec<DueStep>) -> Date {
    let counted_from = date::next_day(from);
    // Adding months keeps the day or, where there is none, takes the month's last.
    let corresponding = counted_from.saturating_add(Span::new().months(i64::from(months).min(200_000)));
    if corresponding.day() == counted_from.day() {
        corresponding.yesterday().unwrap_or(Date::MIN)
    } else {
        derivation.push(DueStep::NoCorrespondingDay { day: corresponding });
        corresponding
    }
}

/// Applies §48 IV to the end found by the calendar alone.
fn settle(mut derivation: Vec<DueStep>, end: Date, calendar: &WorkingCalendar) -> Due {
    derivation.push(DueStep::EndsOn { day: end });
    let plain_saturday = end.weekday() == Weekday::Saturday && !calendar.is_named_holiday(end);
    let monday = date::days_later(end, 2);
    let (date, at) = if plain_saturday && calendar.is_working(monday) {
        derivation.push(DueStep::SaturdayToMondayNoon { saturday: end, monday });
        (monday, At::taipei_clock(monday.at(12, 0, 0, 0)))
    } else {
        let first_candidate = if plain_saturday { monday } else { end };
        let date = calendar.working_day_from(first_candidate);
        if date != end {
            derivation.push(DueStep::MovedFromHoliday { from: end, to: date });
        }
        (date, At::taipei_midnight(date::next_day(date)))
    };
    let unsure = calendar.first_unsure(end, date);
    derivation.extend(unsure.map(|from| DueStep::Provisional { from }));
    Due { at, date, provisional: unsure.is_some(), derivation }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::tests::office;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn noon(day: Date) -> At {
        At::taipei_clock(day.at(12, 0, 0, 0))
    }

    fn end_of(day: Date) -> At {
        At::taipei_midnight(date::next_day(day))
    }

    #[test]
    fn the_check_values_of_days_hold() {
        for (from, days, end, at) in [
            // Ends on Saturday 09-03: Monday morning.
            (date(2022, 8, 24), 10, date(2022, 9, 5), noon(date(2022, 9, 5))),
            // Ends on Sunday 09-11.
            (date(2022, 9, 1), 10, date(2022, 9, 12), end_of(date(2022, 9, 12))),
            // Ends on 02-02, within the new year holidays.
            (date(2022, 1, 3), 30, date(2022, 2, 7), end_of(date(2022, 2, 7))),
            // Ends on an ordinary Thursday.
            (date(2022, 8, 22), 10, date(2022, 9, 1), end_of(date(2022, 9, 1))),
            // Ends on a Saturday that is the Mid-Autumn Festival itself.
            (date(2022, 8, 31), 10, date(2022, 9, 12), end_of(date(2022, 9, 12))),
            // Ends on a Saturday whose Monday is a holiday (2022-10-10).
            (date(2022, 9, 28), 10, date(2022, 10, 11), end_of(date(2022, 10, 11))),
            // Ends on a Saturday on which offices make up work.
            (date(2023, 1, 25), 10, date(2023, 2, 6), noon(date(2023, 2, 6))),
            // Ends on a Friday holiday before a plain Saturday (2025-10-10).
            (date(2025, 9, 30), 10, date(2025, 10, 13), end_of(date(2025, 10, 13))),
        ] {
            let due = statutory_days(from, days, &office());
            assert_eq!((due.date, due.at), (end, at), "{from} + {days}");
            assert!(!due.provisional);
        }
    }

    #[test]
    fn a_filing_on_monday_morning_counts_and_at_noon_no_more() {
        let due = statutory_days(date(2022, 8, 24), 10, &office());
        assert!(due.counts(At::from_micros(noon(date(2022, 9, 5)).micros() - 1)));
        assert!(!due.counts(noon(date(2022, 9, 5))));
    }

    #[test]
    fn the_derivation_names_every_step() {
        let due = statutory_days(date(2022, 8, 24), 10, &office());
        let (saturday, monday) = (date(2022, 9, 3), date(2022, 9, 5));
        assert_eq!(
            due.derivation,
            [
                DueStep::FirstDayNotCounted { day: date(2022, 8, 24) },
                DueStep::EndsOn { day: saturday },
                DueStep::SaturdayToMondayNoon { saturday, monday },
            ]
        );
        let json = serde_json::to_string(&due).unwrap();
        assert!(json.contains(r#"{"step":"saturday-to-monday-noon","saturday":"2022-09-03","monday":"2022-09-05"}"#));
        assert_eq!(serde_json::from_str::<Due>(&json).unwrap(), due);
    }

    #[test]
    fn months_end_before_the_corresponding_day() {
        for (from, months, end) in [
            (date(2022, 1, 15), 1, date(2022, 2, 15)),
            (date(2022, 1, 31), 1, date(2022, 3, 1)),
            (date(2022, 1, 30), 1, date(2022, 3, 1)),
            (date(2022, 3, 30), 6, date(2022, 9, 30)),
            (date(2024, 1, 30), 1, date(2024, 2, 29)),
            (date(2023, 5, 31), 1, date(2023, 6, 30)),
            (date(2022, 8, 22), 0, date(2022, 8, 22)),
        ] {
            assert_eq!(statutory_months(from, months, &office()).date, end, "{from} + {months}");
        }
        let due = statutory_months(date(2022, 1, 30), 1, &office());
        assert!(due.derivation.contains(&DueStep::NoCorrespondingDay { day: date(2022, 2, 28) }));
    }

    #[test]
    fn weeks_and_years_follow_the_same_rule() {
        assert_eq!(statutory_weeks(date(2022, 8, 22), 2, &office()).date, date(2022, 9, 5));
        assert_eq!(statutory_years(date(2020, 2, 28), 1, &office()).date, date(2021, 3, 2));
        assert_eq!(statutory_years(date(2022, 7, 18), 1, &office()).date, date(2023, 7, 18));
    }

    #[test]
    fn hours_run_at_once_and_through_holidays() {
        let from = At::parse("2022-09-03T09:30:00+08:00").unwrap();
        assert_eq!(statutory_hours(from, 24).at, from.minutes_later(24 * 60));
    }

    #[test]
    fn a_burden_counts_its_first_day_and_does_not_move() {
        let calendar = office();
        let burden = bearing_days(date(2022, 8, 25), 10, Bearing::Burden, &calendar);
        assert_eq!((burden.date, burden.at), (date(2022, 9, 3), end_of(date(2022, 9, 3))));
        assert!(burden.derivation.contains(&DueStep::NotMoved { day: date(2022, 9, 3) }));
        let answer = bearing_days(date(2022, 8, 24), 10, Bearing::Answer, &calendar);
        assert_eq!(answer, statutory_days(date(2022, 8, 24), 10, &calendar));
    }

    #[test]
    fn an_end_beyond_the_announced_calendar_is_provisional() {
        let due = statutory_days(date(2025, 12, 25), 10, &office());
        assert!(due.provisional);
        assert!(statutory_days(date(2027, 3, 1), 10, &office()).provisional);
        assert!(!statutory_days(date(2025, 12, 1), 10, &office()).provisional);
        assert!(statutory_months(date(2026, 1, 1), u32::MAX, &office()).date > date(9000, 1, 1));
    }

    proptest! {
        #[test]
        fn no_period_ends_on_a_day_nobody_works(start in 0..3_000u32, days in 0..400u32) {
            let calendar = office();
            let from = date::days_later(date(2017, 1, 1), start);
            let due = statutory_days(from, days, &calendar);
            let end = date::days_later(from, days);
            prop_assert!(due.date >= end);
            prop_assert!(calendar.is_working(due.date));
            prop_assert!(due.at > At::taipei_midnight(due.date));
            prop_assert!(due.at <= end_of(due.date));
        }
    }
}
