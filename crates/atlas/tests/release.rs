//! Releases: identity, bytes, past numbers, and the sketch drawn from them.
#![allow(clippy::unwrap_used)]

mod ground;

use atlas::overlay::overlay;
use atlas::parcel::{Became, Change};
use atlas::plan::{Level, Validity};
use atlas::release::{Release, ReleaseError};
use atlas::release_parts::ReleaseParts;
use atlas::sketch::{SketchWords, sketch};
use ground::*;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;

fn id(key: &str) -> ParcelId {
    ParcelId::parse(key).unwrap()
}

fn full() -> ReleaseParts {
    let zones = vec![
        zone("A", "A01130", one(rect(-50.0, 0.0, 0.0, 40.0))),
        zone("B", "C01000", one(rect(0.0, 0.0, 50.0, 40.0))),
    ];
    let shown = exhibited(plan("P", Level::Detailed, 1_000), one(rect(0.0, 0.0, 50.0, 40.0)));
    let mut parts = parts(vec![shown], zones);
    let before = Validity { from: OLD, until: Some(Date::constant(2009, 12, 31)) };
    let after = Validity::since(Date::constant(2010, 1, 1));
    let ended = |key: &str, how, into: &[&str]| {
        let mut p = parcel(key, rect(-20.0, 0.0, -10.0, 20.0), before);
        p.became = Some(Became { on: after.from, how, into: into.iter().map(|k| id(k)).collect() });
        p
    };
    parts.parcels = vec![
        ended("050001000000", Change::Split, &["050001000000", "050001000001"]),
        parcel("050001000000", rect(-20.0, 0.0, -15.0, 20.0), after),
        parcel("050001000001", rect(-15.0, 0.0, -10.0, 20.0), after),
        ended("050080000000", Change::Renumbered, &["050080010000"]),
        ended("050080010000", Change::Renumbered, &["050001000001"]),
    ];
    parts
}

#[test]
fn the_data_version_depends_on_content_and_not_on_order() {
    let a = Release::build(full()).unwrap();
    let mut turned = full();
    turned.zones.reverse();
    turned.parcels.reverse();
    assert_eq!(Release::build(turned).unwrap().hash(), a.hash());
    let mut changed = full();
    changed.zones[0].name.push('!');
    assert_ne!(Release::build(changed).unwrap().hash(), a.hash());
}

#[test]
fn bytes_give_the_same_release_and_damage_is_refused() {
    let a = Release::build(full()).unwrap();
    let raw = a.bytes().to_vec();
    let b = Release::from_bytes(&raw).unwrap();
    assert_eq!((b.hash(), b.bytes()), (a.hash(), raw.as_slice()));
    let parcel = shape(rect(-20.0, 0.0, -15.0, 20.0));
    assert_eq!(overlay(&a, &parcel, DAY, &tolerances()), overlay(&b, &parcel, DAY, &tolerances()));
    for end in 0..raw.len() {
        assert!(Release::from_bytes(&raw[..end]).is_err(), "cut off at {end}");
    }
    // A damaged number anywhere is refused or leads to another answer, never out of a table.
    for at in (0..raw.len()).step_by(3) {
        let mut damaged = raw.clone();
        damaged[at] ^= 0x5A;
        if let Ok(release) = Release::from_bytes(&damaged) {
            overlay(&release, &parcel, DAY, &tolerances());
            release.parts();
        }
    }
    let mut longer = raw.clone();
    longer.push(0);
    assert!(Release::from_bytes(&longer).is_err());
}

#[test]
fn old_numbers_answer_with_what_they_became() {
    let r = Release::build(full()).unwrap();
    assert_eq!(r.renumbered(id("050080000000")), Some(vec![id("050001000001")]), "through two changes");
    assert_eq!(r.renumbered(id("050001000000")), None, "split, but the number lives on");
    assert_eq!(r.renumbered(id("050077770000")), None, "never known");
    let width = |on| r.parcel(id("050001000000"), on).map(|p| p.registered.to_string());
    assert_eq!(width(Date::constant(2009, 12, 31)).as_deref(), Some("200.00"));
    assert_eq!(width(Date::constant(2010, 1, 1)).as_deref(), Some("100.00"));
    assert_eq!(width(Date::constant(1980, 1, 1)), None);
}

#[test]
fn parts_that_contradict_themselves_make_no_release() {
    let mut twice = full();
    twice.zones.push(twice.zones[0].clone());
    assert!(matches!(Release::build(twice), Err(ReleaseError::Twice { kind: "zone", .. })));
    let mut lost = full();
    lost.zones[0].plan_id = "nowhere".into();
    assert!(matches!(Release::build(lost), Err(ReleaseError::Missing { kind: "zone", .. })));
    let mut same_day = full();
    same_day.parcels[0].in_force.until = Some(Date::constant(2010, 1, 1));
    assert_eq!(Release::build(same_day).unwrap_err(), ReleaseError::ParcelTwice(id("050001000000")));
}

#[test]
fn a_sketch_is_plain_svg_with_names_patterns_and_an_accessible_title() {
    let r = Release::build(full()).unwrap();
    let words =
        SketchWords { title: "T & <t>".into(), description: "d".into(), parcel: "100".into(), north: "N".into() };
    let svg = sketch(&r, &shape(rect(-10.0, 5.0, 10.0, 25.0)), DAY, &words);
    for part in [
        "<title>T &amp; &lt;t&gt;</title>",
        "zone A01130",
        "zone C01000",
        ">100<",
        ">N<",
        "1:500",
        "fill=\"url(#p",
        "role=\"img\"",
    ] {
        assert!(svg.contains(part), "{part} in {svg}");
    }
    for alien in ["class=", "style=", "<script", "href", "font-family", "NaN"] {
        assert!(!svg.contains(alien), "{alien}");
    }
    assert_eq!(svg.matches("<g").count(), svg.matches("</g>").count());
    assert_eq!(svg, sketch(&r, &shape(rect(-10.0, 5.0, 10.0, 25.0)), DAY, &words));
}
