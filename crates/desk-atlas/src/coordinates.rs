//! A pair of coordinates as people paste it, made into a spot of TWD97 / TM2 zone 121 (EPSG:3826).
//!
//! Metres of TWD97, degrees of WGS84 as decimals or with minutes and seconds, in either order: the
//! ranges of Taiwan's main island do not overlap, so north and east cannot be confused. Metres of TWD67
//! when the text says so, by the four-parameter formula in common use: good to about 2 m by its
//! authors, within 3.1 m of PROJ's seven parameters around Kaohsiung, so never near a border.
//! Refuses to guess: a text with any other word in it is no pair of coordinates.

use lexicon::fold;

use crate::grid;

/// A place on the ground, metres of EPSG:3826.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub x_m: f64,
    pub y_m: f64,
    pub given: Given,
}

/// How a spot was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Metres of TWD97.
    Twd97,
    /// Metres of TWD67, converted.
    Twd67,
    /// Degrees.
    Degrees,
    /// The coordinates of an address.
    Address,
}

/// Two numbers that are no place on Taiwan's main island in any of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no coordinates of Taiwan")]
pub struct OutOfReach;

/// Words that may stand beside the numbers.
const WORDS: [&str; 25] = [
    "EPSG:3826",
    "EPSG:3828",
    "EPSG:4326",
    "TWD97",
    "TWD67",
    "TM2",
    "WGS84",
    "GEO:",
    "LATITUDE",
    "LONGITUDE",
    "LAT",
    "LONG",
    "LON",
    "LNG",
    "北緯",
    "東經",
    "緯度",
    "經度",
    "橫座標",
    "縱座標",
    "座標",
    "坐標",
    "公尺",
    "二度分帶",
    "UTC",
];
const EAST_M: std::ops::RangeInclusive<f64> = 50_000.0..=400_000.0;
const NORTH_M: std::ops::RangeInclusive<f64> = 2_350_000.0..=2_850_000.0;
const EAST_DEG: std::ops::RangeInclusive<f64> = 118.0..=123.0;
const NORTH_DEG: std::ops::RangeInclusive<f64> = 20.5..=26.5;

/// The spot a text means; `None` for what is no pair of coordinates.
#[must_use]
pub fn read(text: &str) -> Option<Result<Spot, OutOfReach>> {
    let mut plain = fold::normalise(text).to_ascii_uppercase();
    let is_67 = plain.contains("TWD67") || plain.contains("3828");
    let mut is_said = false;
    for word in WORDS {
        is_said |= plain.contains(word);
        plain = plain.replace(word, " ");
    }
    let values = values(&plain)?;
    let [a, b] = values.as_slice() else { return None };
    let is_sure = is_said || a.is_fraction && b.is_fraction;
    match placed((a.number, b.number), is_67) {
        Some(spot) => Some(Ok(spot)),
        None if is_sure => Some(Err(OutOfReach)),
        None => None,
    }
}

fn placed((a, b): (f64, f64), is_67: bool) -> Option<Spot> {
    let fits = |east: &std::ops::RangeInclusive<f64>, north: &std::ops::RangeInclusive<f64>| {
        let straight = (east.contains(&a) && north.contains(&b)).then_some((a, b));
        straight.or((east.contains(&b) && north.contains(&a)).then_some((b, a)))
    };
    if let Some((x_m, y_m)) = fits(&EAST_M, &NORTH_M) {
        let (x_m, y_m) = if is_67 { from_twd67(x_m, y_m) } else { (x_m, y_m) };
        return Some(Spot { x_m, y_m, given: if is_67 { Given::Twd67 } else { Given::Twd97 } });
    }
    let (longitude, latitude) = fits(&EAST_DEG, &NORTH_DEG)?;
    let (x_m, y_m) = grid::from_degrees(longitude, latitude);
    Some(Spot { x_m, y_m, given: Given::Degrees })
}

/// The four parameters published with the change of datum: shift, scale and turn for Taiwan's main island.
fn from_twd67(x_m: f64, y_m: f64) -> (f64, f64) {
    const A: f64 = 0.000_015_49;
    const B: f64 = 0.000_006_521;
    (x_m + 807.8 + A * x_m + B * y_m, y_m - 248.6 + A * y_m + B * x_m)
}

/// One number of a pair, minutes and seconds taken in.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Value {
    number: f64,
    is_fraction: bool,
}

/// All numbers of a text that holds nothing but numbers and their marks.
fn values(text: &str) -> Option<Vec<Value>> {
    let mut values: Vec<Value> = Vec::new();
    // What the next number adds to the last value: a minute or a second of it.
    let mut part_of_last = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number: f64 = rest[..end].parse().ok()?;
            let is_fraction = rest[..end].contains('.');
            rest = &rest[end..];
            let (unit, after) = unit(rest);
            rest = after;
            match (unit, values.last_mut()) {
                (Unit::Minute, Some(last)) if part_of_last => last.number += number / 60.0,
                (Unit::Second, Some(last)) if part_of_last => last.number += number / 3_600.0,
                (Unit::Minute | Unit::Second, _) => return None,
                (Unit::Degree | Unit::None, _) => values.push(Value { number, is_fraction }),
            }
            part_of_last = unit != Unit::None && unit != Unit::Second;
            if let (true, Some(last)) = (unit != Unit::None, values.last_mut()) {
                last.is_fraction = true;
            }
        } else if " ,;/()[]:=NEXYM、".contains(c) {
            rest = &rest[c.len_utf8()..];
        } else {
            return None;
        }
        if values.len() > 2 {
            return None;
        }
    }
    Some(values)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    None,
    Degree,
    Minute,
    Second,
}

/// The unit a text begins with, and what follows.
fn unit(text: &str) -> (Unit, &str) {
    const UNITS: [(&str, Unit); 11] = [
        ("''", Unit::Second),
        ("\"", Unit::Second),
        ("″", Unit::Second),
        ("”", Unit::Second),
        ("秒", Unit::Second),
        ("°", Unit::Degree),
        ("度", Unit::Degree),
        ("'", Unit::Minute),
        ("′", Unit::Minute),
        ("’", Unit::Minute),
        ("分", Unit::Minute),
    ];
    let found = UNITS.iter().find_map(|(mark, unit)| text.strip_prefix(mark).map(|rest| (*unit, rest)));
    found.unwrap_or((Unit::None, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(f64, f64, Given)>) {
        let read = read(text).and_then(Result::ok);
        match (read, expected) {
            (None, None) => {}
            (Some(spot), Some((x_m, y_m, given))) => {
                assert!((spot.x_m - x_m).abs() < 0.6 && (spot.y_m - y_m).abs() < 0.6, "{text}: {spot:?}");
                assert_eq!(spot.given, given, "{text}");
            }
            (read, _) => panic!("{text}: {read:?}"),
        }
    }

    #[test]
    fn one_place_is_read_however_it_is_pasted() {
        for text in [
            "178188.6, 2503182.4",
            "2503182.4 178188.6",
            "（178188.6，2503182.4）",
            "X:178188.6 Y:2503182.4",
            "TWD97 E=178188.6 N=2503182.4",
            "X座標 178188.6 公尺、Y座標 2503182.4 公尺",
            "１７８１８８.６，２５０３１８２.４",
        ] {
            check(text, Some((178_188.6, 2_503_182.4, Given::Twd97)));
        }
        for text in [
            "22.6273, 120.3014",
            "120.3014,22.6273",
            "22.6273N 120.3014E",
            "N22.6273° E120.3014°",
            "北緯22.6273度 東經120.3014度",
            "geo:22.6273,120.3014",
            "22°37'38.28\"N 120°18'5.04\"E",
            "22度37分38.28秒, 120度18分5.04秒",
            "lat: 22.6273 lng: 120.3014",
        ] {
            check(text, Some((178_188.55, 2_503_182.37, Given::Degrees)));
        }
    }

    #[test]
    fn the_old_datum_counts_only_when_it_is_named() {
        check("TWD67 177362 2503388", Some((178_188.87, 2_503_179.4, Given::Twd67)));
        check("177362 2503388", Some((177_362.0, 2_503_388.0, Given::Twd97)));
    }

    #[test]
    fn parcels_addresses_and_other_numbers_are_no_coordinates() {
        for text in
            ["", "540-4", "前鎮區獅甲段540-4", "540、541", "0012 05400004", "中山路 178188 號", "1 2 3", "540, 541"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        for text in ["51.5, 0.1", "TWD97 1 2", "北緯22.6 北緯22.7"] {
            assert_eq!(read(text), Some(Err(OutOfReach)), "{text}");
        }
    }
}
