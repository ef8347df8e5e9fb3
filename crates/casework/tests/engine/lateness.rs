//! The office is late: the applicant may end the case and gets the fee back with interest (規費法 §18, §19).

use catalogue::service::Moment;

use crate::story::Do::{Answer, At, Decide, Pay, Settle, Withdraw};
use crate::story::{Do, check, count, moments, tell};
use crate::world::{AGENCY, DEAREST, PERSON};

const STARTS: &str = "2025-03-03 09:00";
const NEAR_LINE: &[&str] = &["near_line"];

/// The dearest case, 720 dollars, paid on 3 March and late from 11 March on; then so.
fn dear(then: &[Do]) -> Vec<Do> {
    [&[Pay(720, "a"), Answer(NEAR_LINE)], then].concat()
}

#[test]
fn interest_runs_by_days_from_the_payment() {
    // 720 × 1.6 % × days / 365, to the nearest dollar.
    for (until, interest) in [
        ("2025-03-11 00:00", 0),  //   8 days: 0.25
        ("2025-03-18 09:00", 0),  //  15 days: 0.47
        ("2025-03-19 09:00", 1),  //  16 days: 0.505
        ("2025-04-19 23:59", 1),  //  47 days: 1.48
        ("2025-04-20 00:00", 2),  //  48 days: 1.51
        ("2025-06-11 09:00", 3),  // 100 days: 3.16
        ("2026-03-03 09:00", 12), // 365 days: 11.52
    ] {
        let stands = format!("withdrawn, overdue, paid 720, back 720+{interest} late");
        check((DEAREST, STARTS), &dear(&[At(until), Withdraw]), &stands);
    }
}

#[test]
fn only_a_late_office_gives_the_fee_back() {
    for (acts, stands) in [
        (dear(&[At("2025-03-10 23:59:59.999999"), Withdraw]), "withdrawn, paid 720"),
        (dear(&[At("2025-03-11 00:00"), Withdraw]), "withdrawn, overdue, paid 720, back 720+0 late"),
        (
            dear(&[At("2025-03-11 00:00"), Withdraw, Settle("a")]),
            "withdrawn, overdue, paid 720, back 720+0 late settled",
        ),
        (
            dear(&[At("2025-03-12 00:00"), Pay(720, "b"), Withdraw]),
            "withdrawn, overdue, paid 720, back 720+0 overpaid, back 720+0 late",
        ),
        // Late, and decided after all: nothing goes back.
        (dear(&[At("2025-03-12 00:00"), Decide("issue", "", ""), Do::File]), "issued, overdue, paid 720, valid"),
        // Late, and refused: the service gives the fee back, without interest.
        (
            dear(&[At("2025-06-11 00:00"), Decide("refuse", "不在都市計畫範圍內", "")]),
            "refused, overdue, paid 720, back 720+0 refused",
        ),
    ] {
        check((DEAREST, STARTS), &acts, stands);
    }
    let free = [Answer(NEAR_LINE), At("2025-03-12 00:00"), Withdraw];
    check((AGENCY, STARTS), &free, "withdrawn, overdue");
}

#[test]
fn a_certificate_on_its_way_out_is_not_called_back() {
    let clear = [Pay(20, "a"), Answer(&[])];
    let withdrawn = |more: &[Do]| [&clear[..], more, &[Withdraw]].concat();
    check((PERSON, STARTS), &withdrawn(&[]), "issuing paper, paid 20, ordered, refused: not-now");
    check((PERSON, STARTS), &withdrawn(&[Do::File]), "issued, paid 20, valid, refused: not-now");
}

#[test]
fn the_delay_is_told_once_and_at_its_instant() {
    let told = tell(DEAREST, STARTS, &dear(&[At("2025-03-28 09:00"), Do::Stray, At("2025-04-28 09:00")]));
    assert_eq!(moments(&told.play), [Moment::Received, Moment::Paid, Moment::Delayed]);
    assert_eq!(count(&told.play, "overdue"), 1);
    let line = told.play.entries.last().unwrap();
    assert_eq!(line.at, crate::world::taipei("2025-03-11 00:00"));
}
