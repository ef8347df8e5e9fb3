//! A piece of paper (or screen) at a true scale on the ground.
//!
//! Places on paper are whole hundredths of a millimetre from the upper left corner, y downwards; places on the
//! ground are those of a release (0.1 mm of EPSG:3826 from its origin). No reference system but that one: on
//! paper, the map's own millimetre is what is measured with a ruler.

use atlas::point::{Bounds, Origin, Point, pt};

/// Hundredths of a millimetre in a millimetre.
pub const PER_MM: i64 = 100;
/// Units of the ground (0.1 mm) in a metre.
const GROUND_PER_M: i64 = 10_000;

/// A window on the ground and how large it is on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Lower left corner on the ground, 0.1 mm from the origin; 64 bits, because a window may reach beyond the land.
    corner: (i64, i64),
    /// Width and height, mm.
    pub size_mm: (i64, i64),
    /// Denominator of the scale: 1000 for 1/1000.
    pub scale: i64,
}

/// A grid line: its coordinate in metres, and where it lies on paper in hundredths of a millimetre.
pub type GridLine = (i64, i64);

impl Paper {
    /// Paper of a size whose middle is a place in whole metres of EPSG:3826.
    pub fn around(centre_m: (i64, i64), origin: Origin, (size_mm, scale): ((i64, i64), i64)) -> Paper {
        let lower = |centre: i64, origin: i32, mm: i64| (centre - i64::from(origin)) * GROUND_PER_M - mm * 5 * scale;
        let corner = (lower(centre_m.0, origin.x_m, size_mm.0), lower(centre_m.1, origin.y_m, size_mm.1));
        Paper { corner, size_mm, scale }
    }

    /// The ground it shows.
    pub fn window(&self) -> Bounds {
        let fit = |v: i64| v.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
        let far = |corner: i64, mm: i64| corner + mm * 10 * self.scale;
        Bounds {
            min: pt(fit(self.corner.0), fit(self.corner.1)),
            max: pt(fit(far(self.corner.0, self.size_mm.0)), fit(far(self.corner.1, self.size_mm.1))),
        }
    }

    /// Where a place of the ground lies on paper.
    pub fn place(&self, p: Point) -> (i64, i64) {
        let x = (i64::from(p.x) - self.corner.0) * 10;
        let y = (self.corner.1 + self.size_mm.1 * 10 * self.scale - i64::from(p.y)) * 10;
        ((x + self.scale / 2).div_euclid(self.scale), (y + self.scale / 2).div_euclid(self.scale))
    }

    /// Its width and height in hundredths of a millimetre.
    pub fn size(&self) -> (i64, i64) {
        (self.size_mm.0 * PER_MM, self.size_mm.1 * PER_MM)
    }

    /// Grid lines every `step_m` metres: the coordinate in metres and where it lies on paper, eastings then northings.
    pub fn grid(&self, origin: Origin, step_m: i64) -> (Vec<GridLine>, Vec<GridLine>) {
        let lines = |corner: i64, origin_m: i32, mm: i64| {
            let low = corner + i64::from(origin_m) * GROUND_PER_M;
            let high = low + mm * 10 * self.scale;
            let step = step_m * GROUND_PER_M;
            let first = low.div_euclid(step) + i64::from(low.rem_euclid(step) != 0);
            (first..=high.div_euclid(step)).map(move |n| (n * step_m, (n * step - low) * 10 / self.scale))
        };
        let height = self.size_mm.1 * PER_MM;
        let east = lines(self.corner.0, origin.x_m, self.size_mm.0).collect();
        let north = lines(self.corner.1, origin.y_m, self.size_mm.1).map(|(m, at)| (m, height - at)).collect();
        (east, north)
    }
}

/// Hundredths of a millimetre as millimetres with two decimals.
pub fn mm(v: i64) -> String {
    let sign = if v < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", v.abs() / PER_MM, v.abs() % PER_MM)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: Origin = Origin { x_m: 190_000, y_m: 2_510_000 };

    #[test]
    fn a_hundred_metres_at_one_to_a_thousand_are_ten_centimetres() {
        let paper = Paper::around((178_000, 2_503_000), ORIGIN, ((190, 200), 1_000));
        let at = |x, y| paper.place(ORIGIN.point(x, y).unwrap());
        assert_eq!(at(178_000.0, 2_503_000.0), (9_500, 10_000));
        assert_eq!(at(178_100.0, 2_503_000.0).0 - 9_500, 10_000);
        assert_eq!(10_000 - at(178_000.0, 2_503_050.0).1, 5_000);
        assert_eq!(mm(-5), "-0.05");
    }

    #[test]
    fn grid_lines_lie_where_their_coordinates_do() {
        let paper = Paper::around((178_031, 2_503_017), ORIGIN, ((190, 200), 500));
        let (east, north) = paper.grid(ORIGIN, 20);
        assert_eq!(east.first().unwrap().0, 178_000);
        for (m, at) in east {
            assert!((paper.place(ORIGIN.point(m as f64, 2_503_000.0).unwrap()).0 - at).abs() <= 1);
        }
        for (m, at) in north {
            assert!((paper.place(ORIGIN.point(178_000.0, m as f64).unwrap()).1 - at).abs() <= 1);
        }
    }

    #[test]
    fn a_window_beyond_the_land_is_cut_to_what_can_be_asked() {
        let far = Paper::around((9_000_000, 0), ORIGIN, ((190, 200), 25_000)).window();
        assert_eq!((far.min.x, far.max.x), (i32::MAX, i32::MAX));
    }
}
