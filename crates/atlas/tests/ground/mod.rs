//! Small pieces of made-up ground for the tests, in metres.
#![allow(dead_code)]

use atlas::area::Area;
use atlas::parcel::{Parcel, ParcelShape};
use atlas::plan::{Exhibition, Level, Plan, PlanArea, Validity};
use atlas::point::{Origin, pt};
use atlas::polygon::{MultiPolygon, Polygon};
use atlas::release::Release;
use atlas::release_parts::ReleaseParts;
use atlas::ring::Ring;
use atlas::tolerance::Tolerances;
use atlas::zone::Zone;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;

pub const DAY: Date = Date::constant(2026, 11, 23);
pub const OLD: Date = Date::constant(1990, 1, 1);

pub fn ring(points: &[(f64, f64)]) -> Ring {
    let unit = |m: f64| (m * 10_000.0).round() as i32;
    Ring::new(points.iter().map(|&(x, y)| pt(unit(x), unit(y))).collect()).unwrap()
}

pub fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> Ring {
    ring(&[(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
}

pub fn one(outer: Ring) -> MultiPolygon {
    Polygon::new(outer, vec![]).into()
}

pub fn plan(id: &str, level: Level, scale: u32) -> Plan {
    Plan {
        id: id.into(),
        area_code: "T01".into(),
        name: format!("{id} plan"),
        level,
        announced_on: OLD,
        number: format!("No. {id}"),
        scale,
        in_force: Validity::since(OLD),
        known: Validity::since(OLD),
        exhibition: None,
    }
}

pub fn zone(id: &str, class: &str, extent: MultiPolygon) -> Zone {
    Zone {
        id: id.into(),
        plan_id: "P".into(),
        class: class.into(),
        name: format!("zone {class}"),
        coverage: None,
        floor_area: Some("240%".into()),
        in_force: Validity::since(OLD),
        known: Validity::since(OLD),
        extent,
    }
}

pub fn exhibited(mut plan: Plan, extent: MultiPolygon) -> Plan {
    let days = Validity { from: Date::constant(2026, 11, 1), until: Some(DAY) };
    plan.exhibition = Some(Exhibition { name: "change".into(), days, extent });
    plan
}

/// One plan area of 200 m × 200 m, one plan at 1/1000 beside those given.
pub fn parts(mut plans: Vec<Plan>, zones: Vec<Zone>) -> ReleaseParts {
    if !plans.iter().any(|p| p.id == "P") {
        plans.push(plan("P", Level::Detailed, 1_000));
    }
    let area = PlanArea { code: "T01".into(), name: "Test".into(), boundary: one(rect(-100.0, -100.0, 100.0, 100.0)) };
    let origin = Origin { x_m: 178_000, y_m: 2_503_000 };
    ReleaseParts { areas: vec![area], plans, zones, ..ReleaseParts::empty(origin) }
}

pub fn release(zones: Vec<Zone>) -> Release {
    Release::build(parts(vec![], zones)).unwrap()
}

pub fn shape(outer: Ring) -> ParcelShape {
    ParcelShape { polygon: Polygon::new(outer, vec![]), registered: None }
}

pub fn parcel(key: &str, outer: Ring, in_force: Validity) -> Parcel {
    let shape = Polygon::new(outer, vec![]);
    let registered = Area::from_exact2(shape.area2());
    Parcel { id: ParcelId::parse(key).unwrap(), shape, registered, in_force, known: Validity::since(OLD), became: None }
}

pub fn tolerances() -> Tolerances {
    let table = "scale_from,scale_to,zone_m,border_m,near_line_map_mm,area_a,area_b,from,until,source\n\
                 1,1200,0.7,0.3,0.5,0.10,0.04,1990-01-01,,test\n\
                 1201,3000,0.7,0.3,0.5,0.25,0.07,1990-01-01,,test\n";
    Tolerances::from_csv(table.as_bytes()).unwrap()
}
