//! The land office's reply as evidence: parcels with their rings in whole 0.1 mm of EPSG:3826.

use atlas::area::Area;
use atlas::parcel::ParcelShape;
use atlas::point::Origin;
use atlas::polygon::Polygon;
use atlas::ring::Ring;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};

/// What the land office said about all parcels of a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ParcelReplies {
    pub parcels: Vec<ParcelReply>,
    /// Keys of parcels the land office does not have.
    #[serde(default)]
    pub unknown: Vec<String>,
}

/// One parcel as the land office has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParcelReply {
    /// [`ParcelId::key`].
    pub key: String,
    /// The outer ring first, then holes; absolute EPSG:3826 coordinates in 0.1 mm.
    pub rings: Vec<Vec<(i64, i64)>>,
    /// Registered area as printed, in m² with two decimals.
    pub registered_area_m2: Option<String>,
    /// True where the reply comes from our own earlier copy because the register was out of reach.
    #[serde(default)]
    pub stale: bool,
}

impl ParcelReply {
    /// The parcel it speaks of.
    #[must_use]
    pub fn id(&self) -> Option<ParcelId> {
        ParcelId::parse(&self.key).ok()
    }

    /// Its shape relative to a release's origin, or why it is none.
    pub fn shape(&self, origin: Origin) -> Result<ParcelShape, String> {
        let mut rings = Vec::with_capacity(self.rings.len());
        for ring in &self.rings {
            let points = ring.iter().map(|(x, y)| origin.point(*x as f64 / 10_000.0, *y as f64 / 10_000.0));
            let points: Result<Vec<_>, _> = points.collect();
            rings.push(Ring::new(points.map_err(|e| e.to_string())?).map_err(|e| e.to_string())?);
        }
        let mut rings = rings.into_iter();
        let outer = rings.next().ok_or_else(|| "no ring".to_owned())?;
        let registered = self.registered_area_m2.as_deref().and_then(Area::parse);
        Ok(ParcelShape { polygon: Polygon::new(outer, rings.collect()), registered })
    }
}
