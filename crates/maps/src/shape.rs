//! One extent, wherever it lies: a row of a layer's tables, or a value.

use atlas::layer::Layer;
use atlas::point::{Bounds, Point};
use atlas::polygon::MultiPolygon;

/// An extent to be written or drawn.
#[derive(Clone, Copy)]
pub enum Shape<'a> {
    /// A row of a layer.
    Row(Layer<'a>, u32),
    /// A value of its own.
    Value(&'a MultiPolygon),
}

/// A ring and what it is of its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Begins a part.
    Shell,
    /// Cut out of the part before.
    Hole,
}

impl Shape<'_> {
    /// Calls for every ring in order. Points may or may not end where they began.
    pub fn rings(&self, mut ring: impl FnMut(Side, &[Point])) {
        match self {
            Shape::Row(layer, row) => {
                for r in layer.rings_of(*row) {
                    ring(if layer.is_shell(r) { Side::Shell } else { Side::Hole }, layer.ring(r));
                }
            }
            Shape::Value(parts) => {
                for part in &parts.0 {
                    for (k, r) in part.rings().iter().enumerate() {
                        ring(if k == 0 { Side::Shell } else { Side::Hole }, r.points());
                    }
                }
            }
        }
    }

    /// The box around it.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        match self {
            Shape::Row(layer, row) => Some(layer.shapes[*row as usize].bounds),
            Shape::Value(parts) => parts.bounds(),
        }
    }

    /// Twice its area in square units, exact.
    #[must_use]
    pub fn area2(&self) -> i128 {
        match self {
            Shape::Row(layer, row) => layer.area2(*row),
            Shape::Value(parts) => parts.area2(),
        }
    }
}
