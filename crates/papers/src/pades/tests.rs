use super::*;
use crate::fixture;

fn prepared() -> Prepared {
    prepare(&fixture::pdf(), &fixture::meta(), 4_096).unwrap()
}

fn holds(bytes: &[u8], pattern: &str) -> bool {
    bytes.windows(pattern.len()).any(|w| w == pattern.as_bytes())
}

#[test]
fn the_base_comes_first_and_untouched() {
    let base = fixture::pdf();
    assert!(prepared().bytes.starts_with(&base));
}

#[test]
fn the_range_covers_everything_but_the_hole() {
    let prepared = prepared();
    let Prepared { bytes, hole, digest } = &prepared;
    assert_eq!((bytes[hole.start], bytes[hole.end - 1]), (b'<', b'>'));
    assert_eq!(hole.len(), 2 + 2 * 4_096);
    assert!(holds(bytes, &format!("[0 {} {} {}", hole.start, hole.end, bytes.len() - hole.end)));
    let rest = [&bytes[..hole.start], &bytes[hole.end..]].concat();
    assert_eq!(Sha256::digest(rest).as_slice(), digest);
}

#[test]
fn the_update_keeps_what_pdf_a_and_pdf_ua_ask_for() {
    let bytes = prepared().bytes;
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    assert_eq!(document.xref_recovery, None);
    let id = document.trailer.get(b"ID").unwrap().as_array().unwrap().clone();
    let first = hex::decode("00112233445566778899aabbccddeeff").unwrap();
    assert_eq!(id[0].as_str().unwrap(), first);
    assert_ne!(id[0], id[1]);
    let page = document.get_dictionary(document.page_iter().next().unwrap()).unwrap();
    assert_eq!(page.get(b"Tabs").unwrap().as_name().unwrap(), b"S");
    let annotations = page.get(b"Annots").unwrap().as_array().unwrap();
    assert_eq!(annotations.len(), 2, "the link that was there stays");
    let widget = document.get_dictionary(annotations[1].as_reference().unwrap()).unwrap();
    assert_eq!(widget.get(b"F").unwrap().as_i64().unwrap(), 132);
    assert!(widget.get(b"TU").unwrap().as_str().unwrap().starts_with(&[0xFE, 0xFF]));
    assert!(!widget.has(b"AP"));
    assert!(document.catalog().unwrap().has(b"Perms"));
    assert!(holds(&bytes, "D:20261123093015+08'00'"));
}

#[test]
fn the_same_paper_is_prepared_to_the_same_bytes() {
    assert_eq!(prepared(), prepared());
}

#[test]
fn a_paper_is_sealed_once() {
    let again = prepare(&prepared().bytes, &fixture::meta(), 4_096);
    assert!(matches!(again, Err(PadesError::AlreadySealed)));
}

#[test]
fn a_container_larger_than_the_hole_is_refused() {
    let refused = embed(prepared(), &vec![1; 4_097]);
    assert!(matches!(refused, Err(PadesError::ReserveTooSmall { needed: 4_097, reserved: 4_096 })));
}

#[test]
fn something_that_is_no_pdf_is_refused() {
    assert!(matches!(prepare(b"hello", &fixture::meta(), 64), Err(PadesError::Unreadable(_))));
}

#[test]
fn long_term_material_lies_under_the_seal() {
    let office = fixture::office();
    let with_store = add_dss(&fixture::pdf(), std::slice::from_ref(&office.anchor), &[]).unwrap();
    assert!(holds(&with_store, "/DSS"));
    let sealed = fixture::seal(&office, &with_store, fixture::Level::Timestamped);
    let report = crate::verify::verify(&sealed, &[office.anchor], fixture::now()).unwrap();
    assert_eq!(report.faults, []);
}
