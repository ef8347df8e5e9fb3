//! What is wrong with a ring, within a bounded amount of work.
//!
//! [`atlas::ring::Ring::faults`] compares every edge with every other that shares its stretch of x:
//! right for a drawn ring, days for a hostile one of a million vertices. Long rings are looked
//! up in a tree of boxes here, and the search stops when it has cost what a real ring never
//! costs; the caller is then told that not every fault was seen.

use atlas::index::Index;
use atlas::point::{Bounds, Point};
use atlas::ring::{Ring, RingFault};

/// Rings up to this many vertices are compared edge by edge.
const SHORT: usize = 256;
/// Pairs of edges looked at for each vertex of a long ring, on average, before giving up.
const PAIRS_A_VERTEX: usize = 16;
/// Faults of one ring that are listed.
const MOST: usize = 100;

/// The faults of one ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults {
    /// Those found, by position; a hundred at most.
    pub found: Vec<RingFault>,
    /// Whether every pair of edges was looked at and every fault is listed.
    pub complete: bool,
}

/// Looks for faults.
pub fn faults(ring: &Ring) -> Faults {
    let mut faults =
        if ring.points().len() <= SHORT { Faults { found: ring.faults(), complete: true } } else { of_long(ring) };
    if faults.found.len() > MOST {
        faults.found.truncate(MOST);
        faults.complete = false;
    }
    faults
}

fn of_long(ring: &Ring) -> Faults {
    let edges: Vec<(Point, Point)> = ring.edges().collect();
    let boxes: Vec<Bounds> = edges.iter().filter_map(|&(a, b)| Bounds::of([a, b])).collect();
    let index = Index::build(&boxes);
    let mut found = Vec::new();
    let mut left = edges.len().saturating_mul(PAIRS_A_VERTEX);
    for (i, &edge) in edges.iter().enumerate() {
        if edge.0 == edge.1 {
            found.push(RingFault::RepeatedPoint(i));
            continue;
        }
        let near = index.touching(&boxes[i]);
        let Some(rest) = left.checked_sub(near.len()) else { return Faults { found, complete: false } };
        left = rest;
        for j in near.into_iter().map(|j| j as usize).filter(|&j| j > i && edges[j].0 != edges[j].1) {
            if !follows(&edges, i, j) && !follows(&edges, j, i) && meet(edge, edges[j]) {
                found.push(RingFault::MeetsItself(i, j));
            }
        }
        if found.len() > MOST {
            return Faults { found, complete: false };
        }
    }
    Faults { found, complete: true }
}

/// Whether `j` is the next edge of some length after `i`.
fn follows(edges: &[(Point, Point)], i: usize, j: usize) -> bool {
    let mut next = (i + 1) % edges.len();
    while edges[next].0 == edges[next].1 && next != i {
        next = (next + 1) % edges.len();
    }
    next == j
}

/// On which side of a→b the point c lies: 1 left, -1 right, 0 on the line. Exact.
pub fn side(a: Point, b: Point, c: Point) -> i8 {
    let d = |p: i32, q: i32| i128::from(p) - i128::from(q);
    (d(b.x, a.x) * d(c.y, a.y) - d(b.y, a.y) * d(c.x, a.x)).signum() as i8
}

/// Whether two edges share a point.
fn meet((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0
}

/// Whether two edges cross at a point inside both.
pub fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;

    /// A long ring: a comb of teeth, with one place changed.
    fn comb(teeth: i32, change: Option<(usize, Point)>) -> Ring {
        let mut points = Vec::new();
        for i in 0..teeth {
            points.extend([pt(0, 4 * i), pt(1_000_000, 4 * i), pt(1_000_000, 4 * i + 1), pt(1, 4 * i + 1)]);
        }
        points.push(pt(-10, 4 * teeth));
        points.push(pt(-10, 0));
        if let Some((at, point)) = change {
            points[at] = point;
        }
        Ring::new(points).unwrap()
    }

    #[test]
    fn long_rings_have_the_faults_a_full_comparison_finds() {
        for change in [None, Some((41, pt(1_000_000, 30))), Some((42, pt(1_000_000, 40)))] {
            let ring = comb(80, change);
            assert_eq!(faults(&ring), Faults { found: ring.faults(), complete: true }, "{change:?}");
        }
        let repeated = comb(80, Some((41, pt(0, 40))));
        assert_eq!(faults(&repeated).found, repeated.faults());
    }

    #[test]
    fn a_hostile_ring_ends_the_search_and_says_so() {
        let star = (0..3_000i64).map(|i| pt((i * 7_919 % 10_007) as i32, (i * 104_729 % 10_009) as i32));
        let found = faults(&Ring::new(star.collect()).unwrap());
        assert!(!found.complete && !found.found.is_empty());
    }
}
