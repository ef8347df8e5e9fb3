//! The shapes of a Shapefile (ESRI technical description, 1998), record by record.
//!
//! Read here and not by a library: every count is checked against the bytes that are there before
//! anything is taken, and the error names the byte. Rings come without saying which hole belongs to
//! which shell: clockwise rings are shells, and a hole goes to the smallest shell that holds its
//! first point.

use crate::bytes::Walk;
use crate::feature::{RawParts, RawRing};
use crate::intake::{Intake, Stop};
use crate::problem::{What, Why};

/// Bytes of the head of the file.
const HEAD: u64 = 100;

/// The records of a `.shp`.
#[derive(Debug)]
pub struct Records<'a> {
    walk: Walk<'a>,
}

/// The bytes of one shape.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a>(&'a [u8]);

impl<'a> Records<'a> {
    /// Checks the head: what the file is, and that all it claims is there.
    pub fn open(shp: &'a [u8]) -> Result<Records<'a>, Why> {
        if shp.is_empty() {
            return Err(Why::Empty);
        }
        let mut walk = Walk::new(shp);
        if walk.u32_big()? != 9_994 {
            return Err(Why::WrongStart);
        }
        walk.take(20)?;
        let claimed = u64::from(walk.u32_big()?) * 2;
        let version = walk.u32()?;
        if version != 1_000 {
            return Err(Why::Variant(version.to_string()));
        }
        walk.take(HEAD - walk.at())?;
        let holds = shp.len() as u64;
        if claimed > holds || claimed < HEAD {
            return Err(Why::CutOff { at: 24, needs: claimed, holds });
        }
        let mut whole = Walk::new(&shp[..claimed as usize]);
        whole.take(HEAD)?;
        Ok(Records { walk: whole })
    }

    /// How many shapes there are; walks over all heads, so that a file that is cut off is refused
    /// before anything is taken.
    pub fn count(&self) -> Result<u64, Why> {
        let mut records = Records { walk: self.walk };
        let mut count = 0;
        while records.record()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    /// The next shape.
    pub fn record(&mut self) -> Result<Option<Record<'a>>, Why> {
        if self.walk.left() == 0 {
            return Ok(None);
        }
        self.walk.u32_big()?;
        let bytes = u64::from(self.walk.u32_big()?) * 2;
        Ok(Some(Record(self.walk.take(bytes)?)))
    }
}

impl Record<'_> {
    /// Shell and holes of each part; empty for anything but polygons.
    pub fn parts(self, intake: &mut Intake<'_>) -> Result<RawParts, Stop> {
        let broken = |why: Why| Stop::Feature(What::BrokenShape(why));
        let mut walk = Walk::new(self.0);
        match walk.u32().map_err(broken)? {
            // Polygon, PolygonZ, PolygonM: the heights and measures behind the points are not read.
            5 | 15 | 25 => {}
            0 | 1 | 3 | 8 | 11 | 13 | 18 | 21 | 23 | 28 | 31 => return Ok(Vec::new()),
            other => return Err(broken(Why::Variant(other.to_string()))),
        }
        let (starts, points) = self.heads(&mut walk).map_err(broken)?;
        let mut rings = Vec::new();
        for (i, &start) in starts.iter().enumerate() {
            let end = starts.get(i + 1).copied().unwrap_or(points);
            if start > end || end > points {
                return Err(broken(Why::Broken(format!("part {i}"))));
            }
            intake.room(u64::from(end - start))?;
            rings.push(ring(&mut walk, end - start).map_err(broken)?);
        }
        sorted(rings).map_err(Stop::Feature)
    }

    /// Where each ring starts, and how many points there are.
    fn heads(self, walk: &mut Walk<'_>) -> Result<(Vec<u32>, u32), Why> {
        walk.take(32)?;
        let (parts, points) = (walk.u32()?, walk.u32()?);
        let starts = walk.take(u64::from(parts) * 4)?;
        let starts: Vec<u32> = starts.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        let needs = u64::from(points) * 16;
        if needs > walk.left() {
            return Err(Why::CutOff { at: walk.at(), needs, holds: walk.left() });
        }
        match starts.first() {
            Some(0) | None => Ok((starts, points)),
            Some(_) => Err(Why::Broken("part 0".to_owned())),
        }
    }
}

fn ring(walk: &mut Walk<'_>, points: u32) -> Result<RawRing, Why> {
    let mut ring = RawRing::with_capacity(points as usize);
    for _ in 0..points {
        ring.push((walk.f64()?, walk.f64()?));
    }
    Ok(ring)
}

/// Comparisons of a hole with shells and their points that a drawn feature never needs.
const MOST_WORK: usize = 100_000_000;

/// Shells with their holes.
fn sorted(rings: Vec<RawRing>) -> Result<RawParts, What> {
    let (holes, shells): (Vec<_>, Vec<_>) = rings.into_iter().partition(|ring| area(ring) > 0.0);
    let mut parts: RawParts = shells.into_iter().map(|shell| vec![shell]).collect();
    // The area and the box of a shell are asked for once, not once for every hole.
    let sizes: Vec<f64> = parts.iter().map(|part| area(&part[0]).abs()).collect();
    let boxes: Vec<[f64; 4]> = parts.iter().map(|part| around(&part[0])).collect();
    let mut work = 0usize;
    for hole in holes {
        let &(x, y) = hole.first().ok_or(What::HoleWithoutShell)?;
        work += parts.len();
        let mut smallest: Option<usize> = None;
        for i in 0..parts.len() {
            let in_box = x >= boxes[i][0] && y >= boxes[i][1] && x <= boxes[i][2] && y <= boxes[i][3];
            if !in_box || smallest.is_some_and(|s| sizes[s] <= sizes[i]) {
                continue;
            }
            work += parts[i][0].len();
            if holds(&parts[i][0], (x, y)) {
                smallest = Some(i);
            }
        }
        if work > MOST_WORK {
            return Err(What::BrokenShape(Why::Endless));
        }
        parts[smallest.ok_or(What::HoleWithoutShell)?].push(hole);
    }
    Ok(parts)
}

fn around(ring: &RawRing) -> [f64; 4] {
    let start = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    ring.iter().fold(start, |[a, b, c, d], &(x, y)| [a.min(x), b.min(y), c.max(x), d.max(y)])
}

fn edges(ring: &RawRing) -> impl Iterator<Item = ((f64, f64), (f64, f64))> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

fn holds(ring: &RawRing, (x, y): (f64, f64)) -> bool {
    let crosses = |&((ax, ay), (bx, by)): &((f64, f64), (f64, f64))| {
        (ay > y) != (by > y) && x < ax + (y - ay) * (bx - ax) / (by - ay)
    };
    edges(ring).filter(crosses).count() % 2 == 1
}

/// Twice the signed area; positive when it runs anticlockwise. A ring that encloses nothing, or
/// holds no numbers, counts as a shell, so that it is listed as such.
fn area(ring: &RawRing) -> f64 {
    let Some(&(ox, oy)) = ring.first() else { return 0.0 };
    edges(ring).map(|((ax, ay), (bx, by))| (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)).sum()
}
