//! Releases that follow each other: what was answered once is answered so for ever.
#![allow(clippy::unwrap_used)]

mod ground;

use atlas::answers::{Part, compare, ground_by_class};
use atlas::day::AsOf;
use atlas::overlay::overlay;
use atlas::parcel::{Parcel, ParcelShape};
use atlas::plan::{Level, Validity};
use atlas::release::Release;
use atlas::release_parts::{ReleaseParts, Source};
use atlas::succession::account::{Account, Told, carried};
use atlas::succession::{Now, SuccessionError, Tally, known_now, succeed};
use atlas::zone::Zone;
use ground::*;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;

const FIRST: Date = Date::constant(2026, 1, 5);
const SECOND: Date = Date::constant(2026, 6, 1);
const THIRD: Date = Date::constant(2026, 9, 1);

fn known(mut parts: ReleaseParts, from: Date) -> ReleaseParts {
    parts.plans.iter_mut().for_each(|p| p.known = Validity::since(from));
    parts.zones.iter_mut().for_each(|z| z.known = Validity::since(from));
    parts.parcels.iter_mut().for_each(|p| p.known = Validity::since(from));
    parts
}

fn first() -> Release {
    let zones = vec![
        zone("P/0", "A01130", one(rect(-50.0, 0.0, 0.0, 40.0))),
        zone("P/1", "C01000", one(rect(0.0, 0.0, 50.0, 40.0))),
    ];
    let mut parts = parts(vec![plan("P", Level::Detailed, 1_000)], zones);
    parts.parcels = vec![
        parcel("050001000000", rect(-40.0, 5.0, -10.0, 35.0), Validity::since(OLD)),
        parcel("050001010000", rect(-8.0, 5.0, 9.0, 35.0), Validity::since(OLD)),
        parcel("050001020000", rect(12.0, 5.0, 30.0, 35.0), Validity::since(OLD)),
        parcel("060000010000", rect(31.0, 5.0, 40.0, 35.0), Validity::since(OLD)),
    ];
    Release::build(known(parts, FIRST)).unwrap()
}

/// What an office was ever asked: parcels, findings with all doubts, precomputed pieces.
fn answers(release: &Release, on: Date, known: Date) -> Vec<String> {
    let at = AsOf { on, known: Some(known) };
    let keys = ["050001000000", "050001010000", "050001020000", "050001030000", "060000010000"];
    let mut said = Vec::new();
    for key in keys {
        let id = ParcelId::parse(key).unwrap();
        let Some(row) = release.row(id, at) else {
            said.push(format!("{key}: none, {:?}", release.parcel(id, at)));
            continue;
        };
        let parcel = release.parcel_in_row(row).unwrap();
        let mut finding = overlay(release, &ParcelShape::from(&parcel), at, &tolerances());
        finding.release.clear();
        let zone = |zone: u32| release.zone(zone).id;
        let moment = at.into();
        let shown = |zone: u32| release.zone_layer().shapes[zone as usize].days.cover(moment);
        let mut pieces: Vec<(String, u64)> =
            release.pieces(row).iter().filter(|p| shown(p.zone)).map(|p| (zone(p.zone), p.units2.to_bits())).collect();
        pieces.sort();
        said.push(format!("{key}: {} {:?} {finding:?} {pieces:?}", parcel.registered, parcel.shape));
    }
    said
}

fn known_parcels(release: &Release) -> Vec<Parcel> {
    let mut rows: Vec<Parcel> = release.parcels().collect();
    known_now(&mut rows);
    rows
}

fn known_zones(release: &Release) -> Vec<Zone> {
    let mut rows: Vec<Zone> = release.zones().collect();
    known_now(&mut rows);
    rows
}

/// A new plan file, its features numbered anew and one ring begun elsewhere; a zone changed, one new.
fn second(before: &Release) -> Release {
    let turned = ring(&[(50.0, 40.0), (0.0, 40.0), (0.0, 0.0), (50.0, 0.0)]);
    let mut changed = zone("P/1", "B02000", one(rect(-50.0, 0.0, 0.0, 40.0)));
    let mut same = zone("P/0", "C01000", one(turned));
    let mut new = zone("P/2", "A01130", one(rect(-50.0, 45.0, 50.0, 60.0)));
    for zone in [&mut changed, &mut same, &mut new] {
        zone.in_force = Validity::since(SECOND);
    }
    let told = Told {
        things: vec![same, changed, new],
        account: Account::Picture { on: SECOND },
        speaks_of: &|_: &Zone| true,
    };
    let zones = carried(known_zones(before), told);
    let source = Source { name: "zones.shp".into(), sha256: "aa".into() };
    let now = Now { sources: vec![source], zones: Some(zones), ..Now::default() };
    let next = succeed(before, now, SECOND).unwrap();
    assert_eq!(next.tallies.zones, Tally { kept: 1, closed: 1, new: 3 });
    assert_eq!(next.tallies.parcels, Tally { kept: 4, closed: 0, new: 0 });
    Release::build(next.parts).unwrap()
}

/// A new cadastre of one section: one parcel gone, one new, one with another shape.
fn third(before: &Release) -> Release {
    let since = Validity::since(THIRD);
    let things = vec![
        parcel("050001000000", rect(-40.0, 5.0, -10.0, 35.0), since),
        parcel("050001010000", rect(-8.0, 5.0, 8.0, 35.0), since),
        parcel("050001030000", rect(8.0, 5.0, 30.0, 35.0), since),
    ];
    let section = |p: &Parcel| p.id.section == ParcelId::parse("050001000000").unwrap().section;
    let told = Told { things, account: Account::Picture { on: THIRD }, speaks_of: &section };
    let parcels = carried(known_parcels(before), told);
    let next = succeed(before, Now { parcels: Some(parcels), ..Now::default() }, THIRD).unwrap();
    assert_eq!(next.tallies.parcels, Tally { kept: 2, closed: 2, new: 4 });
    Release::build(next.parts).unwrap()
}

#[test]
fn as_of_a_day_as_known_on_a_day_is_answered_as_it_was_then() {
    let chain = {
        let first = first();
        let second = second(&first);
        let third = third(&second);
        [first, second, third]
    };
    let ons = [OLD, FIRST, Date::constant(2026, 5, 31), SECOND, DAY];
    for (then, recorded_on) in [(0, SECOND), (1, THIRD)] {
        for on in ons {
            for known in [FIRST, Date::constant(2026, 5, 31), SECOND, Date::constant(2026, 8, 31)] {
                if known >= recorded_on {
                    continue;
                }
                for later in &chain[then + 1..] {
                    assert_eq!(answers(&chain[then], on, known), answers(later, on, known), "{on} as known on {known}");
                }
            }
        }
    }
    assert_ne!(answers(&chain[0], DAY, FIRST), answers(&chain[1], DAY, SECOND));
    assert!(chain[2].verify_pieces());
}

#[test]
fn what_a_picture_no_longer_shows_ended_the_day_before_and_its_past_stays() {
    let (before, now) = {
        let first = first();
        let second = second(&first);
        (first, second)
    };
    let id = ParcelId::parse("050001000000").unwrap();
    let class = |release: &Release, on| {
        let parcel = release.parcel(id, on).unwrap();
        let finding = overlay(release, &ParcelShape::from(&parcel), on, &tolerances());
        finding.pieces[0].zone.as_ref().unwrap().class.clone()
    };
    let yesterday = SECOND.yesterday().unwrap();
    assert_eq!((class(&before, yesterday), class(&now, yesterday)), ("A01130".into(), "A01130".into()));
    assert_eq!(class(&now, SECOND), "B02000");
    // The same zone under another number of the file kept its name; what is new was named apart.
    let names: Vec<String> = known_zones(&now).into_iter().map(|z| format!("{} {}", z.id, z.class)).collect();
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!(sorted, ["P/0 A01130", "P/1 C01000", "P/1@2026-06-01 B02000", "P/2 A01130"]);
}

#[test]
fn the_same_again_changes_nothing_and_going_back_is_known_from_its_own_day() {
    let first = first();
    let again = succeed(&first, Now::of(&first), SECOND).unwrap();
    assert!(again.tallies.is_nothing());
    assert_eq!(Release::build(again.parts).unwrap().hash(), first.hash());

    let second = second(&first);
    let back = Release::build(succeed(&second, Now::of(&first), THIRD).unwrap().parts).unwrap();
    let between = Date::constant(2026, 8, 1);
    assert_eq!(answers(&back, DAY, between), answers(&second, DAY, between));
    assert_eq!(answers(&back, DAY, THIRD), answers(&first, DAY, THIRD));
    // Taken back on the day it came: nobody ever knew it at the end of a day.
    let same_day = Release::build(succeed(&second, Now::of(&first), SECOND).unwrap().parts).unwrap();
    assert_eq!(answers(&same_day, DAY, SECOND), answers(&first, DAY, SECOND));
}

#[test]
fn a_history_is_taken_at_its_word_and_nothing_is_recorded_into_the_past() {
    let first = first();
    let mut zones = known_zones(&first);
    zones.retain(|zone| zone.id != "P/1");
    let told = Told { things: zones, account: Account::History, speaks_of: &|_: &Zone| true };
    let now = Now { zones: Some(carried(known_zones(&first), told)), ..Now::default() };
    let next = succeed(&first, now.clone(), SECOND).unwrap();
    assert_eq!(next.tallies.zones, Tally { kept: 1, closed: 1, new: 0 });
    let next = Release::build(next.parts).unwrap();
    assert_eq!(known_zones(&next).len(), 1, "what a history leaves out was never so");
    let early = Date::constant(2026, 1, 4);
    let refused = succeed(&first, now, early).unwrap_err();
    assert_eq!(refused, SuccessionError::IntoThePast { recorded_on: early, known_from: FIRST });
}

#[test]
fn the_parcels_whose_answers_change_are_named_with_both_answers() {
    let first = first();
    let second = second(&first);
    let answers = compare((&first, &second), SECOND, 10);
    assert_eq!((answers.same, answers.changed, answers.appeared, answers.ended), (2, 2, 0, 0));
    let shown: Vec<String> = answers.listed.iter().map(|c| c.parcel.key()).collect();
    assert_eq!(shown, ["050001000000", "050001010000"]);
    let said = |parts: &[Part]| parts.iter().map(|p| format!("{} {}", p.designation.class, p.area)).collect::<Vec<_>>();
    assert_eq!(said(&answers.listed[1].before), ["C01000 270.00", "A01130 240.00"]);
    assert_eq!(said(&answers.listed[1].after), ["C01000 270.00", "B02000 240.00"]);
    assert_eq!(compare((&first, &second), SECOND.yesterday().unwrap(), 10).changed, 0);

    let answers = compare((&second, &third(&second)), THIRD, 10);
    assert_eq!((answers.same, answers.changed, answers.reshaped), (2, 1, 1));
    assert_eq!(answers.appeared_listed, [ParcelId::parse("050001030000").unwrap()]);
    assert_eq!(answers.ended_listed, [ParcelId::parse("050001020000").unwrap()]);
    let grounds = ground_by_class((&first, &second), SECOND);
    let a01130 = grounds.iter().find(|(class, ..)| class == "A01130").unwrap();
    assert_eq!((a01130.1.to_string(), a01130.2.to_string()), ("2000.00".into(), "1500.00".into()));
}
