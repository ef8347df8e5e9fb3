//! What the land office said about a parcel, with the proof that it did.

use crate::ground::Ground;
use atlas::point::{FarAway, Origin, Point};
use atlas::polygon::{MultiPolygon, Polygon};
use atlas::ring::{Ring, RingError};
use lexicon::instant::At;
use lexicon::money::Twd;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};

/// A finding and its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What was found.
    pub finding: Finding,
    /// The reply it was read from.
    pub evidence: Evidence,
}

/// What the land office knows about the parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// It exists.
    Found(ParcelAnswer),
    /// It has been split, merged or re-surveyed and goes by these numbers now.
    Renumbered(Vec<ParcelId>),
    /// There is no such parcel.
    Unknown,
}

/// The raw reply and how it came. Belongs in the case's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The reply, byte by byte.
    #[serde(skip)]
    pub reply: Vec<u8>,
    /// SHA-256 of the reply, 64 hex digits.
    pub sha256: String,
    /// When we asked.
    pub asked_at: At,
    /// How many attempts it took.
    pub attempts: u32,
    /// What the question cost.
    pub cost_twd: Twd,
}

/// A parcel that exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelAnswer {
    /// Which.
    pub parcel: ParcelId,
    /// Area in the land register, in units of 0.01 m²; absent when the reply has none.
    pub registered_area: Option<i64>,
    /// Its boundary; most parcels have one part.
    pub polygons: Vec<GroundPolygon>,
}

/// One part of a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroundPolygon {
    /// The shell first, then holes; each closed, its last point equal to the first.
    pub rings: Vec<Vec<Ground>>,
}

/// Why a boundary is no shape a release can hold.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ShapeError {
    /// Too far from the origin of the release.
    #[error(transparent)]
    FarAway(#[from] FarAway),
    /// A ring of fewer than three points or without area.
    #[error(transparent)]
    Ring(#[from] RingError),
    /// A part without a ring.
    #[error("a part has no boundary")]
    Empty,
}

impl ParcelAnswer {
    /// The boundary counted from a release's origin, exactly.
    pub fn shape(&self, origin: Origin) -> Result<MultiPolygon, ShapeError> {
        let polygon = |polygon: &GroundPolygon| {
            let mut rings = polygon.rings.iter().map(|ring| counted_from(origin, ring));
            let outer = rings.next().ok_or(ShapeError::Empty)??;
            Ok(Polygon::new(outer, rings.collect::<Result<_, ShapeError>>()?))
        };
        Ok(MultiPolygon(self.polygons.iter().map(polygon).collect::<Result<_, ShapeError>>()?))
    }
}

fn counted_from(origin: Origin, ring: &[Ground]) -> Result<Ring, ShapeError> {
    let point = |at: &Ground| {
        let units = |value: i64, zero_m: i32| i32::try_from(value - i64::from(zero_m) * 10_000);
        match (units(at.x, origin.x_m), units(at.y, origin.y_m)) {
            (Ok(x), Ok(y)) => Ok(Point { x, y }),
            _ => Err(FarAway { x_m: at.x as f64 / 10_000.0, y_m: at.y as f64 / 10_000.0 }),
        }
    };
    Ok(Ring::new(ring.iter().map(point).collect::<Result<_, FarAway>>()?)?)
}
