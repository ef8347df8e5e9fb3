//! A difference in words, for the page and for spreadsheets.

use atlas::sketch::SketchWords;
use desk::differences::{ParcelDifference, Step, Way};
use desk_atlas::register::listing::{self, Listed};
use desk_atlas::register::rounds::{Shown, Stop};
use desk_atlas::register::settling::MOST_REASON;
use lexicon::instant::At;
use lexicon::language::Lang;
use lexicon::parcel::ParcelId;
use texts::Arg;

use super::super::Sent;
use crate::door::Door;
use crate::view::difference::SettleForm;
use crate::view::parts::{Head, Notice, Row, Sketch, Slip, Table, Tone};
use crate::view::question::{Choice, Kind, Question};

/// The reader.
pub(super) struct Words<'a> {
    pub door: &'a Door,
    pub lang: Lang,
}

/// A figure or a dash.
fn or_dash(value: &Option<String>) -> String {
    value.clone().unwrap_or_else(|| "–".to_owned())
}

/// Millimetres as metres with three decimals.
fn metres(millimetres: u64) -> String {
    format!("{}.{:03}", millimetres / 1_000, millimetres % 1_000)
}

impl Words<'_> {
    pub(super) fn say(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.door.say(self.lang, key, args)
    }

    fn moment(&self, at: At) -> String {
        let day = desk::notices::date_words(at.taipei_date(), self.lang);
        format!("{day} {}", at.taipei().strftime("%H:%M"))
    }

    /// What differs, each in a few words.
    pub(super) fn kinds(&self, what: &ParcelDifference) -> Vec<String> {
        let mut says: Vec<String> =
            what.kinds.iter().map(|kind| self.say(&format!("difference-{}", kind.key()), &[])).collect();
        says.extend(what.cause.as_ref().map(|cause| self.say(&format!("difference-cause-{cause}"), &[])));
        says
    }

    /// Ground apart and displacement.
    pub(super) fn measure(&self, what: &ParcelDifference) -> Option<String> {
        let (area, moved) = (what.apart_m2.clone()?, what.displacement_mm?);
        Some(self.say("difference-measure", &[("area", Arg::Text(area)), ("moved", Arg::Text(metres(moved)))]))
    }

    fn names(&self, keys: &[String]) -> Vec<String> {
        let name = |key: &String| ParcelId::parse(key).map_or(key.clone(), |id| listing::name(&self.door.desk, id));
        keys.iter().map(name).collect()
    }

    /// Everything about a difference.
    pub(super) fn rows(&self, listed: &Listed) -> Vec<Row> {
        let what = &listed.filed.what;
        let row = |key: &str, lines: Vec<String>| Row {
            label: self.say(key, &[]),
            lines,
            change: None,
            source: None,
            files: Vec::new(),
        };
        let area = |value: &Option<String>| match value {
            Some(area) => self.say("difference-area", &[("area", Arg::Text(area.clone()))]),
            None => "–".to_owned(),
        };
        let mut rows = vec![row("differences-what", self.kinds(what))];
        rows.extend(self.measure(what).map(|measure| row("differences-measure", vec![measure])));
        rows.push(row("difference-theirs", vec![area(&what.theirs_m2)]));
        rows.push(row("difference-ours", vec![area(&what.ours_m2)]));
        rows.push(row("difference-registered-theirs", vec![area(&what.registered_theirs_m2)]));
        rows.push(row("difference-registered-ours", vec![area(&what.registered_ours_m2)]));
        if !what.became.is_empty() {
            rows.push(row("difference-became", self.names(&what.became)));
        }
        rows.push(row("differences-found", vec![self.moment(listed.found_at)]));
        rows.push(row("difference-asked", vec![self.moment(listed.asked_at)]));
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        rows.push(row("difference-release", vec![short(&listed.filed.release)]));
        rows.extend(listed.filed.reply_sha256.as_ref().map(|hash| row("difference-reply", vec![short(hash)])));
        rows
    }

    /// Both drawings.
    pub(super) fn sketch(&self, listed: &Listed) -> Option<Sketch> {
        let what = &listed.filed.what;
        let arg = |value: &Option<String>| Arg::Text(or_dash(value));
        let args = [
            ("parcel", Arg::Text(listed.name.clone())),
            ("ours", arg(&what.ours_m2)),
            ("theirs", arg(&what.theirs_m2)),
        ];
        let alt = self.say("difference-alt", &args);
        let words = SketchWords {
            title: listed.name.clone(),
            description: alt.clone(),
            parcel: listed.parcel.land.to_string(),
            north: "N".to_owned(),
        };
        let svg = listing::drawing(&self.door.desk, listed, (&words, self.door.now())).ok().flatten()?;
        Some(Sketch { svg, alt, caption: self.say("difference-caption", &[]), legend: Vec::new() })
    }

    fn step(&self, step: &Step) -> String {
        let done = self.say(&format!("difference-step-{}", step.what), &[]);
        let way = step.way.as_ref().map(|way| self.say(&format!("way-{way}"), &[]));
        let parts = [Some(done), way, step.reason.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(&self.say("colon", &[]))
    }

    /// What was done with it.
    pub(super) fn history(&self, listed: &Listed) -> Option<Table> {
        let head = |key: &str| Head { text: self.say(key, &[]), numeric: false };
        let who = |step: &Step| step.by.clone().unwrap_or_else(|| self.say("difference-house", &[]));
        let row = |step: &Step| vec![self.moment(step.at), who(step), self.step(step)];
        (!listed.filed.history.is_empty()).then(|| Table {
            caption: self.say("difference-history", &[]),
            heads: vec![head("release-when"), head("release-who"), head("release-what")],
            rows: listed.filed.history.iter().map(row).collect(),
        })
    }

    /// The form that settles it, with what was typed.
    pub(super) fn form(&self, listed: &Listed, sent: &Sent, slips: &[Slip]) -> SettleForm {
        let slip = |field: &str| slips.iter().find(|slip| slip.field == field).map(|slip| slip.text.clone());
        let question = |id: &str, kind: Kind| Question {
            slip: slip(id),
            value: sent.get(id).to_owned(),
            ..Question::new(id, kind, self.say(&format!("settle-{id}"), &[]))
        };
        let way = |way: Way| Choice {
            id: way.key().to_owned(),
            label: self.say(&format!("way-{}", way.key()), &[]),
            hint: None,
            chosen: sent.get("way") == way.key(),
        };
        SettleForm {
            action: format!("{}/{}", super::HOME, listed.parcel.key()),
            mark: listed.mark.clone(),
            way: Question { options: Way::ALL.map(way).to_vec(), ..question("way", Kind::Choice) },
            reason: Question { max_chars: u32::try_from(MOST_REASON).ok(), ..question("reason", Kind::LongText) },
        }
    }

    /// How the last round stands.
    pub(super) fn round(&self, round: &Shown) -> Notice {
        let number = |count: u64| Arg::Number(i64::try_from(count).unwrap_or(i64::MAX));
        let tally = &round.tally;
        let args = [
            ("answered", number(tally.answered)),
            ("parcels", number(tally.parcels)),
            ("differ", number(tally.differ)),
            ("unreadable", number(tally.unreadable)),
        ];
        let fine = matches!(tally.stop, Stop::Done | Stop::Budget | Stop::Interrupted);
        Notice {
            tone: if fine { Tone::Info } else { Tone::Warning },
            title: self.say("round-title", &[("at", Arg::Text(self.moment(round.begun_at)))]),
            lines: vec![self.say("round-tally", &args), self.say(&format!("round-stop-{}", tally.stop.key()), &[])],
            link: None,
        }
    }

    /// The list as a sheet: heads and rows.
    pub(super) fn sheet(&self, found: &[Listed]) -> (Vec<String>, Vec<Vec<String>>) {
        let heads = COLUMNS.map(|key| self.say(key, &[])).to_vec();
        (heads, found.iter().map(|listed| self.sheet_row(listed)).collect())
    }

    fn sheet_row(&self, listed: &Listed) -> Vec<String> {
        let what = &listed.filed.what;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let settled = listed.filed.history.iter().rev().find(|step| step.what == "settled");
        vec![
            listed.name.clone(),
            listed.parcel.key(),
            self.say(&format!("difference-state-{}", listed.state.name()), &[]),
            self.kinds(what).join(&self.say("list-join", &[])),
            text(&what.theirs_m2),
            text(&what.ours_m2),
            text(&what.apart_m2),
            what.displacement_mm.map(metres).unwrap_or_default(),
            text(&what.registered_theirs_m2),
            text(&what.registered_ours_m2),
            self.names(&what.became).join(&self.say("list-join", &[])),
            listed.found_at.to_string(),
            listed.asked_at.to_string(),
            text(&listed.filed.reply_sha256),
            listed.filed.release.clone(),
            settled.map(|step| self.step(step)).unwrap_or_default(),
        ]
    }
}

/// The columns of the files, by the keys of their heads.
const COLUMNS: [&str; 16] = [
    "differences-parcel",
    "land-key",
    "differences-state",
    "differences-what",
    "difference-theirs",
    "difference-ours",
    "difference-apart",
    "difference-moved",
    "difference-registered-theirs",
    "difference-registered-ours",
    "difference-became",
    "differences-found",
    "difference-asked",
    "difference-reply",
    "difference-release",
    "difference-settled",
];
