//! Points of a release as whole numbers of another reference system, quickly.
//!
//! Nine exact places of a square of a kilometre make a surface of the second degree in each direction; within the
//! square it is off by less than a micrometre, a thousandth of what coordinates are written with. Squares are made
//! when they are first needed and kept. Outside the ground, and in EPSG:3826 itself, every point is taken exactly.

use std::sync::OnceLock;

use atlas::point::{Bounds, Origin, Point};

use crate::reference::Reference;

/// The side of a square in units of 0.1 mm.
const SIDE: i64 = 10_000_000;

/// Coefficients of one square, for east and for north: powers of x within powers of y.
type Surface = [[[f64; 3]; 3]; 2];

/// The land of a release in one reference system.
pub struct Ground {
    reference: Reference,
    origin: Origin,
    corner: Point,
    columns: usize,
    squares: Vec<OnceLock<Surface>>,
}

impl Ground {
    /// The land inside a box.
    #[must_use]
    pub fn new(reference: Reference, (origin, around): (Origin, Bounds)) -> Ground {
        let count = |low: i32, high: i32| ((i64::from(high) - i64::from(low)) / SIDE + 1) as usize;
        let columns = count(around.min.x, around.max.x);
        let rows = if reference == Reference::Epsg3826 { 0 } else { count(around.min.y, around.max.y) };
        let squares = std::iter::repeat_with(OnceLock::new).take(columns * rows).collect();
        Ground { reference, origin, corner: around.min, columns, squares }
    }

    /// The reference system.
    #[must_use]
    pub fn reference(&self) -> Reference {
        self.reference
    }

    /// A point, east before north, as a whole number of the last decimal that is written.
    #[must_use]
    pub fn place(&self, p: Point) -> (i64, i64) {
        if self.reference == Reference::Epsg3826 {
            let unit = |v: i32, o: i32| i64::from(o) * 10_000 + i64::from(v);
            return (unit(p.x, self.origin.x_m), unit(p.y, self.origin.y_m));
        }
        let (u, v) = self.fine(p);
        (u.round_ties_even() as i64, v.round_ties_even() as i64)
    }

    /// As [`Ground::place`], not rounded.
    #[must_use]
    pub fn fine(&self, p: Point) -> (f64, f64) {
        let (x, y) = (i64::from(p.x) - i64::from(self.corner.x), i64::from(p.y) - i64::from(self.corner.y));
        let (column, row) = (x.div_euclid(SIDE), y.div_euclid(SIDE));
        let at = (row * self.columns as i64 + column) as usize;
        let is_inside = x >= 0 && y >= 0 && column < self.columns as i64 && at < self.squares.len();
        if !is_inside {
            return self.exact(p);
        }
        let half = (SIDE / 2) as f64;
        let (dx, dy) = ((x - column * SIDE) as f64 / half - 1.0, (y - row * SIDE) as f64 / half - 1.0);
        let surface = self.squares[at].get_or_init(|| self.surface(column, row));
        let height = |part: &[[f64; 3]; 3]| {
            let along = |c: &[f64; 3]| c[0] + dx * (c[1] + dx * c[2]);
            along(&part[0]) + dy * (along(&part[1]) + dy * along(&part[2]))
        };
        (height(&surface[0]), height(&surface[1]))
    }

    /// A point by the formulas, in units of the last decimal that is written.
    fn exact(&self, p: Point) -> (f64, f64) {
        self.at((f64::from(p.x), f64::from(p.y)))
    }

    fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let metres = |v: f64, o: i32| f64::from(o) + v / atlas::point::UNITS_PER_M;
        let (u, v) = self.reference.of_metres((metres(x, self.origin.x_m), metres(y, self.origin.y_m)));
        let scale = 10f64.powi(self.reference.decimals() as i32);
        (u * scale, v * scale)
    }

    fn surface(&self, column: i64, row: i64) -> Surface {
        let half = SIDE / 2;
        let east = |k: i64| (i64::from(self.corner.x) + column * SIDE + k * half) as f64;
        let north = |k: i64| (i64::from(self.corner.y) + row * SIDE + k * half) as f64;
        let exact: [[(f64, f64); 3]; 3] =
            std::array::from_fn(|j| std::array::from_fn(|i| self.at((east(i as i64), north(j as i64)))));
        let part = |of: fn((f64, f64)) -> f64| {
            let rows: [[f64; 3]; 3] = std::array::from_fn(|j| through(exact[j].map(of)));
            let columns: [[f64; 3]; 3] = std::array::from_fn(|k| through([rows[0][k], rows[1][k], rows[2][k]]));
            std::array::from_fn(|j| std::array::from_fn(|k| columns[k][j]))
        };
        [part(|p| p.0), part(|p| p.1)]
    }
}

/// The powers of a parabola through heights at −1, 0 and 1.
fn through([low, middle, high]: [f64; 3]) -> [f64; 3] {
    [middle, (high - low) / 2.0, (high + low) / 2.0 - middle]
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;

    #[test]
    fn surfaces_are_off_by_less_than_two_micrometres() {
        let around = Bounds { min: pt(-300_000_000, -200_000_000), max: pt(600_000_000, 700_000_000) };
        let origin = Origin { x_m: 190_000, y_m: 2_510_000 };
        for (reference, most) in [(Reference::Crs84, 2e-4), (Reference::Epsg3857, 0.02), (Reference::Epsg3826, 1e-4)] {
            let ground = Ground::new(reference, (origin, around));
            let mut worst: f64 = 0.0;
            let mut seed = 7u64;
            for _ in 0..20_000 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let p = pt((seed >> 32) as i32 % 700_000_000, seed as i32 % 800_000_000);
                let (near, exact) = (ground.fine(p), ground.exact(p));
                worst = worst.max((near.0 - exact.0).abs()).max((near.1 - exact.1).abs());
                let (x, y) = ground.place(p);
                assert!((x as f64 - exact.0).abs() < 0.51 && (y as f64 - exact.1).abs() < 0.51);
            }
            assert!(worst < most, "{reference:?}: {worst} of the last decimal");
        }
    }
}
