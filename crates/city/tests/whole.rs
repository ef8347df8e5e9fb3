//! The full-size city at a small scale: exact where it must be, and as hard as it claims.
#![allow(clippy::unwrap_used)]

use atlas::pieces::{Ground, measure};
use atlas::point::{Point, UNITS2_PER_M2};
use atlas::release::Release;
use atlas::ring::Ring;
use city::facts::Group;
use city::survey::SurveyError;
use city::whole::ground::{DistrictGround, GroundZone, area2};
use city::whole::{Whole, WholePlan, generate};
use lexicon::date::Date;
use lexicon::sections::SectionTable;
use std::collections::{BTreeMap, BTreeSet};

/// After every change of zones.
const DAY: Date = Date::constant(2026, 11, 23);
/// Before any of them.
const FIRST_PLANS: Date = Date::constant(2000, 1, 1);

/// Fewer sections than four districts need, so that some are made up.
const SECTIONS: &str = "district_code,district,office,section_code,section,subsection
E05,三民區,ED,0500,中華段,一小段
E08,苓雅區,EB,0917,成功段,
E12,鳳山區,EG,9998,鳳山段,縣口小段
";

fn whole(scale: f64, survey: SurveyError) -> Whole {
    let table = SectionTable::from_csv(SECTIONS.as_bytes()).unwrap();
    generate(&WholePlan::bench(scale, survey), &table).unwrap()
}

fn rings<'a>(ground: &'a DistrictGround<'_>) -> impl Iterator<Item = &'a Vec<Point>> {
    ground.zones.iter().flat_map(|z| &z.rings).chain(ground.parcels.iter().map(|p| &p.ring))
}

/// FNV-1a over the shapes, ids, classes and areas of a city: what a bench stands on,
/// whatever form a release gives it.
fn digest(city: &Whole) -> u64 {
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    let mut put = |bytes: &[u8]| {
        bytes.iter().for_each(|&b| digest = (digest ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    };
    for ground in city.districts() {
        for zone in &ground.zones {
            put(format!("{} {} {} {:?}", zone.id, zone.plan, zone.fact.class, zone.in_force).as_bytes());
        }
        for parcel in &ground.parcels {
            put(parcel.id.key().as_bytes());
            put(&parcel.registered.as_hundredths().to_le_bytes());
        }
        for point in rings(&ground).flatten() {
            put(&point.x.to_le_bytes());
            put(&point.y.to_le_bytes());
        }
    }
    digest
}

#[test]
fn every_machine_makes_the_same_bytes() {
    // Written down once; a change here means every bench figure changes.
    assert_eq!(format!("{:016x}", digest(&whole(0.004, SurveyError::On))), "b2fab12032c184fe");
}

#[test]
fn a_release_can_be_built_from_it() {
    let city = whole(0.004, SurveyError::On);
    let release = Release::build(city.parts()).unwrap();
    let (zones, parcels) =
        city.districts().fold((0, 0), |(z, p), ground| (z + ground.zones.len(), p + ground.parcels.len()));
    assert_eq!((release.zones().count(), release.parcel_count()), (zones, parcels));
    assert_eq!((release.areas().len(), release.plans().len()), (city.areas().len(), city.plans().len()));
}

#[test]
fn another_seed_makes_another_city_and_an_impossible_scale_none() {
    let table = SectionTable::from_csv(SECTIONS.as_bytes()).unwrap();
    let plan = WholePlan::bench(0.004, SurveyError::On);
    let other = generate(&WholePlan { seed: 1, ..plan }, &table).unwrap();
    assert_ne!(other.districts().next(), whole(0.004, SurveyError::On).districts().next());
    for scale in [0.0, -1.0, 31.0, f64::NAN, f64::INFINITY] {
        assert!(generate(&WholePlan { scale, ..plan }, &table).is_err(), "{scale}");
    }
}

#[test]
fn survey_error_moves_the_corners_of_parcels_and_nothing_else() {
    let (on, off) = (whole(0.004, SurveyError::On), whole(0.004, SurveyError::Off));
    for (on, off) in on.districts().zip(off.districts()) {
        assert_eq!(on.zones, off.zones);
        assert_eq!(on.parcels.len(), off.parcels.len());
        for (a, b) in on.parcels.iter().zip(&off.parcels) {
            assert_eq!((a.id, a.registered, a.in_force), (b.id, b.registered, b.in_force));
            assert_ne!(a.ring, b.ring);
        }
    }
}

#[test]
fn parcel_and_zone_ids_are_unique_and_sections_are_real_while_they_last() {
    let city = whole(0.015, SurveyError::On);
    let table = SectionTable::from_csv(SECTIONS.as_bytes()).unwrap();
    let codes: BTreeSet<_> = city.sections().iter().map(|s| s.code).collect();
    assert_eq!(codes.len(), city.sections().len());
    assert!(table.iter().all(|s| codes.contains(&s.code)), "every real section is used");
    assert!(city.sections().iter().any(|s| table.get(s.code).is_none()), "and some made-up ones");
    let (mut parcels, mut zones, mut subs) = (BTreeSet::new(), BTreeSet::new(), 0);
    for ground in city.districts() {
        for parcel in &ground.parcels {
            assert!(codes.contains(&parcel.id.section) && parcels.insert(parcel.id), "{}", parcel.id);
            subs += usize::from(parcel.id.land.sub() > 0);
        }
        assert!(ground.zones.iter().all(|z| zones.insert(z.id.clone())));
    }
    assert!((15..25).contains(&(100 * subs / parcels.len())), "{subs} of {}", parcels.len());
}

#[test]
fn rings_are_whole_turned_and_never_meet_themselves() {
    for ground in whole(0.008, SurveyError::On).districts() {
        assert!(ground.zones.iter().all(|z| area2(&z.rings[0]) > 0));
        assert!(ground.zones.iter().flat_map(|z| &z.rings[1..]).all(|hole| area2(hole) < 0));
        for ring in rings(&ground) {
            assert_eq!(Ring::new(ring.clone()).unwrap().faults(), []);
        }
    }
}

/// How often each edge is run in its own direction, less how often in the other.
fn unpaired<'a>(rings: impl Iterator<Item = &'a Vec<Point>>) -> BTreeMap<(Point, Point), i32> {
    let mut edges: BTreeMap<(Point, Point), i32> = BTreeMap::new();
    for ring in rings {
        for (&a, &b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            *edges.entry((a.min(b), a.max(b))).or_default() += if a < b { 1 } else { -1 };
        }
    }
    edges.retain(|_, times| *times != 0);
    edges
}

#[test]
fn zones_share_every_vertex_but_for_one_in_a_hundred() {
    let city = whole(0.015, SurveyError::On);
    let areas: Vec<Vec<Point>> = city
        .areas()
        .iter()
        .flat_map(|a| a.boundary.rings())
        .map(|r| r.points().iter().rev().copied().collect())
        .collect();
    let grounds: Vec<DistrictGround<'_>> = city.districts().collect();
    let zones: Vec<&GroundZone<'_>> =
        grounds.iter().flat_map(|g| &g.zones).filter(|z| z.in_force.covers(FIRST_PLANS)).collect();
    // The plan areas, run the other way, close the sheet: what is left are the overlaps.
    let left = unpaired(zones.iter().flat_map(|z| &z.rings).chain(&areas));
    let overlapping = left.values().filter(|times| **times != 0).count() as f64 / 5.0;
    let share = 100.0 * overlapping / zones.len() as f64;
    assert!((0.4..1.8).contains(&share), "{share} % of {} zones overlap", zones.len());
    let area = |rings: &[Vec<Point>]| rings.iter().map(|r| area2(r)).sum::<i64>() as f64 / 2.0 / UNITS2_PER_M2;
    let excess_m2 = zones.iter().map(|z| area(&z.rings)).sum::<f64>() + area(&areas);
    let each_m2 = excess_m2 / overlapping;
    assert!((0.1..8.0).contains(&each_m2), "{excess_m2} m² overlap in {overlapping} places");
}

#[test]
fn zones_are_as_fine_as_the_generator_this_one_follows() {
    let city = whole(0.06, SurveyError::On);
    let (mut vertices, mut groups) = (Vec::new(), Vec::new());
    let (mut holes, mut changed, mut parcels) = (0, 0, 0);
    for ground in city.districts() {
        for zone in &ground.zones {
            vertices.push(zone.rings.iter().map(Vec::len).sum::<usize>());
            groups.push(zone.fact.group);
            holes += usize::from(zone.rings.len() > 1);
            changed += usize::from(zone.in_force.until.is_some());
        }
        parcels += ground.parcels.len();
    }
    vertices.sort_unstable();
    let zones = vertices.len();
    let percent = |part: usize| 100.0 * part as f64 / zones as f64;
    let mean = vertices.iter().sum::<usize>() as f64 / zones as f64;
    assert!((15..=20).contains(&vertices[zones / 2]), "median {}", vertices[zones / 2]);
    assert!((37.0..46.0).contains(&mean), "mean {mean}");
    assert!((1_800..3_200).contains(&vertices[zones - 1]), "largest {}", vertices[zones - 1]);
    assert!(percent(holes) >= 0.7, "with holes {}", percent(holes));
    assert!((3.0..5.0).contains(&percent(changed)), "changed {}", percent(changed));
    assert!((14..21).contains(&(parcels / zones)), "{parcels} parcels, {zones} zones");
    let wanted = [Group::Road, Group::Pond, Group::Pylon, Group::Rural, Group::Industrial];
    assert!(wanted.iter().all(|group| groups.contains(group)), "roads, ponds, fields and works");
}

/// Parcels in a hundred that touch more than one zone, and that lie in more than one with
/// at least 2 m² and 1 m mean thickness.
fn shares(survey: SurveyError) -> (f64, f64) {
    let release = Release::build(whole(0.03, survey).parts()).unwrap();
    let (mut asked, mut touching, mut straddling) = (0, 0, 0);
    for parcel in release.parcels().step_by(23) {
        let ground = Ground::new(&parcel.shape);
        let near = release.zones_near(&ground.bounds, DAY);
        let near: Vec<_> = near.iter().map(|(zone, plan)| (zone, *plan)).collect();
        let pieces = measure(&ground, &near);
        let zones = || pieces.iter().filter(|p| p.ruled.is_some());
        asked += 1;
        touching += usize::from(zones().count() > 1);
        let thick = zones().filter(|p| p.area.as_hundredths() >= 200 && p.thickness >= 10_000.0);
        straddling += usize::from(thick.count() > 1);
    }
    let percent = |part: usize| 100.0 * f64::from(part as u32) / f64::from(asked);
    (percent(touching), percent(straddling))
}

#[test]
fn two_parcels_in_three_touch_several_zones_and_one_in_nine_straddles() {
    let (touching, _) = shares(SurveyError::On);
    assert!((66.0..73.0).contains(&touching), "{touching} % touch several zones");
    let (_, straddling) = shares(SurveyError::Off);
    assert!((9.0..13.5).contains(&straddling), "{straddling} % really straddle");
}
