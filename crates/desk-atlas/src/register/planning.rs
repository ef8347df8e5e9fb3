//! Which parcels a round asks about, in which order.
//!
//! First those with a difference, to see whether it stands; then parcels of certificates that stand; then parcels
//! of sections our copy got anew since they were asked about; then the rest, the longest unasked first. What was
//! asked about in the last days is left out, so that a round comes round.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use atlas::release::Release;
use desk::access::{Action, Who};
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::date::Date;
use lexicon::instant::At;
use lexicon::parcel::{ParcelId, SectionCode};
use store::land_differences::DifferenceState;

use super::rounds::Terms;

/// Certificates read at once.
const PAPERS: u32 = 500;
/// Differences read at once.
const DIFFERENCES: u32 = 500;

/// Why a parcel is asked about; the first comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Differs,
    Certified,
    ChangedSection,
    Rest,
}

/// The parcels of a round, the first to be asked first.
///
/// # Errors
/// The database; no release.
pub async fn plan(desk: &Desk, terms: Terms, now: At) -> Result<Vec<ParcelId>, DeskFault> {
    let today = now.taipei_date();
    let asked: HashMap<u64, At> = desk
        .store()
        .land_checks(None)
        .await?
        .into_iter()
        .filter_map(|(key, at)| Some((ParcelId::parse(&key).ok()?.number(), at)))
        .collect();
    let differing = differing(desk).await?;
    let certified = certified(desk, today).await?;
    let release = desk.release()?;
    let rest_from = now.minutes_later(-i64::from(terms.again_days) * 24 * 60);
    // Every parcel of the city is looked at once: beside the requests that wait for nothing.
    let ranking = Ranking { asked, differing, certified, rest_from, most: terms.most as usize };
    let ranked = tokio::task::spawn_blocking(move || ranking.first(&release, today)).await;
    ranked.map_err(|cause| DeskFault::Definition(cause.to_string()))
}

/// What the parcels of a round are chosen by.
struct Ranking {
    asked: HashMap<u64, At>,
    differing: BTreeSet<ParcelId>,
    certified: BTreeSet<ParcelId>,
    rest_from: At,
    most: usize,
}

impl Ranking {
    /// The first of all parcels.
    fn first(&self, release: &Release, today: Date) -> Vec<ParcelId> {
        let sections = sections(release);
        let rank = |id: ParcelId| {
            let at = self.asked.get(&id.number()).copied();
            let is_new = |at: At| sections.get(&id.section).is_some_and(|since| at.taipei_date() < *since);
            // A section that came anew is looked at whenever it was asked about before.
            if at.is_some_and(|at| at >= self.rest_from && !is_new(at)) {
                return None;
            }
            let rank = match () {
                () if self.differing.contains(&id) => Rank::Differs,
                () if self.certified.contains(&id) => Rank::Certified,
                () if at.is_some_and(is_new) => Rank::ChangedSection,
                () => Rank::Rest,
            };
            Some((rank, at, id))
        };
        let mut ranked: Vec<_> = current(release, today).filter_map(rank).collect();
        if ranked.len() > self.most && self.most > 0 {
            ranked.select_nth_unstable(self.most - 1);
        }
        ranked.truncate(self.most);
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, _, id)| id).collect()
    }
}

/// Parcels that are in force today as known now.
fn current(release: &Release, today: Date) -> impl Iterator<Item = ParcelId> + '_ {
    let shapes = release.parcel_layer().shapes;
    let moment = atlas::day::Moment::from(atlas::day::AsOf::from(today));
    let rows = shapes.iter().enumerate().filter(move |(_, shape)| shape.days.cover(moment));
    rows.filter_map(|(row, _)| ParcelId::from_number(release.parcel_facts(u32::try_from(row).ok()?).number).ok())
}

/// The day our copy of each section changed last.
fn sections(release: &Release) -> BTreeMap<SectionCode, Date> {
    let mut since: BTreeMap<SectionCode, Date> = BTreeMap::new();
    for (row, shape) in release.parcel_layer().shapes.iter().enumerate() {
        let number = u32::try_from(row).map(|row| release.parcel_facts(row).number);
        let Some(id) = number.ok().and_then(|number| ParcelId::from_number(number).ok()) else { continue };
        let known = shape.days.known().from;
        since.entry(id.section).and_modify(|day| *day = known.max(*day)).or_insert(known);
    }
    since
}

async fn differing(desk: &Desk) -> Result<BTreeSet<ParcelId>, DeskFault> {
    let mut found = BTreeSet::new();
    for state in [DifferenceState::Open, DifferenceState::Settled] {
        for page in 0.. {
            let rows = desk.store().land_differences(Some(state), (page * DIFFERENCES, DIFFERENCES)).await?;
            found.extend(rows.iter().filter_map(|row| ParcelId::parse(&row.parcel).ok()));
            if rows.len() < DIFFERENCES as usize {
                break;
            }
        }
    }
    Ok(found)
}

/// Parcels of papers that stand.
async fn certified(desk: &Desk, today: Date) -> Result<BTreeSet<ParcelId>, DeskFault> {
    let mut found = BTreeSet::new();
    let mut after = None;
    loop {
        let papers = desk.store().standing_papers(today, (after, PAPERS)).await?;
        let Some(last) = papers.last() else { return Ok(found) };
        after = Some(last.id);
        for paper in &papers {
            let case = desk.case_by_id(&Who::System, paper.case, Action::SeeCase).await?;
            found.extend(desk::errands::parcels(&case));
        }
    }
}
