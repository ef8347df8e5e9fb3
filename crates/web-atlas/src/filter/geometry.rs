//! Geometry literals, and whether an extent has a place in common with one.
//!
//! Both are compared in the reference system the literal is written in, edge against edge; a touch counts. The
//! work is metered: a question that would take too long is refused, not answered late.

use std::cell::Cell;

use atlas::point::{Bounds, Origin, Point};
use maps::ground::Ground;
use maps::projection;
use maps::reference::Reference;
use maps::shape::{Shape, Side};

use crate::fault::Fault;

/// The most positions of a literal.
pub const MOST_POSITIONS: usize = 1_000;
/// Pairs of edges looked at for one request.
const MOST_WORK: u64 = 60_000_000;

/// A position, east before north, in units of the reference system (degrees or metres).
pub type Position = (f64, f64);

/// Points, lines and polygons (each a shell with its holes) of a literal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Literal {
    pub points: Vec<Position>,
    pub lines: Vec<Vec<Position>>,
    pub polygons: Vec<Vec<Vec<Position>>>,
}

/// A box of positions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub min: Position,
    pub max: Position,
}

impl Frame {
    /// The box around some positions.
    #[must_use]
    pub fn of(positions: impl IntoIterator<Item = Position>) -> Option<Frame> {
        let mut all = positions.into_iter();
        let first = all.next()?;
        Some(all.fold(Frame { min: first, max: first }, |f, p| Frame {
            min: (f.min.0.min(p.0), f.min.1.min(p.1)),
            max: (f.max.0.max(p.0), f.max.1.max(p.1)),
        }))
    }

    fn holds(&self, p: Position) -> bool {
        self.min.0 <= p.0 && p.0 <= self.max.0 && self.min.1 <= p.1 && p.1 <= self.max.1
    }

    fn touches(&self, o: &Frame) -> bool {
        self.min.0 <= o.max.0 && o.min.0 <= self.max.0 && self.min.1 <= o.max.1 && o.min.1 <= self.max.1
    }
}

impl Literal {
    /// A box as a polygon.
    #[must_use]
    pub fn frame(frame: Frame) -> Literal {
        let Frame { min, max } = frame;
        let ring = vec![min, (max.0, min.1), max, (min.0, max.1), min];
        Literal { polygons: vec![vec![ring]], ..Literal::default() }
    }

    /// Every position.
    pub fn positions(&self) -> impl Iterator<Item = Position> + '_ {
        let rings = self.polygons.iter().flatten();
        self.points.iter().chain(self.lines.iter().chain(rings).flatten()).copied()
    }

    fn edges(&self) -> impl Iterator<Item = (Position, Position)> + '_ {
        self.lines.iter().chain(self.polygons.iter().flatten()).flat_map(|line| line.windows(2).map(|w| (w[0], w[1])))
    }
}

/// A literal ready to be held against extents.
pub struct Probe {
    literal: Literal,
    reference: Reference,
    frame: Frame,
    is_frame: bool,
    work: Cell<u64>,
}

impl Probe {
    /// A literal in a reference system.
    ///
    /// # Errors
    /// No position, too many, or one that is no place.
    pub fn new(literal: Literal, reference: Reference) -> Result<Probe, Fault> {
        let count = literal.positions().count();
        if count > MOST_POSITIONS {
            return Err(Fault::bad("geometry-long").with("most", MOST_POSITIONS));
        }
        let is_place = |(x, y): Position| {
            let (wide, high) = if reference.is_degrees() { (180.0, 90.0) } else { (1e8, 1e8) };
            x.abs() <= wide && y.abs() <= high
        };
        if let Some((x, y)) = literal.positions().find(|p| !is_place(*p)) {
            return Err(Fault::bad("no-place").with("value", format!("{x} {y}")).with("crs", reference.code()));
        }
        let frame = Frame::of(literal.positions()).ok_or_else(|| Fault::bad("geometry-empty"))?;
        let is_frame = literal == Literal::frame(frame);
        Ok(Probe { literal, reference, frame, is_frame, work: Cell::new(0) })
    }

    /// The reference system the literal is written in.
    #[must_use]
    pub fn reference(&self) -> Reference {
        self.reference
    }

    /// The box of a release's own units in which everything lies that may have a place in common with it;
    /// `None` when that is nowhere near the land.
    #[must_use]
    pub fn window(&self, (origin, land): (Origin, Bounds)) -> Option<Bounds> {
        let Frame { min, max } = self.frame;
        let window = projection::window(self.reference.system(), [min.0, min.1, max.0, max.1], origin)?;
        window.touches(&land).then_some(window)
    }

    /// Whether an extent has a place in common with it. `ground` is in the literal's reference system.
    ///
    /// # Errors
    /// The request has had its share of work.
    pub fn meets(&self, shape: &Shape<'_>, ground: &Ground) -> Result<bool, Fault> {
        let rings = self.rings(shape, ground);
        if self.is_frame && rings.iter().flatten().any(|p| self.frame.holds(*p)) {
            return Ok(true);
        }
        let Some(around) = Frame::of(rings.iter().flatten().copied()) else { return Ok(false) };
        if !around.touches(&self.frame) {
            return Ok(false);
        }
        if self.literal.points.iter().any(|p| around.holds(*p) && holds(&rings, *p)) {
            return Ok(true);
        }
        let near: Vec<_> = self.literal.edges().filter(|(a, b)| edge_frame(*a, *b).touches(&around)).collect();
        let edges: u64 = rings.iter().map(|ring| ring.len() as u64).sum();
        self.spend((near.len() as u64 + 1) * edges)?;
        let crosses = rings.iter().flat_map(|ring| ring.windows(2)).any(|w| {
            let edge = edge_frame(w[0], w[1]);
            edge.touches(&self.frame)
                && near.iter().any(|(a, b)| edge.touches(&edge_frame(*a, *b)) && cross((w[0], w[1]), (*a, *b)))
        });
        let starts = self.literal.lines.iter().chain(self.literal.polygons.iter().flatten()).filter_map(|l| l.first());
        let within = || starts.clone().any(|p| around.holds(*p) && holds(&rings, *p));
        let around_it = || {
            let firsts = rings.iter().filter_map(|ring| ring.first());
            firsts.clone().any(|p| self.literal.polygons.iter().any(|polygon| holds(polygon, *p)))
        };
        Ok(crosses || within() || around_it())
    }

    fn spend(&self, work: u64) -> Result<(), Fault> {
        self.work.set(self.work.get() + work);
        if self.work.get() > MOST_WORK { Err(Fault::bad("geometry-work")) } else { Ok(()) }
    }

    /// The rings of an extent in the literal's system, closed.
    fn rings(&self, shape: &Shape<'_>, ground: &Ground) -> Vec<Vec<Position>> {
        let scale = self.reference.scale();
        let place = |p: &Point| {
            let (x, y) = ground.fine(*p);
            (x / scale, y / scale)
        };
        let mut rings = Vec::new();
        shape.rings(|_: Side, points| {
            let mut ring: Vec<Position> = points.iter().map(place).collect();
            if ring.first() != ring.last() {
                ring.extend(ring.first().copied());
            }
            rings.push(ring);
        });
        rings
    }
}

fn edge_frame(a: Position, b: Position) -> Frame {
    Frame { min: (a.0.min(b.0), a.1.min(b.1)), max: (a.0.max(b.0), a.1.max(b.1)) }
}

fn turn(a: Position, b: Position, c: Position) -> f64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

fn cross((a, b): (Position, Position), (c, d): (Position, Position)) -> bool {
    let apart = |u: f64, v: f64| (u > 0.0 && v > 0.0) || (u < 0.0 && v < 0.0);
    !apart(turn(a, b, c), turn(a, b, d)) && !apart(turn(c, d, a), turn(c, d, b))
}

/// Whether a place lies inside rings (shells and holes) or on one of them.
fn holds(rings: &[Vec<Position>], p: Position) -> bool {
    let mut inside = false;
    for w in rings.iter().flat_map(|ring| ring.windows(2)) {
        let (a, b) = (w[0], w[1]);
        if edge_frame(a, b).holds(p) && turn(a, b, p) == 0.0 {
            return true;
        }
        if (a.1 > p.1) != (b.1 > p.1) && p.0 < a.0 + (p.1 - a.1) * ((b.0 - a.0) / (b.1 - a.1)) {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;
    use atlas::polygon::{MultiPolygon, Polygon};
    use atlas::ring::Ring;

    fn square(low: i32, side: i32) -> Ring {
        let (a, b) = (low * 10_000, (low + side) * 10_000);
        Ring::new(vec![pt(a, a), pt(b, a), pt(b, b), pt(a, b)]).unwrap()
    }

    fn check(literal: Literal) -> bool {
        let shape = MultiPolygon(vec![Polygon::new(square(10, 20), vec![square(15, 10)])]);
        let origin = Origin { x_m: 180_000, y_m: 2_500_000 };
        let land = Bounds { min: pt(0, 0), max: pt(500_000, 500_000) };
        let ground = Ground::new(Reference::Epsg3826, (origin, land)).unwrap();
        let probe = Probe::new(moved(literal), Reference::Epsg3826).unwrap();
        let met = probe.meets(&Shape::Value(&shape), &ground).unwrap();
        let window = probe.window((origin, land)).is_some_and(|w| w.touches(&shape.bounds().unwrap()));
        assert!(window || !met, "what is met lies in the window");
        met
    }

    /// The literal counted from the origin.
    fn moved(mut literal: Literal) -> Literal {
        let rings = literal.lines.iter_mut().chain(literal.polygons.iter_mut().flatten());
        for place in literal.points.iter_mut().chain(rings.flatten()) {
            *place = (place.0 + 180_000.0, place.1 + 2_500_000.0);
        }
        literal
    }

    fn frame(a: f64, b: f64) -> Literal {
        Literal::frame(Frame { min: (a, a), max: (b, b) })
    }

    #[test]
    fn a_touch_counts_and_a_hole_does_not() {
        for (literal, expected) in [
            (frame(0.0, 5.0), false),
            (frame(0.0, 10.0), true),
            (frame(0.0, 40.0), true),
            (frame(11.0, 12.0), true),
            (frame(18.0, 19.0), false),
            (frame(18.0, 26.0), true),
            (Literal { points: vec![(20.0, 20.0)], ..Literal::default() }, false),
            (Literal { points: vec![(12.0, 20.0)], ..Literal::default() }, true),
            (Literal { points: vec![(10.0, 20.0)], ..Literal::default() }, true),
            (Literal { lines: vec![vec![(0.0, 20.0), (40.0, 20.0)]], ..Literal::default() }, true),
            (Literal { lines: vec![vec![(16.0, 20.0), (24.0, 20.0)]], ..Literal::default() }, false),
        ] {
            assert_eq!(check(literal.clone()), expected, "{literal:?}");
        }
    }

    #[test]
    fn places_that_are_none_and_literals_without_end_are_refused() {
        let point = |x, y| Literal { points: vec![(x, y)], ..Literal::default() };
        assert!(Probe::new(point(200.0, 0.0), Reference::Crs84).is_err());
        assert!(Probe::new(point(f64::NAN, 0.0), Reference::Epsg3826).is_err());
        assert!(Probe::new(Literal::default(), Reference::Epsg3826).is_err());
        let long = Literal { points: vec![(0.0, 0.0); MOST_POSITIONS + 1], ..Literal::default() };
        assert!(Probe::new(long, Reference::Epsg3826).is_err());
    }
}
