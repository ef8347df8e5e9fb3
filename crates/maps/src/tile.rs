//! Addresses of web Mercator tiles, and the whole-number grid their contents lie on.
//!
//! The tiling is that of OGC WebMercatorQuad (z/x/y, y down from the north). A *world point* is a
//! [`Point`] in 2^32 parts of the way round the world, east and **south** of the middle: 9.3 mm at the
//! equator, and one unit of a tile at zoom 20. Every tile rounds world points the same way, so what two
//! shapes or two tiles share stays shared.
//! Refuses addresses that no tile has.

use crate::projection::HALF_WORLD_M;
use atlas::point::{Bounds, Point};

/// Units along a tile's side (Mapbox Vector Tile 2.1, 4.1).
pub const EXTENT: i32 = 4_096;
/// Units drawn beyond each side, so that lines and patterns meet across tiles.
pub const BUFFER: i32 = 64;
/// The deepest zoom that is made: 3.7 cm a unit. Maps enlarge it for deeper ones.
pub const DEEPEST: u8 = 18;
/// The zoom at which a unit of a tile is a unit of the world.
const UNIT_ZOOM: u32 = 20;
/// World units in a metre of web Mercator.
pub const WORLD_PER_M: f64 = 4_294_967_296.0 / (2.0 * HALF_WORLD_M);

/// A tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    z: u8,
    x: u32,
    y: u32,
}

/// Why an address is no tile's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTile {
    /// Not three whole numbers.
    #[error("a tile is named by three whole numbers: zoom, column, row")]
    Numbers,
    /// Deeper than [`DEEPEST`].
    #[error("there are tiles for the zooms 0 to {DEEPEST}")]
    Zoom,
    /// A column or row the zoom does not have.
    #[error("at this zoom columns and rows go from 0 to {0}")]
    Outside(u32),
}

impl Tile {
    /// The tile in a column and row of a zoom.
    ///
    /// # Errors
    /// A zoom, column or row that is not there.
    pub fn new(z: u8, x: u32, y: u32) -> Result<Tile, NoTile> {
        if z > DEEPEST {
            return Err(NoTile::Zoom);
        }
        let last = (1u32 << z) - 1;
        if x > last || y > last { Err(NoTile::Outside(last)) } else { Ok(Tile { z, x, y }) }
    }

    /// The tile that three texts name; only plain digits are numbers.
    ///
    /// # Errors
    /// Anything else, or a tile that is not there.
    pub fn parse(z: &str, x: &str, y: &str) -> Result<Tile, NoTile> {
        let number = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            if plain { Ok(text.parse::<u32>().unwrap_or(u32::MAX)) } else { Err(NoTile::Numbers) }
        };
        let (z, x, y) = (number(z)?, number(x)?, number(y)?);
        Tile::new(u8::try_from(z).unwrap_or(u8::MAX), x, y)
    }

    /// The tile of a zoom that holds a world point.
    pub fn at(z: u8, place: Point) -> Tile {
        let z = z.min(DEEPEST);
        let cell = |v: i32| ((i64::from(v) + (1 << 31)) >> (32 - z)) as u32;
        Tile { z, x: cell(place.x), y: cell(place.y) }
    }

    /// Its zoom.
    pub const fn z(self) -> u8 {
        self.z
    }

    /// Its column, from the west.
    pub const fn x(self) -> u32 {
        self.x
    }

    /// Its row, from the north.
    pub const fn y(self) -> u32 {
        self.y
    }

    /// Its box in EPSG:3857 without the buffer: west, south, east, north.
    pub fn web_box(self) -> [f64; 4] {
        let side = 2.0 * HALF_WORLD_M / f64::from(1u32 << self.z);
        let (west, north) = (f64::from(self.x) * side - HALF_WORLD_M, HALF_WORLD_M - f64::from(self.y) * side);
        [west, north - side, west + side, north]
    }
}

/// How world points become units of one tile, snapped to every `2^grid`-th unit.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    corner: Point,
    half: i32,
    shift: u32,
    grid: u32,
    /// The tile with its buffer in world units, and one step of the grid more.
    pub window: Bounds,
}

impl Frame {
    /// The frame of a tile of zoom 5 or deeper: at those no difference within the city leaves 32 bits.
    pub fn new(tile: Tile, grid: u32) -> Option<Frame> {
        if tile.z < 5 {
            return None;
        }
        let side = 32 - u32::from(tile.z);
        let corner = |k: u32| ((i64::from(k) << side) - (1 << 31)) as i32;
        let (corner, shift) = (Point { x: corner(tile.x), y: corner(tile.y) }, UNIT_ZOOM - u32::from(tile.z) + grid);
        let (step, units) = (1i64 << shift, UNIT_ZOOM - u32::from(tile.z));
        let clamped = |v: i64| v.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
        let low = |c: i32| clamped(i64::from(c) - (i64::from(BUFFER) << units) - step);
        let high = |c: i32| clamped(i64::from(c) + (i64::from(EXTENT + BUFFER) << units) + step);
        let window = Bounds {
            min: Point { x: low(corner.x), y: low(corner.y) },
            max: Point { x: high(corner.x), y: high(corner.y) },
        };
        Some(Frame { corner, half: (step >> 1) as i32, shift, grid, window })
    }

    /// Where a world point lies in the tile.
    #[inline]
    pub fn snap(&self, p: Point) -> Point {
        let unit = |v: i32, c: i32| (v.wrapping_sub(c).wrapping_add(self.half) >> self.shift) << self.grid;
        Point { x: unit(p.x, self.corner.x), y: unit(p.y, self.corner.y) }
    }

    /// Whether a box lies wholly beyond one and the same side of the window.
    #[inline]
    pub fn is_beyond(&self, b: &Bounds) -> bool {
        !self.window.touches(b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;

    #[test]
    fn addresses_that_no_tile_has_are_refused_by_name() {
        for (address, want) in [
            (["99", "0", "0"], NoTile::Zoom),
            (["99999999999999999999", "0", "0"], NoTile::Zoom),
            (["-1", "0", "0"], NoTile::Numbers),
            (["1", "2", "0"], NoTile::Outside(1)),
            (["1", "0", "4294967296"], NoTile::Outside(1)),
            (["14", "13649", "x"], NoTile::Numbers),
            (["14", "", "1"], NoTile::Numbers),
            (["14", "+1", "1"], NoTile::Numbers),
            (["１", "1", "1"], NoTile::Numbers),
        ] {
            assert_eq!(Tile::parse(address[0], address[1], address[2]), Err(want), "{address:?}");
        }
        assert_eq!(Tile::parse("014", "1", "1"), Tile::new(14, 1, 1));
    }

    #[test]
    fn a_world_point_lies_in_the_tile_that_holds_it() {
        // 120.3014 E, 22.6273 N: tile 16/54668/28537 of any web map.
        let web = crate::projection::one(
            crate::projection::System::Lonlat,
            crate::projection::System::Web,
            (120.3014, 22.6273),
        )
        .unwrap();
        let place = pt((web.0 * WORLD_PER_M).round() as i32, (-web.1 * WORLD_PER_M).round() as i32);
        let tile = Tile::at(16, place);
        assert_eq!((tile.z(), tile.x(), tile.y()), (16, 54_668, 28_537));
        let [west, south, east, north] = tile.web_box();
        assert!(west <= web.0 && web.0 < east && south <= web.1 && web.1 < north);
        let inside = Frame::new(tile, 0).unwrap().snap(place);
        let share = (web.0 - west) / (east - west) * f64::from(EXTENT);
        assert!((f64::from(inside.x) - share).abs() <= 0.51 && (0..EXTENT).contains(&inside.y));
    }

    #[test]
    fn neighbouring_tiles_put_a_point_at_the_same_place() {
        let place = pt(1_400_000_123, -260_000_777);
        for (z, grid) in [(5, 2), (12, 2), (13, 1), (18, 0)] {
            let tile = Tile::at(z, place);
            let next = Tile::new(z, tile.x() + 1, tile.y()).unwrap();
            let (here, there) = (Frame::new(tile, grid).unwrap(), Frame::new(next, grid).unwrap());
            assert_eq!(here.snap(place), Point { x: there.snap(place).x + EXTENT, ..there.snap(place) });
        }
    }
}
