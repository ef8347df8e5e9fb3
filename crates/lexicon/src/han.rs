//! Whole numbers in Chinese numerals: 四十三, 二五四, 一百十一, 貳佰零參.
//!
//! Reads everyday and formal numerals, by place (二五四) or by unit (二百五十四).
//! Refuses what a reader could take two ways or no way: units out of order,
//! mixtures of the two manners. Writing amounts is [`crate::money`]'s.

/// The value of one numeral digit, everyday or formal.
pub fn digit(c: char) -> Option<u8> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '貳' | '兩' => 2,
        '三' | '參' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn small_unit(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        _ => return None,
    })
}

fn large_unit(c: char) -> Option<u64> {
    Some(match c {
        '萬' | '万' => 10_000,
        '億' => 100_000_000,
        '兆' => 1_000_000_000_000,
        '京' => 10_000_000_000_000_000,
        _ => return None,
    })
}

/// Whether `c` belongs to a Chinese numeral.
pub fn is_numeral(c: char) -> bool {
    digit(c).is_some() || small_unit(c).is_some() || large_unit(c).is_some()
}

/// Reads a Chinese numeral; `None` when it is not one or does not fit in `u64`.
pub fn parse(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    if text.chars().all(|c| digit(c).is_some()) {
        return text
            .chars()
            .filter_map(digit)
            .try_fold(0u64, |number, value| number.checked_mul(10)?.checked_add(u64::from(value)));
    }
    parse_units(text)
}

fn parse_units(text: &str) -> Option<u64> {
    let (mut total, mut group, mut pending) = (0u64, 0u64, None::<u64>);
    let (mut last_small, mut last_large) = (u64::MAX, u64::MAX);
    for c in text.chars() {
        if let Some(value) = digit(c) {
            match pending {
                None | Some(0) => pending = Some(u64::from(value)),
                Some(_) => return None,
            }
        } else if let Some(unit) = small_unit(c) {
            if unit >= last_small {
                return None;
            }
            let count = match pending.take() {
                Some(0) if unit != 10 => return None,
                Some(0) | None if unit == 10 => 1,
                Some(count) => count,
                None => return None,
            };
            group += count * unit;
            last_small = unit;
        } else {
            let unit = large_unit(c)?;
            group += pending.take().unwrap_or(0);
            if unit >= last_large || group == 0 {
                return None;
            }
            total = total.checked_add(group.checked_mul(unit)?)?;
            (group, last_small, last_large) = (0, u64::MAX, unit);
        }
    }
    total.checked_add(group)?.checked_add(pending.unwrap_or(0))
}

/// Writes a small whole number the everyday way, as section names do: 一, 十, 十二, 二十.
/// Numbers above 99 come back as `None`.
pub fn everyday(number: u32) -> Option<String> {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u32| DIGITS[(value % 10) as usize];
    match number {
        0 => Some("零".to_owned()),
        1..=9 => Some(digit(number).to_owned()),
        10..=19 => Some(format!("十{}", digit(number))),
        20..=99 => Some(format!("{}十{}", digit(number / 10), digit(number))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_by_place_and_by_unit() {
        for (text, value) in [
            ("二五四", Some(254)),
            ("四十三", Some(43)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("一百十一", Some(111)),
            ("一百一十一", Some(111)),
            ("一百零五", Some(105)),
            ("一○五", Some(105)),
            ("一千零二十", Some(1_020)),
            ("壹萬零貳佰零參", Some(10_203)),
            ("貳仟萬壹仟", Some(20_001_000)),
            ("零", Some(0)),
            ("", None),
            ("十百", None),
            ("二五十", None),
            ("萬", None),
            ("百", None),
            ("甲", None),
        ] {
            assert_eq!(parse(text), value, "{text}");
        }
    }

    #[test]
    fn everyday_numerals_read_back() {
        for number in 0..=99 {
            assert_eq!(parse(&everyday(number).unwrap()), Some(u64::from(number)));
        }
        assert_eq!(everyday(100), None);
    }
}
