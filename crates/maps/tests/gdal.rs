//! Tiles read back by GDAL, which knows nothing of us: counts, words and places must be the release's.
#![allow(clippy::unwrap_used)]

use atlas::point::{Bounds, pt};
use atlas::release::Release;
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use lexicon::date::Date;
use lexicon::sections::SectionTable;
use maps::projection::{HALF_WORLD_M, System, one};
use maps::tile::{Tile, WORLD_PER_M};
use maps::tile_ground::TileGround;
use maps::tile_set::TileSet;
use maps::tiles::draw;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const TODAY: Date = Date::constant(2026, 11, 23);

fn city() -> Release {
    let table = SectionTable::from_csv(include_bytes!("../../../office/sections.csv")).unwrap();
    let plan = CityPlan { parcels: 2_000, ..CityPlan::demo(SurveyError::On) };
    Release::build(generate(&plan, &table).unwrap().parts).unwrap()
}

/// A feature as GDAL writes it: its words and the points of its rings, metres of web Mercator.
struct Seen {
    said: BTreeMap<String, String>,
    points: Vec<(f64, f64)>,
}

/// Lets GDAL read a tile that lies at `z/x/y.mvt`, which is how it knows where the tile is.
fn seen_by_gdal(folder: &Path, (tile, bytes): (Tile, &[u8]), layer: &str) -> Vec<Seen> {
    let place = folder.join(format!("{}/{}", tile.z(), tile.x()));
    std::fs::create_dir_all(&place).unwrap();
    let (file, out) = (place.join(format!("{}.mvt", tile.y())), folder.join("seen.csv"));
    std::fs::write(&file, bytes).unwrap();
    if out.exists() {
        std::fs::remove_file(&out).unwrap();
    }
    let mut program = Command::new("ogr2ogr");
    program.args(["-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "-oo", "CLIP=NO"]);
    let done = program.arg(&out).arg(&file).arg(layer).output().expect("ogr2ogr is there (setup/install test)");
    let words = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success() && !words.contains("ERROR") && !words.contains("Warning"), "{words}");
    let mut rows = csv::Reader::from_path(&out).unwrap();
    let head = rows.headers().unwrap().clone();
    let seen = |row: csv::StringRecord| {
        let cells = head.iter().map(str::to_owned).zip(row.iter().map(str::to_owned));
        let mut said: BTreeMap<String, String> = cells.filter(|(_, value)| !value.is_empty()).collect();
        Seen { points: points(&said.remove("WKT").unwrap()), said }
    };
    rows.records().map(|row| seen(row.unwrap())).collect()
}

/// The points of a geometry in well-known text.
fn points(wkt: &str) -> Vec<(f64, f64)> {
    let pairs = wkt.split(['(', ')', ',']).filter_map(|pair| pair.trim().split_once(' '));
    pairs.filter_map(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?))).collect()
}

fn around(points: impl Iterator<Item = (f64, f64)>) -> [f64; 4] {
    let nowhere = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    points.fold(nowhere, |b, (x, y)| [b[0].min(x), b[1].min(y), b[2].max(x), b[3].max(y)])
}

/// The box of a window's shape in web Mercator, point by point and exactly.
fn exact_box(release: &Release, extent: &atlas::polygon::MultiPolygon) -> [f64; 4] {
    let points = extent.rings().flat_map(|ring| ring.points());
    around(points.map(|&p| one(System::Twd97, System::Web, release.origin().metres(p)).unwrap()))
}

#[test]
fn gdal_sees_the_zones_and_parcels_where_the_release_has_them() {
    let (release, folder) = (city(), tempfile::tempdir().unwrap());
    let ground = TileGround::new(&release).unwrap();
    let middle = {
        let some = release.zones_near(&Bounds { min: pt(i32::MIN, i32::MIN), max: pt(i32::MAX, i32::MAX) }, TODAY);
        let b = exact_box(&release, &some[some.len() / 2].0.extent);
        pt((b[0] * WORLD_PER_M) as i32, (-b[1] * WORLD_PER_M) as i32)
    };
    let tile = Tile::at(16, middle);
    let unit_m = 2.0 * HALF_WORLD_M / 65_536.0 / 4_096.0;
    let buffered = tile.web_box();
    let inside = |b: &[f64; 4]| b[0] > buffered[0] && b[1] > buffered[1] && b[2] < buffered[2] && b[3] < buffered[3];

    let bytes = draw(&ground, TileSet::Zones, (tile, TODAY.into()));
    let seen = seen_by_gdal(folder.path(), (tile, &bytes), "zones");
    let all = release.zones_near(&Bounds { min: pt(i32::MIN, i32::MIN), max: pt(i32::MAX, i32::MAX) }, TODAY);
    let whole: Vec<_> = all.iter().filter(|(zone, _)| inside(&exact_box(&release, &zone.extent))).collect();
    assert!(whole.len() > 5 && seen.len() >= whole.len());
    for (zone, plan) in whole {
        let one: Vec<&Seen> = seen.iter().filter(|s| s.said["id"] == zone.id).collect();
        let [one] = one[..] else { panic!("{} is there {} times", zone.id, one.len()) };
        assert_eq!((&one.said["name"], &one.said["plan"], &one.said["class"]), (&zone.name, &plan.id, &zone.class));
        let (ours, theirs) = (exact_box(&release, &zone.extent), around(one.points.iter().copied()));
        let off = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(off <= unit_m, "{} is {off} m off, a unit is {unit_m} m", zone.id);
    }

    let bytes = draw(&ground, TileSet::Parcels, (tile, TODAY.into()));
    let seen = seen_by_gdal(folder.path(), (tile, &bytes), "parcels");
    let alive: Vec<_> = release.parcels().filter(|p| p.in_force.covers(TODAY) && p.known.until.is_none()).collect();
    let extent = |p: &atlas::parcel::Parcel| atlas::polygon::MultiPolygon::from(p.shape.clone());
    let mut found = 0;
    for parcel in alive.iter().filter(|p| inside(&exact_box(&release, &extent(p)))) {
        let one = seen.iter().find(|s| s.said["key"] == parcel.id.key()).expect("a parcel is missing");
        assert_eq!(one.said["label"], parcel.id.land.to_string());
        let (ours, theirs) = (exact_box(&release, &extent(parcel)), around(one.points.iter().copied()));
        assert!(ours.iter().zip(theirs).all(|(a, b)| (a - b).abs() <= unit_m), "{}", parcel.id);
        found += 1;
    }
    assert!(found > 20, "{found}");
}
