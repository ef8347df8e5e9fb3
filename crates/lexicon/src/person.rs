//! Numbers of persons: 國民身分證統一編號 and 外來人口統一證號, new and old.
//!
//! Checked by the published rule (services §8.1, §8.2): the letter stands for two
//! digits, weights 1 9 8 7 6 5 4 3 2 1 1, the sum divides by ten.
//! Personal data: `Debug` shows the masked form, there is no `Display`, and no
//! error repeats what was typed.

use crate::fold;
use crate::text_form::text_form;
use std::fmt;

/// The number of a national: letter, 1 or 2, eight digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationalId([u8; 10]);

/// The number of a resident without household registration: since 2021 letter,
/// 8 or 9, eight digits; before, letter, A–D, eight digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResidentNumber([u8; 10]);

/// Which of the two layouts a resident number has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResidentForm {
    /// Issued since 2021-01-02.
    New,
    /// Issued before; still found in historic data.
    Old,
}

/// The number of any person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonId {
    /// A national.
    National(NationalId),
    /// A resident.
    Resident(ResidentNumber),
}

/// Why a text is no person's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonIdError {
    /// Not ten characters.
    #[error("a person's number has ten characters")]
    Length,
    /// The first character is not a letter, or one of the last eight no digit.
    #[error("a person's number is a letter, a mark and eight digits")]
    Shape,
    /// The second character does not belong to this kind of number.
    #[error("the second character does not belong to this kind of number")]
    Kind,
    /// The check digit is wrong.
    #[error("the check digit does not match")]
    CheckDigit,
}

impl NationalId {
    /// Reads a number; small letters, full width and blanks are accepted.
    pub fn parse(text: &str) -> Result<NationalId, PersonIdError> {
        let bytes = shape(text)?;
        match bytes[1] {
            b'1' | b'2' => checked(bytes).map(NationalId),
            _ => Err(PersonIdError::Kind),
        }
    }

    /// All ten characters. For the vault and the register, never for a log.
    pub fn as_str(&self) -> &str {
        text_of(&self.0)
    }

    /// `E12345****`.
    pub fn masked(&self) -> String {
        masked(&self.0)
    }

    /// The last four digits, which a citizen certificate carries.
    pub fn last_four(&self) -> &str {
        &self.as_str()[6..]
    }
}

impl ResidentNumber {
    /// Reads a number of either layout; small letters, full width and blanks are accepted.
    pub fn parse(text: &str) -> Result<ResidentNumber, PersonIdError> {
        let bytes = shape(text)?;
        match bytes[1] {
            b'8' | b'9' | b'A'..=b'D' => checked(bytes).map(ResidentNumber),
            _ => Err(PersonIdError::Kind),
        }
    }

    /// Which layout the number has.
    pub const fn form(&self) -> ResidentForm {
        if self.0[1].is_ascii_digit() { ResidentForm::New } else { ResidentForm::Old }
    }

    /// All ten characters. For the vault and the register, never for a log.
    pub fn as_str(&self) -> &str {
        text_of(&self.0)
    }

    /// `A80000****`.
    pub fn masked(&self) -> String {
        masked(&self.0)
    }

    /// The last four digits.
    pub fn last_four(&self) -> &str {
        &self.as_str()[6..]
    }
}

impl PersonId {
    /// Reads a number of any kind; the second character tells which.
    pub fn parse(text: &str) -> Result<PersonId, PersonIdError> {
        match shape(text)?[1] {
            b'1' | b'2' => NationalId::parse(text).map(PersonId::National),
            _ => ResidentNumber::parse(text).map(PersonId::Resident),
        }
    }

    /// All ten characters. For the vault and the register, never for a log.
    pub fn as_str(&self) -> &str {
        match self {
            PersonId::National(id) => id.as_str(),
            PersonId::Resident(number) => number.as_str(),
        }
    }

    /// `E12345****`.
    pub fn masked(&self) -> String {
        match self {
            PersonId::National(id) => id.masked(),
            PersonId::Resident(number) => number.masked(),
        }
    }

    /// The last four digits.
    pub fn last_four(&self) -> &str {
        &self.as_str()[6..]
    }
}

/// Ten characters: a letter, one more letter or digit, eight digits.
fn shape(text: &str) -> Result<[u8; 10], PersonIdError> {
    let folded: Vec<u8> = fold::compact(text).to_ascii_uppercase().into_bytes();
    let bytes: [u8; 10] = folded.try_into().map_err(|_| PersonIdError::Length)?;
    let fits = bytes[0].is_ascii_uppercase()
        && (bytes[1].is_ascii_digit() || bytes[1].is_ascii_uppercase())
        && bytes[2..].iter().all(u8::is_ascii_digit);
    if fits { Ok(bytes) } else { Err(PersonIdError::Shape) }
}

fn checked(bytes: [u8; 10]) -> Result<[u8; 10], PersonIdError> {
    if check_sum(&bytes).is_multiple_of(10) { Ok(bytes) } else { Err(PersonIdError::CheckDigit) }
}

/// The weighted sum that must divide by ten.
fn check_sum(bytes: &[u8; 10]) -> u32 {
    let first = letter_value(bytes[0]);
    // An old resident number's second letter counts with its unit digit.
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        letter => letter_value(letter) % 10,
    };
    let tail: u32 = (1..=7).rev().zip(&bytes[2..9]).map(|(weight, byte)| weight * digit(*byte)).sum();
    first / 10 + first % 10 * 9 + digit(bytes[1]) * 8 + tail + digit(bytes[9])
}

/// The two-digit value of a letter, in the order the letters were assigned.
fn letter_value(letter: u8) -> u32 {
    const ORDER: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    ORDER.iter().position(|known| *known == letter).map_or(0, |place| place as u32 + 10)
}

fn text_of(bytes: &[u8; 10]) -> &str {
    // Only ASCII passes `shape`.
    std::str::from_utf8(bytes).unwrap_or_default()
}

fn masked(bytes: &[u8; 10]) -> String {
    format!("{}****", &text_of(bytes)[..6])
}

macro_rules! debug_masked {
    ($($type:ty),*) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str(&self.masked())
            }
        }
    )*};
}
debug_masked!(NationalId, ResidentNumber, PersonId);

text_form!(NationalId, PersonIdError, |id| id.as_str().to_owned());
text_form!(ResidentNumber, PersonIdError, |number| number.as_str().to_owned());
text_form!(PersonId, PersonIdError, |id| id.as_str().to_owned());

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_have_their_published_values() {
        let published =
            "A10 B11 C12 D13 E14 F15 G16 H17 I34 J18 K19 L20 M21 N22 O35 P23 Q24 R25 S26 T27 U28 V29 W32 X30 Y31 Z33";
        for pair in published.split(' ') {
            let (letter, value) = pair.split_at(1);
            assert_eq!(letter_value(letter.as_bytes()[0]).to_string(), value, "{pair}");
        }
    }

    #[test]
    fn the_sums_of_the_check_values_are_as_computed() {
        for (text, sum) in [("A123456789", 130), ("F131104093", 110), ("Y123456788", 140)] {
            assert_eq!(check_sum(text.as_bytes().try_into().unwrap()), sum, "{text}");
        }
    }

    #[test]
    fn national_ids_are_checked() {
        for text in ["A123456789", "F131104093", "Y123456788", "E123456783", "E223456785", "S198765430"] {
            assert_eq!(NationalId::parse(text).unwrap().as_str(), text);
            assert!(matches!(PersonId::parse(text), Ok(PersonId::National(_))));
        }
        for (text, error) in [
            ("A123456788", PersonIdError::CheckDigit),
            ("A323456789", PersonIdError::Kind),
            ("A800000014", PersonIdError::Kind),
            ("A12345678", PersonIdError::Length),
            ("1123456789", PersonIdError::Shape),
            ("A12345678X", PersonIdError::Shape),
            ("甲123456789", PersonIdError::Length),
        ] {
            assert_eq!(NationalId::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn resident_numbers_of_both_layouts_are_checked() {
        for (text, form) in [
            ("A800000014", ResidentForm::New),
            ("A870000015", ResidentForm::New),
            ("A880000018", ResidentForm::New),
            ("A890000011", ResidentForm::New),
            ("H802717288", ResidentForm::New),
            ("AB23456789", ResidentForm::Old),
            ("HD02717288", ResidentForm::Old),
        ] {
            assert_eq!(ResidentNumber::parse(text).unwrap().form(), form, "{text}");
            assert!(matches!(PersonId::parse(text), Ok(PersonId::Resident(_))));
        }
        assert_eq!(ResidentNumber::parse("A700000014"), Err(PersonIdError::Kind));
        assert_eq!(ResidentNumber::parse("AE23456789"), Err(PersonIdError::Kind));
        assert_eq!(ResidentNumber::parse("A800000015"), Err(PersonIdError::CheckDigit));
    }

    #[test]
    fn typing_habits_are_forgiven_and_the_number_stays_hidden() {
        let id = PersonId::parse(" ｅ１２３ 456783").unwrap();
        assert_eq!(id.as_str(), "E123456783");
        assert_eq!(format!("{id:?} {}", id.masked()), "E12345**** E12345****");
        assert_eq!(id.last_four(), "6783");
        let refusal = serde_json::from_str::<PersonId>("\"A123456788\"").unwrap_err();
        assert!(!refusal.to_string().contains("123456788"));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_caught(place in 2..10usize, digit in 0..10u8) {
            let mut bytes = *b"E123456783";
            prop_assume!(bytes[place] != digit + b'0');
            bytes[place] = digit + b'0';
            // Weights 2, 4, 5, 6 and 8 share a factor with ten; a pair of digits
            // may then agree. The rule's own limits are the limits here.
            let weight = [1, 8, 7, 6, 5, 4, 3, 2, 1, 1][place];
            let shift = (i32::from(b"E123456783"[place]) - i32::from(bytes[place])) * weight;
            let caught = NationalId::parse(text_of(&bytes)).is_err();
            prop_assert_eq!(caught, shift % 10 != 0);
        }

        #[test]
        fn no_text_makes_the_reader_stumble(text in "\\PC{0,12}") {
            let _ = PersonId::parse(&text);
        }
    }
}
