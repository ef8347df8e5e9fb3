//! A child that draws for weeks must not grow. Alone in its file, so that no
//! other test shares its process.
#![allow(clippy::unwrap_used)]

use papers::press_protocol::{PressFile, Request};
use press::fonts::{FontConfig, FontShelf};
use press::render::Typesetter;
use press::serve::anonymous_bytes;

const TEMPLATE: &str = include_str!("../../../services/zoning-certificate/papers/certificate.typ");
const SAMPLE: &[u8] = include_bytes!("../../../services/zoning-certificate/papers/sample.json");
const MAP: &[u8] = include_bytes!("../../../services/zoning-certificate/papers/sample-map.svg");

#[test]
fn memory_stays_flat_over_many_papers() {
    let mut typesetter = Typesetter::new(FontShelf::open(&FontConfig::debian()).unwrap());
    let mut warm = 0;
    for number in 0..60 {
        let mut facts = papers::facts::CertificateFacts::from_json(SAMPLE).unwrap();
        facts.applicant = format!("申請人第{number}號");
        facts.paper_number = format!("高市都發開證字第{number:010}號");
        let qr = papers::qr::svg(&format!("{}-{number}", facts.verification.url)).unwrap();
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
        typesetter.render(&request).unwrap();
        if number == 15 {
            warm = anonymous_bytes().unwrap();
        }
    }
    let grown = anonymous_bytes().unwrap().saturating_sub(warm);
    // Without eviction the same 44 papers add some 66 MB.
    assert!(grown < 20 << 20, "grew by {} MB", grown >> 20);
}
