//! A closed ring of points, and what can be wrong with one.
//!
//! The closing point is not kept. Nothing is mended: a ring that crosses itself is kept
//! as it is (the overlay needs no validity) and is only *named* by [`Ring::faults`].

use crate::point::{Bounds, Point};
use serde::{Deserialize, Serialize};

/// At least three points, never the closing one, area not zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<[i32; 2]>", into = "Vec<[i32; 2]>")]
pub struct Ring {
    points: Vec<Point>,
}

/// Why some points are no ring at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum RingError {
    /// Fewer than three points.
    #[error("a ring needs three points")]
    TooFewPoints,
    /// The points enclose nothing.
    #[error("the ring encloses no area")]
    NoArea,
}

/// What an officer should see about a ring before accepting it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RingFault {
    /// The same point twice in a row, at this position.
    RepeatedPoint(usize),
    /// Edge starting at the first position meets the edge starting at the second.
    MeetsItself(usize, usize),
}

impl Ring {
    /// A ring from its points; a closing point equal to the first is left off.
    pub fn new(mut points: Vec<Point>) -> Result<Ring, RingError> {
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        if points.len() < 3 {
            return Err(RingError::TooFewPoints);
        }
        let ring = Ring { points };
        if ring.area2() == 0 { Err(RingError::NoArea) } else { Ok(ring) }
    }

    /// Its points without the closing one.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Twice the signed area in square units; positive when it runs anticlockwise. Exact.
    pub fn area2(&self) -> i128 {
        let wide = |p: Point| (i128::from(p.x), i128::from(p.y));
        let cross = |(a, b): (Point, Point)| {
            let ((ax, ay), (bx, by)) = (wide(a), wide(b));
            ax * by - bx * ay
        };
        self.edges().map(cross).sum()
    }

    /// Its edges, each from one point to the next, the last back to the first.
    pub fn edges(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        let next = self.points.iter().cycle().skip(1);
        self.points.iter().copied().zip(next.copied())
    }

    /// The smallest box around it.
    pub fn bounds(&self) -> Bounds {
        let start = self.points[0];
        Bounds::of(self.points.iter().copied()).unwrap_or(Bounds { min: start, max: start })
    }

    /// The ring run the other way.
    pub fn reversed(mut self) -> Ring {
        self.points.reverse();
        self
    }

    /// Everything an officer should be told about its shape.
    pub fn faults(&self) -> Vec<RingFault> {
        let mut faults = Vec::new();
        let mut edges: Vec<(usize, (Point, Point))> = Vec::new();
        for (i, (a, b)) in self.edges().enumerate() {
            if a == b { faults.push(RingFault::RepeatedPoint(i)) } else { edges.push((i, (a, b))) }
        }
        let west = |i: usize| edges[i].1.0.x.min(edges[i].1.1.x);
        let mut order: Vec<usize> = (0..edges.len()).collect();
        order.sort_by_key(|&i| west(i));
        for (k, &i) in order.iter().enumerate() {
            let east = edges[i].1.0.x.max(edges[i].1.1.x);
            for &j in order[k + 1..].iter().take_while(|&&j| west(j) <= east) {
                if !neighbours(i, j, edges.len()) && meet(edges[i].1, edges[j].1) {
                    let (i, j) = (edges[i].0, edges[j].0);
                    faults.push(RingFault::MeetsItself(i.min(j), i.max(j)));
                }
            }
        }
        faults.sort_by_key(|f| match *f {
            RingFault::RepeatedPoint(i) => (i, 0),
            RingFault::MeetsItself(i, j) => (i, j),
        });
        faults
    }
}

fn neighbours(i: usize, j: usize, n: usize) -> bool {
    (i + 1) % n == j || (j + 1) % n == i
}

/// On which side of a→b the point c lies: positive left, zero on the line. Exact.
pub(crate) fn side(a: Point, b: Point, c: Point) -> i128 {
    let d = |p: i32, q: i32| i128::from(p) - i128::from(q);
    d(b.x, a.x) * d(c.y, a.y) - d(b.y, a.y) * d(c.x, a.x)
}

fn meet((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let boxes = [Bounds::of([a, b]), Bounds::of([c, d])];
    let [Some(p), Some(q)] = boxes else { return false };
    let apart = |u: i128, v: i128| (u > 0 && v > 0) || (u < 0 && v < 0);
    p.touches(&q) && !apart(side(a, b, c), side(a, b, d)) && !apart(side(c, d, a), side(c, d, b))
}

impl TryFrom<Vec<[i32; 2]>> for Ring {
    type Error = RingError;
    fn try_from(raw: Vec<[i32; 2]>) -> Result<Ring, RingError> {
        Ring::new(raw.into_iter().map(|[x, y]| Point { x, y }).collect())
    }
}

impl From<Ring> for Vec<[i32; 2]> {
    fn from(ring: Ring) -> Self {
        ring.points.into_iter().map(|p| [p.x, p.y]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::point::pt;

    fn check(points: &[(i32, i32)]) -> Result<Vec<RingFault>, RingError> {
        Ring::new(points.iter().map(|&(x, y)| pt(x, y)).collect()).map(|r| r.faults())
    }

    #[test]
    fn faults_are_named_and_nothing_is_mended() {
        assert_eq!(check(&[(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]), Ok(vec![]));
        assert_eq!(check(&[(0, 0), (4, 0)]), Err(RingError::TooFewPoints));
        assert_eq!(check(&[(0, 0), (4, 0), (8, 0)]), Err(RingError::NoArea));
        assert_eq!(check(&[(0, 0), (4, 0), (4, 0), (4, 4)]), Ok(vec![RingFault::RepeatedPoint(1)]));
        assert_eq!(check(&[(0, 0), (4, 4), (4, 0), (0, 6)]), Ok(vec![RingFault::MeetsItself(0, 2)]));
        let touching = [(0, 0), (8, 0), (8, 8), (4, 0), (0, 8)];
        assert_eq!(check(&touching).map(|f| f.len()), Ok(2));
    }
}
