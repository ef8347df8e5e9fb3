//! A layer: many shapes as flat tables, read where they lie in a mapped file.
//!
//! Rows stand in Hilbert order of their boxes, rings are closed, coordinates are [`Point`]s.
//! Rings of layers that are laid over others are cut into chunks of edges with a box each,
//! so that a road polygon of two thousand points costs about as much as a square. The tree
//! packs sixteen rows to a node; the rows themselves are its leaves.

use crate::day::{Days, Moment};
use crate::point::{Bounds, Point};
use crate::polygon::{MultiPolygon, Polygon};
use crate::ring::Ring;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// Rows or nodes under one node of the tree.
pub(crate) const FAN: usize = 16;
/// Levels of a tree over as many rows as have a number.
const LEVELS: usize = 8;
/// Edges in a chunk.
pub const CHUNK: usize = 12;

/// One shape: its box, its rings, its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct ShapeRow {
    /// The box around it.
    pub bounds: Bounds,
    /// Its first ring.
    pub ring: u32,
    /// The ring after its last.
    pub ring_end: u32,
    /// In force and known.
    pub days: Days,
}

/// One ring: where its points and chunks begin; they end where those of the next begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct RingRow {
    /// First point.
    pub point: u32,
    /// First chunk.
    pub chunk: u32,
    /// 1 for a shell (anticlockwise), 0 for a hole (clockwise).
    pub shell: u32,
}

/// The tables of a layer.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'a> {
    /// The shapes, in Hilbert order.
    pub shapes: &'a [ShapeRow],
    /// The rings of all shapes and one row past the last.
    pub rings: &'a [RingRow],
    /// The points of all rings, each closed.
    pub points: &'a [Point],
    /// Boxes of chunks of [`CHUNK`] edges; empty when the layer is only laid over others.
    pub chunks: &'a [Bounds],
    /// The nodes of the tree: first those over the rows, the root last.
    pub tree: &'a [Bounds],
}

impl<'a> Layer<'a> {
    /// Calls for every row whose box touches the window, in no promised order.
    #[inline]
    pub fn touching(&self, window: &Bounds, mut found: impl FnMut(u32)) {
        if self.shapes.is_empty() {
            return;
        }
        let mut levels = [(0, 0); LEVELS];
        let (mut start, mut count, mut height) = (0, self.shapes.len(), 0);
        while count > 1 || height == 0 {
            count = count.div_ceil(FAN);
            levels[height] = (start, count);
            start += count;
            height += 1;
        }
        self.under(&levels[..height], (0, 1), window, &mut found);
    }

    /// Walks the nodes of the highest of the levels, and what is under those that touch.
    fn under(
        &self,
        levels: &[(usize, usize)],
        (first, last): (usize, usize),
        window: &Bounds,
        found: &mut impl FnMut(u32),
    ) {
        let Some((&(start, _), below)) = levels.split_last() else {
            for row in first..last {
                if self.shapes[row].bounds.touches(window) {
                    found(row as u32);
                }
            }
            return;
        };
        let count = below.last().map_or(self.shapes.len(), |&(_, count)| count);
        for node in first..last {
            if self.tree[start + node].touches(window) {
                let child = node * FAN;
                self.under(below, (child, (child + FAN).min(count)), window, found);
            }
        }
    }

    /// Rows that answer a moment and touch a window, ascending.
    pub fn rows_at(&self, window: &Bounds, moment: Moment) -> Vec<u32> {
        let mut rows = Vec::new();
        self.touching(window, |row| {
            if self.shapes[row as usize].days.cover(moment) {
                rows.push(row);
            }
        });
        rows.sort_unstable();
        rows
    }

    /// The points of a ring, the last equal to the first.
    pub fn ring(&self, ring: u32) -> &'a [Point] {
        let ring = ring as usize;
        &self.points[self.rings[ring].point as usize..self.rings[ring + 1].point as usize]
    }

    /// The numbers of a shape's rings.
    pub fn rings_of(&self, row: u32) -> std::ops::Range<u32> {
        let shape = &self.shapes[row as usize];
        shape.ring..shape.ring_end
    }

    /// Whether a ring is a shell.
    pub fn is_shell(&self, ring: u32) -> bool {
        self.rings[ring as usize].shell == 1
    }

    /// Twice the area of a shape in square units, exact.
    pub fn area2(&self, row: u32) -> i128 {
        self.rings_of(row).map(|r| ring_area2(self.ring(r))).sum()
    }

    /// The shape as a value of its own.
    pub fn extent(&self, row: u32) -> MultiPolygon {
        let mut parts: Vec<Vec<Ring>> = Vec::new();
        for ring in self.rings_of(row) {
            let Ok(made) = Ring::new(self.ring(ring).to_vec()) else { continue };
            match parts.last_mut() {
                Some(part) if !self.is_shell(ring) => part.push(made),
                _ => parts.push(vec![made]),
            }
        }
        MultiPolygon(parts.into_iter().filter_map(|rings| Polygon::try_from(rings).ok()).collect())
    }

    /// Whether every number in the tables points into the tables.
    pub fn is_sound(&self) -> bool {
        let Some(end) = self.rings.last() else { return false };
        let rings_rise = self.rings.windows(2).all(|w| w[0].point + 3 < w[1].point && w[0].chunk <= w[1].chunk);
        let in_rings = |s: &ShapeRow| s.ring < s.ring_end && (s.ring_end as usize) < self.rings.len();
        let nodes: usize = {
            let (mut count, mut sum) = (self.shapes.len(), 0);
            while count > 1 || sum == 0 {
                count = count.div_ceil(FAN);
                sum += count.max(1);
            }
            sum
        };
        rings_rise
            && end.point as usize == self.points.len()
            && (self.chunks.is_empty() || end.chunk as usize == self.chunks.len())
            && self.shapes.iter().all(in_rings)
            && (self.shapes.is_empty() || self.tree.len() == nodes)
    }
}

/// Twice the signed area of a closed ring in square units, exact.
#[inline]
pub fn ring_area2(closed: &[Point]) -> i128 {
    let Some(&o) = closed.first() else { return 0 };
    let rel = |p: Point| (i64::from(p.x) - i64::from(o.x), i64::from(p.y) - i64::from(o.y));
    let small = closed.iter().all(|&p| {
        let (x, y) = rel(p);
        x.abs().max(y.abs()) < 1 << 24
    });
    let pairs = closed.windows(2).map(|w| (rel(w[0]), rel(w[1])));
    // Below 2^24 a difference of products is below 2^49: 2^13 of them fit in 63 bits.
    if small && closed.len() <= 1 << 13 {
        return i128::from(pairs.map(|((ax, ay), (bx, by))| ax * by - bx * ay).sum::<i64>());
    }
    pairs.map(|((ax, ay), (bx, by))| i128::from(ax) * i128::from(by) - i128::from(bx) * i128::from(ay)).sum()
}
