//! The zoning certificate as the press draws it from its sample.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::io::Cursor;
use std::process::Command;

use papers::facts::{CertificateFacts, Mark};
use papers::press_protocol::{PREFIX_BYTES, Paper, PressFault, PressFile, Reply, Request};
use press::fonts::{FontConfig, FontShelf};
use press::render::Typesetter;
use press::serve::{Ended, ServeConfig, ServeError, serve};

const TEMPLATE: &str = include_str!("../../../services/zoning-certificate/papers/certificate.typ");
const SAMPLE: &[u8] = include_bytes!("../../../services/zoning-certificate/papers/sample.json");
const MAP: &[u8] = include_bytes!("../../../services/zoning-certificate/papers/sample-map.svg");

fn typesetter() -> Typesetter {
    Typesetter::new(FontShelf::open(&FontConfig::debian()).unwrap())
}

fn sample() -> CertificateFacts {
    CertificateFacts::from_json(SAMPLE).unwrap()
}

fn request(facts: &CertificateFacts) -> Request {
    let file = |name: &str, bytes: Vec<u8>| PressFile { name: name.into(), bytes };
    Request {
        id: facts.paper_number.clone(),
        issued_on: facts.issued_on,
        template: TEMPLATE.into(),
        data: facts.to_json().unwrap(),
        files: vec![
            file("/qr.svg", papers::qr::svg(&facts.verification.url).unwrap().into_bytes()),
            file("/map.svg", MAP.to_vec()),
        ],
    }
}

fn draw(change: impl FnOnce(&mut CertificateFacts)) -> Result<Paper, PressFault> {
    let mut facts = sample();
    change(&mut facts);
    typesetter().render(&request(&facts))
}

/// Writes a paper where `PRESS_TEST_OUT` points, to be looked at or checked by other programs.
fn keep(name: &str, paper: &Paper) {
    if let Some(folder) = std::env::var_os("PRESS_TEST_OUT") {
        std::fs::write(std::path::Path::new(&folder).join(name), &paper.pdf).unwrap();
    }
}

#[test]
fn the_sample_becomes_a_tagged_archival_pdf() {
    let paper = draw(|_| {}).unwrap();
    keep("sample.pdf", &paper);
    assert!(paper.pdf.starts_with(b"%PDF-1.7"));
    let document = lopdf::Document::load_mem(&paper.pdf).unwrap();
    assert_eq!(u32::try_from(document.get_pages().len()).unwrap(), paper.pages);
    assert!(document.catalog().unwrap().has(b"StructTreeRoot"));
    assert_eq!(document.catalog().unwrap().get(b"Lang").unwrap().as_str().unwrap(), b"zh-TW");
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let mut typesetter = typesetter();
    let first = typesetter.render(&request(&sample())).unwrap();
    draw(|f| f.applicant = "另一人".into()).unwrap();
    assert_eq!(typesetter.render(&request(&sample())).unwrap(), first);
}

#[test]
fn a_genuine_paper_carries_no_demonstration_mark() {
    let genuine = draw(|f| f.mark = Mark::Genuine).unwrap();
    keep("genuine.pdf", &genuine);
    assert_ne!(genuine, draw(|_| {}).unwrap());
}

#[test]
fn thirty_parcels_run_over_pages() {
    let paper = draw(|f| {
        let parcels: Vec<_> = f.parcels.iter().cycle().take(30).cloned().collect();
        f.parcels = parcels;
    })
    .unwrap();
    keep("thirty.pdf", &paper);
    assert!((4..=12).contains(&paper.pages), "{} pages", paper.pages);
}

#[test]
fn a_single_parcel_without_extras_fits() {
    let paper = draw(|f| {
        f.parcels.truncate(1);
        f.sketch = None;
        f.agent = None;
        f.purpose = None;
        f.remarks.clear();
    })
    .unwrap();
    keep("single.pdf", &paper);
    assert_eq!(paper.pages, 1);
}

#[test]
fn a_described_parcel_says_why_it_is_not_certified() {
    let paper = draw(|f| {
        f.parcels[0].outcome = papers::facts::Outcome::Described;
        f.parcels[0].note = Some("細部計畫道路中心樁複測中，分區界線未定。".into());
        f.parcels[0].zones.clear();
    })
    .unwrap();
    keep("described.pdf", &paper);
}

#[test]
fn a_hostile_name_is_printed_as_its_characters() {
    let paper = draw(|f| f.applicant = "王#panic(\"x\") $a$ *b* ] [ @c <d> \\ // /*".into()).unwrap();
    keep("hostile.pdf", &paper);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &paper.pdf).unwrap();
    let read = Command::new("pdftotext").arg("-raw").arg(file.path()).arg("-").output().unwrap();
    let printed: String = String::from_utf8(read.stdout).unwrap().split_whitespace().collect();
    assert!(printed.contains("王#panic(\"x\")$a$*b*][@c<d>\\///*"), "{printed}");
}

#[test]
fn a_character_no_font_draws_is_named() {
    let fault = draw(|f| f.applicant = "林\u{31350}".into()).unwrap_err();
    assert_eq!(fault, PressFault::MissingGlyphs { characters: vec!['\u{31350}'] });
}

#[test]
fn rare_and_private_use_names_are_drawn() {
    draw(|f| f.applicant = "游錫堃陳䶮𠮷峯𰻞\u{F0000}\u{F0007}".into()).map(|p| keep("rare.pdf", &p)).unwrap();
}

#[test]
fn ink_for_spaces_and_bad_requests_are_refused() {
    let mut sent = request(&sample());
    sent.data = "{\"a\":\"王\u{A0}小明\"}".into();
    assert_eq!(typesetter().render(&sent).unwrap_err(), PressFault::InkForSpace { characters: vec!['\u{A0}'] });
    sent.data = b"no json".to_vec();
    assert_eq!(typesetter().render(&sent).unwrap_err(), PressFault::Data);
    let mut sent = request(&sample());
    sent.files[0].name = "/../etc/passwd".into();
    assert!(matches!(typesetter().render(&sent), Err(PressFault::FileName { .. })));
    let mut sent = request(&sample());
    sent.files.clear();
    assert!(matches!(typesetter().render(&sent), Err(PressFault::Template { .. })));
}

#[test]
fn an_unknown_font_family_is_an_error_not_a_warning() {
    let mut sent = request(&sample());
    sent.template = "#set text(font: \"Nowhere\")\n= x".into();
    assert!(matches!(typesetter().render(&sent), Err(PressFault::Template { .. })));
}

#[test]
fn a_child_answers_in_order_and_ends_with_its_input() {
    let facts = sample();
    let mut bad = request(&facts);
    (bad.id, bad.data) = ("bad".into(), b"?".to_vec());
    let good = request(&facts);
    let input = [bad.encode().unwrap(), good.encode().unwrap()].concat();
    let mut output = Vec::new();
    let config = ServeConfig { memory_limit_bytes: u64::MAX };
    let ended = serve(Cursor::new(&input), &mut output, &mut typesetter(), config).unwrap();
    assert_eq!(ended, Ended::InputClosed);
    let mut rest = output.as_slice();
    let mut replies = Vec::new();
    while let Some((prefix, body)) = rest.split_first_chunk::<PREFIX_BYTES>() {
        let (body, next) = body.split_at(papers::press_protocol::body_length(*prefix).unwrap());
        replies.push(Reply::decode(body).unwrap());
        rest = next;
    }
    let ids: Vec<_> = replies.iter().map(|r| r.id.clone()).collect();
    assert_eq!(ids, ["bad".to_owned(), facts.paper_number]);
    assert_eq!(replies[0].outcome, Err(PressFault::Data));
    assert!(replies[1].outcome.is_ok());
    let limited = ServeConfig { memory_limit_bytes: 0 };
    let ended = serve(Cursor::new(&input), Vec::new(), &mut typesetter(), limited).unwrap();
    assert_eq!(ended, Ended::MemoryLimit);
    let broken = serve(Cursor::new(b"GET / HTTP/1.1"), Vec::new(), &mut typesetter(), config);
    assert!(matches!(broken, Err(ServeError::Frame(_))));
}

#[test]
fn the_template_writes_no_ink_for_a_space() {
    let offenders: BTreeSet<char> = papers::spacing::ink_for_space(TEMPLATE).into_iter().collect();
    assert_eq!(offenders, BTreeSet::new());
}
