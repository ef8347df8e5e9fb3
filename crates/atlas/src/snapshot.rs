//! A release as one read-only file that is used where it lies, mapped into memory.
//!
//! Little endian. A head names the format, the whole length and where each section lies;
//! sections begin at multiples of 64 and hold flat tables of fixed rows. Nothing is
//! unpacked but the few facts of [`crate::bytes`]. What is read is checked once when it
//! is opened: every number that points into a table points into it. Refuses another
//! format by name: a changed format gets another name and its own reader.

use crate::layer::Layer;
use crate::release::ReleaseError;
use std::ops::Range;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// Names the format.
pub(crate) const FORMAT: &[u8; 8] = b"TKATLAS2";
/// Sections begin at multiples of this.
pub(crate) const ALIGN: usize = 64;

/// The sections of a snapshot, in the order they lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    Facts,
    TextEnds,
    Texts,
    ZoneShapes,
    ZoneRings,
    ZonePoints,
    ZoneChunks,
    ZoneTree,
    ZoneFacts,
    ParcelShapes,
    ParcelRings,
    ParcelPoints,
    ParcelTree,
    ParcelFacts,
    ParcelsByNumber,
    Became,
    BecameInto,
    RestrictionShapes,
    RestrictionRings,
    RestrictionPoints,
    RestrictionChunks,
    RestrictionTree,
    RestrictionFacts,
    PieceEnds,
    Pieces,
}

/// How many sections there are.
pub(crate) const SECTIONS: usize = Section::Pieces as usize + 1;
/// Bytes of the head.
pub(crate) const HEAD: usize = 24 + SECTIONS * 16;

/// What a zone says beside its shape; numbers of texts, [`NO_TEXT`] for none.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct ZoneFactsRow {
    /// The first plan case of its plan id.
    pub plan: u32,
    pub id: u32,
    pub class: u32,
    pub name: u32,
    pub coverage: u32,
    pub floor_area: u32,
}

/// No text.
pub const NO_TEXT: u32 = u32::MAX;

/// What a parcel says beside its shape.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct ParcelFactsRow {
    /// [`lexicon::parcel::ParcelId::number`].
    pub number: u64,
    /// Registered area, 0.01 m².
    pub registered: i64,
    /// One more than its row of `Became`; 0 for none.
    pub became: u32,
    pub reserved: u32,
}

/// What a parcel became.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub(crate) struct BecameRow {
    /// `yyyymmdd`
    pub on: u32,
    /// 0 renumbered, 1 split, 2 merged.
    pub how: u32,
    pub into: u32,
    pub into_end: u32,
}

/// What a restriction says beside its shape; numbers of texts.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct RestrictionFactsRow {
    pub id: u32,
    pub kind: u32,
    pub name: u32,
    pub authority: u32,
}

/// A piece of the precomputed table: a parcel's part in a zone, whatever the day.
#[derive(Clone, Copy, Debug, PartialEq, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct PieceRow {
    /// The row of its zone.
    pub zone: u32,
    pub reserved: u32,
    /// Square units.
    pub units2: f64,
}

/// Bytes that begin at a multiple of eight, as a mapped file does.
pub(crate) struct Aligned {
    words: Vec<u64>,
    length: usize,
}

impl Aligned {
    pub(crate) fn copy(bytes: &[u8]) -> Aligned {
        let mut words = vec![0u64; bytes.len().div_ceil(8)];
        words.as_mut_slice().as_mut_bytes()[..bytes.len()].copy_from_slice(bytes);
        Aligned { words, length: bytes.len() }
    }
}

impl AsRef<[u8]> for Aligned {
    fn as_ref(&self) -> &[u8] {
        &self.words.as_slice().as_bytes()[..self.length]
    }
}

/// Where the sections lie.
#[derive(Clone, Debug)]
pub(crate) struct Sections(Vec<Range<usize>>);

impl Sections {
    /// Reads the head and looks whether every table is what it should be.
    pub(crate) fn read(bytes: &[u8]) -> Result<Sections, ReleaseError> {
        let bad = |why| Err(ReleaseError::Unreadable(why));
        if bytes.len() < HEAD || !bytes.starts_with(FORMAT) {
            return bad("unknown format");
        }
        let word = |at: usize| {
            let eight = bytes[at..at + 8].try_into().unwrap_or_default();
            usize::try_from(u64::from_le_bytes(eight)).unwrap_or(usize::MAX)
        };
        if word(8) != bytes.len() || word(16) != SECTIONS {
            return bad("cut off or longer than it says");
        }
        let mut sections = Vec::with_capacity(SECTIONS);
        let mut end = HEAD;
        for k in 0..SECTIONS {
            let (start, length) = (word(24 + k * 16), word(32 + k * 16));
            let Some(stop) = start.checked_add(length) else { return bad("a section out of bounds") };
            if start % ALIGN != 0 || start < end || stop > bytes.len() {
                return bad("a section out of bounds");
            }
            sections.push(start..stop);
            end = stop;
        }
        Ok(Sections(sections))
    }

    /// The bytes of a section.
    pub(crate) fn bytes<'a>(&self, bytes: &'a [u8], section: Section) -> &'a [u8] {
        &bytes[self.0[section as usize].clone()]
    }

    /// A table; empty where the bytes are no such table, which [`Self::is_table`] has refused.
    pub(crate) fn table<'a, T: FromBytes + Immutable + KnownLayout>(
        &self,
        bytes: &'a [u8],
        section: Section,
    ) -> &'a [T] {
        <[T]>::ref_from_bytes(self.bytes(bytes, section)).unwrap_or(&[])
    }

    pub(crate) fn is_table<T: FromBytes + Immutable + KnownLayout>(&self, bytes: &[u8], section: Section) -> bool {
        <[T]>::ref_from_bytes(self.bytes(bytes, section)).is_ok()
    }

    /// The layer whose tables begin at a section; `with_chunks` layers have five tables, others four.
    pub(crate) fn zones<'a>(&self, bytes: &'a [u8]) -> Layer<'a> {
        Layer {
            shapes: self.table(bytes, Section::ZoneShapes),
            rings: self.table(bytes, Section::ZoneRings),
            points: self.table(bytes, Section::ZonePoints),
            chunks: self.table(bytes, Section::ZoneChunks),
            tree: self.table(bytes, Section::ZoneTree),
        }
    }

    pub(crate) fn parcels<'a>(&self, bytes: &'a [u8]) -> Layer<'a> {
        Layer {
            shapes: self.table(bytes, Section::ParcelShapes),
            rings: self.table(bytes, Section::ParcelRings),
            points: self.table(bytes, Section::ParcelPoints),
            chunks: &[],
            tree: self.table(bytes, Section::ParcelTree),
        }
    }

    pub(crate) fn restrictions<'a>(&self, bytes: &'a [u8]) -> Layer<'a> {
        Layer {
            shapes: self.table(bytes, Section::RestrictionShapes),
            rings: self.table(bytes, Section::RestrictionRings),
            points: self.table(bytes, Section::RestrictionPoints),
            chunks: self.table(bytes, Section::RestrictionChunks),
            tree: self.table(bytes, Section::RestrictionTree),
        }
    }
}
