//! Parcels for programs: one by its key, as bytes of JSON straight from the precomputed pieces, and lists of
//! them in any spelling.

use atlas::day::{AsOf, Moment};
use atlas::plan::Validity;
use atlas::reading;
use atlas::release::Release;
use desk::access::{Action, Who, may};
use desk::desk::Desk;
use desk::fault::DeskFault;
use desk::office::Office;
use desk::parcels::{self, NamedParcel, ParcelFault};
use lexicon::parcel::ParcelId;
use lexicon::parcel_text;
use serde::Serialize;

use crate::lookup::{Ground, Missing};
use crate::told::ParcelTold;

/// Parcels tried for an example: those of sections the office does not know are none.
const MOST_TRIED: usize = 64;

/// The answer about one parcel as JSON; `None` where the office has no such section or parcel that day.
///
/// # Errors
/// [`DeskFault::Denied`]; [`DeskFault::NoRelease`].
pub fn parcel_json(desk: &Desk, who: &Who, id: ParcelId, at: AsOf) -> Result<Option<Vec<u8>>, DeskFault> {
    if !may(who, Action::SeeLand, None) {
        return Err(DeskFault::Denied);
    }
    let (release, office) = (desk.release()?, desk.office());
    let Some(told) = told((&release, &office), id, at) else { return Ok(None) };
    let mut out = Vec::with_capacity(1_024);
    serde_json::to_writer(&mut out, &told).map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    Ok(Some(out))
}

pub(crate) fn told<'a>((release, office): (&'a Release, &'a Office), id: ParcelId, at: AsOf) -> Option<ParcelTold<'a>> {
    let section = office.sections.get(id.section)?;
    let row = release.row(id, at)?;
    let reading = reading::read(release, row, at, &office.tolerances);
    let named = (section, id.key(), id.land.to_string());
    Some(ParcelTold::read((release, office.tolerances.version()), named, &reading, at))
}

/// A parcel of the live release that is there on a day, to show how a question is written; `None` without one.
#[must_use]
pub fn example(desk: &Desk, at: AsOf) -> Option<NamedParcel> {
    let (release, office) = (desk.release().ok()?, desk.office());
    let (parcels, moment) = (release.parcel_layer(), Moment::from(at));
    let named = |row: u32| {
        let id = ParcelId::from_number(release.parcel_facts(row).number).ok()?;
        office.sections.get(id.section).map(|section| NamedParcel::of(section, id))
    };
    let there = (0..).zip(parcels.shapes).filter(|(_, shape)| shape.days.cover(moment));
    there.map(|(row, _)| row).take(MOST_TRIED).find_map(named)
}

/// Why there is no answer about a parcel by its key.
///
/// # Errors
/// [`DeskFault::NoRelease`].
pub fn missing(desk: &Desk, id: ParcelId, at: AsOf) -> Result<(Vec<Validity>, Vec<NamedParcel>), DeskFault> {
    let (release, office) = (desk.release()?, desk.office());
    let ground = Ground { release: &release, office: &office, at };
    let became = release.renumbered(id).unwrap_or_default();
    let existed = release.spans(id).into_iter().map(|span| span.in_force).collect();
    Ok((existed, became.into_iter().map(|id| ground.named(id)).collect()))
}

/// One line of a list.
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    pub asked: &'a str,
    #[serde(flatten)]
    pub told: RowTold<'a>,
}

/// What came of a line.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowTold<'a> {
    Answer(ParcelTold<'a>),
    Missing(Missing),
}

/// The answers about a list as JSON: `{"answers":[…]}`, in its order.
///
/// # Errors
/// [`DeskFault::Denied`]; [`DeskFault::NoRelease`].
pub fn list_json(desk: &Desk, who: &Who, asked: &[String], at: AsOf) -> Result<Vec<u8>, DeskFault> {
    if !may(who, Action::SeeLand, None) {
        return Err(DeskFault::Denied);
    }
    let (release, office) = (desk.release()?, desk.office());
    let rows: Vec<Row<'_>> = asked.iter().map(|asked| row((&release, &office), asked, at)).collect();
    let answers = std::collections::BTreeMap::from([("answers", rows)]);
    serde_json::to_vec(&answers).map_err(|fault| DeskFault::Definition(fault.to_string()))
}

/// Answers a line of a list, which names one parcel in any spelling.
#[must_use]
pub fn row<'a>((release, office): (&'a Release, &'a Office), asked: &'a str, at: AsOf) -> Row<'a> {
    let told = match found(&Ground { release, office, at }, asked) {
        Ok(told) => RowTold::Answer(told),
        Err(missing) => RowTold::Missing(missing),
    };
    Row { asked, told }
}

fn found<'a>(ground: &Ground<'a>, asked: &str) -> Result<ParcelTold<'a>, Missing> {
    let plain = |fault| Missing { fault, existed: Vec::new() };
    let unreadable = || plain(ParcelFault::Unreadable { original: asked.chars().take(40).collect() });
    let mentions = parcel_text::parse(asked).map_err(|fault| plain(parcels::unreadable(fault, asked)))?;
    let [mention] = mentions.as_slice() else { return Err(unreadable()) };
    let places = (ground.office, ground.release);
    let named = parcels::one(mention, places, ground.at).map_err(|fault| ground.missing(mention, fault))?;
    let id = ParcelId::parse(&named.key).map_err(|_| unreadable())?;
    told((ground.release, ground.office), id, ground.at).ok_or_else(unreadable)
}
