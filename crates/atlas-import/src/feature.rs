//! One feature of a source file: attributes as text and a checked shape.

use crate::problem::{Problem, What};
use atlas::point::{Origin, Point};
use atlas::polygon::{MultiPolygon, Polygon};
use atlas::ring::Ring;
use std::collections::BTreeMap;

/// A feature before it becomes a zone or a parcel.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Its number in the file, from 0.
    pub number: usize,
    /// Field name → text, without empty ones.
    pub attributes: BTreeMap<String, String>,
    /// Its shape.
    pub extent: MultiPolygon,
}

/// A ring as the file gives it, in metres of EPSG:3826.
pub type RawRing = Vec<(f64, f64)>;

/// Shell and holes of each part; on a fault that leaves the feature out, `None`.
pub fn shape(
    number: usize,
    parts: Vec<Vec<RawRing>>,
    origin: Origin,
    problems: &mut Vec<Problem>,
) -> Option<MultiPolygon> {
    let mut off_grid = 0;
    let mut polygons = Vec::new();
    for part in parts {
        let mut rings = Vec::new();
        for raw in part {
            match ring(&raw, origin, &mut off_grid) {
                Ok(ring) => rings.push(ring),
                Err(what) => {
                    problems.push(Problem::of(number, what));
                    return None;
                }
            }
        }
        for fault in rings.iter().flat_map(Ring::faults) {
            problems.push(Problem::of(number, What::Ring(fault)));
        }
        let mut rings = rings.into_iter();
        polygons.extend(rings.next().map(|outer| Polygon::new(outer, rings.collect())));
    }
    if off_grid > 0 {
        problems.push(Problem::of(number, What::Rounded { points: off_grid }));
    }
    if polygons.is_empty() {
        problems.push(Problem::of(number, What::NoPolygon));
        return None;
    }
    Some(MultiPolygon(polygons))
}

fn ring(raw: &RawRing, origin: Origin, off_grid: &mut usize) -> Result<Ring, What> {
    let mut points: Vec<Point> = Vec::with_capacity(raw.len());
    for &(x_m, y_m) in raw {
        let point = origin.point(x_m, y_m).map_err(|far| What::FarAway { x_m: far.x_m, y_m: far.y_m })?;
        let (x, y) = origin.metres(point);
        // A float of a city coordinate carries some 1e-9 m; 1 µm is off the grid for sure.
        if (x - x_m).abs() > 1e-6 || (y - y_m).abs() > 1e-6 {
            *off_grid += 1;
        }
        points.push(point);
    }
    Ring::new(points).map_err(What::NoRing)
}
