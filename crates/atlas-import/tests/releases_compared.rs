//! A set compared with the last, and what became of old parcels.
#![allow(clippy::unwrap_used)]

mod land;

use atlas::area::Area;
use atlas::parcel::{Change, Parcel};
use atlas::ring::Ring;
use atlas::zone::Zone;
use atlas_import::diff::{Attribute, Changed, Difference, Ended, Moved, of_parcels, of_zones};
use atlas_import::lineage::{Lineage, Misfit};
use land::{parcel, rect, shape, zone};
use lexicon::date::Date;
use lexicon::parcel::ParcelId;

fn compared(old: &[Zone], new: &[Zone]) -> Difference {
    let mut difference = of_zones(old, new, &mut |_| {});
    difference.ground.clear();
    difference
}

fn three() -> Vec<Zone> {
    let rect = |i: f64| rect(100.0 * i, 0.0, 100.0 * i + 90.0, 90.0);
    (0..3).map(|i| zone(&format!("P/{i}"), "P", rect(f64::from(i)))).collect()
}

#[test]
fn the_same_set_is_the_same_wherever_rings_start_and_however_it_is_ordered() {
    let old = three();
    let mut new = three();
    let mut points = new[0].extent.0[0].outer().points().to_vec();
    points.rotate_left(2);
    new[0].extent = shape(Ring::new(points).unwrap());
    new.reverse();
    assert_eq!(compared(&old, &new), Difference { same: 3, ..Difference::default() });
}

#[test]
fn what_appeared_ended_and_changed_is_told_apart() {
    let old = three();
    let mut new = three();
    new[0].floor_area = Some("300%".into());
    new[1].extent = rect(100.0, 0.0, 200.0, 80.0);
    new[2] = zone("P/9", "P", rect(900.0, 0.0, 990.0, 90.0));
    let moved = Some(Moved { gained: Area::hundredths(80_000), lost: Area::hundredths(90_000) });
    let want = Difference {
        appeared: vec![2],
        ended: vec![Ended { old: 2, new: None }],
        changed: vec![
            Changed { old: 0, new: 0, attributes: vec![Attribute::FloorArea], moved: None },
            Changed { old: 1, new: 1, attributes: vec![], moved },
        ],
        same: 0,
        ground: vec![],
    };
    assert_eq!(compared(&old, &new), want);
    let ground = of_zones(&old, &new, &mut |_| {}).ground;
    assert_eq!(ground.len(), 5, "the changed, both places of the moved, the ended and the appeared");
}

#[test]
fn ids_that_are_only_positions_may_shift_without_anything_changing() {
    let old = three();
    let mut new = three();
    new.insert(0, zone("x", "P", rect(0.0, 500.0, 90.0, 590.0)));
    new.iter_mut().enumerate().for_each(|(i, zone)| zone.id = format!("P/{i}"));
    let difference = compared(&old, &new);
    assert_eq!((difference.appeared, difference.ended), (vec![0], vec![]));
    assert!(difference.changed.iter().all(|c| c.attributes == [Attribute::Id] && c.moved.is_none()));
}

#[test]
fn a_zone_that_stands_with_its_last_day_has_ended() {
    let old = three();
    let mut new = three();
    new[1].in_force.until = Some(Date::constant(2026, 12, 31));
    let difference = compared(&old, &new);
    assert_eq!(difference.ended, [Ended { old: 1, new: Some(1) }]);
    assert_eq!(difference.changed[0].attributes, [Attribute::Until]);
}

#[test]
fn parcels_are_compared_with_their_registered_area_and_their_past() {
    let old = [parcel("050001000000", rect(0.0, 0.0, 10.0, 10.0)), parcel("050001010000", rect(10.0, 0.0, 20.0, 10.0))];
    let mut new = old.to_vec();
    new[0].registered = Area::hundredths(10_001);
    let difference = of_parcels(&old, &new, &mut |_| {});
    assert_eq!((difference.same, difference.changed[0].attributes.clone()), (1, vec![Attribute::Registered]));
}

const SPLIT: &str = "# from the land office\nold_parcel,new_parcel,how,on,source\n\
    0500-0100-0000,050001000000,split,2020-03-01,letter 1\n0500-0100-0000,0500-0100-0001,split,2020-03-01,letter 1\n";

fn id(key: &str) -> ParcelId {
    ParcelId::parse(key).unwrap()
}

fn since(key: &str, year: i16) -> Parcel {
    let mut parcel = parcel(key, rect(0.0, 0.0, 10.0, 10.0));
    parcel.in_force.from = Date::constant(year, 3, 1);
    parcel
}

#[test]
fn an_old_parcel_says_what_it_became_and_ends_the_day_before() {
    let lineage = Lineage::from_csv(SPLIT.as_bytes()).unwrap();
    let mut parcels = vec![since("050001000000", 1990), since("050001000000", 2020), since("050001000001", 2020)];
    assert_eq!((lineage.len(), lineage.apply(&mut parcels)), (1, vec![]));
    let became = parcels[0].became.clone().unwrap();
    assert_eq!((became.how, became.on), (Change::Split, Date::constant(2020, 3, 1)));
    assert_eq!(became.into, [id("050001000000"), id("050001000001")]);
    assert_eq!(parcels[0].in_force.until, Some(Date::constant(2020, 2, 29)));
    assert!(parcels[1].became.is_none() && parcels[1].in_force.until.is_none());
}

#[test]
fn rows_that_do_not_fit_the_cadastre_are_listed() {
    let lineage = Lineage::from_csv(SPLIT.as_bytes()).unwrap();
    let on = Date::constant(2020, 3, 1);
    let mut only_new = vec![since("050001000000", 2020)];
    let no_old = Misfit::NoOldParcel { parcel: id("050001000000"), on };
    let no_new = Misfit::NoNewParcel { parcel: id("050001000001"), on };
    assert_eq!(lineage.apply(&mut only_new), [no_old, no_new]);
    let mut early = vec![since("050001000000", 1990), since("050001000000", 2020), since("050001000001", 2020)];
    early[0].in_force.until = Some(Date::constant(2019, 12, 31));
    let (expected, found) = (Date::constant(2020, 2, 29), Date::constant(2019, 12, 31));
    assert_eq!(lineage.apply(&mut early), [Misfit::OtherEnd { parcel: id("050001000000"), expected, found }]);
    let mut lost = vec![since("050009990000", 1990)];
    lost[0].in_force.until = Some(found);
    let misfits = Lineage::default().apply(&mut lost);
    assert_eq!(misfits, [Misfit::NoSuccessor { parcel: id("050009990000"), until: found }]);
}

#[test]
fn a_table_that_contradicts_itself_is_refused_by_line() {
    let check = |row: &str| Lineage::from_csv(format!("{SPLIT}{row}\n").as_bytes()).unwrap_err().to_string();
    assert_eq!(check("0500-0100-0000,0500-0100-0002,merged,2020-03-01,x"), "line 5: how cannot be `merged`");
    assert_eq!(check("0500-0100-0000,050001000001,split,2020-03-01,x"), "line 5: new_parcel cannot be `050001000001`");
    assert_eq!(check("甲,050001000001,split,2020-03-01,x"), "line 5: old_parcel cannot be `甲`");
}
