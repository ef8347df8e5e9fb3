//! Registers: they answer, fail, or answer too late.

use casework::command::Deed;
use serde_json::json;

use crate::play::Did;
use crate::story::Do::{Answer, At, GiveUp, Pay};
use crate::story::{Do, check, tell};
use crate::world::{PERSON, finding, taipei};

const STARTS: &str = "2025-03-03 09:00";
const REVIEW: &str = "deciding review, due 2025-03-11 00:00, paid 20";

fn fetching(then: &[Do]) -> Vec<Do> {
    [&[Pay(20, "a")], then].concat()
}

#[test]
fn a_register_that_does_not_answer_in_time_is_done_without() {
    for (then, stands) in [
        (vec![Answer(&[])], "issuing paper, paid 20, ordered".to_owned()),
        (vec![At("2025-03-03 09:14:59.999999"), Answer(&[])], "issuing paper, paid 20, ordered".to_owned()),
        (vec![At("2025-03-03 09:15")], REVIEW.to_owned()),
        (vec![At("2025-03-03 09:16"), GiveUp], format!("{REVIEW}, nothing")),
        (vec![GiveUp], REVIEW.to_owned()),
        (vec![GiveUp, Answer(&[])], format!("{REVIEW}, nothing")),
        (vec![GiveUp, GiveUp], format!("{REVIEW}, nothing")),
        (vec![Answer(&[]), Answer(&[])], "issuing paper, paid 20, ordered, nothing".to_owned()),
        (vec![Answer(&[]), GiveUp], "issuing paper, paid 20, ordered, nothing".to_owned()),
        (vec![Answer(&[]), Do::File, Answer(&[])], "issued, paid 20, valid, nothing".to_owned()),
    ] {
        check((PERSON, STARTS), &fetching(&then), &stands);
    }
    check((PERSON, STARTS), &[Answer(&[])], "paying pay, due 2025-03-11 00:00, nothing");
}

#[test]
fn an_answer_that_comes_too_late_is_not_used() {
    let told = tell(PERSON, STARTS, &fetching(&[At("2025-03-03 09:15"), Answer(&[])]));
    assert_eq!(told.last, Did::Nothing);
    assert!(told.play.case.evidence.is_empty());
    assert_eq!(told.play.case.unanswered["geometry"], "time-limit");
    assert_eq!(told.play.case.facts().0["evidence"]["geometry"], json!(null));
}

#[test]
fn only_what_was_asked_is_taken() {
    let told = tell(PERSON, STARTS, &fetching(&[]));
    let find = |finding: &str, ability: &str, version| Deed::Find {
        finding: finding.to_owned(),
        ability: ability.to_owned(),
        version,
        body: crate::world::finding(&[]),
    };
    let answer = |evidence: &str| Deed::Answer {
        evidence: evidence.to_owned(),
        source: "land-office".to_owned(),
        hash: String::new(),
        body: json!({}),
    };
    let strays = [
        answer("ownership"),
        Deed::GiveUp { evidence: "ownership".to_owned(), cause: "down".to_owned() },
        find("overlay", "zoning-overlay", 1),
        find("overlay", "zoning-overlay", 2),
        find("overlay", "another", 1),
        find("another", "zoning-overlay", 1),
    ];
    for deed in strays {
        let mut play = told.play.clone();
        assert_eq!(play.carry(deed.clone(), &|_| finding(&[]), taipei("2025-03-03 09:01")), Did::Nothing, "{deed:?}");
    }
}

#[test]
fn a_finding_of_another_version_does_not_answer_a_pending_question() {
    use casework::command::Command;
    use casework::decide::decide;
    use casework::event::Actor;
    let definition = crate::world::definition();
    let told = tell(PERSON, STARTS, &fetching(&[]));
    let now = taipei("2025-03-03 09:01");
    let deed = Deed::Answer {
        evidence: "geometry".to_owned(),
        source: "land-office".to_owned(),
        hash: String::new(),
        body: json!({}),
    };
    let asked = decide(definition, Some(&told.play.case), Command { by: Actor::System, deed }, now).unwrap();
    assert_eq!(asked.asks.len(), 1);
    for (version, taken) in [(2, false), (1, true)] {
        let ask = asked.asks[0].clone();
        let deed = Deed::Find { finding: ask.finding, ability: ask.ability, version, body: finding(&[]) };
        let outcome = decide(definition, Some(&asked.case), Command { by: Actor::System, deed }, now).unwrap();
        assert_eq!(!outcome.is_nothing(), taken, "version {version}");
    }
}
