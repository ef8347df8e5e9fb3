//! What the folder says: it opens again as it was, charges, routes, checks forms and makes mutants.

use std::collections::BTreeMap;

use catalogue::check::{FieldCode, Raw};
use catalogue::compile::{Compiled, OpenFault, compile, open};
use catalogue::facts::Facts;
use catalogue::fault::FaultCode;
use catalogue::journey::{Act, Journey, PARCEL, PARCEL_ELSEWHERE, PARCEL_NOW, stories};
use catalogue::mutants::mutants;
use catalogue::service::Service;
use catalogue::table::TableAnswer;
use catalogue::tri::Tri;
use catalogue::words::keys_of;
use lexicon::date::Date;
use lexicon::money::Twd;
use serde_json::{Value, json};

use crate::folder;

fn compiled() -> Compiled {
    let folder = folder();
    compile(&folder).unwrap_or_else(|faults| {
        let shown: Vec<String> = faults.iter().map(|fault| fault.render(&folder)).collect();
        panic!("{} faults\n{}", faults.len(), shown.join("\n"));
    })
}

fn day() -> Date {
    "2026-03-02".parse().unwrap()
}

#[test]
fn the_same_folder_gives_the_same_digest_and_opens_as_it_was() {
    let (first, second) = (compiled(), compiled());
    assert_eq!(first.digest, second.digest);
    assert_eq!(first.digest.len(), 64);
    let opened = open(&first.bytes).unwrap();
    assert_eq!(opened, first);
    assert!(!first.files.contains_key("README.md") && !first.files.keys().any(|path| path.starts_with("journeys/")));
}

#[test]
fn stored_bytes_of_a_newer_format_are_refused() {
    assert!(matches!(open(b"{\"format\":2}"), Err(OpenFault::Newer(2))));
    assert!(matches!(open(b"nonsense"), Err(OpenFault::Damaged(_))));
}

#[test]
fn every_key_is_there_and_the_stories_are_unhappy_enough() {
    let compiled = compiled();
    assert!(keys_of(&compiled.service).len() > 150);
    let stories = stories(&folder()).unwrap();
    let unhappy = stories.iter().filter(|(_, journey)| journey.unhappy).count();
    assert!(stories.len() >= 14 && unhappy >= 6, "{unhappy} of {}", stories.len());
}

fn fee(channel: &str, applicant: &str, (parcels, copies): (usize, i64)) -> Twd {
    let parcels: Vec<Value> = (0..parcels).map(|number| json!({"land": number})).collect();
    let facts = Facts(json!({
        "case": {"channel": channel},
        "answers": {"applicant_kind": applicant, "parcels": parcels, "copies": copies},
    }));
    compiled().service.fee_of(&facts, day()).unwrap().amount
}

#[test]
fn the_fee_follows_channel_applicant_parcels_and_copies() {
    for (channel, applicant, asked, expected) in [
        ("online", "person", (1, 1), 20),
        ("online", "company", (3, 2), 80),
        ("counter", "person", (1, 1), 100),
        ("counter", "person", (3, 3), 180),
        ("api", "agency", (30, 3), 0),
        ("counter", "agency", (2, 1), 0),
    ] {
        assert_eq!(fee(channel, applicant, asked), Twd::new(expected), "{channel} {applicant} {asked:?}");
    }
}

#[test]
fn a_fee_that_cannot_be_told_yet_is_not_guessed() {
    let service = compiled().service;
    let facts = Facts(json!({"case": {"channel": "online"}, "answers": {"applicant_kind": "person"}}));
    let Err(catalogue::fee::FeeFault::Unknown(missing)) = service.fee_of(&facts, day()) else {
        panic!("the parcels are missing");
    };
    assert_eq!(missing, ["answers.parcels"]);
    let before: Date = "2021-12-31".parse().unwrap();
    assert!(matches!(service.fee_of(&facts, before), Err(catalogue::fee::FeeFault::Outside { .. })));
}

fn overlay(changes: &[(&str, bool)]) -> Facts {
    let names = [
        "near_line",
        "straddles",
        "border_piece",
        "no_polygon",
        "outside_plan",
        "under_exhibition",
        "area_disagrees",
        "data_unsound",
        "register_differs",
        "unknown_parcel",
        "geometry_unavailable",
    ];
    let mut found: BTreeMap<&str, bool> = names.into_iter().map(|name| (name, false)).collect();
    found.insert("clear", changes.is_empty());
    found.extend(changes.iter().copied());
    Facts(json!({"evidence": {"geometry": {"parcels": []}}, "findings": {"overlay": found}}))
}

#[test]
fn only_a_finding_without_doubts_goes_to_the_paper() {
    let table = &compiled().service.tables["routing"];
    let goes =
        |facts: &Facts| table.decide(facts, day()).outputs().and_then(|row| row["go"].as_str().map(str::to_owned));
    assert_eq!(goes(&overlay(&[])).as_deref(), Some("paper"));
    for doubt in ["near_line", "straddles", "border_piece", "no_polygon", "outside_plan", "under_exhibition"] {
        assert_eq!(goes(&overlay(&[(doubt, true)])).as_deref(), Some("review"), "{doubt}");
    }
    let mut odd = overlay(&[]);
    odd.0["findings"]["overlay"]["clear"] = Value::Null;
    let TableAnswer::Unknown { missing, .. } = table.decide(&odd, day()) else { panic!("clear is missing") };
    assert_eq!(missing, ["findings.overlay.clear"]);
}

#[test]
fn doubts_limits_and_validity_come_from_the_folder() {
    let service = compiled().service;
    assert_eq!(service.doubts_of(&overlay(&[("straddles", true), ("near_line", true)])), ["near-line", "straddles"]);
    let down = Facts(json!({"evidence": {"geometry": null}}));
    assert_eq!(service.doubts_of(&down), ["geometry-unavailable"]);
    let limits = service.limits(day());
    assert_eq!((&limits["max_parcels"], &limits["max_copies"]), (&json!(30), &json!(3)));
    assert_eq!(service.valid_months("certificate", &down, day()), Some(8));
}

fn raw(changes: &[(&str, &str)]) -> Raw {
    let mut raw: BTreeMap<&str, &str> = [
        ("parcels", "左營區新庄段一小段 540、５４０之４，鼓山區內惟段12-3號"),
        ("purpose", "sale"),
        ("copies", "２"),
        ("delivery", "download"),
        ("applicant_kind", "person"),
        ("name", " 王 小明 "),
        ("person_id", "a123456789"),
        ("phone", "0912-345-678"),
        ("email", "ming@Example.org"),
        ("email_again", "ming@example.org"),
        ("agent", "no"),
        ("consent", "yes"),
    ]
    .into();
    raw.extend(changes.iter().copied());
    let filled = raw.into_iter().filter(|(_, text)| !text.is_empty());
    filled.map(|(name, text)| (name.to_owned(), vec![text.to_owned()])).collect()
}

fn facts(channel: &str) -> Facts {
    let limits = compiled().service.limits(day());
    Facts(json!({"case": {"channel": channel}, "limits": limits}))
}

#[test]
fn what_was_typed_freely_is_read_into_one_form() {
    let answers = compiled().service.form.check(&raw(&[]), &facts("online")).unwrap();
    assert_eq!(answers["parcels"].as_array().map(Vec::len), Some(3));
    assert_eq!(answers["copies"], json!(2));
    assert_eq!(answers["person_id"], json!("A123456789"));
    assert_eq!(answers["phone"], json!("+886912345678"));
    assert_eq!(answers["email"], json!("ming@example.org"));
    assert_eq!((&answers["agent"], &answers["consent"]), (&json!(false), &json!(true)));
    assert!(!answers.contains_key("business_id") && !answers.contains_key("agent_name"));
}

fn codes(changes: &[(&str, &str)], channel: &str) -> Vec<String> {
    let faults = compiled().service.form.check(&raw(changes), &facts(channel)).unwrap_err();
    faults.iter().map(|fault| format!("{} {}", fault.question, fault.code.name())).collect()
}

#[test]
fn every_fault_of_a_form_is_told_at_once_and_in_order() {
    let many = format!("新庄段 {}", (1..=31).map(|n| n.to_string()).collect::<Vec<_>>().join("、"));
    for (changes, channel, expected) in [
        (vec![("parcels", "")], "online", vec!["parcels required"]),
        (vec![("parcels", "540")], "online", vec!["parcels no-section"]),
        (vec![("parcels", many.as_str())], "online", vec!["parcels too-many-parcels"]),
        (vec![("copies", "0")], "online", vec!["copies too-small"]),
        (
            vec![("copies", "4"), ("person_id", "A123456788")],
            "online",
            vec!["copies too-large", "person_id person-id-check-digit"],
        ),
        (vec![("purpose", "other")], "online", vec!["purpose_text required"]),
        (vec![("delivery", "counter-print")], "online", vec!["delivery not-a-choice"]),
        (vec![("applicant_kind", "agency")], "online", vec!["applicant_kind not-a-choice"]),
        (
            vec![("applicant_kind", "company"), ("business_id", "12345678")],
            "online",
            vec!["business_id business-id-check-sum"],
        ),
        (vec![("email", "")], "online", vec!["email required"]),
        (vec![("email", "ming"), ("phone", "12")], "online", vec!["phone bad-phone", "email bad-email"]),
        (vec![("email_again", "other@example.org")], "online", vec!["email not-the-same"]),
        (vec![("agent", "yes")], "online", vec!["agent_name required", "agent_relation required"]),
        (vec![("consent", "no")], "online", vec!["consent must-be-yes"]),
        (vec![("delivery", "email"), ("email", "")], "counter", vec!["email required"]),
    ] {
        assert_eq!(codes(&changes, channel), expected, "{changes:?}");
    }
}

#[test]
fn what_a_form_does_not_ask_is_not_taken() {
    let form = compiled().service.form;
    let typed = raw(&[("business_id", "04595257"), ("favourite_colour", "blue")]);
    assert!(!form.check(&typed, &facts("online")).unwrap().contains_key("business_id"));
    assert_eq!(form.strangers(&typed), ["favourite_colour"]);
    assert_eq!(form.visible("business_id", &Facts(json!({"answers": {}}))), Tri::Unknown);
    assert!(form.questions_of("land").map(|question| question.id.as_str()).eq(["parcels"]));
}

#[test]
fn every_mutant_is_another_folder_and_well_formed() {
    let compiled = compiled();
    let mutants = mutants(&compiled);
    let ids: std::collections::BTreeSet<&str> = mutants.iter().map(|mutant| mutant.id.as_str()).collect();
    assert!(mutants.len() > 100, "{}", mutants.len());
    assert_eq!(ids.len(), mutants.len(), "ids are unique");
    let sloppy = [FaultCode::YamlSyntax, FaultCode::CsvSyntax, FaultCode::CelSyntax, FaultCode::CellGrammar];
    let mut survivors = 0;
    for mutant in mutants.iter().step_by(5) {
        match compile(&mutant.folder) {
            Ok(other) => {
                survivors += 1;
                assert_ne!(other.digest, compiled.digest, "{}", mutant.id);
            }
            Err(faults) => {
                assert!(!faults.iter().any(|fault| sloppy.contains(&fault.code)), "{}: {faults:?}", mutant.what)
            }
        }
    }
    assert!(survivors > 10, "{survivors}");
}

/// Plays the form and the tariff of a story: every submission gives the faults or the fee the story says.
fn check_story(service: &Service, (file, journey): &(String, Journey)) {
    let parcels =
        [(PARCEL, "鼓山區示範段 540"), (PARCEL_NOW, "鼓山區示範段 540-1"), (PARCEL_ELSEWHERE, "左營區新庄段 8")];
    let on = journey.starts.taipei_date();
    for (index, act) in journey.acts.iter().enumerate() {
        let Act::Submit(submit) = act else { continue };
        let fill = |text: &String| parcels.iter().fold(text.clone(), |text, (name, parcel)| text.replace(name, parcel));
        let raw: Raw = submit.answers.iter().map(|(name, text)| (name.clone(), vec![fill(text)])).collect();
        assert!(service.form.strangers(&raw).is_empty(), "{file}");
        let mut facts = Facts(json!({"case": {"channel": submit.channel}, "limits": service.limits(on)}));
        let Some(Act::Expect(expect)) = journey.acts[index + 1..].iter().find(|act| matches!(act, Act::Expect(_)))
        else {
            panic!("{file} expects nothing");
        };
        match service.form.check(&raw, &facts) {
            Ok(answers) => {
                // What only the desk can find, because it knows the city, is not looked at here.
                let of_the_form = expect.faults.iter().flatten().filter(|code| !found_by_the_desk(**code)).count();
                assert_eq!(of_the_form, 0, "{file}");
                facts.0["answers"] = Value::Object(answers);
                let fee = service.fee_of(&facts, on).unwrap().amount.dollars();
                assert_eq!(expect.charge_twd.unwrap_or(fee), fee, "{file}");
            }
            Err(faults) => {
                let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
                assert_eq!(expect.faults.as_ref(), Some(&codes), "{file}: {faults:?}");
            }
        }
    }
}

#[test]
fn the_stories_agree_with_the_form_and_the_tariff() {
    let service = compiled().service;
    for story in stories(&folder()).unwrap() {
        check_story(&service, &story);
    }
}

fn found_by_the_desk(code: FieldCode) -> bool {
    matches!(
        code,
        FieldCode::ParcelRenumbered
            | FieldCode::ParcelUnknown
            | FieldCode::SectionAmbiguous
            | FieldCode::SectionUnknown
            | FieldCode::NotPrintable
    )
}
