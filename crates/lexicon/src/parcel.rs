//! Cadastral numbers: section code, land number, and both as one parcel id.
//!
//! A section code has four digits and is unique in the city; a land number has a
//! main number of up to four digits and a sub-number (地籍測量實施規則, land.md
//! §3.1). One number, four forms: shown 540-4, register 0540-0004, code 05400004,
//! and with its section the 12-digit key. Original numbers of five digits, which
//! §137 allows, have no machine code and are refused by name.
//! Free text is read in [`crate::parcel_text`].

use crate::fold;
use crate::text_form::text_form;
use std::fmt;

/// The code of a cadastral section: four digits, unique in the city.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionCode(u16);

/// A land number (地號): main number 1–9999, sub-number 0–9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LandNumber {
    main: u16,
    sub: u16,
}

/// One parcel: a section and a land number in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParcelId {
    /// The section.
    pub section: SectionCode,
    /// The land number in the section.
    pub land: LandNumber,
}

/// Why a text or a pair of numbers is no cadastral number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParcelError {
    /// A section code is not four digits.
    #[error("a section code has four digits")]
    SectionShape,
    /// Neither `540-4`, `0540-0004` nor `05400004`.
    #[error("not a land number")]
    LandShape,
    /// A main number of zero.
    #[error("a land number starts at 1")]
    MainZero,
    /// A main number of five digits (地籍測量實施規則 §137), which has no code.
    #[error("land numbers of five digits have no machine code")]
    FiveDigitOriginal,
    /// A sub-number above 9999.
    #[error("a sub-number has at most four digits")]
    SubTooLong,
    /// Not a 12-digit parcel key.
    #[error("not a parcel key of section (4) and land number (8)")]
    KeyShape,
}

impl SectionCode {
    /// A section code from its number, 0–9999.
    pub fn new(number: u16) -> Result<SectionCode, ParcelError> {
        if number <= 9_999 { Ok(SectionCode(number)) } else { Err(ParcelError::SectionShape) }
    }

    /// Reads four digits; full width is accepted.
    pub fn parse(text: &str) -> Result<SectionCode, ParcelError> {
        let text = fold::compact(text);
        if text.len() != 4 {
            return Err(ParcelError::SectionShape);
        }
        digits(&text).map(SectionCode).ok_or(ParcelError::SectionShape)
    }
}

impl fmt::Display for SectionCode {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{:04}", self.0)
    }
}

impl LandNumber {
    /// A land number from main number 1–9999 and sub-number 0–9999.
    pub fn new(main: u16, sub: u16) -> Result<LandNumber, ParcelError> {
        match (main, sub) {
            (0, _) => Err(ParcelError::MainZero),
            (10_000.., _) => Err(ParcelError::FiveDigitOriginal),
            (_, 10_000..) => Err(ParcelError::SubTooLong),
            _ => Ok(LandNumber { main, sub }),
        }
    }

    /// Reads `540`, `540-4`, `0540-0004` or the 8-digit code; full width and
    /// every kind of dash are accepted.
    pub fn parse(text: &str) -> Result<LandNumber, ParcelError> {
        let text = fold::compact(text);
        match text.split_once('-') {
            Some((main, sub)) => LandNumber::from_digits(main, sub),
            None if text.len() == 8 && text.is_ascii() => LandNumber::from_digits(&text[..4], &text[4..]),
            None => LandNumber::from_digits(&text, "0"),
        }
    }

    fn from_digits(main: &str, sub: &str) -> Result<LandNumber, ParcelError> {
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(main) || !all_digits(sub) {
            return Err(ParcelError::LandShape);
        }
        match (main.len(), sub.len()) {
            (1..=4, 1..=4) => {
                let main = digits(main).ok_or(ParcelError::LandShape)?;
                LandNumber::new(main, digits(sub).ok_or(ParcelError::LandShape)?)
            }
            (5, _) => Err(ParcelError::FiveDigitOriginal),
            (1..=4, _) => Err(ParcelError::SubTooLong),
            _ => Err(ParcelError::LandShape),
        }
    }

    /// The main number (母號), 1–9999.
    pub const fn main(self) -> u16 {
        self.main
    }

    /// The sub-number (子號), 0 when there is none.
    pub const fn sub(self) -> u16 {
        self.sub
    }

    /// The machine code, eight digits: `05400004`.
    pub fn code(self) -> String {
        format!("{:04}{:04}", self.main, self.sub)
    }

    /// The form printed in land registers: `0540-0004`.
    pub fn register_form(self) -> String {
        format!("{:04}-{:04}", self.main, self.sub)
    }
}

impl fmt::Display for LandNumber {
    /// The form printed on maps: `540` or `540-4`.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sub {
            0 => write!(to, "{}", self.main),
            sub => write!(to, "{}-{sub}", self.main),
        }
    }
}

impl ParcelId {
    /// The 12 digits of its key as one number: what tables of land sort by.
    pub const fn number(self) -> u64 {
        self.section.0 as u64 * 100_000_000 + self.land.main as u64 * 10_000 + self.land.sub as u64
    }

    /// The parcel of such a number.
    pub fn from_number(number: u64) -> Result<ParcelId, ParcelError> {
        let part = |by: u64, below: u64| (number / by % below) as u16;
        let section = u16::try_from(number / 100_000_000).map_err(|_| ParcelError::KeyShape)?;
        Ok(ParcelId {
            section: SectionCode::new(section)?,
            land: LandNumber::new(part(10_000, 10_000), part(1, 10_000))?,
        })
    }

    /// The parcel with this land number in this section.
    pub const fn new(section: SectionCode, land: LandNumber) -> ParcelId {
        ParcelId { section, land }
    }

    /// The canonical key: section (4) and land number (8), twelve digits.
    pub fn key(self) -> String {
        format!("{}{}", self.section, self.land.code())
    }

    /// The id with the letter of the county before it, as outside systems write
    /// it: `E-1234-05400004`. The letter is a fact of the office.
    pub fn with_county(self, county: char) -> String {
        format!("{county}-{}-{}", self.section, self.land.code())
    }

    /// Reads a key, with hyphens or without (`123405400004`, `1234-05400004`,
    /// `1234-0540-0004`), and with a county letter before it, which is dropped.
    pub fn parse(text: &str) -> Result<ParcelId, ParcelError> {
        let text: String = fold::compact(text).chars().filter(|c| *c != '-').collect();
        let key = match text.chars().next() {
            Some(letter) if letter.is_ascii_alphabetic() => &text[1..],
            _ => text.as_str(),
        };
        if key.len() != 12 || !key.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ParcelError::KeyShape);
        }
        Ok(ParcelId { section: SectionCode::parse(&key[..4])?, land: LandNumber::parse(&key[4..])? })
    }
}

impl fmt::Display for ParcelId {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}{}", self.section, self.land.code())
    }
}

macro_rules! debug_as_display {
    ($($type:ty),*) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, to)
            }
        }
    )*};
}
debug_as_display!(SectionCode, LandNumber, ParcelId);

text_form!(SectionCode, ParcelError, |code| code.to_string());
text_form!(LandNumber, ParcelError, |land| land.to_string());
text_form!(ParcelId, ParcelError, |parcel| parcel.key());

/// A run of ASCII digits as a number.
fn digits(text: &str) -> Option<u16> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_number_has_four_forms() {
        for (text, shown, register, code) in [
            ("540", "540", "0540-0000", "05400000"),
            ("540-4", "540-4", "0540-0004", "05400004"),
            ("18-1", "18-1", "0018-0001", "00180001"),
            ("123-4", "123-4", "0123-0004", "01230004"),
            ("0545-0000", "545", "0545-0000", "05450000"),
            ("００１８０００１", "18-1", "0018-0001", "00180001"),
            ("900－47", "900-47", "0900-0047", "09000047"),
        ] {
            let land = LandNumber::parse(text).unwrap();
            assert_eq!(land.to_string(), shown);
            assert_eq!(land.register_form(), register);
            assert_eq!(land.code(), code);
        }
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        for (text, error) in [
            ("12345", ParcelError::FiveDigitOriginal),
            ("12345-1", ParcelError::FiveDigitOriginal),
            ("0", ParcelError::MainZero),
            ("0000-0001", ParcelError::MainZero),
            ("540-12345", ParcelError::SubTooLong),
            ("123456", ParcelError::LandShape),
            ("", ParcelError::LandShape),
            ("-4", ParcelError::LandShape),
            ("甲", ParcelError::LandShape),
        ] {
            assert_eq!(LandNumber::parse(text), Err(error), "{text}");
        }
        assert_eq!(SectionCode::parse("12"), Err(ParcelError::SectionShape));
        assert_eq!(SectionCode::parse("+123"), Err(ParcelError::SectionShape));
        assert_eq!(ParcelId::parse("甲"), Err(ParcelError::KeyShape));
    }

    #[test]
    fn a_parcel_key_is_twelve_digits_however_it_was_written() {
        for text in ["123405400004", "1234-05400004", "1234-0540-0004", "E-1234-05400004"] {
            let parcel = ParcelId::parse(text).unwrap();
            assert_eq!(parcel.key(), "123405400004");
            assert_eq!(parcel.with_county('E'), "E-1234-05400004");
            assert_eq!(serde_json::to_string(&parcel).unwrap(), "\"123405400004\"");
        }
    }

    proptest! {
        #[test]
        fn every_form_reads_back(section in 0..=9_999u16, main in 1..=9_999u16, sub in 0..=9_999u16) {
            let land = LandNumber::new(main, sub).unwrap();
            for text in [land.to_string(), land.register_form(), land.code()] {
                prop_assert_eq!(LandNumber::parse(&text), Ok(land));
            }
            let parcel = ParcelId::new(SectionCode::new(section).unwrap(), land);
            prop_assert_eq!(ParcelId::parse(&parcel.key()), Ok(parcel));
            let json = serde_json::to_string(&parcel).unwrap();
            prop_assert_eq!(serde_json::from_str::<ParcelId>(&json).unwrap(), parcel);
        }
    }
}
