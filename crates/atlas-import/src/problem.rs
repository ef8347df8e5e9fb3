//! What an officer must see before accepting an import.

use atlas::ring::{RingError, RingFault};
use serde::{Deserialize, Serialize};

/// One remark about a source file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Number of the feature, counted from 0; `None` for the file as a whole.
    pub feature: Option<usize>,
    /// What is wrong.
    pub what: What,
}

/// What is wrong. Only those marked "left out" lose a feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The file cannot be read at all; nothing was imported.
    Unreadable(String),
    /// The file does not say that it is in EPSG:3826.
    ReferenceNotStated,
    /// The file says that it is in another reference system; nothing was imported.
    OtherReference(String),
    /// The attributes and shapes differ in number; only pairs were taken.
    CountsDiffer {
        /// Number of shapes.
        shapes: usize,
        /// Number of attribute rows.
        rows: usize,
    },
    /// No polygon: left out.
    NoPolygon,
    /// Points that make no ring: the feature is left out.
    NoRing(RingError),
    /// A hole that lies in no shell: the feature is left out.
    HoleWithoutShell,
    /// A coordinate that is not near the origin: left out.
    FarAway {
        /// East, m.
        x_m: f64,
        /// North, m.
        y_m: f64,
    },
    /// Coordinates off the 0.1 mm grid, rounded to it.
    Rounded {
        /// How many points.
        points: usize,
    },
    /// A ring with a fault; taken as it is.
    Ring(RingFault),
    /// An attribute that must be there is missing or empty: left out.
    MissingAttribute(String),
    /// An attribute that cannot be understood: left out.
    BadAttribute {
        /// Field name in the file.
        field: String,
        /// What stood there.
        value: String,
    },
    /// A byte pair no standard assigns; a person must say which character it is.
    UnmappedBytes {
        /// Field name in the file.
        field: String,
        /// The pair, such as `FA40`.
        pair: String,
    },
    /// Two features claim one id: the later is left out.
    SameId(String),
}

/// What could be taken from a file, and everything that was wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported<T> {
    /// The usable things, in file order.
    pub taken: Vec<T>,
    /// The remarks, in file order.
    pub problems: Vec<Problem>,
}

impl Problem {
    /// A remark about the whole file.
    pub fn of_file(what: What) -> Problem {
        Problem { feature: None, what }
    }

    /// A remark about one feature.
    pub fn of(feature: usize, what: What) -> Problem {
        Problem { feature: Some(feature), what }
    }
}
