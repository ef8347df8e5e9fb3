//! The sample certificate, drawn and sealed as the desk would: long-term material
//! first, then the seal with a time-stamp. With `PRESS_TEST_OUT` set, the papers and
//! the root are kept there for `tests/papers/check_paper.py`.
#![allow(clippy::unwrap_used)]

// The certificates and keys are those of the tests of `papers`.
#[allow(dead_code)]
#[path = "../../papers/src/fixture.rs"]
mod fixture;

use fixture::Level;
use papers::press_protocol::{PressFile, Request};
use papers::verify::{SealFault, SealLevel, verify};
use papers::{pades, tsp};
use press::fonts::{FontConfig, FontShelf};
use press::render::Typesetter;

const TEMPLATE: &str = include_str!("../../../services/zoning-certificate/papers/certificate.typ");
const SAMPLE: &[u8] = include_bytes!("../../../services/zoning-certificate/papers/sample.json");
const MAP: &[u8] = include_bytes!("../../../services/zoning-certificate/papers/sample-map.svg");

fn drawn() -> Vec<u8> {
    let facts = papers::facts::CertificateFacts::from_json(SAMPLE).unwrap();
    let qr = papers::qr::svg(&facts.verification.url).unwrap();
    let request = Request {
        id: facts.paper_number.clone(),
        issued_on: facts.issued_on,
        template: TEMPLATE.into(),
        data: facts.to_json().unwrap(),
        files: vec![
            PressFile { name: "/qr.svg".into(), bytes: qr.into_bytes() },
            PressFile { name: "/map.svg".into(), bytes: MAP.to_vec() },
        ],
    };
    Typesetter::new(FontShelf::open(&FontConfig::debian()).unwrap()).render(&request).unwrap().pdf
}

fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("PRESS_TEST_OUT") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

#[test]
fn a_drawn_paper_is_sealed_in_one_revision_and_judged_good() {
    let office = fixture::office();
    let unsigned = drawn();
    let stored = pades::add_dss(&unsigned, &[office.anchor.clone(), office.tsa.chain[0].clone()], &[]).unwrap();
    let timestamped = fixture::seal(&office, &stored, Level::Timestamped);
    let basic = fixture::seal(&office, &unsigned, Level::Basic);
    let anchors = [office.anchor.clone()];
    let report = verify(&timestamped, &anchors, fixture::now()).unwrap();
    assert_eq!((report.level, report.faults.as_slice()), (SealLevel::Timestamped, [].as_slice()));
    assert!(verify(&basic, &anchors, fixture::now()).unwrap().is_good());
    assert!(timestamped.starts_with(&unsigned));
    let mut flipped = basic.clone();
    flipped[5_000] ^= 1;
    assert_eq!(verify(&flipped, &anchors, fixture::now()).unwrap().faults, [SealFault::DigestMismatch]);
    keep("unsigned.pdf", &unsigned);
    keep("signed.pdf", &timestamped);
    keep("signed-basic.pdf", &basic);
    keep("flipped.pdf", &flipped);
    keep("ca.der", &office.anchor);
}
