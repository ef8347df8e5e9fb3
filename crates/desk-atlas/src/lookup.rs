//! One question in, one answer: which zones is this land in, on that day, as known on that day?
//!
//! The question is a parcel in any spelling, a pair of coordinates, or an address or place; each is known
//! from its own text, and what could be several things is asked back. What the answer says of a parcel is
//! the certificate's own finding ([`crate::answer`]). Keeps nothing of what was asked.

use atlas::day::AsOf;
use atlas::plan::Validity;
use atlas::release::Release;
use desk::access::{Action, Who, may};
use desk::desk::Desk;
use desk::fault::DeskFault;
use desk::office::Office;
use desk::parcels::{self, NamedParcel, ParcelFault};
use lexicon::fold;
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use lexicon::parcel_text::{self, ParcelMention};
use lexicon::sections::Resolution;
use serde::Serialize;

use crate::answer::{ParcelAnswer, answer};
use crate::coordinates::{self, OutOfReach, Spot};
use crate::places::{Nearness, Place, Places};
use crate::spot;

/// Most parcels of one question; more are a list.
pub const MOST_PARCELS: usize = 20;
/// A longer text is no question.
pub const MOST_CHARACTERS: usize = 1_000;
/// Most places offered.
const MOST_PLACES: usize = 10;

/// What is asked, and of which moment.
#[derive(Clone, Debug)]
pub struct Question {
    pub text: String,
    pub at: AsOf,
}

/// What came of it.
#[derive(Debug)]
pub enum Told {
    /// Nothing was asked.
    Nothing,
    /// Each parcel of the text.
    Parcels(Vec<Line>),
    /// What lies at a place.
    Here(Box<SpotAnswer>),
    /// Several places may be meant.
    Choose(Vec<Place>),
    /// More parcels than one page answers: there is the list for that.
    TooMany(usize),
    /// Two numbers that are no coordinates of Taiwan.
    OutOfReach,
    /// Neither parcel nor coordinates nor a place that anybody knows.
    Unreadable { fault: ParcelFault, addresses: Addresses },
}

/// Whether addresses were asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// The text does not look like one.
    NotAsked,
    /// Nobody knows it.
    Unknown,
    /// Nobody answered.
    NotAnswered,
}

/// One parcel of a question, as it can be asked again alone.
#[derive(Debug)]
pub struct Line {
    pub said: String,
    pub found: Result<Found, Missing>,
}

/// A parcel that exists at the moment.
#[derive(Debug)]
pub struct Found {
    pub answer: ParcelAnswer,
    /// Days the number bears this shape.
    pub in_force: Validity,
    /// What the number has become since; empty for one in use.
    pub became: Vec<NamedParcel>,
}

/// A parcel that is not there, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    #[serde(flatten)]
    pub fault: ParcelFault,
    /// Days on which the number existed, where it ever did.
    pub existed: Vec<Validity>,
}

/// What lies at one place.
#[derive(Debug)]
pub struct SpotAnswer {
    pub spot: Spot,
    /// The address it was found by.
    pub place: Option<Place>,
    /// The parcels that hold it.
    pub parcels: Vec<Found>,
    /// Names of the zones that hold the point itself, with their plans.
    pub zones: Vec<(String, String)>,
    /// Names of the plan areas that hold it.
    pub areas: Vec<String>,
}

/// Answers a question with the live release.
///
/// # Errors
/// [`DeskFault::Denied`]; [`DeskFault::NoRelease`] before plan data is published; [`DeskFault::TooMuch`].
pub async fn look_up(
    desk: &Desk,
    places: &dyn Places,
    (who, question): (&Who, &Question),
    now: At,
) -> Result<Told, DeskFault> {
    if !may(who, Action::SeeLand, None) {
        return Err(DeskFault::Denied);
    }
    if question.text.chars().count() > MOST_CHARACTERS {
        return Err(DeskFault::TooMuch);
    }
    let (release, office) = (desk.release()?, desk.office());
    let ground = Ground { release: &release, office: &office, at: question.at };
    if fold::compact(&question.text).is_empty() {
        return Ok(Told::Nothing);
    }
    if let Some(read) = coordinates::read(&question.text) {
        return Ok(match read {
            Ok(spot) => Told::Here(Box::new(ground.at_spot(spot, None))),
            Err(OutOfReach) => Told::OutOfReach,
        });
    }
    let is_address = is_like_an_address(&question.text);
    let fault = match parcel_text::parse(&question.text) {
        Ok(mentions) if mentions.len() > MOST_PARCELS => return Ok(Told::TooMany(mentions.len())),
        Ok(mentions) => {
            let lines = ground.lines(&mentions);
            // 四維三路2號 reads as number 2 of a section nobody knows.
            match lines.as_slice() {
                [Line { found: Err(missing), .. }] if is_address && missing.is_unknown_section() => {
                    missing.fault.clone()
                }
                _ => return Ok(Told::Parcels(lines)),
            }
        }
        Err(fault) => parcels::unreadable(fault, &question.text),
    };
    ground.by_address((places, &question.text), (fault, is_address), now).await
}

impl Missing {
    fn is_unknown_section(&self) -> bool {
        matches!(self.fault, ParcelFault::UnknownSection { .. })
    }
}

/// Whether a text can only be a question about land: coordinates, a parcel with its section, an address.
#[must_use]
pub fn is_about_land(text: &str) -> bool {
    let is_parcel = || parcel_text::parse(text).is_ok();
    text.chars().count() <= MOST_CHARACTERS
        && (coordinates::read(text).is_some() || is_parcel() || is_like_an_address(text))
}

/// Whether a text has a sign that stands in addresses.
fn is_like_an_address(text: &str) -> bool {
    text.contains(['路', '街', '巷', '弄']) || text.contains("大道")
}

/// Where answers are looked for.
pub(crate) struct Ground<'a> {
    pub release: &'a Release,
    pub office: &'a Office,
    pub at: AsOf,
}

impl Ground<'_> {
    /// Every mention answered; one named twice once.
    fn lines(&self, mentions: &[ParcelMention]) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::with_capacity(mentions.len());
        for mention in mentions {
            let said = parcels::said(mention);
            if lines.iter().all(|line| line.said != said) {
                let found = parcels::one(mention, (self.office, self.release), self.at);
                let found = found.and_then(|named| {
                    let original = mention.original.clone();
                    self.found(named).ok_or(ParcelFault::UnknownParcel { original })
                });
                lines.push(Line { said, found: found.map_err(|fault| self.missing(mention, fault)) });
            }
        }
        lines
    }

    /// The answer of a parcel by name.
    pub(crate) fn found(&self, named: NamedParcel) -> Option<Found> {
        let id = ParcelId::parse(&named.key).ok()?;
        let row = self.release.row(id, self.at)?;
        let in_force = self.release.parcel_layer().shapes[row as usize].days.in_force();
        let answer = answer((self.release, &self.office.tolerances), named, row, self.at)?;
        let became = self.release.renumbered(id).unwrap_or_default();
        Some(Found { answer, in_force, became: became.into_iter().map(|id| self.named(id)).collect() })
    }

    pub(crate) fn missing(&self, mention: &ParcelMention, fault: ParcelFault) -> Missing {
        let existed = match (&fault, self.office.sections.resolve(mention)) {
            (ParcelFault::UnknownParcel { .. } | ParcelFault::Renumbered { .. }, Resolution::One(section)) => {
                let spans = self.release.spans(ParcelId::new(section.code, mention.land));
                spans.into_iter().map(|span| span.in_force).collect()
            }
            _ => Vec::new(),
        };
        Missing { fault, existed }
    }

    /// The name of a parcel; by its section's code where the office's table lacks the section.
    pub(crate) fn named(&self, id: ParcelId) -> NamedParcel {
        match self.office.sections.get(id.section) {
            Some(section) => NamedParcel::of(section, id),
            None => NamedParcel {
                key: id.key(),
                district: String::new(),
                section: format!("{} ", id.section),
                subsection: String::new(),
                land: id.land.to_string(),
            },
        }
    }

    fn at_spot(&self, spot: Spot, place: Option<Place>) -> SpotAnswer {
        let here = spot::here(self.release, &spot, self.at);
        let zone = |row: u32| {
            let plan = self.release.plan_of(row, self.at.into()).map(|plan| plan.name.clone());
            (self.release.text(self.release.zone_facts(row).name).to_owned(), plan.unwrap_or_default())
        };
        SpotAnswer {
            spot,
            place,
            parcels: here.parcels.into_iter().filter_map(|id| self.found(self.named(id))).collect(),
            zones: here.zones.into_iter().map(zone).collect(),
            areas: here.areas,
        }
    }

    /// Asks for the address, whatever the text looks like: a place may have any name.
    async fn by_address(
        &self,
        (places, text): (&dyn Places, &str),
        (fault, is_address): (ParcelFault, bool),
        now: At,
    ) -> Result<Told, DeskFault> {
        let unreadable = |addresses| {
            let addresses = if is_address { addresses } else { Addresses::NotAsked };
            Ok(Told::Unreadable { fault: fault.clone(), addresses })
        };
        let Ok(mut known) = places.find(text, now).await else { return unreadable(Addresses::NotAnswered) };
        known.truncate(MOST_PLACES);
        let mut exact = known.iter().filter(|place| place.nearness == Nearness::Exact);
        if let (Some(place), None) = (exact.next(), exact.next()) {
            return Ok(Told::Here(Box::new(self.at_spot(place.at, Some(place.clone())))));
        }
        if known.is_empty() { unreadable(Addresses::Unknown) } else { Ok(Told::Choose(known)) }
    }
}
