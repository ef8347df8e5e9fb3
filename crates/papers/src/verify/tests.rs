use super::*;
use crate::fixture::{self, Level, Office};
use proptest::prelude::*;
use std::sync::LazyLock;

static OFFICE: LazyLock<Office> = LazyLock::new(fixture::office);
static BASIC: LazyLock<Vec<u8>> = LazyLock::new(|| fixture::seal(&OFFICE, &fixture::pdf(), Level::Basic));
static STAMPED: LazyLock<Vec<u8>> = LazyLock::new(|| fixture::seal(&OFFICE, &fixture::pdf(), Level::Timestamped));

fn judged(pdf: &[u8]) -> Result<SealReport, Unjudged> {
    verify(pdf, std::slice::from_ref(&OFFICE.anchor), fixture::now())
}

/// The bytes outside the seal.
fn hole(pdf: &[u8]) -> std::ops::Range<usize> {
    let start = pdf.windows(11).rposition(|w| w == b"/Contents <").unwrap() + 10;
    start..start + pdf[start..].iter().position(|b| *b == b'>').unwrap() + 1
}

/// An anchor the office does not stand under.
fn stranger() -> Vec<u8> {
    fixture::office().anchor
}

#[test]
fn a_sealed_paper_is_good_and_says_who_sealed_it_and_when() {
    let report = judged(&BASIC).unwrap();
    assert!(report.is_good() && report.intact && report.whole_document && report.trusted);
    assert_eq!(report.level, SealLevel::Basic);
    assert_eq!(report.claimed_at, Some(fixture::now()));
    assert!(report.signer.subject.contains("都市發展局示範電子印章"), "{}", report.signer.subject);
}

#[test]
fn a_time_stamp_raises_the_level_and_outlives_the_certificate() {
    let report = judged(&STAMPED).unwrap();
    assert_eq!((report.level, report.faults.as_slice()), (SealLevel::Timestamped, [].as_slice()));
    assert_eq!(report.timestamp.unwrap().at, fixture::now());
    let late = fixture::now() + jiff::SignedDuration::from_hours(24 * 800);
    let anchors = [OFFICE.anchor.clone()];
    let basic = verify(&BASIC, &anchors, late).unwrap();
    assert_eq!(basic.faults, [SealFault::Untrusted(Untrusted::Expired)]);
    assert!(verify(&STAMPED, &anchors, late).unwrap().is_good());
}

#[test]
fn a_changed_byte_anywhere_under_the_seal_is_noticed() {
    for at in [20, 150, BASIC.len() - 3] {
        let mut changed = BASIC.clone();
        changed[at] ^= 1;
        let report = judged(&changed).unwrap();
        assert_eq!(report.faults.first(), Some(&SealFault::DigestMismatch), "byte {at}");
        assert!(!report.intact);
    }
}

#[test]
fn bytes_behind_the_seal_are_counted() {
    let mut longer = BASIC.clone();
    longer.extend(b"\n1 0 obj\n<< /Type /Catalog >>\nendobj\n");
    let report = judged(&longer).unwrap();
    assert_eq!(report.faults, [SealFault::NotWholeDocument(37)]);
    assert!(report.intact && !report.whole_document && !report.is_good());
}

#[test]
fn a_stranger_s_seal_is_not_trusted() {
    let report = verify(&BASIC, &[stranger()], fixture::now()).unwrap();
    assert_eq!(report.faults, [SealFault::Untrusted(Untrusted::UnknownIssuer)]);
    let early = "2025-06-01T00:00:00Z".parse().unwrap();
    let report = verify(&BASIC, std::slice::from_ref(&OFFICE.anchor), early).unwrap();
    assert_eq!(report.faults, [SealFault::Untrusted(Untrusted::NotYetValid)]);
}

#[test]
fn a_file_without_a_seal_is_named_for_what_it_is() {
    let cases: [(&[u8], Unjudged); 4] = [
        (b"PK\x03\x04", Unjudged::NotPdf),
        (b"", Unjudged::NotPdf),
        (&fixture::pdf(), Unjudged::NoSeal),
        (b"%PDF-1.7 /ByteRange [0 9 99 4] <00>", Unjudged::MalformedSeal),
    ];
    for (bytes, wanted) in cases {
        assert_eq!(judged(bytes).unwrap_err(), wanted);
    }
}

#[test]
fn the_padding_of_the_hole_carries_nothing() {
    let mut changed = BASIC.clone();
    let hole = hole(&changed);
    changed[hole.end - 2] = b'1';
    assert_eq!(judged(&changed).unwrap_err(), Unjudged::MalformedSeal);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]
    #[test]
    fn no_cut_and_no_flip_panics_or_passes(cut in 0usize..60_000, at in 0usize..60_000, bit in 0u8..8) {
        let mut changed = STAMPED.clone();
        let at = at % changed.len();
        changed[at] ^= 1 << bit;
        // Inside the hole lie bytes no signature covers, such as a spare copy of the root.
        let good = judged(&changed).is_ok_and(|r| r.is_good());
        prop_assert!(!good || hole(&STAMPED).contains(&at), "byte {at} bit {bit}");
        changed.truncate(cut);
        let _ = judged(&changed);
    }

    #[test]
    fn noise_around_a_byte_range_never_panics(noise in proptest::collection::vec(any::<u8>(), 0..300), a in 0usize..400, b in 0usize..400, c in 0usize..400) {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        pdf.extend(&noise);
        pdf.extend(format!("/ByteRange [0 {a} {b} {c}]/M(D:").bytes());
        pdf.extend(&noise);
        let _ = judged(&pdf);
    }
}
