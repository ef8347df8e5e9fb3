//! What the check of an import finds on small ground, in figures that can be worked out by hand.
#![allow(clippy::unwrap_used)]

mod land;

use atlas::area::Area;
use atlas::plan::{Level, Validity};
use atlas::zone::Zone;
use atlas_import::check::ground::Ground;
use atlas_import::check::settings::Settings;
use atlas_import::check::{Finding, Kind, Measure, Report, Subject, check};
use atlas_import::picture::picture;
use atlas_import::progress::{Progress, Step};
use land::{DAY, area, many, parcel, plan, rect, ring, shape, zone};
use lexicon::date::Date;

const SETTINGS: Settings =
    Settings { sliver: Area::hundredths(100), sliver_mm: 300, noise: Area::hundredths(1), listed: 1_000 };

fn report(zones: &[Zone]) -> Report {
    let areas = [area("T01", rect(0.0, 0.0, 100.0, 100.0))];
    let plans = [plan("P", "T01", Level::Detailed), plan("Q", "T02", Level::Detailed), plan("M", "T01", Level::Main)];
    let ground = Ground::new((zones, &[]), (&areas, &plans));
    check(&ground, &SETTINGS, DAY, &mut |_| {})
}

/// Kinds, ids and square metres of what concerns shapes.
fn shapes(report: &Report) -> Vec<(Kind, Vec<String>, String)> {
    let id = |subject: &Subject| match subject {
        Subject::Zone(id) | Subject::Area(id) | Subject::Plan(id) | Subject::Field(id) => id.clone(),
        Subject::Parcel(id) => id.to_string(),
    };
    let measure = |finding: &Finding| match finding.measure {
        Measure::Ground { area, .. } => area.to_string(),
        Measure::Crack { width_mm, length_mm } => format!("{width_mm}×{length_mm}"),
        Measure::Positions(a, b) => format!("{a}-{b}"),
        Measure::Count(count) => count.to_string(),
    };
    let found = report.findings.iter().filter(|f| !matches!(f.kind, Kind::MissingAttribute));
    found.map(|f| (f.kind, f.of.iter().map(id).collect(), measure(f))).collect()
}

fn found(kind: Kind, of: &[&str], measure: &str) -> (Kind, Vec<String>, String) {
    (kind, of.iter().map(|id| (*id).to_owned()).collect(), measure.to_owned())
}

#[test]
fn zones_that_fill_their_area_leave_nothing_to_say() {
    let halves = [zone("a", "P", rect(0.0, 0.0, 50.0, 100.0)), zone("b", "P", rect(50.0, 0.0, 100.0, 100.0))];
    assert_eq!(shapes(&report(&halves)), []);
}

#[test]
fn overlaps_are_told_within_a_plan_and_across_plans_with_area_and_place() {
    let zones = [
        zone("a", "P", rect(0.0, 0.0, 50.0, 100.0)),
        zone("b", "P", rect(49.0, 0.0, 100.0, 100.0)),
        zone("c", "Q", rect(90.0, 90.0, 110.0, 110.0)),
    ];
    let report = report(&zones);
    let want =
        [found(Kind::OverlapInPlan, &["a", "b"], "100.00"), found(Kind::OverlapAcrossPlans, &["b", "c"], "100.00")];
    assert_eq!(shapes(&report), want);
    let first = &report.findings[0];
    assert_eq!((first.spot.min, first.spot.max), (land::at(49.0, 0.0), land::at(50.0, 100.0)));
    assert_eq!(first.at, land::at(49.5, 50.0));
    assert!(matches!(first.measure, Measure::Ground { thickness_mm: 990, pieces: 1, .. }), "2·100/202 m");
}

#[test]
fn a_main_and_a_detailed_plan_lie_on_each_other_by_law() {
    let zones = [zone("a", "P", rect(0.0, 0.0, 100.0, 100.0)), zone("m", "M", rect(0.0, 0.0, 100.0, 100.0))];
    let report = report(&zones);
    assert_eq!((shapes(&report), report.levels_stacked), (vec![], 1));
}

#[test]
fn zones_of_different_days_do_not_overlap() {
    let mut old = zone("a", "P", rect(0.0, 0.0, 100.0, 100.0));
    old.in_force = Validity { from: Date::constant(1980, 1, 1), until: Some(Date::constant(2015, 12, 31)) };
    let mut new = zone("b", "P", rect(0.0, 0.0, 100.0, 100.0));
    new.in_force.from = Date::constant(2016, 1, 1);
    assert_eq!(shapes(&report(&[old, new])), []);
}

#[test]
fn ground_without_a_zone_is_a_gap_or_a_sliver() {
    let zones = [
        zone("a", "P", rect(0.0, 0.0, 50.0, 100.0)),
        zone("b", "P", rect(50.1, 0.0, 100.0, 60.0)),
        zone("c", "P", rect(50.0, 70.0, 100.0, 100.0)),
        zone("d", "P", many(&[rect(50.1, 60.0, 100.0, 70.0)], &[rect(60.0, 62.0, 60.5, 62.5)])),
    ];
    // The crack of 10 cm × 70 m between a and b, d; the hole of 25 dm² in d.
    let want = [found(Kind::Sliver, &["T01"], "7.00"), found(Kind::Sliver, &["T01"], "0.25")];
    assert_eq!(shapes(&report(&zones)), want);
    let wide = [zone("a", "P", rect(0.0, 0.0, 50.0, 100.0)), zone("b", "P", rect(60.0, 0.0, 100.0, 100.0))];
    assert_eq!(shapes(&report(&wide)), [found(Kind::Gap, &["T01"], "1000.00")]);
}

#[test]
fn a_crack_that_opens_to_a_street_is_found_beside_the_gap_it_belongs_to() {
    let street = |b: f64| [zone("a", "P", rect(0.0, 0.0, 50.0, 90.0)), zone("b", "P", rect(b, 0.0, 100.0, 90.0))];
    let gap = |area: &str| found(Kind::Gap, &["T01"], area);
    let crack = found(Kind::Crack, &["a", "b"], "100×90000");
    assert_eq!(shapes(&report(&street(50.1))), [gap("1009.00"), crack]);
    assert_eq!(shapes(&report(&street(50.0))), [gap("1000.00")], "touching");
    assert_eq!(shapes(&report(&street(50.0005))), [gap("1000.04")], "half a millimetre");
    assert_eq!(shapes(&report(&street(51.0))), [gap("1090.00")], "an alley");
    // Two zones that part at a corner.
    let wedge = ring(&[(50.0, 0.0), (100.0, 0.0), (100.0, 90.0), (60.0, 90.0)]).into_shape();
    let parting = [zone("a", "P", rect(0.0, 0.0, 50.0, 90.0)), zone("b", "P", wedge)];
    assert_eq!(shapes(&report(&parting)), [gap("1450.00")]);
}

#[test]
fn rings_that_meet_themselves_or_each_other_are_named_with_the_place() {
    let bow_tie = ring(&[(0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 90.0)]);
    let crossing = many(&[rect(0.0, 0.0, 100.0, 100.0)], &[rect(90.0, 40.0, 110.0, 60.0)]);
    let report = report(&[zone("a", "P", bow_tie.into_shape()), zone("h", "Q", crossing)]);
    let kinds: Vec<_> = shapes(&report).into_iter().filter(|(kind, _, _)| *kind < Kind::OverlapInPlan).collect();
    let places: Vec<_> = report.findings.iter().filter(|f| f.kind == Kind::RingsCross).map(|f| f.at).collect();
    assert_eq!(places, [land::at(100.0, 60.0), land::at(100.0, 40.0)]);
    let cross = found(Kind::RingsCross, &["h"], "0-1");
    assert_eq!(kinds, [found(Kind::RingMeetsItself, &["a"], "0-2"), cross.clone(), cross]);
}

#[test]
fn parcels_are_checked_like_zones() {
    let parcels = [
        parcel("050001000000", rect(0.0, 0.0, 10.0, 10.0)),
        parcel("050001000001", rect(9.0, 0.0, 20.0, 10.0)),
        parcel("050001000002", rect(20.0, 0.0, 30.0, 10.0)),
    ];
    let ground = Ground::new((&[], &parcels), (&[], &[]));
    let report = check(&ground, &SETTINGS, DAY, &mut |_| {});
    assert_eq!(shapes(&report), [found(Kind::ParcelsOverlap, &["050001000000", "050001000001"], "10.00")]);
}

#[test]
fn empty_odd_and_unread_attributes_are_told() {
    let mut odd = zone("a", "P", rect(0.0, 0.0, 50.0, 100.0));
    (odd.class, odd.name) = ("住宅".into(), "住\u{FFFD}區\u{E000}".into());
    let mut bare = zone("b", "P", rect(50.0, 0.0, 100.0, 100.0));
    (bare.coverage, bare.floor_area) = (None, None);
    let report = report(&[odd, bare.clone(), bare]);
    let of = |kind: Kind| -> Vec<(&[Subject], Measure)> {
        report.findings.iter().filter(|f| f.kind == kind).map(|f| (&f.of[..], f.measure)).collect()
    };
    let (zone, field) = (|id: &str| Subject::Zone(id.into()), |name: &str| Subject::Field(name.into()));
    assert_eq!(of(Kind::OddClass), [(&[zone("a"), field("class")][..], Measure::Count(1))]);
    assert_eq!(of(Kind::UnreadCharacter), [(&[zone("a"), field("name")][..], Measure::Count(2))]);
    let plan = Subject::Plan("P".into());
    let missing = [
        (&[plan.clone(), zone("b"), field("coverage")][..], Measure::Count(2)),
        (&[plan, zone("b"), field("floor_area")][..], Measure::Count(2)),
    ];
    assert_eq!(of(Kind::MissingAttribute), missing);
}

#[test]
fn a_list_is_never_longer_than_asked_and_says_how_many_there_were() {
    let zones: Vec<Zone> = (0..40).map(|i| zone(&format!("z{i:02}"), "P", rect(0.0, 0.0, 100.0, 100.0))).collect();
    let areas = [area("T01", rect(0.0, 0.0, 100.0, 100.0))];
    let ground = Ground::new((&zones, &[]), (&areas, &[]));
    let report = check(&ground, &Settings { listed: 5, ..SETTINGS }, DAY, &mut |_| {});
    let count = report.counts[&Kind::OverlapInPlan];
    assert_eq!((count.found, count.listed, count.area.to_string().as_str()), (780, 5, "7800000.00"));
    assert_eq!(shapes(&report).len(), 5);
}

#[test]
fn unruly_shapes_end_in_a_finding_and_not_in_a_wait() {
    let star: Vec<(f64, f64)> =
        (0..3_000i64).map(|i| ((i * 7_919 % 10_007) as f64 / 101.0, (i * 104_729 % 10_009) as f64 / 101.0)).collect();
    let zones = [zone("a", "P", ring(&star).into_shape()), zone("b", "P", rect(0.0, 0.0, 100.0, 100.0))];
    let report = report(&zones);
    let kinds = report.findings.iter().filter(|f| f.kind == Kind::NotMeasured);
    let of: Vec<&Subject> = kinds.map(|f| &f.of[0]).collect();
    assert_eq!(of, [&Subject::Zone("a".into()), &Subject::Area("T01".into())], "the ring, and the gaps around it");
}

#[test]
fn progress_goes_through_rings_overlaps_and_gaps_to_the_end() {
    let zones = [zone("a", "P", rect(0.0, 0.0, 50.0, 100.0))];
    let areas = [area("T01", rect(0.0, 0.0, 100.0, 100.0))];
    let mut told: Vec<Progress> = Vec::new();
    let ground = Ground::new((&zones, &[]), (&areas, &[]));
    check(&ground, &SETTINGS, DAY, &mut |p| told.push(p));
    for step in [Step::Rings, Step::Overlaps, Step::Gaps, Step::Cracks] {
        assert!(told.contains(&Progress { step, done: 1, of: 1 }), "{step:?}");
    }
}

#[test]
fn a_picture_shows_both_things_the_place_and_the_figures() {
    let zones = [zone("a<&>", "P", rect(0.0, 0.0, 50.0, 100.0)), zone("b", "P", rect(49.9, 20.0, 100.0, 100.0))];
    let areas = [area("T01", rect(0.0, 0.0, 100.0, 100.0))];
    let ground = Ground::new((&zones, &[]), (&areas, &[]));
    let report = check(&ground, &SETTINGS, DAY, &mut |_| {});
    for finding in &report.findings {
        let svg = picture(&ground, finding);
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && svg.len() < 20_000);
        assert!(svg.contains(&format!("<title>{}</title>", finding.kind.code())));
        assert_eq!(svg, picture(&ground, finding), "the same bits every time");
    }
    let overlap = report.findings.iter().find(|f| f.kind == Kind::OverlapInPlan).unwrap();
    let svg = picture(&ground, overlap);
    for part in ["a&lt;&amp;&gt;", ">b<", "8.00 m² · 0.100 m", "1:5000", "stroke-dasharray", "url(#c"] {
        assert!(svg.contains(part), "{part}: {svg}");
    }
}

#[test]
fn the_offices_table_says_what_a_sliver_is() {
    let raw = include_bytes!("../../../office/land/check.csv");
    let settings = Settings::from_csv(raw, DAY).unwrap();
    assert_eq!((settings.sliver.to_string().as_str(), settings.sliver_mm), ("1.00", 300));
    assert!(Settings::from_csv(raw, Date::constant(1900, 1, 1)).is_err());
}

/// Rings as shapes of one part.
trait IntoShape {
    fn into_shape(self) -> atlas::polygon::MultiPolygon;
}

impl IntoShape for atlas::ring::Ring {
    fn into_shape(self) -> atlas::polygon::MultiPolygon {
        shape(self)
    }
}
