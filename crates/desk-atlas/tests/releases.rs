//! The life of plan data on both databases: handed in, read, decided on by a second person, followed, taken back.
#![allow(clippy::unwrap_used)]

#[path = "../../store/tests/support/mod.rs"]
mod support;
mod town;

use std::io::Cursor;

use atlas::day::AsOf;
use atlas::overlay::overlay;
use atlas::parcel::ParcelShape;
use atlas::plan::Validity;
use atlas::release::Release;
use atlas::zone::Zone;
use desk::access::{Officer, Who};
use desk::fault::DeskFault;
use desk::verifying::StandingToday;
use desk_atlas::proposal::comparison::{Became, Comparison};
use desk_atlas::proposal::fault::ProposalFault;
use desk_atlas::proposal::terms::{Layer, Terms};
use desk_atlas::proposal::{deciding, drawing, following, importing, listing, nightly, proposing, sources};
use lexicon::date::Date;
use lexicon::ids::ProposalId;
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use outbox::Topic;
use store::db::Place;
use store::proposals::ProposalState;
use support::at;
use town::Town;

const DAY: i64 = 24 * 60 * 60;

/// The day of the change: a week after the town opened.
fn later() -> At {
    at(7 * DAY)
}

fn who(officer: &Officer) -> Who {
    Who::Officer(officer.clone())
}

/// A zone becomes commercial from the day of the change on; everything else stays.
fn rezoned(id: &str) -> impl FnMut(Zone) -> Vec<Zone> {
    let on = later().taipei_date();
    move |zone| {
        if zone.id != id || !zone.in_force.covers(on) {
            return vec![zone];
        }
        let mut old = zone.clone();
        old.in_force.until = Some(on.yesterday().unwrap());
        let mut new = zone;
        new.id.push_str("-new");
        new.class = "C01020".to_owned();
        new.name = "第二種商業區".to_owned();
        new.in_force = Validity::since(on);
        vec![old, new]
    }
}

async fn hand_in(town: &Town, by: &Officer, (title, file): (&str, String), now: At) -> ProposalId {
    let from = (Layer::Zones, "C:\\plans\\zones.geojson", Cursor::new(file.into_bytes()));
    let file = sources::hand_in(&town.desk, &who(by), from, now).await.unwrap();
    assert_eq!(file.name, "zones.geojson");
    let mut terms = Terms::of(now.taipei_date());
    terms.sources.insert(Layer::Zones, "bureau".to_owned());
    proposing::propose(&town.desk, &who(by), (title, vec![file], terms), now).await.unwrap()
}

async fn read(town: &Town, now: At) {
    assert!(importing::read_next(&town.desk, &move || now).await.unwrap());
}

async fn state(town: &Town, id: ProposalId) -> ProposalState {
    town.desk.store().proposal(id).await.unwrap().unwrap().state
}

async fn comparison(town: &Town, id: ProposalId) -> Comparison {
    let opened = listing::open(&town.desk, &who(&town.ann), id).await.unwrap();
    opened.found.unwrap().comparison.clone().unwrap_or_else(|| panic!("no comparison"))
}

/// What was answered of every parcel as known on a day, without the name of the release.
fn answers(release: &Release, town: &Town, (on, known): (Date, Date)) -> Vec<String> {
    let (at, office) = (AsOf { on, known: Some(known) }, town.desk.office());
    let mut ids: Vec<ParcelId> = release.parcels().map(|parcel| parcel.id).collect();
    ids.dedup();
    let said = |id: ParcelId| {
        let row = release.row(id, at)?;
        let parcel = release.parcel_in_row(row)?;
        let mut finding = overlay(release, &ParcelShape::from(&parcel), at, &office.tolerances);
        finding.release.clear();
        let moment = at.into();
        let in_force = |zone: u32| release.zone_layer().shapes[zone as usize].days.cover(moment);
        let pieces = release.pieces(row).iter().filter(|piece| in_force(piece.zone));
        let mut pieces: Vec<String> =
            pieces.map(|piece| format!("{} {:x}", release.zone(piece.zone).id, piece.units2.to_bits())).collect();
        pieces.sort();
        Some(format!("{id:?} {finding:?} {pieces:?}"))
    };
    ids.into_iter().filter_map(said).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_person_makes_new_plan_data_live_and_holders_are_told_once() {
    for town in town::both().await {
        let opened_on = at(0).taipei_date();
        let clear = town.clear(opened_on);
        let (touched, zone) = clear[0].clone();
        let (untouched, _) = clear.iter().find(|(_, other)| *other != zone).unwrap().clone();
        let hit = town.certificate(&touched, at(60)).await;
        let spared = town.certificate(&untouched, at(61)).await;
        let before = town.release();

        let file = town.export(rezoned(&zone));
        let id = hand_in(&town, &town.ann, ("rezoned", file), later()).await;
        assert_eq!(state(&town, id).await, ProposalState::Waiting);
        read(&town, later()).await;
        assert_eq!(state(&town, id).await, ProposalState::Ready);
        assert_eq!(town.release().hash(), before.hash(), "nothing is live before a second person says so");

        let found = comparison(&town, id).await;
        assert_eq!((found.papers.weighed, found.papers.overtaken), (2, 1));
        assert_eq!(found.papers.listed[0].case, hit.number.to_string());
        assert_eq!((found.zones.appeared, found.zones.ended, found.zones.changed), (0, 0, 1));
        assert_eq!(found.zones.listed[0].became, Became::Changed);
        let named: Vec<ParcelId> = found.answers.listed.iter().map(|changed| changed.parcel).collect();
        assert!(named.contains(&touched.id) && !named.contains(&untouched.id));

        for (by, fault) in [(&town.ann, "same-person"), (&town.outsider, "denied")] {
            let refused = deciding::publish(&town.desk, by, id, later()).await.unwrap_err();
            match fault {
                "denied" => assert!(matches!(refused, ProposalFault::Desk(DeskFault::Denied))),
                key => assert_eq!(refused.key(), Some(key)),
            }
        }
        deciding::publish(&town.desk, &town.ben, id, later()).await.unwrap();
        assert_eq!(state(&town, id).await, ProposalState::Published);
        assert_ne!(town.release().hash(), before.hash());

        let told = following::follow_up(&town.desk, later()).await.unwrap().unwrap();
        assert_eq!((told.weighed, told.overtaken, told.upheld), (2, 1, 0));
        assert!(following::follow_up(&town.desk, later()).await.unwrap().is_none(), "once");
        let code = |case: &casework::case::Case| town.desk.paper_card(case.papers[0].id);
        let verify = async |case: &casework::case::Case| {
            let (code, _) = code(case).await.unwrap();
            town.desk.verify_code(&code, later()).await.unwrap()
        };
        let registered = verify(&hit).await;
        assert_eq!(registered.standing, StandingToday::Overtaken);
        assert_eq!(registered.overtaken.unwrap().on, later().taipei_date());
        assert_eq!(verify(&spared).await.standing, StandingToday::Valid);
        let notices = town.desk.notices_of(hit.id).await.unwrap();
        assert_eq!(notices.iter().filter(|notice| *notice == "overtaken").count(), 1);
        assert!(!town.desk.notices_of(spared.id).await.unwrap().contains(&"overtaken".to_owned()));
        let letters = town.desk.claim(&[Topic::Mail], (later(), later().minutes_later(2)), 50).await.unwrap();
        let letter = letters.iter().find(|m| m.message.key.contains("/overtaken/")).unwrap();
        let text = letter.message.body["text"].as_str().unwrap();
        assert!(text.contains("都市計畫") && !text.contains("overtaken_on"), "{text}");

        // What was answered before is answered so still, bit for bit.
        let now = town.release();
        for on in [opened_on, later().taipei_date().yesterday().unwrap(), later().taipei_date()] {
            let asked = (on, later().taipei_date().yesterday().unwrap());
            assert_eq!(answers(&before, &town, asked), answers(&now, &town, asked));
        }
        let today = (later().taipei_date(), later().taipei_date());
        assert_ne!(answers(&before, &town, today), answers(&now, &town, today));

        taken_back(&town, (&before, &now), &hit).await;
    }
}

/// Going back takes two persons too; the paper is upheld, and what the release in between knew is not forgotten.
async fn taken_back(town: &Town, (before, between): (&Release, &Release), hit: &casework::case::Case) {
    let now = at(9 * DAY);
    let no_reason = proposing::propose_return(&town.desk, &who(&town.ben), (before.hash(), " "), now).await;
    assert_eq!(no_reason.unwrap_err().key(), Some("no-reason"));
    let live = (between.hash(), "same");
    assert!(proposing::propose_return(&town.desk, &who(&town.ben), live, now).await.is_err());
    let back = (before.hash(), "wrong announcement");
    let id = proposing::propose_return(&town.desk, &who(&town.ben), back, now).await.unwrap();
    read(town, now).await;
    assert_eq!(comparison(town, id).await.papers.upheld, 1);
    assert!(deciding::publish(&town.desk, &town.ben, id, now).await.is_err(), "not whoever proposed it");
    deciding::publish(&town.desk, &town.ann, id, now).await.unwrap();
    assert_eq!(town.release().hash(), before.hash());
    let told = following::follow_up(&town.desk, now).await.unwrap().unwrap();
    assert_eq!((told.overtaken, told.upheld), (0, 1));
    assert_eq!(town.case(hit).await.papers[0].overtaken, None);

    // A third release follows what was known in between, too.
    let third = at(11 * DAY);
    let file = town.export(|mut zone| {
        if zone.class.starts_with("C01") {
            zone.name.push('甲');
        }
        vec![zone]
    });
    let id = hand_in(town, &town.ann, ("renamed", file), third).await;
    read(town, third).await;
    deciding::publish(&town.desk, &town.ben, id, third).await.unwrap();
    let release = town.release();
    let day = |n: i64| at(n * DAY).taipei_date();
    for (known, then) in [(6, before), (8, between), (10, before)] {
        let asked = (day(10), day(known));
        assert_eq!(answers(then, town, asked), answers(&release, town, asked), "as known on day {known}");
    }
    assert!(release.verify_pieces());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_release_can_be_made_of_is_told_and_changes_nothing() {
    for town in town::both().await {
        let live = town.release().hash().to_owned();
        let crossed = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"class":"A01"}}]}"#;
        for (file, code) in [
            ("not a plan file".to_owned(), "refused"),
            (crossed.to_owned(), "nothing-new"),
            (town.export(|zone| vec![zone]), "nothing-new"),
        ] {
            let id = hand_in(&town, &town.ann, ("odd", file), later()).await;
            read(&town, later()).await;
            assert_eq!(state(&town, id).await, ProposalState::Unusable);
            let opened = listing::open(&town.desk, &who(&town.ben), id).await.unwrap();
            let found = opened.found.unwrap();
            assert_eq!(found.unusable.as_ref().unwrap().code, code);
            assert!(found.must_be_accepted() && !opened.may_decide);
            assert_eq!(
                deciding::publish(&town.desk, &town.ben, id, later()).await.unwrap_err().key(),
                Some("not-ready")
            );
        }
        assert!(!importing::read_next(&town.desk, &later).await.unwrap(), "nothing waits");
        assert_eq!(town.release().hash(), live);
        let outsider = who(&town.outsider);
        let file = (Layer::Zones, "zones.geojson", Cursor::new(Vec::new()));
        assert!(sources::hand_in(&town.desk, &outsider, file, later()).await.is_err());
        assert!(listing::overview(&town.desk, &Who::Public).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_proposals_the_second_is_outdated_by_the_first_and_a_refusal_has_a_reason() {
    for town in town::both().await {
        let (_, zone) = town.clear(at(0).taipei_date())[0].clone();
        let first = hand_in(&town, &town.ann, ("one", town.export(rezoned(&zone))), later()).await;
        let renamed = town.export(|mut zone| {
            zone.name.push('乙');
            vec![zone]
        });
        let second = hand_in(&town, &town.ben, ("two", renamed.clone()), later()).await;
        read(&town, later()).await;
        read(&town, later()).await;
        deciding::publish(&town.desk, &town.ben, first, later()).await.unwrap();
        assert_eq!(state(&town, second).await, ProposalState::Outdated);
        assert_eq!(
            deciding::publish(&town.desk, &town.ann, second, later()).await.unwrap_err().key(),
            Some("outdated")
        );

        let third = hand_in(&town, &town.ben, ("three", renamed), later()).await;
        read(&town, later()).await;
        let hash = town.desk.store().proposal(third).await.unwrap().unwrap().hash.unwrap();
        let silent = deciding::refuse(&town.desk, &town.ann, (third, ""), later()).await;
        assert_eq!(silent.unwrap_err().key(), Some("no-reason"));
        deciding::refuse(&town.desk, &town.ann, (third, "the names are wrong"), later()).await.unwrap();
        let refused = listing::open(&town.desk, &who(&town.ben), third).await.unwrap().listed.proposal;
        assert_eq!((refused.state, refused.reason.as_deref()), (ProposalState::Refused, Some("the names are wrong")));
        assert!(town.desk.store().map_release(&hash).await.is_err(), "its file is gone");

        let overview = listing::overview(&town.desk, &who(&town.ann)).await.unwrap();
        let events: Vec<&str> = overview.journal.iter().rev().map(|line| line.event.name()).collect();
        let said = [
            "proposed",
            "published",
            "proposed",
            "proposed",
            "read",
            "read",
            "published",
            "proposed",
            "read",
            "refused",
        ];
        assert_eq!(events, said);
        assert_eq!(overview.releases.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_follows_and_every_night_the_answers_are_proved() {
    for town in town::both().await {
        let (_, zone) = town.clear(at(0).taipei_date())[0].clone();
        // A gap where the zone was, so that there is something to draw.
        let file = town.export(|other| if other.id == zone { Vec::new() } else { vec![other] });
        let id = hand_in(&town, &town.ann, ("gap", file), later()).await;
        read(&town, later()).await;
        let opened = listing::open(&town.desk, &who(&town.ben), id).await.unwrap();
        let found = opened.found.unwrap();
        assert!(opened.may_decide && !found.report.findings.is_empty());
        for at in [0, found.report.findings.len() - 1] {
            let svg = drawing::draw(&town.desk, &who(&town.ben), (id, at)).await.unwrap();
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
        }
        assert!(drawing::draw(&town.desk, &who(&town.ben), (id, found.report.findings.len())).await.is_err());

        if matches!(town.place, Place::Postgres(_)) {
            let other = town::desk(&town.place, &town.keys, town.folder.path()).await;
            assert!(!other.follow_release().await.unwrap());
            deciding::publish(&town.desk, &town.ben, id, later()).await.unwrap();
            assert_ne!(other.release().unwrap().hash(), town.release().hash());
            assert!(other.follow_release().await.unwrap());
            assert_eq!(other.release().unwrap().hash(), town.release().hash());
            assert!(other.follow_release().await.is_ok_and(|moved| !moved));
        } else {
            deciding::publish(&town.desk, &town.ben, id, later()).await.unwrap();
        }
        let night = at(8 * DAY);
        let proved = nightly::verify(&town.desk, night).await.unwrap().unwrap();
        assert!(proved.faults.is_empty());
        assert!(nightly::verify(&town.desk, night).await.unwrap().is_none(), "once a day");
        let shown = nightly::verified(&town.desk, &who(&town.outsider)).await.unwrap();
        assert_eq!(shown, Some(proved));

        let path = town.folder.path().join("releases").join(town.release().hash());
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, bytes).unwrap();
        let proved = nightly::verify(&town.desk, at(9 * DAY)).await.unwrap().unwrap();
        assert_eq!(proved.faults, ["bytes"]);
    }
}
