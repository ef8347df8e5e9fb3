//! The roads of a district: network polygons with a hole for every block, and road parcels.
//!
//! A network polygon takes a band of two rows of blocks, as a plan's road layer comes in
//! some polygons of hundreds of vertices. Its holes are the outlines of its blocks and its
//! border has the vertices of its neighbours, so that nothing overlaps and nothing gapes.

use super::layout::{Layout, Site, level_border};
use super::zoning::Zoned;
use crate::cell::Cuts;
use crate::survey::Flat;

/// The rings of the network polygons in flat metres, south to north; the shell comes first.
/// `west` and `east` are the district's upright borders.
pub fn networks(
    layout: &Layout,
    blocks: &[(Site, Zoned<'_>)],
    (west, east): (&[Flat], &[Flat]),
) -> Vec<Vec<Vec<Flat>>> {
    let ends = layout.band_ends();
    let network = |(band, span): (usize, &[f64])| {
        let within = |p: &&Flat| p.1 > span[0] && p.1 < span[1];
        let mut shell = level_border(layout.square, span[0]);
        shell.extend(east.iter().filter(within));
        shell.extend(level_border(layout.square, span[1]).iter().rev());
        shell.extend(west.iter().rev().filter(within));
        let mut rings = vec![shell];
        rings.extend(blocks.iter().filter(|(site, _)| site.band == band).map(|(_, block)| block.outline.ring()));
        rings
    };
    ends.windows(2).enumerate().map(network).collect()
}

/// A road parcel and the column of blocks it is counted to.
pub type RoadLot = (usize, Vec<Flat>);

/// Parcels of the roads: one for each stretch of a road that runs north, and one for each
/// road that runs east in each of some spans of columns.
pub fn lots(layout: &Layout, spans: &[(usize, usize)]) -> Vec<RoadLot> {
    let (x, y) = (&layout.x, &layout.y);
    let mut lots = Vec::new();
    for i in 1..layout.columns() {
        let (west, east) = (x.at[i] - x.half[i], x.at[i] + x.half[i]);
        for j in 0..layout.rows() {
            let (south, north) = (y.at[j] + y.half[j], y.at[j + 1] - y.half[j + 1]);
            lots.push((i, vec![(west, south), (east, south), (east, north), (west, north)]));
        }
    }
    for &(first, end) in spans {
        lots.extend((1..layout.rows()).map(|j| (first, level_lot(x, (y.at[j], y.half[j]), (first, end)))));
    }
    lots
}

/// A stretch of a road that runs east, with the corners of the roads that meet it.
fn level_lot(x: &Cuts, (middle, half): (f64, f64), (first, end): (usize, usize)) -> Vec<Flat> {
    let last = x.at.len() - 1;
    let start = if first == 0 { x.at[0] + x.half[0] } else { x.at[first] - x.half[first] };
    let mut corners = vec![start];
    for i in first..end {
        if i > 0 {
            corners.push(x.at[i] + x.half[i]);
        }
        if i + 1 < end || end == last {
            corners.push(x.at[i + 1] - x.half[i + 1]);
        }
    }
    if end < last {
        corners.push(x.at[end] - x.half[end]);
    }
    let south = corners.iter().map(|&x| (x, middle - half));
    let north = corners.iter().rev().map(|&x| (x, middle + half));
    south.chain(north).collect()
}
