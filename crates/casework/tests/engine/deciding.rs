//! Deciding: what an officer may choose, with which words, and when (行政程序法 §96).

use crate::story::Do::{Answer, Decide, Pay};
use crate::story::{Do, check, tell};
use crate::world::{DOUBTS, PERSON};

const STARTS: &str = "2025-03-03 09:00";
const REVIEW: &str = "deciding review, due 2025-03-11 00:00, paid 20";

fn reviewed(then: &[Do]) -> Vec<Do> {
    [&[Pay(20, "a"), Answer(&["straddles"])], then].concat()
}

#[test]
fn a_choice_asks_for_the_words_it_needs() {
    let ordered = "issuing paper, paid 20, ordered".to_owned();
    let refused = |key: &str| format!("{REVIEW}, refused: {key}");
    for (choice, stands) in [
        (Decide("issue", "", ""), ordered.clone()),
        (Decide("issue", "已查核", "全部為住宅區"), ordered.clone()),
        (Decide("describe", "線不明", "部分住宅區"), ordered),
        (Decide("describe", " ", "部分住宅區"), refused("reasons-missing")),
        (Decide("describe", "線不明", "\u{3000}\n"), refused("remarks-missing")),
        (Decide("refuse", "", ""), refused("reasons-missing")),
        (Decide("refuse", "不在範圍內", ""), "refused, paid 20, back 20+0 refused".to_owned()),
        (Decide("approve", "好", "好"), refused("no-such-choice")),
    ] {
        check((PERSON, STARTS), &reviewed(&[choice]), &stands);
    }
}

#[test]
fn a_decision_is_made_once_and_in_its_time() {
    let issue = || Decide("issue", "", "");
    for (acts, stands) in [
        (vec![issue()], "paying pay, due 2025-03-11 00:00, refused: not-now"),
        (vec![Pay(20, "a"), issue()], "gathering fetch, due 2025-03-03 09:15, paid 20, refused: not-now"),
        (reviewed(&[issue(), issue()]), "issuing paper, paid 20, ordered, refused: not-now"),
        (reviewed(&[issue(), Do::File, issue()]), "issued, paid 20, valid, refused: not-now"),
    ] {
        check((PERSON, STARTS), &acts, stands);
    }
}

#[test]
fn every_doubt_goes_to_a_person_and_none_goes_out_by_itself() {
    for doubt in DOUBTS {
        let told = tell(PERSON, STARTS, &[Pay(20, "a"), Answer(Box::leak(Box::new([doubt])))]);
        assert_eq!(told.play.case.step, "review", "{doubt}");
        let facts = told.play.case.facts();
        let shown = doubt.replace('_', "-");
        assert_eq!(crate::world::definition().service.doubts_of(&facts), [shown]);
    }
    check((PERSON, STARTS), &[Pay(20, "a"), Answer(&[])], "issuing paper, paid 20, ordered");
}
