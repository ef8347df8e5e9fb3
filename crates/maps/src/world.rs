//! The shapes of a release as world points ([`crate::tile`]), made once so that a tile only cuts and writes.
//!
//! Rings run the other way round than in the release, so that a shell's area is positive with y down, as
//! vector tiles want it. For small scales there is a coarse copy: every point on a grid, repeated points
//! dropped. Both sides of a border go to the same grid points, so neighbours stay glued; nothing is dropped
//! from a straight line there, because a corner of a third shape may stand on it.

use crate::projection::{OutOfReach, System};
use crate::tile::WORLD_PER_M;
use crate::warp::Warp;
use atlas::layer::{CHUNK, Layer, RingRow, ShapeRow};
use atlas::layer_made::tree;
use atlas::point::{Bounds, Origin, Point};
use rayon::prelude::*;

/// Points carried over at once by one thread.
const BLOCK: usize = 16_384;

/// A layer in world points; its rows are those of the layer it was made of.
#[derive(Clone, Debug, Default)]
pub struct WorldLayer {
    shapes: Vec<ShapeRow>,
    rings: Vec<RingRow>,
    points: Vec<Point>,
    chunks: Vec<Bounds>,
    tree: Vec<Bounds>,
}

/// The quick way from a release's points to world points.
///
/// # Errors
/// Ground far from Taiwan.
pub fn world_warp(origin: Origin, ground: &Bounds) -> Result<Warp, OutOfReach> {
    Warp::new((origin, ground), System::Web, |(x, y)| (x * WORLD_PER_M, -y * WORLD_PER_M))
}

/// The world point of a point of the release.
#[inline]
pub fn world_point(warp: &Warp, p: Point) -> Point {
    let (x, y) = warp.place(p);
    // Half up, as every other rounding here.
    Point { x: (x + 0.5).floor() as i32, y: (y + 0.5).floor() as i32 }
}

impl WorldLayer {
    /// Carries a layer over.
    pub fn new(layer: &Layer<'_>, warp: &Warp) -> WorldLayer {
        let mut points = vec![Point { x: 0, y: 0 }; layer.points.len()];
        points.par_chunks_mut(BLOCK).zip(layer.points.par_chunks(BLOCK)).for_each(|(to, from)| {
            for (to, &from) in to.iter_mut().zip(from) {
                *to = world_point(warp, from);
            }
        });
        for ring in layer.rings.windows(2) {
            points[ring[0].point as usize..ring[1].point as usize].reverse();
        }
        WorldLayer::indexed(layer.shapes.to_vec(), layer.rings.to_vec(), points)
    }

    /// Boxes and tree over rings that are ready.
    fn indexed(mut shapes: Vec<ShapeRow>, mut rings: Vec<RingRow>, points: Vec<Point>) -> WorldLayer {
        let mut chunks = Vec::with_capacity(points.len() / CHUNK + rings.len());
        for k in 1..rings.len() {
            rings[k - 1].chunk = chunks.len() as u32;
            let closed = &points[rings[k - 1].point as usize..rings[k].point as usize];
            for first in (0..closed.len().saturating_sub(1)).step_by(CHUNK) {
                let last = (first + CHUNK).min(closed.len() - 1);
                chunks.extend(Bounds::of(closed[first..=last].iter().copied()));
            }
        }
        if let Some(end) = rings.last_mut() {
            end.chunk = chunks.len() as u32;
        }
        for shape in &mut shapes {
            let own = &chunks[rings[shape.ring as usize].chunk as usize..rings[shape.ring_end as usize].chunk as usize];
            if let Some(around) = own.iter().copied().reduce(Bounds::union) {
                shape.bounds = around;
            }
        }
        let tree = tree(&shapes);
        WorldLayer { shapes, rings, points, chunks, tree }
    }

    /// The copy whose points lie on every `2^bits`-th world unit.
    pub fn coarse(&self, bits: u32) -> WorldLayer {
        let fine = self.layer();
        let (mut shapes, mut rings, mut points) = (self.shapes.clone(), Vec::new(), Vec::new());
        for (shape, row) in shapes.iter_mut().zip(0u32..) {
            let mut has_shell = false;
            shape.ring = rings.len() as u32;
            for ring in fine.rings_of(row) {
                let start = points.len();
                if fine.is_shell(ring) || has_shell {
                    push_coarse(fine.ring(ring), bits, &mut points);
                }
                let kept = points.len() > start;
                if fine.is_shell(ring) {
                    has_shell = kept;
                }
                if kept {
                    let shell = u32::from(fine.is_shell(ring));
                    rings.push(RingRow { point: start as u32, chunk: 0, shell });
                }
            }
            shape.ring_end = rings.len() as u32;
        }
        rings.push(RingRow { point: points.len() as u32, chunk: 0, shell: 0 });
        WorldLayer::indexed(shapes, rings, points)
    }

    /// The tables as they are read; a row of a coarse layer may have no rings.
    pub fn layer(&self) -> Layer<'_> {
        Layer { shapes: &self.shapes, rings: &self.rings, points: &self.points, chunks: &self.chunks, tree: &self.tree }
    }
}

/// Adds a closed ring on the grid; nothing when fewer than three points of it are left.
fn push_coarse(closed: &[Point], bits: u32, points: &mut Vec<Point>) {
    let start = points.len();
    let near = |v: i32| v.saturating_add(1 << (bits - 1)) >> bits << bits;
    for p in closed {
        let p = Point { x: near(p.x), y: near(p.y) };
        if points.len() == start || points.last() != Some(&p) {
            points.push(p);
        }
    }
    // Closed: three corners are four points.
    if points.len() - start < 4 {
        points.truncate(start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::day::Days;
    use atlas::layer_made::{Chunks, LayerMade};
    use atlas::plan::Validity;
    use atlas::point::pt;
    use atlas::polygon::Polygon;
    use atlas::ring::Ring;

    fn made() -> LayerMade {
        let always = Validity::since(jiff::civil::date(2000, 1, 1));
        let square = |x: i32, y: i32, side: i32| {
            let corners = vec![pt(x, y), pt(x + side, y), pt(x + side, y + side), pt(x, y + side)];
            Polygon::try_from(vec![Ring::new(corners).unwrap()]).unwrap()
        };
        let (big, small) = ([square(0, 0, 10_000_000)], [square(10_000_000, 0, 10_000)]);
        let days = Days::new(&always, &always).unwrap();
        LayerMade::new(&[(days, &big[..]), (days, &small[..])], Chunks::Made)
    }

    #[test]
    fn shells_have_positive_area_where_y_grows_down() {
        let origin = Origin { x_m: 178_000, y_m: 2_503_000 };
        let made = made();
        let layer = made.layer();
        let warp = world_warp(origin, &layer.tree[0]).unwrap();
        let world = WorldLayer::new(&layer, &warp);
        for row in 0..2 {
            let ring = world.layer().ring(world.layer().rings_of(row).start);
            assert!(crate::clip::area2(ring) > 0);
            assert_eq!(ring.first(), ring.last());
        }
        // A kilometre is 1.08 km of web Mercator there, and 107.2 world units a metre.
        let b = world.layer().tree[0];
        let side = f64::from(b.max.x - b.min.x) / WORLD_PER_M;
        assert!((1_082.0..1_095.0).contains(&side), "{side}");
    }

    #[test]
    fn what_is_smaller_than_the_grid_has_no_ring_in_the_coarse_copy() {
        let made = made();
        let layer = made.layer();
        let warp = world_warp(Origin { x_m: 178_000, y_m: 2_503_000 }, &layer.tree[0]).unwrap();
        let coarse = WorldLayer::new(&layer, &warp).coarse(10);
        let small = made.order.iter().position(|&i| i == 1).unwrap() as u32;
        assert_eq!((coarse.layer().rings_of(small).len(), coarse.layer().rings_of(1 - small).len()), (0, 1));
        assert!(coarse.points.iter().all(|p| p.x % 1_024 == 0 && p.y % 1_024 == 0));
    }
}
