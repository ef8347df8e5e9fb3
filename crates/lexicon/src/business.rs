//! 統一編號: the eight-digit number of a business, agency or organisation.
//!
//! Weights 1 2 1 2 1 2 4 1, tens and units of each product added; since
//! 2023-04-01 the sum divides by 5, before it had to divide by 10. A seventh
//! digit of 7 (7 × 4 = 28 → 10) may count as 1 or 0 (services §8.3).
//! Public data: shown as it is.

use crate::fold;
use crate::text_form::text_form;
use std::fmt;

/// A number that holds under the rule of 2023, which every older number does too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnifiedBusinessNumber([u8; 8]);

/// The two check rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckRule {
    /// Since 2023-04-01: the sum divides by 5.
    Since2023,
    /// Before: the sum divides by 10.
    Before2023,
}

/// Why a text is no such number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BusinessNumberError {
    /// Not eight digits.
    #[error("a unified business number has eight digits")]
    Shape,
    /// Eight zeros pass the sum and are nobody's number.
    #[error("eight zeros are nobody's number")]
    Zeros,
    /// The check sum is wrong.
    #[error("the check sum does not match")]
    CheckSum,
}

impl UnifiedBusinessNumber {
    /// Reads a number under the rule of 2023; full width and blanks are accepted.
    pub fn parse(text: &str) -> Result<UnifiedBusinessNumber, BusinessNumberError> {
        let folded = fold::compact(text).into_bytes();
        let bytes: [u8; 8] = folded.try_into().map_err(|_| BusinessNumberError::Shape)?;
        if !bytes.iter().all(u8::is_ascii_digit) {
            return Err(BusinessNumberError::Shape);
        }
        if bytes == *b"00000000" {
            return Err(BusinessNumberError::Zeros);
        }
        let number = UnifiedBusinessNumber(bytes);
        if number.holds_under(CheckRule::Since2023) { Ok(number) } else { Err(BusinessNumberError::CheckSum) }
    }

    /// Whether the number holds under `rule`; outside systems may still know only the old one.
    pub fn holds_under(&self, rule: CheckRule) -> bool {
        let divisor = match rule {
            CheckRule::Since2023 => 5,
            CheckRule::Before2023 => 10,
        };
        let sum = check_sum(&self.0);
        sum.is_multiple_of(divisor) || self.0[6] == b'7' && (sum + 1).is_multiple_of(divisor)
    }

    /// The eight digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The sum of the digits of all products. A seventh digit of 7 gives 2 + 8 = 10,
/// which counts as 0 here (a multiple of both divisors); the caller tries 1.
fn check_sum(bytes: &[u8; 8]) -> u32 {
    const WEIGHTS: [u32; 8] = [1, 2, 1, 2, 1, 2, 4, 1];
    WEIGHTS
        .iter()
        .zip(bytes)
        .map(|(weight, byte)| {
            let product = weight * u32::from(byte - b'0');
            product / 10 + product % 10
        })
        .sum()
}

impl fmt::Display for UnifiedBusinessNumber {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(self.as_str())
    }
}

impl fmt::Debug for UnifiedBusinessNumber {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.as_str())
    }
}

text_form!(UnifiedBusinessNumber, BusinessNumberError, |number| number.to_string());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_values_hold() {
        for (text, sum, old) in [
            ("04595257", 40, true),
            ("22099131", 30, true),
            ("12345675", 39, true),
            ("12345676", 40, true),
            ("12345670", 34, false),
            ("12345671", 35, false),
            ("04595252", 35, false),
        ] {
            let number = UnifiedBusinessNumber::parse(text).unwrap();
            assert_eq!(check_sum(text.as_bytes().try_into().unwrap()), sum, "{text}");
            assert_eq!(number.holds_under(CheckRule::Before2023), old, "{text}");
            assert_eq!(number.to_string(), text);
        }
        for (text, sum) in [("12345678", 42), ("04595253", 36)] {
            assert_eq!(check_sum(text.as_bytes().try_into().unwrap()), sum, "{text}");
            assert_eq!(UnifiedBusinessNumber::parse(text), Err(BusinessNumberError::CheckSum));
        }
    }

    #[test]
    fn typing_habits_are_forgiven_and_nonsense_is_not() {
        assert_eq!(UnifiedBusinessNumber::parse("０４５９ ５２５７").unwrap().as_str(), "04595257");
        assert_eq!(UnifiedBusinessNumber::parse("00000000"), Err(BusinessNumberError::Zeros));
        assert_eq!(UnifiedBusinessNumber::parse("0459525"), Err(BusinessNumberError::Shape));
        assert_eq!(UnifiedBusinessNumber::parse("0459525X"), Err(BusinessNumberError::Shape));
    }
}
