//! Shapes made into the tables of a [`Layer`].

use crate::day::Days;
use crate::index::hilbert_order;
use crate::layer::{CHUNK, FAN, Layer, RingRow, ShapeRow};
use crate::point::{Bounds, Point};
use crate::polygon::Polygon;
use crate::ring::Ring;

/// The tables of a layer as values.
#[derive(Clone, Debug, Default)]
pub struct LayerMade {
    pub shapes: Vec<ShapeRow>,
    pub rings: Vec<RingRow>,
    pub points: Vec<Point>,
    pub chunks: Vec<Bounds>,
    pub tree: Vec<Bounds>,
    /// Which of the shapes handed in each row is.
    pub order: Vec<u32>,
}

/// Whether other layers are laid over this one's edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunks {
    /// Cut rings into chunks: zones, boundaries.
    Made,
    /// Leave them out: parcels, which are only laid over others.
    None,
}

impl LayerMade {
    /// Tables of some shapes; a shape without a part is left out.
    pub fn new(shapes: &[(Days, &[Polygon])], chunks: Chunks) -> LayerMade {
        let bounds: Vec<Bounds> = shapes.iter().map(|(_, parts)| around(parts)).collect();
        let mut made = LayerMade { order: hilbert_order(&bounds), ..LayerMade::default() };
        made.order.retain(|&i| !shapes[i as usize].1.is_empty());
        for &i in &made.order {
            let (days, parts) = shapes[i as usize];
            let ring = made.rings.len() as u32;
            for part in parts {
                for (k, r) in part.rings().iter().enumerate() {
                    push_ring((&mut made.rings, &mut made.points, &mut made.chunks), r, (k == 0, chunks));
                }
            }
            let ring_end = made.rings.len() as u32;
            made.shapes.push(ShapeRow { bounds: bounds[i as usize], ring, ring_end, days });
        }
        made.rings.push(RingRow { point: made.points.len() as u32, chunk: made.chunks.len() as u32, shell: 0 });
        made.tree = tree(&made.shapes);
        made
    }

    /// The tables as they are read.
    pub fn layer(&self) -> Layer<'_> {
        Layer { shapes: &self.shapes, rings: &self.rings, points: &self.points, chunks: &self.chunks, tree: &self.tree }
    }
}

fn around(parts: &[Polygon]) -> Bounds {
    let nowhere = Bounds { min: Point { x: 0, y: 0 }, max: Point { x: 0, y: 0 } };
    parts.iter().map(Polygon::bounds).reduce(Bounds::union).unwrap_or(nowhere)
}

type Tables<'t> = (&'t mut Vec<RingRow>, &'t mut Vec<Point>, &'t mut Vec<Bounds>);

fn push_ring((rings, points, chunks): Tables<'_>, ring: &Ring, (is_shell, cut): (bool, Chunks)) {
    rings.push(RingRow { point: points.len() as u32, chunk: chunks.len() as u32, shell: u32::from(is_shell) });
    let start = points.len();
    points.extend_from_slice(ring.points());
    points.push(ring.points()[0]);
    if cut == Chunks::Made {
        let closed = &points[start..];
        for first in (0..closed.len() - 1).step_by(CHUNK) {
            let last = (first + CHUNK).min(closed.len() - 1);
            chunks.extend(Bounds::of(closed[first..=last].iter().copied()));
        }
    }
}

/// The nodes over some rows: first those over the rows, the root last.
pub fn tree(shapes: &[ShapeRow]) -> Vec<Bounds> {
    let mut nodes = Vec::new();
    let mut level: Vec<Bounds> = shapes.iter().map(|s| s.bounds).collect();
    while !level.is_empty() && (level.len() > 1 || nodes.is_empty()) {
        level = level.chunks(FAN).map(|f| f.iter().copied().fold(f[0], Bounds::union)).collect();
        nodes.extend_from_slice(&level);
    }
    nodes
}
