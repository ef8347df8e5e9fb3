//! Where a name stands in a shape: in the middle of the widest level run inside it.
//!
//! Three level lines are tried, at half, three and five eighths of the height; a shape they miss has no
//! place. Whole numbers only, so the place is the same on every machine.

use atlas::layer::Layer;
use atlas::point::{Bounds, Point};

/// A place for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub at: Point,
    /// Width of the level run, in the layer's units.
    pub room: i32,
}

/// The place in a shape given as closed rings; `None` for one that no line crosses.
pub fn place<'p>(rings: impl Iterator<Item = &'p [Point]> + Clone, around: &Bounds) -> Option<Place> {
    let height = i64::from(around.max.y) - i64::from(around.min.y);
    let mut best: Option<Place> = None;
    let mut crossings: Vec<i64> = Vec::new();
    for eighths in [4, 3, 5] {
        let y = i64::from(around.min.y) + height * eighths / 8;
        crossings.clear();
        for ring in rings.clone() {
            crossings.extend(ring.windows(2).filter_map(|edge| crossing(edge[0], edge[1], y)));
        }
        crossings.sort_unstable();
        for run in crossings.chunks_exact(2) {
            let room = (run[1] - run[0]) as i32;
            if best.is_none_or(|b| room > b.room) && room > 0 {
                best = Some(Place { at: Point { x: ((run[0] + run[1]) / 2) as i32, y: y as i32 }, room });
            }
        }
    }
    best
}

/// The place in a row of a layer.
pub fn of_row(layer: &Layer<'_>, row: u32) -> Option<Place> {
    place(layer.rings_of(row).map(|ring| layer.ring(ring)), &layer.shapes[row as usize].bounds)
}

/// Where an edge crosses a level line; a point on the line counts as above it.
fn crossing(a: Point, b: Point, y: i64) -> Option<i64> {
    let (ay, by) = (i64::from(a.y), i64::from(b.y));
    ((ay < y) != (by < y)).then(|| {
        let (ax, bx) = (i64::from(a.x), i64::from(b.x));
        ax + ((y - ay) * (bx - ax)).div_euclid(by - ay)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;

    fn check(rings: &[&[Point]], want: Option<(i32, i32, i32)>) {
        let around = Bounds::of(rings.iter().flat_map(|r| r.iter().copied())).unwrap();
        let found = place(rings.iter().copied(), &around).map(|p| (p.at.x, p.at.y, p.room));
        assert_eq!(found, want);
    }

    #[test]
    fn a_name_stands_inside_and_where_there_is_most_room() {
        let square = [pt(0, 0), pt(80, 0), pt(80, 80), pt(0, 80), pt(0, 0)];
        check(&[&square], Some((40, 40, 80)));
        let hole = [pt(10, 10), pt(10, 70), pt(40, 70), pt(40, 10), pt(10, 10)];
        check(&[&square, &hole], Some((60, 40, 40)));
        let flat = [pt(0, 0), pt(80, 0), pt(0, 0)];
        check(&[&flat], None);
    }
}
