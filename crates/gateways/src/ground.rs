//! A place on the ground as outside systems write it: EPSG:3826, whole units of 0.1 mm.
//!
//! Counted from the grid's own zero, unlike a release's points, so that what somebody else wrote
//! is kept exactly. A pair outside the grid's reach over Taiwan is seen at once: north before
//! east, degrees, or another grid.

use serde::{Deserialize, Serialize};

/// Units of 0.1 mm in a kilometre.
const KM: i64 = 10_000_000;

/// A place in EPSG:3826, in units of 0.1 mm from the grid's own zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "[i64; 2]", from = "[i64; 2]")]
pub struct Ground {
    /// East, 0.1 mm.
    pub x: i64,
    /// North, 0.1 mm.
    pub y: i64,
}

impl From<Ground> for [i64; 2] {
    fn from(at: Ground) -> Self {
        [at.x, at.y]
    }
}

impl From<[i64; 2]> for Ground {
    fn from([x, y]: [i64; 2]) -> Self {
        Ground { x, y }
    }
}

impl Ground {
    /// Whether it can lie in Taiwan: eastings in this grid lie below 1 000 km and northings
    /// between 2 000 and 3 000 km.
    #[must_use]
    pub fn is_in_reach(self) -> bool {
        (0..1_000 * KM).contains(&self.x) && (2_000 * KM..3_000 * KM).contains(&self.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_in_another_order_or_grid_is_out_of_reach() {
        for (x, y, expected) in [
            (1_781_886_123, 25_031_824_001, true),
            (25_031_824_001, 1_781_886_123, false),
            (1_203_014, 226_273, false),
            (-1, 25_031_824_001, false),
        ] {
            assert_eq!(Ground { x, y }.is_in_reach(), expected, "{x} {y}");
        }
    }
}
