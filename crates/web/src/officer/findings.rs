//! What was found about each parcel, with the reasons to doubt in words and the evidence beside it.

use casework::case::{Case, Evidence as Reply};
use desk::definitions::Pinned;
use desk::findings::{DoubtFound, ParcelFound, SketchText, parcels_found};
use desk::working::Opened;
use lexicon::instant::At;
use lexicon::language::Lang;
use serde_json::Value;
use texts::Arg;

use crate::door::{Door, word, word_if};
use crate::view::finding::{Doubt, Evidence, ParcelFinding, ZoneFinding};
use crate::view::parts::{Link, Sketch};

/// The reader and the words of the case.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub door: &'a Door,
    pub pinned: &'a Pinned,
    pub lang: Lang,
}

impl Reading<'_> {
    fn say(&self, key: &str, args: &[(&str, String)]) -> String {
        let args: Vec<(&str, Arg)> = args.iter().map(|(name, value)| (*name, Arg::Text(value.clone()))).collect();
        self.door.say(self.lang, key, &args)
    }

    /// Every parcel of the case that something was found about.
    pub fn findings(&self, opened: &Opened) -> Vec<ParcelFinding> {
        let case = &opened.case;
        let found = parcels_found(case);
        let evidence = self.evidence(case);
        let mut shown: Vec<ParcelFinding> = found
            .iter()
            .enumerate()
            .map(|(at, parcel)| ParcelFinding {
                name: parcel.parcel.name(),
                area: self.area(parcel),
                zones: self.zones(parcel),
                doubts: parcel.doubts.iter().map(|doubt| self.doubt(doubt.id, Some((doubt, parcel)))).collect(),
                evidence: evidence.clone(),
                sketch: self.sketch(case, (at, parcel)),
            })
            .collect();
        // A doubt about the case as a whole stands with its first parcel.
        let is_told = |id: &str| found.iter().any(|parcel| parcel.doubts.iter().any(|doubt| doubt.id == id));
        if let Some(first) = shown.first_mut() {
            let more = opened.doubts.iter().filter(|id| !is_told(id));
            first.doubts.extend(more.map(|id| self.doubt(id, None)));
        }
        shown
    }

    fn area(&self, found: &ParcelFound) -> String {
        match (&found.registered_m2, &found.measured_m2) {
            (Some(area), _) => self.say("desk-area-registered", &[("area", area.clone())]),
            (None, Some(area)) => self.say("desk-area-measured", &[("area", area.clone())]),
            (None, None) => self.say("desk-area-unknown", &[]),
        }
    }

    fn zones(&self, found: &ParcelFound) -> Vec<ZoneFinding> {
        let zone = |zone: &desk::findings::ZoneFound| ZoneFinding {
            zone: zone.name.clone(),
            share: zone.percent.as_ref().map(|percent| self.say("desk-share", &[("percent", percent.clone())])),
            plan: self.say(
                "desk-plan",
                &[
                    ("plan", zone.plan.clone()),
                    ("day", desk::notices::date_words(zone.announced_on, self.lang)),
                    ("number", zone.number.clone()),
                ],
            ),
        };
        found.zones.iter().map(zone).collect()
    }

    fn doubt(&self, id: &str, found: Option<(&DoubtFound, &ParcelFound)>) -> Doubt {
        let title = word(self.pinned, self.lang, &format!("doubt-{id}"));
        let why = word_if(self.pinned, self.lang, &format!("doubt-{id}-why")).unwrap_or_default();
        let mut rests_on = Vec::new();
        if let Some((doubt, parcel)) = found {
            if !doubt.figures.is_empty() {
                rests_on.push(self.say(&format!("figures-{id}"), &doubt.figures));
            }
            if let Some(at) = parcel.stale_at.filter(|_| id == "geometry-unavailable") {
                let days = self.door.now().taipei_date().duration_since(at.taipei_date()).as_hours() / 24;
                let day = desk::notices::date_words(at.taipei_date(), self.lang);
                rests_on.push(self.say("desk-stale-reply", &[("day", day), ("days", days.to_string())]));
            }
            if !parcel.release.is_empty() {
                let with = [("release", parcel.release.clone()), ("tolerances", parcel.tolerances.clone())];
                rests_on.push(self.say("desk-found-with", &with));
            }
        }
        Doubt {
            says: format!("{title}{}{why}", self.say("colon", &[])),
            law: rests_on.join(&self.say("full-stop", &[])),
            law_href: None,
        }
    }

    /// The replies of registers, and the data the findings were made with.
    fn evidence(&self, case: &Case) -> Vec<Evidence> {
        let mut shown: Vec<Evidence> = case
            .evidence
            .iter()
            .map(|(name, reply)| Evidence {
                source: word_if(self.pinned, self.lang, &format!("evidence-{name}")).unwrap_or_else(|| name.clone()),
                says: self.say("desk-replied", &[("source", reply.source.clone())]),
                at: reply.at,
                hash: short(&reply.hash),
                stale: self.is_stale(name, reply),
                file: desk::views::proof(reply).map(|_| Link {
                    text: self.say("desk-replies", &[]),
                    href: format!("/officer/cases/{}/evidence/{name}", case.number),
                }),
            })
            .collect();
        for found in case.findings.values() {
            let text = |key: &str| found.body.get(key).and_then(Value::as_str).map(short).unwrap_or_default();
            shown.push(Evidence {
                source: self.say("desk-plan-data", &[]),
                says: self.say(
                    "desk-ability",
                    &[("ability", format!("{} {}", found.ability, found.version)), ("tolerances", text("tolerances"))],
                ),
                at: found.at,
                hash: text("release"),
                stale: false,
                file: None,
            });
        }
        shown
    }

    /// Older than the service allows, or put in from an earlier copy.
    fn is_stale(&self, name: &str, reply: &Reply) -> bool {
        let rule = self.pinned.compiled.service.evidence.get(name);
        let is_old = rule.is_some_and(|rule| older(reply.at, rule.fresh_minutes, self.door.now()));
        let parts = reply.body.get("parcels").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        is_old || parts.iter().any(|part| part.get("stale").and_then(Value::as_bool) == Some(true))
    }

    fn sketch(&self, case: &Case, (at, found): (usize, &ParcelFound)) -> Option<Sketch> {
        let name = found.parcel.name();
        let zones: Vec<String> = found.zones.iter().map(|zone| zone.name.clone()).collect();
        let key = if zones.is_empty() { "desk-sketch-alt-none" } else { "desk-sketch-alt" };
        let zones = zones.join(&self.say("list-join", &[]));
        let alt = self.say(key, &[("parcel", name.clone()), ("zones", zones)]);
        let words = SketchText { title: name.clone(), description: alt.clone() };
        let svg = self.door.desk.sketch_of((case, found), &words, &format!("map{at}-")).ok().flatten()?;
        Some(Sketch { svg, alt, caption: self.say("desk-sketch-caption", &[]), legend: Vec::new() })
    }
}

fn older(at: At, minutes: u32, now: At) -> bool {
    at.minutes_later(i64::from(minutes)) < now
}

fn short(hash: impl AsRef<str>) -> String {
    hash.as_ref().chars().take(8).collect()
}
