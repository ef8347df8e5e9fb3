//! Small pieces of made-up land, in metres.
#![allow(dead_code)]

use atlas::area::Area;
use atlas::parcel::Parcel;
use atlas::plan::{Level, Plan, PlanArea, Validity};
use atlas::point::{Point, pt};
use atlas::polygon::{MultiPolygon, Polygon};
use atlas::ring::Ring;
use atlas::zone::Zone;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;

pub const DAY: Date = Date::constant(2026, 11, 23);
pub const OLD: Date = Date::constant(1990, 1, 1);

pub fn at(x: f64, y: f64) -> Point {
    let unit = |m: f64| (m * 10_000.0).round() as i32;
    pt(unit(x), unit(y))
}

pub fn ring(points: &[(f64, f64)]) -> Ring {
    Ring::new(points.iter().map(|&(x, y)| at(x, y)).collect()).unwrap()
}

pub fn shape(outer: Ring) -> MultiPolygon {
    Polygon::new(outer, vec![]).into()
}

/// A rectangle as a shape.
pub fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> MultiPolygon {
    shape(ring(&[(x0, y0), (x1, y0), (x1, y1), (x0, y1)]))
}

/// Shells, the first with holes.
pub fn many(shells: &[MultiPolygon], holes: &[MultiPolygon]) -> MultiPolygon {
    let outer = |shape: &MultiPolygon| shape.0[0].outer().clone();
    let mut polygons = vec![Polygon::new(outer(&shells[0]), holes.iter().map(outer).collect())];
    polygons.extend(shells[1..].iter().map(|s| Polygon::new(outer(s), vec![])));
    MultiPolygon(polygons)
}

pub fn zone(id: &str, plan_id: &str, extent: MultiPolygon) -> Zone {
    Zone {
        id: id.into(),
        plan_id: plan_id.into(),
        class: "A01130".into(),
        name: "第三種住宅區".into(),
        coverage: Some("60%".into()),
        floor_area: Some("240%".into()),
        in_force: Validity::since(OLD),
        known: Validity::since(OLD),
        extent,
    }
}

pub fn area(code: &str, boundary: MultiPolygon) -> PlanArea {
    PlanArea { code: code.into(), name: code.into(), boundary }
}

pub fn plan(id: &str, area: &str, level: Level) -> Plan {
    Plan {
        id: id.into(),
        area_code: area.into(),
        name: id.into(),
        level,
        announced_on: OLD,
        number: id.into(),
        scale: 1_000,
        in_force: Validity::since(OLD),
        known: Validity::since(OLD),
        exhibition: None,
    }
}

pub fn parcel(key: &str, outer: MultiPolygon) -> Parcel {
    let shape = outer.0[0].clone();
    let registered = Area::from_exact2(shape.area2());
    let (in_force, known) = (Validity::since(OLD), Validity::since(OLD));
    Parcel { id: ParcelId::parse(key).unwrap(), shape, registered, in_force, known, became: None }
}
