use super::*;
use crate::fixture;

const SLACK: Slack = Slack { seconds: 300 };

#[track_caller]
fn check(change: impl FnOnce(&mut Vec<u8>, &mut Asked, &mut Vec<Vec<u8>>, &mut Timestamp), wanted: Option<TspError>) {
    let office = fixture::office();
    let mut asked = fixture::asked([7; 32]);
    let mut response = fixture::response(&office, &asked);
    let (mut anchors, mut now) = (vec![office.anchor.clone()], fixture::now());
    change(&mut response, &mut asked, &mut anchors, &mut now);
    let result = check_response(&response, &asked, &anchors, (SLACK, now));
    assert_eq!(result.err(), wanted);
}

#[test]
fn a_true_answer_is_accepted() {
    check(|_, _, _, _| {}, None);
}

#[test]
fn a_wrong_answer_is_refused_with_its_reason() {
    check(|_, asked, _, _| asked.nonce[15] ^= 1, Some(TspError::Nonce));
    check(|_, asked, _, _| asked.imprint[0] ^= 1, Some(TspError::Imprint));
    check(|_, _, anchors, _| anchors.clear(), Some(TspError::Untrusted(Untrusted::UnknownIssuer)));
    check(|_, _, _, now| *now += jiff::SignedDuration::from_mins(6), Some(TspError::Time));
    check(
        |_, _, _, now| *now += jiff::SignedDuration::from_hours(24 * 366 * 11),
        Some(TspError::Untrusted(Untrusted::Expired)),
    );
    check(|response, _, _, _| response.truncate(40), Some(TspError::Malformed));
    check(
        |response, _, _, _| {
            let last = response.len() - 1;
            response[last] ^= 1;
        },
        Some(TspError::Signature),
    );
}

#[test]
fn a_seal_certificate_is_no_time_stamping_authority() {
    let mut office = fixture::office();
    std::mem::swap(&mut office.seal, &mut office.tsa);
    let asked = fixture::asked([7; 32]);
    let response = fixture::response(&office, &asked);
    let result = check_response(&response, &asked, std::slice::from_ref(&office.anchor), (SLACK, fixture::now()));
    assert_eq!(result, Err(TspError::Untrusted(Untrusted::WrongUse)));
}

#[test]
fn fractions_of_a_second_are_read() {
    let cases = [
        ("20261123013015Z", Some("2026-11-23T01:30:15Z")),
        ("20261123013015.25Z", Some("2026-11-23T01:30:15.25Z")),
        ("20261123013015", None),
        ("20261323013015Z", None),
        ("2026112301301€Z", None),
    ];
    for (text, wanted) in cases {
        let value = Any::new(der::Tag::GeneralizedTime, text.as_bytes()).unwrap();
        assert_eq!(generalized_time(&value), wanted.map(|w| w.parse().unwrap()), "{text}");
    }
}
