//! Rings in whole numbers: cut to a tile and cleaned, so that what is left can be drawn.
//!
//! Cutting is Sutherland–Hodgman, side by side; a cut edge is cut at the same place from both of its ends,
//! so neighbours stay glued there too. Cleaning drops repeated points, points on a straight line and spikes;
//! it moves nothing. Refuses rings without area, and rings that rounding has turned over.
//! A ring cut into several parts keeps joints along the tile's buffer, where nobody sees them.

use crate::tile::{BUFFER, EXTENT};
use atlas::point::Point;

const LOW: i32 = -BUFFER;
const HIGH: i32 = EXTENT + BUFFER;

/// Which sides of the buffered tile a point is beyond: bits west, east, north, south.
#[inline]
pub fn beyond(p: Point) -> u8 {
    u8::from(p.x < LOW) | u8::from(p.x > HIGH) << 1 | u8::from(p.y < LOW) << 2 | u8::from(p.y > HIGH) << 3
}

/// Cuts an open ring to the buffered tile; `sides` are those it is beyond somewhere, as [`beyond`] tells.
pub fn cut(ring: &mut Vec<Point>, spare: &mut Vec<Point>, sides: u8) {
    for side in 0..4 {
        if sides & (1 << side) != 0 && !ring.is_empty() {
            spare.clear();
            match side {
                0 => against(ring, spare, |p| i64::from(LOW) - i64::from(p.x), |a, b| crossing(a, b, LOW)),
                1 => against(ring, spare, |p| i64::from(p.x) - i64::from(HIGH), |a, b| crossing(a, b, HIGH)),
                2 => against(ring, spare, |p| i64::from(LOW) - i64::from(p.y), |a, b| turned(a, b, LOW)),
                _ => against(ring, spare, |p| i64::from(p.y) - i64::from(HIGH), |a, b| turned(a, b, HIGH)),
            }
            std::mem::swap(ring, spare);
        }
    }
}

/// Keeps what is not beyond one side; `how_far` is positive beyond it.
#[inline]
fn against(ring: &[Point], kept: &mut Vec<Point>, how_far: impl Fn(Point) -> i64, at: impl Fn(Point, Point) -> Point) {
    let Some(&last) = ring.last() else { return };
    let (mut from, mut from_far) = (last, how_far(last) > 0);
    for &to in ring {
        let to_far = how_far(to) > 0;
        if from_far != to_far {
            kept.push(at(from, to));
        }
        if !to_far {
            kept.push(to);
        }
        (from, from_far) = (to, to_far);
    }
}

/// Where the edge between two points meets the upright line `x`, whichever of them comes first.
fn crossing(a: Point, b: Point, x: i32) -> Point {
    let (a, b) = if (a.x, a.y) < (b.x, b.y) { (a, b) } else { (b, a) };
    let (run, rise) = (i64::from(b.x) - i64::from(a.x), i64::from(b.y) - i64::from(a.y));
    let over = (i64::from(x) - i64::from(a.x)) * rise;
    Point { x, y: (i64::from(a.y) + (2 * over + run).div_euclid(2 * run)) as i32 }
}

fn turned(a: Point, b: Point, y: i32) -> Point {
    let flip = |p: Point| Point { x: p.y, y: p.x };
    flip(crossing(flip(a), flip(b), y))
}

/// Drops from an open ring what draws nothing; its points lie in the buffered tile, so products fit in 32 bits. Fewer than three points are left of a ring without area.
pub fn clean(ring: &mut Vec<Point>) {
    let mut kept = 0;
    for k in 0..ring.len() {
        let p = ring[k];
        while kept > 1 && is_straight(ring[kept - 2], ring[kept - 1], p) {
            kept -= 1;
        }
        if kept == 0 || ring[kept - 1] != p {
            ring[kept] = p;
            kept += 1;
        }
    }
    let mut first = 0;
    while kept - first > 2 {
        if ring[kept - 1] == ring[first] || is_straight(ring[kept - 2], ring[kept - 1], ring[first]) {
            kept -= 1;
        } else if is_straight(ring[kept - 1], ring[first], ring[first + 1]) {
            first += 1;
        } else {
            break;
        }
    }
    ring.truncate(kept);
    ring.drain(..first);
}

/// Whether the way over `b` turns nowhere but back.
#[inline]
fn is_straight(a: Point, b: Point, c: Point) -> bool {
    (b.x - a.x) * (c.y - a.y) == (b.y - a.y) * (c.x - a.x)
}

/// Twice the area of an open ring, positive where y grows down and it runs clockwise for the eye.
pub fn area2(ring: &[Point]) -> i64 {
    let Some(&o) = ring.first() else { return 0 };
    let rel = |p: Point| (i64::from(p.x) - i64::from(o.x), i64::from(p.y) - i64::from(o.y));
    ring.windows(2).map(|w| (rel(w[0]), rel(w[1]))).map(|((ax, ay), (bx, by))| ax * by - bx * ay).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;
    use proptest::prelude::*;

    fn cleaned(points: &[(i32, i32)]) -> Vec<(i32, i32)> {
        let mut ring: Vec<Point> = points.iter().map(|&(x, y)| pt(x, y)).collect();
        clean(&mut ring);
        ring.iter().map(|p| (p.x, p.y)).collect()
    }

    #[test]
    fn straight_runs_repeats_and_spikes_are_dropped() {
        let square = [(0, 0), (10, 0), (10, 10), (0, 10)];
        assert_eq!(cleaned(&[(0, 0), (5, 0), (5, 0), (10, 0), (10, 10), (0, 10), (0, 0)]), square);
        assert_eq!(cleaned(&[(0, 0), (10, 0), (15, 0), (10, 0), (10, 10), (0, 10)]), square);
        assert_eq!(cleaned(&[(5, 0), (10, 0), (10, 10), (0, 10), (0, 0)]), [(10, 0), (10, 10), (0, 10), (0, 0)]);
        assert!(cleaned(&[(0, 0), (5, 5), (9, 9), (2, 2)]).len() < 3);
        assert!(cleaned(&[(3, 3), (3, 3), (3, 3)]).len() < 3 && cleaned(&[]).is_empty());
    }

    #[test]
    fn a_ring_around_the_tile_becomes_the_tile_with_its_buffer() {
        let mut ring = vec![pt(-9_000, -9_000), pt(9_000, -9_000), pt(9_000, 9_000), pt(-9_000, 9_000)];
        cut(&mut ring, &mut Vec::new(), 15);
        clean(&mut ring);
        assert_eq!(area2(&ring), 2 * i64::from(HIGH - LOW).pow(2));
    }

    fn point() -> impl Strategy<Value = Point> {
        (-6_000i32..10_000, -6_000i32..10_000).prop_map(|(x, y)| pt(x, y))
    }

    proptest! {
        #[test]
        fn nothing_is_left_beyond_the_buffer_and_cleaning_moves_nothing(
            mut ring in prop::collection::vec(point(), 0..40)
        ) {
            let sides = ring.iter().fold(0, |s, &p| s | beyond(p));
            cut(&mut ring, &mut Vec::new(), sides);
            prop_assert!(ring.iter().all(|&p| beyond(p) == 0));
            let area = |ring: &[Point]| {
                let mut closed = ring.to_vec();
                closed.extend(ring.first());
                area2(&closed)
            };
            let before = area(&ring);
            clean(&mut ring);
            prop_assert_eq!(area(&ring), before);
            let n = ring.len();
            for k in 0..n {
                prop_assert!(n < 3 || !is_straight(ring[k], ring[(k + 1) % n], ring[(k + 2) % n]));
            }
        }

        #[test]
        fn an_edge_is_cut_at_the_same_place_from_both_ends(a in point(), b in point()) {
            if a.x != b.x {
                let x = a.x.min(b.x) + (a.x - b.x).abs() / 3;
                prop_assert_eq!(crossing(a, b, x), crossing(b, a, x));
            }
        }
    }
}
