//! An answer about land in the reader's words: the sentence first, then what it rests on.

use atlas::area::Area;
use atlas::day::AsOf;
use atlas::finding::{Piece, Thickness, ZoneCited};
use atlas::plan::{Level, Validity};
use atlas::sketch::SketchWords;
use desk::findings::DoubtFound;
use desk::notices::date_words;
use desk::parcels::{NamedParcel, ParcelFault};
use desk_atlas::answer::{Gist, OnShow, ParcelAnswer, Restricted, doubts, percent, ping, same_designation};
use desk_atlas::coordinates::Given;
use desk_atlas::drawing::{drawing, drawn};
use desk_atlas::lookup::{Found, Missing, SpotAnswer};
use lexicon::date::Date;
use texts::Arg;

use crate::door::{Door, Fault, Visit};
use crate::view::land::{Asking, Doubt, Open, ParcelLand, ZoneLand};
use crate::view::parts::{Head, Link, Row, Sketch, Table};

/// The reader, and the moment asked about.
pub(super) struct Wording<'a> {
    pub door: &'a Door,
    pub visit: &'a Visit,
    pub asking: &'a Asking,
    pub at: AsOf,
    /// Services that begin with parcels: name and where they begin.
    pub services: Vec<(String, String)>,
}

impl Wording<'_> {
    pub fn say(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.door.say(self.visit.lang, key, args)
    }

    fn plain(&self, key: &str) -> String {
        self.say(key, &[])
    }

    fn day(&self, day: Date) -> String {
        date_words(day, self.visit.lang)
    }

    fn list(&self, parts: &[String]) -> String {
        parts.join(&self.plain("list-join"))
    }

    pub fn row(&self, key: &str, line: String) -> Row {
        Row { label: self.plain(key), lines: vec![line], change: None, source: None, files: Vec::new() }
    }

    /// The same page for another text on the same days.
    pub fn asked_again(&self, text: &str) -> String {
        let mut href = super::address(text);
        for (name, typed) in [("on", &self.asking.on), ("known", &self.asking.known)] {
            if !typed.trim().is_empty() {
                href.push_str(&format!("&{name}={}", encoded(typed)));
            }
        }
        href
    }

    fn links(&self, parcels: &[NamedParcel]) -> Vec<Link> {
        parcels.iter().map(|p| Link { text: p.name(), href: self.asked_again(&p.name()) }).collect()
    }

    /// Everything about one parcel.
    pub fn parcel(&self, at: usize, found: &Found) -> Result<ParcelLand, Fault> {
        let answer = &found.answer;
        let id = format!("land-{}", at + 1);
        let restrictions = (!answer.restrictions.is_empty()).then(|| self.restrictions(&answer.restrictions));
        let apply = self.services.iter().map(|(name, begins)| Link {
            text: self.say("land-apply", &[("service", name.into())]),
            href: format!("{begins}?parcels={}", encoded(&answer.parcel.name())),
        });
        Ok(ParcelLand {
            name: answer.parcel.name(),
            sentence: self.sentence(answer),
            lines: self.lines(found),
            became: self.links(&found.became),
            pieces: self.pieces(answer),
            zones: self.zones(answer),
            areas: self.areas(answer),
            doubts: doubts(&answer.finding).iter().filter_map(|doubt| self.doubt(&DoubtFound::of(doubt))).collect(),
            exhibitions: answer.exhibitions.iter().map(|shown| self.exhibition(shown)).collect(),
            restrictions,
            sketch: Some(self.sketch(answer, &id)?),
            drawn: Some(self.drawn(answer)?),
            apply: if found.became.is_empty() { apply.collect() } else { Vec::new() },
            map: Some(self.on_the_map(&answer.parcel)),
            watch: Some(format!("/land/watch?parcel={}", answer.parcel.key)),
            id,
        })
    }

    /// The map of the same parcel and moment.
    fn on_the_map(&self, parcel: &NamedParcel) -> String {
        let known = self.at.known.map(|day| format!("&known={day}")).unwrap_or_default();
        format!("/map?parcel={}&on={}{known}", parcel.key, self.at.on)
    }

    fn sentence(&self, answer: &ParcelAnswer) -> String {
        let sure = || answer.finding.pieces.iter().zip(&answer.shares).filter(|(p, _)| p.class == Thickness::Zone);
        let mut args = vec![("parcel", Arg::Text(answer.parcel.name())), ("day", self.when().into())];
        let key = match answer.gist {
            Gist::One => {
                let zone = sure().find_map(|(piece, _)| piece.zone.as_ref()).map(|zone| zone.name.clone());
                args.push(("zone", zone.unwrap_or_default().into()));
                "land-gist-one"
            }
            Gist::Several => {
                let share = |(piece, share): (&Piece, &u32)| {
                    let args = [("zone", self.zone_name(piece).into()), ("percent", percent(*share).into())];
                    self.say("land-share", &args)
                };
                args.push(("zones", self.list(&sure().map(share).collect::<Vec<_>>()).into()));
                "land-gist-several"
            }
            Gist::Unclear => "land-gist-unclear",
            Gist::NoZone => "land-gist-no-zone",
            Gist::Outside => "land-gist-outside",
        };
        self.say(key, &args)
    }

    /// The day of the answer, when it is not today.
    fn when(&self) -> String {
        match self.at {
            AsOf { on, known: None } if on == self.door.now().taipei_date() => self.plain("land-today"),
            AsOf { on, known: None } => self.say("land-on-day", &[("day", self.day(on).into())]),
            AsOf { on, known: Some(known) } => {
                self.say("land-on-known", &[("day", self.day(on).into()), ("known", self.day(known).into())])
            }
        }
    }

    fn zone_name(&self, piece: &Piece) -> String {
        piece.zone.as_ref().map_or_else(|| self.plain("land-none"), |zone| zone.name.clone())
    }

    fn lines(&self, found: &Found) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(last) = found.in_force.until {
            lines.push(self.say("land-until", &[("day", self.day(last).into())]));
        }
        lines
    }

    fn pieces(&self, answer: &ParcelAnswer) -> Table {
        let heads = [("land-zone", false), ("land-m2", true), ("land-ping", true), ("land-percent", true)];
        let row = |(piece, share): (&Piece, &u32)| {
            let args = [("zone", self.zone_name(piece).into())];
            let name = match piece.class {
                Thickness::Zone => self.zone_name(piece),
                Thickness::BorderToBeChecked => self.say("land-class-border", &args),
                Thickness::WithinTolerance => self.say("land-class-within", &args),
            };
            vec![name, piece.area.to_string(), ping(piece.area), percent(*share)]
        };
        self.table("land-pieces", &heads, answer.finding.pieces.iter().zip(&answer.shares).map(row).collect())
    }

    pub fn table(&self, caption: &str, heads: &[(&str, bool)], rows: Vec<Vec<String>>) -> Table {
        let head = |(key, numeric): &(&str, bool)| Head { text: self.plain(key), numeric: *numeric };
        Table { caption: self.plain(caption), heads: heads.iter().map(head).collect(), rows }
    }

    /// What the plans say of each designation once, the thin pieces' left out.
    fn zones(&self, answer: &ParcelAnswer) -> Vec<ZoneLand> {
        let mut said: Vec<&ZoneCited> = Vec::new();
        let counts = |piece: &&Piece| piece.class != Thickness::WithinTolerance;
        for zone in answer.finding.pieces.iter().filter(counts).filter_map(|piece| piece.zone.as_ref()) {
            if said.iter().all(|other| !same_designation(other, zone)) {
                said.push(zone);
            }
        }
        said.into_iter().map(|zone| self.zone(zone)).collect()
    }

    fn zone(&self, zone: &ZoneCited) -> ZoneLand {
        let level = match zone.plan.level {
            Level::Main => "land-level-main",
            Level::Detailed => "land-level-detailed",
        };
        let limit = |limit: &Option<String>| limit.clone().unwrap_or_else(|| self.plain("land-not-in-data"));
        let announced = [("day", self.day(zone.plan.announced_on).into()), ("number", (&zone.plan.number).into())];
        let rows = vec![
            self.row("land-coverage", limit(&zone.coverage)),
            self.row("land-floor-area", limit(&zone.floor_area)),
            Row {
                label: self.plain("land-plan"),
                lines: vec![zone.plan.name.clone(), self.plain(level), self.say("land-announced", &announced)],
                change: None,
                source: None,
                files: Vec::new(),
            },
            self.row("land-code", zone.class.clone()),
        ];
        ZoneLand { name: zone.name.clone(), rows }
    }

    fn areas(&self, answer: &ParcelAnswer) -> Vec<Row> {
        let told = |area: Area| self.say("land-area", &[("m2", area.to_string().into()), ("ping", ping(area).into())]);
        let registered = answer.finding.registered.map_or_else(|| self.plain("land-not-in-data"), told);
        vec![
            self.row("land-registered", registered),
            self.row("land-computed", told(answer.finding.measured)),
            self.row("land-key", answer.parcel.key.clone()),
        ]
    }

    /// A doubt in words for citizens. What the answer itself says is no doubt beside it.
    fn doubt(&self, doubt: &DoubtFound) -> Option<Doubt> {
        let is_said = matches!(doubt.id, "straddles" | "under-exhibition");
        let args: Vec<(&str, Arg)> = doubt.figures.iter().map(|(name, value)| (*name, value.into())).collect();
        let figures = (!args.is_empty()).then(|| self.say(&format!("figures-{}", doubt.id), &args));
        (!is_said).then(|| Doubt {
            says: self.plain(&format!("land-doubt-{}", doubt.id)),
            why: self.plain(&format!("land-doubt-{}-why", doubt.id)),
            figures,
        })
    }

    fn exhibition(&self, shown: &OnShow) -> String {
        let last = shown.days.until.map_or_else(String::new, |last| self.day(last));
        let args = [("name", (&shown.name).into()), ("from", self.day(shown.days.from).into()), ("until", last.into())];
        self.say("land-exhibition", &args)
    }

    fn restrictions(&self, restrictions: &[Restricted]) -> Table {
        let heads = [
            ("land-restriction", false),
            ("land-authority", false),
            ("land-since", false),
            ("land-m2", true),
            ("land-percent", true),
        ];
        let row = |r: &Restricted| {
            let (share, area) = (percent((r.share_ppm + 50) / 100), r.area.to_string());
            vec![r.name.clone(), r.authority.clone(), self.span(&r.in_force), area, share]
        };
        self.table("land-restrictions", &heads, restrictions.iter().map(row).collect())
    }

    fn span(&self, days: &Validity) -> String {
        let from = ("from", self.day(days.from).into());
        match days.until {
            Some(until) => self.say("land-span", &[from, ("until", self.day(until).into())]),
            None => self.say("land-span-open", &[from]),
        }
    }

    fn sketch(&self, answer: &ParcelAnswer, id: &str) -> Result<Sketch, Fault> {
        let release = self.door.desk.release()?;
        let alt = self.sentence(answer);
        let words = SketchWords {
            title: answer.parcel.name(),
            description: alt.clone(),
            parcel: answer.parcel.land.clone(),
            north: "N".to_owned(),
        };
        let svg = drawing(&release, (answer, self.at), &words, &format!("{id}-"));
        Ok(Sketch { svg, alt, caption: self.plain("desk-sketch-caption"), legend: Vec::new() })
    }

    fn drawn(&self, answer: &ParcelAnswer) -> Result<Table, Fault> {
        let zones = drawn(&*self.door.desk.release()?, answer, self.at);
        let heads = [("land-zone", false), ("land-code", false), ("land-plan", false)];
        Ok(self.table("land-drawn", &heads, zones.into_iter().map(|z| vec![z.name, z.class, z.plan]).collect()))
    }

    /// What was not found, with what may be meant.
    pub fn missing(&self, said: String, missing: &Missing) -> Open {
        let options = match &missing.fault {
            ParcelFault::Ambiguous { choices, .. } => self.links(choices),
            ParcelFault::UnknownSection { near, .. } => self.links(near),
            ParcelFault::Renumbered { became, .. } => self.links(became),
            _ => Vec::new(),
        };
        let mut says = String::new();
        for days in &missing.existed {
            says.push_str(&self.say("land-existed", &[("days", self.span(days).into())]));
        }
        Open { typed: said, says: says + &self.fault(&missing.fault), options }
    }

    /// Why a parcel is not answered.
    pub fn fault(&self, fault: &ParcelFault) -> String {
        let args = fault.args();
        let args: Vec<(&str, Arg)> = args.into_iter().map(|(name, value)| (name, Arg::Text(value))).collect();
        let name = match fault {
            ParcelFault::UnknownSection { near, .. } if near.is_empty() => "section-none",
            other => other.code().name(),
        };
        self.say(&format!("land-missing-{name}"), &args)
    }

    /// What lies at a place.
    pub fn here(&self, here: &SpotAnswer) -> String {
        let place = match &here.place {
            Some(place) => place.name.clone(),
            None => self.plain("land-this-place"),
        };
        let mut args = vec![("place", Arg::Text(place)), ("day", self.when().into())];
        let key = match (here.zones.first(), here.areas.first()) {
            (Some((zone, plan)), _) => {
                args.extend([("zone", zone.into()), ("plan", plan.into())]);
                "land-here-zone"
            }
            (None, Some(area)) => {
                args.push(("area", area.into()));
                "land-here-no-zone"
            }
            (None, None) => "land-here-outside",
        };
        self.say(key, &args)
    }

    /// Where exactly, and how near that is to what was asked.
    pub fn how_given(&self, here: &SpotAnswer) -> Vec<String> {
        let metres = [("x", format!("{:.2}", here.spot.x_m).into()), ("y", format!("{:.2}", here.spot.y_m).into())];
        let mut lines = vec![self.say("land-metres", &metres)];
        match here.spot.given {
            Given::Twd67 => lines.push(self.plain("land-from-67")),
            Given::Degrees => lines.push(self.plain("land-from-degrees")),
            Given::Address => lines.push(self.plain("land-from-address")),
            Given::Twd97 => {}
        }
        if here.parcels.is_empty() {
            lines.push(self.plain("land-here-no-parcel"));
        }
        lines
    }

    /// What the answers were made from.
    pub fn basis(&self) -> Result<Vec<Row>, Fault> {
        Ok(self.basis_of(self.door.desk.release()?.hash()))
    }

    /// The same for plan data of a name.
    pub fn basis_of(&self, release: &str) -> Vec<Row> {
        let office = self.door.desk.office();
        let known = self.at.known.map_or_else(|| self.plain("land-known-now"), |day| self.day(day));
        vec![
            self.row("land-basis-on", self.day(self.at.on)),
            self.row("land-basis-known", known),
            self.row("land-basis-release", release.to_owned()),
            self.row("land-basis-tolerances", office.tolerances.version().to_owned()),
        ]
    }
}

/// A text in the query of an address (RFC 3986 §2.1).
pub(in crate::public) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
