//! From flat metres to the map: the turn of a plan area, and the error of its cadastre.
//!
//! The error has the shape of real cadastres (geo.md §3): every section lies a little
//! aside and turned, and every boundary point is a little off. A point's own error
//! depends on the point alone, so neighbours keep sharing their corners.

use crate::random::Random;
use atlas::point::{Point, UNITS_PER_M, pt};

/// A place in flat metres, before it is turned.
pub type Flat = (f64, f64);

/// How a plan area lies on the map.
#[derive(Clone, Copy, Debug)]
pub struct Lie {
    east_m: f64,
    north_m: f64,
    cos: f64,
    sin: f64,
}

impl Lie {
    /// Lower left corner relative to the origin, and the turn as tangent of half the angle.
    pub fn new(east_m: f64, north_m: f64, half_tangent: f64) -> Lie {
        let whole = 1.0 + half_tangent * half_tangent;
        let cos = (1.0 - half_tangent * half_tangent) / whole;
        Lie { east_m, north_m, cos, sin: 2.0 * half_tangent / whole }
    }

    /// The place on the map, rounded to 0.1 mm at once.
    pub fn place(&self, (x, y): Flat) -> Point {
        let unit = |m: f64| (m * UNITS_PER_M).round() as i32;
        pt(unit(self.east_m + x * self.cos - y * self.sin), unit(self.north_m + x * self.sin + y * self.cos))
    }
}

/// Whether the cadastre has its survey error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurveyError {
    /// As real cadastres are.
    On,
    /// Exactly in place: the truth.
    Off,
}

/// The error of one section's cadastre.
#[derive(Clone, Copy, Debug)]
pub struct Survey {
    seed: u64,
    centre: Flat,
    shift: Flat,
    turn: f64,
    noise_m: f64,
}

/// How good a cadastre is: standard deviations.
#[derive(Clone, Copy, Debug)]
pub struct Quality {
    /// Of the shift of a section, metres.
    pub shift_m: f64,
    /// Of each boundary point, metres.
    pub noise_m: f64,
}

impl Survey {
    /// Draws the error of a section; without error everything stays in place.
    pub fn new(seed: u64, centre: Flat, quality: Quality, error: SurveyError) -> Survey {
        if error == SurveyError::Off {
            return Survey { seed, centre, shift: (0.0, 0.0), turn: 0.0, noise_m: 0.0 };
        }
        let mut random = Random::new(seed, 1);
        let shift = (random.bell() * quality.shift_m, random.bell() * quality.shift_m);
        // 0.9 mrad for each metre of shift: 25 cm at 280 m where the shift is 28 cm.
        let turn = random.bell() * quality.shift_m * 0.0009;
        Survey { seed, centre, shift, turn, noise_m: quality.noise_m }
    }

    /// Where the cadastre says a boundary point is.
    pub fn measured(&self, (x, y): Flat) -> Flat {
        let key = (x * UNITS_PER_M).round() as i64 as u64 ^ ((y * UNITS_PER_M).round() as i64 as u64).rotate_left(32);
        let mut own = Random::new(self.seed, key);
        let (dx, dy) = (x - self.centre.0, y - self.centre.1);
        (
            x + self.shift.0 - dy * self.turn + own.bell() * self.noise_m,
            y + self.shift.1 + dx * self.turn + own.bell() * self.noise_m,
        )
    }
}
