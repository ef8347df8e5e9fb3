//! Points, boxes and the origin they are counted from.
//!
//! Coordinates are EPSG:3826 (TWD97 / TM2 zone 121) in 0.1 mm, as `i32` relative to an
//! [`Origin`]. Real plan files lie on a 0.1 mm grid, so import is lossless; ±214 km fit.
//! Refuses: other reference systems (TWD67 needs its own, documented import step).

use serde::{Deserialize, Serialize};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// Units of 0.1 mm in a metre.
pub const UNITS_PER_M: f64 = 10_000.0;
/// Square units in a square metre.
pub const UNITS2_PER_M2: f64 = UNITS_PER_M * UNITS_PER_M;

/// A place, 0.1 mm east and north of the origin.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    FromBytes,
    IntoBytes,
    Immutable,
    KnownLayout,
)]
#[repr(C)]
pub struct Point {
    /// East, 0.1 mm.
    pub x: i32,
    /// North, 0.1 mm.
    pub y: i32,
}

/// A point in 0.1 mm; shorthand used everywhere geometry is written down.
pub const fn pt(x: i32, y: i32) -> Point {
    Point { x, y }
}

/// Where a release counts from: whole metres of EPSG:3826.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// East, metres.
    pub x_m: i32,
    /// North, metres.
    pub y_m: i32,
}

/// A coordinate that cannot be held: not a number, or more than 214 km from the origin.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("coordinate ({x_m}, {y_m}) is not within 214 km of the origin")]
pub struct FarAway {
    /// East as given, metres.
    pub x_m: f64,
    /// North as given, metres.
    pub y_m: f64,
}

impl Origin {
    /// The nearest 0.1 mm to a coordinate in metres of EPSG:3826.
    pub fn point(self, x_m: f64, y_m: f64) -> Result<Point, FarAway> {
        let unit = |v: f64, o: i32| {
            let u = ((v - f64::from(o)) * UNITS_PER_M).round();
            let fits = u >= f64::from(i32::MIN + 1) && u <= f64::from(i32::MAX);
            fits.then_some(u as i32)
        };
        match (unit(x_m, self.x_m), unit(y_m, self.y_m)) {
            (Some(x), Some(y)) => Ok(Point { x, y }),
            _ => Err(FarAway { x_m, y_m }),
        }
    }

    /// A point in metres of EPSG:3826.
    pub fn metres(self, p: Point) -> (f64, f64) {
        let m = |v: i32, o: i32| (i64::from(o) * 10_000 + i64::from(v)) as f64 / UNITS_PER_M;
        (m(p.x, self.x_m), m(p.y, self.y_m))
    }
}

/// An axis-parallel box; both corners belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct Bounds {
    /// Lower left corner.
    pub min: Point,
    /// Upper right corner.
    pub max: Point,
}

impl Bounds {
    /// The smallest box around some points; `None` for none.
    pub fn of(points: impl IntoIterator<Item = Point>) -> Option<Bounds> {
        let mut points = points.into_iter();
        let first = points.next()?;
        let mut b = Bounds { min: first, max: first };
        for p in points {
            b.min = pt(b.min.x.min(p.x), b.min.y.min(p.y));
            b.max = pt(b.max.x.max(p.x), b.max.y.max(p.y));
        }
        Some(b)
    }

    /// The smallest box around both.
    pub fn union(self, o: Bounds) -> Bounds {
        Bounds {
            min: pt(self.min.x.min(o.min.x), self.min.y.min(o.min.y)),
            max: pt(self.max.x.max(o.max.x), self.max.y.max(o.max.y)),
        }
    }

    /// Whether the boxes share at least one point.
    pub fn touches(&self, o: &Bounds) -> bool {
        self.min.x <= o.max.x && o.min.x <= self.max.x && self.min.y <= o.max.y && o.min.y <= self.max.y
    }

    /// The box with `margin` 0.1 mm added on every side.
    pub fn grown(&self, margin: i32) -> Bounds {
        Bounds {
            min: pt(self.min.x.saturating_sub(margin), self.min.y.saturating_sub(margin)),
            max: pt(self.max.x.saturating_add(margin), self.max.y.saturating_add(margin)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_a_millimetre_survives_the_way_in_and_out() {
        let o = Origin { x_m: 166_000, y_m: 2_493_000 };
        let p = o.point(178188.6123, 2503182.4001).unwrap();
        assert_eq!(p, pt(121_886_123, 101_824_001));
        assert_eq!(o.metres(p), (178188.6123, 2503182.4001));
        assert!(o.point(f64::NAN, 0.0).is_err() && o.point(0.0, 9e9).is_err());
    }
}
