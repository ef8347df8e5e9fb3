//! Reference systems of maps: EPSG:3826 (TWD97 / TM2 zone 121), EPSG:3857 (web Mercator) and EPSG:4326.
//!
//! TWD97 is taken as WGS 84, the null shift that PROJ takes too: both targets stand on GRS 80, so that
//! latitudes agree with PROJ's and not by the 0.1 mm between the ellipsoids. Coordinates are east before
//! north, EPSG:4326 too (longitude, latitude in degrees); who must write them the other way turns them.
//! Refuses coordinates far from Taiwan, where zone 121 means nothing, and TWD67, which needs a documented
//! import step. For many points of one city see [`crate::warp`], which is exact to 0.01 mm and far quicker.

use atlas::point::{Bounds, Origin, Point, UNITS_PER_M};
use proj4rs::Proj;
use proj4rs::transform::transform;
use std::sync::LazyLock;

/// Half the width of the world in web Mercator, metres.
pub const HALF_WORLD_M: f64 = 20_037_508.342_789_244;
/// Longitudes and latitudes between which coordinates are taken: west, south, east, north.
pub const REACH_DEG: [f64; 4] = [118.0, 20.0, 124.0, 27.0];
/// Points along each side of a box when it is carried over into another system.
const SIDE_STEPS: u32 = 8;

/// A reference system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// EPSG:3826, metres.
    Twd97,
    /// EPSG:3857, metres.
    Web,
    /// EPSG:4326, degrees, longitude first.
    Lonlat,
}

/// A coordinate no map of the city can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("coordinate ({0}, {1}) is not near Taiwan")]
pub struct OutOfReach(pub f64, pub f64);

impl System {
    /// Its number in the EPSG register.
    pub const fn epsg(self) -> u32 {
        match self {
            System::Twd97 => 3826,
            System::Web => 3857,
            System::Lonlat => 4326,
        }
    }

    /// The system of a number in the EPSG register.
    pub const fn of_epsg(number: u32) -> Option<System> {
        match number {
            3826 => Some(System::Twd97),
            3857 => Some(System::Web),
            4326 => Some(System::Lonlat),
            _ => None,
        }
    }
}

// Without +datum and +towgs84 nothing is shifted between them.
const TWD97: &str = "+proj=tmerc +lat_0=0 +lon_0=121 +k=0.9999 +x_0=250000 +y_0=0 +ellps=GRS80 +units=m";
const GEODETIC: &str = "+proj=longlat +ellps=GRS80";

static ZONE_121: LazyLock<Option<(Proj, Proj)>> =
    LazyLock::new(|| Some((Proj::from_proj_string(TWD97).ok()?, Proj::from_proj_string(GEODETIC).ok()?)));

/// Carries one coordinate over.
///
/// # Errors
/// Numbers that are none, and places far from Taiwan.
pub fn one(from: System, to: System, at: (f64, f64)) -> Result<(f64, f64), OutOfReach> {
    let mut points = [at];
    carry(from, to, &mut points)?;
    Ok(points[0])
}

/// Carries coordinates over in place; some may have been changed when one is refused.
///
/// # Errors
/// Numbers that are none, and places far from Taiwan.
pub fn carry(from: System, to: System, points: &mut [(f64, f64)]) -> Result<(), OutOfReach> {
    for point in points {
        let given = *point;
        let refused = || OutOfReach(given.0, given.1);
        let lonlat = to_lonlat(from, given).filter(in_reach).ok_or_else(refused)?;
        // The way there and back costs a millionth of a millimetre.
        *point = if from == to { given } else { from_lonlat(to, lonlat).ok_or_else(refused)? };
    }
    Ok(())
}

/// Whether longitude and latitude are near Taiwan; numbers that are none are not.
fn in_reach(&(lon, lat): &(f64, f64)) -> bool {
    let [west, south, east, north] = REACH_DEG;
    (west..=east).contains(&lon) && (south..=north).contains(&lat)
}

fn to_lonlat(from: System, (x, y): (f64, f64)) -> Option<(f64, f64)> {
    match from {
        System::Lonlat => Some((x, y)),
        System::Web => {
            let turned = y / HALF_WORLD_M * std::f64::consts::PI;
            Some((x / HALF_WORLD_M * 180.0, turned.sinh().atan().to_degrees()))
        }
        System::Twd97 => {
            let (zone, geodetic) = ZONE_121.as_ref()?;
            let mut at = (x, y);
            // Far away the series does not end in a place: refused before it is asked.
            let sane = (-1e6..=2e6).contains(&x) && (1e6..=4e6).contains(&y);
            sane.then(|| transform(zone, geodetic, &mut at).ok())??;
            Some((at.0.to_degrees(), at.1.to_degrees()))
        }
    }
}

fn from_lonlat(to: System, (lon, lat): (f64, f64)) -> Option<(f64, f64)> {
    match to {
        System::Lonlat => Some((lon, lat)),
        System::Web => {
            let y = lat.to_radians().tan().asinh() / std::f64::consts::PI;
            Some((lon / 180.0 * HALF_WORLD_M, y * HALF_WORLD_M))
        }
        System::Twd97 => {
            let (zone, geodetic) = ZONE_121.as_ref()?;
            let mut at = (lon.to_radians(), lat.to_radians());
            transform(geodetic, zone, &mut at).ok()?;
            Some(at)
        }
    }
}

/// The reach in a system: a box (west, south, east, north) no coordinate of the city is outside of.
pub fn reach(of: System) -> [f64; 4] {
    carried_box(System::Lonlat, of, REACH_DEG).unwrap_or(REACH_DEG)
}

/// The box around a box (west, south, east, north) of another system, its sides bent as they are.
///
/// # Errors
/// A corner or side far from Taiwan.
pub fn carried_box(from: System, to: System, given: [f64; 4]) -> Result<[f64; 4], OutOfReach> {
    let [west, south, east, north] = given;
    let along = |a: f64, b: f64, k: u32| if k == SIDE_STEPS { b } else { a + (b - a) / 8.0 * f64::from(k) };
    let mut points: Vec<(f64, f64)> = (0..=SIDE_STEPS)
        .flat_map(|k| {
            let (x, y) = (along(west, east, k), along(south, north, k));
            [(x, south), (x, north), (west, y), (east, y)]
        })
        .collect();
    carry(from, to, &mut points)?;
    let around = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    Ok(points.iter().fold(around, |b, p| [b[0].min(p.0), b[1].min(p.1), b[2].max(p.0), b[3].max(p.1)]))
}

/// The window of a release that holds a box (west, south, east, north) as far as it is near Taiwan;
/// `None` when none of it is.
pub fn window(system: System, asked: [f64; 4], origin: Origin) -> Option<Bounds> {
    let [west, south, east, north] = reach(system);
    // Inside the reach in every system, whichever way its sides bend.
    let inner = [asked[0].max(west), asked[1].max(south), asked[2].min(east), asked[3].min(north)];
    if asked.iter().any(|v| v.is_nan()) || inner[0] > inner[2] || inner[1] > inner[3] {
        return None;
    }
    let lonlat = carried_box(system, System::Lonlat, inner).unwrap_or(REACH_DEG);
    let [w, s, e, n] = REACH_DEG;
    let held = [lonlat[0].max(w), lonlat[1].max(s), lonlat[2].min(e), lonlat[3].min(n)];
    let metres = carried_box(System::Lonlat, System::Twd97, held).ok()?;
    // What bends between the points of a side is less than a ten-thousandth of it, and never less than 1 m.
    let margin = ((metres[2] - metres[0]) + (metres[3] - metres[1])) / 1e4 + 1.0;
    let unit = |m: f64, o: i32| ((m - f64::from(o)) * UNITS_PER_M).clamp(-2_147_483_648.0, 2_147_483_647.0) as i32;
    let corner = |x: f64, y: f64| Point { x: unit(x, origin.x_m), y: unit(y, origin.y_m) };
    Some(Bounds {
        min: corner(metres[0] - margin, metres[1] - margin),
        max: corner(metres[2] + margin, metres[3] + margin),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// EPSG:3826, EPSG:3857 and EPSG:4326 of the same places, as PROJ says through `gdaltransform` (GDAL 3.6.2).
    const KNOWN: [[(f64, f64); 3]; 4] = [
        [
            (178_188.6, 2_503_182.4),
            (13_391_890.640_132_7, 2_587_008.707_146_13),
            (120.301_400_452_883, 22.627_300_300_884_4),
        ],
        [
            (255_010.0, 2_596_520.0),
            (13_475_117.968_643_5, 2_689_165.225_247_2),
            (121.049_044_265_461, 23.471_715_649_056_6),
        ],
        [
            (165_335.0, 2_485_540.0),
            (13_378_077.117_108_2, 2_567_734.366_812_39),
            (120.177_311_464_28, 22.467_390_661_138_1),
        ],
        [
            (180_000.123_4, 2_510_000.432_1),
            (13_393_818.489_948_2, 2_594_445.034_166_32),
            (120.318_718_622_431, 22.688_946_199_891_2),
        ],
    ];

    #[test]
    fn places_lie_where_proj_says_in_every_system() {
        for places in KNOWN {
            let systems = [System::Twd97, System::Web, System::Lonlat];
            for (from, given) in systems.iter().zip(places) {
                for (to, want) in systems.iter().zip(places) {
                    let got = one(*from, *to, given).unwrap();
                    let near = if *to == System::Lonlat { 1e-12 } else { 1e-6 };
                    let off = (got.0 - want.0).abs().max((got.1 - want.1).abs());
                    assert!(off < near * 2.0, "{from:?} {to:?} {got:?} {want:?}");
                }
            }
        }
    }

    #[test]
    fn the_check_point_of_the_city_lies_where_the_notes_say() {
        let at = one(System::Lonlat, System::Twd97, (120.3014, 22.6273)).unwrap();
        assert!((at.0 - 178_188.6).abs() < 0.05 && (at.1 - 2_503_182.4).abs() < 0.05, "{at:?}");
    }

    #[test]
    fn what_is_no_place_near_taiwan_is_refused() {
        for (system, x, y) in [
            (System::Twd97, f64::NAN, 2_500_000.0),
            (System::Twd97, 9e9, 2_500_000.0),
            (System::Twd97, 178_188.6, 0.0),
            (System::Web, 0.0, 0.0),
            (System::Web, f64::INFINITY, f64::NEG_INFINITY),
            (System::Lonlat, 22.6, 120.3),
        ] {
            for to in [System::Twd97, System::Web, System::Lonlat] {
                assert!(one(system, to, (x, y)).is_err(), "{system:?} {x} {y}");
            }
        }
    }

    #[test]
    fn a_window_holds_what_was_asked_and_nothing_far_from_taiwan() {
        let origin = Origin { x_m: 166_000, y_m: 2_493_000 };
        let all = [-HALF_WORLD_M, -HALF_WORLD_M, HALF_WORLD_M, HALF_WORLD_M];
        assert!(window(System::Web, all, origin).is_some());
        assert_eq!(window(System::Web, [0.0, 0.0, 1e6, 1e6], origin), None);
        assert_eq!(window(System::Lonlat, [f64::NAN, 22.0, 121.0, 23.0], origin), None);
        let asked = [120.30, 22.62, 120.31, 22.63];
        let held = window(System::Lonlat, asked, origin).unwrap();
        for (lon, lat) in [(120.30, 22.62), (120.31, 22.63), (120.305, 22.62), (120.31, 22.6234)] {
            let (x, y) = one(System::Lonlat, System::Twd97, (lon, lat)).unwrap();
            let p = origin.point(x, y).unwrap();
            assert!(held.touches(&Bounds { min: p, max: p }));
        }
        assert!(held.max.x - held.min.x < 11_000_000);
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(x in 140_000f64..320_000.0, y in 2_430_000f64..2_800_000.0) {
            for system in [System::Web, System::Lonlat] {
                let there = one(System::Twd97, system, (x, y)).unwrap();
                let back = one(system, System::Twd97, there).unwrap();
                prop_assert!((back.0 - x).abs() < 1e-7 && (back.1 - y).abs() < 1e-7);
            }
        }
    }
}
