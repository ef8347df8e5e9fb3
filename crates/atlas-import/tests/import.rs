//! Plan files and cadastre as they arrive, faults and all.
#![allow(clippy::unwrap_used)]

mod files;

use atlas::point::{Origin, pt};
use atlas::ring::RingFault;
use atlas::zone::Zone;
use atlas_import::dbf::Encoding;
use atlas_import::fields::{Names, ParcelFields, ZoneFields};
use atlas_import::format::NotThis;
use atlas_import::intake::How;
use atlas_import::parcels::{self, ParcelSource};
use atlas_import::problem::{Imported, Problem, What, Why};
use atlas_import::progress::{Progress, Step};
use atlas_import::reference::Known;
use atlas_import::source::Named;
use atlas_import::zones::{self, PlanOf, ZoneSource};
use encoding_rs::BIG5;
use files::{PRJ, shapefile_of};
use lexicon::date::Date;

const ORIGIN: Origin = Origin { x_m: 178_000, y_m: 2_503_000 };
const TODAY: Date = Date::constant(2026, 11, 23);

fn source() -> ZoneSource<'static> {
    let fields = ZoneFields {
        class: Names(vec!["分區代碼".into(), "分區代".into()]),
        name: Names::of("使用分"),
        coverage: Names::of("建蔽率"),
        ..ZoneFields::default()
    };
    ZoneSource { fields, plan: PlanOf::Case("S0103-D1"), from: Date::constant(1996, 8, 1) }
}

fn import(name: &str, bytes: &[u8]) -> Imported<Zone> {
    zones::import(&[Named { name, bytes }], &How::new(ORIGIN, TODAY), &source(), &mut |_| {})
}

fn feature(properties: &str, rings: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":{rings}}}}}"#
    )
}

fn collection(crs: &str, features: &[String]) -> Vec<u8> {
    format!(r#"{{"type":"FeatureCollection",{crs}"features":[{}]}}"#, features.join(",")).into_bytes()
}

const CRS: &str = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3826"}},"#;
const SQUARE: &str = "[[[178000,2503000],[178010,2503000],[178010,2503010.1234],[178000,2503010],[178000,2503000]]]";
const GOOD: &str = r#""分區代":"A01130","使用分":" 第三種住宅區 ","建蔽率":null"#;

#[test]
fn geojson_features_become_zones_and_every_fault_is_listed() {
    let raw = collection(
        CRS,
        &[
            feature(GOOD, SQUARE),
            feature(r#""分區代":"","使用分":"x""#, SQUARE),
            feature(GOOD, "[[[178000,2503000],[178010,2503000]]]"),
            feature(GOOD, "[[[178000,2503000],[178010,2503010],[178010,2503000],[178000,2503012]]]"),
            feature(GOOD, "[[[0,0],[1,0],[1,1]]]"),
            feature(GOOD, "[[[178000.00004,2503000],[178010,2503000],[178010,2503010]]]"),
        ],
    );
    let Imported { taken, problems, refused } = import("a.geojson", &raw);
    assert!(!refused);
    assert_eq!(taken.iter().map(|z| z.id.as_str()).collect::<Vec<_>>(), ["S0103-D1/0", "S0103-D1/3", "S0103-D1/5"]);
    assert_eq!((taken[0].name.as_str(), &taken[0].coverage), ("第三種住宅區", &None));
    assert_eq!(taken[0].extent.0[0].outer().points()[2], pt(100_000, 101_234), "0.1 mm survives");
    let listed: Vec<Option<usize>> = problems.iter().map(|p| p.feature).collect();
    assert_eq!(listed, [Some(1), Some(2), Some(3), Some(4), Some(5)], "{problems:?}");
    assert!(problems.contains(&Problem::of(1, What::MissingAttribute("分區代碼/分區代".into()))));
    assert!(problems.contains(&Problem::of(3, What::Ring(RingFault::MeetsItself(0, 2)))));
    assert!(problems.contains(&Problem::of(5, What::Rounded { points: 1 })));
}

#[test]
fn members_may_come_in_any_order() {
    let raw = r#"{"features":[{"geometry":{"coordinates":[[[[178000,2503000,7],[178010,2503000,7],[178010,2503010,7]]]],"type":"MultiPolygon"},
        "id":7,"properties":{"使用分":"x","分區代":"A"},"type":"Feature"}],"name":"a","type":"FeatureCollection",
        "crs":{"properties":{"name":"EPSG:3826"},"type":"name"}}"#;
    let Imported { taken, problems, .. } = import("a.json", raw.as_bytes());
    assert_eq!((taken.len(), problems), (1, vec![]));
}

#[test]
fn another_reference_system_is_refused_and_a_missing_one_remarked() {
    let named = |name: &str| {
        collection(&format!(r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}},"#), &[feature(GOOD, SQUARE)])
    };
    let degrees = collection("", &[feature(GOOD, "[[[120.31,22.62],[120.32,22.62],[120.32,22.63]]]")]);
    let late = String::from_utf8(named("EPSG:3828")).unwrap().replace(r#""crs""#, r#""x""#);
    let late = format!(r#"{},"crs":{{"type":"name","properties":{{"name":"EPSG:3828"}}}}}}"#, &late[..late.len() - 1]);
    for (raw, found, known) in [
        (named("EPSG:4326"), "EPSG:4326", Known::Wgs84Degrees),
        (named("urn:ogc:def:crs:EPSG::3857"), "urn:ogc:def:crs:EPSG::3857", Known::WebMercator),
        (late.into_bytes(), "EPSG:3828", Known::Twd67),
        (degrees, "120.31, 22.62", Known::Wgs84Degrees),
    ] {
        let Imported { taken, problems, refused } = import("a.geojson", &raw);
        assert_eq!((taken.len(), refused), (0, true));
        assert_eq!(problems.last().unwrap().what, What::OtherReference { found: found.into(), known });
    }
    let none = import("a.geojson", &collection("", &[feature(GOOD, SQUARE)]));
    assert_eq!((none.taken.len(), &none.problems[0].what), (1, &What::ReferenceNotStated));
}

#[test]
fn what_is_no_plan_file_is_named() {
    for (name, bytes, want) in [
        ("a.kml", &b"<kml></kml>"[..], What::NotAPlanFile(NotThis::Kml)),
        ("a.json", b"{}", What::NotAPlanFile(NotThis::OtherJson)),
        ("a.json", b"[1]", What::NotAPlanFile(NotThis::OtherJson)),
        ("a.geojson", b"", What::NotAPlanFile(NotThis::Empty)),
        ("a.dbf", b"\x03", What::NotAPlanFile(NotThis::ShapefileWithoutShp)),
        ("a.shp", b"\0\0\x27\x0a", What::MissingFile("dbf".into())),
    ] {
        assert_eq!(import(name, bytes).problems, [Problem::of_file(want)]);
    }
    let broken = import("a.geojson", b"{\"type\":\"FeatureCollection\",\"features\":[");
    assert!(matches!(&broken.problems[0].what, What::Unreadable { why: Why::Broken(_), .. }));
}

#[test]
fn parcels_need_a_section_and_a_number_that_can_be_read() {
    let one = |properties: &str| {
        let (section, land, area_m2) = (Names::of("AA48"), Names::of("AA49"), Names::of("AREA"));
        let fields = ParcelFields { section, land, area_m2, ..ParcelFields::default() };
        let source = ParcelSource { fields, from: Date::constant(2020, 1, 1) };
        let raw = collection(CRS, &[feature(properties, SQUARE)]);
        let files = [Named { name: "a.json", bytes: &raw }];
        let Imported { taken, problems, .. } = parcels::import(&files, &How::new(ORIGIN, TODAY), &source, &mut |_| {});
        taken.first().map(|p| (p.id.key(), p.registered.to_string())).ok_or_else(|| problems[0].what.clone())
    };
    assert_eq!(one(r#""AA48":"0500","AA49":"01000001","AREA":"100.5""#), Ok(("050001000001".into(), "100.50".into())));
    assert_eq!(one(r#""AA48":"0500","AA49":"100-1""#), Ok(("050001000001".into(), "100.62".into())));
    assert_eq!(one(r#""AA48":"0500""#), Err(What::MissingAttribute("AA49".into())));
    assert_eq!(one(r#""AA48":"0500","AA49":"x""#), Err(What::BadAttribute { field: "AA49".into(), value: "x".into() }));
}

/// The zone and the remarks of a Shapefile with this name in it.
fn check(name: &[u8], cpg: Option<&[u8]>, encoding: Option<Encoding>) -> (Option<Zone>, Vec<What>) {
    let (shp, dbf) = shapefile_of(name);
    let mut files = vec![
        Named { name: "in/A.SHP", bytes: &shp },
        Named { name: "in/a.dbf", bytes: &dbf },
        Named { name: "in/a.prj", bytes: PRJ.as_bytes() },
    ];
    files.extend(cpg.map(|bytes| Named { name: "in/a.cpg", bytes }));
    let fields = ZoneFields { class: Names::of("CLASS"), name: Names::of("NAME"), ..ZoneFields::default() };
    let how = How { encoding, ..How::new(ORIGIN, TODAY) };
    let Imported { taken, problems, .. } = zones::import(&files, &how, &ZoneSource { fields, ..source() }, &mut |_| {});
    (taken.into_iter().next(), problems.into_iter().map(|p| p.what).collect())
}

#[test]
fn a_shapefile_in_cp950_or_utf8_gives_its_names_and_its_hole() {
    let name = "第三種住宅區(附)";
    let cp950 = BIG5.encode(name).0;
    let (zone, problems) = check(&cp950, None, None);
    let zone = zone.unwrap();
    assert_eq!((zone.name.as_str(), problems), (name, vec![What::EncodingAssumed("CP950".into())]));
    assert_eq!(zone.extent.0[0].rings().len(), 2);
    assert_eq!(zone.extent.area2(), 2 * (400 - 16) * 100_000_000);
    assert_eq!(check(name.as_bytes(), Some(b"UTF-8\r\n"), None).0.unwrap().name, name);
    let (zone, problems) = check(&cp950, Some(b"UTF-8"), Some(Encoding::Cp950));
    assert_eq!((zone.unwrap().name.as_str(), problems), (name, vec![]), "an officer overrides the .cpg");
    assert_eq!(check(&cp950, Some(b"KOI8-R"), None).1, [What::UnknownEncoding("KOI8R".into())]);
}

#[test]
fn glyphs_of_the_offices_own_are_listed_for_a_person_to_map() {
    let (zone, problems) = check(b"\xA6\xED\xFA\x40", Some(b"950"), None);
    assert_eq!(zone.unwrap().name, "住\u{FFFD}");
    assert_eq!(problems, [What::UnmappedBytes { field: "NAME".into(), pair: "FA40".into() }]);
}

#[test]
fn progress_is_told_and_ends_with_all() {
    let features: Vec<String> = (0..3_000).map(|_| feature(GOOD, SQUARE)).collect();
    let raw = collection(CRS, &features);
    let mut told: Vec<Progress> = Vec::new();
    let files = [Named { name: "a.geojson", bytes: &raw }];
    let taken = zones::import(&files, &How::new(ORIGIN, TODAY), &source(), &mut |p| told.push(p)).taken;
    assert_eq!(taken.len(), 3_000);
    let done: Vec<u64> = told.iter().map(|p| p.done).collect();
    assert_eq!(done, [0, 1_024, 2_048, 3_000]);
    assert!(told.iter().all(|p| p.step == Step::Reading && p.of == 3_000));
}
