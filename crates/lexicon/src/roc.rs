//! `RocDate`: a date as the office writes it, in years of the Republic.
//!
//! Year 1 is 1912; earlier years count backwards as 民國前, without a year zero
//! (services §8.7). Reads every form seen on papers and in bank files; refuses
//! six bare digits, which could be 民國11年 in one file and 111年 without its
//! first digit in another.

use crate::date::Date;
use crate::text_form::text_form;
use crate::{fold, han};
use std::fmt;

/// A civil date with its reading in the calendar of the Republic.
///
/// JSON form: the ISO date. Shown form: `111.07.18`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RocDate(Date);

/// A year of the Republic or before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RocYear {
    /// 民國, 1 is 1912.
    Republic(u16),
    /// 民國前, 1 is 1911.
    Before(u16),
}

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RocDateError {
    /// In none of the forms read.
    #[error("not a date in any known form")]
    Shape,
    /// Six bare digits.
    #[error("six digits are ambiguous; write three digits of the year or separators")]
    Ambiguous,
    /// The form is right but the calendar has no such day.
    #[error("no such day in the calendar")]
    NoSuchDay,
}

impl RocDate {
    /// The reading of a civil date.
    pub const fn new(date: Date) -> RocDate {
        RocDate(date)
    }

    /// The civil date.
    pub const fn date(self) -> Date {
        self.0
    }

    /// The year of the Republic, or before it.
    pub fn year(self) -> RocYear {
        match self.0.year() {
            year @ 1912.. => RocYear::Republic(year.abs_diff(1911)),
            year => RocYear::Before(year.abs_diff(1912)),
        }
    }

    /// Reads a date.
    ///
    /// `中華民國111年7月18日`, `民國111年7月18日`, `111年7月18日`, Chinese numerals,
    /// 元年, 民國前; `111.07.18` with `.`, `/` or `-`; `1110718`, bank form
    /// `01110718`; and of the common era `2022-07-18`, `2022年7月18日`, `20220718`.
    /// With separators a year of one to three digits is of the Republic, of
    /// four digits of the common era.
    pub fn parse(text: &str) -> Result<RocDate, RocDateError> {
        let text = fold::compact(text);
        let (era, rest) = split_era(&text);
        if rest.bytes().all(|b| b.is_ascii_digit()) {
            return compact_digits(era, rest);
        }
        let [year, month, day] = fields(rest)?;
        let year = match (year, era) {
            ("元", Era::Unsaid | Era::Republic) => 1912,
            (digits, era) => civil_year(era, digits.chars().count() == 4, number(digits)?)?,
        };
        civil(year, number(month)?, number(day)?)
    }

    /// `中華民國111年7月18日`, before 1912 `中華民國前1年10月10日`.
    pub fn long(self) -> String {
        let (month, day) = (self.0.month(), self.0.day());
        match self.year() {
            RocYear::Republic(year) => format!("中華民國{year}年{month}月{day}日"),
            RocYear::Before(year) => format!("中華民國前{year}年{month}月{day}日"),
        }
    }

    /// `111.07.18`, before 1912 `民國前1.10.10`.
    pub fn dotted(self) -> String {
        let (month, day) = (self.0.month(), self.0.day());
        match self.year() {
            RocYear::Republic(year) => format!("{year:03}.{month:02}.{day:02}"),
            RocYear::Before(year) => format!("民國前{year}.{month:02}.{day:02}"),
        }
    }

    /// `1110718`, seven digits. `None` before 1912 and after 民國999年.
    pub fn compact(self) -> Option<String> {
        match self.year() {
            RocYear::Republic(year @ 1..=999) => Some(format!("{year:03}{:02}{:02}", self.0.month(), self.0.day())),
            _ => None,
        }
    }

    /// `01110718`, the eight digits of bank files; `None` like [`RocDate::compact`].
    pub fn bank(self) -> Option<String> {
        self.compact().map(|digits| format!("0{digits}"))
    }

    /// `110718`, the six digits of payment barcodes (last two of the year).
    /// Written only; six digits are never read. `None` like [`RocDate::compact`].
    pub fn barcode(self) -> Option<String> {
        self.compact().map(|digits| digits[1..].to_owned())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Era {
    Unsaid,
    Republic,
    Before,
    Common,
}

fn split_era(text: &str) -> (Era, &str) {
    const MARKS: [(&str, Era); 6] = [
        ("中華民國前", Era::Before),
        ("民國前", Era::Before),
        ("中華民國", Era::Republic),
        ("民國", Era::Republic),
        ("西元", Era::Common),
        ("公元", Era::Common),
    ];
    MARKS.iter().find_map(|(mark, era)| text.strip_prefix(mark).map(|rest| (*era, rest))).unwrap_or((Era::Unsaid, text))
}

fn compact_digits(era: Era, digits: &str) -> Result<RocDate, RocDateError> {
    let (year, month_day) = match digits.len() {
        6 => return Err(RocDateError::Ambiguous),
        7 | 8 => digits.split_at(digits.len() - 4),
        _ => return Err(RocDateError::Shape),
    };
    let (month, day) = month_day.split_at(2);
    let four_digits = digits.len() == 8 && !digits.starts_with('0');
    let year = civil_year(era, four_digits, number(year)?)?;
    civil(year, number(month)?, number(day)?)
}

/// The three fields of a date with separators or 年月日.
fn fields(text: &str) -> Result<[&str; 3], RocDateError> {
    if let Some((year, rest)) = text.split_once('年') {
        let (month, rest) = rest.split_once('月').ok_or(RocDateError::Shape)?;
        let day = rest.strip_suffix('日').or_else(|| rest.strip_suffix('號'));
        return Ok([year, month, day.ok_or(RocDateError::Shape)?]);
    }
    let separator = ['.', '/', '-'].into_iter().find(|c| text.contains(*c));
    let parts: Vec<&str> = text.split(separator.ok_or(RocDateError::Shape)?).collect();
    parts.try_into().map_err(|_| RocDateError::Shape)
}

/// A field of one to four digits, or a Chinese numeral.
fn number(field: &str) -> Result<i16, RocDateError> {
    if field.is_empty() || field.len() > 4 && field.is_ascii() {
        return Err(RocDateError::Shape);
    }
    if field.bytes().all(|b| b.is_ascii_digit()) {
        return field.parse().map_err(|_| RocDateError::Shape);
    }
    let value = han::parse(field).ok_or(RocDateError::Shape)?;
    i16::try_from(value).map_err(|_| RocDateError::Shape)
}

fn civil_year(era: Era, four_digits: bool, year: i16) -> Result<i16, RocDateError> {
    match era {
        Era::Common => Ok(year),
        Era::Unsaid if four_digits => Ok(year),
        Era::Unsaid | Era::Republic if year >= 1 => year.checked_add(1911).ok_or(RocDateError::NoSuchDay),
        Era::Before if year >= 1 => Ok(1912 - year),
        _ => Err(RocDateError::NoSuchDay),
    }
}

fn civil(year: i16, month: i16, day: i16) -> Result<RocDate, RocDateError> {
    let month = i8::try_from(month).map_err(|_| RocDateError::NoSuchDay)?;
    let day = i8::try_from(day).map_err(|_| RocDateError::NoSuchDay)?;
    Date::new(year, month, day).map(RocDate).map_err(|_| RocDateError::NoSuchDay)
}

impl fmt::Display for RocDate {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(&self.dotted())
    }
}

impl fmt::Debug for RocDate {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.dotted())
    }
}

impl From<Date> for RocDate {
    fn from(date: Date) -> RocDate {
        RocDate(date)
    }
}

text_form!(RocDate, RocDateError, |date| date.0.to_string());

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn every_form_of_one_day_is_read() {
        for text in [
            "中華民國111年7月18日",
            "中華民國 111 年 7 月 18 日",
            "民國一百十一年七月十八日",
            "111年07月18日",
            "111.07.18",
            "111/7/18",
            "１１１．０７．１８",
            "111-07-18",
            "1110718",
            "01110718",
            "2022-07-18",
            "2022/7/18",
            "2022年7月18日",
            "西元2022年7月18日",
            "20220718",
        ] {
            assert_eq!(RocDate::parse(text).map(RocDate::date), Ok(date(2022, 7, 18)), "{text}");
        }
    }

    #[test]
    fn one_day_is_written_in_every_form() {
        let day = RocDate::new(date(2022, 7, 18));
        assert_eq!(day.long(), "中華民國111年7月18日");
        assert_eq!(day.dotted(), "111.07.18");
        assert_eq!(day.compact().as_deref(), Some("1110718"));
        assert_eq!(day.bank().as_deref(), Some("01110718"));
        assert_eq!(day.barcode().as_deref(), Some("110718"));
        assert_eq!(serde_json::to_string(&day).unwrap(), "\"2022-07-18\"");
    }

    #[test]
    fn years_before_the_republic_count_backwards() {
        for (text, civil) in [
            ("民國元年1月1日", date(1912, 1, 1)),
            ("民國1年1月1日", date(1912, 1, 1)),
            ("民國前1年12月31日", date(1911, 12, 31)),
            ("民國前13.04.05", date(1899, 4, 5)),
        ] {
            assert_eq!(RocDate::parse(text).map(RocDate::date), Ok(civil), "{text}");
        }
        let eve = RocDate::new(date(1911, 12, 31));
        assert_eq!(eve.year(), RocYear::Before(1));
        assert_eq!(eve.compact(), None);
        assert_eq!(RocDate::new(date(2026, 1, 1)).year(), RocYear::Republic(115));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for (text, error) in [
            ("110718", RocDateError::Ambiguous),
            ("民國110718", RocDateError::Ambiguous),
            ("111.02.30", RocDateError::NoSuchDay),
            ("111.13.01", RocDateError::NoSuchDay),
            ("000.01.01", RocDateError::NoSuchDay),
            ("0000101", RocDateError::NoSuchDay),
            ("民國0年1月1日", RocDateError::NoSuchDay),
            ("", RocDateError::Shape),
            ("111.07", RocDateError::Shape),
            ("111.07.18.1", RocDateError::Shape),
            ("11107", RocDateError::Shape),
            ("明天", RocDateError::Shape),
            ("-1.1.1", RocDateError::Shape),
        ] {
            assert_eq!(RocDate::parse(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_written_form_reads_back(days in -60_000..300_000i64) {
            let day = RocDate::new(date(1970, 1, 1).saturating_add(jiff::Span::new().days(days)));
            let json = serde_json::to_string(&day).unwrap();
            prop_assert_eq!(serde_json::from_str::<RocDate>(&json).unwrap(), day);
            let forms = [Some(day.long()), Some(day.dotted()), day.compact(), day.bank()];
            for text in forms.into_iter().flatten() {
                prop_assert_eq!(RocDate::parse(&text), Ok(day), "{}", text);
            }
        }

        #[test]
        fn no_text_makes_the_reader_stumble(text in "[0-9年月日民國前元.・/一二十 -]{0,14}") {
            let _ = RocDate::parse(&text);
        }
    }
}
