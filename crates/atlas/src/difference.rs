//! How two drawings of one parcel differ: ours, and the land register's.
//!
//! The ground that only one of them has is exact (the area of both less twice what they share); the displacement
//! is the largest distance of a corner of one from the line of the other. Which differences matter stands in a
//! dated table ([`Limits`]), never here. Refuses to say which of the two is right.

use crate::area::Area;
use crate::border::{at, length};
use crate::integral::Measured;
use crate::plan::Validity;
use crate::point::Point;
use crate::polygon::MultiPolygon;
use lexicon::date::Date;
use serde::{Deserialize, Serialize};

/// Two shapes held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Area of our shape.
    pub ours: Area,
    /// Area of theirs.
    pub theirs: Area,
    /// Ground that only one of them has (symmetric difference).
    pub apart: Area,
    /// Largest distance of a corner of one from the line of the other, mm, rounded.
    pub displacement_mm: u64,
}

/// Holds our shape against theirs. Rings must not meet themselves.
#[must_use]
pub fn between(ours: &MultiPolygon, theirs: &MultiPolygon) -> Difference {
    let common = Measured::new(ours.rings());
    let (own2, other2) = (ours.area2(), theirs.area2());
    let sum = (own2 + other2) as f64 / 2.0;
    let apart = Area::round((sum - 2.0 * common.common(theirs.rings())).max(0.0), || {
        let (high, low) = common.common_wide(theirs.rings());
        (sum - 2.0 * high, -2.0 * low)
    });
    Difference {
        ours: Area::from_exact2(own2),
        theirs: Area::from_exact2(other2),
        apart,
        displacement_mm: (farthest(ours, theirs).max(farthest(theirs, ours)) / 10.0).round() as u64,
    }
}

/// The largest distance of a corner of one shape from the line of the other, 0.1 mm.
fn farthest(from: &MultiPolygon, to: &MultiPolygon) -> f64 {
    let edges: Vec<(Point, Point)> = to.rings().flat_map(|ring| ring.edges()).collect();
    let corners = from.rings().flat_map(|ring| ring.points());
    corners.map(|&p| edges.iter().map(|&e| distance(e, p)).fold(f64::INFINITY, f64::min)).fold(0.0, f64::max)
}

fn distance(edge: (Point, Point), p: Point) -> f64 {
    let (px, py) = (f64::from(p.x), f64::from(p.y));
    let (ax, ay) = at(edge, 0.0);
    let size = length(edge);
    let (dx, dy) = (f64::from(edge.1.x) - ax, f64::from(edge.1.y) - ay);
    let along = if size > 0.0 { ((px - ax) * dx + (py - ay) * dy) / (size * size) } else { 0.0 };
    let (nx, ny) = at(edge, along.clamp(0.0, 1.0));
    (px - nx).hypot(py - ny)
}

/// What may differ without being a difference, by day. From `office/land/land-office.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits(Vec<Limit>);

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Ground apart that is never a difference.
    pub apart: Area,
    /// The same as a share of the larger shape, millionths; the larger of the two counts.
    pub apart_ppm: u32,
    /// Displacement up to which lines agree, mm.
    pub displacement_mm: u64,
    /// Registered areas that far apart agree.
    pub registered: Area,
    /// Days it holds on.
    pub in_force: Validity,
}

/// Why a table of limits cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitsError {
    /// Not the CSV it should be.
    #[error("{0}")]
    Unreadable(String),
    /// A figure that is none, on this line.
    #[error("line {0}: a figure or a day cannot be read")]
    Figure(usize),
    /// Two rows for one day, on these lines.
    #[error("lines {0} and {1} are both in force on some day")]
    Overlap(usize, usize),
}

#[derive(Deserialize)]
struct Raw {
    apart_m2: String,
    apart_ppm: u32,
    displacement_mm: u64,
    registered_m2: String,
    from: String,
    until: String,
    #[serde(rename = "source")]
    _source: String,
}

impl Limits {
    /// Reads the table.
    ///
    /// # Errors
    /// A row that cannot be read; two rows in force on one day.
    pub fn from_csv(bytes: &[u8]) -> Result<Limits, LimitsError> {
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(bytes);
        let mut rows: Vec<Limit> = Vec::new();
        for (line, raw) in reader.deserialize::<Raw>().enumerate() {
            let raw = raw.map_err(|e| LimitsError::Unreadable(e.to_string()))?;
            let row = raw.read().ok_or(LimitsError::Figure(line + 1))?;
            let before = |a: &Validity, b: &Validity| a.until.is_some_and(|last| last < b.from);
            let meets = |o: &Limit| !before(&o.in_force, &row.in_force) && !before(&row.in_force, &o.in_force);
            if let Some(other) = rows.iter().position(meets) {
                return Err(LimitsError::Overlap(other + 1, line + 1));
            }
            rows.push(row);
        }
        Ok(Limits(rows))
    }

    /// The row of a day.
    #[must_use]
    pub fn row(&self, on: Date) -> Option<&Limit> {
        self.0.iter().find(|row| row.in_force.covers(on))
    }
}

impl Limit {
    /// Whether two drawings differ by more than is allowed.
    #[must_use]
    pub fn is_passed(&self, found: &Difference) -> bool {
        let larger = found.ours.max(found.theirs).as_hundredths();
        let share = i128::from(larger) * i128::from(self.apart_ppm) / 1_000_000;
        let apart = i128::from(found.apart.as_hundredths());
        apart > share.max(i128::from(self.apart.as_hundredths())) || found.displacement_mm > self.displacement_mm
    }

    /// Whether two registered areas differ by more than is allowed.
    #[must_use]
    pub fn parts(&self, ours: Area, theirs: Area) -> bool {
        (ours.as_hundredths() - theirs.as_hundredths()).abs() > self.registered.as_hundredths()
    }
}

impl Raw {
    fn read(self) -> Option<Limit> {
        let until = if self.until.is_empty() { None } else { Some(self.until.parse().ok()?) };
        Some(Limit {
            apart: Area::parse(&self.apart_m2)?,
            apart_ppm: self.apart_ppm,
            displacement_mm: self.displacement_mm,
            registered: Area::parse(&self.registered_m2)?,
            in_force: Validity { from: self.from.parse().ok()?, until },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::point::pt;
    use crate::polygon::Polygon;
    use crate::ring::Ring;

    /// A box of metres as a shape.
    fn shape(boxes: &[(i32, i32, i32, i32)]) -> MultiPolygon {
        let polygon = |&(x, y, w, h): &(i32, i32, i32, i32)| {
            let m = |v: i32| v * 10_000;
            let corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)];
            let ring = Ring::new(corners.iter().map(|&(x, y)| pt(m(x), m(y))).collect()).unwrap();
            Polygon::new(ring, Vec::new())
        };
        MultiPolygon(boxes.iter().map(polygon).collect())
    }

    fn check(ours: &[(i32, i32, i32, i32)], theirs: &[(i32, i32, i32, i32)], says: (&str, &str, &str, u64)) {
        let found = between(&shape(ours), &shape(theirs));
        let said = (found.ours.to_string(), found.theirs.to_string(), found.apart.to_string());
        assert_eq!((said.0.as_str(), said.1.as_str(), said.2.as_str(), found.displacement_mm), says);
        let back = between(&shape(theirs), &shape(ours));
        assert_eq!((back.apart, back.displacement_mm), (found.apart, found.displacement_mm), "either way round");
    }

    #[test]
    fn ground_apart_and_displacement_are_those_of_the_drawing() {
        check(&[(0, 0, 10, 10)], &[(0, 0, 10, 10)], ("100.00", "100.00", "0.00", 0));
        check(&[(0, 0, 10, 10)], &[(1, 0, 10, 10)], ("100.00", "100.00", "20.00", 1_000));
        check(&[(0, 0, 10, 10)], &[(0, 0, 10, 12)], ("100.00", "120.00", "20.00", 2_000));
        check(&[(0, 0, 10, 10)], &[(100, 0, 10, 10)], ("100.00", "100.00", "200.00", 100_000));
        check(&[(0, 0, 10, 10)], &[(0, 0, 10, 10), (20, 0, 5, 5)], ("100.00", "125.00", "25.00", 15_000));
    }

    #[test]
    fn only_what_passes_the_limits_of_the_day_differs() {
        let table = b"apart_m2,apart_ppm,displacement_mm,registered_m2,from,until,source\n\
            0.10,1000,50,0.00,2020-01-01,2026-06-30,a\n5.00,1000,500,1.00,2026-07-01,,b\n";
        let limits = Limits::from_csv(table).unwrap();
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(limits.row(day("2019-12-31")).is_none());
        let (strict, loose) = (limits.row(day("2026-06-30")).unwrap(), limits.row(day("2026-07-01")).unwrap());
        let found = |apart: i64, displacement_mm: u64| Difference {
            ours: Area::hundredths(100_000),
            theirs: Area::hundredths(100_000),
            apart: Area::hundredths(apart),
            displacement_mm,
        };
        for (limit, apart, moved, passed) in [
            (strict, 100, 50, false),
            (strict, 101, 0, true),
            (strict, 0, 51, true),
            (loose, 500, 500, false),
            (loose, 501, 0, true),
        ] {
            assert_eq!(limit.is_passed(&found(apart, moved)), passed, "{apart} {moved}");
        }
        assert!(strict.parts(Area::hundredths(100), Area::hundredths(101)));
        assert!(!loose.parts(Area::hundredths(100), Area::hundredths(200)));
    }

    #[test]
    fn a_table_with_two_rows_for_one_day_or_without_figures_is_refused() {
        let head = "apart_m2,apart_ppm,displacement_mm,registered_m2,from,until,source\n";
        let read = |rows: &str| Limits::from_csv(format!("{head}{rows}").as_bytes());
        let twice = "1,1,1,1,2020-01-01,,a\n1,1,1,1,2021-01-01,,b\n";
        assert_eq!(read(twice), Err(LimitsError::Overlap(1, 2)));
        assert_eq!(read("x,1,1,1,2020-01-01,,a\n"), Err(LimitsError::Figure(1)));
        assert!(matches!(read("1,1\n"), Err(LimitsError::Unreadable(_))));
    }
}
