//! How the districts lie: a full rectangle of squares, numbered to and fro.
//!
//! Neighbouring numbers are neighbouring squares, so that sections, which are handed out in
//! the order of their codes, lie near each other as in life. Plan areas are rectangles of
//! districts, at most thirty.

use crate::cell::Square;
use std::ops::Range;

/// Length of a district's side, m; whole, so that neighbours agree on their border to the last bit.
pub const SIDE_M: f64 = 1_150.0;

/// A district by its column from the west and its row from the south.
pub type At = (usize, usize);

/// The grid of districts.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// Districts from west to east.
    pub columns: usize,
    /// Districts from south to north.
    pub rows: usize,
}

impl Grid {
    /// The rectangle that comes nearest to a number of districts; at least one.
    pub fn of(districts: f64) -> Grid {
        let columns = districts.sqrt().round().max(1.0);
        let rows = (districts / columns).round().max(1.0);
        Grid { columns: columns as usize, rows: rows as usize }
    }

    /// How many districts there are.
    pub fn count(&self) -> usize {
        self.columns * self.rows
    }

    /// Where a district lies.
    pub fn at(&self, number: usize) -> At {
        let (row, along) = (number / self.columns, number % self.columns);
        (if row % 2 == 0 { along } else { self.columns - 1 - along }, row)
    }

    /// Its square in flat metres.
    pub fn square((column, row): At) -> Square {
        Square { low: (column as f64 * SIDE_M, row as f64 * SIDE_M), side_m: SIDE_M }
    }

    /// The number of the district at a place; `None` outside the city.
    pub fn number(&self, (column, row): At) -> Option<usize> {
        let inside = column < self.columns && row < self.rows;
        let along = || if row % 2 == 0 { column } else { self.columns - 1 - column };
        inside.then(|| row * self.columns + along())
    }

    /// Plan areas from west to east and from south to north.
    fn areas(&self) -> (usize, usize) {
        (self.columns.div_ceil(3).min(6), self.rows.div_ceil(4).min(5))
    }

    /// How many plan areas there are.
    pub fn area_count(&self) -> usize {
        let (across, up) = self.areas();
        across * up
    }

    /// The plan area of a district.
    pub fn area_of(&self, (column, row): At) -> usize {
        let (across, up) = self.areas();
        row * up / self.rows * across + column * across / self.columns
    }

    /// The columns and rows of a plan area.
    pub fn area(&self, area: usize) -> (Range<usize>, Range<usize>) {
        let (across, up) = self.areas();
        let span = |k: usize, of: usize, all: usize| (k * all).div_ceil(of)..((k + 1) * all).div_ceil(of);
        (span(area % across, across, self.columns), span(area / across, up, self.rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_district_has_one_place_and_one_plan_area() {
        for districts in [1.0, 2.0, 8.0, 17.0, 271.0, 540.0] {
            let grid = Grid::of(districts);
            assert!((grid.count() as f64 / districts - 1.0).abs() < 0.15, "{grid:?}");
            assert!((1..=30).contains(&grid.area_count()));
            for number in 0..grid.count() {
                let at = grid.at(number);
                assert_eq!(grid.number(at), Some(number));
                let (columns, rows) = grid.area(grid.area_of(at));
                assert!(columns.contains(&at.0) && rows.contains(&at.1), "{grid:?} {at:?}");
            }
        }
    }
}
