//! The letters of the housing services as the press draws them from their samples.
#![allow(clippy::unwrap_used)]

use papers::press_protocol::{Paper, PressFile, Request};
use press::fonts::{FontConfig, FontShelf};
use press::render::Typesetter;
use serde_json::Value;

const TEMPLATE: &str = include_str!("../../../services/housing-rent/papers/letter.typ");
const APPROVAL: &str = include_str!("../../../services/housing-rent/papers/approval.json");
const REFUSAL: &str = include_str!("../../../services/housing-rent/papers/refusal.json");

fn draw(sample: &str) -> Paper {
    let facts: Value = serde_json::from_str(sample).unwrap();
    let text = |path: &str| facts.pointer(path).and_then(Value::as_str).unwrap().to_owned();
    let qr = papers::qr::svg(&text("/verification/url")).unwrap().into_bytes();
    let request = Request {
        id: text("/paper_number"),
        issued_on: text("/issued_on").parse().unwrap(),
        template: TEMPLATE.to_owned(),
        data: sample.as_bytes().to_vec(),
        files: vec![PressFile { name: "/qr.svg".to_owned(), bytes: qr }],
    };
    Typesetter::new(FontShelf::open(&FontConfig::debian()).unwrap()).render(&request).unwrap()
}

/// Writes a paper where `PRESS_TEST_OUT` points, to be looked at.
fn keep(name: &str, paper: &Paper) {
    if let Some(folder) = std::env::var_os("PRESS_TEST_OUT") {
        std::fs::write(std::path::Path::new(&folder).join(name), &paper.pdf).unwrap();
    }
}

#[test]
fn both_letters_are_one_tagged_page() {
    for (name, sample) in [("approval.pdf", APPROVAL), ("refusal.pdf", REFUSAL)] {
        let paper = draw(sample);
        keep(name, &paper);
        assert_eq!(paper.pages, 1, "{name}");
        let document = lopdf::Document::load_mem(&paper.pdf).unwrap();
        assert!(document.catalog().unwrap().has(b"StructTreeRoot"), "{name}");
    }
}
