//! The land of one district as plain values, for whoever builds a release or a bench from it.
//!
//! Rings are open (the closing point is not kept), without a point twice in a row, in
//! 0.1 mm from [`super::ORIGIN`]; shells run anticlockwise and holes clockwise.

use crate::facts::ZoneFact;
use atlas::area::Area;
use atlas::plan::Validity;
use atlas::point::Point;
use lexicon::parcel::ParcelId;

/// The land of one district.
#[derive(Clone, Debug, PartialEq)]
pub struct DistrictGround<'a> {
    /// The number of the district, from 0.
    pub number: usize,
    /// Its zones, present and past, a changed one just before what it became.
    pub zones: Vec<GroundZone<'a>>,
    /// Its parcels, section by section, those of blocks before those of roads.
    pub parcels: Vec<GroundParcel>,
}

/// A zone.
#[derive(Clone, Debug, PartialEq)]
pub struct GroundZone<'a> {
    /// Unique in the city.
    pub id: String,
    /// Position of its plan case in [`super::Whole::plans`].
    pub plan: usize,
    /// Its national class code, its name and its ratios.
    pub fact: &'a ZoneFact,
    /// Days in force.
    pub in_force: Validity,
    /// The shell first, then the holes.
    pub rings: Vec<Vec<Point>>,
}

/// A parcel.
#[derive(Clone, Debug, PartialEq)]
pub struct GroundParcel {
    /// Section and land number, unique in the city.
    pub id: ParcelId,
    /// The registered area: of the true shape, as registers have it.
    pub registered: Area,
    /// Days it exists in this shape.
    pub in_force: Validity,
    /// Its shape, where the survey says.
    pub ring: Vec<Point>,
}

/// An anticlockwise ring from placed points; `None` when rounding left nothing of it.
pub fn shell(points: impl IntoIterator<Item = Point>) -> Option<Vec<Point>> {
    let mut points: Vec<Point> = points.into_iter().collect();
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    let area2 = area2(&points);
    if area2 < 0 {
        points.reverse();
    }
    (points.len() >= 3 && area2 != 0).then_some(points)
}

/// A clockwise ring from placed points.
pub fn hole(points: impl IntoIterator<Item = Point>) -> Option<Vec<Point>> {
    shell(points).map(|mut ring| {
        ring.reverse();
        ring
    })
}

/// Twice the signed area in square units, exact for rings of a few kilometres.
pub fn area2(ring: &[Point]) -> i64 {
    let Some(&start) = ring.first() else { return 0 };
    let from_start = |p: &Point| (i64::from(p.x) - i64::from(start.x), i64::from(p.y) - i64::from(start.y));
    let cross = |pair: &[Point]| {
        let ((ax, ay), (bx, by)) = (from_start(&pair[0]), from_start(&pair[1]));
        ax * by - bx * ay
    };
    ring.windows(2).map(cross).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;

    #[test]
    fn rings_are_turned_and_lose_repeated_points() {
        let clockwise = [pt(0, 0), pt(0, 4), pt(0, 4), pt(4, 4), pt(4, 0), pt(0, 0)];
        let ring = shell(clockwise).unwrap();
        assert_eq!((ring.len(), area2(&ring)), (4, 32));
        assert_eq!(area2(&hole(clockwise).unwrap()), -32);
        assert_eq!(shell([pt(0, 0), pt(5, 5), pt(9, 9)]), None);
    }
}
