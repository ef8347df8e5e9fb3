//! Random commands at random times on random facts: the laws hold after every one of them, what was done
//! is not done twice, and every case can still be brought to an end.

use std::collections::BTreeMap;

use casework::case::Case;
use casework::command::Deed;
use casework::event::{CorrectionItem, Entry};
use casework::outcome::Effect;
use catalogue::stage::Stage;
use lexicon::ids::{PaperId, TimerId};
use lexicon::instant::At;
use lexicon::money::Twd;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::play::{Did, Play};
use crate::story::file;
use crate::world::{AGENCY, Applicant, DEAREST, DOUBTS, PERSON, taipei};

/// One command in the making; numbers pick among what the case has.
#[derive(Clone, Debug)]
enum Move {
    /// What somebody would do next, so that cases get far.
    Natural,
    Pay {
        dollars: i64,
        reference: u8,
    },
    Answer {
        evidence: bool,
    },
    GiveUp {
        evidence: bool,
    },
    Find {
        version: u32,
    },
    Decide {
        choice: usize,
        words: bool,
    },
    AskCorrection {
        question: usize,
        days: u32,
    },
    Correct {
        question: usize,
        value: u32,
    },
    Withdraw,
    Ring {
        nth: usize,
    },
    File {
        nth: usize,
    },
    Reissue {
        question: usize,
        words: bool,
    },
    Revoke {
        nth: usize,
        words: bool,
    },
    Settle {
        reference: u8,
    },
}

/// A move, how many seconds after the last one, and what an ability would find then.
#[derive(Clone, Debug)]
struct Turn {
    seconds: i64,
    what: Move,
    found: [u8; DOUBTS.len() + 1],
}

const QUESTIONS: [&str; 5] = ["name", "purpose", "copies", "parcels", "nonsense"];
const CHOICES: [&str; 4] = ["issue", "describe", "refuse", "nonsense"];

fn moves() -> impl Strategy<Value = Move> {
    let (nth, yes) = (0..6_usize, any::<bool>());
    prop_oneof![
        12 => Just(Move::Natural),
        3 => (prop_oneof![Just(20), Just(720), Just(0), -5..900_i64], 0..4_u8)
            .prop_map(|(dollars, reference)| Move::Pay { dollars, reference }),
        2 => yes.prop_map(|evidence| Move::Answer { evidence }),
        1 => yes.prop_map(|evidence| Move::GiveUp { evidence }),
        1 => (0..3_u32).prop_map(|version| Move::Find { version }),
        3 => (0..CHOICES.len(), yes).prop_map(|(choice, words)| Move::Decide { choice, words }),
        3 => (0..QUESTIONS.len(), prop_oneof![4 => 0..30_u32, 1 => any::<u32>()])
            .prop_map(|(question, days)| Move::AskCorrection { question, days }),
        3 => (0..QUESTIONS.len(), 0..4_u32).prop_map(|(question, value)| Move::Correct { question, value }),
        1 => Just(Move::Withdraw),
        2 => nth.clone().prop_map(|nth| Move::Ring { nth }),
        2 => nth.clone().prop_map(|nth| Move::File { nth }),
        3 => (0..QUESTIONS.len(), yes).prop_map(|(question, words)| Move::Reissue { question, words }),
        1 => (nth, yes).prop_map(|(nth, words)| Move::Revoke { nth, words }),
        2 => (0..4_u8).prop_map(|reference| Move::Settle { reference }),
    ]
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let seconds = prop_oneof![3 => 0..60_i64, 6 => 60..1_800_i64, 3 => 1_800..200_000_i64, 1 => 200_000..3_000_000_i64];
    // Mostly no doubt; else yes, unknown or absent.
    let found = proptest::array::uniform12(prop_oneof![24 => Just(0_u8), 1 => Just(1), 1 => Just(2), 1 => Just(3)]);
    let turn = (seconds, moves(), found).prop_map(|(seconds, what, found)| Turn { seconds, what, found });
    proptest::collection::vec(turn, 1..45)
}

fn applicants() -> impl Strategy<Value = Applicant> {
    prop_oneof![
        3 => Just(PERSON),
        1 => Just(AGENCY),
        1 => Just(DEAREST),
        2 => (1..31_usize, 1..4_u32).prop_map(|(parcels, copies)| Applicant { parcels, copies, ..PERSON }),
    ]
}

fn found(pick: &[u8; DOUBTS.len() + 1]) -> Value {
    let mut body = json!({ "release": "r", "tolerances": "t", "parcels": [] });
    for (name, pick) in DOUBTS.iter().zip(pick) {
        match pick {
            3 => {}
            2 => body[name] = Value::Null,
            pick => body[name] = json!(*pick == 1),
        }
    }
    if pick[DOUBTS.len()] != 3 {
        body["clear"] = json!(pick[DOUBTS.len()] == 0);
    }
    body
}

fn pay(dollars: i64, reference: u8) -> Deed {
    Deed::Pay { reference: reference.to_string(), gateway: "bank".to_owned(), amount: Twd::new(dollars) }
}

fn answer(evidence: &str) -> Deed {
    let (source, hash) = ("land-office".to_owned(), "00".to_owned());
    Deed::Answer { evidence: evidence.to_owned(), source, hash, body: json!({ "parcels": [] }) }
}

fn evidence(right: bool) -> &'static str {
    if right { "geometry" } else { "ownership" }
}

fn words(written: bool) -> String {
    if written { "理由".to_owned() } else { " ".to_owned() }
}

/// What brings the case nearer to its end.
fn natural(play: &Play) -> Deed {
    let case = &play.case;
    match case.stage {
        Stage::Paying => pay(case.charge.as_ref().unwrap().amount_twd.dollars(), 99),
        Stage::Gathering => answer("geometry"),
        Stage::Deciding => Deed::Decide { choice: "issue".to_owned(), reasons: String::new(), remarks: String::new() },
        Stage::Correcting => Deed::Correct { answers: BTreeMap::new() },
        Stage::Issuing => file(play.last_paper().unwrap()),
        Stage::Examining | Stage::Ranking | Stage::Done => {
            Deed::Reissue { reasons: words(true), answers: BTreeMap::new() }
        }
    }
}

fn deed(what: &Move, play: &Play) -> Deed {
    let papers = &play.case.papers;
    let paper = |nth: usize| papers.get(nth).map_or(PaperId::from_uuid(uuid::Uuid::nil()), |paper| paper.id);
    let question = |nth: usize| QUESTIONS[nth].to_owned();
    match *what {
        Move::Natural => natural(play),
        Move::Pay { dollars, reference } => pay(dollars, reference),
        Move::Answer { evidence: right } => answer(evidence(right)),
        Move::GiveUp { evidence: right } => {
            Deed::GiveUp { evidence: evidence(right).to_owned(), cause: "down".to_owned() }
        }
        Move::Find { version } => {
            let (finding, ability) = ("overlay".to_owned(), "zoning-overlay".to_owned());
            Deed::Find { finding, ability, version, body: json!({ "clear": true }) }
        }
        Move::Decide { choice, words: written } => {
            let (reasons, remarks) = (words(written), words(written));
            Deed::Decide { choice: CHOICES[choice].to_owned(), reasons, remarks }
        }
        Move::AskCorrection { question: nth, days } => {
            Deed::AskCorrection { items: vec![CorrectionItem { question: question(nth), says: "?".to_owned() }], days }
        }
        Move::Correct { question: nth, value } => {
            let value = if QUESTIONS[nth] == "parcels" { crate::world::parcels(value as usize) } else { json!(value) };
            Deed::Correct { answers: BTreeMap::from([(question(nth), value)]) }
        }
        Move::Withdraw => Deed::Withdraw { reason: String::new() },
        Move::Ring { nth } => Deed::Ring { timer: timer(play, nth) },
        Move::File { nth } => file(paper(nth)),
        Move::Reissue { question: nth, words: written } => {
            Deed::Reissue { reasons: words(written), answers: BTreeMap::from([(question(nth), json!(2))]) }
        }
        Move::Revoke { nth, words: written } => Deed::Revoke { paper: paper(nth), reasons: words(written) },
        Move::Settle { reference } => Deed::SettleRefund { reference: reference.to_string() },
    }
}

fn timer(play: &Play, nth: usize) -> TimerId {
    let mut set = play.effects.iter().rev().filter_map(|effect| match effect {
        Effect::Timer { id, .. } => Some(*id),
        _ => None,
    });
    set.nth(nth).unwrap_or(TimerId::from_uuid(uuid::Uuid::nil()))
}

fn is_a_persons(deed: &Deed) -> bool {
    matches!(
        deed,
        Deed::Decide { .. }
            | Deed::AskCorrection { .. }
            | Deed::Correct { .. }
            | Deed::Withdraw { .. }
            | Deed::Reissue { .. }
            | Deed::Revoke { .. }
    )
}

/// Carries a deed out, then the same once more at the same instant: that must change nothing.
fn twice(play: &mut Play, deed: &Deed, (pick, now): (&[u8; DOUBTS.len() + 1], At)) {
    let did = play.carry(deed.clone(), &|_| found(pick), now);
    if matches!(did, Did::Refused(_)) {
        return;
    }
    let again = play.clone().carry(deed.clone(), &|_| found(pick), now);
    if is_a_persons(deed) {
        assert!(matches!(again, Did::Refused(_)), "{deed:?} was done twice: {again:?}");
    } else {
        assert_eq!(again, Did::Nothing, "{deed:?}");
    }
}

fn ring_until(play: &mut Play, (pick, now): (&[u8; DOUBTS.len() + 1], At)) {
    while let Some((timer, at)) = play.next_ring().filter(|(_, at)| *at <= now) {
        let did = play.carry(Deed::Ring { timer }, &|_| found(pick), at);
        assert!(matches!(did, Did::Lines(_)), "a timer that rings on time says something");
    }
}

/// The journal as it is stored and read back says the same.
fn survives_storage(play: &Play) {
    let stored = serde_json::to_string(&play.entries).unwrap();
    let read: Vec<Entry> = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, play.entries);
    assert_eq!(Case::of(&read).as_ref(), Some(&play.case));
    let snapshot: Case = serde_json::from_value(json!(play.case)).unwrap();
    assert_eq!(snapshot, play.case);
}

fn comes_to_an_end(play: &mut Play, mut now: At) {
    let clear = [0; DOUBTS.len() + 1];
    for _ in 0..12 {
        if play.case.ending.is_some() {
            return;
        }
        now = now.minutes_later(1);
        play.carry(natural(play), &|_| found(&clear), now);
    }
    panic!("the case does not end: {:?} {:?}", play.case.stage, play.case.step);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold_whatever_happens(applicant in applicants(), start in 0..500_000_i64, rings in any::<bool>(), turns in turns()) {
        let mut now = taipei("2025-01-02 08:00").minutes_later(start);
        let mut play = Play::open((applicant, 1), &|_| json!({}), now);
        for turn in &turns {
            now = At::from_micros(now.micros() + turn.seconds * 1_000_000);
            if rings {
                ring_until(&mut play, (&turn.found, now));
            }
            let deed = deed(&turn.what, &play);
            twice(&mut play, &deed, (&turn.found, now));
        }
        survives_storage(&play);
        // A refused command leaves what is due to its timer.
        ring_until(&mut play, (&[0; DOUBTS.len() + 1], now));
        comes_to_an_end(&mut play, now);
    }
}
