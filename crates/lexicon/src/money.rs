//! `Twd`: whole New Taiwan dollars, the only money there is here.
//!
//! No cents, no floats, no rates. Overflow never wraps: the `checked_` methods
//! return `None`, the operators stop the program as integer overflow does.
//! Capitals for receipts: 壹拾貳萬元整 (services §8.10), one 零 for each gap,
//! 壹拾 and never a bare 拾.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount in whole New Taiwan dollars; may be negative. In JSON an integer.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Twd(i64);

impl Twd {
    /// Nothing owed.
    pub const ZERO: Twd = Twd(0);

    /// An amount of `dollars` whole dollars.
    pub const fn new(dollars: i64) -> Twd {
        Twd(dollars)
    }

    /// Whole dollars.
    pub const fn dollars(self) -> i64 {
        self.0
    }

    /// Whether nothing is owed.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or `None` on overflow.
    pub fn checked_add(self, other: Twd) -> Option<Twd> {
        self.0.checked_add(other.0).map(Twd)
    }

    /// The difference, or `None` on overflow.
    pub fn checked_sub(self, other: Twd) -> Option<Twd> {
        self.0.checked_sub(other.0).map(Twd)
    }

    /// `count` times the amount, or `None` on overflow.
    pub fn checked_mul(self, count: i64) -> Option<Twd> {
        self.0.checked_mul(count).map(Twd)
    }

    /// The sum of all amounts, or `None` on overflow.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Twd>) -> Option<Twd> {
        amounts.into_iter().try_fold(Twd::ZERO, Twd::checked_add)
    }

    /// The amount in capitals for receipts: 8,500 → 捌仟伍佰元整. Negative
    /// amounts begin with 負.
    pub fn capitals(self) -> String {
        let sign = if self.0 < 0 { "負" } else { "" };
        format!("{sign}{}元整", capital_number(self.0.unsigned_abs()))
    }
}

fn capital_number(number: u64) -> String {
    const DIGITS: [char; 10] = ['零', '壹', '貳', '參', '肆', '伍', '陸', '柒', '捌', '玖'];
    const UNITS: [&str; 4] = ["", "拾", "佰", "仟"];
    const GROUPS: [&str; 5] = ["", "萬", "億", "兆", "京"];
    if number == 0 {
        return DIGITS[0].to_string();
    }
    let mut text = String::new();
    let mut gap = false;
    for (place, group_name) in GROUPS.iter().enumerate().rev() {
        let group = number / 10_u64.pow(4 * place as u32) % 10_000;
        if group == 0 {
            gap = gap || !text.is_empty();
            continue;
        }
        for (unit_place, unit) in UNITS.iter().enumerate().rev() {
            let digit = group / 10_u64.pow(unit_place as u32) % 10;
            if digit == 0 {
                gap = gap || !text.is_empty();
                continue;
            }
            if gap {
                text.push(DIGITS[0]);
                gap = false;
            }
            text.push(DIGITS[digit as usize]);
            text.push_str(unit);
        }
        text.push_str(group_name);
        // Zeros that end a group before a full next group are not read:
        // 貳仟萬壹仟, but 壹拾萬零伍拾, whose gap the next group opens itself.
        gap = false;
    }
    text
}

impl fmt::Display for Twd {
    /// Digits in groups of three: `1,234`.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
        if self.0 < 0 {
            text.push('-');
        }
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        to.pad(&text)
    }
}

impl fmt::Debug for Twd {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "Twd({self})")
    }
}

#[track_caller]
fn or_stop(sum: Option<Twd>) -> Twd {
    match sum {
        Some(sum) => sum,
        None => panic!("amount of money out of range"),
    }
}

impl Add for Twd {
    type Output = Twd;
    #[track_caller]
    fn add(self, other: Twd) -> Twd {
        or_stop(self.checked_add(other))
    }
}

impl Sub for Twd {
    type Output = Twd;
    #[track_caller]
    fn sub(self, other: Twd) -> Twd {
        or_stop(self.checked_sub(other))
    }
}

impl Neg for Twd {
    type Output = Twd;
    #[track_caller]
    fn neg(self) -> Twd {
        or_stop(Twd::ZERO.checked_sub(self))
    }
}

impl AddAssign for Twd {
    #[track_caller]
    fn add_assign(&mut self, other: Twd) {
        *self = *self + other;
    }
}

impl SubAssign for Twd {
    #[track_caller]
    fn sub_assign(&mut self, other: Twd) {
        *self = *self - other;
    }
}

impl Sum for Twd {
    #[track_caller]
    fn sum<I: Iterator<Item = Twd>>(amounts: I) -> Twd {
        or_stop(Twd::checked_sum(amounts))
    }
}

impl<'a> Sum<&'a Twd> for Twd {
    #[track_caller]
    fn sum<I: Iterator<Item = &'a Twd>>(amounts: I) -> Twd {
        amounts.copied().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::han;
    use proptest::prelude::*;

    #[test]
    fn capitals_are_those_of_the_receipts() {
        for (dollars, text) in [
            (8_500, "捌仟伍佰元整"),
            (10_203, "壹萬零貳佰零參元整"),
            (100_050, "壹拾萬零伍拾元整"),
            (20_001_000, "貳仟萬壹仟元整"),
            (120_000, "壹拾貳萬元整"),
            (100, "壹佰元整"),
            (10, "壹拾元整"),
            (0, "零元整"),
            (1_001, "壹仟零壹元整"),
            (100_005_000, "壹億零伍仟元整"),
            (100_000_005, "壹億零伍元整"),
            (1_000_000_000_000, "壹兆元整"),
            (-20, "負貳拾元整"),
        ] {
            assert_eq!(Twd::new(dollars).capitals(), text);
        }
    }

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (dollars, text) in
            [(0, "0"), (20, "20"), (1_234, "1,234"), (-1_234_567, "-1,234,567"), (100_000, "100,000")]
        {
            assert_eq!(Twd::new(dollars).to_string(), text);
        }
    }

    #[test]
    fn overflow_is_none_and_never_wraps() {
        assert_eq!(Twd::new(i64::MAX).checked_add(Twd::new(1)), None);
        assert_eq!(Twd::checked_sum([Twd::new(i64::MIN), Twd::new(-1)]), None);
        assert_eq!(Twd::new(20).checked_mul(3), Some(Twd::new(60)));
        assert_eq!([Twd::new(1), Twd::new(2)].iter().sum::<Twd>(), Twd::new(3));
        assert_eq!(serde_json::to_string(&Twd::new(20)).unwrap(), "20");
    }

    #[test]
    #[should_panic(expected = "out of range")]
    fn an_operator_stops_on_overflow() {
        let _ = Twd::new(i64::MAX) + Twd::new(1);
    }

    proptest! {
        #[test]
        fn capitals_read_back_as_the_same_amount(dollars in prop_oneof![0..1_000_000i64, 0..i64::MAX]) {
            let text = Twd::new(dollars).capitals();
            let number = text.strip_suffix("元整").unwrap();
            prop_assert_eq!(han::parse(number), Some(dollars.unsigned_abs()));
            prop_assert!(!text.contains("零零"));
        }
    }
}
