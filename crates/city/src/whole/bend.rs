//! The smooth bend of the full-size city: from flat metres to the map.
//!
//! Four long waves. Their slope stays below 0.2, so the ground cannot fold. The sine is a
//! polynomial of the fifth degree, because the last bit of a library's sine differs between
//! machines; only IEEE `+ − × ÷` and `floor` are used, rounded to 0.1 mm at once.

use crate::random::Random;
use crate::survey::Flat;
use atlas::point::{Point, UNITS_PER_M, pt};
use std::f64::consts::PI;

/// Height and length of the waves, m: north along east and across, east along north and across.
const WAVES: [(f64, f64); 4] = [(90.0, 10_700.0), (25.0, 3_270.0), (110.0, 13_200.0), (22.0, 2_700.0)];

/// The bend of one city.
#[derive(Clone, Copy, Debug)]
pub struct Bend {
    phases: [f64; 4],
}

impl Bend {
    /// The bend of a seed.
    pub fn new(seed: u64) -> Bend {
        let mut random = Random::new(seed, 0);
        Bend { phases: std::array::from_fn(|_| random.unit()) }
    }

    /// The place on the map.
    pub fn place(&self, (x, y): Flat) -> Point {
        let wave_m = |k: usize, along_m: f64| WAVES[k].0 * wave(along_m / WAVES[k].1 + self.phases[k]);
        let east_m = x + wave_m(0, y) + wave_m(1, x + y);
        let north_m = y + wave_m(2, x) + wave_m(3, x - y);
        let unit = |m: f64| (m * UNITS_PER_M).round() as i32;
        pt(unit(east_m), unit(north_m))
    }
}

/// The sine of an angle in whole turns, within 0.0004; value and slope are right at every
/// quarter turn, so the wave has no kinks.
pub fn wave(turns: f64) -> f64 {
    let quarters = 4.0 * (turns - (turns + 0.5).floor());
    let s = match quarters {
        q if q > 1.0 => 2.0 - q,
        q if q < -1.0 => -2.0 - q,
        q => q,
    };
    let square = s * s;
    s * (PI - square * (2.0 * PI - 5.0 - square * (PI - 3.0))) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wave_is_a_sine() {
        for step in -4_000..4_000 {
            let turns = f64::from(step) / 1_000.0;
            let off = (wave(turns) - (turns * 2.0 * PI).sin()).abs();
            assert!(off < 0.0004, "{turns}: {off}");
        }
    }

    #[test]
    fn the_bend_never_folds() {
        let bend = Bend::new(7);
        for k in 0..400i32 {
            let (x, y) = (f64::from(k % 20) * 1_000.0, f64::from(k / 20) * 1_000.0);
            let (here, east, north) = (bend.place((x, y)), bend.place((x + 10.0, y)), bend.place((x, y + 10.0)));
            assert!((80_000..120_000).contains(&(east.x - here.x)), "{k}");
            assert!((80_000..120_000).contains(&(north.y - here.y)), "{k}");
        }
    }
}
