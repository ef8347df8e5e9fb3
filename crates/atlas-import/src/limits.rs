//! How much of a file is read before it is refused.
//!
//! A header may claim anything; memory is taken only for what is there, and no more than a
//! whole city needs: 1.6 million parcels, a hundred thousand zones. The limits are a value
//! of the caller; these bounds guard the machine and are not facts of the office.

use serde::{Deserialize, Serialize};

/// What a reader may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all files of one source together, unpacked.
    pub bytes: u64,
    /// Files in an archive.
    pub entries: u64,
    /// Unpacked bytes for every packed one, beyond the first [`FREE_BYTES`].
    pub ratio: u64,
    /// Features of a source.
    pub features: u64,
    /// Vertices of one ring.
    pub ring_vertices: u64,
    /// Vertices of one feature.
    pub feature_vertices: u64,
    /// Vertices of a source.
    pub vertices: u64,
    /// Remarks of one kind that are listed one by one; the rest are counted.
    pub remarks: u64,
}

/// Unpacked bytes that no ratio forbids: a table of blanks packs a thousandfold.
pub const FREE_BYTES: u64 = 16 << 20;

/// Which limit was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// [`Limits::bytes`].
    Bytes,
    /// [`Limits::entries`].
    Entries,
    /// [`Limits::ratio`].
    Ratio,
    /// [`Limits::features`].
    Features,
    /// [`Limits::ring_vertices`].
    RingVertices,
    /// [`Limits::feature_vertices`].
    FeatureVertices,
    /// [`Limits::vertices`].
    Vertices,
}

impl Limits {
    /// Room for the whole city with its past; a source takes at most about 3 GB.
    pub const CITY: Limits = Limits {
        bytes: 2 << 30,
        entries: 256,
        ratio: 200,
        features: 4_000_000,
        ring_vertices: 250_000,
        feature_vertices: 1_000_000,
        vertices: 64_000_000,
        remarks: 10_000,
    };

    /// The limit by name.
    pub fn of(&self, limit: Limit) -> u64 {
        match limit {
            Limit::Bytes => self.bytes,
            Limit::Entries => self.entries,
            Limit::Ratio => self.ratio,
            Limit::Features => self.features,
            Limit::RingVertices => self.ring_vertices,
            Limit::FeatureVertices => self.feature_vertices,
            Limit::Vertices => self.vertices,
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::CITY
    }
}
