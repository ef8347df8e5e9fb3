//! The roads of a district, and so the places of its blocks and the bands of its road polygons.
//!
//! Drawn from a stream of its own, so that a neighbour can ask for it without making the district.

use super::grid::{At, Grid};
use crate::cell::{Cuts, Square, cuts, mean_distances};
use crate::facts::Kind;
use crate::random::Random;
use crate::survey::Flat;

/// Share of districts with small blocks.
const URBAN: f64 = 0.82;
/// Least side of a block, m; smaller ones stay road.
const LEAST_BLOCK_M: f64 = 18.0;
/// A district's border has a vertex at least every so many parts of it.
const BORDER_PARTS: usize = 64;

/// The seed of a district, from which all its streams come.
pub fn district_seed(city: u64, number: usize) -> u64 {
    Random::new(city, number as u64 + 1).bits()
}

/// The roads of a district.
#[derive(Clone, Debug)]
pub struct Layout {
    /// How it is built.
    pub kind: Kind,
    /// Its ground.
    pub square: Square,
    /// Roads from south to north.
    pub x: Cuts,
    /// Roads from west to east.
    pub y: Cuts,
}

/// The place of a block.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Column of blocks, from the west.
    pub column: usize,
    /// Band of the road polygon around it.
    pub band: usize,
    /// Lower left corner.
    pub low: Flat,
    /// Upper right corner.
    pub high: Flat,
}

impl Layout {
    /// The roads of the district at a place.
    pub fn new(city: u64, grid: &Grid, at: At) -> Option<Layout> {
        let mut random = Random::new(district_seed(city, grid.number(at)?), 2);
        let kind = if random.happens(URBAN) { Kind::Urban } else { Kind::Rural };
        let square = Grid::square(at);
        let (mean_x, mean_y) = mean_distances(kind);
        let x = cuts(square.low.0, square.side_m, mean_x, &mut random);
        let y = cuts(square.low.1, square.side_m, mean_y, &mut random);
        Some(Layout { kind, square, x, y })
    }

    /// Columns of blocks.
    pub fn columns(&self) -> usize {
        self.x.at.len() - 1
    }

    /// Rows of blocks.
    pub fn rows(&self) -> usize {
        self.y.at.len() - 1
    }

    fn band_count(&self) -> usize {
        (self.rows() / 2).max(1)
    }

    /// Where the bands of the road polygons end, south to north: each holds two rows of
    /// blocks, the last one also what is left.
    pub fn band_ends(&self) -> Vec<f64> {
        let mut ends: Vec<f64> = (0..self.band_count()).map(|k| self.y.at[2 * k]).collect();
        ends.push(self.square.low.1 + self.square.side_m);
        ends
    }

    /// The places of the blocks, column by column.
    pub fn sites(&self) -> Vec<Site> {
        let places = (0..self.columns()).flat_map(|i| (0..self.rows()).map(move |j| (i, j)));
        let site = |(i, j): (usize, usize)| Site {
            column: i,
            band: (j / 2).min(self.band_count() - 1),
            low: (self.x.at[i] + self.x.half[i], self.y.at[j] + self.y.half[j]),
            high: (self.x.at[i + 1] - self.x.half[i + 1], self.y.at[j + 1] - self.y.half[j + 1]),
        };
        let large = |s: &Site| s.high.0 - s.low.0 >= LEAST_BLOCK_M && s.high.1 - s.low.1 >= LEAST_BLOCK_M;
        places.map(site).filter(large).collect()
    }
}

/// The vertices of a line across a district at a height, west to east.
pub fn level_border(square: Square, y: f64) -> Vec<Flat> {
    parts(square.low.0).map(|x| (x, y)).collect()
}

/// The vertices of the border of which two districts of a row lie west and east, south to
/// north: those of both, so that the road polygons on its two sides share them all.
pub fn upright_border(city: u64, grid: &Grid, (column, row): At) -> Vec<Flat> {
    let low = Grid::square((column, row)).low;
    let mut heights: Vec<f64> = parts(low.1).collect();
    let west = column.checked_sub(1).map(|west| (west, row));
    for at in west.into_iter().chain([(column, row)]) {
        heights.extend(Layout::new(city, grid, at).iter().flat_map(Layout::band_ends));
    }
    heights.sort_by(f64::total_cmp);
    heights.dedup();
    heights.into_iter().map(|y| (low.0, y)).collect()
}

fn parts(low: f64) -> impl Iterator<Item = f64> {
    (0..=BORDER_PARTS).map(move |k| low + super::grid::SIDE_M * k as f64 / BORDER_PARTS as f64)
}
