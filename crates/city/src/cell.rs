//! One cell: a square of blocks and roads that is one cadastral section.
//!
//! Roads have parcels but no zone polygons, as in real plan files, where what no polygon
//! covers is usually road (geo.md §2).

use crate::block::{Block, Builder, FlatLot};
use crate::facts::{Facts, Kind};
use crate::random::Random;
use crate::survey::Flat;

/// A road line of a cell in flat metres.
pub struct FlatRoad {
    /// Its middle line.
    pub line: [Flat; 2],
    /// Its width, m.
    pub width_m: f64,
}

/// A cell in flat metres.
pub struct Cell {
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// Parcels of its roads.
    pub road_lots: Vec<FlatLot>,
    /// Its roads.
    pub roads: Vec<FlatRoad>,
}

/// Where a cell lies in flat metres.
#[derive(Clone, Copy, Debug)]
pub struct Square {
    /// Lower left corner.
    pub low: Flat,
    /// Length of a side, m.
    pub side_m: f64,
}

/// Cuts along one side: positions of the roads and half their widths.
#[derive(Clone, Debug)]
pub struct Cuts {
    /// Middle lines of the roads, ascending, m; the first and the last are the ends of the side.
    pub at: Vec<f64>,
    /// Half the width of each road, m.
    pub half: Vec<f64>,
}

/// Mean distances of the roads of a cell, east and north, m.
pub const fn mean_distances(kind: Kind) -> (f64, f64) {
    match kind {
        Kind::Urban => (72.0, 118.0),
        Kind::Rural => (150.0, 210.0),
    }
}

/// Builds a cell.
pub fn cell(facts: &Facts, kind: Kind, square: Square, random: &mut Random) -> Cell {
    let (mean_x, mean_y) = mean_distances(kind);
    let x = cuts(square.low.0, square.side_m, mean_x, random);
    let y = cuts(square.low.1, square.side_m, mean_y, random);
    let mut cell = Cell { blocks: Vec::new(), road_lots: Vec::new(), roads: roads(&x, &y, square) };
    for i in 0..x.at.len() - 1 {
        for j in 0..y.at.len() - 1 {
            let low = (x.at[i] + x.half[i], y.at[j] + y.half[j]);
            let high = (x.at[i + 1] - x.half[i + 1], y.at[j + 1] - y.half[j + 1]);
            if high.0 - low.0 >= 18.0 && high.1 - low.1 >= 24.0 {
                cell.blocks.push(Builder { facts, kind, random }.block(low, high));
            }
        }
    }
    road_lots(&x, &y, &mut cell.road_lots);
    cell
}

/// Draws the roads along a side that starts at `low`.
pub fn cuts(low: f64, side: f64, mean: f64, random: &mut Random) -> Cuts {
    let mut steps = Vec::new();
    let mut sum = 0.0;
    while sum < side - mean * 0.6 {
        let step = random.between(0.65, 1.35) * mean;
        steps.push(step);
        sum += step;
    }
    let mut at = vec![low];
    let mut here = 0.0;
    for step in &steps {
        here += step;
        at.push(low + here / sum * side);
    }
    let last = at.len() - 1;
    let half = (0..at.len())
        .map(|i| match i {
            _ if i == 0 || i == last => 9.0,
            _ if random.happens(0.2) => random.between(7.0, 14.0),
            _ => random.between(3.0, 6.0),
        })
        .collect();
    Cuts { at, half }
}

fn roads(x: &Cuts, y: &Cuts, square: Square) -> Vec<FlatRoad> {
    let (low, side) = (square.low, square.side_m);
    let upright =
        x.at.iter()
            .zip(&x.half)
            .map(|(&at, &half)| FlatRoad { line: [(at, low.1), (at, low.1 + side)], width_m: half * 2.0 });
    let level =
        y.at.iter()
            .zip(&y.half)
            .map(|(&at, &half)| FlatRoad { line: [(low.0, at), (low.0 + side, at)], width_m: half * 2.0 });
    upright.chain(level).collect()
}

/// A parcel for each stretch of an upright road, and one for each level road.
fn road_lots(x: &Cuts, y: &Cuts, out: &mut Vec<FlatLot>) {
    let mut lot = |(x0, y0): Flat, (x1, y1): Flat| {
        out.push(FlatLot { whole: vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)], halves: None });
    };
    for i in 1..x.at.len() - 1 {
        for j in 0..y.at.len() - 1 {
            let low = (x.at[i] - x.half[i], y.at[j] + y.half[j]);
            lot(low, (x.at[i] + x.half[i], y.at[j + 1] - y.half[j + 1]));
        }
    }
    let (first, last) = (0, x.at.len() - 1);
    for j in 1..y.at.len() - 1 {
        let low = (x.at[first] + x.half[first], y.at[j] - y.half[j]);
        lot(low, (x.at[last] - x.half[last], y.at[j] + y.half[j]));
    }
}
