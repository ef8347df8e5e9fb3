//! Paying: once, twice, wrongly, too late, or not at all (規費法 §7, §18).

use catalogue::service::{Channel, Moment};
use serde_json::json;

use crate::story::Do::{Answer, At, Correct, GiveUp, Pay, Settle, Withdraw};
use crate::story::{Do, check, count, moments, tell};
use crate::world::{AGENCY, Applicant, DEAREST, PERSON};

/// A Monday.
const MONDAY: &str = "2025-03-03 09:00";

#[test]
fn money_counts_once_and_what_does_not_fit_goes_back() {
    for (acts, stands) in [
        (vec![], "paying pay, due 2025-03-11 00:00"),
        (vec![Pay(20, "a")], "gathering fetch, due 2025-03-03 09:15, paid 20"),
        (vec![Pay(20, "a"), Pay(20, "a")], "gathering fetch, due 2025-03-03 09:15, paid 20, nothing"),
        (vec![Pay(20, "a"), Pay(20, "b")], "gathering fetch, due 2025-03-03 09:15, paid 20, back 20+0 overpaid"),
        (
            vec![Pay(20, "a"), Pay(20, "b"), Pay(20, "b")],
            "gathering fetch, due 2025-03-03 09:15, paid 20, back 20+0 overpaid, nothing",
        ),
        (vec![Pay(10, "a")], "paying pay, due 2025-03-11 00:00, back 10+0 overpaid"),
        (vec![Pay(10, "a"), Pay(10, "a")], "paying pay, due 2025-03-11 00:00, back 10+0 overpaid, nothing"),
        (vec![Pay(10, "a"), Pay(20, "b")], "gathering fetch, due 2025-03-03 09:15, paid 20, back 10+0 overpaid"),
        (vec![Pay(21, "a")], "paying pay, due 2025-03-11 00:00, back 21+0 overpaid"),
        (vec![Pay(0, "a")], "paying pay, due 2025-03-11 00:00, nothing"),
        (vec![Pay(-20, "a")], "paying pay, due 2025-03-11 00:00, nothing"),
        (vec![Pay(10, "a"), Settle("a")], "paying pay, due 2025-03-11 00:00, back 10+0 overpaid settled"),
        (
            vec![Pay(10, "a"), Settle("a"), Settle("a")],
            "paying pay, due 2025-03-11 00:00, back 10+0 overpaid settled, nothing",
        ),
        (vec![Pay(20, "a"), Settle("a")], "gathering fetch, due 2025-03-03 09:15, paid 20, nothing"),
    ] {
        check((PERSON, MONDAY), &acts, stands);
    }
}

#[test]
fn the_last_moment_counts_and_the_next_does_not() {
    for (starts, last, next, due) in [
        // Ends on a Monday.
        (MONDAY, "2025-03-10 23:59:59.999999", "2025-03-11 00:00", "2025-03-11 00:00"),
        // Ends on a Saturday: Monday morning (行政程序法 §48 IV).
        ("2025-03-01 09:00", "2025-03-10 11:59:59.999999", "2025-03-10 12:00", "2025-03-10 12:00"),
        // Ends within the new year holidays.
        ("2025-01-20 09:00", "2025-02-03 23:59:59.999999", "2025-02-04 00:00", "2025-02-04 00:00"),
        // Ends on a Saturday on which offices make up work, which is a Saturday all the same.
        ("2025-02-01 09:00", "2025-02-10 11:59:59.999999", "2025-02-10 12:00", "2025-02-10 12:00"),
        // Ends on a Saturday that is the Dragon Boat Festival: the whole of Monday.
        ("2025-05-24 09:00", "2025-06-02 23:59:59.999999", "2025-06-03 00:00", "2025-06-03 00:00"),
    ] {
        check((PERSON, starts), &[], &format!("paying pay, due {due}"));
        let fetching = tell(PERSON, starts, &[At(last), Pay(20, "a")]);
        assert_eq!(fetching.play.case.step, "fetch", "{last} counts");
        check((PERSON, starts), &[At(next), Pay(20, "a")], "lapsed, back 20+0 overpaid");
        check((PERSON, starts), &[At(next), Pay(20, "a"), Pay(20, "a")], "lapsed, back 20+0 overpaid, nothing");
    }
}

#[test]
fn a_case_that_ends_unpaid_owes_nothing_and_gives_back_what_comes_later() {
    for (acts, stands) in [
        (vec![At("2025-03-12 09:00")], "lapsed"),
        (vec![Withdraw], "withdrawn"),
        (vec![Withdraw, Pay(20, "a")], "withdrawn, back 20+0 overpaid"),
        (vec![Pay(10, "a"), Withdraw], "withdrawn, back 10+0 overpaid"),
    ] {
        check((PERSON, MONDAY), &acts, stands);
    }
    let told = tell(PERSON, MONDAY, &[At("2025-03-12 09:00")]);
    assert_eq!(moments(&told.play), [Moment::Received, Moment::Lapsed]);
}

#[test]
fn the_fee_is_the_tariffs() {
    let online = |parcels, copies| Applicant { parcels, copies, ..PERSON };
    let counter = |parcels, copies| Applicant { parcels, copies, ..DEAREST };
    for (applicant, fee) in [
        (online(1, 1), 20),
        (online(2, 1), 40),
        (online(1, 2), 40),
        (online(30, 3), 640),
        (counter(1, 1), 100),
        (counter(2, 1), 120),
        (counter(30, 3), 720),
        (Applicant { kind: "company", channel: Channel::Api, ..PERSON }, 20),
    ] {
        let told = tell(applicant, MONDAY, &[Pay(fee, "a")]);
        assert_eq!(
            (told.play.case.step.as_str(), told.play.case.is_paid()),
            ("fetch", true),
            "{applicant:?} pays {fee}"
        );
    }
}

#[test]
fn an_agency_pays_nothing_and_cannot_pay() {
    let starts = "2025-03-03 09:00";
    for (acts, stands) in [
        (vec![], "gathering fetch, due 2025-03-03 09:15"),
        (vec![Pay(20, "a")], "gathering fetch, due 2025-03-03 09:15, refused: not-now"),
        (vec![Answer(&[]), Do::File], "issued, valid"),
        (vec![Answer(&[]), Do::File, Pay(20, "a")], "issued, valid, refused: not-now"),
    ] {
        check((AGENCY, starts), &acts, stands);
    }
    let told = tell(AGENCY, starts, &[]);
    assert_eq!((count(&told.play, "waived"), count(&told.play, "charged")), (1, 0));
}

#[test]
fn nobody_corrects_a_case_out_of_its_fee() {
    let asked = |question| vec![GiveUp, Do::AskCorrection(question, 7)];
    let review = "correcting review, due 2025-03-11 00:00";
    // Two copies instead of one, one parcel more, a person instead of an agency.
    for (applicant, question, answer) in [
        (PERSON, &["copies"], json!(2)),
        (PERSON, &["parcels"], crate::world::parcels(2)),
        (AGENCY, &["applicant_kind"], json!("person")),
    ] {
        let mut acts = if applicant.kind == "agency" { vec![] } else { vec![Pay(20, "a")] };
        let paid = if applicant.kind == "agency" { "" } else { ", paid 20" };
        acts.extend(asked(question));
        acts.push(Correct(question[0], answer));
        check((applicant, MONDAY), &acts, &format!("{review}{paid}, refused: fee-would-change"));
    }
    let same = [Pay(20, "a"), GiveUp, Do::AskCorrection(&["parcels"], 7), Correct("parcels", crate::world::parcels(1))];
    check((PERSON, MONDAY), &same, "gathering fetch, due 2025-03-03 09:15, paid 20");
}
