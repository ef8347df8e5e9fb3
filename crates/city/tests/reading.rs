//! What is read from the precomputed pieces is what the certificate's overlay finds, parcel by parcel.
#![allow(clippy::unwrap_used)]

use atlas::area::Area;
use atlas::day::{AsOf, Moment};
use atlas::finding::Thickness;
use atlas::overlay::overlay;
use atlas::parcel::ParcelShape;
use atlas::reading::read;
use atlas::release::Release;
use atlas::tolerance::Tolerances;
use city::facts::TOLERANCES;
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use lexicon::date::Date;
use lexicon::sections::SectionTable;

const SECTIONS: &[u8] = include_bytes!("../../../office/sections.csv");

type Line = (Option<(String, String)>, Area, u32, Thickness);

fn found(release: &Release, row: u32, at: AsOf, tolerances: &Tolerances) -> (Area, Vec<Line>) {
    let parcel = release.parcel_in_row(row).unwrap();
    let finding = overlay(release, &ParcelShape::from(&parcel), at, tolerances);
    let line = |piece: atlas::finding::Piece| {
        (piece.zone.map(|zone| (zone.id, zone.plan.id)), piece.area, piece.share_ppm, piece.class)
    };
    (finding.measured, finding.pieces.into_iter().map(line).collect())
}

fn told(release: &Release, row: u32, at: AsOf, tolerances: &Tolerances) -> (Area, Vec<Line>) {
    let reading = read(release, row, at, tolerances);
    let id = |zone: u32| release.text(release.zone_facts(zone).id).to_owned();
    let line = |piece: &atlas::reading::ReadPiece<'_>| {
        (piece.ruled.map(|(zone, plan)| (id(zone), plan.id.clone())), piece.area, piece.share_ppm, piece.class)
    };
    (reading.measured, reading.pieces.iter().map(line).collect())
}

fn check(plan: &CityPlan, days: &[Date]) {
    let city = generate(plan, &SectionTable::from_csv(SECTIONS).unwrap()).unwrap();
    let release = Release::build(city.parts).unwrap();
    let tolerances = Tolerances::from_csv(TOLERANCES).unwrap();
    let mut several = 0;
    for &on in days {
        let at = AsOf { on, known: None };
        for row in 0..release.parcel_count() as u32 {
            if release.parcel_layer().shapes[row as usize].days.cover(Moment::from(at)) {
                let (read, overlaid) = (told(&release, row, at, &tolerances), found(&release, row, at, &tolerances));
                assert_eq!(read, overlaid, "row {row} on {on}");
                several += usize::from(read.1.len() > 1);
            }
        }
    }
    assert!(several > 500, "the test has something to compare");
}

#[test]
fn every_parcel_of_the_demo_city_reads_as_its_certificate_would_find_it() {
    check(&CityPlan::demo(SurveyError::On), &[Date::constant(2026, 11, 23)]);
}

#[test]
fn so_it_does_on_days_of_the_past_and_without_survey_error() {
    let plan = CityPlan { parcels: 3_000, ..CityPlan::demo(SurveyError::Off) };
    check(&plan, &[Date::constant(1990, 1, 1), Date::constant(2001, 6, 1), Date::constant(2016, 5, 20)]);
}
