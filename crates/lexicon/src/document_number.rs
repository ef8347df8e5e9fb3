//! 發文字號: the number of an official document.
//!
//! `{機關代字}字第{年度3}{流水號7}號`, the first three digits being the ROC year
//! (services §11.2). A year that differs from the date of issue is a likely
//! typing error, to be warned of and not refused: [`DocumentNumber::fits_issue_date`].

use crate::date::Date;
use crate::fold;
use crate::roc::{RocDate, RocYear};
use crate::text_form::text_form;
use std::fmt;

/// The number of an official document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentNumber {
    word: String,
    roc_year: u16,
    serial: u32,
}

/// Why a text is no document number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentNumberError {
    /// Not of the form {word}字第{digits}號.
    #[error("not of the form word, 字第, digits, 號")]
    Shape,
    /// The word of the agency is empty or longer than 20 characters.
    #[error("the word of the agency is empty or too long")]
    Word,
    /// Not three digits of the year, from 1, and seven of the serial.
    #[error("a document number has three digits of the year and seven of the serial")]
    Digits,
}

impl DocumentNumber {
    /// A number from the agency's word, the ROC year 1–999 and the serial of up to seven digits.
    pub fn new(word: &str, roc_year: u16, serial: u32) -> Result<DocumentNumber, DocumentNumberError> {
        let word = fold::compact(word);
        let plain = !word.contains("字第") && !word.chars().any(|c| c.is_ascii_digit());
        if word.is_empty() || word.chars().count() > 20 || !plain {
            return Err(DocumentNumberError::Word);
        }
        if !(1..=999).contains(&roc_year) || serial > 9_999_999 {
            return Err(DocumentNumberError::Digits);
        }
        Ok(DocumentNumber { word, roc_year, serial })
    }

    /// Reads a number as printed; full width and blanks are accepted.
    pub fn parse(text: &str) -> Result<DocumentNumber, DocumentNumberError> {
        let text = fold::compact(text);
        let (word, rest) = text.split_once("字第").ok_or(DocumentNumberError::Shape)?;
        let digits = rest.strip_suffix('號').ok_or(DocumentNumberError::Shape)?;
        if digits.len() != 10 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(DocumentNumberError::Digits);
        }
        let (year, serial) = digits.split_at(3);
        let year = year.parse().map_err(|_| DocumentNumberError::Digits)?;
        DocumentNumber::new(word, year, serial.parse().map_err(|_| DocumentNumberError::Digits)?)
    }

    /// The agency's word (機關代字).
    pub fn word(&self) -> &str {
        &self.word
    }

    /// The ROC year (年度).
    pub const fn roc_year(&self) -> u16 {
        self.roc_year
    }

    /// The serial (流水號).
    pub const fn serial(&self) -> u32 {
        self.serial
    }

    /// Whether the year in the number is that of the date of issue.
    pub fn fits_issue_date(&self, issued_on: Date) -> bool {
        RocDate::new(issued_on).year() == RocYear::Republic(self.roc_year)
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}字第{:03}{:07}號", self.word, self.roc_year, self.serial)
    }
}

text_form!(DocumentNumber, DocumentNumberError, |number| number.to_string());

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_first_three_digits_are_the_year() {
        for (text, year, serial) in [
            ("高市府四維研秘字第1000009080號", 100, 9_080),
            ("台內營字第1110810643號", 111, 810_643),
            ("高市府研發字第1130018500號", 113, 18_500),
        ] {
            let number = DocumentNumber::parse(text).unwrap();
            assert_eq!((number.roc_year(), number.serial()), (year, serial));
            assert_eq!(number.to_string(), text);
        }
    }

    #[test]
    fn a_year_that_contradicts_the_date_of_issue_is_noticed_and_not_refused() {
        let number = DocumentNumber::parse("高市府研發字第1130018500號").unwrap();
        assert!(!number.fits_issue_date(date(2022, 1, 5)));
        assert!(number.fits_issue_date(date(2024, 1, 5)));
    }

    #[test]
    fn other_texts_are_refused() {
        for (text, error) in [
            ("1110810643", DocumentNumberError::Shape),
            ("字第1110810643號", DocumentNumberError::Word),
            ("台內營字第111號", DocumentNumberError::Digits),
            ("台內營字第0000810643號", DocumentNumberError::Digits),
        ] {
            assert_eq!(DocumentNumber::parse(text), Err(error), "{text}");
        }
    }
}
