//! Papers: filed once, made again, taken back (行政程序法 §101, §117).

use catalogue::service::Moment;
use serde_json::json;

use crate::story::Do::{
    Answer, AskCorrection, At, Decide, File, GiveUp, Overtake, Pay, Reissue, Revoke, Uphold, Withdraw,
};
use crate::story::{Do, check, moments, tell};
use crate::world::PERSON;

const STARTS: &str = "2025-03-03 09:00";
const TYPO: &str = "姓名誤植";

/// A case whose certificate has gone out; then so.
fn issued(then: &[Do]) -> Vec<Do> {
    [&[Pay(20, "a"), Answer(&[]), File], then].concat()
}

fn again() -> Do {
    Reissue(TYPO, Some(("name", json!("王小銘"))))
}

#[test]
fn a_paper_is_filed_once() {
    for (acts, stands) in [
        (issued(&[]), "issued, paid 20, valid"),
        (issued(&[File]), "issued, paid 20, valid, nothing"),
        (vec![Pay(20, "a"), File], "gathering fetch, due 2025-03-03 09:15, paid 20, refused: no-such-paper"),
    ] {
        check((PERSON, STARTS), &acts, stands);
    }
}

#[test]
fn a_paper_made_again_takes_the_place_of_the_old_one_when_it_is_filed() {
    for (then, stands) in [
        (vec![again()], "gathering fetch, due 2025-03-03 09:15, paid 20, valid"),
        (vec![again(), Answer(&[])], "issuing paper, paid 20, valid, ordered"),
        (vec![again(), Answer(&[]), File], "issued, paid 20, superseded, valid"),
        (
            vec![again(), Answer(&[]), File, again(), Answer(&[]), File],
            "issued, paid 20, superseded, superseded, valid",
        ),
        (vec![again(), again()], "gathering fetch, due 2025-03-03 09:15, paid 20, valid, refused: not-now"),
        (vec![Reissue(" ", None)], "issued, paid 20, valid, refused: reasons-missing"),
        (vec![Reissue(TYPO, Some(("copies", json!(3))))], "issued, paid 20, valid, refused: fee-would-change"),
        // The register is silent now: a person decides anew, in a time of their own.
        (vec![At("2025-03-04 09:00"), again(), GiveUp], "deciding review, due 2025-03-12 00:00, paid 20, valid"),
    ] {
        check((PERSON, STARTS), &issued(&then), stands);
    }
    let told = tell(PERSON, STARTS, &issued(&[again(), Answer(&[]), File]));
    assert_eq!(told.play.case.answers["name"], json!("王小銘"));
    assert_eq!(moments(&told.play), [Moment::Received, Moment::Paid, Moment::Issued, Moment::Reissued]);
}

#[test]
fn a_case_whose_paper_stands_ends_only_by_issuing() {
    let review = "deciding review, due 2025-03-11 00:00, paid 20, valid";
    let reopened = |then: &[Do]| issued(&[&[again(), GiveUp], then].concat());
    let refuse = || Decide("refuse", "不在範圍內", "");
    for (then, stands) in [
        (vec![refuse()], format!("{review}, refused: not-now")),
        (vec![Withdraw], format!("{review}, refused: not-now")),
        (vec![Revoke(0, "誤發"), refuse()], "refused, paid 20, back 20+0 refused, revoked".to_owned()),
        (
            vec![Decide("issue", "", ""), Revoke(0, "誤發")],
            "issuing paper, paid 20, valid, ordered, refused: not-now".to_owned(),
        ),
        (vec![Decide("issue", "", ""), File], "issued, paid 20, superseded, valid".to_owned()),
    ] {
        check((PERSON, STARTS), &reopened(&then), &stands);
    }
}

#[test]
fn the_old_decision_says_nothing_of_the_new_paper() {
    let described = [Pay(20, "a"), Answer(&["near_line"]), Decide("describe", "線不明", "部分住宅區"), File];
    let told = tell(PERSON, STARTS, &described);
    assert!(told.play.case.facts().get("case.decision").is_some());
    let told = tell(PERSON, STARTS, &[&described[..], &[again(), Answer(&[])]].concat());
    assert!(told.play.case.facts().get("case.decision").is_none());
}

#[test]
fn a_paper_that_should_not_stand_is_taken_back() {
    for (then, stands) in [
        (vec![Revoke(0, "誤發")], "issued, paid 20, revoked"),
        (vec![Revoke(0, "")], "issued, paid 20, valid, refused: reasons-missing"),
        (vec![Revoke(7, "誤發")], "issued, paid 20, valid, refused: no-such-paper"),
        (vec![Revoke(0, "誤發"), Revoke(0, "誤發")], "issued, paid 20, revoked, refused: not-now"),
        (vec![Revoke(0, "誤發"), again()], "issued, paid 20, revoked, refused: not-now"),
        (vec![again(), Answer(&[]), File, Revoke(0, "誤發")], "issued, paid 20, superseded, valid, refused: not-now"),
        (vec![again(), Answer(&[]), File, Revoke(1, "誤發")], "issued, paid 20, superseded, revoked"),
    ] {
        check((PERSON, STARTS), &issued(&then), stands);
    }
}

#[test]
fn a_reopened_case_that_was_late_can_be_late_again_and_says_so() {
    let late = [Pay(20, "a"), Answer(&["near_line"]), At("2025-03-12 09:00"), Decide("issue", "", ""), File];
    let twice = [&late[..], &[again(), GiveUp, At("2025-04-12 09:00")]].concat();
    check((PERSON, STARTS), &twice, "deciding review, due 2025-03-20 00:00, overdue, paid 20, valid");
    assert_eq!(crate::story::count(&tell(PERSON, STARTS, &twice).play, "overdue"), 2);
    let corrected = [&twice[..], &[AskCorrection(&["name"], 7), At("2025-05-30 09:00")]].concat();
    check((PERSON, STARTS), &corrected, "deciding review, due 2025-03-20 00:00, overdue, paid 20, valid");
}

#[test]
fn plan_data_overtakes_a_paper_once_and_upholds_it_once() {
    for (then, stands) in [
        (vec![Overtake(0)], "issued, paid 20, valid overtaken"),
        (vec![Overtake(0), Overtake(0)], "issued, paid 20, valid overtaken, nothing"),
        (vec![Uphold(0)], "issued, paid 20, valid, nothing"),
        (vec![Overtake(0), Uphold(0)], "issued, paid 20, valid"),
        (vec![Overtake(0), Uphold(0), Overtake(0)], "issued, paid 20, valid overtaken"),
        (vec![Revoke(0, "誤發"), Overtake(0)], "issued, paid 20, revoked, nothing"),
        (vec![Overtake(3)], "issued, paid 20, valid, refused: no-such-paper"),
        (vec![Overtake(0), again(), Answer(&[]), File], "issued, paid 20, superseded overtaken, valid"),
    ] {
        check((PERSON, STARTS), &issued(&then), stands);
    }
    let told = tell(PERSON, STARTS, &issued(&[Overtake(0), Uphold(0)]));
    let said = [Moment::Received, Moment::Paid, Moment::Issued, Moment::Overtaken, Moment::Upheld];
    assert_eq!(moments(&told.play), said);
}
