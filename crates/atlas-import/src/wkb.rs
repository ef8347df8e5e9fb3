//! Polygons in well-known binary (OGC 06-103r4, ISO 13249-3) with the head of a GeoPackage blob.
//!
//! Every part says its own byte order and kind, and both are read; counts are checked against the bytes
//! that are there. Heights and measures are not read. Refuses curves: they are no rings.

use crate::bytes::Walk;
use crate::feature::{RawParts, RawRing};
use crate::intake::{Intake, Stop};
use crate::problem::{What, Why};
use crate::reference::Reference;

/// Coordinates of a point that are not read: none, a height or a measure, or both.
#[derive(Clone, Copy)]
struct Beyond(u64);

/// Reads a GeoPackage blob (OGC 12-128r18 §2.1.3); `layer` is the reference system of its table.
pub fn of_package(blob: &[u8], layer: i32, intake: &mut Intake<'_>) -> Result<RawParts, Stop> {
    let mut walk = Walk::new(blob);
    let is_empty = head(&mut walk, layer)?;
    if is_empty { Ok(Vec::new()) } else { geometry(&mut walk, intake) }
}

fn broken(why: Why) -> Stop {
    Stop::Feature(What::BrokenShape(why))
}

/// Reads the head; says whether the geometry is empty.
fn head(walk: &mut Walk<'_>, layer: i32) -> Result<bool, Stop> {
    if walk.array().map_err(broken)? != *b"GP" {
        return Err(broken(Why::WrongStart));
    }
    let [version, flags] = walk.array().map_err(broken)?;
    if version != 0 || flags & 0x20 != 0 {
        return Err(broken(Why::Variant(format!("{version}/{flags:02X}"))));
    }
    let raw = walk.array().map_err(broken)?;
    let reference = if flags & 1 == 1 { i32::from_le_bytes(raw) } else { i32::from_be_bytes(raw) };
    if reference != layer {
        let found = format!("EPSG:{reference}");
        let known = match Reference::of_epsg(reference.unsigned_abs()) {
            Reference::Other { known, .. } => known,
            _ => crate::reference::Known::Unknown,
        };
        return Err(Stop::Feature(What::OtherReference { found, known }));
    }
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        other => return Err(broken(Why::Variant(other.to_string()))),
    };
    walk.take(envelope).map_err(broken)?;
    Ok(flags & 0x10 != 0)
}

/// A polygon or several; empty for any other kind.
fn geometry(walk: &mut Walk<'_>, intake: &mut Intake<'_>) -> Result<RawParts, Stop> {
    let start = Start::read(walk).map_err(broken)?;
    match start.kind {
        3 => Ok(vec![polygon(walk, start, intake)?]),
        6 => {
            let count = start.count(walk, 9).map_err(broken)?;
            let mut parts = Vec::new();
            for _ in 0..count {
                let part = Start::read(walk).map_err(broken)?;
                if part.kind != 3 {
                    return Err(broken(Why::Variant(part.kind.to_string())));
                }
                parts.push(polygon(walk, part, intake)?);
            }
            Ok(parts)
        }
        _ => Ok(Vec::new()),
    }
}

/// The start of a geometry.
#[derive(Clone, Copy)]
struct Start {
    little: bool,
    kind: u32,
    beyond: Beyond,
}

impl Start {
    fn read(walk: &mut Walk<'_>) -> Result<Start, Why> {
        let little = match walk.u8()? {
            0 => false,
            1 => true,
            other => return Err(Why::Variant(other.to_string())),
        };
        let code = Start { little, kind: 0, beyond: Beyond(0) }.u32(walk)?;
        // ISO adds thousands for heights and measures, PostGIS sets high bits.
        let (high, code) = (code >> 29, code & 0x1FFF_FFFF);
        if high & 1 == 1 {
            walk.take(4)?;
        }
        let by_bits = u64::from(high >> 2 & 1) + u64::from(high >> 1 & 1);
        let by_thousands = match code / 1_000 {
            0 => 0,
            1 | 2 => 1,
            3 => 2,
            _ => return Err(Why::Variant(code.to_string())),
        };
        Ok(Start { little, kind: code % 1_000, beyond: Beyond(by_bits.max(by_thousands)) })
    }

    fn u32(self, walk: &mut Walk<'_>) -> Result<u32, Why> {
        if self.little { walk.u32() } else { walk.u32_big() }
    }

    fn f64(self, walk: &mut Walk<'_>) -> Result<f64, Why> {
        let raw = walk.array()?;
        Ok(if self.little { f64::from_le_bytes(raw) } else { f64::from_be_bytes(raw) })
    }

    /// A count of things of at least so many bytes each.
    fn count(self, walk: &mut Walk<'_>, least: u64) -> Result<u32, Why> {
        let at = walk.at();
        let count = self.u32(walk)?;
        let needs = u64::from(count) * least;
        if needs > walk.left() { Err(Why::CutOff { at, needs, holds: walk.left() }) } else { Ok(count) }
    }
}

fn polygon(walk: &mut Walk<'_>, start: Start, intake: &mut Intake<'_>) -> Result<Vec<RawRing>, Stop> {
    let rings = start.count(walk, 4).map_err(broken)?;
    let mut part = Vec::new();
    for _ in 0..rings {
        let Beyond(beyond) = start.beyond;
        let points = start.count(walk, 16 + 8 * beyond).map_err(broken)?;
        intake.room(u64::from(points))?;
        let mut ring = RawRing::with_capacity(points as usize);
        for _ in 0..points {
            ring.push((start.f64(walk).map_err(broken)?, start.f64(walk).map_err(broken)?));
            walk.take(8 * beyond).map_err(broken)?;
        }
        part.push(ring);
    }
    Ok(part)
}
