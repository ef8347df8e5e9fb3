//! The area common to two shapes, without finding their common shape.
//!
//! A polygon is the signed sum of the regions below its edges, so the common area is
//! `Σ s_e·s_f · ∫ min(0, f − e) dx` over pairs of edges and their common stretch of x
//! (`s` is +1 for an edge running west, −1 for one running east). No intersection points
//! are ordered, nothing is snapped, no validity is needed: shared edges, collinear runs,
//! holes and touching corners are ordinary cases. Differences are taken as exact
//! integers from a corner of the first shape; the order of sums is fixed and there is no
//! fused multiply-add, so the bits are the same on every run.

use crate::point::{Bounds, Point};
use crate::ring::Ring;
use crate::wide::{Number, Wide};

/// Areas up to this many square units (0.5 mm²) are contacts, not pieces.
pub const CONTACT_UNITS2: f64 = 50.0;

/// One edge relative to a corner, pointing east; `sign` remembers where it ran.
#[derive(Clone, Copy)]
struct Edge {
    x0: i64,
    y0: i64,
    x1: i64,
    y1: i64,
    sign: i64,
}

impl Edge {
    fn new((a, b): (Point, Point), corner: Point) -> Option<Edge> {
        let rel = |p: Point| (i64::from(p.x) - i64::from(corner.x), i64::from(p.y) - i64::from(corner.y));
        let ((ax, ay), (bx, by)) = (rel(a), rel(b));
        match ax.cmp(&bx) {
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Less => Some(Edge { x0: ax, y0: ay, x1: bx, y1: by, sign: -1 }),
            std::cmp::Ordering::Greater => Some(Edge { x0: bx, y0: by, x1: ax, y1: ay, sign: 1 }),
        }
    }

    fn at<N: Number>(&self, x: i64) -> N {
        if x == self.x0 || self.y0 == self.y1 {
            return N::whole(self.y0);
        }
        if x == self.x1 {
            return N::whole(self.y1);
        }
        let slope = N::whole(self.y1 - self.y0) / N::whole(self.x1 - self.x0);
        N::whole(self.y0) + N::whole(x - self.x0) * slope
    }
}

/// A shape made ready to be measured against many others.
pub struct Measured {
    corner: Point,
    width: i64,
    height: i64,
    edges: Vec<Edge>,
}

impl Measured {
    /// Prepares the shape given by its rings (shells anticlockwise, holes clockwise).
    pub fn new<'a>(rings: impl IntoIterator<Item = &'a Ring>) -> Measured {
        let rings: Vec<&Ring> = rings.into_iter().collect();
        let empty = Bounds { min: Point { x: 0, y: 0 }, max: Point { x: 0, y: 0 } };
        let bounds = rings.iter().map(|r| r.bounds()).reduce(Bounds::union).unwrap_or(empty);
        let corner = bounds.min;
        let edges = rings.iter().flat_map(|r| r.edges()).filter_map(|e| Edge::new(e, corner)).collect();
        Measured {
            corner,
            width: i64::from(bounds.max.x) - i64::from(corner.x),
            height: i64::from(bounds.max.y) - i64::from(corner.y),
            edges,
        }
    }

    /// Area common with another shape, square units; within 1e-6 m² of exact.
    pub fn common<'a>(&self, rings: impl IntoIterator<Item = &'a Ring>) -> f64 {
        self.sum::<f64>(&self.near(rings))
    }

    /// The same to twice the precision, as a sum of two numbers.
    pub fn common_wide<'a>(&self, rings: impl IntoIterator<Item = &'a Ring>) -> (f64, f64) {
        let Wide(high, low) = self.sum::<Wide>(&self.near(rings));
        (high, low)
    }

    /// Edges that can matter: not left, right or above; those wholly below are flattened.
    fn near<'a>(&self, rings: impl IntoIterator<Item = &'a Ring>) -> Vec<Edge> {
        let mut near = Vec::new();
        for ring in rings {
            for edge in ring.edges() {
                let Some(mut f) = Edge::new(edge, self.corner) else { continue };
                let above = f.y0 >= self.height && f.y1 >= self.height;
                if f.x1 <= 0 || f.x0 >= self.width || above {
                    continue;
                }
                if f.y0 <= 0 && f.y1 <= 0 {
                    (f.y0, f.y1) = (0, 0);
                }
                near.push(f);
            }
        }
        near
    }

    fn sum<N: Number>(&self, near: &[Edge]) -> N {
        let mut total = N::whole(0);
        for f in near {
            for e in &self.edges {
                let (a, b) = (e.x0.max(f.x0), e.x1.min(f.x1));
                if a < b {
                    total = total + N::whole(e.sign * f.sign) * below::<N>(e, f, (a, b));
                }
            }
        }
        total
    }
}

/// `∫ min(0, f − e)` from a to b.
fn below<N: Number>(e: &Edge, f: &Edge, (a, b): (i64, i64)) -> N {
    let zero = N::whole(0);
    let d0 = f.at::<N>(a) - e.at::<N>(a);
    let d1 = f.at::<N>(b) - e.at::<N>(b);
    let half = N::whole(b - a) / N::whole(2);
    if d0 >= zero && d1 >= zero {
        zero
    } else if d0 <= zero && d1 <= zero {
        (d0 + d1) * half
    } else if d0 < zero {
        d0 * (d0 / (d0 - d1)) * half
    } else {
        d1 * (d1 / (d1 - d0)) * half
    }
}
