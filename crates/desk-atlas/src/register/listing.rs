//! Differences for officers: a list by state, one with both drawings.

use atlas::day::AsOf;
use atlas::parcel::ParcelShape;
use atlas::sketch::{SketchWords, sketch, sketch_against};
use desk::abilities::ParcelReply;
use desk::access::{Action, Who, may};
use desk::desk::Desk;
use desk::differences::{Filed, body};
use desk::fault::DeskFault;
use desk::parcels::NamedParcel;
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use store::land_differences::StoredDifference;

pub use store::land_differences::DifferenceState;

/// A difference as officers see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    pub parcel: ParcelId,
    /// As people write it, or its key where its section is not ours.
    pub name: String,
    pub state: DifferenceState,
    /// Names this form of the difference: a person settles what they saw.
    pub mark: String,
    pub found_at: At,
    pub asked_at: At,
    pub filed: Filed,
}

/// How many differences are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub open: u64,
    pub settled: u64,
    pub gone: u64,
}

/// Differences of a state, the oldest first; a page of them after so many.
///
/// # Errors
/// [`DeskFault::Denied`]; the database.
pub async fn list(
    desk: &Desk,
    who: &Who,
    (state, skip, most): (Option<DifferenceState>, u32, u32),
) -> Result<Vec<Listed>, DeskFault> {
    check(who)?;
    let rows = desk.store().land_differences(state, (skip, most)).await?;
    rows.into_iter().map(|row| listed(desk, row)).collect()
}

/// How many there are.
///
/// # Errors
/// [`DeskFault::Denied`]; the database.
pub async fn counts(desk: &Desk, who: &Who) -> Result<Counts, DeskFault> {
    check(who)?;
    let mut counts = Counts::default();
    for (state, count) in desk.store().land_difference_counts().await? {
        let count = u64::try_from(count).unwrap_or(0);
        match state {
            DifferenceState::Open => counts.open = count,
            DifferenceState::Settled => counts.settled = count,
            DifferenceState::Gone => counts.gone = count,
        }
    }
    Ok(counts)
}

/// The difference of a parcel.
///
/// # Errors
/// [`DeskFault::Denied`]; [`DeskFault::NotFound`]; the database.
pub async fn one(desk: &Desk, who: &Who, parcel: ParcelId) -> Result<Listed, DeskFault> {
    check(who)?;
    let row = desk.store().land_difference(&parcel.key()).await?.ok_or(DeskFault::NotFound)?;
    listed(desk, row)
}

fn check(who: &Who) -> Result<(), DeskFault> {
    if may(who, Action::SeeReleases, None) { Ok(()) } else { Err(DeskFault::Denied) }
}

fn listed(desk: &Desk, row: StoredDifference) -> Result<Listed, DeskFault> {
    let parcel = ParcelId::parse(&row.parcel).map_err(|e| DeskFault::Definition(e.to_string()))?;
    let filed = body(&row)?;
    let name = name(desk, parcel);
    let StoredDifference { state, mark, found_at, asked_at, .. } = row;
    Ok(Listed { parcel, name, state, mark, found_at, asked_at, filed })
}

/// A parcel as people write it.
#[must_use]
pub fn name(desk: &Desk, parcel: ParcelId) -> String {
    let office = desk.office();
    office.sections.get(parcel.section).map_or_else(|| parcel.key(), |section| NamedParcel::of(section, parcel).name())
}

/// Both drawings over the zones of today: the land office's as a full line, ours dashed. Nothing where neither is
/// known; only ours where theirs cannot be drawn.
///
/// # Errors
/// No release.
pub fn drawing(desk: &Desk, listed: &Listed, (words, now): (&SketchWords, At)) -> Result<Option<String>, DeskFault> {
    let release = desk.release()?;
    let at = AsOf::from(now.taipei_date());
    let ours = release.parcel(listed.parcel, at).map(|parcel| ParcelShape::from(&parcel));
    let what = &listed.filed.what;
    let theirs = ParcelReply {
        key: listed.parcel.key(),
        rings: what.rings.clone(),
        registered_area_m2: None,
        stale: false,
        asked_at: None,
        sha256: None,
        difference: None,
    };
    let theirs = theirs.shape(release.origin()).ok();
    Ok(match (theirs, ours) {
        (Some(theirs), Some(ours)) => Some(sketch_against(&release, (&theirs, &ours.polygon), at, words)),
        (Some(only), None) | (None, Some(only)) => Some(sketch(&release, &only, at, words)),
        (None, None) => None,
    })
}
