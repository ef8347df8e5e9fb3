//! Order: what is refused wherever a case stands, and what is carried out once however often it is told.

use casework::command::{Command, Deed};
use casework::decide::{Definition, decide};
use casework::event::Actor;
use casework::fault::Fault;
use lexicon::ids::TimerId;
use serde_json::json;

use crate::play::Did;
use crate::story::Do::{
    Answer, AskCorrection, At, Correct, Decide, File, Pay, Reissue, Revoke, Settle, Stray, Withdraw,
};
use crate::story::{Do, check, file, tell};
use crate::world::{PERSON, definition, finding, taipei};

const STARTS: &str = "2025-03-03 09:00";

#[test]
fn the_first_command_opens_and_no_other_does() {
    let now = taipei(STARTS);
    let withdraw = Command { by: Actor::Applicant, deed: Deed::Withdraw { reason: String::new() } };
    assert_eq!(decide(definition(), None, withdraw, now), Err(Fault::NoCase));
    let case = tell(PERSON, STARTS, &[]).play.case;
    assert_eq!(decide(definition(), Some(&case), PERSON.opens(1, now), now), Err(Fault::AlreadyOpen));
}

#[test]
fn a_case_runs_under_its_own_definition_only() {
    let case = tell(PERSON, STARTS, &[]).play.case;
    let other = Definition { digest: "0000", ..definition() };
    let ring = Deed::Ring { timer: TimerId::from_uuid(uuid::Uuid::nil()) };
    let command = Command { by: Actor::System, deed: ring };
    assert_eq!(decide(other, Some(&case), command, taipei("2025-04-01 09:00")), Err(Fault::WrongDefinition));
}

#[test]
fn a_closed_case_refuses_people_and_ignores_machines() {
    let endings: [(&[Do], &str); 4] = [
        (&[Pay(20, "a"), Answer(&[]), File], "issued, paid 20, valid"),
        (
            &[Pay(20, "a"), Answer(&["near_line"]), Decide("refuse", "不在範圍內", "")],
            "refused, paid 20, back 20+0 refused",
        ),
        (&[Withdraw], "withdrawn"),
        (&[At("2025-03-11 00:00")], "lapsed"),
    ];
    for (acts, stands) in endings {
        for act in [Withdraw, Decide("issue", "", ""), AskCorrection(&["name"], 7), Correct("name", json!("王"))] {
            check((PERSON, STARTS), &[acts, &[act]].concat(), &format!("{stands}, refused: not-now"));
        }
        for act in [Answer(&[]), Do::GiveUp, Stray, Settle("zzz")] {
            check((PERSON, STARTS), &[acts, &[act]].concat(), &format!("{stands}, nothing"));
        }
        if !stands.starts_with("issued") {
            let again = [acts, &[Reissue("更正", None)]].concat();
            check((PERSON, STARTS), &again, &format!("{stands}, refused: not-now"));
            let back = [acts, &[Revoke(0, "誤發")]].concat();
            check((PERSON, STARTS), &back, &format!("{stands}, refused: no-such-paper"));
        }
    }
}

#[test]
fn what_machines_say_twice_happens_once() {
    let clear = |_: &casework::outcome::Ask| finding(&[]);
    let mut play = tell(PERSON, STARTS, &[]).play;
    let lapsing = play.next_ring().unwrap();
    let now = taipei("2025-03-03 09:05");
    let first = [Do::Pay(10, "z"), Do::Settle("z"), Do::Pay(20, "a"), Do::Answer(&[])];
    for act in first {
        let deed = match act {
            Do::Pay(dollars, reference) => Deed::Pay {
                reference: reference.to_owned(),
                gateway: "bank".to_owned(),
                amount: lexicon::money::Twd::new(dollars),
            },
            Do::Settle(reference) => Deed::SettleRefund { reference: reference.to_owned() },
            _ => Deed::Answer {
                evidence: "geometry".to_owned(),
                source: "land-office".to_owned(),
                hash: String::new(),
                body: json!({}),
            },
        };
        assert!(matches!(play.carry(deed.clone(), &clear, now), Did::Lines(_)), "{deed:?}");
        assert_eq!(play.carry(deed.clone(), &clear, now), Did::Nothing, "{deed:?}");
    }
    let filed = file(play.last_paper().unwrap());
    assert!(matches!(play.carry(filed.clone(), &clear, now), Did::Lines(_)));
    assert_eq!(play.carry(filed, &clear, now), Did::Nothing);
    let (timer, at) = lapsing;
    assert_eq!(play.carry(Deed::Ring { timer }, &clear, at), Did::Nothing, "the time to pay is long over");
}

#[test]
fn a_timer_that_rings_early_says_nothing_and_one_that_rings_twice_says_it_once() {
    let clear = |_: &casework::outcome::Ask| finding(&[]);
    for (acts, line) in [
        (vec![], "closed"),
        (vec![Pay(20, "a"), Answer(&["near_line"])], "overdue"),
        (vec![Pay(20, "a"), Answer(&["near_line"]), AskCorrection(&["name"], 7)], "entered"),
    ] {
        let mut play = tell(PERSON, STARTS, &acts).play;
        let (timer, at) = play.next_ring().unwrap();
        let ring = Deed::Ring { timer };
        assert_eq!(play.carry(ring.clone(), &clear, taipei("2025-03-10 23:59:59.999999")), Did::Nothing);
        assert!(matches!(play.carry(ring.clone(), &clear, at), Did::Lines(_)));
        assert_eq!(play.entries.last().unwrap().event.name(), line);
        assert_eq!(play.carry(ring, &clear, at), Did::Nothing);
    }
}
