//! Figures: what adds up to what, on which day, and what no order of rows changes.
#![allow(clippy::unwrap_used)]

mod ground;

use atlas::area::Area;
use atlas::changes::Changes;
use atlas::day::AsOf;
use atlas::figures::{Figures, figures};
use atlas::plan::{Level, Validity};
use atlas::release::Release;
use atlas::release_parts::ReleaseParts;
use ground::*;
use lexicon::date::Date;
use proptest::prelude::*;

const CHANGED: Date = Date::constant(2026, 6, 1);
const BEFORE: Date = Date::constant(2026, 5, 31);

/// Twice an area of square metres.
fn m2(m2: f64) -> i128 {
    (m2 * 2e8).round() as i128
}

/// West residential, east a park; the park became a school on the day of the change.
fn town() -> ReleaseParts {
    let ending = |mut z: atlas::zone::Zone| {
        z.in_force.until = Some(BEFORE);
        z
    };
    let mut school = zone("C", "C26600", one(rect(0.0, 0.0, 50.0, 40.0)));
    school.in_force = Validity::since(CHANGED);
    let zones = vec![
        zone("A", "A01130", one(rect(-50.0, 0.0, 0.0, 40.0))),
        ending(zone("B", "C01000", one(rect(0.0, 0.0, 50.0, 40.0)))),
        school,
    ];
    let mut parts = parts(vec![plan("P", Level::Detailed, 1_000)], zones);
    parts.parcels = vec![
        parcel("050000010000", rect(-30.0, 0.0, 10.0, 10.0), Validity::since(OLD)),
        parcel("050000020000", rect(40.0, 10.0, 60.0, 20.0), Validity::since(OLD)),
        parcel("060000010000", rect(-80.0, 0.0, -60.0, 10.0), Validity::since(OLD)),
    ];
    parts
}

/// What must hold of any figures.
fn check(release: &Release, at: impl Into<AsOf>) -> Figures {
    let at = at.into();
    let found = figures(release, at);
    let mut parcels = 0;
    for sum in &found.sections {
        parcels += sum.parcels;
        let (count, area2) = sum.classes.iter().fold((0, 0), |(n, a), c| (n + c.parcels, a + c.area2));
        assert_eq!((count, area2), (sum.parcels, sum.area2 + sum.overlap2), "{}", sum.section);
        assert!(sum.classes.iter().all(|c| c.area2 >= 0));
    }
    let standing = release.parcels().filter(|p| p.in_force.covers(at.on) && p.known.until.is_none());
    let standing: Vec<i128> = standing.map(|p| p.shape.area2()).collect();
    let all: i128 = found.sections.iter().map(|s| s.area2).sum();
    assert_eq!((parcels as usize, all), (standing.len(), standing.iter().sum()));
    let drawn: i128 = found.zones.iter().map(|z| z.area2).sum();
    let zones = release.zones().filter(|z| z.in_force.covers(at.on) && z.known.until.is_none());
    assert_eq!(drawn, zones.map(|z| z.extent.area2()).sum::<i128>());
    for area in &found.areas {
        assert!(area.white2() <= area.boundary2 && area.inside2 >= 0);
    }
    found
}

#[test]
fn a_town_is_counted_by_class_section_and_plan_area() {
    let release = Release::build(town()).unwrap();
    let found = check(&release, DAY);
    let zones: Vec<_> = found.zones.iter().map(|z| (z.class.as_str(), z.polygons, z.area2)).collect();
    assert_eq!(zones, [("A01", 1, m2(2_000.0)), ("C26", 1, m2(2_000.0))]);
    let [area] = &found.areas[..] else { panic!("one plan area, one level") };
    assert_eq!((area.level, area.boundary2, area.white2()), (Some(Level::Detailed), m2(40_000.0), m2(36_000.0)));
    let told: Vec<_> = found
        .sections
        .iter()
        .flat_map(|s| s.classes.iter().map(|c| (s.section.to_string(), c.class.as_deref(), c.parcels, c.area2)))
        .collect();
    let row = |section: &str, class, parcels, area| (section.to_owned(), class, parcels, m2(area));
    assert_eq!(
        told,
        [
            row("0500", Some("A01"), 1, 300.0),
            // Of two parts of one size the class counts before nothing.
            row("0500", Some("C26"), 1, 200.0),
            row("0500", None, 0, 100.0),
            row("0600", None, 1, 200.0),
        ]
    );
    assert_eq!(Area::from_exact2(area.white2()).to_string(), "36000.00");
}

#[test]
fn ten_days_apart_give_different_numbers_where_a_plan_changed() {
    let release = Release::build(town()).unwrap();
    let classes = |on| check(&release, on).zones.into_iter().map(|z| z.class).collect::<Vec<_>>();
    assert_eq!(classes(Date::constant(2026, 5, 25)), ["A01", "C01"]);
    assert_eq!(classes(Date::constant(2026, 6, 4)), ["A01", "C26"]);
    let changes = Changes::of(&release);
    assert_eq!((changes.last(DAY), changes.last(CHANGED), changes.last(BEFORE)), (CHANGED, CHANGED, OLD));
    let early = Date::constant(1950, 1, 1);
    assert_eq!((changes.last(early), check(&release, early).zones.len()), (early, 0));
    assert_eq!(check(&release, early).areas[0].level, None);
}

#[test]
fn a_detailed_plan_goes_before_the_main_plan_and_levels_are_never_added() {
    let mut parts = town();
    parts.plans.push(plan("M", Level::Main, 3_000));
    let mut main = zone("M1", "A02100", one(rect(-100.0, -100.0, 100.0, 100.0)));
    main.plan_id = "M".to_owned();
    parts.zones.push(main);
    let found = check(&Release::build(parts).unwrap(), DAY);
    let white: Vec<_> = found.areas.iter().map(|a| (a.level, a.white2())).collect();
    assert_eq!(white, [(Some(Level::Main), 0), (Some(Level::Detailed), m2(36_000.0))]);
    let of = |section: usize, class: &str| {
        found.sections[section].classes.iter().find(|c| c.class.as_deref() == Some(class)).map(|c| c.area2)
    };
    // The first parcel lies wholly in detailed zones, the second only half: there both are kept, and told as overlap.
    assert_eq!((of(0, "A01"), of(0, "A02"), of(0, "C26")), (Some(m2(300.0)), Some(m2(200.0)), Some(m2(200.0))));
    assert_eq!((found.sections[0].overlap2, of(1, "A02")), (m2(100.0), Some(m2(200.0))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn sums_add_up_and_do_not_depend_on_the_order(
        zones in prop::collection::vec((-90i32..60, -90i32..60, 5i32..40, 0usize..4), 1..12),
        parcels in prop::collection::vec((-95i32..80, -95i32..80, 2i32..20, 0u16..3), 1..30),
    ) {
        let classes = ["A01110", "A08000", "C01000", "C26600"];
        let square = |x: i32, y: i32, side: i32| {
            rect(f64::from(x), f64::from(y), f64::from(x + side) + 0.3, f64::from(y + side))
        };
        let drawn = zones.iter().enumerate();
        let drawn = drawn.map(|(k, &(x, y, side, c))| zone(&format!("Z{k:02}"), classes[c], one(square(x, y, side))));
        let mut parts = parts(vec![plan("P", Level::Detailed, 1_000)], drawn.collect());
        parts.parcels = (1..).zip(&parcels).map(|(k, &(x, y, side, section))| {
            parcel(&format!("{:04}{k:04}0000", 500 + section), square(x, y, side), Validity::since(OLD))
        }).collect();
        let mut turned = parts.clone();
        turned.zones.reverse();
        turned.parcels.reverse();
        let (a, b) = (Release::build(parts).unwrap(), Release::build(turned).unwrap());
        prop_assert_eq!(check(&a, DAY), check(&b, DAY));
    }
}
