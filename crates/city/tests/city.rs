//! The synthetic city: the same everywhere, true to life where it matters, and mostly clear.
#![allow(clippy::unwrap_used)]

use atlas::release::Release;
use atlas::tolerance::Tolerances;
use city::clear::clear_report;
use city::facts::TOLERANCES;
use city::generate::{City, CityPlan, generate};
use city::survey::SurveyError;
use lexicon::date::Date;
use lexicon::sections::SectionTable;
use std::collections::{BTreeMap, BTreeSet};

const DAY: Date = Date::constant(2026, 11, 23);

/// A few real rows of each district the city uses; two names occur in two districts.
const SECTIONS: &str = "district_code,district,office,section_code,section,subsection
E05,三民區,ED,0500,中華段,一小段
E08,苓雅區,EB,0917,成功段,
E03,左營區,EE,0229,新光段,
E09,前鎮區,EC,1000,鎮東段,
E09,前鎮區,EC,1001,鎮昌段,
E12,鳳山區,EG,1400,鳳山段,縣口小段
E12,鳳山區,EG,1401,鳳山段,大老衙小段
E16,大社區,EI,2002,保舍甲段,
E19,岡山區,EF,2340,成功段,
E19,岡山區,EF,2360,大德段,
E30,旗山區,EH,3419,大德段,
E31,美濃區,EK,3539,成功段,
E35,內門區,EH,3900,溝坪段,
";

fn city(parcels: u32, survey: SurveyError) -> City {
    let table = SectionTable::from_csv(SECTIONS.as_bytes()).unwrap();
    generate(&CityPlan { seed: 20_261_123, parcels, survey }, &table).unwrap()
}

fn release(parcels: u32, survey: SurveyError) -> Release {
    Release::build(city(parcels, survey).parts).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_city_and_another_seed_another() {
    assert_eq!(city(2_000, SurveyError::On), city(2_000, SurveyError::On));
    let table = SectionTable::from_csv(SECTIONS.as_bytes()).unwrap();
    let other = generate(&CityPlan { seed: 1, parcels: 2_000, survey: SurveyError::On }, &table).unwrap();
    assert_ne!(other.parts.zones, city(2_000, SurveyError::On).parts.zones);
}

#[test]
fn every_machine_makes_the_same_bytes() {
    // Written down once; a change here means every demo and every golden figure changes.
    assert_eq!(
        release(2_000, SurveyError::On).hash(),
        "35bff5f75427bc18f57ce0e4aea29f0948997facd95ce649aa0d6cac6b549edc"
    );
}

#[test]
fn survey_error_moves_corners_and_nothing_else() {
    let (on, off) = (city(2_000, SurveyError::On), city(2_000, SurveyError::Off));
    assert_eq!((&on.parts.zones, &on.parts.plans, &on.streets), (&off.parts.zones, &off.parts.plans, &off.streets));
    let facts = |c: &City| {
        c.parts.parcels.iter().map(|p| (p.id, p.in_force, p.registered, p.became.clone())).collect::<Vec<_>>()
    };
    assert_eq!(facts(&on), facts(&off));
    let moved = on.parts.parcels.iter().zip(&off.parts.parcels).filter(|(a, b)| a.shape != b.shape).count();
    assert_eq!(moved, on.parts.parcels.len());
}

#[test]
fn zones_in_force_never_overlap() {
    let r = release(2_000, SurveyError::Off);
    for zone in r.zones().filter(|z| z.in_force.covers(DAY)) {
        let measured = atlas::integral::Measured::new(zone.extent.rings());
        for (other, _) in r.zones_near(&zone.extent.bounds().unwrap(), DAY) {
            let common = if other.id == zone.id { 0.0 } else { measured.common(other.extent.rings()) };
            assert!(common < 10_000.0, "{} and {} share {common}", zone.id, other.id);
        }
    }
}

#[test]
fn every_hard_case_of_real_life_is_there() {
    let made = city(4_000, SurveyError::On);
    let mut names: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for section in &made.sections {
        names.entry(section.full_name()).or_default().insert(&section.district);
    }
    assert!(names.values().any(|d| d.len() > 1), "one section name in two districts");
    let r = Release::build(made.parts.clone()).unwrap();
    assert!(r.parcels().any(|p| r.renumbered(p.id).is_some()), "an old number with new ones");
    assert!(
        r.plans().iter().any(|p| p.exhibition.as_ref().is_some_and(|e| e.days.covers(DAY))),
        "a change on exhibition"
    );
    assert!(
        r.plans().iter().any(|p| p.scale == 1_000) && r.plans().iter().any(|p| p.scale == 3_000),
        "new and old maps"
    );
    assert!(r.zones().any(|z| z.in_force.until.is_some()), "a zone that was changed");
    assert!(r.zones().any(|z| z.extent.0[0].rings().len() > 1), "a zone with a hole");
    let ended_into = |p: &atlas::parcel::Parcel| p.became.iter().flat_map(|b| b.into.clone()).collect::<Vec<_>>();
    for (parcel, new) in r.parcels().flat_map(|p| ended_into(&p).into_iter().map(move |n| (p.clone(), n))) {
        assert!(r.parcel(new, DAY).is_some(), "{} became {new}, which is there", parcel.id);
    }
    assert!(made.streets.len() > 60 && made.streets.iter().all(|s| !s.name.is_empty()));
}

#[test]
fn four_in_five_are_answered_alone_and_hardly_one_in_a_thousand_wrongly() {
    let tolerances = Tolerances::from_csv(TOLERANCES).unwrap();
    let (truth, noisy) = (release(4_000, SurveyError::Off), release(4_000, SurveyError::On));
    let report = clear_report(&truth, &noisy, DAY, &tolerances);
    let all = report.all;
    assert!(all.parcels > 3_000, "{report:?}");
    assert!(all.automatic * 100 >= all.parcels * 80, "{report:?}");
    assert!(all.wrong * 1_000 <= all.automatic, "{report:?}");
    assert_eq!(report.by_scale.values().map(|c| c.parcels).sum::<u64>(), all.parcels);
    for kind in ["straddles", "near_line", "border_piece", "no_polygon_in_plan", "under_exhibition", "area_disagrees"] {
        assert!(report.doubts.contains_key(kind), "{kind} in {report:?}");
    }
}

#[test]
fn without_survey_error_no_clear_answer_is_wrong() {
    let tolerances = Tolerances::from_csv(TOLERANCES).unwrap();
    let truth = release(2_000, SurveyError::Off);
    let report = clear_report(&truth, &truth, DAY, &tolerances);
    assert!(report.all.automatic > 0);
    assert_eq!(report.all.wrong, 0);
}

#[test]
fn the_report_catches_a_table_that_is_too_loose() {
    let loose = "scale_from,scale_to,zone_m,border_m,near_line_map_mm,area_a,area_b,from,until,source\n\
                 1,10000,6.0,6.0,1.5,9,9,1990-01-01,,test\n";
    let tolerances = Tolerances::from_csv(loose.as_bytes()).unwrap();
    let (truth, noisy) = (release(2_000, SurveyError::Off), release(2_000, SurveyError::On));
    let report = clear_report(&truth, &noisy, DAY, &tolerances);
    assert!(report.all.wrong * 1_000 > report.all.automatic, "{report:?}");
}

#[test]
fn every_address_is_written_once_and_stands_in_a_parcel_off_the_street() {
    let made = city(4_000, SurveyError::On);
    let addresses = city::places::addresses(&made, 12.0).unwrap();
    assert_eq!(addresses, city::places::addresses(&made, 12.0).unwrap());
    assert!(addresses.len() > 500, "{}", addresses.len());
    let texts: BTreeSet<&str> = addresses.iter().map(|a| a.text.as_str()).collect();
    assert_eq!(texts.len(), addresses.len());
    let districts: BTreeSet<&str> = made.sections.iter().map(|s| s.district.as_str()).collect();
    assert_eq!(addresses.iter().map(|a| a.district.as_str()).collect::<BTreeSet<_>>(), districts);
    let r = Release::build(made.parts).unwrap();
    for address in &addresses {
        let here = atlas::point::Bounds { min: address.at, max: address.at };
        assert!(!r.parcels_near(&here, DAY).is_empty(), "{} stands nowhere", address.text);
        let built = ["高雄市", address.district.as_str(), address.street.as_str(), &format!("{}號", address.number)];
        assert_eq!(address.text, built.concat());
    }
    assert!(addresses.iter().any(|a| a.number % 2 == 1) && addresses.iter().any(|a| a.number % 2 == 0));
}

#[test]
fn the_parcel_of_the_documents_is_there() {
    let table = SectionTable::from_csv(include_bytes!("../../../office/sections.csv")).unwrap();
    let city = generate(&CityPlan::demo(SurveyError::On), &table).unwrap();
    let section = table.iter().find(|s| s.district == "前鎮區" && s.full_name() == "獅甲段").unwrap().code;
    let land = lexicon::parcel::LandNumber::parse("540-4").unwrap();
    let found =
        city.parts.parcels.iter().any(|p| p.id.section == section && p.id.land == land && p.in_force.covers(DAY));
    assert!(found);
}
