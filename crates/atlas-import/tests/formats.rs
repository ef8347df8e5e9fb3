//! Every format gives the same zones: the files are written by GDAL and packed by Python, not by us.
#![allow(clippy::unwrap_used)]

mod files;

use atlas::point::Origin;
use atlas::zone::Zone;
use atlas_import::fields::{Names, ZoneFields};
use atlas_import::intake::How;
use atlas_import::problem::{Imported, Problem, What};
use atlas_import::reference::Reference;
use atlas_import::source::Named;
use atlas_import::zones::{self, PlanOf, ZoneSource};
use files::{by_gdal, city_json};
use lexicon::date::Date;
use std::fs;
use std::path::Path;
use std::process::Command;

const ORIGIN: Origin = Origin { x_m: 178_000, y_m: 2_503_000 };
const TODAY: Date = Date::constant(2026, 11, 23);

fn source() -> ZoneSource<'static> {
    let fields = ZoneFields {
        id: Names::of("ZID"),
        class: Names::of("CLASS"),
        name: Names::of("NAME"),
        coverage: Names::of("COV"),
        from: Names::of("SINCE"),
        ..ZoneFields::default()
    };
    ZoneSource { fields, plan: PlanOf::Case("P"), from: Date::constant(1990, 1, 1) }
}

/// Imports files of a folder by their names.
fn import(folder: &Path, names: &[&str], how: &How) -> Imported<Zone> {
    let bytes: Vec<Vec<u8>> = names.iter().map(|name| fs::read(folder.join(name)).unwrap()).collect();
    let files: Vec<Named<'_>> = names.iter().zip(&bytes).map(|(name, bytes)| Named { name, bytes }).collect();
    zones::import(&files, how, &source(), &mut |_| {})
}

/// Id, class, name, coverage and rings.
type Ground = (String, String, String, Option<String>, Vec<Vec<(i32, i32)>>);

/// Zones with their rings turned so that the smallest point comes first: writers may start anywhere.
fn ground(zones: &[Zone]) -> Vec<Ground> {
    let ring = |ring: &atlas::ring::Ring| {
        let mut points: Vec<(i32, i32)> = ring.points().iter().map(|p| (p.x, p.y)).collect();
        let first = (0..points.len()).min_by_key(|&i| points[i]).unwrap();
        points.rotate_left(first);
        points
    };
    let of = |z: &Zone| {
        let mut rings: Vec<_> = z.extent.rings().map(ring).collect();
        rings.sort();
        (z.id.clone(), z.class.clone(), z.name.clone(), z.coverage.clone(), rings)
    };
    let mut ground: Vec<_> = zones.iter().map(of).collect();
    ground.sort();
    ground
}

#[test]
fn all_formats_give_the_same_zones() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("zones.geojson"), city_json(120)).unwrap();
    by_gdal(&at("zones.geojson"), &at("zones.gpkg"), &["-f", "GPKG"]);
    by_gdal(&at("zones.geojson"), &at("zones.fgb"), &["-f", "FlatGeobuf"]);
    by_gdal(&at("zones.geojson"), &at("plain.fgb"), &["-f", "FlatGeobuf", "-lco", "SPATIAL_INDEX=NO"]);
    by_gdal(&at("zones.geojson"), &at("utf8.shp"), &["-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"]);
    by_gdal(&at("zones.geojson"), &at("big5.shp"), &["-f", "ESRI Shapefile", "-lco", "ENCODING=CP950"]);
    by_gdal(&at("zones.geojson"), &at("high.gpkg"), &["-f", "GPKG", "-dim", "XYZ"]);
    pack(folder.path(), "set.zip", &["utf8.shp", "utf8.dbf", "utf8.prj", "utf8.cpg", "utf8.shx"]);
    pack(folder.path(), "one.zip", &["zones.gpkg"]);
    let how = How::new(ORIGIN, TODAY);
    let want = import(folder.path(), &["zones.geojson"], &how);
    assert_eq!((want.taken.len(), &want.problems), (120, &vec![]));
    let sets: [&[&str]; 8] = [
        &["zones.gpkg"],
        &["high.gpkg"],
        &["zones.fgb"],
        &["plain.fgb"],
        &["utf8.shp", "utf8.dbf", "utf8.prj", "utf8.cpg"],
        &["big5.dbf", "big5.prj", "big5.cpg", "big5.shp"],
        &["set.zip"],
        &["one.zip"],
    ];
    for names in sets {
        let Imported { taken, problems, .. } = import(folder.path(), names, &how);
        assert_eq!(problems, [], "{names:?}");
        assert_eq!(ground(&taken), ground(&want.taken), "{names:?}");
    }
}

#[test]
fn a_reference_system_is_read_from_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("zones.geojson"), city_json(2)).unwrap();
    for code in ["3828", "4326", "3857", "3825"] {
        let system = format!("EPSG:{code}");
        for (name, format) in [("a.gpkg", "GPKG"), ("a.fgb", "FlatGeobuf"), ("a.shp", "ESRI Shapefile")] {
            let arguments = ["-f", format, "-a_srs", &system];
            if at(name).exists() {
                fs::remove_file(at(name)).unwrap();
            }
            by_gdal(&at("zones.geojson"), &at(name), &arguments);
            let names: &[&str] = if name == "a.shp" { &["a.shp", "a.dbf", "a.prj"] } else { &[name] };
            let Imported { taken, problems, refused } = import(folder.path(), names, &How::new(ORIGIN, TODAY));
            assert!(refused && taken.is_empty());
            let last = &problems.last().unwrap().what;
            let Reference::Other { known: want, .. } = Reference::of_epsg(code.parse().unwrap()) else {
                unreachable!()
            };
            assert!(matches!(last, What::OtherReference { known, .. } if *known == want), "{name} {code}: {last:?}");
        }
    }
}

#[test]
fn one_of_several_layers_is_chosen_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("zones.geojson"), city_json(3)).unwrap();
    by_gdal(&at("zones.geojson"), &at("a.gpkg"), &["-f", "GPKG", "-nln", "first"]);
    by_gdal(&at("zones.geojson"), &at("a.gpkg"), &["-f", "GPKG", "-nln", "sec\"ond", "-update"]);
    pack(folder.path(), "a.zip", &["a.gpkg", "zones.geojson"]);
    let with = |layer: Option<&str>| How { layer: layer.map(str::to_owned), ..How::new(ORIGIN, TODAY) };
    let names = vec!["first".to_owned(), "sec\"ond".to_owned()];
    let check = |file: &str, layer: Option<&str>| {
        let Imported { taken, problems, .. } = import(folder.path(), &[file], &with(layer));
        if taken.is_empty() { Err(problems) } else { Ok(taken.len()) }
    };
    assert_eq!(check("a.gpkg", Some("sec\"ond")), Ok(3));
    assert_eq!(check("a.gpkg", None), Err(vec![Problem::of_file(What::Several(names.clone()))]));
    assert_eq!(check("a.gpkg", Some("third")), Err(vec![Problem::of_file(What::NoSuchLayer(names))]));
    assert_eq!(check("a.zip", Some("zones")), Ok(3));
    let inside = vec!["a".to_owned(), "zones".to_owned()];
    assert_eq!(check("a.zip", None), Err(vec![Problem::of_file(What::Several(inside))]));
}

/// Packs files with Python's zipfile.
fn pack(folder: &Path, zip: &str, names: &[&str]) {
    let done = Command::new("python3")
        .args(["-m", "zipfile", "-c", zip])
        .args(names)
        .current_dir(folder)
        .output()
        .expect("python3 is installed");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
