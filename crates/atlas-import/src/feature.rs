//! One feature of a source file: attributes as text and its shape, exactly as drawn.

use atlas::polygon::MultiPolygon;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Field name → text, without empty ones. Names are shared by all features of a file.
pub type Attributes = BTreeMap<Arc<str>, String>;

/// A feature before it becomes a zone or a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its number in the file, from 0.
    pub number: usize,
    /// Its attributes.
    pub attributes: Attributes,
    /// Its shape.
    pub extent: MultiPolygon,
}

/// A ring as the file gives it, in metres of EPSG:3826.
pub type RawRing = Vec<(f64, f64)>;

/// Shell and holes of each part.
pub type RawParts = Vec<Vec<RawRing>>;
