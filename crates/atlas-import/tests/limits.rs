//! The limits of a reader: each is named when it is passed, and remarks beyond theirs are counted.
#![allow(clippy::unwrap_used)]

mod files;

use atlas::point::Origin;
use atlas::zone::Zone;
use atlas_import::fields::{Names, ZoneFields};
use atlas_import::intake::How;
use atlas_import::limits::{Limit, Limits};
use atlas_import::problem::{Imported, Problem, What};
use atlas_import::source::Named;
use atlas_import::zones::{self, PlanOf, ZoneSource};
use lexicon::date::Date;

fn import(bytes: &[u8], limits: Limits) -> Imported<Zone> {
    let fields = ZoneFields { class: Names::of("CLASS"), name: Names::of("NAME"), ..ZoneFields::default() };
    let source = ZoneSource { fields, plan: PlanOf::Case("P"), from: Date::constant(1990, 1, 1) };
    let origin = Origin { x_m: 178_000, y_m: 2_503_000 };
    let how = How { limits, ..How::new(origin, Date::constant(2026, 11, 23)) };
    zones::import(&[Named { name: "a.geojson", bytes }], &how, &source, &mut |_| {})
}

#[test]
fn every_limit_is_named_when_it_is_passed() {
    for (limits, want) in [
        (Limits { bytes: 100, ..Limits::CITY }, Limit::Bytes),
        (Limits { features: 2, ..Limits::CITY }, Limit::Features),
        (Limits { vertices: 9, ..Limits::CITY }, Limit::Vertices),
        (Limits { ring_vertices: 4, ..Limits::CITY }, Limit::RingVertices),
        (Limits { feature_vertices: 4, ..Limits::CITY }, Limit::FeatureVertices),
    ] {
        let imported = import(files::city_json(3).as_bytes(), limits);
        let named = |p: &Problem| matches!(p.what, What::TooMuch { limit, .. } if limit == want);
        assert!(imported.problems.iter().any(named), "{want:?}: {:?}", imported.problems);
    }
}

#[test]
fn a_million_remarks_are_counted_and_not_listed() {
    let square = "[[[178000,2503000],[178010,2503000],[178010,2503010]]]";
    let one =
        format!(r#"{{"type":"Feature","properties":null,"geometry":{{"type":"Polygon","coordinates":{square}}}}}"#);
    let raw = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, vec![one; 1_000].join(","));
    let imported = import(raw.as_bytes(), Limits { remarks: 10, ..Limits::CITY });
    assert_eq!(imported.problems.len(), 12, "ten, the reference, and the count");
    let more = What::More { code: "missing-attribute".to_owned(), count: 990 };
    assert_eq!(imported.problems.last().unwrap().what, more);
}
