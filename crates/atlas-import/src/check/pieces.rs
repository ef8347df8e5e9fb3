//! The pieces of ground that shapes have in common, or leave free, as polygons.
//!
//! For places and pictures: corners that arise where lines cross are rounded to the grid of 0.1 mm. The area that
//! is told of two shapes is not taken from here but from [`atlas::integral`].

use atlas::point::{Bounds, Point};
use atlas::polygon::MultiPolygon;
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;

/// One piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Twice its area, square units.
    pub area2: i128,
    /// Length of its border, units.
    pub border: f64,
    /// Its box.
    pub bounds: Bounds,
    /// A place inside.
    pub at: Point,
}

impl Piece {
    /// Mean thickness, mm.
    pub fn thickness_mm(&self) -> u32 {
        if self.border > 0.0 { (self.area2 as f64 / self.border / 10.0).round() as u32 } else { 0 }
    }
}

/// What two shapes have in common, the largest piece first.
pub fn common(a: &MultiPolygon, b: &MultiPolygon) -> Vec<Piece> {
    let mut overlay = Overlay::<i64>::new(corners(a) + corners(b));
    add(&mut overlay, a, ShapeType::Subject);
    add(&mut overlay, b, ShapeType::Clip);
    pieces(overlay, OverlayRule::Intersect)
}

/// What the shapes leave free of a ground, the largest piece first.
pub fn left_free(ground: &MultiPolygon, shapes: &[&MultiPolygon]) -> Vec<Piece> {
    let mut overlay = Overlay::<i64>::new(corners(ground) + shapes.iter().map(|s| corners(s)).sum::<usize>());
    add(&mut overlay, ground, ShapeType::Subject);
    for shape in shapes {
        add(&mut overlay, shape, ShapeType::Clip);
    }
    pieces(overlay, OverlayRule::Difference)
}

fn corners(shape: &MultiPolygon) -> usize {
    shape.rings().map(|ring| ring.points().len()).sum()
}

fn add(overlay: &mut Overlay<i64>, shape: &MultiPolygon, as_what: ShapeType) {
    for ring in shape.rings() {
        let points = ring.points().iter().map(|p| IntPoint { x: i64::from(p.x), y: i64::from(p.y) });
        overlay.add_path_iter(points, as_what);
    }
}

/// Shells run anticlockwise and holes clockwise, so that ground is what is wound at all.
fn pieces(mut overlay: Overlay<i64>, rule: OverlayRule) -> Vec<Piece> {
    let shapes = overlay.overlay(rule, FillRule::NonZero);
    let mut pieces: Vec<Piece> = shapes.iter().filter_map(|shape| piece(shape)).collect();
    pieces.sort_by_key(|piece| (std::cmp::Reverse(piece.area2), piece.at));
    pieces
}

fn piece(rings: &[Vec<IntPoint<i64>>]) -> Option<Piece> {
    let edges = || rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
    let cross = |(a, b): (&IntPoint<i64>, &IntPoint<i64>)| {
        i128::from(a.x) * i128::from(b.y) - i128::from(b.x) * i128::from(a.y)
    };
    let length = |(a, b): (&IntPoint<i64>, &IntPoint<i64>)| ((b.x - a.x) as f64).hypot((b.y - a.y) as f64);
    let point = |p: &IntPoint<i64>| Some(Point { x: i32::try_from(p.x).ok()?, y: i32::try_from(p.y).ok()? });
    let shell: Option<Vec<Point>> = rings.first()?.iter().map(point).collect();
    Some(Piece {
        area2: edges().map(cross).sum::<i128>().abs(),
        border: edges().map(length).sum(),
        bounds: Bounds::of(shell?)?,
        at: inside(rings)?,
    })
}

/// The middle of the widest stretch at the height where most room is between corners.
fn inside(rings: &[Vec<IntPoint<i64>>]) -> Option<Point> {
    let mut heights: Vec<i64> = rings.iter().flatten().map(|p| p.y).collect();
    heights.sort_unstable();
    let widest = heights.windows(2).max_by_key(|pair| pair[1] - pair[0])?;
    let y = (widest[0] + widest[1]) as f64 / 2.0;
    let mut crossings = Vec::new();
    for (a, b) in rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1))) {
        if (a.y as f64 > y) != (b.y as f64 > y) {
            crossings.push(a.x as f64 + (y - a.y as f64) * ((b.x - a.x) as f64 / (b.y - a.y) as f64));
        }
    }
    crossings.sort_by(f64::total_cmp);
    let stretch = crossings.chunks_exact(2).max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])))?;
    Some(Point { x: ((stretch[0] + stretch[1]) / 2.0).round() as i32, y: y.round() as i32 })
}
