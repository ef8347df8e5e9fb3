//! The look-up of land for people: a parcel, a place, coordinates or a click on the map, answered in one
//! sentence, in tables and in a sketch; for any day, as known on any day. Free, without a name.

pub mod list;
pub mod watch;
pub(super) mod words;

use axum::extract::{Query, State};
use catalogue::form::Kind;
use catalogue::service::Channel;
use desk::access::Who;
use desk_atlas::lookup::{Addresses, Line, MOST_PARCELS, Question, SpotAnswer, Told, look_up};
use desk_atlas::one;
use desk_atlas::places::Place;
use lexicon::date::Date;
use lexicon::language::Lang;
use lexicon::parcel::ParcelId;
use lexicon::roc::RocDate;
use serde::Deserialize;
use texts::Arg;

use crate::door::{Answer, Door, Fault, Visit, word};
use crate::view::land::{Asking, Land, Open, Spot};
use crate::view::parts::{Link, Slip};
use atlas::day::AsOf;
use words::Wording;

/// Days tables of land can hold.
const FIRST: Date = Date::constant(1900, 1, 1);
const LAST: Date = Date::constant(2079, 6, 4);

/// What an address of the page says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    known: String,
    /// A click on the map: metres of EPSG:3826.
    x: Option<f64>,
    y: Option<f64>,
}

/// `GET /land?q=…&on=…&known=…`, or with `x` and `y`.
pub async fn show(State(door): State<Door>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let text = match (asked.x, asked.y) {
        (Some(x), Some(y)) => format!("TWD97 {x:.2}, {y:.2}"),
        _ => asked.q.trim().to_owned(),
    };
    let asking = Asking { text: text.clone(), on: asked.on, known: asked.known };
    let (on, known) = match days(&door, &visit, &asking) {
        Ok(days) => days,
        Err(slips) => return page(&door, &visit, Land { slips, ..empty(asking) }),
    };
    let at = AsOf { on: on.unwrap_or_else(|| door.now().taipei_date()), known };
    let (shown, _) = told(&door, &visit, &asking, at).await?;
    page(&door, &visit, Land { asking, ..shown })
}

/// Where an answer is, for a map beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Whereabouts {
    /// The first parcel answered about.
    pub parcel: Option<ParcelId>,
    /// The place that was asked about, metres of EPSG:3826.
    pub spot: Option<(f64, f64)>,
}

/// Looks a question up and words the answer.
pub(super) async fn told(door: &Door, visit: &Visit, asking: &Asking, at: AsOf) -> Result<(Land, Whereabouts), Fault> {
    let question = Question { text: asking.text.clone(), at };
    let told = match look_up(&door.desk, &*door.places, (&Who::Public, &question), door.now()).await {
        Ok(told) => told,
        Err(desk::fault::DeskFault::TooMuch) => Told::TooMany(MOST_PARCELS + 1),
        Err(fault) => return Err(fault.into()),
    };
    let whereabouts = whereabouts(&told);
    let wording = Wording { door, visit, asking, at, services: services(door, visit).await? };
    Ok((answered(&wording, told)?, whereabouts))
}

fn whereabouts(told: &Told) -> Whereabouts {
    let id = |key: &str| ParcelId::parse(key).ok();
    match told {
        Told::Parcels(lines) => {
            let first = lines.iter().find_map(|line| line.found.as_ref().ok());
            Whereabouts { parcel: first.and_then(|found| id(&found.answer.parcel.key)), spot: None }
        }
        Told::Here(here) => Whereabouts {
            parcel: here.parcels.first().and_then(|found| id(&found.answer.parcel.key)),
            spot: Some((here.spot.x_m, here.spot.y_m)),
        },
        _ => Whereabouts::default(),
    }
}

/// Where a text is looked up.
#[must_use]
pub fn address(text: &str) -> String {
    format!("/land?q={}", words::encoded(text))
}

/// A parcel of today's plan data as people write it; before there is any, one that is made up.
pub(super) fn example(door: &Door, lang: Lang) -> String {
    let found = one::example(&door.desk, AsOf::from(door.now().taipei_date()));
    found.map_or_else(|| door.say(lang, "land-example", &[]), |parcel| parcel.name())
}

fn page(door: &Door, visit: &Visit, land: Land) -> Answer {
    let land = Land { example: example(door, visit.lang), ..land };
    let mut frame = door.frame(visit, Vec::new());
    frame.query.clone_from(&land.asking.text);
    door.show(&frame, &land)
}

fn empty(asking: Asking) -> Land {
    Land {
        asking,
        example: String::new(),
        slips: Vec::new(),
        spot: None,
        answers: Vec::new(),
        open: Vec::new(),
        tries: Vec::new(),
        basis: Vec::new(),
    }
}

/// The days as typed, in either calendar; nothing typed is today.
fn days(door: &Door, visit: &Visit, asking: &Asking) -> Result<(Option<Date>, Option<Date>), Vec<Slip>> {
    let mut slips = Vec::new();
    let mut read = |field: &str, typed: &str| {
        if typed.trim().is_empty() {
            return None;
        }
        let day = RocDate::parse(typed).ok().map(RocDate::date).filter(|day| (FIRST..=LAST).contains(day));
        if day.is_none() {
            slips.push(Slip { field: field.to_owned(), text: door.say(visit.lang, "land-slip-day", &[]) });
        }
        day
    };
    let days = (read("on", &asking.on), read("known", &asking.known));
    if slips.is_empty() { Ok(days) } else { Err(slips) }
}

/// Services on line that begin with parcels: their name and where they begin.
async fn services(door: &Door, visit: &Visit) -> Result<Vec<(String, String)>, Fault> {
    let live = door.desk.live_services().await?;
    let takes_parcels = live.iter().filter(|pinned| {
        let service = &pinned.compiled.service;
        service.channels.contains_key(&Channel::Online) && service.form.questions().any(|q| q.kind == Kind::Parcels)
    });
    let named = takes_parcels.map(|pinned| {
        let name = word(pinned, visit.lang, "service-name");
        (name, format!("/apply/{}", pinned.compiled.service.id))
    });
    Ok(named.collect())
}

fn answered(wording: &Wording<'_>, told: Told) -> Result<Land, Fault> {
    let land = empty(wording.asking.clone());
    let say = |key: &str| wording.say(key, &[]);
    Ok(match told {
        Told::Nothing => land,
        Told::Parcels(lines) => {
            let (mut answers, mut open) = (Vec::new(), Vec::new());
            for Line { said, found } in lines {
                match found {
                    Ok(found) => answers.push(wording.parcel(answers.len(), &found)?),
                    Err(missing) => open.push(wording.missing(said, &missing)),
                }
            }
            let basis = if answers.is_empty() { Vec::new() } else { wording.basis()? };
            Land { answers, open, basis, ..land }
        }
        Told::Here(here) => here_told(wording, land, &here)?,
        Told::Choose(places) => {
            let typed = wording.asking.text.clone();
            let options = places.iter().map(|place| choice(wording, place)).collect();
            Land { open: vec![Open { typed, says: say("land-choose"), options }], ..land }
        }
        Told::TooMany(count) => {
            let args = [("count", Arg::from(count)), ("most", Arg::from(MOST_PARCELS))];
            let options = vec![Link { text: say("land-many"), href: "/land/list".to_owned() }];
            let open = Open { typed: String::new(), says: wording.say("land-too-many", &args), options };
            Land { open: vec![open], ..land }
        }
        Told::OutOfReach => unread(wording, land, say("land-out-of-reach")),
        Told::Unreadable { addresses: Addresses::NotAnswered, .. } => unread(wording, land, say("land-no-addresses")),
        Told::Unreadable { addresses: Addresses::Unknown, .. } => unread(wording, land, say("land-no-such-address")),
        Told::Unreadable { fault, .. } => {
            let says = wording.fault(&fault);
            unread(wording, land, says)
        }
    })
}

fn unread(wording: &Wording<'_>, land: Land, says: String) -> Land {
    let example = [("parcel", Arg::Text(example(wording.door, wording.visit.lang)))];
    let tries = ["land-try-parcel", "land-try-address", "land-try-coordinates"].map(|key| wording.say(key, &example));
    let open = vec![Open { typed: wording.asking.text.clone(), says, options: Vec::new() }];
    Land { open, tries: tries.to_vec(), ..land }
}

fn choice(wording: &Wording<'_>, place: &Place) -> Link {
    let text = format!("{:.2}, {:.2}", place.at.x_m, place.at.y_m);
    Link { text: place.name.clone(), href: wording.asked_again(&text) }
}

fn here_told(wording: &Wording<'_>, land: Land, here: &SpotAnswer) -> Result<Land, Fault> {
    let (spot, mut answers) = (Spot { sentence: wording.here(here), lines: wording.how_given(here) }, Vec::new());
    for found in &here.parcels {
        answers.push(wording.parcel(answers.len(), found)?);
    }
    Ok(Land { spot: Some(spot), answers, basis: wording.basis()?, ..land })
}
