//! Drawing shapes of world points into a layer of one tile. Its buffers are kept from tile to tile.
//!
//! Most of a big shape lies outside a tile: chunks of edges that do are stepped over to their last point,
//! which changes nothing inside. Refuses what rounding has left without area or turned over, and holes of
//! shells refused.

use crate::clip::{area2, beyond, clean, cut};
use crate::mvt::LayerWriter;
use crate::tile::Frame;
use atlas::layer::{CHUNK, Layer};
use atlas::point::Point;

/// The buffers a tile is drawn with.
#[derive(Debug, Default)]
pub struct Pen {
    pub layer: LayerWriter,
    pub rows: Vec<u32>,
    pub values: LocalValues,
    ring: Vec<Point>,
    spare: Vec<Point>,
    /// Sides some point of the ring is beyond, and sides all are.
    sides: (u8, u8),
}

/// Which values of a ground the layer being written has, and where.
#[derive(Debug, Default)]
pub struct LocalValues {
    known: Vec<(u32, u32)>,
    turn: u32,
}

impl LocalValues {
    /// Begins another layer of a ground with so many values.
    pub fn begin(&mut self, values: usize) {
        self.turn = self.turn.wrapping_add(1);
        if self.turn == 0 || self.known.len() != values {
            self.known.clear();
            self.known.resize(values, (0, 0));
            self.turn = 1;
        }
    }

    /// The place in the layer of a value of the ground, written when it is first asked for.
    pub fn place(&mut self, layer: &mut LayerWriter, values: &[Vec<u8>], value: u32) -> u32 {
        let known = &mut self.known[value as usize];
        if known.0 != self.turn {
            *known = (self.turn, layer.value(&values[value as usize]));
        }
        known.1
    }
}

impl Pen {
    /// Adds a row of a layer of world points to the feature begun last.
    pub fn shape(&mut self, layer: &Layer<'_>, row: u32, frame: &Frame) {
        let mut has_shell = false;
        for ring in layer.rings_of(row) {
            if layer.is_shell(ring) {
                self.trace(layer, ring, frame);
                has_shell = self.draw(1);
            } else if has_shell {
                self.trace(layer, ring, frame);
                self.draw(-1);
            }
        }
    }

    /// Adds a polygon given ring by ring, each an iterator of world points, its shell first.
    pub fn polygon<R: Iterator<Item = Point>>(&mut self, rings: impl Iterator<Item = R>, frame: &Frame) {
        for (k, ring) in rings.enumerate() {
            self.begin_ring();
            for p in ring {
                self.step(frame.snap(p));
            }
            let sign = if k == 0 { 1 } else { -1 };
            if !self.draw(sign) && k == 0 {
                return;
            }
        }
    }

    fn begin_ring(&mut self) {
        self.ring.clear();
        self.sides = (0, 15);
    }

    #[inline]
    fn step(&mut self, p: Point) {
        if self.ring.last() != Some(&p) {
            let sides = beyond(p);
            self.sides = (self.sides.0 | sides, self.sides.1 & sides);
            self.ring.push(p);
        }
    }

    fn trace(&mut self, layer: &Layer<'_>, ring: u32, frame: &Frame) {
        let closed = layer.ring(ring);
        let chunks = layer.rings[ring as usize].chunk as usize..layer.rings[ring as usize + 1].chunk as usize;
        self.begin_ring();
        self.step(frame.snap(closed[0]));
        for (k, around) in layer.chunks[chunks].iter().enumerate() {
            let last = ((k + 1) * CHUNK).min(closed.len() - 1);
            let first = if frame.is_beyond(around) { last } else { k * CHUNK + 1 };
            for &p in &closed[first..=last] {
                self.step(frame.snap(p));
            }
        }
    }

    /// Cuts, cleans and writes the ring whose area must have this sign; whether anything of it is left.
    fn draw(&mut self, sign: i64) -> bool {
        let (some, all) = self.sides;
        if all != 0 {
            return false;
        }
        if some != 0 {
            cut(&mut self.ring, &mut self.spare, some);
        }
        clean(&mut self.ring);
        let drawn = self.ring.len() > 2 && area2(&self.ring) * sign > 0;
        if drawn {
            self.layer.ring(&self.ring);
        }
        drawn
    }
}
