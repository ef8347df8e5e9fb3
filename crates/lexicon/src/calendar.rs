//! The working calendar of government offices: which days are worked.
//!
//! Dated data, never a rule: make-up Saturdays, compensatory days and typhoon
//! closures all arrive as rows (data.gov.tw dataset 14718 in the layout
//! `date,working_day,note,standing`), later rows override earlier ones. A day no
//! row names is taken as Monday to Friday and makes the result provisional, as
//! does a day whose standing is `sample`.
//! Refuses: files, guessing holidays, the rules of periods (see [`crate::period`]).

use crate::date::{self, Date};
use crate::due::{Due, DueStep};
use crate::instant::At;
use std::collections::BTreeMap;

/// How sure a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// From a calendar the government announced.
    Announced,
    /// From a sample that stands in until the announcement is loaded.
    Sample,
    /// Not loaded; taken as Monday to Friday.
    NotLoaded,
}

/// One day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Whether offices work.
    pub working: bool,
    /// The official note, e.g. 補假; empty on ordinary days.
    pub note: String,
    /// How sure the day is.
    pub standing: Standing,
}

/// The days known so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkingCalendar {
    days: BTreeMap<Date, Day>,
}

/// Why calendar bytes were refused. `line` counts from 1, the header included.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The header is not `date,working_day,note,standing`.
    #[error("calendar header must be date,working_day,note,standing")]
    Header,
    /// A row is not UTF-8 CSV of four cells.
    #[error("calendar line {line}: not a row of four cells")]
    Row {
        /// The line.
        line: u64,
    },
    /// The date is not `YYYY-MM-DD`.
    #[error("calendar line {line}: not a date")]
    Date {
        /// The line.
        line: u64,
    },
    /// `working_day` is neither `yes` nor `no`.
    #[error("calendar line {line}: working_day must be yes or no")]
    WorkingDay {
        /// The line.
        line: u64,
    },
    /// `standing` is neither `announced` nor `sample`.
    #[error("calendar line {line}: standing must be announced or sample")]
    Standing {
        /// The line.
        line: u64,
    },
}

impl WorkingCalendar {
    /// Reads a calendar; a byte order mark is allowed.
    pub fn from_csv(bytes: &[u8]) -> Result<WorkingCalendar, CalendarError> {
        WorkingCalendar::default().overridden(bytes)
    }

    /// This calendar with the rows of `bytes` on top, e.g. a typhoon closure
    /// announced overnight. The same layout as [`WorkingCalendar::from_csv`].
    pub fn overridden(mut self, bytes: &[u8]) -> Result<WorkingCalendar, CalendarError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let header = reader.headers().map_err(|_| CalendarError::Header)?;
        if header != vec!["date", "working_day", "note", "standing"] {
            return Err(CalendarError::Header);
        }
        for row in reader.records() {
            let row =
                row.map_err(|error| CalendarError::Row { line: error.position().map_or(0, csv::Position::line) })?;
            let (date, day) = read_row(&row)?;
            self.days.insert(date, day);
        }
        Ok(self)
    }

    /// What is known about `date`; unknown days are Monday to Friday.
    pub fn day(&self, date: Date) -> Day {
        self.days.get(&date).cloned().unwrap_or_else(|| Day {
            working: !date::is_weekend(date),
            note: String::new(),
            standing: Standing::NotLoaded,
        })
    }

    /// Whether offices work on `date`.
    pub fn is_working(&self, date: Date) -> bool {
        match self.days.get(&date) {
            Some(day) => day.working,
            None => !date::is_weekend(date),
        }
    }

    /// How sure `date` is.
    pub fn standing(&self, date: Date) -> Standing {
        self.days.get(&date).map_or(Standing::NotLoaded, |day| day.standing)
    }

    /// Whether `date` is a rest day with a note of its own (a national holiday,
    /// a compensatory day, a closure), not a plain weekend.
    pub fn is_named_holiday(&self, date: Date) -> bool {
        self.days.get(&date).is_some_and(|day| !day.working && !day.note.is_empty())
    }

    /// The first loaded day.
    pub fn first_day(&self) -> Option<Date> {
        self.days.keys().next().copied()
    }

    /// The last loaded day; later ones are Monday to Friday and provisional.
    pub fn last_day(&self) -> Option<Date> {
        self.days.keys().next_back().copied()
    }

    /// The first working day on or after `date`.
    pub fn working_day_from(&self, date: Date) -> Date {
        let mut day = date;
        while !self.is_working(day) && day < Date::MAX {
            day = date::next_day(day);
        }
        day
    }

    /// How many working days lie after `from`, up to and including `to`.
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = date::next_day(day);
            count += u32::from(self.is_working(day));
        }
        count
    }

    /// `count` working days after `from`, counted from the next day; the period
    /// closes at 24:00 of the last one. Zero days close on `from` itself, or on
    /// the next working day when `from` is none.
    pub fn add_working_days(&self, from: Date, count: u32) -> Due {
        let mut derivation = vec![DueStep::FirstDayNotCounted { day: from }];
        let mut unsure = self.first_unsure(from, from);
        let mut day = from;
        let mut left = count;
        while left > 0 && day < Date::MAX {
            day = date::next_day(day);
            unsure = unsure.or_else(|| self.first_unsure(day, day));
            left -= u32::from(self.is_working(day));
        }
        derivation.push(DueStep::WorkingDaysCounted { count });
        derivation.push(DueStep::EndsOn { day });
        if count == 0 && !self.is_working(day) {
            let to = self.working_day_from(day);
            derivation.push(DueStep::MovedFromHoliday { from: day, to });
            unsure = unsure.or_else(|| self.first_unsure(day, to));
            day = to;
        }
        derivation.extend(unsure.map(|from| DueStep::Provisional { from }));
        Due { at: At::taipei_midnight(date::next_day(day)), date: day, provisional: unsure.is_some(), derivation }
    }

    /// The first day from `from` to `to`, both included, that is not announced.
    pub(crate) fn first_unsure(&self, from: Date, to: Date) -> Option<Date> {
        let mut day = from;
        loop {
            if self.standing(day) != Standing::Announced {
                return Some(day);
            }
            if day >= to {
                return None;
            }
            day = date::next_day(day);
        }
    }
}

fn read_row(row: &csv::StringRecord) -> Result<(Date, Day), CalendarError> {
    let line = row.position().map_or(0, csv::Position::line);
    let cell = |index: usize| row.get(index).ok_or(CalendarError::Row { line });
    let date = cell(0)?.parse().map_err(|_| CalendarError::Date { line })?;
    let working = match cell(1)? {
        "yes" => true,
        "no" => false,
        _ => return Err(CalendarError::WorkingDay { line }),
    };
    let standing = match cell(3)? {
        "announced" => Standing::Announced,
        "sample" => Standing::Sample,
        _ => return Err(CalendarError::Standing { line }),
    };
    let note = cell(2)?.to_owned();
    Ok((date, Day { working, note, standing }))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use jiff::civil::date;

    /// The calendar handed over with the project, 2017–2026.
    pub(crate) fn office() -> WorkingCalendar {
        static OFFICE: std::sync::LazyLock<WorkingCalendar> = std::sync::LazyLock::new(|| {
            WorkingCalendar::from_csv(include_bytes!("../tests/data/working-calendar.csv")).unwrap()
        });
        OFFICE.clone()
    }

    #[test]
    fn years_have_their_published_counts_of_working_days() {
        for (year, count) in [(2021, 249), (2022, 250), (2023, 249), (2024, 251), (2025, 250), (2026, 245)] {
            let eve = date(year - 1, 12, 31);
            assert_eq!(office().working_days_between(eve, date(year, 12, 31)), count, "{year}");
        }
    }

    #[test]
    fn make_up_saturdays_are_worked() {
        for day in [
            date(2022, 1, 22),
            date(2023, 1, 7),
            date(2023, 2, 4),
            date(2023, 2, 18),
            date(2023, 3, 25),
            date(2023, 6, 17),
            date(2023, 9, 23),
            date(2024, 2, 17),
            date(2025, 2, 8),
        ] {
            assert!(office().is_working(day), "{day}");
        }
        assert!(!office().is_working(date(2022, 1, 29)));
    }

    #[test]
    fn working_days_are_counted_from_the_next_day() {
        for (from, count, end) in [
            (date(2022, 1, 21), 6, date(2022, 1, 28)),
            (date(2022, 9, 8), 3, date(2022, 9, 14)),
            (date(2022, 1, 28), 3, date(2022, 2, 9)),
            (date(2023, 1, 19), 6, date(2023, 2, 4)),
            (date(2022, 9, 8), 0, date(2022, 9, 8)),
            (date(2022, 9, 9), 0, date(2022, 9, 12)),
        ] {
            let due = office().add_working_days(from, count);
            assert_eq!(due.date, end, "{from} + {count}");
            assert_eq!(due.at, At::taipei_midnight(date::next_day(end)));
            assert!(!due.provisional);
        }
    }

    #[test]
    fn a_period_that_needs_a_sample_or_unloaded_day_is_provisional() {
        let into_sample = office().add_working_days(date(2025, 12, 31), 1);
        assert!(into_sample.provisional);
        assert!(into_sample.derivation.contains(&DueStep::Provisional { from: date(2026, 1, 1) }));
        let beyond = office().add_working_days(date(2027, 1, 1), 1);
        assert!(beyond.provisional);
        assert_eq!(beyond.date, date(2027, 1, 4));
        assert!(!office().add_working_days(date(2025, 12, 30), 1).provisional);
        assert_eq!(office().last_day(), Some(date(2026, 12, 31)));
        assert_eq!(office().add_working_days(date(2026, 1, 1), u32::MAX).date, Date::MAX);
    }

    #[test]
    fn a_typhoon_closure_overrides_the_announced_day() {
        let closure = "date,working_day,note,standing\n2024-10-31,no,颱風停止上班,announced\n";
        let calendar = office().overridden(closure.as_bytes()).unwrap();
        assert!(office().is_working(date(2024, 10, 31)));
        assert!(!calendar.is_working(date(2024, 10, 31)));
        assert!(calendar.is_named_holiday(date(2024, 10, 31)));
        assert_eq!(calendar.add_working_days(date(2024, 10, 30), 1).date, date(2024, 11, 1));
    }

    #[test]
    fn a_damaged_calendar_is_refused_with_its_line() {
        let header = "date,working_day,note,standing\n";
        for (rows, error) in [
            ("2022-02-30,no,,announced", CalendarError::Date { line: 2 }),
            ("2022-01-01,maybe,,announced", CalendarError::WorkingDay { line: 2 }),
            ("2022-01-01,no,,announced\n2022-01-02,no,,guess", CalendarError::Standing { line: 3 }),
            ("2022-01-01,no", CalendarError::Row { line: 2 }),
        ] {
            let text = format!("\u{FEFF}{header}{rows}\n");
            assert_eq!(WorkingCalendar::from_csv(text.as_bytes()), Err(error), "{rows}");
        }
        assert_eq!(WorkingCalendar::from_csv(b"day,open\n"), Err(CalendarError::Header));
        assert_eq!(WorkingCalendar::from_csv(b""), Err(CalendarError::Header));
    }
}
