//! Our copy held against the land office, on both databases and over a real socket: differences are found once,
//! settled by a person, opened when they change and gone when both agree; rounds stop with a word and go on.
#![allow(clippy::unwrap_used)]

#[path = "../../store/tests/support/mod.rs"]
mod support;
#[path = "../../desk-atlas/tests/town/mod.rs"]
mod town;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use atlas::parcel::Parcel;
use desk::abilities::{ParcelReplies, ParcelReply};
use desk::access::Who;
use desk::differences::{Kind, Said, Way};
use desk::fault::DeskFault;
use desk::register_replies::KeptReply;
use desk_atlas::register::listing::{self, DifferenceState, Listed};
use desk_atlas::register::rounds::{Round, Stop, Tally};
use desk_atlas::register::settling::{SettleFault, Settlement, settle};
use gateways::land_office::{Config, Fault, LandOffice, Rounds, StandIn, StandInParcel, stand_in};
use gateways::secret::Secret;
use gateways::stand_in::Running;
use gateways::stand_in::faults::{Faults, Order};
use lexicon::instant::At;
use lexicon::money::Twd;
use lexicon::parcel::ParcelId;
use support::at;
use tokio::net::TcpListener;
use town::Town;
use worker::land_round::go_on;

const DAY: i64 = 24 * 60 * 60;

/// A town and a land office that has what the town has, unless it is ordered otherwise.
struct Register {
    town: Town,
    office: LandOffice,
    faults: Faults<Fault>,
    url: String,
    seconds: Arc<AtomicI64>,
    _running: Running,
}

impl Register {
    async fn open(town: Town, settings: serde_json::Value) -> Register {
        let seconds = Arc::new(AtomicI64::new(100));
        let (faults, clock) = (Faults::default(), Arc::clone(&seconds));
        let (release, table) = (town.release(), town.desk.office());
        let lookup = move |key: &str| {
            let id = ParcelId::parse(key).ok()?;
            let parcel = release.parcel(id, at(0).taipei_date())?;
            let office = table.sections.get(id.section)?.office.clone();
            let registered_area = parcel.registered.as_hundredths();
            Some(StandInParcel {
                office,
                rings: rings(release.origin(), &parcel),
                registered_area,
                renumbered_to: vec![],
            })
        };
        let who = StandIn {
            lookup: Arc::new(lookup),
            samples: Vec::new(),
            client_id: "takau".into(),
            client_secret: Secret::new("open sesame"),
            clock: Arc::new(move || at(clock.load(Ordering::SeqCst))),
            faults: faults.clone(),
        };
        let running = stand_in(TcpListener::bind("127.0.0.1:0").await.unwrap(), who).unwrap();
        let mut config = serde_json::json!({
            "token_address": running.url("/cp/gettoken"),
            "wfs_address": running.url("/cp/gis/landWFS"),
            "client_id": "takau",
            "client_secret": "open sesame",
            "patience": {"attempts": 1, "first_wait_ms": 1, "whole_ms": 20_000},
            "batch": {"most": 10, "at_once": 4},
            "cost_per_parcel_twd": 1,
        });
        config.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        let config: Config = serde_json::from_value(config).unwrap();
        let url = running.url("/stand-in/meter");
        Register { town, office: LandOffice::new(config).unwrap(), faults, url, seconds, _running: running }
    }

    fn order(&self, mode: Fault, count: u32) {
        self.faults.set(Order { count, ..Order::always(mode) });
    }

    fn wait(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    fn now(&self) -> At {
        at(self.seconds.load(Ordering::SeqCst))
    }

    /// Goes on with a round of at most so many parcels for so much money, stopped after so many looks.
    async fn round(&self, (most, daily): (u32, i64), looks: usize) -> Option<Round> {
        let limits = Rounds { daily_twd: Twd::new(daily), most, again_days: 30 };
        let seconds = Arc::clone(&self.seconds);
        let clock = move || at(seconds.load(Ordering::SeqCst));
        let mut seen = 0;
        let mut each = |_: &Tally| {
            seen += 1;
            if seen < looks { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        go_on((&self.town.desk, &self.office, limits), &clock, &mut each).await.unwrap()
    }

    async fn answered(&self) -> u64 {
        let seen: serde_json::Value = reqwest::get(&self.url).await.unwrap().json().await.unwrap();
        seen["answered"].as_u64().unwrap()
    }

    async fn listed(&self, state: DifferenceState) -> Vec<Listed> {
        let who = Who::Officer(self.town.ann.clone());
        listing::list(&self.town.desk, &who, (Some(state), 0, 500)).await.unwrap()
    }
}

fn rings(origin: atlas::point::Origin, parcel: &Parcel) -> Vec<Vec<[i64; 2]>> {
    let far = |metres: i32, units: i32| i64::from(metres) * 10_000 + i64::from(units);
    let ring =
        |ring: &atlas::ring::Ring| ring.points().iter().map(|p| [far(origin.x_m, p.x), far(origin.y_m, p.y)]).collect();
    parcel.shape.rings().iter().map(ring).collect()
}

fn none() -> serde_json::Value {
    serde_json::json!({})
}

const ALL: (u32, i64) = (10_000, 100_000);

#[tokio::test]
async fn a_difference_is_found_settled_opened_when_it_changes_and_gone_when_both_agree() {
    for town in town::both().await {
        let register = Register::open(town, none()).await;
        register.order(Fault::OtherShape, 1);
        let round = register.round((3, 1_000), usize::MAX).await.unwrap();
        assert_eq!((round.tally.stop, round.tally.answered, round.tally.differ), (Stop::Done, 3, 3));
        let open = register.listed(DifferenceState::Open).await;
        assert_eq!(open.len(), 3);
        let what = &open[0].filed.what;
        assert_eq!((what.kinds.as_slice(), what.displacement_mm), ([Kind::Shape].as_slice(), Some(1_500)));
        assert_eq!(what.ours_m2, what.theirs_m2, "moved, not grown");
        assert!(open[0].filed.reply_sha256.is_some());

        // Only who keeps plan data settles, with a reason, what they saw.
        let (town, parcel) = (&register.town, open[0].parcel);
        let said = |way, reason: &str, mark: &str| Settlement {
            parcel,
            mark: mark.to_owned(),
            way,
            reason: reason.to_owned(),
        };
        let way = Some(Way::NextImport);
        let refused = settle(&town.desk, &town.outsider, said(way, "older", &open[0].mark), at(200)).await;
        assert!(matches!(refused, Err(SettleFault::Desk(_))));
        for (way, reason, mark, key) in [
            (None, "older", open[0].mark.as_str(), "no-way"),
            (way, "  ", &open[0].mark, "no-reason"),
            (way, "older", "another", "changed"),
        ] {
            let refused = settle(&town.desk, &town.ann, said(way, reason, mark), at(200)).await;
            assert_eq!(refused.unwrap_err().key(), Some(key));
        }
        settle(&town.desk, &town.ann, said(way, "ours is older", &open[0].mark), at(200)).await.unwrap();
        assert_eq!(register.listed(DifferenceState::Settled).await.len(), 1);

        // A month on it is the same difference: it stays settled.
        register.wait(31 * DAY);
        register.round((3, 1_000), usize::MAX).await.unwrap();
        assert_eq!(register.listed(DifferenceState::Settled).await.len(), 1);
        assert_eq!(register.listed(DifferenceState::Open).await.len(), 2);

        // Now the parcel is unknown there: another difference, open again.
        register.wait(31 * DAY);
        register.order(Fault::OtherRegister, 1);
        register.round((3, 1_000), usize::MAX).await.unwrap();
        let open = register.listed(DifferenceState::Open).await;
        let again = open.iter().find(|row| row.parcel == parcel).unwrap();
        assert_eq!(again.filed.what.kinds, [Kind::UnknownThere]);
        let steps: Vec<&str> = again.filed.history.iter().map(|step| step.what.as_str()).collect();
        assert_eq!(steps, ["found", "settled", "changed"]);

        register.wait(31 * DAY);
        register.order(Fault::None, 1);
        let round = register.round((3, 1_000), usize::MAX).await.unwrap();
        assert_eq!((round.tally.answered, round.tally.differ), (3, 0));
        assert_eq!(register.listed(DifferenceState::Open).await.len(), 0);
        assert_eq!(register.listed(DifferenceState::Gone).await.len(), 3);
    }
}

#[tokio::test]
async fn an_interrupted_round_goes_on_and_asks_nothing_twice() {
    for town in town::both().await {
        let register = Register::open(town, none()).await;
        let first = register.round((40, 1_000), 2).await.unwrap();
        assert_eq!((first.tally.stop, first.tally.answered), (Stop::Interrupted, 20));
        register.wait(60);
        let second = register.round((40, 1_000), usize::MAX).await.unwrap();
        assert_eq!((second.id, second.tally.stop, second.tally.answered), (first.id, Stop::Done, 40));
        assert_eq!(register.answered().await, 40);
        let next = register.round(ALL, usize::MAX).await.unwrap();
        assert_ne!(next.id, first.id);
        let rest = next.tally.parcels;
        assert_eq!(register.answered().await, 40 + rest, "what was asked lately is left alone");
        assert!(register.round(ALL, usize::MAX).await.is_none(), "nothing is left to ask");
    }
}

#[tokio::test]
async fn a_round_somebody_works_on_is_nobody_elses() {
    for town in town::both().await {
        let register = Register::open(town, none()).await;
        let terms = desk_atlas::register::rounds::Terms { most: 5, again_days: 30 };
        let taken = desk_atlas::register::rounds::take(&register.town.desk, terms, register.now()).await.unwrap();
        assert!(taken.is_some());
        assert!(register.round((5, 1_000), usize::MAX).await.is_none());
        // Its process died: after the lease another goes on.
        register.wait(11 * 60);
        let round = register.round((5, 1_000), usize::MAX).await.unwrap();
        assert_eq!((round.id, round.tally.answered), (taken.unwrap().id, 5));
    }
}

#[tokio::test]
async fn an_open_breaker_stops_a_round_with_a_word_and_it_goes_on_later() {
    for town in town::both().await {
        let settings = serde_json::json!({"breaker": {"failures": 3, "rest_s": 60}});
        let register = Register::open(town, settings).await;
        register.round((40, 1_000), 1).await.unwrap();
        register.order(Fault::Error, 1);
        let stopped = register.round((40, 1_000), usize::MAX).await.unwrap();
        assert_eq!((stopped.tally.stop, stopped.tally.answered), (Stop::LeftAlone, 10));
        register.order(Fault::None, 1);
        register.wait(61);
        let done = register.round((40, 1_000), usize::MAX).await.unwrap();
        assert_eq!((done.id, done.tally.stop, done.tally.answered), (stopped.id, Stop::Done, 40));
        assert_eq!(register.answered().await, 40);
    }
}

#[tokio::test]
async fn when_the_money_of_the_day_is_used_up_a_round_stops_until_tomorrow() {
    for town in town::both().await {
        let register = Register::open(town, none()).await;
        let stopped = register.round((40, 25), usize::MAX).await.unwrap();
        assert_eq!((stopped.tally.stop, stopped.tally.answered), (Stop::Budget, 25));
        let again = register.round((40, 25), usize::MAX).await.unwrap();
        assert_eq!((again.tally.stop, again.tally.answered), (Stop::Budget, 25));
        register.wait(DAY);
        let done = register.round((40, 25), usize::MAX).await.unwrap();
        assert_eq!((done.id, done.tally.stop, done.tally.answered), (stopped.id, Stop::Done, 40));
        let outlay = register.town.desk.land_outlay(at(0).taipei_date()).await.unwrap();
        assert_eq!(outlay, Twd::new(25));
    }
}

#[tokio::test]
async fn an_answer_nothing_can_be_read_from_is_a_difference_and_stops_nothing() {
    for town in town::both().await {
        let settings = serde_json::json!({"breaker": {"failures": 100, "rest_s": 60}});
        let register = Register::open(town, settings).await;
        for (mode, cause) in [
            (Fault::OtherGrid, "other-grid"),
            (Fault::WrongParcel, "other-parcel"),
            (Fault::Nonsense, "no-gml"),
            (Fault::BowTie, "meets-itself"),
        ] {
            register.order(mode, 1);
            let round = register.round((2, 1_000), usize::MAX).await.unwrap();
            assert_eq!((round.tally.stop, round.tally.unreadable), (Stop::Done, 2), "{mode:?}");
            let open = register.listed(DifferenceState::Open).await;
            let ours: Vec<_> = open.iter().filter(|row| row.filed.what.cause.as_deref() == Some(cause)).collect();
            assert_eq!(ours.len(), 2, "{mode:?}");
            register.wait(31 * DAY);
        }
    }
}

#[tokio::test]
async fn a_drawing_of_a_million_corners_is_refused() {
    let town = town::both().await.swap_remove(0);
    let settings = serde_json::json!({"limits": {"connect_ms": 2_000, "whole_ms": 20_000, "most_bytes": 64 << 20}});
    let register = Register::open(town, settings).await;
    register.order(Fault::Vast, 1);
    let round = register.round((1, 1_000), usize::MAX).await.unwrap();
    assert_eq!(round.tally.unreadable, 1);
    let open = register.listed(DifferenceState::Open).await;
    assert_eq!(open[0].filed.what.cause.as_deref(), Some("too-many-corners"));
}

#[tokio::test]
async fn a_case_with_an_open_difference_goes_to_an_officer_and_a_settled_one_does_not() {
    for town in town::both().await {
        let (parcel, _) = town.clear(at(0).taipei_date()).swap_remove(0);
        let (ours, mut moved) = (town.reply(&parcel), town.reply(&parcel));
        // Shifted by more than our limits and less than any tolerance of the overlay.
        moved.rings.iter_mut().flatten().for_each(|(x, _)| *x += 600);
        let asked = async |reply: &ParcelReply, now: At| {
            let id = town.paid(&parcel, now).await;
            let errand = town.desk.land_errand(id).await.unwrap();
            assert_eq!(errand.parcels, [parcel.id]);
            let replies = ParcelReplies { parcels: vec![reply.clone()], ..ParcelReplies::default() };
            let case = town.desk.answer_geometry(id, ("geometry", &replies), (None, now)).await.unwrap();
            let found = desk::findings::parcels_found(&case).swap_remove(0);
            let doubts: Vec<&str> = found.doubts.iter().map(|doubt| doubt.id).collect();
            (case.papers.len(), doubts.contains(&"register-differs"))
        };
        assert_eq!(asked(&ours, at(10)).await, (1, false));
        assert_eq!(asked(&moved, at(20)).await, (0, true));
        let who = Who::Officer(town.ann.clone());
        let listed = listing::one(&town.desk, &who, parcel.id).await.unwrap();
        assert_eq!(listed.state, DifferenceState::Open);
        let said = Settlement {
            parcel: parcel.id,
            mark: listed.mark,
            way: Some(Way::Accepted),
            reason: "a new survey".to_owned(),
        };
        settle(&town.desk, &town.ann, said, at(30)).await.unwrap();
        assert!(!asked(&moved, at(40)).await.1);
        assert_eq!(asked(&ours, at(50)).await, (1, false));
        let gone = listing::one(&town.desk, &who, parcel.id).await.unwrap();
        assert_eq!(gone.state, DifferenceState::Gone);
        assert_eq!(asked(&moved, at(60)).await, (0, true), "found again, open again");
    }
}

#[tokio::test]
async fn the_replies_a_case_rests_on_are_kept_as_they_came_and_for_its_officers_alone() {
    for town in town::both().await {
        let (parcel, _) = town.clear(at(0).taipei_date()).swap_remove(0);
        let id = town.paid(&parcel, at(10)).await;
        let errand = town.desk.land_errand(id).await.unwrap();
        let kept = KeptReply {
            said: Said::Found(Box::new(town.reply(&parcel))),
            sha256: "5e".repeat(32),
            reply: "<gml:Polygon/>".to_owned(),
            cost_twd: Twd::new(10),
            attempts: 1,
            asked_at: at(10),
        };
        let file = town.desk.file_proof((id, &errand.asked_for), &[(parcel.id, kept)]).await.unwrap();
        let replies = ParcelReplies { parcels: vec![town.reply(&parcel)], file, ..ParcelReplies::default() };
        town.desk.answer_geometry(id, ("geometry", &replies), (None, at(20))).await.unwrap();
        let read = async |who: &Who, name: &str| town.desk.evidence_file(who, (id, name)).await;
        let text = String::from_utf8(read(&Who::System, "geometry").await.unwrap()).unwrap();
        assert!(text.contains("<gml:Polygon/>") && text.contains(&parcel.id.key()), "{text}");
        for who in [Who::Public, Who::Holder(id), Who::Officer(town.ann.clone())] {
            assert!(matches!(read(&who, "geometry").await, Err(DeskFault::NotFound)));
        }
        assert!(matches!(read(&Who::System, "income").await, Err(DeskFault::NotFound)));
    }
}
