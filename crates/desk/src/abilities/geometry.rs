//! The land office's reply as evidence: parcels with their rings in whole 0.1 mm of EPSG:3826.
//!
//! Refuses a drawing nobody can lay over anything: rings that meet themselves, without area, far from the city,
//! or of more corners than any parcel has. Which of them it is has a key for words.

use atlas::area::Area;
use atlas::parcel::ParcelShape;
use atlas::point::Origin;
use atlas::polygon::Polygon;
use atlas::ring::{Ring, RingFault};
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::differences::ParcelDifference;

/// Corners of one parcel beyond which a reply is no parcel; the largest zone of 27 plan areas has 2,017.
const MOST_CORNERS: usize = 10_000;

/// What the land office said about all parcels of a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ParcelReplies {
    pub parcels: Vec<ParcelReply>,
    /// Keys of parcels the land office does not have.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Case and purpose it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_for: Option<AskedFor>,
    /// The case's file that holds the replies byte by byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<ProofFile>,
}

/// A file of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofFile {
    pub name: String,
    pub bytes: u64,
}

/// What a register was asked for: the land office keeps account of both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedFor {
    /// Number of the case.
    pub case: String,
    /// Id of its service.
    pub purpose: String,
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
    /// When the land office said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<At>,
    /// SHA-256 of the raw reply, hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What differs from our own copy and nobody has settled; their rings are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<ParcelDifference>,
}

/// Why a reply is no shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ShapeFault {
    #[error("no ring")]
    NoRing,
    #[error("a corner is far from the city")]
    FarAway,
    #[error("a ring without area")]
    NoArea,
    #[error("a ring meets itself")]
    MeetsItself,
    #[error("more corners than a parcel has")]
    TooManyCorners,
    #[error("several parts")]
    SeveralParts,
}

impl ShapeFault {
    /// The key of its words.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            ShapeFault::NoRing => "no-ring",
            ShapeFault::FarAway => "far-away",
            ShapeFault::NoArea => "no-area",
            ShapeFault::MeetsItself => "meets-itself",
            ShapeFault::TooManyCorners => "too-many-corners",
            ShapeFault::SeveralParts => "several-parts",
        }
    }
}

impl ParcelReply {
    /// The parcel it speaks of.
    #[must_use]
    pub fn id(&self) -> Option<ParcelId> {
        ParcelId::parse(&self.key).ok()
    }

    /// Its shape relative to a release's origin, as it was taken into evidence.
    ///
    /// # Errors
    /// [`ShapeFault`], but for rings that meet themselves: see [`ParcelReply::sound_shape`].
    pub fn shape(&self, origin: Origin) -> Result<ParcelShape, ShapeFault> {
        if self.rings.iter().map(Vec::len).sum::<usize>() > MOST_CORNERS {
            return Err(ShapeFault::TooManyCorners);
        }
        let mut rings = Vec::with_capacity(self.rings.len());
        for ring in &self.rings {
            let points = ring.iter().map(|(x, y)| origin.point(*x as f64 / 10_000.0, *y as f64 / 10_000.0));
            let points: Result<Vec<_>, _> = points.collect();
            rings.push(Ring::new(points.map_err(|_| ShapeFault::FarAway)?).map_err(|_| ShapeFault::NoArea)?);
        }
        let mut rings = rings.into_iter();
        let outer = rings.next().ok_or(ShapeFault::NoRing)?;
        let registered = self.registered_area_m2.as_deref().and_then(Area::parse);
        Ok(ParcelShape { polygon: Polygon::new(outer, rings.collect()), registered })
    }

    /// Its shape, if it can be laid over anything: what is not taken into evidence otherwise.
    ///
    /// # Errors
    /// [`ShapeFault`].
    pub fn sound_shape(&self, origin: Origin) -> Result<ParcelShape, ShapeFault> {
        let shape = self.shape(origin)?;
        let meets = |ring: &Ring| ring.faults().iter().any(|fault| matches!(fault, RingFault::MeetsItself(..)));
        if shape.polygon.rings().iter().any(meets) { Err(ShapeFault::MeetsItself) } else { Ok(shape) }
    }
}
