//! `CaseNumber`: what a citizen reads out on the telephone, `ZC115-000123-K`.
//!
//! Service prefix of two or three letters, ROC year of three digits, serial of at
//! least six digits, one check character. The check is a pure system in the
//! manner of ISO/IEC 7064 with modulus 31 and radix 3: digits count as they are,
//! prefix letters from A = 0, and the weighted sum is a multiple of 31. Since 31
//! is prime and larger than every difference of two values, it catches every
//! single wrong character and every swap of neighbours, the check character
//! included. Not MOD 37-2 or 37,36 themselves: their check characters hold `*` or
//! 0, O, 1 and I, which people confuse; ours are 2–9 and 23 clear letters.
//! Refuses prefixes with I or O, so that those may stand for 1 and 0.

use crate::fold;
use crate::text_form::text_form;
use std::fmt;

/// The number of a case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber {
    prefix: String,
    roc_year: u16,
    serial: u32,
}

/// Why a text is no case number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaseNumberError {
    /// The prefix is not two or three letters other than I and O.
    #[error("a prefix has two or three letters other than I and O")]
    Prefix,
    /// The year of the Republic is not 1–999.
    #[error("a case number has a ROC year of three digits")]
    Year,
    /// The serial is not 1–999,999,999.
    #[error("a serial is from 1 to 999999999")]
    Serial,
    /// Not prefix, three digits, at least six digits, check character.
    #[error("not prefix, year, serial and check character")]
    Shape,
    /// The check character does not match: a typing error.
    #[error("the check character does not match")]
    Check,
}

const MODULUS: u32 = 31;
const RADIX: u32 = 3;

/// Check characters by value; 2–9 stand for themselves so that a swap with the
/// last digit of the serial is caught too.
const CHECK: &[u8; 31] = b"AB23456789CDEFGHJKLMNPQRSTUVWXY";

impl CaseNumber {
    /// The number of the case with this serial in this year of this service.
    pub fn new(prefix: &str, roc_year: u16, serial: u32) -> Result<CaseNumber, CaseNumberError> {
        let letters_fit = prefix.bytes().all(|b| b.is_ascii_uppercase() && b != b'I' && b != b'O');
        if !(2..=3).contains(&prefix.len()) || !letters_fit {
            return Err(CaseNumberError::Prefix);
        }
        if !(1..=999).contains(&roc_year) {
            return Err(CaseNumberError::Year);
        }
        if !(1..=999_999_999).contains(&serial) {
            return Err(CaseNumberError::Serial);
        }
        Ok(CaseNumber { prefix: prefix.to_owned(), roc_year, serial })
    }

    /// Reads a number as people type it: small letters, full width, blanks,
    /// hyphens missing or one more after the prefix, O for 0 and I for 1 among
    /// the digits. A serial of more than six digits needs its hyphens, since
    /// without them a wrong letter of the prefix could pass for a digit.
    pub fn parse(text: &str) -> Result<CaseNumber, CaseNumberError> {
        let typed = fold::compact(text).to_ascii_uppercase();
        let plain: String = typed.chars().filter(|c| *c != '-').collect();
        let is_prefix = |c: char| c.is_ascii_uppercase() && c != 'I' && c != 'O';
        let (prefix, rest) = plain.split_at(plain.find(|c| !is_prefix(c)).unwrap_or(plain.len()));
        let check = rest.chars().next_back().ok_or(CaseNumberError::Shape)?;
        let digits: String = rest[..rest.len() - check.len_utf8()].chars().map(as_digit).collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) || !(9..=12).contains(&digits.len()) {
            return Err(CaseNumberError::Shape);
        }
        let (year, serial) = digits.split_at(3);
        let places = [prefix.len(), prefix.len() + 3, prefix.len() + digits.len()];
        let hyphens = hyphens(&typed);
        let long = serial.len() > 6;
        let long_fits = !serial.starts_with('0') && places[1..].iter().all(|p| hyphens.contains(p));
        if hyphens.iter().any(|place| !places.contains(place)) || long && !long_fits {
            return Err(CaseNumberError::Shape);
        }
        let number = CaseNumber::new(
            prefix,
            year.parse().map_err(|_| CaseNumberError::Year)?,
            serial.parse().map_err(|_| CaseNumberError::Serial)?,
        )?;
        if number.check() == check { Ok(number) } else { Err(CaseNumberError::Check) }
    }

    /// The prefix of the service.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The ROC year the case was opened in.
    pub const fn roc_year(&self) -> u16 {
        self.roc_year
    }

    /// The serial within service and year.
    pub const fn serial(&self) -> u32 {
        self.serial
    }

    /// The check character.
    pub fn check(&self) -> char {
        let body = format!("{}{:03}{:06}", self.prefix, self.roc_year, self.serial);
        let sum = body.bytes().fold(0, |sum, byte| {
            let value = if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' };
            (sum * RADIX + u32::from(value)) % MODULUS
        });
        let check = (MODULUS - sum * RADIX % MODULUS) % MODULUS;
        char::from(CHECK[check as usize])
    }
}

/// Before which of the other characters each hyphen stands.
fn hyphens(typed: &str) -> Vec<usize> {
    let hyphens = typed.chars().enumerate().filter(|(_, c)| *c == '-');
    hyphens.enumerate().map(|(earlier, (place, _))| place - earlier).collect()
}

/// What a confusable letter means among digits.
fn as_digit(c: char) -> char {
    match c {
        'O' => '0',
        'I' => '1',
        c => c,
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let check = self.check();
        to.pad(&format!("{}{:03}-{:06}-{check}", self.prefix, self.roc_year, self.serial))
    }
}

impl fmt::Debug for CaseNumber {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, to)
    }
}

text_form!(CaseNumber, CaseNumberError, |number| number.to_string());

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number() -> CaseNumber {
        CaseNumber::new("ZC", 115, 123).unwrap()
    }

    #[test]
    fn the_text_form_is_frozen() {
        // Computed by an independent program.
        assert_eq!(number().to_string(), "ZC115-000123-U");
        let long = CaseNumber::new("FAR", 115, 1_234_567).unwrap();
        assert_eq!(long.to_string(), "FAR115-1234567-Q");
    }

    #[test]
    fn typing_habits_are_forgiven() {
        let check = number().check();
        for typed in [
            "zc115-000123-",
            "ZC115000123",
            "ＺＣ１１５－０００１２３－",
            "zc 115 000123 ",
            "ZCI15-OOO123-",
            "zc-115-oooi23-",
        ] {
            assert_eq!(CaseNumber::parse(&format!("{typed}{check}")), Ok(number()), "{typed}");
        }
        let small = number().to_string().to_lowercase();
        assert_eq!(CaseNumber::parse(&small), Ok(number()));
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        for (typed, error) in [
            ("", CaseNumberError::Shape),
            ("ZC115-123-K", CaseNumberError::Shape),
            ("ZC115-0000123-K", CaseNumberError::Shape),
            ("Z115-000123-K", CaseNumberError::Prefix),
            ("ZCCC115-000123-K", CaseNumberError::Prefix),
            ("ZC000-000123-K", CaseNumberError::Year),
            ("ZC115-000000-K", CaseNumberError::Serial),
            ("案115-000123-K", CaseNumberError::Shape),
            ("ZC11-5000123-K", CaseNumberError::Shape),
            ("ZC1151234567K", CaseNumberError::Shape),
            ("ZC115-000123-號", CaseNumberError::Check),
        ] {
            assert_eq!(CaseNumber::parse(typed), Err(error), "{typed}");
        }
        assert_eq!(CaseNumber::new("ZI", 115, 1), Err(CaseNumberError::Prefix));
    }

    fn any_number() -> impl Strategy<Value = CaseNumber> {
        ("[A-HJ-NP-Z]{2,3}", 1..=999u16, prop_oneof![1..=999_999u32, 1..=999_999_999u32])
            .prop_map(|(prefix, year, serial)| CaseNumber::new(&prefix, year, serial).unwrap())
    }

    proptest! {
        #[test]
        fn every_number_reads_back(number in any_number()) {
            let text = number.to_string();
            prop_assert_eq!(CaseNumber::parse(&text), Ok(number.clone()));
            let json = serde_json::to_string(&number).unwrap();
            prop_assert_eq!(serde_json::from_str::<CaseNumber>(&json).unwrap(), number.clone());
            if number.serial() < 1_000_000 {
                prop_assert_eq!(CaseNumber::parse(&text.replace('-', "")), Ok(number));
            }
        }

        #[test]
        fn every_single_wrong_character_is_caught(number in any_number()) {
            let bare = Some(number.to_string().replace('-', "")).filter(|_| number.serial() < 1_000_000);
            for text in std::iter::once(number.to_string()).chain(bare) {
                for place in 0..text.len() {
                    for wrong in b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
                        let mut typed = text.clone().into_bytes();
                        typed[place] = *wrong;
                        let read = CaseNumber::parse(std::str::from_utf8(&typed).unwrap());
                        prop_assert!(read.is_err() || read == Ok(number.clone()), "{:?} for {:?}", read, number);
                    }
                }
            }
        }

        #[test]
        fn every_swap_of_neighbours_is_caught(number in any_number()) {
            let text = number.to_string().into_bytes();
            let letters: Vec<usize> = (0..text.len()).filter(|place| text[*place] != b'-').collect();
            for pair in letters.windows(2) {
                let mut typed = text.clone();
                typed.swap(pair[0], pair[1]);
                let typed = String::from_utf8(typed).unwrap();
                let bare = Some(typed.replace('-', "")).filter(|_| number.serial() < 1_000_000);
                for typed in std::iter::once(typed).chain(bare) {
                    let read = CaseNumber::parse(&typed);
                    prop_assert!(read.is_err() || read == Ok(number.clone()) && text[pair[0]] == text[pair[1]],
                        "{:?} for {:?}", read, number);
                }
            }
        }
    }
}
