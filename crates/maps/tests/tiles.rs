//! Tiles of the demonstration city: read back by a reader of our own, held against the release they show.
#![allow(clippy::unwrap_used)]

mod reading;

use atlas::day::AsOf;
use atlas::point::{Point, pt};
use atlas::polygon::Polygon;
use atlas::release::Release;
use atlas::ring::Ring;
use atlas::zone::Zone;
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use lexicon::date::Date;
use lexicon::sections::SectionTable;
use maps::projection::{System, one};
use maps::tile::{Tile, WORLD_PER_M};
use maps::tile_ground::TileGround;
use maps::tile_set::TileSet;
use maps::tiles::draw;
use reading::{ReadLayer, area2, read};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const TODAY: Date = Date::constant(2026, 11, 23);
/// Units across a tile.
const EXTENT: i64 = maps::tile::EXTENT as i64;

static CITY: LazyLock<(Release, TileGround)> = LazyLock::new(|| {
    let table = SectionTable::from_csv(include_bytes!("../../../office/sections.csv")).unwrap();
    let plan = CityPlan { parcels: 3_000, ..CityPlan::demo(SurveyError::On) };
    let release = Release::build(generate(&plan, &table).unwrap().parts).unwrap();
    let ground = TileGround::new(&release).unwrap();
    (release, ground)
});

/// The tiles of a zoom that touch the city.
fn tiles(z: u8) -> Vec<Tile> {
    let [west, south, east, north] = CITY.1.lonlat_box();
    let at = |lon: f64, lat: f64| {
        let (x, y) = one(System::Lonlat, System::Web, (lon, lat)).unwrap();
        Tile::at(z, pt((x * WORLD_PER_M) as i32, (-y * WORLD_PER_M) as i32))
    };
    let (first, last) = (at(west, north), at(east, south));
    let rows = first.y()..=last.y();
    rows.flat_map(|y| (first.x()..=last.x()).map(move |x| Tile::new(z, x, y).unwrap())).collect()
}

fn layers(set: TileSet, tile: Tile, at: impl Into<AsOf>) -> Vec<ReadLayer> {
    read(&draw(&CITY.1, set, (tile, at.into())))
}

#[test]
fn every_zone_in_force_is_in_the_tiles_with_what_the_release_says_of_it() {
    let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for tile in tiles(16) {
        for layer in layers(TileSet::Zones, tile, TODAY) {
            assert_eq!((layer.name.as_str(), layer.version, layer.extent), ("zones", 2, 4_096));
            found.extend(layer.features.into_iter().map(|f| (f.said["id"].clone(), f.said)));
        }
    }
    let [low, high] = [i32::MIN, i32::MAX].map(|v| pt(v, v));
    let all = CITY.0.zones_near(&atlas::point::Bounds { min: low, max: high }, TODAY);
    assert!(all.len() > 100);
    assert_eq!(found.len(), all.len());
    for (zone, plan) in all {
        let said = &found[&zone.id];
        assert_eq!((&said["class"], &said["name"], &said["plan"]), (&zone.class, &zone.name, &plan.id));
        assert_eq!(said["in_force_from"], zone.in_force.from.to_string());
        assert_eq!(said.get("in_force_until"), zone.in_force.until.map(|day| day.to_string()).as_ref());
        assert!(said["colour"].starts_with('#') && !said["pattern"].is_empty());
    }
}

#[test]
fn parcels_are_in_the_deep_tiles_by_number() {
    let mut found = BTreeSet::new();
    for tile in tiles(17) {
        for layer in layers(TileSet::Parcels, tile, TODAY) {
            found.extend(layer.features.iter().map(|f| f.said["key"].clone()));
        }
    }
    let alive = CITY.0.parcels().filter(|p| p.in_force.covers(TODAY) && p.known.until.is_none());
    assert_eq!(found, alive.map(|p| p.id.key()).collect());
    assert!(tiles(15).iter().all(|&tile| draw(&CITY.1, TileSet::Parcels, (tile, TODAY.into())).is_empty()));
}

#[test]
fn rings_wind_as_the_specification_says_and_stay_in_the_buffer() {
    for set in TileSet::ALL {
        for z in [8, 11, 13, 14, 17] {
            for tile in tiles(z).into_iter().take(60) {
                for feature in layers(set, tile, TODAY).into_iter().flat_map(|layer| layer.features) {
                    for (k, ring) in feature.rings.iter().enumerate().filter(|_| feature.kind == 3) {
                        assert!(ring.len() > 2 && (k > 0 || area2(ring) > 0), "{set:?} {tile:?} {feature:?}");
                        assert_ne!(area2(ring), 0);
                    }
                    let inside = |&(x, y): &(i64, i64)| (-64..=4_160).contains(&x) && (-64..=4_160).contains(&y);
                    assert!(feature.rings.iter().flatten().all(inside));
                }
            }
        }
    }
}

/// What a tile's polygons cover of it and of its buffer, in half square units.
fn covered(layer: &ReadLayer) -> i64 {
    layer.features.iter().flat_map(|f| &f.rings).map(|ring| area2(ring)).sum()
}

/// Zones to a side of [`crooked_ground`].
const CELLS: usize = 100;

/// Ground parted into crooked quarters about `side` units wide, each a zone, none over another and none
/// missing. Every `odd`-th has a corner in the middle of a neighbour's straight side.
fn crooked_ground(side: i32, odd: usize) -> TileGround {
    let mut seed = 7u32;
    let mut crooked = |k: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        k as i32 * side + (seed >> 8) as i32 % (side / 5)
    };
    let mut corner = |x: usize, y: usize| pt(crooked(x), crooked(y));
    let corners: Vec<Vec<Point>> = (0..=CELLS).map(|y| (0..=CELLS).map(|x| corner(x, y)).collect()).collect();
    let mut parts = CITY.0.parts();
    let sample = parts.zones.iter().find(|z| z.in_force.covers(TODAY) && z.known.until.is_none()).unwrap().clone();
    (parts.zones, parts.parcels) = (Vec::new(), Vec::new());
    for (y, x) in (0..CELLS).flat_map(|y| (0..CELLS).map(move |x| (y, x))) {
        let mut ring = vec![corners[y][x], corners[y][x + 1], corners[y + 1][x + 1], corners[y + 1][x]];
        if (x + y) % odd == odd - 1 {
            let (a, b) = (ring[0], ring[1]);
            ring.insert(1, pt(a.x + (b.x - a.x) / 2, a.y + (b.y - a.y) / 2));
        }
        let class = ["A01110", "C26600", "C01000"][(x * 7 + y) % 3];
        let extent = Polygon::new(Ring::new(ring).unwrap(), vec![]).into();
        parts.zones.push(Zone { id: format!("{x}-{y}"), class: class.to_owned(), extent, ..sample.clone() });
    }
    TileGround::new(&Release::build(parts).unwrap()).unwrap()
}

/// Tiles of a zoom, buffers and all, inside crooked ground.
fn inner_tiles(z: u8, side: i32) -> Vec<Tile> {
    let corner = |k: i32| {
        let (x, y) = one(System::Twd97, System::Web, CITY.0.origin().metres(pt(k * side, k * side))).unwrap();
        Tile::at(z, pt((x * WORLD_PER_M) as i32, (-y * WORLD_PER_M) as i32))
    };
    let (first, last) = (corner(2), corner(CELLS as i32 - 2));
    let inner = (first.x() + 1..last.x()).flat_map(|x| (last.y() + 1..first.y()).map(move |y| (x, y)));
    inner.map(|(x, y)| Tile::new(z, x, y).unwrap()).collect()
}

/// Holds the ground's zones against the whole of every inner tile: what is not covered, or covered twice.
fn check_glued((side, odd): (i32, usize), zooms: &[u8], most: i64) {
    let ground = crooked_ground(side, odd);
    let whole = 2 * (4_096 + 2 * 64i64).pow(2);
    for &z in zooms {
        let inner = inner_tiles(z, side);
        assert!(!inner.is_empty(), "no tile of zoom {z} lies inside");
        for tile in inner.into_iter().step_by(if z > 15 { 37 } else { 1 }) {
            let layer = read(&draw(&ground, TileSet::Zones, (tile, TODAY.into()))).pop().unwrap();
            let off = (covered(&layer) - whole).abs();
            assert!(off <= most, "{tile:?}: {off} of {whole}");
        }
    }
}

#[test]
fn neighbours_stay_glued_to_the_last_unit() {
    check_glued((900_000, usize::MAX), &[14, 15, 16, 17], 0);
    // On the coarse grid of small scales, drawn together by class.
    check_glued((4_000_000, usize::MAX), &[11, 12, 13], 0);
}

#[test]
fn a_corner_on_a_straight_side_leaves_a_sliver_below_a_pixel() {
    // Each bends one of the two sides by half a unit at most: a thousand of them in a tile, 100 units long.
    check_glued((900_000, 3), &[14, 16], 100_000);
}

#[test]
fn the_same_bytes_come_out_every_time_and_on_every_day_of_a_sight() {
    let again = TileGround::new(&CITY.0).unwrap();
    for (set, z) in [(TileSet::Zones, 11), (TileSet::Zones, 15), (TileSet::Parcels, 16), (TileSet::Labels, 17)] {
        for tile in tiles(z).into_iter().take(20) {
            let bytes = draw(&CITY.1, set, (tile, TODAY.into()));
            assert_eq!(bytes, draw(&again, set, (tile, TODAY.into())));
            let tomorrow = AsOf::from(lexicon::date::next_day(TODAY));
            if CITY.1.sight(tomorrow) == CITY.1.sight(TODAY.into()) {
                assert_eq!(bytes, draw(&CITY.1, set, (tile, tomorrow)));
            }
        }
    }
}

#[test]
fn another_day_shows_what_was_in_force_then() {
    let days = CITY.1.changes();
    let at = |day: Date| -> i64 {
        tiles(14).into_iter().flat_map(|tile| layers(TileSet::Zones, tile, day)).map(|layer| covered(&layer)).sum()
    };
    let yesterday = days[0].yesterday().unwrap();
    assert!(at(TODAY) > 0 && at(yesterday) == 0);
}

#[test]
fn a_name_stands_in_one_tile_only() {
    for z in [16, 18] {
        let mut names = BTreeSet::new();
        for tile in tiles(z) {
            for layer in layers(TileSet::Labels, tile, TODAY) {
                for feature in layer.features {
                    let (x, y) = feature.rings[0][0];
                    let place = (i64::from(tile.x()) * EXTENT + x, i64::from(tile.y()) * EXTENT + y);
                    let name = (layer.name.clone(), feature.said["label"].clone(), place);
                    assert_eq!(feature.kind, 1);
                    assert!(!names.contains(&name), "{name:?}");
                    names.insert(name);
                }
            }
        }
        assert!(!names.is_empty());
    }
}
