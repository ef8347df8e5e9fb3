//! Plan files and cadastre as they arrive, faults and all.
#![allow(clippy::unwrap_used)]

use atlas::point::{Origin, pt};
use atlas::zone::Zone;
use atlas_import::dbf::Encoding;
use atlas_import::fields::{ParcelFields, ZoneFields};
use atlas_import::parcels::{ParcelSource, parcels};
use atlas_import::problem::{Imported, Problem, What};
use atlas_import::shapefile::ShapefileBytes;
use atlas_import::zones::{ZoneSource, zones};
use atlas_import::{geojson, shapefile};
use encoding_rs::BIG5;
use lexicon::date::Date;
use std::io::Cursor;

const ORIGIN: Origin = Origin { x_m: 178_000, y_m: 2_503_000 };

fn source() -> ZoneSource {
    let fields = ZoneFields {
        class: "分區代".into(),
        name: "使用分".into(),
        coverage: Some("建蔽率".into()),
        ..ZoneFields::default()
    };
    ZoneSource { fields, plan_id: "S0103-D1".into(), from: Date::constant(1996, 8, 1) }
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

#[test]
fn geojson_features_become_zones_and_every_fault_is_listed() {
    let good = r#""分區代":"A01130","使用分":" 第三種住宅區 ","建蔽率":null"#;
    let raw = collection(
        CRS,
        &[
            feature(good, SQUARE),
            feature(r#""分區代":"","使用分":"x""#, SQUARE),
            feature(good, "[[[178000,2503000],[178010,2503000]]]"),
            feature(good, "[[[178000,2503000],[178010,2503010],[178010,2503000],[178000,2503012]]]"),
            feature(good, "[[[0,0],[1,0],[1,1]]]"),
            feature(good, "[[[178000.00004,2503000],[178010,2503000],[178010,2503010]]]"),
        ],
    );
    let Imported { taken, problems } = zones(geojson::read(&raw, ORIGIN), &source());
    assert_eq!(taken.iter().map(|z| z.id.as_str()).collect::<Vec<_>>(), ["S0103-D1/0", "S0103-D1/3", "S0103-D1/5"]);
    assert_eq!((taken[0].name.as_str(), &taken[0].coverage), ("第三種住宅區", &None));
    assert_eq!(taken[0].extent.0[0].outer().points()[2], pt(100_000, 101_234), "0.1 mm survives");
    let listed: Vec<Option<usize>> = problems.iter().map(|p| p.feature).collect();
    assert_eq!(listed, [Some(2), Some(3), Some(4), Some(5), Some(1)], "{problems:?}");
    assert!(problems.contains(&Problem::of(1, What::MissingAttribute("分區代".into()))));
    assert!(problems.contains(&Problem::of(5, What::Rounded { points: 1 })));
}

#[test]
fn another_reference_system_is_refused_and_a_missing_one_remarked() {
    let wgs = collection(r#""crs":{"type":"name","properties":{"name":"EPSG:4326"}},"#, &[feature("", SQUARE)]);
    let none = collection("", &[feature("", SQUARE)]);
    let read = |raw: &[u8]| geojson::read(raw, ORIGIN);
    assert_eq!((read(&wgs).taken.len(), &read(&wgs).problems[0].what), (0, &What::OtherReference("EPSG:4326".into())));
    assert_eq!((read(&none).taken.len(), &read(&none).problems[0].what), (1, &What::ReferenceNotStated));
    assert!(matches!(read(b"{").problems[0].what, What::Unreadable(_)));
}

#[test]
fn parcels_need_a_section_and_a_number_that_can_be_read() {
    let one = |properties: &str| {
        let fields = ParcelFields {
            section: "AA48".into(),
            land: "AA49".into(),
            area_m2: Some("AREA".into()),
            ..ParcelFields::default()
        };
        let source = ParcelSource { fields, from: Date::constant(2020, 1, 1) };
        let Imported { taken, problems } =
            parcels(geojson::read(&collection(CRS, &[feature(properties, SQUARE)]), ORIGIN), &source);
        taken.first().map(|p| (p.id.key(), p.registered.to_string())).ok_or_else(|| problems[0].what.clone())
    };
    assert_eq!(one(r#""AA48":"0500","AA49":"01000001","AREA":"100.5""#), Ok(("050001000001".into(), "100.50".into())));
    assert_eq!(one(r#""AA48":"0500","AA49":"100-1""#), Ok(("050001000001".into(), "100.62".into())));
    assert_eq!(one(r#""AA48":"0500""#), Err(What::MissingAttribute("AA49".into())));
    assert_eq!(one(r#""AA48":"0500","AA49":"x""#), Err(What::BadAttribute { field: "AA49".into(), value: "x".into() }));
}

/// A Shapefile written by the shapefile and dbase crates: one zone with a hole. The name is
/// written as so many `#` and then put in as bytes, as dbase knows no code page 950.
fn shapefile_of(name: &[u8]) -> (Vec<u8>, Vec<u8>) {
    use ::shapefile::{Point, Polygon, PolygonRing, ShapeWriter};
    let (mut shp, mut dbf) = (Cursor::new(Vec::new()), Cursor::new(Vec::new()));
    let at = |x: f64, y: f64| Point::new(178_000.0 + x, 2_503_000.0 + y);
    let square = |lo: f64, hi: f64| vec![at(lo, lo), at(lo, hi), at(hi, hi), at(hi, lo), at(lo, lo)];
    let polygon =
        Polygon::with_rings(vec![PolygonRing::Outer(square(0.0, 20.0)), PolygonRing::Inner(square(5.0, 9.0))]);
    {
        let mut shapes = ShapeWriter::new(&mut shp);
        shapes.write_shape(&polygon).unwrap();
        shapes.finalize().unwrap();
        let field = |name: &str| dbase::FieldName::try_from(name).unwrap();
        let mut table = dbase::TableWriterBuilder::new()
            .add_character_field(field("CLASS"), 8)
            .add_character_field(field("NAME"), 40)
            .build_with_dest(&mut dbf);
        let mut record = dbase::Record::default();
        record.insert("CLASS".into(), dbase::FieldValue::Character(Some("A01130".into())));
        record.insert("NAME".into(), dbase::FieldValue::Character(Some("#".repeat(name.len()))));
        table.write_record(&record).unwrap();
        table.finalize().unwrap();
    }
    let mut dbf = dbf.into_inner();
    let at = dbf.windows(name.len()).position(|w| w.iter().all(|&b| b == b'#')).unwrap();
    dbf[at..at + name.len()].copy_from_slice(name);
    (shp.into_inner(), dbf)
}

fn check(name: &[u8], cpg: Option<&[u8]>) -> (Option<Zone>, Vec<What>) {
    let (shp, dbf) = shapefile_of(name);
    let read = shapefile::read(ShapefileBytes { shp: &shp, dbf: &dbf, encoding: Encoding::from_cpg(cpg) }, ORIGIN);
    let mut source = source();
    source.fields = ZoneFields { class: "CLASS".into(), name: "NAME".into(), ..ZoneFields::default() };
    let Imported { taken, problems } = zones(read, &source);
    (taken.into_iter().next(), problems.into_iter().map(|p| p.what).collect())
}

#[test]
fn a_shapefile_in_cp950_or_utf8_gives_its_names_and_its_hole() {
    let name = "第三種住宅區(附)";
    let (zone, problems) = check(&BIG5.encode(name).0, None);
    let zone = zone.unwrap();
    assert_eq!((zone.name.as_str(), problems), (name, vec![What::ReferenceNotStated]));
    assert_eq!(zone.extent.0[0].rings().len(), 2);
    assert_eq!(zone.extent.area2(), 2 * (400 - 16) * 100_000_000);
    assert_eq!(check(name.as_bytes(), Some(b"UTF-8\r\n")).0.unwrap().name, name);
}

#[test]
fn glyphs_of_the_offices_own_are_listed_for_a_person_to_map() {
    let (zone, problems) = check(b"\xA6\xED\xFA\x40", None);
    assert_eq!(zone.unwrap().name, "住\u{FFFD}");
    assert_eq!(problems[1], What::UnmappedBytes { field: "NAME".into(), pair: "FA40".into() });
}

#[test]
fn damaged_files_are_refused_by_name() {
    let (shp, dbf) = shapefile_of(b"x");
    for (shp, dbf) in [(&shp[..50], &dbf[..]), (&shp[..], &dbf[..40]), (&shp[..], &dbf[..dbf.len() - 20])] {
        let read = shapefile::read(ShapefileBytes { shp, dbf, encoding: Encoding::Cp950 }, ORIGIN);
        assert!(read.taken.is_empty() && matches!(read.problems[0].what, What::Unreadable(_)), "{:?}", read.problems);
    }
}
