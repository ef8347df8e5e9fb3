//! What happened to plan data, in the reader's words. Codes come from the import; their words stand under
//! `release-…`.

use std::collections::BTreeMap;

use atlas_import::check::{Finding, Measure, Subject};
use atlas_import::problem::Problem;
use casework::event::Actor;
use desk_atlas::proposal::journal::Event;
use desk_atlas::proposal::listing::Listed;
use desk_atlas::proposal::progress::{Phase, Point};
use desk_atlas::proposal::terms::Matter;
use lexicon::ids::OfficerId;
use lexicon::instant::At;
use lexicon::language::Lang;
use serde_json::Value;
use texts::Arg;

use crate::door::Door;
use crate::view::release::Progress;

/// Letters of a hash that are shown.
const SHORT: usize = 12;

/// A hash as people compare it.
pub(super) fn short(hash: &str) -> String {
    hash.get(..SHORT).unwrap_or(hash).to_owned()
}

/// Says things in one language.
pub(super) struct Words<'a> {
    pub door: &'a Door,
    pub lang: Lang,
    /// Names of officers.
    pub names: &'a BTreeMap<OfficerId, String>,
}

impl Words<'_> {
    pub fn say(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.door.say(self.lang, key, args)
    }

    pub fn number(&self, count: u64) -> String {
        self.say("release-number", &[("count", Arg::Number(i64::try_from(count).unwrap_or(i64::MAX)))])
    }

    pub fn moment(&self, at: At) -> String {
        let day = desk::notices::date_words(at.taipei_date(), self.lang);
        format!("{day} {}", at.taipei().strftime("%H:%M"))
    }

    pub fn who(&self, actor: &Actor) -> String {
        match actor {
            Actor::Officer(id) => match self.names.get(id) {
                Some(name) => name.clone(),
                None => self.say("who-officer", &[]),
            },
            _ => self.say("who-system", &[]),
        }
    }

    /// Who proposed what.
    pub fn made_of(&self, listed: &Listed) -> String {
        let who = ("who", Arg::Text(self.who(&listed.proposal.proposed_by)));
        match &listed.matter {
            Matter::Files { files, .. } => {
                self.say("release-of-files", &[who, ("count", Arg::Number(files.len() as i64))])
            }
            Matter::Invented => self.say("release-of-invented", &[who]),
            Matter::Return { to, .. } => self.say("release-of-return", &[who, ("version", Arg::Text(short(to)))]),
        }
    }

    pub fn progress(&self, point: Point) -> Progress {
        let layer = match point.phase {
            Phase::Read(layer) => self.say(&format!("release-layer-{}", layer.name()), &[]),
            _ => String::new(),
        };
        let says = self.say(&format!("release-phase-{}", point.phase.name()), &[("layer", Arg::Text(layer))]);
        let percent = (point.done * 100).checked_div(point.of).unwrap_or(0).min(100);
        Progress { says, percent: percent as u32 }
    }

    pub fn event(&self, event: &Event) -> String {
        let text = |text: &str| Arg::Text(text.to_owned());
        let number = |count: &u64| Arg::Number(i64::try_from(*count).unwrap_or(i64::MAX));
        let args: Vec<(&str, Arg)> = match event {
            Event::Proposed { title, .. } => vec![("what", text(title))],
            Event::Read { hash, .. } => vec![("what", text(&short(hash.as_deref().unwrap_or_default())))],
            Event::Published { hash, .. } => vec![("what", text(&short(hash)))],
            Event::Returned { hash, reason, .. } => vec![("what", text(&short(hash))), ("reason", text(reason))],
            Event::Refused { reason, .. } => vec![("reason", text(reason))],
            Event::Followed { hash, overtaken, upheld, watchers, .. } => vec![
                ("what", text(&short(hash))),
                ("overtaken", number(overtaken)),
                ("upheld", number(upheld)),
                ("watchers", number(watchers)),
            ],
            Event::Verified { hash, .. } => vec![("what", text(&short(hash)))],
        };
        self.say(&format!("release-event-{}", event.name()), &args)
    }

    /// What a finding is about.
    pub fn subject(&self, subject: &Subject) -> String {
        let (key, what) = match subject {
            Subject::Zone(id) => ("zone", id.clone()),
            Subject::Parcel(id) => ("parcel", self.parcel(*id)),
            Subject::Area(code) => ("area", code.clone()),
            Subject::Plan(id) => ("plan", id.clone()),
            Subject::Field(name) => ("field", self.say(&format!("release-field-{name}"), &[])),
        };
        self.say(&format!("release-subject-{key}"), &[("what", Arg::Text(what))])
    }

    /// A parcel as people write it.
    pub fn parcel(&self, id: lexicon::parcel::ParcelId) -> String {
        let office = self.door.desk.office();
        match office.sections.get(id.section) {
            Some(section) => format!("{}{}{}{}", section.district, section.section, section.subsection, id.land),
            None => id.key(),
        }
    }

    /// How much is wrong.
    pub fn measure(&self, finding: &Finding) -> String {
        let text = |text: String| Arg::Text(text);
        match finding.measure {
            Measure::Ground { area, thickness_mm, pieces } => {
                let args = [
                    ("area", text(area.to_string())),
                    ("thickness", text(metres(thickness_mm))),
                    ("pieces", Arg::Number(pieces.into())),
                ];
                self.say("release-measure-ground", &args)
            }
            Measure::Crack { width_mm, length_mm } => {
                let args = [("width", text(metres(width_mm))), ("length", text(metres(length_mm)))];
                self.say("release-measure-crack", &args)
            }
            Measure::Positions(first, second) => {
                let args = [("first", Arg::Number(first.into())), ("second", Arg::Number(second.into()))];
                self.say("release-measure-positions", &args)
            }
            Measure::Count(count) => self.number(count),
        }
    }
}

/// Millimetres as metres.
fn metres(mm: u32) -> String {
    format!("{}.{:03}", mm / 1_000, mm % 1_000)
}

/// What a remark names, as the import says it: values with their names where there are several.
pub(super) fn detail(problem: &Problem) -> String {
    let Ok(Value::Object(whole)) = serde_json::to_value(&problem.what) else { return String::new() };
    let mut parts = Vec::new();
    for inside in whole.values() {
        flatten(inside, None, &mut parts);
    }
    parts.join(", ")
}

fn flatten(value: &Value, name: Option<&str>, parts: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => fields.iter().for_each(|(name, value)| flatten(value, Some(name), parts)),
        Value::Array(items) => items.iter().for_each(|item| flatten(item, name, parts)),
        other => {
            let text = other.as_str().map_or_else(|| other.to_string(), str::to_owned);
            parts.push(name.map_or_else(|| text.clone(), |name| format!("{name}: {text}")));
        }
    }
}
