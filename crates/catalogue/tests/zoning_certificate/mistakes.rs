//! Typical mistakes of staff, each made in a copy of the real folder and caught with file, line, column,
//! the offending text and the remedy.

use catalogue::compile::compile;
use catalogue::fault::{Fault, FaultCode};

use crate::folder;

/// One mistake and how it must be told.
struct Mistake {
    code: FaultCode,
    /// The file that is changed: the first text becomes the second.
    change: (&'static str, &'static str, &'static str),
    /// The file and the line where the fault is told; the line is the first that holds this text.
    told: (&'static str, &'static str),
    offending: &'static str,
    /// Words the remedy must hold.
    remedy: &'static str,
}

fn check(mistake: &Mistake) {
    let (file, from, to) = mistake.change;
    let mut folder = folder();
    let text = String::from_utf8(folder[file].clone()).unwrap();
    assert!(text.contains(from), "{file} does not hold {from:?}");
    folder.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    let faults = compile(&folder).expect_err("the mistake must be caught");
    let shown: Vec<String> = faults.iter().map(|fault| fault.render(&folder)).collect();
    let shown = shown.join("\n");
    let matches = |fault: &&Fault| {
        fault.code == mistake.code && fault.file == mistake.told.0 && fault.offending == mistake.offending
    };
    let fault = faults.iter().find(matches).unwrap_or_else(|| panic!("{:?} not told:\n{shown}", mistake.code));
    let told = String::from_utf8(folder[mistake.told.0].clone()).unwrap();
    let line = told.lines().position(|line| line.contains(mistake.told.1)).unwrap() + 1;
    assert_eq!(fault.line, line, "{shown}");
    let line: String = told.lines().nth(line - 1).unwrap().chars().skip(fault.column - 1).collect();
    let whole_line = fault.column == 1;
    assert!(whole_line || line.starts_with(&fault.offending), "column {}: {shown}", fault.column);
    assert!(fault.remedy.contains(mistake.remedy), "{shown}");
}

const SERVICE: &str = "service.yaml";
const FORM: &str = "form.yaml";

#[test]
fn a_key_that_does_not_exist() {
    check(&Mistake {
        code: FaultCode::KeyUnknown,
        change: (SERVICE, "    fails: {step: overlay}", "    failes: {step: overlay}"),
        told: (SERVICE, "failes"),
        offending: "failes",
        remedy: "write one of: id, stage, action, within, next, fails",
    });
    check(&Mistake {
        code: FaultCode::KeyUnknown,
        change: (FORM, "max-chars: 60", "maxchars: 60"),
        told: (FORM, "maxchars"),
        offending: "maxchars",
        remedy: "max-chars",
    });
}

#[test]
fn a_key_that_is_missing() {
    check(&Mistake {
        code: FaultCode::KeyMissing,
        change: (SERVICE, "prefix: ZC\n", ""),
        told: (SERVICE, "notices:"),
        offending: "prefix",
        remedy: "add the key `prefix`",
    });
}

#[test]
fn a_stage_that_does_not_exist() {
    check(&Mistake {
        code: FaultCode::ValueWrong,
        change: (SERVICE, "stage: examining", "stage: thinking"),
        told: (SERVICE, "stage: thinking"),
        offending: "thinking",
        remedy: "paying, gathering, examining",
    });
}

#[test]
fn a_step_that_names_a_missing_step() {
    check(&Mistake {
        code: FaultCode::StepMissing,
        change: (SERVICE, "next: {step: fetch}", "next: {step: fetsch}"),
        told: (SERVICE, "fetsch"),
        offending: "fetsch",
        remedy: "write one of the steps: fetch, overlay, paper, pay, review",
    });
}

#[test]
fn a_routing_cell_that_names_a_missing_step() {
    check(&Mistake {
        code: FaultCode::StepMissing,
        change: ("tables/routing.csv", "yes,paper,2022-01-01", "yes,print,2022-01-01"),
        told: ("tables/routing.csv", "yes,print"),
        offending: "print",
        remedy: "write one of the steps",
    });
}

#[test]
fn a_step_that_is_never_reached() {
    check(&Mistake {
        code: FaultCode::StepUnreachable,
        change: (SERVICE, "first: pay", "first: fetch"),
        told: (SERVICE, "  - id: pay"),
        offending: "pay",
        remedy: "nothing leads to this step",
    });
}

#[test]
fn a_loop_without_a_way_out() {
    check(&Mistake {
        code: FaultCode::NoWayOut,
        change: (
            SERVICE,
            "    action: {paper: certificate}\n    next: {end: issued}",
            "    action: {paper: certificate}\n    next: {step: again}\n  - id: again\n    stage: issuing\n    \
             action: {paper: certificate}\n    next: {step: paper}",
        ),
        told: (SERVICE, "  - id: again"),
        offending: "again",
        remedy: "let one way lead to an `end`",
    });
}

#[test]
fn a_register_without_a_way_for_no_answer() {
    check(&Mistake {
        code: FaultCode::NextWrong,
        change: (SERVICE, "    fails: {step: overlay}\n", ""),
        told: (SERVICE, "  - id: fetch"),
        offending: "fetch",
        remedy: "add `fails:`",
    });
}

#[test]
fn a_table_with_a_hole() {
    check(&Mistake {
        code: FaultCode::TableHole,
        change: ("tables/fee.csv", "counter,not(agency)", "counter,person"),
        told: ("tables/fee.csv", "-,agency"),
        offending: "channel = counter, applicant = company",
        remedy: "no row fits this combination from 2022-01-01",
    });
}

#[test]
fn a_table_whose_rows_contradict_each_other() {
    check(&Mistake {
        code: FaultCode::TableOverlap,
        change: ("tables/fee.csv", "counter,not(agency)", "\"counter,online\",not(agency)"),
        told: ("tables/fee.csv", "counter,online"),
        offending: "channel = online, applicant = person",
        remedy: "line 2 and line 3 both fit",
    });
}

#[test]
fn a_row_that_is_never_hit() {
    check(&Mistake {
        code: FaultCode::RowNeverHit,
        change: ("tables/routing.csv", "yes,paper", "-,paper"),
        told: ("tables/routing.csv", "no,review"),
        offending: "no",
        remedy: "an earlier row always wins",
    });
}

#[test]
fn a_cell_outside_its_domain() {
    check(&Mistake {
        code: FaultCode::CellOutsideDomain,
        change: ("tables/fee.csv", "api,not(agency)", "apy,not(agency)"),
        told: ("tables/fee.csv", "apy"),
        offending: "apy",
        remedy: "write one of: online, counter, api",
    });
}

#[test]
fn an_amount_that_is_not_a_whole_number() {
    check(&Mistake {
        code: FaultCode::AmountNotInteger,
        change: ("tables/fee.csv", "counter,not(agency),100", "counter,not(agency),99.5"),
        told: ("tables/fee.csv", "99.5"),
        offending: "99.5",
        remedy: "write a whole number",
    });
    check(&Mistake {
        code: FaultCode::ValueWrong,
        change: (SERVICE, "within: {amount: 7,", "within: {amount: 7.5,"),
        told: (SERVICE, "amount: 7.5"),
        offending: "7.5",
        remedy: "write a value of type",
    });
}

#[test]
fn dates_in_the_wrong_order() {
    check(&Mistake {
        code: FaultCode::DateWrong,
        change: ("tables/validity.csv", "2022-01-01,,", "2022-01-01,2021-12-31,"),
        told: ("tables/validity.csv", "2021-12-31"),
        offending: "2021-12-31",
        remedy: "lies before `from` (2022-01-01)",
    });
    check(&Mistake {
        code: FaultCode::DateWrong,
        change: ("tables/validity.csv", "2022-01-01,,", "111.1.1,,"),
        told: ("tables/validity.csv", "111.1.1"),
        offending: "111.1.1",
        remedy: "write a date as 2026-01-31",
    });
}

#[test]
fn days_without_any_rule() {
    check(&Mistake {
        code: FaultCode::DateGap,
        change: ("tables/validity.csv", "8,2022-01-01,,", "6,2022-01-01,2025-12-31,示例,yes,\n8,2026-02-01,,"),
        told: ("tables/validity.csv", "8,2026-02-01"),
        offending: "2026-01-01",
        remedy: "no rule is in force from 2026-01-01",
    });
}

#[test]
fn a_rule_without_a_source() {
    check(&Mistake {
        code: FaultCode::SourceMissing,
        change: (
            "tables/limits.csv",
            "max_copies,3,2022-01-01,,示例（待本局核定；國家公園每件 3 份）",
            "max_copies,3,2022-01-01,,",
        ),
        told: ("tables/limits.csv", "max_copies,3"),
        offending: "",
        remedy: "name the law or decision",
    });
}

#[test]
fn a_condition_that_is_none() {
    check(&Mistake {
        code: FaultCode::CelSyntax,
        change: (FORM, "asked: answers.purpose == 'other'", "asked: answers.purpose == == 'other'"),
        told: (FORM, "== =="),
        offending: "== 'other'",
        remedy: "this is not a condition",
    });
}

#[test]
fn a_condition_about_an_unknown_fact() {
    check(&Mistake {
        code: FaultCode::FactUnknown,
        change: (
            SERVICE,
            "{id: near-line, when: findings.overlay.near_line}",
            "{id: near-line, when: \"findings.overlay.near_lin\"}",
        ),
        told: (SERVICE, "near_lin\""),
        offending: "findings.overlay.near_lin",
        remedy: "near_line",
    });
    check(&Mistake {
        code: FaultCode::FactUnknown,
        change: (FORM, "max: limits.max_parcels", "max: limits.most_parcels"),
        told: (FORM, "most_parcels"),
        offending: "limits.most_parcels",
        remedy: "max_parcels",
    });
}

#[test]
fn a_condition_about_a_question_nobody_defined() {
    check(&Mistake {
        code: FaultCode::QuestionUnknown,
        change: (SERVICE, "count: answers.copies", "count: answers.copie"),
        told: (SERVICE, "answers.copie,"),
        offending: "answers.copie",
        remedy: "define the question `copie`",
    });
}

#[test]
fn a_condition_about_a_later_question() {
    check(&Mistake {
        code: FaultCode::QuestionWrong,
        change: (FORM, "asked: answers.purpose == 'other'", "asked: answers.delivery == 'email'"),
        told: (FORM, "asked: answers.delivery"),
        offending: "answers.delivery == 'email'",
        remedy: "`delivery` is asked later",
    });
}

#[test]
fn a_text_key_one_language_lacks() {
    check(&Mistake {
        code: FaultCode::TextMissing,
        change: ("texts/en.ftl", "doubt-straddles = In two or more zones\n", ""),
        told: ("texts/en.ftl", "outcome-renumbered"),
        offending: "doubt-straddles",
        remedy: "add `doubt-straddles = …` to this file (the other language has it in texts/zh-Hant.ftl:",
    });
}

#[test]
fn a_question_without_words() {
    check(&Mistake {
        code: FaultCode::TextMissing,
        change: (
            FORM,
            "      - id: agent_name\n",
            "      - id: agent_nick\n        kind: text\n        max-chars: 9\n      - id: agent_name\n",
        ),
        told: ("texts/zh-Hant.ftl", "outcome-renumbered"),
        offending: "q-agent_nick-error-too-long",
        remedy: "add `q-agent_nick-error-too-long",
    });
}

#[test]
fn a_text_with_other_variables() {
    check(&Mistake {
        code: FaultCode::TextVariables,
        change: ("texts/en.ftl", "At least { $min } copy", "At least one copy"),
        told: ("texts/en.ftl", "q-copies-error-too-small"),
        offending: "q-copies-error-too-small",
        remedy: "zh-Hant (texts/zh-Hant.ftl:",
    });
}

#[test]
fn a_text_file_that_cannot_be_read() {
    check(&Mistake {
        code: FaultCode::TextSyntax,
        change: ("notices/issued.en.ftl", "{ $case } has been issued.", "{ $case has been issued."),
        told: ("notices/issued.en.ftl", "{ $case has"),
        offending: "notice-issued-sms = { $agency }: { $case has been issued. Download: { $link }",
        remedy: "not readable as Fluent",
    });
}

#[test]
fn a_file_that_is_named_but_absent() {
    check(&Mistake {
        code: FaultCode::FileMissing,
        change: (SERVICE, "template: papers/certificate.typ", "template: papers/certificat.typ"),
        told: (SERVICE, "papers/certificat.typ"),
        offending: "papers/certificat.typ",
        remedy: "add the file `papers/certificat.typ`",
    });
    for file in ["guide.en.md", "notices/refund.zh-Hant.ftl", "tables/limits.csv", "form.yaml"] {
        let mut folder = folder();
        folder.remove(file);
        let faults = compile(&folder).unwrap_err();
        let told = faults.iter().find(|fault| fault.code == FaultCode::FileMissing && fault.offending == file);
        assert!(told.is_some_and(|fault| fault.remedy.contains(file)), "{file}: {faults:?}");
    }
}

#[test]
fn no_retention() {
    check(&Mistake {
        code: FaultCode::RetentionMissing,
        change: (SERVICE, "retention: {years: 10, law: house-sample}\n", ""),
        told: (SERVICE, "# 土地使用分區證明"),
        offending: "retention",
        remedy: "how long a closed case is kept",
    });
}

#[test]
fn an_ability_nobody_listed_or_without_a_version() {
    check(&Mistake {
        code: FaultCode::AbilityUnknown,
        change: (SERVICE, "{ability: {name: zoning-overlay,", "{ability: {name: zoning-overlays,"),
        told: (SERVICE, "zoning-overlays"),
        offending: "zoning-overlays",
        remedy: "zoning-overlay",
    });
    check(&Mistake {
        code: FaultCode::AbilityVersion,
        change: (SERVICE, "{name: zoning-overlay, version: 1, finding", "{name: zoning-overlay, finding"),
        told: (SERVICE, "{name: zoning-overlay, finding"),
        offending: "zoning-overlay",
        remedy: "add `version:`",
    });
}

#[test]
fn a_law_or_evidence_nobody_declared() {
    check(&Mistake {
        code: FaultCode::LawMissing,
        change: (SERVICE, "on-expiry: warn, law: house-sample", "on-expiry: warn, law: house-simple"),
        told: (SERVICE, "house-simple"),
        offending: "house-simple",
        remedy: "add the law `house-simple`",
    });
    check(&Mistake {
        code: FaultCode::EvidenceUnknown,
        change: (SERVICE, "evidence: geometry}", "evidence: geometri}"),
        told: (SERVICE, "geometri}"),
        offending: "geometri",
        remedy: "declare it in evidence.yaml",
    });
}

#[test]
fn a_story_about_something_the_service_does_not_have() {
    check(&Mistake {
        code: FaultCode::StoryWrong,
        change: ("journeys/07-near-the-line.yaml", "choice: issue", "choice: isue"),
        told: ("journeys/07-near-the-line.yaml", "choice: isue"),
        offending: "isue",
        remedy: "name a choice",
    });
    check(&Mistake {
        code: FaultCode::ValueWrong,
        change: ("journeys/07-near-the-line.yaml", "- wait:", "- waits:"),
        told: ("journeys/07-near-the-line.yaml", "waits"),
        offending: "waits",
        remedy: "submit, pay, wait, officer",
    });
}

#[test]
fn several_mistakes_are_told_at_once() {
    let mut folder = folder();
    for (file, from, to) in [
        (SERVICE, "next: {step: fetch}", "next: {step: fetsch}"),
        ("tables/fee.csv", "api,not(agency)", "apy,not(agency)"),
        ("texts/en.ftl", "fee-first = Base fee (first parcel)\n", ""),
        (FORM, "asked: answers.purpose == 'other'", "asked: answers.purpos == 'other'"),
    ] {
        let text = String::from_utf8(folder[file].clone()).unwrap().replacen(from, to, 1);
        folder.insert(file.to_owned(), text.into_bytes());
    }
    let codes: Vec<FaultCode> = compile(&folder).unwrap_err().into_iter().map(|fault| fault.code).collect();
    for code in
        [FaultCode::StepMissing, FaultCode::CellOutsideDomain, FaultCode::TextMissing, FaultCode::QuestionUnknown]
    {
        assert!(codes.contains(&code), "{code:?} in {codes:?}");
    }
}

#[test]
fn a_condition_that_could_never_be_told() {
    check(&Mistake {
        code: FaultCode::FactUnknown,
        change: (SERVICE, "when: findings.overlay.near_line", "when: this.near_line"),
        told: (SERVICE, "this.near_line"),
        offending: "this.near_line",
        remedy: "begin a fact with",
    });
    check(&Mistake {
        code: FaultCode::FactUnknown,
        change: (SERVICE, "\ntables:\n", "\nfigures:\n  - {id: a, is: size(criteria.failed)}\ntables:\n"),
        told: (SERVICE, "criteria.failed"),
        offending: "criteria.failed",
        remedy: "come before what follows from criteria",
    });
}
