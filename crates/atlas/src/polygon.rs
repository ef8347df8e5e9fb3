//! Polygons with holes, and several of them as one shape.
//!
//! Shells run anticlockwise and holes clockwise, whatever way they arrived: the inside is
//! then always on the left of an edge, which [`crate::border`] relies on.

use crate::point::Bounds;
use crate::ring::Ring;
use serde::{Deserialize, Serialize};

/// One shell and its holes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Ring>", into = "Vec<Ring>")]
pub struct Polygon {
    rings: Vec<Ring>,
}

impl Polygon {
    /// A polygon; rings are turned so that the inside is on the left.
    pub fn new(outer: Ring, holes: Vec<Ring>) -> Polygon {
        let turned = |ring: Ring, positive: bool| if (ring.area2() > 0) == positive { ring } else { ring.reversed() };
        let mut rings = vec![turned(outer, true)];
        rings.extend(holes.into_iter().map(|h| turned(h, false)));
        Polygon { rings }
    }

    /// The shell.
    pub fn outer(&self) -> &Ring {
        &self.rings[0]
    }

    /// The shell first, then the holes.
    pub fn rings(&self) -> &[Ring] {
        &self.rings
    }

    /// Twice its area in square units. Exact.
    pub fn area2(&self) -> i128 {
        self.rings.iter().map(Ring::area2).sum()
    }

    /// The smallest box around it.
    pub fn bounds(&self) -> Bounds {
        self.outer().bounds()
    }
}

/// A polygon without a shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a polygon needs a shell")]
pub struct NoShell;

impl TryFrom<Vec<Ring>> for Polygon {
    type Error = NoShell;
    fn try_from(rings: Vec<Ring>) -> Result<Polygon, NoShell> {
        let mut rings = rings.into_iter();
        let outer = rings.next().ok_or(NoShell)?;
        Ok(Polygon::new(outer, rings.collect()))
    }
}

impl From<Polygon> for Vec<Ring> {
    fn from(p: Polygon) -> Self {
        p.rings
    }
}

/// One or more polygons as one shape, as zones and plan areas arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MultiPolygon(pub Vec<Polygon>);

impl MultiPolygon {
    /// All rings of all parts.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.0.iter().flat_map(|p| p.rings())
    }

    /// The smallest box around all parts; `None` when there are none.
    pub fn bounds(&self) -> Option<Bounds> {
        self.0.iter().map(Polygon::bounds).reduce(Bounds::union)
    }

    /// Twice the area of all parts in square units. Exact; overlapping parts count twice.
    pub fn area2(&self) -> i128 {
        self.0.iter().map(Polygon::area2).sum()
    }
}

impl From<Polygon> for MultiPolygon {
    fn from(p: Polygon) -> Self {
        MultiPolygon(vec![p])
    }
}
