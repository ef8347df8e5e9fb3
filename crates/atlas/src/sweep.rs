//! Every parcel of a layer laid over every zone of another: exact common areas, the whole city at once.
//!
//! The sum of [`crate::integral`] with its work shared out: parcels stand in Hilbert order,
//! so a block of them asks the tree once, and of each zone found only the stretches of its
//! rings that can matter to the block are kept. An edge above a parcel adds nothing; edges
//! below it add the parcel's own area between their ends; only edges that pass through its
//! box are integrated, four of the parcel's edges at a time and without a branch. The
//! order of sums is fixed by the tables and there is no fused multiply-add: the same
//! tables give the same bits on every run and every machine, on any number of threads.

use crate::day::Moment;
use crate::integral::CONTACT_UNITS2;
use crate::layer::{CHUNK, Layer};
use crate::layer_edges::Strands;
use crate::layer_parcel::ParcelEdges;
use crate::point::Bounds;
use crate::snapshot::PieceRow;
use rayon::prelude::*;

/// Parcels that ask the tree together.
const BLOCK: usize = 32;
/// Parcels a thread takes at a time.
const SHARE: usize = BLOCK * (4_096 / BLOCK);

/// The pieces of all parcels, those of a row ending where `ends` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pieces {
    /// For each parcel row, one past its last piece.
    pub ends: Vec<u32>,
    /// The pieces above 0.5 mm², by parcel row, then zone row.
    pub rows: Vec<PieceRow>,
}

impl Pieces {
    /// The pieces of a parcel row.
    pub fn of(&self, row: u32) -> &[PieceRow] {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.rows[start..self.ends[row] as usize]
    }
}

/// Lays all parcels over all zones. With a moment only what answers it is asked, and other
/// parcels have no pieces; without one, every pair that has a day in common.
pub fn pieces(parcels: &Layer<'_>, zones: &Layer<'_>, moment: Option<Moment>) -> Pieces {
    let shares: Vec<Pieces> = (0..parcels.shapes.len().div_ceil(SHARE))
        .into_par_iter()
        .map(|share| {
            let rows = share * SHARE..((share + 1) * SHARE).min(parcels.shapes.len());
            let mut sweep = Sweep::new(parcels, zones, moment);
            sweep.share(rows);
            sweep.found
        })
        .collect();
    let mut all = Pieces::default();
    all.ends.reserve_exact(parcels.shapes.len());
    all.rows.reserve_exact(shares.iter().map(|s| s.rows.len()).sum());
    for share in shares {
        let before = all.rows.len() as u32;
        all.ends.extend(share.ends.iter().map(|end| end + before));
        all.rows.extend_from_slice(&share.rows);
    }
    all
}

/// The work of one thread.
struct Sweep<'a> {
    parcels: &'a Layer<'a>,
    zones: &'a Layer<'a>,
    moment: Option<Moment>,
    near: Vec<u32>,
    boxes: Vec<Bounds>,
    strands: Vec<Strands>,
    edges: ParcelEdges<'a>,
    found: Pieces,
}

impl<'a> Sweep<'a> {
    fn new(parcels: &'a Layer<'a>, zones: &'a Layer<'a>, moment: Option<Moment>) -> Sweep<'a> {
        Sweep {
            parcels,
            zones,
            moment,
            near: Vec::new(),
            boxes: Vec::new(),
            strands: Vec::new(),
            edges: ParcelEdges::of(parcels),
            found: Pieces::default(),
        }
    }

    /// Many blocks, by the widest instructions there are: whatever they are, the bits are the same.
    fn share(&mut self, rows: std::ops::Range<usize>) {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            #[expect(
                unsafe_code,
                reason = "the processor was asked whether it has what the function is compiled for"
            )]
            // SAFETY: AVX2 was found a line above.
            return unsafe { self.share_avx2(rows) };
        }
        self.blocks(rows);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn share_avx2(&mut self, rows: std::ops::Range<usize>) {
        self.blocks(rows);
    }

    #[inline(always)]
    fn blocks(&mut self, rows: std::ops::Range<usize>) {
        for start in rows.clone().step_by(BLOCK) {
            self.block(start..(start + BLOCK).min(rows.end));
        }
    }

    #[inline(always)]
    fn block(&mut self, rows: std::ops::Range<usize>) {
        let shapes = &self.parcels.shapes[rows.clone()];
        let window = shapes.iter().map(|s| s.bounds).reduce(Bounds::union);
        self.near.clear();
        self.boxes.clear();
        if let Some(window) = window {
            let (zones, moment, near) = (self.zones, self.moment, &mut self.near);
            zones.touching(&window, |zone| {
                if moment.is_none_or(|m| zones.shapes[zone as usize].days.cover(m)) {
                    near.push(zone);
                }
            });
            near.sort_unstable();
            while self.strands.len() < self.near.len() {
                self.strands.push(Strands::default());
            }
            for (strands, &zone) in self.strands.iter_mut().zip(&self.near) {
                strands.read(zones, zone, &window);
                self.boxes.push(zones.shapes[zone as usize].bounds);
            }
        }
        for row in rows {
            self.parcel(row);
        }
    }

    #[inline(always)]
    fn parcel(&mut self, row: usize) {
        let shape = &self.parcels.shapes[row];
        if self.moment.is_none_or(|m| shape.days.cover(m)) {
            self.edges.take(row as u32);
            let whole = self.edges.whole();
            for (k, around) in self.boxes.iter().enumerate() {
                if !around.touches(&shape.bounds) {
                    continue;
                }
                let zone = self.near[k];
                if self.moment.is_none() && !self.zones.shapes[zone as usize].days.meet(&shape.days) {
                    continue;
                }
                let common = self.edges.common(&self.strands[k]);
                if common > CONTACT_UNITS2 {
                    let units2 = if (whole - common).abs() <= CONTACT_UNITS2 { whole } else { common };
                    self.found.rows.push(PieceRow { zone, reserved: 0, units2 });
                }
            }
        }
        self.found.ends.push(self.found.rows.len() as u32);
    }
}

/// The pieces of one shape over the zones of a moment, as [`pieces`] would find them.
pub fn pieces_of(parcel: &Layer<'_>, zones: &Layer<'_>, moment: Moment) -> Vec<PieceRow> {
    let mut sweep = Sweep::new(parcel, zones, Some(moment));
    sweep.block(0..parcel.shapes.len().min(1));
    sweep.found.rows
}

const _: () = assert!(CHUNK > 1 && SHARE.is_multiple_of(BLOCK));
