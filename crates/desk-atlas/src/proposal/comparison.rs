//! A release that is proposed, held against the live one: zones, parcels' answers, ground by class, papers.

use atlas::answers::{self, Answers};
use atlas::area::Area;
use atlas::release::Release;
use atlas::zone::Zone;
use atlas_import::diff::{self, Attribute, Difference};
use lexicon::date::Date;
use serde::{Deserialize, Serialize};

use super::progress::{Phase, Point, Tell};

/// Things of one kind that are listed; the rest are counted.
pub const LISTED: usize = 2_000;

/// How the proposed release differs from the live one on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The first day on which everything that is new is in force.
    pub on: Date,
    /// Hash of the release it was compared with; absent for the first.
    pub with: Option<String>,
    pub zones: ZoneChanges,
    pub answers: Answers,
    /// Class code, ground before and after.
    pub grounds: Vec<(String, Area, Area)>,
    pub papers: Papers,
}

/// What became of zones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneChanges {
    pub same: u64,
    pub appeared: u64,
    pub ended: u64,
    pub changed: u64,
    /// The first of them.
    pub listed: Vec<ZoneChange>,
}

/// What became of one zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneChange {
    pub id: String,
    pub became: Became,
    /// What it says before; absent for one that appeared.
    pub before: Option<Says>,
    /// What it says after; absent for one that ended.
    pub after: Option<Says>,
    /// What changed beside the ground.
    pub attributes: Vec<Attribute>,
    /// Ground gained and lost, where it moved.
    pub moved: Option<(Area, Area)>,
}

/// Whether it appeared, ended or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Became {
    Appeared,
    Ended,
    Changed,
}

impl Became {
    /// The last part of its text key.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Became::Appeared => "appeared",
            Became::Ended => "ended",
            Became::Changed => "changed",
        }
    }
}

/// What a zone says, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Says {
    pub class: String,
    pub name: String,
    pub plan: String,
}

/// Certificates that stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    /// How many were weighed.
    pub weighed: u64,
    /// How many say otherwise than one made by the proposed release would, and do not say so yet.
    pub overtaken: u64,
    /// How many that are noted as overtaken now would be right again.
    pub upheld: u64,
    /// The first of both.
    pub listed: Vec<PaperChange>,
}

/// A certificate whose note changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperChange {
    /// As printed.
    pub number: String,
    pub case: String,
    /// Its parcels, as printed.
    pub parcels: Vec<String>,
    /// Whether it would be overtaken; else upheld.
    pub is_overtaken: bool,
    /// The plan that rules now, where it is another.
    pub plan: Option<(String, String)>,
}

/// Compares two releases as of the first day on which everything new is in force; papers are weighed apart.
#[must_use]
pub fn compare(
    (before, with): (&Release, Option<String>),
    (after, recorded_on): (&Release, Date),
    tell: Tell<'_>,
) -> Comparison {
    tell(Point::begin(Phase::Compare));
    let on = day_of_comparison(after, recorded_on);
    let (old, new) = (standing(before, on), standing(after, on));
    let difference = diff::of_zones(&old, &new, &mut |progress| tell(Point::of(None, progress)));
    Comparison {
        on,
        with,
        zones: zone_changes((&old, &new), &difference),
        answers: answers::compare((before, after), on, LISTED),
        grounds: answers::ground_by_class((before, after), on),
        papers: Papers::default(),
    }
}

fn standing(release: &Release, on: Date) -> Vec<Zone> {
    let shapes = release.zone_layer().shapes;
    let moment = atlas::day::AsOf::from(on).into();
    let rows = (0..shapes.len() as u32).filter(|&row| shapes[row as usize].days.cover(moment));
    rows.map(|row| release.zone(row)).collect()
}

/// The recording day, or the last day on which something new comes into force.
fn day_of_comparison(release: &Release, recorded_on: Date) -> Date {
    let layer = release.zone_layer();
    let is_new = |days: &atlas::day::Days| days.known().from == recorded_on;
    let zones = layer.shapes.iter().filter(|shape| is_new(&shape.days)).map(|shape| shape.days.in_force().from);
    zones.fold(recorded_on, Date::max)
}

fn zone_changes((old, new): (&[Zone], &[Zone]), difference: &Difference) -> ZoneChanges {
    let says = |zone: &Zone| Says { class: zone.class.clone(), name: zone.name.clone(), plan: zone.plan_id.clone() };
    let plain = |id: &str, became| ZoneChange {
        id: id.to_owned(),
        became,
        before: None,
        after: None,
        attributes: Vec::new(),
        moved: None,
    };
    let appeared = difference.appeared.iter().map(|&at| {
        let zone = &new[at];
        ZoneChange { after: Some(says(zone)), ..plain(&zone.id, Became::Appeared) }
    });
    let ended = difference.ended.iter().filter(|ended| ended.new.is_none()).map(|ended| {
        let zone = &old[ended.old];
        ZoneChange { before: Some(says(zone)), ..plain(&zone.id, Became::Ended) }
    });
    let changed = difference.changed.iter().map(|changed| ZoneChange {
        before: Some(says(&old[changed.old])),
        after: Some(says(&new[changed.new])),
        attributes: changed.attributes.clone(),
        moved: changed.moved.map(|moved| (moved.gained, moved.lost)),
        ..plain(&new[changed.new].id, Became::Changed)
    });
    ZoneChanges {
        same: difference.same as u64,
        appeared: difference.appeared.len() as u64,
        ended: difference.ended.iter().filter(|ended| ended.new.is_none()).count() as u64,
        changed: difference.changed.len() as u64,
        listed: ended.chain(changed).chain(appeared).take(LISTED).collect(),
    }
}
