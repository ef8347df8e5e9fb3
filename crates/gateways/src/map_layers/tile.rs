//! Places of tiles in the grid of web maps (GoogleMapsCompatible of OGC 07-057r7 annex E.4): at
//! zoom z the world of EPSG:3857 is 2^z × 2^z squares, counted from the north-west corner.

use std::fmt;
use std::str::FromStr;

/// Half the side of the world square, metres in EPSG:3857: π times the radius of WGS 84.
pub(super) const HALF_WORLD_M: f64 = std::f64::consts::PI * 6_378_137.0;
/// Deeper grids are not asked for: a tile would be a quarter of a metre.
pub(super) const DEEPEST: u8 = 22;

/// One square of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileAt {
    /// Zoom, 0 is the whole world.
    pub z: u8,
    /// Column from the west.
    pub x: u32,
    /// Row from the north.
    pub y: u32,
}

/// Not `z/x/y` of a square that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a tile of the grid")]
pub struct NoTile;

impl TileAt {
    /// Whether the grid has such a square.
    #[must_use]
    pub fn exists(self) -> bool {
        self.z <= DEEPEST && u64::from(self.x.max(self.y)) < 1 << self.z
    }

    /// West, south, east and north edge, metres in EPSG:3857.
    #[must_use]
    pub fn edges_m(self) -> [f64; 4] {
        let side = 2.0 * HALF_WORLD_M / f64::from(1_u32 << self.z.min(31));
        let (west, north) = (f64::from(self.x) * side - HALF_WORLD_M, HALF_WORLD_M - f64::from(self.y) * side);
        [west, north - side, west + side, north]
    }
}

impl FromStr for TileAt {
    type Err = NoTile;

    /// Reads `z/x/y`.
    fn from_str(text: &str) -> Result<TileAt, NoTile> {
        let mut parts = text.split('/');
        let mut next = || parts.next().and_then(|part| part.parse::<u32>().ok()).ok_or(NoTile);
        let (z, x, y) = (next()?, next()?, next()?);
        let at = TileAt { z: u8::try_from(z).map_err(|_| NoTile)?, x, y };
        if parts.next().is_none() && at.exists() { Ok(at) } else { Err(NoTile) }
    }
}

impl fmt::Display for TileAt {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}/{}/{}", self.z, self.x, self.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_squares_of_the_grid_exist() {
        for (text, exists) in [
            ("0/0/0", true),
            ("10/854/445", true),
            ("1/2/0", false),
            ("0/0/1", false),
            ("22/4194303/4194303", true),
            ("23/0/0", false),
            ("256/0/0", false),
            ("1/0", false),
            ("1/0/0/0", false),
            ("1/-1/0", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<TileAt>().is_ok(), exists, "{text}");
        }
    }

    #[test]
    fn a_square_lies_where_web_maps_have_it() {
        let whole = TileAt { z: 0, x: 0, y: 0 }.edges_m();
        assert_eq!(whole.map(|edge| edge.round()), [-20_037_508.0, -20_037_508.0, 20_037_508.0, 20_037_508.0]);
        let south_east = TileAt { z: 1, x: 1, y: 1 }.edges_m();
        assert_eq!(south_east.map(|edge| edge.round()), [0.0, -20_037_508.0, 20_037_508.0, 0.0]);
    }
}
