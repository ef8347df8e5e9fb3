//! Answers as programs read them: one shape for one parcel, whoever computed it, and the whole of a question.
//!
//! Areas are square metres with two decimals, shares millionths that add to 1,000,000, days ISO 8601. The
//! lean shape is what the precomputed pieces tell ([`atlas::reading`]); the full one adds doubts, drafts on
//! exhibition and restrictions. `evidence` is always false: only the certificate is.

use std::borrow::Cow;
use std::collections::BTreeMap;

use atlas::area::Area;
use atlas::day::AsOf;
use atlas::finding::{Finding, PlanCited, Thickness, ZoneCited};
use atlas::plan::{Level, Plan, Validity};
use atlas::reading::{ReadPiece, Reading};
use atlas::release::Release;
use atlas::snapshot::NO_TEXT;
use desk::findings::DoubtFound;
use desk::parcels::NamedParcel;
use lexicon::date::Date;
use lexicon::sections::Section;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::answer::{Gist, OnShow, Restricted, doubts};
use crate::lookup::{Found, Line, SpotAnswer, Told};

/// One parcel at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParcelTold<'a> {
    /// Section (4 digits) and land number (8).
    pub parcel: Cow<'a, str>,
    pub district: Cow<'a, str>,
    pub section: Cow<'a, str>,
    pub subsection: Cow<'a, str>,
    /// As people write it: `540-4`.
    pub land: Cow<'a, str>,
    pub on: Date,
    pub known: Option<Date>,
    #[serde(serialize_with = "maybe_m2")]
    pub registered_m2: Option<Area>,
    #[serde(serialize_with = "m2")]
    pub computed_m2: Area,
    /// The largest first.
    pub pieces: Vec<PieceTold<'a>>,
    /// SHA-256 of the plan data and of the tolerances.
    pub release: Cow<'a, str>,
    pub tolerances: Cow<'a, str>,
    pub evidence: bool,
}

/// A piece of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PieceTold<'a> {
    /// `null` where no zone is drawn; that is never "outside the plan".
    pub zone: Option<ZoneTold<'a>>,
    #[serde(serialize_with = "m2")]
    pub area_m2: Area,
    pub share_ppm: u32,
    pub reading: Thickness,
}

/// A zone with its plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ZoneTold<'a> {
    pub id: Cow<'a, str>,
    pub class: Cow<'a, str>,
    pub name: Cow<'a, str>,
    pub coverage: Option<Cow<'a, str>>,
    pub floor_area: Option<Cow<'a, str>>,
    pub plan: PlanTold<'a>,
}

/// The plan a zone is read from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanTold<'a> {
    pub id: Cow<'a, str>,
    pub area: Cow<'a, str>,
    pub name: Cow<'a, str>,
    pub level: Level,
    pub announced_on: Date,
    pub number: Cow<'a, str>,
}

/// Everything about one parcel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParcelInFull<'a> {
    #[serde(flatten)]
    pub told: ParcelTold<'a>,
    pub gist: Gist,
    pub doubts: Vec<Value>,
    pub exhibitions: &'a [OnShow],
    pub restrictions: Vec<Value>,
    pub in_force: Validity,
    pub became: &'a [NamedParcel],
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn m2<S: Serializer>(area: &Area, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64(area.m2())
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn maybe_m2<S: Serializer>(area: &Option<Area>, to: S) -> Result<S::Ok, S::Error> {
    area.map(Area::m2).serialize(to)
}

impl<'a> ParcelTold<'a> {
    /// What the precomputed pieces tell of a parcel of a section.
    #[must_use]
    pub fn read(
        (release, tolerances): (&'a Release, &'a str),
        (section, key, land): (&'a Section, String, String),
        reading: &Reading<'a>,
        at: AsOf,
    ) -> ParcelTold<'a> {
        ParcelTold {
            parcel: Cow::Owned(key),
            district: Cow::Borrowed(&section.district),
            section: Cow::Borrowed(&section.section),
            subsection: Cow::Borrowed(&section.subsection),
            land: Cow::Owned(land),
            on: at.on,
            known: at.known,
            registered_m2: Some(reading.registered),
            computed_m2: reading.measured,
            pieces: reading.pieces.iter().map(|piece| PieceTold::read(release, piece)).collect(),
            release: Cow::Borrowed(release.hash()),
            tolerances: Cow::Borrowed(tolerances),
            evidence: false,
        }
    }

    /// The same from a finding.
    #[must_use]
    pub fn found(parcel: &'a NamedParcel, finding: &'a Finding) -> ParcelTold<'a> {
        let piece = |piece: &'a atlas::finding::Piece| PieceTold {
            zone: piece.zone.as_ref().map(ZoneTold::cited),
            area_m2: piece.area,
            share_ppm: piece.share_ppm,
            reading: piece.class,
        };
        ParcelTold {
            parcel: Cow::Borrowed(&parcel.key),
            district: Cow::Borrowed(&parcel.district),
            section: Cow::Borrowed(&parcel.section),
            subsection: Cow::Borrowed(&parcel.subsection),
            land: Cow::Borrowed(&parcel.land),
            on: finding.on,
            known: finding.known,
            registered_m2: finding.registered,
            computed_m2: finding.measured,
            pieces: finding.pieces.iter().map(piece).collect(),
            release: Cow::Borrowed(&finding.release),
            tolerances: Cow::Borrowed(&finding.tolerances),
            evidence: false,
        }
    }
}

impl<'a> PieceTold<'a> {
    fn read(release: &'a Release, piece: &ReadPiece<'a>) -> PieceTold<'a> {
        PieceTold {
            zone: piece.ruled.map(|(zone, plan)| ZoneTold::read(release, zone, plan)),
            area_m2: piece.area,
            share_ppm: piece.share_ppm,
            reading: piece.class,
        }
    }
}

impl<'a> ZoneTold<'a> {
    fn read(release: &'a Release, zone: u32, plan: &'a Plan) -> ZoneTold<'a> {
        let facts = release.zone_facts(zone);
        let text = |number: u32| Cow::Borrowed(release.text(number));
        let maybe = |number: u32| (number != NO_TEXT).then(|| text(number));
        ZoneTold {
            id: text(facts.id),
            class: text(facts.class),
            name: text(facts.name),
            coverage: maybe(facts.coverage),
            floor_area: maybe(facts.floor_area),
            plan: PlanTold {
                id: Cow::Borrowed(&plan.id),
                area: Cow::Borrowed(&plan.area_code),
                name: Cow::Borrowed(&plan.name),
                level: plan.level,
                announced_on: plan.announced_on,
                number: Cow::Borrowed(&plan.number),
            },
        }
    }

    fn cited(zone: &'a ZoneCited) -> ZoneTold<'a> {
        let maybe = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        let PlanCited { id, area_code, name, level, announced_on, number, .. } = &zone.plan;
        ZoneTold {
            id: Cow::Borrowed(&zone.id),
            class: Cow::Borrowed(&zone.class),
            name: Cow::Borrowed(&zone.name),
            coverage: maybe(&zone.coverage),
            floor_area: maybe(&zone.floor_area),
            plan: PlanTold {
                id: Cow::Borrowed(id),
                area: Cow::Borrowed(area_code),
                name: Cow::Borrowed(name),
                level: *level,
                announced_on: *announced_on,
                number: Cow::Borrowed(number),
            },
        }
    }
}

impl<'a> ParcelInFull<'a> {
    /// Everything a look-up found of a parcel.
    #[must_use]
    pub fn of(found: &'a Found) -> ParcelInFull<'a> {
        let answer = &found.answer;
        let doubt = |doubt| {
            let DoubtFound { id, figures } = DoubtFound::of(doubt);
            let figures: BTreeMap<&str, String> = figures.into_iter().collect();
            json!({ "id": id, "figures": figures })
        };
        ParcelInFull {
            told: ParcelTold::found(&answer.parcel, &answer.finding),
            gist: answer.gist,
            doubts: doubts(&answer.finding).iter().map(doubt).collect(),
            exhibitions: &answer.exhibitions,
            restrictions: answer.restrictions.iter().map(restriction).collect(),
            in_force: found.in_force,
            became: &found.became,
        }
    }
}

fn restriction(restricted: &Restricted) -> Value {
    json!({
        "kind": restricted.kind,
        "name": restricted.name,
        "authority": restricted.authority,
        "in_force": restricted.in_force,
        "area_m2": restricted.area.m2(),
        "share_ppm": restricted.share_ppm,
    })
}

/// The whole of what came of a question.
#[must_use]
pub fn told(told: &Told) -> Value {
    match told {
        Told::Nothing => json!({ "kind": "nothing" }),
        Told::Parcels(lines) => json!({ "kind": "parcels", "parcels": lines.iter().map(line).collect::<Vec<_>>() }),
        Told::Here(here) => place(here),
        Told::Choose(places) => {
            let place =
                |place: &crate::places::Place| json!({ "name": place.name, "x_m": place.at.x_m, "y_m": place.at.y_m });
            json!({ "kind": "choose", "places": places.iter().map(place).collect::<Vec<_>>() })
        }
        Told::TooMany(count) => json!({ "kind": "too-many", "count": count }),
        Told::OutOfReach => json!({ "kind": "out-of-reach" }),
        Told::Unreadable { fault, .. } => json!({ "kind": "unreadable", "fault": fault }),
    }
}

/// One line of a question: an answer, or why there is none.
#[must_use]
pub fn line(line: &Line) -> Value {
    match &line.found {
        Ok(found) => json!({ "asked": line.said, "answer": ParcelInFull::of(found) }),
        Err(missing) => json!({ "asked": line.said, "missing": missing }),
    }
}

fn place(here: &SpotAnswer) -> Value {
    let zone = |(name, plan): &(String, String)| json!({ "name": name, "plan": plan });
    json!({
        "kind": "place",
        "name": here.place.as_ref().map(|place| &place.name),
        "x_m": here.spot.x_m,
        "y_m": here.spot.y_m,
        "zones": here.zones.iter().map(zone).collect::<Vec<_>>(),
        "plan_areas": here.areas,
        "parcels": here.parcels.iter().map(ParcelInFull::of).collect::<Vec<_>>(),
    })
}
