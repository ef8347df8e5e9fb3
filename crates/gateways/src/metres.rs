//! Decimal text as integers, exactly: `178188.6123` metres are 1 781 886 123 units of 0.1 mm.
//!
//! No float is involved, so what the land office wrote is what is overlaid. Digits beyond the
//! unit are rounded half away from zero. Refuses: exponents, signs other than one minus,
//! anything of more than twelve digits before the point.

/// `text` in units of 10^-`places`; `None` when it is no plain decimal number.
pub(crate) fn units(text: &str, places: u32) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || !plain(whole) || !plain(fraction) || digits.ends_with('.') {
        return None;
    }
    let mut value: i64 = whole.parse().ok()?;
    let mut rest = fraction.bytes().map(|b| i64::from(b - b'0'));
    for _ in 0..places {
        value = value.checked_mul(10)?.checked_add(rest.next().unwrap_or(0))?;
    }
    if rest.next().is_some_and(|digit| digit >= 5) {
        value += 1;
    }
    Some(if negative { -value } else { value })
}

/// `value` units of 10^-`places` as decimal text, trailing zeros kept.
pub(crate) fn text(value: i64, places: u32) -> String {
    let scale = 10_u64.pow(places);
    let (sign, size) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    format!("{sign}{}.{:0width$}", size / scale, size % scale, width = places as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metres_are_read_exactly_or_not_at_all() {
        for (text, expected) in [
            ("178188.6123", Some(1_781_886_123)),
            ("2503182.4", Some(25_031_824_000)),
            ("0.00005", Some(1)),
            ("0.00004999", Some(0)),
            ("-1.00005", Some(-10_001)),
            ("12", Some(120_000)),
            ("999999999999.9999", Some(9_999_999_999_999_999)),
            ("1000000000000", None),
            ("1e5", None),
            (".5", None),
            ("5.", None),
            ("", None),
            ("-", None),
            ("+1", None),
            ("NaN", None),
            ("1 2", None),
            ("１", None),
        ] {
            assert_eq!(units(text, 4), expected, "{text}");
        }
    }

    #[test]
    fn units_written_read_back() {
        for value in [0, 1, -1, 1_781_886_123, 9_999] {
            assert_eq!(units(&text(value, 4), 4), Some(value));
        }
        assert_eq!(text(12_345, 2), "123.45");
    }
}
