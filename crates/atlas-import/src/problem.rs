//! What an officer must see before accepting an import.

use crate::format::NotThis;
use crate::limits::Limit;
use crate::reference::Known;
use atlas::ring::{RingError, RingFault};
use serde::{Deserialize, Serialize};

/// One remark about a source file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Number of the feature, counted from 0; `None` for the file as a whole.
    pub feature: Option<usize>,
    /// What is wrong.
    pub what: What,
}

/// What is wrong. Those marked "refused" leave nothing of the file, those marked "left out"
/// lose one feature; everything else is taken as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Not a file of plans or parcels at all: refused.
    NotAPlanFile(NotThis),
    /// The file cannot be read: refused.
    Unreadable {
        /// Which part of it: `shp`, `dbf`, `json`, a table …
        part: String,
        /// Why.
        why: Why,
    },
    /// A file that belongs to it is missing, by its ending: refused.
    MissingFile(String),
    /// More than one source or layer, and none was chosen: refused.
    Several(Vec<String>),
    /// The chosen layer is not there; these are: refused.
    NoSuchLayer(Vec<String>),
    /// More than the limits allow: refused when it is the file's, left out when it is a feature's.
    TooMuch {
        /// Which limit.
        limit: Limit,
        /// What it allows.
        allowed: u64,
        /// What was found or claimed.
        found: u64,
    },
    /// The name says one format, the bytes another; the bytes were believed.
    NamedOtherwise {
        /// The name of the file.
        name: String,
        /// What it is.
        is: String,
    },
    /// The file does not say that it is in EPSG:3826.
    ReferenceNotStated,
    /// The file, or a feature, says that it is in another reference system: refused, or left out.
    OtherReference {
        /// The name found.
        found: String,
        /// What it is, with the next step.
        known: Known,
    },
    /// Nothing says how the text is encoded; it was taken for this.
    EncodingAssumed(String),
    /// The named encoding is not known; the text was taken for CP950.
    UnknownEncoding(String),
    /// The attributes and shapes differ in number; only pairs were taken.
    CountsDiffer {
        /// Number of shapes.
        shapes: u64,
        /// Number of attribute rows.
        rows: u64,
    },
    /// A field whose values are no text; it was not read.
    FieldNotRead(String),
    /// No polygon: left out.
    NoPolygon,
    /// The shape contradicts itself: left out.
    BrokenShape(Why),
    /// Points that make no ring: left out.
    NoRing(RingError),
    /// A hole that lies in no shell: left out.
    HoleWithoutShell,
    /// A coordinate that is not near the origin: left out.
    FarAway {
        /// East as given, m.
        x_m: String,
        /// North as given, m.
        y_m: String,
    },
    /// Coordinates off the 0.1 mm grid, rounded to it.
    Rounded {
        /// How many points.
        points: usize,
    },
    /// A ring with a fault; taken as it is.
    Ring(RingFault),
    /// A ring too long to look for every fault; taken as it is.
    RingNotWhollyChecked {
        /// Its vertices.
        vertices: usize,
    },
    /// An attribute that must be there is missing or empty: left out.
    MissingAttribute(String),
    /// An attribute that cannot be understood: left out.
    BadAttribute {
        /// Field name in the file.
        field: String,
        /// What stood there.
        value: String,
    },
    /// The plan case cannot be told from the plan area: left out.
    WhichPlan {
        /// The plan area.
        area: String,
        /// The cases it could be.
        cases: Vec<String>,
    },
    /// A plan area of the office's list that the file does not hold.
    MissingArea(String),
    /// A byte pair no standard assigns; a person must say which character it is.
    UnmappedBytes {
        /// Field name in the file.
        field: String,
        /// The pair, such as `FA40`.
        pair: String,
    },
    /// Two features claim one id: the later is left out.
    SameId(String),
    /// More remarks of one kind than are listed.
    More {
        /// The kind, by [`What::code`].
        code: String,
        /// How many are not listed.
        count: u64,
    },
}

/// Why something cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Nothing in it.
    Empty,
    /// It claims more than it holds.
    CutOff {
        /// Where, in bytes from the start.
        at: u64,
        /// How many bytes it needs there.
        needs: u64,
        /// How many there are.
        holds: u64,
    },
    /// The first bytes are not those of the format.
    WrongStart,
    /// An unknown or unsupported version or variant.
    Variant(String),
    /// It contradicts itself; where, in the words of the format.
    Broken(String),
    /// It asks for more work than a file of its size can need.
    Endless,
}

/// What could be taken from a file, and everything that was wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported<T> {
    /// The usable things, in file order; empty when the file was refused.
    pub taken: Vec<T>,
    /// The remarks, in file order.
    pub problems: Vec<Problem>,
    /// Whether the file as a whole was refused.
    pub refused: bool,
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

impl What {
    /// A part that cannot be read.
    pub fn unreadable(part: &str, why: Why) -> What {
        What::Unreadable { part: part.to_owned(), why }
    }

    /// The name of its kind, for the words of people and for counting.
    pub fn code(&self) -> &'static str {
        match self {
            What::NotAPlanFile(_) => "not-a-plan-file",
            What::Unreadable { .. } => "unreadable",
            What::MissingFile(_) => "missing-file",
            What::Several(_) => "several",
            What::NoSuchLayer(_) => "no-such-layer",
            What::TooMuch { .. } => "too-much",
            What::NamedOtherwise { .. } => "named-otherwise",
            What::ReferenceNotStated => "reference-not-stated",
            What::OtherReference { .. } => "other-reference",
            What::EncodingAssumed(_) => "encoding-assumed",
            What::UnknownEncoding(_) => "unknown-encoding",
            What::CountsDiffer { .. } => "counts-differ",
            What::FieldNotRead(_) => "field-not-read",
            What::NoPolygon => "no-polygon",
            What::BrokenShape(_) => "broken-shape",
            What::NoRing(_) => "no-ring",
            What::HoleWithoutShell => "hole-without-shell",
            What::FarAway { .. } => "far-away",
            What::Rounded { .. } => "rounded",
            What::Ring(_) => "ring",
            What::RingNotWhollyChecked { .. } => "ring-not-wholly-checked",
            What::MissingAttribute(_) => "missing-attribute",
            What::BadAttribute { .. } => "bad-attribute",
            What::WhichPlan { .. } => "which-plan",
            What::MissingArea(_) => "missing-area",
            What::UnmappedBytes { .. } => "unmapped-bytes",
            What::SameId(_) => "same-id",
            What::More { .. } => "more",
        }
    }
}
