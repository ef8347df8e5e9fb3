//! Writing Mapbox Vector Tiles, version 2.1, by hand: a few fields of protocol buffers, no more.
//!
//! Written here because a tile is mostly geometry, and each of its numbers is one write. Keys are fixed per
//! layer; values are written once each by whoever knows which are the same ([`LayerWriter::value`]).
//! Polygons are open rings, a shell (positive area, 4.3.3.3) before its holes. Features have no numbers (4.2 leaves
//! that open): ours would be another one in the next release, and what names a thing is among its values.
//! Refuses features without geometry: they leave no trace.

use crate::tile::EXTENT;
use atlas::point::Point;

/// Kinds of geometry (vector_tile.proto, `GeomType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Geometry {
    Points = 1,
    Polygons = 3,
}

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u8 = 15;

/// One layer being written. Its buffers are kept for the next.
#[derive(Debug, Default)]
pub struct LayerWriter {
    features: Vec<u8>,
    values: Vec<u8>,
    value_count: u32,
    tags: Vec<u8>,
    geometry: Vec<u8>,
    cursor: Point0,
}

#[derive(Clone, Copy, Debug, Default)]
struct Point0 {
    x: i32,
    y: i32,
}

impl LayerWriter {
    /// Begins another layer.
    pub fn begin(&mut self) {
        self.features.clear();
        self.values.clear();
        self.value_count = 0;
        self.feature();
    }

    /// Begins a feature.
    pub fn feature(&mut self) {
        self.tags.clear();
        self.geometry.clear();
        self.cursor = Point0::default();
    }

    /// Writes a value, as [`text`] or [`number`] made it; its place in the layer.
    pub fn value(&mut self, encoded: &[u8]) -> u32 {
        self.values.push(0x22);
        varint(&mut self.values, encoded.len() as u64);
        self.values.extend_from_slice(encoded);
        self.value_count += 1;
        self.value_count - 1
    }

    /// Writes a text as a value of this feature alone.
    pub fn own_text(&mut self, key: u32, said: &str) {
        let (values, length) = (&mut self.values, said.len() as u64);
        values.push(0x22);
        varint(values, 1 + varint_len(length) + length);
        values.push(0x0a);
        varint(values, length);
        values.extend_from_slice(said.as_bytes());
        self.value_count += 1;
        self.tag(key, self.value_count - 1);
    }

    /// Says a value of the layer under a key.
    #[inline]
    pub fn tag(&mut self, key: u32, value: u32) {
        varint(&mut self.tags, u64::from(key));
        varint(&mut self.tags, u64::from(value));
    }

    /// Adds an open ring of at least three points.
    pub fn ring(&mut self, ring: &[Point]) {
        let [first, rest @ ..] = ring else { return };
        self.command(MOVE_TO, 1);
        self.go(*first);
        self.command(LINE_TO, rest.len() as u32);
        for &p in rest {
            self.go(p);
        }
        self.geometry.push(CLOSE_PATH);
    }

    /// Makes the feature a point.
    pub fn point(&mut self, at: Point) {
        self.command(MOVE_TO, 1);
        self.go(at);
    }

    fn command(&mut self, command: u32, times: u32) {
        varint(&mut self.geometry, u64::from(times << 3 | command));
    }

    #[inline]
    fn go(&mut self, p: Point) {
        let zigzag = |d: i32| ((d << 1) ^ (d >> 31)) as u32;
        let (x, y) = (zigzag(p.x - self.cursor.x), zigzag(p.y - self.cursor.y));
        self.cursor = Point0 { x: p.x, y: p.y };
        // Nearly all steps are short; written at once they cost half.
        if (x | y) < 0x80 {
            self.geometry.extend_from_slice(&[x as u8, y as u8]);
        } else if (x | y) < 0x4000 {
            let two = |v: u32| [v as u8 | 0x80, (v >> 7) as u8];
            let ([a, b], [c, d]) = (two(x), two(y));
            match (x < 0x80, y < 0x80) {
                (true, _) => self.geometry.extend_from_slice(&[x as u8, c, d]),
                (_, true) => self.geometry.extend_from_slice(&[a, b, y as u8]),
                _ => self.geometry.extend_from_slice(&[a, b, c, d]),
            }
        } else {
            varint(&mut self.geometry, u64::from(x));
            varint(&mut self.geometry, u64::from(y));
        }
    }

    /// Whether the feature begun last has any geometry.
    pub fn is_drawn(&self) -> bool {
        !self.geometry.is_empty()
    }

    /// Ends the feature; without geometry it is left out.
    pub fn end(&mut self, kind: Geometry) {
        if !self.is_drawn() {
            return;
        }
        let packed = |bytes: &[u8]| 1 + varint_len(bytes.len() as u64) + bytes.len() as u64;
        let tags = if self.tags.is_empty() { 0 } else { packed(&self.tags) };
        let length = tags + 2 + packed(&self.geometry);
        let to = &mut self.features;
        to.push(0x12);
        varint(to, length);
        if !self.tags.is_empty() {
            bytes(to, 0x12, &self.tags);
        }
        to.extend_from_slice(&[0x18, kind as u8]);
        bytes(to, 0x22, &self.geometry);
    }

    /// Adds the layer to a tile; a layer without features is left out.
    pub fn finish(&self, name: &str, keys: &[&str], tile: &mut Vec<u8>) {
        if self.features.is_empty() {
            return;
        }
        let field = |length: usize| 1 + varint_len(length as u64) + length as u64;
        let of_keys: u64 = keys.iter().map(|key| field(key.len())).sum();
        let extent = EXTENT as u64;
        let length = field(name.len())
            + self.features.len() as u64
            + of_keys
            + self.values.len() as u64
            + 1
            + varint_len(extent)
            + 2;
        tile.reserve(length as usize + 8);
        tile.push(0x1a);
        varint(tile, length);
        bytes(tile, 0x0a, name.as_bytes());
        tile.extend_from_slice(&self.features);
        for key in keys {
            bytes(tile, 0x1a, key.as_bytes());
        }
        tile.extend_from_slice(&self.values);
        tile.push(0x28);
        varint(tile, extent);
        tile.extend_from_slice(&[0x78, 2]);
    }
}

/// A text as a value of a layer.
pub fn text(said: &str) -> Vec<u8> {
    let mut value = Vec::with_capacity(said.len() + 3);
    bytes(&mut value, 0x0a, said.as_bytes());
    value
}

/// A whole number as a value of a layer.
pub fn number(value: u64) -> Vec<u8> {
    let mut encoded = vec![0x28];
    varint(&mut encoded, value);
    encoded
}

fn bytes(to: &mut Vec<u8>, field: u8, content: &[u8]) {
    to.push(field);
    varint(to, content.len() as u64);
    to.extend_from_slice(content);
}

#[inline]
fn varint(to: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        to.push(value as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

const fn varint_len(value: u64) -> u64 {
    (64 - (value | 1).leading_zeros()).div_ceil(7) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;

    #[test]
    fn the_polygon_of_the_specification_is_written_as_it_says() {
        let mut layer = LayerWriter::default();
        layer.begin();
        layer.feature();
        // Example 4.3.5.5: exterior ring, then a multi polygon's second part with a hole.
        layer.ring(&[pt(0, 0), pt(10, 0), pt(10, 10), pt(0, 10)]);
        layer.ring(&[pt(11, 11), pt(20, 11), pt(20, 20), pt(11, 20)]);
        layer.ring(&[pt(13, 13), pt(13, 17), pt(17, 17), pt(17, 13)]);
        let want = [
            9u8, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15, 9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15, 9, 4, 13, 26, 0, 8, 8, 0, 0,
            7, 15,
        ];
        assert_eq!(layer.geometry, want);
    }

    #[test]
    fn a_layer_without_features_leaves_no_byte() {
        let (mut layer, mut tile) = (LayerWriter::default(), Vec::new());
        layer.begin();
        layer.feature();
        layer.own_text(0, "nothing to see");
        layer.end(Geometry::Polygons);
        layer.finish("zones", &["id"], &mut tile);
        assert!(tile.is_empty());
    }

    #[test]
    fn lengths_of_numbers_are_counted_as_they_are_written() {
        for value in [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX] {
            let mut written = Vec::new();
            varint(&mut written, value);
            assert_eq!(varint_len(value), written.len() as u64, "{value}");
        }
    }
}
