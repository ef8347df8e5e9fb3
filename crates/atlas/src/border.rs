//! How long the border of a piece is, so that its mean thickness can be told.
//!
//! Mean thickness is `2 · area / perimeter` of the piece: a strip of width w has nearly
//! w whatever its length, while a share in per cent hides strips on big parcels and
//! shows noise on small ones. The perimeter is measured without building the piece: the
//! parcel's border inside the zone plus the zone's border inside the parcel, each edge
//! cut where the other shape's edges cross it and every part judged at its middle.
//! Coincident edges are found exactly and count once.

use crate::layer::{CHUNK, Layer};
use crate::point::{Bounds, Point};
use crate::ring::{Ring, side};

/// The edges of a shape that matter inside a window.
pub struct Outline {
    edges: Vec<(Point, Point)>,
}

/// Where the middle of a part lies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    In,
    Out,
    /// On an edge running the same way (the insides lie on the same side) or not.
    Along {
        same_way: bool,
    },
}

/// A stretch of an edge, by its parameters.
#[derive(Clone, Copy)]
struct Part {
    edge: (Point, Point),
    middle: f64,
}

impl Outline {
    /// Keeps what is needed to judge points and cut edges inside the window.
    pub fn new<'a>(rings: impl IntoIterator<Item = &'a Ring>, window: &Bounds) -> Outline {
        let edges = rings.into_iter().flat_map(|r| r.edges());
        Outline { edges: edges.filter(|(a, b)| matters((*a, *b), window)).collect() }
    }

    /// The same of a row of a layer, without looking at chunks of edges that cannot matter.
    pub fn of_row(layer: &Layer<'_>, row: u32, window: &Bounds) -> Outline {
        let mut edges = Vec::new();
        for ring in layer.rings_of(row) {
            let points = layer.ring(ring);
            let mut take = |points: &[Point]| {
                edges.extend(points.windows(2).map(|w| (w[0], w[1])).filter(|&edge| matters(edge, window)));
            };
            if layer.chunks.is_empty() {
                take(points);
                continue;
            }
            let (first, last) = (layer.rings[ring as usize].chunk, layer.rings[ring as usize + 1].chunk);
            for (c, around) in layer.chunks[first as usize..last as usize].iter().enumerate() {
                if matters((around.min, around.max), window) {
                    take(&points[c * CHUNK..(c * CHUNK + CHUNK + 1).min(points.len())]);
                }
            }
        }
        Outline { edges }
    }

    /// At least as long as all of its border in the window, 0.1 mm: edges that touch it, in full.
    pub fn longest_in(&self, window: &Bounds) -> f64 {
        let touching = self.edges.iter().filter(|(a, b)| Bounds::of([*a, *b]).is_some_and(|e| e.touches(window)));
        touching.map(|&edge| length(edge)).sum()
    }

    /// Whether a place (inside the window, not on an edge) is inside the shape.
    pub fn holds(&self, (x, y): (f64, f64)) -> bool {
        let right_of = |&&(a, b): &&(Point, Point)| {
            let (ax, ay, bx, by) = (f64::from(a.x), f64::from(a.y), f64::from(b.x), f64::from(b.y));
            (ay > y) != (by > y) && x < ax + (y - ay) * ((bx - ax) / (by - ay))
        };
        self.edges.iter().filter(right_of).count() % 2 == 1
    }

    /// The parameters in (0, 1) at which these edges may cut the given one, unsorted.
    pub fn cuts(&self, (a, b): (Point, Point)) -> Vec<f64> {
        let mut cuts = Vec::new();
        let Some(window) = Bounds::of([a, b]) else { return cuts };
        for &(c, d) in &self.edges {
            if !Bounds::of([c, d]).is_some_and(|g| g.touches(&window)) {
                continue;
            }
            let (sa, sb) = (side(c, d, a), side(c, d, b));
            if sa == 0 && sb == 0 {
                cuts.extend([along((a, b), c), along((a, b), d)]);
            } else if sa != sb {
                cuts.push(sa as f64 / (sa - sb) as f64);
            }
        }
        cuts.retain(|t| *t > 0.0 && *t < 1.0);
        cuts
    }

    fn place(&self, part: &Part) -> Place {
        let (a, b) = part.edge;
        for &(c, d) in &self.edges {
            if c != d && side(a, b, c) == 0 && side(a, b, d) == 0 {
                let (tc, td) = (along(part.edge, c), along(part.edge, d));
                if tc.min(td) < part.middle && part.middle < tc.max(td) {
                    return Place::Along { same_way: td > tc };
                }
            }
        }
        if self.holds(at(part.edge, part.middle)) { Place::In } else { Place::Out }
    }
}

/// Whether an edge (or the box between two corners) may cut or enclose something in the window.
fn matters((a, b): (Point, Point), window: &Bounds) -> bool {
    a.y.min(b.y) <= window.max.y && a.y.max(b.y) >= window.min.y && a.x.max(b.x) >= window.min.x
}

/// The place at a parameter of an edge.
pub fn at((a, b): (Point, Point), t: f64) -> (f64, f64) {
    let mix = |p: i32, q: i32| f64::from(p) + (f64::from(q) - f64::from(p)) * t;
    (mix(a.x, b.x), mix(a.y, b.y))
}

/// The length of an edge, 0.1 mm.
pub fn length((a, b): (Point, Point)) -> f64 {
    let (dx, dy) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
    (dx * dx + dy * dy).sqrt()
}

fn along((a, b): (Point, Point), p: Point) -> f64 {
    let d = |u: i32, v: i32| f64::from(v) - f64::from(u);
    let (dx, dy) = (d(a.x, b.x), d(a.y, b.y));
    (d(a.x, p.x) * dx + d(a.y, p.y) * dy) / (dx * dx + dy * dy)
}

/// Total length of the parts of an outline's edges, cut by others, that are kept.
fn kept(edges: &[(Point, Point)], by: &[&Outline], keep: impl Fn(&Part) -> bool) -> f64 {
    let mut total = 0.0;
    for &edge in edges.iter().filter(|(a, b)| a != b) {
        let mut cuts: Vec<f64> = by.iter().flat_map(|o| o.cuts(edge)).collect();
        cuts.extend([0.0, 1.0]);
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.windows(2).filter(|p| p[1] - p[0] > 1e-12) {
            if keep(&Part { edge, middle: (pair[0] + pair[1]) / 2.0 }) {
                total += (pair[1] - pair[0]) * length(edge);
            }
        }
    }
    total
}

/// The perimeter of what parcel and zone have in common, 0.1 mm.
pub fn of_common(parcel: &Outline, zone: &Outline) -> f64 {
    let on_parcel =
        kept(&parcel.edges, &[zone], |p| matches!(zone.place(p), Place::In | Place::Along { same_way: true }));
    on_parcel + kept(&zone.edges, &[parcel], |p| parcel.place(p) == Place::In)
}

/// The perimeter of what is left of the parcel outside all the zones, 0.1 mm.
pub fn of_rest(parcel: &Outline, zones: &[&Outline]) -> f64 {
    let free = |o: &Outline, p: &Part| matches!(o.place(p), Place::Out | Place::Along { same_way: false });
    let mut total = kept(&parcel.edges, zones, |p| zones.iter().all(|z| free(z, p)));
    for (i, zone) in zones.iter().enumerate() {
        let others: Vec<&Outline> = zones.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, z)| *z).collect();
        let mut cutters = others.clone();
        cutters.push(parcel);
        total += kept(&zone.edges, &cutters, |p| {
            parcel.place(p) == Place::In && others.iter().all(|o| o.place(p) == Place::Out)
        });
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::point::pt;

    fn outline(points: &[(i32, i32)]) -> (Vec<Ring>, Bounds) {
        let ring = Ring::new(points.iter().map(|&(x, y)| pt(x, y)).collect()).unwrap();
        let bounds = ring.bounds();
        (vec![ring], bounds)
    }

    fn square(x: i32, y: i32, w: i32, h: i32) -> Vec<(i32, i32)> {
        vec![(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
    }

    fn check(zones: &[Vec<(i32, i32)>]) -> (Vec<f64>, f64) {
        let (parcel, window) = outline(&square(0, 0, 100, 100));
        let parcel = Outline::new(&parcel, &window);
        let zones: Vec<Outline> = zones.iter().map(|z| Outline::new(&outline(z).0, &window)).collect();
        let each = zones.iter().map(|z| of_common(&parcel, z)).collect();
        (each, of_rest(&parcel, &zones.iter().collect::<Vec<_>>()))
    }

    #[test]
    fn shared_edges_count_once_and_the_rest_has_a_border_too() {
        assert_eq!(check(&[square(0, 0, 100, 100)]), (vec![400.0], 0.0));
        assert_eq!(check(&[square(-50, -50, 100, 300)]), (vec![300.0], 300.0));
        assert_eq!(check(&[square(0, 0, 40, 100), square(40, 0, 60, 100)]), (vec![280.0, 320.0], 0.0));
        assert_eq!(check(&[square(25, 25, 50, 50)]), (vec![200.0], 600.0));
        assert_eq!(check(&[square(100, 0, 50, 100)]), (vec![0.0], 400.0));
    }
}
