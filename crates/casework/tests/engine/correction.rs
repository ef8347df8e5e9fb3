//! Correction: the clock stands still, and what was left of it comes back (行政程序法 §48, §51).

use catalogue::service::Moment;
use serde_json::json;

use crate::story::Do::{Answer, AskCorrection, At, Correct, Decide, GiveUp, Pay, Withdraw};
use crate::story::{Do, check, count, events, moments, tell};
use crate::world::PERSON;

const NEAR_LINE: &[&str] = &["near_line"];
const PURPOSE: &[&str] = &["purpose"];

/// A story that reaches the officer at once, then goes on so.
fn reviewed(then: &[Do]) -> Vec<Do> {
    [&[Pay(20, "a"), Answer(NEAR_LINE)], then].concat()
}

fn corrected() -> Do {
    Correct("purpose", json!("loan"))
}

#[test]
fn an_officer_has_five_working_days() {
    for (starts, due) in [
        ("2025-03-03 09:00", "2025-03-11 00:00"),
        // Entered on a Saturday.
        ("2025-03-08 09:00", "2025-03-15 00:00"),
        // The new year holidays do not count: 24 January, then 3 to 6 February.
        ("2025-01-23 09:00", "2025-02-07 00:00"),
        // The make-up Saturday of 8 February does.
        ("2025-02-05 09:00", "2025-02-12 00:00"),
        // 28 February is a holiday.
        ("2025-02-24 09:00", "2025-03-05 00:00"),
    ] {
        check((PERSON, starts), &reviewed(&[]), &format!("deciding review, due {due}, paid 20"));
    }
}

#[test]
fn a_correction_stops_the_clock_and_its_last_day_counts() {
    let starts = "2025-03-03 09:00";
    let asked = |then: &[Do]| reviewed(&[&[At("2025-03-05 10:00"), AskCorrection(PURPOSE, 7)], then].concat());
    for (then, stands) in [
        (vec![], "correcting review, due 2025-03-13 00:00, paid 20"),
        (vec![At("2025-03-12 23:59:59.999999")], "correcting review, due 2025-03-13 00:00, paid 20"),
        (
            vec![At("2025-03-12 23:59:59.999999"), corrected()],
            "gathering fetch, due 2025-03-13 00:14:59.999999, paid 20",
        ),
        // Thursday, Friday and Monday were left when it stopped.
        (vec![At("2025-03-13 00:00")], "deciding review, due 2025-03-18 00:00, paid 20"),
        (vec![At("2025-03-13 00:00"), corrected()], "deciding review, due 2025-03-18 00:00, paid 20, refused: not-now"),
        (vec![At("2025-03-17 23:00")], "deciding review, due 2025-03-18 00:00, paid 20"),
        (vec![At("2025-03-18 00:00")], "deciding review, due 2025-03-18 00:00, overdue, paid 20"),
    ] {
        check((PERSON, starts), &asked(&then), stands);
    }
}

#[test]
fn the_working_days_that_were_left_come_back() {
    let back = |asked_at, days, until, answers: &[Do]| {
        let acts = [&[At(asked_at), AskCorrection(PURPOSE, days), At(until)], answers].concat();
        reviewed(&acts)
    };
    let again = [corrected(), Answer(NEAR_LINE)];
    for (starts, acts, due) in [
        // Three left on Wednesday; corrected on Friday: Monday to Wednesday.
        ("2025-03-03 09:00", back("2025-03-05 10:00", 7, "2025-03-07 09:00", &again), "2025-03-13 00:00"),
        // Corrected on a Sunday: Monday to Wednesday as well.
        ("2025-03-03 09:00", back("2025-03-05 10:00", 7, "2025-03-09 09:00", &again), "2025-03-13 00:00"),
        // Asked at once: all five.
        ("2025-03-03 09:00", back("2025-03-03 09:30", 7, "2025-03-07 09:00", &again), "2025-03-15 00:00"),
        // Asked on the last day: the rest of the day it comes back.
        ("2025-03-03 09:00", back("2025-03-10 16:00", 7, "2025-03-14 10:00", &again), "2025-03-15 00:00"),
        // The same, and it lapses at midnight: the day that begins.
        ("2025-03-03 09:00", back("2025-03-10 16:00", 7, "2025-03-18 00:00", &[]), "2025-03-19 00:00"),
        // One left; the correction ends on Saturday 15 March and so on Monday 17 at noon: Tuesday.
        ("2025-03-03 09:00", back("2025-03-07 10:00", 8, "2025-03-17 12:00", &[]), "2025-03-19 00:00"),
        // Four left before the new year holidays; it ends on 31 January and so on 3 February: 4 to 7.
        ("2025-01-23 09:00", back("2025-01-24 10:00", 7, "2025-02-04 00:00", &[]), "2025-02-08 00:00"),
        // Four left, corrected on Wednesday 5 February: 6, 7, the make-up Saturday 8, Monday 10.
        ("2025-01-23 09:00", back("2025-01-24 10:00", 14, "2025-02-05 10:00", &again), "2025-02-11 00:00"),
        // Three left before the spring holidays of 3 and 4 April; corrected on 2 April: 7 to 9.
        ("2025-03-26 09:00", back("2025-03-28 10:00", 7, "2025-04-02 10:00", &again), "2025-04-10 00:00"),
    ] {
        check((PERSON, starts), &acts, &format!("deciding review, due {due}, paid 20"));
    }
}

#[test]
fn two_corrections_never_give_more_than_five_days() {
    let acts = reviewed(&[
        At("2025-03-05 10:00"),
        AskCorrection(PURPOSE, 7),
        At("2025-03-06 10:00"),
        corrected(),
        Answer(NEAR_LINE),
        // Three were left; one of them, Friday, goes by.
        At("2025-03-07 10:00"),
        AskCorrection(PURPOSE, 7),
        At("2025-03-11 10:00"),
        corrected(),
        Answer(NEAR_LINE),
    ]);
    check((PERSON, "2025-03-03 09:00"), &acts, "deciding review, due 2025-03-14 00:00, paid 20");
}

#[test]
fn a_corrected_case_may_need_no_officer_any_more() {
    let acts = reviewed(&[AskCorrection(PURPOSE, 7), corrected(), Answer(&[])]);
    check((PERSON, "2025-03-03 09:00"), &acts, "issuing paper, paid 20, ordered");
    let told = tell(PERSON, "2025-03-03 09:00", &[acts, vec![Do::File]].concat());
    assert_eq!(told.play.case.answers["purpose"], json!("loan"));
    let said = [Moment::Received, Moment::Paid, Moment::CorrectionAsked, Moment::Issued];
    assert_eq!(moments(&told.play), said);
}

#[test]
fn what_was_found_for_the_old_answers_no_longer_counts() {
    let acts = reviewed(&[AskCorrection(PURPOSE, 7), corrected()]);
    let told = tell(PERSON, "2025-03-03 09:00", &acts);
    assert!(told.play.case.findings.is_empty() && told.play.case.evidence.is_empty());
    assert!(told.play.case.facts().get("findings.overlay").is_none());
    let told = tell(PERSON, "2025-03-03 09:00", &[acts, vec![At("2025-03-03 09:05"), GiveUp]].concat());
    assert_eq!(told.play.case.step, "review");
    assert_eq!(told.play.case.findings["overlay"].at, crate::world::taipei("2025-03-03 09:05"));
}

#[test]
fn a_late_office_stays_late() {
    let starts = "2025-03-03 09:00";
    let asked = [At("2025-03-12 10:00"), AskCorrection(PURPOSE, 7)];
    let late = "deciding review, due 2025-03-11 00:00, overdue, paid 20";
    check((PERSON, starts), &reviewed(&asked), "correcting review, due 2025-03-20 00:00, overdue, paid 20");
    for then in [vec![At("2025-03-20 00:00")], vec![At("2025-03-14 00:00"), corrected(), Answer(NEAR_LINE)]] {
        let acts = reviewed(&[&asked[..], &then].concat());
        check((PERSON, starts), &acts, late);
        let told = tell(PERSON, starts, &[acts, vec![At("2025-05-01 09:00")]].concat());
        assert_eq!(count(&told.play, "overdue"), 1, "it is told once");
    }
}

#[test]
fn what_a_correction_refuses() {
    let starts = "2025-03-03 09:00";
    let review = "deciding review, due 2025-03-11 00:00, paid 20";
    let correcting = "correcting review, due 2025-03-11 00:00, paid 20";
    let asked = |then: Do| reviewed(&[AskCorrection(PURPOSE, 7), then]);
    for (acts, stands) in [
        (reviewed(&[AskCorrection(&[], 7)]), format!("{review}, refused: empty-correction")),
        (reviewed(&[AskCorrection(PURPOSE, 0)]), format!("{review}, refused: empty-correction")),
        (reviewed(&[corrected()]), format!("{review}, refused: not-now")),
        (asked(AskCorrection(PURPOSE, 7)), format!("{correcting}, refused: not-now")),
        (asked(Correct("name", json!("王小華"))), format!("{correcting}, refused: not-asked")),
        (asked(Decide("issue", "", "")), format!("{correcting}, refused: not-now")),
        (asked(Withdraw), "withdrawn, paid 20".to_owned()),
        (
            vec![Pay(20, "a"), AskCorrection(PURPOSE, 7)],
            "gathering fetch, due 2025-03-03 09:15, paid 20, refused: not-now".to_owned(),
        ),
        (vec![AskCorrection(PURPOSE, 7)], "paying pay, due 2025-03-11 00:00, refused: not-now".to_owned()),
    ] {
        check((PERSON, starts), &acts, &stands);
    }
}

#[test]
fn the_journal_tells_a_correction_line_by_line() {
    let told = tell(PERSON, "2025-03-03 09:00", &reviewed(&[AskCorrection(PURPOSE, 7), At("2025-03-11 00:00")]));
    let lines = [
        "opened",
        "entered",
        "charged",
        "paid",
        "entered",
        "asked",
        "answered",
        "entered",
        "found",
        "routed",
        "entered",
        "correction-asked",
        "correction-lapsed",
        "entered",
    ];
    assert_eq!(events(&told.play), lines);
}
