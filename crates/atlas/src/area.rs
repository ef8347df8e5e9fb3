//! Areas as they are printed: whole hundredths of a square metre, rounded half to even.
//!
//! 地籍測量實施規則 §152 registers parcels to two decimals; computed pieces are shown the
//! same way. Refuses to be a float.

use crate::point::UNITS2_PER_M2;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An area in 0.01 m².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Area(i64);

/// Square units in 0.01 m².
const UNITS2: f64 = UNITS2_PER_M2 / 100.0;
/// How near to a rounding border (in square units; 1e-6 m²) a value is computed again.
const TOO_CLOSE: f64 = 100.0;

impl Area {
    /// From whole hundredths of a square metre.
    pub const fn hundredths(n: i64) -> Area {
        Area(n)
    }

    /// As whole hundredths of a square metre.
    pub const fn as_hundredths(self) -> i64 {
        self.0
    }

    /// In square metres, for estimates such as the register's area tolerance.
    pub fn m2(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// From twice an exact area in square units.
    pub fn from_exact2(area2: i128) -> Area {
        let unit = 2 * UNITS2 as i128;
        let (q, r) = (area2.div_euclid(unit), area2.rem_euclid(unit));
        let up = 2 * r > unit || (2 * r == unit && q % 2 != 0);
        Area((q + i128::from(up)) as i64)
    }

    /// Rounds a value in square units. When it lies within 1e-6 m² of a rounding border,
    /// `again` is asked for the same value as a sum (high, low) of twice the precision.
    pub fn round(units2: f64, again: impl FnOnce() -> (f64, f64)) -> Area {
        let whole = (units2 / UNITS2).floor();
        let past = units2 - whole * UNITS2 - UNITS2 / 2.0;
        if past.abs() > TOO_CLOSE {
            return Area(whole as i64 + i64::from(past > 0.0));
        }
        let (high, low) = again();
        let past = (high - (whole * UNITS2 + UNITS2 / 2.0)) + low;
        // Beyond 1e-6 square units (1e-14 m²) the doubled precision decides; within, it is a tie.
        let up = past > 1e-6 || (past.abs() <= 1e-6 && whole.rem_euclid(2.0) != 0.0);
        Area(whole as i64 + i64::from(up))
    }

    /// From a decimal such as `123.45` with at most two decimals, as registers write it.
    pub fn parse(text: &str) -> Option<Area> {
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        if part.len() > 2 && part[2..].bytes().any(|b| b != b'0') {
            return None;
        }
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !(part.is_empty() || digits(part)) {
            return None;
        }
        let cents = format!("{:0<2}", &part[..part.len().min(2)]);
        let whole: i64 = whole.parse().ok()?;
        whole.checked_mul(100)?.checked_add(cents.parse().ok()?).map(Area)
    }
}

impl fmt::Display for Area {
    /// Square metres with two decimals and no unit: `123.45`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.abs() / 100, self.0.abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_to_the_even_neighbour() {
        for (units2, want) in [(500_000.0, 0), (1_500_000.0, 2), (2_500_000.0, 2), (500_001.0, 1), (499_999.0, 0)] {
            assert_eq!(Area::round(units2, || (units2, 0.0)), Area(want), "{units2}");
            assert_eq!(Area::from_exact2(2 * units2 as i128), Area(want), "{units2} exact");
        }
        assert_eq!(Area::round(500_000.0, || (500_000.0, 1e-3)), Area(1));
        assert_eq!(Area::round(1_500_000.0, || (1_500_000.0, -1e-3)), Area(1));
    }

    #[test]
    fn registers_write_two_decimals() {
        assert_eq!(Area::parse("123.4"), Some(Area(12_340)));
        assert_eq!(Area::parse("7"), Some(Area(700)));
        assert_eq!(Area::parse("7.120"), Some(Area(712)));
        assert_eq!(
            (Area::parse("7.125"), Area::parse("-1"), Area::parse("x"), Area::parse("")),
            (None, None, None, None)
        );
        assert_eq!(Area(1_205).to_string(), "12.05");
    }
}
