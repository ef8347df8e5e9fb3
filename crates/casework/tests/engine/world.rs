//! What every test stands on: the folder of a real service, compiled, and the calendar of a real office.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use casework::command::{Command, Deed, Opening};
use casework::decide::Definition;
use casework::event::Actor;
use casework::outcome::Ask;
use catalogue::compile::{Compiled, Folder, compile};
use catalogue::service::{Assurance, Channel};
use lexicon::calendar::WorkingCalendar;
use lexicon::case_number::CaseNumber;
use lexicon::ids::CaseId;
use lexicon::instant::At;
use lexicon::language::Lang;
use serde_json::{Value, json};

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let root = crate_path("../../services/zoning-certificate");
    let mut folder = Folder::new();
    read_into(&mut folder, &root, &root);
    compile(&folder).unwrap_or_else(|faults| panic!("the folder has faults: {faults:?}"))
});

static CALENDAR: LazyLock<WorkingCalendar> = LazyLock::new(|| {
    let bytes = std::fs::read(crate_path("../../office/calendar.csv")).unwrap();
    WorkingCalendar::from_csv(&bytes).unwrap()
});

fn crate_path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn read_into(folder: &mut Folder, root: &Path, at: &Path) {
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_into(folder, root, &path);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            folder.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

/// The rules every case of these tests runs under.
pub fn definition() -> Definition<'static> {
    Definition { service: &COMPILED.service, digest: &COMPILED.digest, calendar: &CALENDAR }
}

/// The office calendar.
pub fn calendar() -> &'static WorkingCalendar {
    &CALENDAR
}

/// A moment on the wall in Taipei, e.g. `2025-03-03 09:00` or `2025-03-10 23:59:59.999999`.
pub fn taipei(text: &str) -> At {
    let (day, time) = text.split_once(' ').unwrap();
    let seconds = if time.len() == 5 { ":00" } else { "" };
    At::parse(&format!("{day}T{time}{seconds}+08:00")).unwrap()
}

/// Who applies for what; decides the fee.
#[derive(Clone, Copy, Debug)]
pub struct Applicant {
    pub channel: Channel,
    pub kind: &'static str,
    pub parcels: usize,
    pub copies: u32,
}

/// One parcel, one copy, on-line: 20 dollars.
pub const PERSON: Applicant = Applicant { channel: Channel::Online, kind: "person", parcels: 1, copies: 1 };
/// An agency's program: exempt.
pub const AGENCY: Applicant = Applicant { channel: Channel::Api, kind: "agency", parcels: 1, copies: 1 };
/// The dearest there is: 30 parcels and 3 copies at the counter, 100 + 29 × 20 + 2 × 20 = 720 dollars.
pub const DEAREST: Applicant = Applicant { channel: Channel::Counter, kind: "company", parcels: 30, copies: 3 };

impl Applicant {
    /// The checked answers of the form.
    pub fn answers(self) -> BTreeMap<String, Value> {
        BTreeMap::from([
            ("parcels".to_owned(), parcels(self.parcels)),
            ("purpose".to_owned(), json!("sale")),
            ("copies".to_owned(), json!(self.copies)),
            ("delivery".to_owned(), json!("download")),
            ("applicant_kind".to_owned(), json!(self.kind)),
            ("name".to_owned(), json!("王小明")),
        ])
    }

    /// The command that opens a case at `now`; `nth` tells cases apart.
    pub fn opens(self, nth: u32, now: At) -> Command {
        let mut random = [0; 10];
        random[6..].copy_from_slice(&nth.to_be_bytes());
        let service = definition().service;
        let opening = Opening {
            id: CaseId::from_parts(now, random),
            number: CaseNumber::new(&service.prefix, 114, nth).unwrap(),
            channel: self.channel,
            assurance: match self.channel {
                Channel::Online => Assurance::ConfirmedEmail,
                Channel::Counter => Assurance::OfficerVouched,
                Channel::Api => Assurance::AgencyKey,
            },
            lang: Lang::ZhHant,
            answers: self.answers(),
            applied_on: now.taipei_date(),
            limits: Value::Object(service.limits(now.taipei_date())),
        };
        Command { by: Actor::Applicant, deed: Deed::Open(Box::new(opening)) }
    }
}

/// `count` parcels as the form's answer.
pub fn parcels(count: usize) -> Value {
    (0..count).map(|n| json!({ "key": format!("12340{:03}0000", n + 1) })).collect()
}

/// Every doubt the overlay may have; `clear` is the absence of all.
pub const DOUBTS: [&str; 11] = [
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

/// What the overlay answers: these doubts where the land office answered, and otherwise that it did not.
pub fn overlay(ask: &Ask, doubts: &[&str]) -> Value {
    let answered = ask.input.get("evidence.geometry").is_some();
    finding(if answered { doubts } else { &["geometry_unavailable"] })
}

/// What the overlay finds, with these doubts.
pub fn finding(doubts: &[&str]) -> Value {
    let mut body = json!({ "clear": doubts.is_empty(), "release": "r1", "tolerances": "t1", "parcels": [] });
    for doubt in DOUBTS {
        body[doubt] = json!(doubts.contains(&doubt));
    }
    body
}
