//! A quick way from a release's points into another reference system.
//!
//! The ground is parted into cells of 3.4 km; in each the way is a polynomial through nine exact points
//! (biquadratic). Over such a cell the third derivatives leave 0.01 mm, measured in a test; cells meet
//! without a gap, because the three points of a side decide all of it. The same point gives the same place
//! on every machine that gives the same nine: only `+` and `×` follow.

use crate::projection::{self, OutOfReach, System};
use atlas::point::{Bounds, Origin, Point};
use rayon::prelude::*;

/// Cells are 2^25 units of 0.1 mm wide.
const CELL_BITS: u32 = 25;
const CELL: f64 = (1u32 << CELL_BITS) as f64;

/// The way of one ordinate in a cell: coefficients of 1, u, u², v, uv, u²v, v², uv², u²v².
type Patch = [f64; 9];

/// The quick way out of a release, over the ground it was made for.
#[derive(Clone, Debug)]
pub struct Warp {
    min: (i64, i64),
    columns: usize,
    rows: usize,
    cells: Vec<[Patch; 2]>,
}

impl Warp {
    /// The way into a system over all of `ground`, then through `finish` (a scale, a turn of an axis).
    ///
    /// # Errors
    /// Ground far from Taiwan.
    pub fn new(
        (origin, ground): (Origin, &Bounds),
        to: System,
        finish: impl Fn((f64, f64)) -> (f64, f64) + Sync,
    ) -> Result<Warp, OutOfReach> {
        let cell = |v: i32| i64::from(v) >> CELL_BITS;
        let (first, last) = ((cell(ground.min.x), cell(ground.min.y)), (cell(ground.max.x), cell(ground.max.y)));
        let (columns, rows) = ((last.0 - first.0 + 1) as usize, (last.1 - first.1 + 1) as usize);
        let place = |column: f64, row: f64| {
            let metres = |c: f64, from: i32| c * (CELL / atlas::point::UNITS_PER_M) + f64::from(from);
            let at = (metres(column, origin.x_m), metres(row, origin.y_m));
            projection::one(System::Twd97, to, at).map(&finish)
        };
        let cells: Result<Vec<[Patch; 2]>, OutOfReach> = (0..columns * rows)
            .into_par_iter()
            .map(|k| {
                let (x, y) = ((first.0 + (k % columns) as i64) as f64, (first.1 + (k / columns) as i64) as f64);
                let mut nodes = [(0.0, 0.0); 9];
                for (n, node) in nodes.iter_mut().enumerate() {
                    *node = place(x + (n % 3) as f64 / 2.0, y + (n / 3) as f64 / 2.0)?;
                }
                Ok([patch(nodes.map(|n| n.0)), patch(nodes.map(|n| n.1))])
            })
            .collect();
        Ok(Warp { min: (first.0 << CELL_BITS, first.1 << CELL_BITS), columns, rows, cells: cells? })
    }

    /// Where a point lies; points beyond the ground go on as the nearest cell does.
    #[inline]
    pub fn place(&self, p: Point) -> (f64, f64) {
        let (dx, dy) = (i64::from(p.x) - self.min.0, i64::from(p.y) - self.min.1);
        let column = (dx >> CELL_BITS).clamp(0, self.columns as i64 - 1);
        let row = (dy >> CELL_BITS).clamp(0, self.rows as i64 - 1);
        let u = (dx - (column << CELL_BITS)) as f64 * (1.0 / CELL);
        let v = (dy - (row << CELL_BITS)) as f64 * (1.0 / CELL);
        let [x, y] = &self.cells[row as usize * self.columns + column as usize];
        (value(x, u, v), value(y, u, v))
    }
}

#[inline]
fn value(c: &Patch, u: f64, v: f64) -> f64 {
    let row = |k: usize| c[k] + u * (c[k + 1] + u * c[k + 2]);
    row(0) + v * (row(3) + v * row(6))
}

/// The polynomial through values at 0, ½ and 1 in both directions.
fn patch(values: [f64; 9]) -> Patch {
    let through = |a: f64, b: f64, c: f64| [a, 4.0 * b - 3.0 * a - c, 2.0 * (a + c) - 4.0 * b];
    let [low, middle, high] = [0, 3, 6].map(|k| through(values[k], values[k + 1], values[k + 2]));
    let mut patch = [0.0; 9];
    for k in 0..3 {
        let up = through(low[k], middle[k], high[k]);
        (patch[k], patch[k + 3], patch[k + 6]) = (up[0], up[1], up[2]);
    }
    patch
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    const ORIGIN: Origin = Origin { x_m: 166_000, y_m: 2_493_000 };
    /// The city's main body (land.md §6).
    const CITY: Bounds = Bounds { min: pt(-10_000_000, -80_000_000), max: pt(900_000_000, 1_040_000_000) };

    fn warp(to: System) -> Warp {
        Warp::new((ORIGIN, &CITY), to, |at| at).unwrap()
    }

    static WARPS: LazyLock<[(System, f64, Warp); 2]> =
        LazyLock::new(|| [(System::Web, 1.0, warp(System::Web)), (System::Lonlat, 111_000.0, warp(System::Lonlat))]);

    proptest! {
        #[test]
        fn the_quick_way_ends_where_the_exact_one_does(
            points in prop::collection::vec((-10_000_000i32..900_000_000, -80_000_000i32..1_040_000_000), 20)
        ) {
            for (to, unit_m, warp) in WARPS.iter() {
                for &(x, y) in &points {
                    let exact = projection::one(System::Twd97, *to, ORIGIN.metres(pt(x, y))).unwrap();
                    let quick = warp.place(pt(x, y));
                    let off = (quick.0 - exact.0).abs().max((quick.1 - exact.1).abs()) * unit_m;
                    prop_assert!(off < 2e-5, "{} m off at {},{}", off, x, y);
                }
            }
        }
    }

    #[test]
    fn cells_meet_without_a_gap() {
        let warp = warp(System::Web);
        let border = 3 << CELL_BITS;
        for y in [-5_000_000, 77_000_001, 900_000_000] {
            let (left, right) = (warp.place(pt(border - 1, y)), warp.place(pt(border, y)));
            // A tenth of a millimetre on the ground.
            assert!((right.0 - left.0 - 1.08e-4).abs() < 5e-6 && (right.1 - left.1).abs() < 1e-5, "{left:?} {right:?}");
        }
    }

    #[test]
    fn ground_far_from_taiwan_is_refused() {
        assert!(Warp::new((Origin { x_m: 0, y_m: 0 }, &CITY), System::Web, |at| at).is_err());
    }
}
