//! What the overlay says of parcels, and when it sends them to an officer.
#![allow(clippy::unwrap_used)]

mod ground;

use atlas::area::Area;
use atlas::finding::{Doubt, Finding, Thickness, Verdict};
use atlas::overlay::overlay;
use atlas::plan::{Level, Validity};
use atlas::polygon::{MultiPolygon, Polygon};
use atlas::release::Release;
use atlas::ring::Ring;
use ground::*;
use lexicon::date::Date;

fn ask(release: &Release, parcel: Ring) -> Finding {
    let finding = overlay(release, &shape(parcel), DAY, &tolerances());
    let shares: u32 = finding.pieces.iter().map(|p| p.share_ppm).sum();
    assert_eq!(shares, 1_000_000, "shares add to the whole");
    let text = serde_json::to_string(&finding).unwrap();
    assert_eq!(serde_json::from_str::<Finding>(&text).unwrap(), finding, "a finding survives JSON");
    finding
}

/// The doubts by name; empty when clear.
fn check(release: &Release, parcel: Ring) -> Vec<String> {
    match ask(release, parcel).verdict {
        Verdict::Clear { .. } => vec![],
        Verdict::Doubtful { doubts } => {
            doubts.iter().map(|d| format!("{d:?}").split([' ', '{']).next().unwrap().to_owned()).collect()
        }
    }
}

fn two_zones() -> Release {
    let west = zone("A", "A01130", one(rect(-50.0, 0.0, 0.0, 40.0)));
    let east = zone("B", "C01000", one(rect(0.0, 0.0, 50.0, 40.0)));
    release(vec![west, east])
}

#[test]
fn a_parcel_along_the_zone_line_is_clear_and_says_everything_a_certificate_needs() {
    let finding = ask(&two_zones(), rect(-5.0, 0.0, 0.0, 20.0));
    assert_eq!(finding.verdict, Verdict::Clear { zones: vec!["A".into()] });
    let piece = &finding.pieces[0];
    let zone = piece.zone.as_ref().unwrap();
    assert_eq!((piece.area, piece.share_ppm, piece.class), (Area::hundredths(10_000), 1_000_000, Thickness::Zone));
    assert_eq!((zone.plan.name.as_str(), zone.plan.number.as_str(), zone.plan.announced_on), ("P plan", "No. P", OLD));
    assert_eq!((finding.release.len(), finding.tolerances.len(), finding.on), (64, 64, DAY));
}

#[test]
fn each_doubt_has_its_own_parcel() {
    let city = two_zones();
    for (parcel, want, why) in [
        (rect(-5.0, 0.0, 0.0, 20.0), vec![], "along the line"),
        (rect(-5.2, 0.0, 0.2, 20.0), vec![], "20 cm over it: survey error"),
        (rect(-30.0, 10.0, -10.0, 30.0), vec![], "in the middle of a zone"),
        (rect(-10.0, 0.0, 10.0, 20.0), vec!["Straddles", "NearLine"], "half and half"),
        (rect(-5.0, 0.0, 0.5, 20.0), vec!["BorderPiece"], "half a metre over the line, along it"),
        (rect(-5.0, 30.0, 0.0, 60.0), vec!["NoPolygonInPlan", "NearLine"], "a third on the road"),
        (rect(-5.0, 50.0, 0.0, 60.0), vec!["NoPolygonInPlan"], "wholly road"),
        (rect(150.0, 0.0, 160.0, 20.0), vec!["OutsidePlanAreas"], "out in the country"),
        (ring(&[(-20.0, 20.0), (-0.3, 19.0), (-20.0, 18.0)]), vec!["NearLine"], "only its tip comes near the line"),
    ] {
        assert_eq!(check(&city, parcel), want, "{why}");
    }
}

#[test]
fn half_a_parcel_outside_the_plan_area_is_told() {
    let edge = release(vec![zone("A", "A01130", one(rect(0.0, 0.0, 100.0, 50.0)))]);
    assert_eq!(check(&edge, rect(90.0, 10.0, 110.0, 30.0)), vec!["OutsidePlanAreas", "NoPolygonInPlan", "NearLine"]);
    let Verdict::Doubtful { doubts } = ask(&edge, rect(90.0, 10.0, 110.0, 30.0)).verdict else { panic!() };
    assert_eq!(doubts[0], Doubt::OutsidePlanAreas { share_ppm: 500_000 });
}

#[test]
fn two_polygons_that_say_the_same_are_one_answer() {
    let mut city = parts(vec![], vec![]);
    city.zones = vec![
        zone("A", "A01130", one(rect(-50.0, 0.0, 0.0, 40.0))),
        zone("B", "A01130", one(rect(0.0, 0.0, 50.0, 40.0))),
    ];
    let city = Release::build(city).unwrap();
    let doubts = check(&city, rect(-10.0, 0.0, 10.0, 20.0));
    assert_eq!(doubts, vec!["NearLine"], "no straddling, though the line itself is still reported");
}

#[test]
fn a_hole_and_its_filling_part_a_parcel_exactly() {
    let hole = rect(10.0, 10.0, 14.0, 14.0);
    let around = MultiPolygon(vec![Polygon::new(rect(0.0, 0.0, 40.0, 40.0), vec![hole.clone()])]);
    let city = release(vec![zone("A", "A01130", around), zone("B", "C07000", one(hole))]);
    let finding = ask(&city, rect(0.0, 0.0, 40.0, 40.0));
    let areas: Vec<i64> = finding.pieces.iter().map(|p| p.area.as_hundredths()).collect();
    assert_eq!(areas, vec![158_400, 1_600]);
    assert_eq!(finding.pieces[1].thickness_mm, 2_000, "4 m square: 2 · 16 / 16");
}

#[test]
fn a_zone_of_yesterday_and_a_plan_of_tomorrow_do_not_count() {
    let mut old = zone("A", "A01130", one(rect(-50.0, 0.0, 50.0, 40.0)));
    old.in_force.until = Some(DAY.yesterday().unwrap());
    let mut new = zone("B", "C01000", one(rect(-50.0, 0.0, 50.0, 40.0)));
    new.in_force = Validity::since(DAY);
    let city = release(vec![old, new]);
    let on = |day: Date| overlay(&city, &shape(rect(0.0, 10.0, 5.0, 30.0)), day, &tolerances()).verdict;
    assert_eq!(on(DAY), Verdict::Clear { zones: vec!["B".into()] });
    assert_eq!(on(DAY.yesterday().unwrap()), Verdict::Clear { zones: vec!["A".into()] });
}

#[test]
fn the_detailed_plan_goes_before_the_main_plan_where_it_covers_the_parcel() {
    let mut main = zone("M", "A01000", one(rect(-50.0, 0.0, 50.0, 40.0)));
    main.plan_id = "Main".into();
    let detailed = zone("D", "A01130", one(rect(0.0, 0.0, 50.0, 40.0)));
    let plans = vec![plan("Main", Level::Main, 3_000)];
    let city = Release::build(parts(plans, vec![main, detailed])).unwrap();
    assert_eq!(ask(&city, rect(20.0, 10.0, 25.0, 30.0)).verdict, Verdict::Clear { zones: vec!["D".into()] });
    assert!(check(&city, rect(-5.0, 10.0, 5.0, 30.0)).contains(&"ZonesOverlap".to_owned()));
}

#[test]
fn exhibition_area_and_missing_tolerances_are_doubts() {
    let extent = zone("A", "A01130", one(rect(-50.0, 0.0, 50.0, 40.0)));
    let shown = exhibited(plan("P", Level::Detailed, 1_000), one(rect(0.0, 0.0, 50.0, 40.0)));
    let city = Release::build(parts(vec![shown], vec![extent.clone()])).unwrap();
    assert_eq!(check(&city, rect(10.0, 10.0, 15.0, 30.0)), vec!["UnderExhibition"]);
    assert_eq!(check(&city, rect(-5.0, 10.0, 0.1, 30.0)), Vec::<String>::new(), "the extent ends along its edge");

    let mut wrong = shape(rect(-30.0, 10.0, -25.0, 30.0));
    wrong.registered = Some(Area::hundredths(10_300));
    let verdict = overlay(&city, &wrong, DAY, &tolerances()).verdict;
    assert!(matches!(verdict, Verdict::Doubtful { doubts } if matches!(doubts[..], [Doubt::AreaDisagrees { .. }])));
    wrong.registered = Some(Area::hundredths(10_100));
    assert!(overlay(&city, &wrong, DAY, &tolerances()).verdict.is_clear(), "a square metre in a hundred is allowed");

    let coarse = Release::build(parts(vec![plan("P", Level::Detailed, 25_000)], vec![extent])).unwrap();
    assert_eq!(check(&coarse, rect(-30.0, 10.0, -25.0, 30.0)), vec!["NoTolerance"]);
}

#[test]
fn at_an_old_map_the_same_line_is_farther_reaching() {
    let tip = || ring(&[(-20.0, 20.0), (-1.0, 19.0), (-20.0, 18.0)]);
    assert_eq!(check(&two_zones(), tip()), Vec::<String>::new());
    let zones = two_zones().zones().collect();
    let old = Release::build(parts(vec![plan("P", Level::Detailed, 3_000)], zones)).unwrap();
    assert_eq!(check(&old, tip()), vec!["NearLine"]);
}
