//! A round: our copy held against the land office, some parcels at a time, over as many nights as it takes.
//!
//! The books know which parcels a round has and which were answered since it began, so that it goes on where it
//! stopped, after a stop, a crash or an empty purse, and asks nothing twice. One process works on it under a
//! lease. It asks nobody itself: the worker does, and files every answer as it comes.

use std::collections::BTreeSet;

use desk::access::{Action, Who, may};
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};
use store::fault::FileError;
use store::filing::Filing;
use uuid::Uuid;

use super::planning;

/// How long a round is held without a word, minutes.
const LEASE_MINUTES: i64 = 10;
/// After so many days a round that could not be finished is ended, so that a new one is planned.
const GIVEN_UP_DAYS: i64 = 7;

/// What a round may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Most parcels.
    pub most: u32,
    /// Days a parcel is left alone after it was asked about.
    pub again_days: u32,
}

/// Why a round stands where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// Every parcel was answered.
    Done,
    /// The money of the day is used up.
    Budget,
    /// The land office fails and is left alone.
    LeftAlone,
    /// Some parcels were not answered.
    Unanswered,
    /// The land office refuses us.
    Refused,
    /// It was told to stop, or the process ended.
    Interrupted,
    /// It could not be finished for days, and another is planned.
    GivenUp,
}

impl Stop {
    /// The key of its words.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Stop::Done => "done",
            Stop::Budget => "budget",
            Stop::LeftAlone => "left-alone",
            Stop::Unanswered => "unanswered",
            Stop::Refused => "refused",
            Stop::Interrupted => "interrupted",
            Stop::GivenUp => "given-up",
        }
    }
}

/// What came of a round so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Parcels of the round.
    pub parcels: u64,
    /// Answered since it began.
    pub answered: u64,
    /// Of these, answers that differ from our copy.
    pub differ: u64,
    /// Of these, answers nothing could be read from.
    pub unreadable: u64,
    /// Why it stands where it stands; `interrupted` while it is worked on.
    pub stop: Stop,
}

/// A round as it is worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    pub id: Uuid,
    pub begun_at: At,
    /// What is left to ask, in order.
    pub left: Vec<ParcelId>,
    pub tally: Tally,
}

/// A round as officers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub begun_at: At,
    pub ended_at: Option<At>,
    pub tally: Tally,
}

fn form(cause: impl ToString) -> DeskFault {
    DeskFault::Definition(cause.to_string())
}

/// The open round, taken under a lease, or a new one; nothing where somebody works on it or nothing is to be asked.
///
/// # Errors
/// The database; no release; no randomness.
pub async fn take(desk: &Desk, terms: Terms, now: At) -> Result<Option<Round>, DeskFault> {
    let until = now.minutes_later(LEASE_MINUTES);
    if let Some(open) = desk.store().land_round().await?.filter(|round| round.ended_at.is_none()) {
        let mut filing = Filing::new();
        filing.land_round_take(open.id, (now, until));
        match desk.store().file(filing).await {
            Ok(_) => {}
            Err(FileError::Conflict(_)) => return Ok(None),
            Err(fault) => return Err(fault.into()),
        }
        let mut tally: Tally = serde_json::from_value(open.body).map_err(form)?;
        if now < open.begun_at.minutes_later(GIVEN_UP_DAYS * 24 * 60) {
            let checks = desk.store().land_checks(Some(open.begun_at)).await?;
            let answered: BTreeSet<String> = checks.into_iter().map(|(key, _)| key).collect();
            let left = open.parcels.iter().filter(|key| !answered.contains(*key));
            let left: Vec<ParcelId> = left.filter_map(|key| ParcelId::parse(key).ok()).collect();
            // What a case asked about meanwhile is answered too.
            tally.answered = tally.parcels - u64::try_from(left.len()).unwrap_or(0);
            return Ok(Some(Round { id: open.id, begun_at: open.begun_at, left, tally }));
        }
        tally.stop = Stop::GivenUp;
        end(desk, open.id, tally, now).await?;
    }
    begin(desk, terms, (now, until)).await
}

async fn begin(desk: &Desk, terms: Terms, (now, until): (At, At)) -> Result<Option<Round>, DeskFault> {
    let left = planning::plan(desk, terms, now).await?;
    if left.is_empty() {
        return Ok(None);
    }
    let parcels = u64::try_from(left.len()).unwrap_or(0);
    let tally = Tally { parcels, answered: 0, differ: 0, unreadable: 0, stop: Stop::Interrupted };
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| DeskFault::Random)?;
    let id = uuid::Builder::from_random_bytes(bytes).into_uuid();
    let keys: Vec<String> = left.iter().map(|id| id.key()).collect();
    let mut filing = Filing::new();
    filing.land_round_begin((id, &keys), &serde_json::to_value(tally).map_err(form)?, (now, until));
    match desk.store().file(filing).await {
        Ok(_) => Ok(Some(Round { id, begun_at: now, left, tally })),
        Err(FileError::Conflict(_)) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

/// Notes how far a round is; it is held a while longer.
///
/// # Errors
/// The database; a round that somebody else ended.
pub async fn note(desk: &Desk, round: &Round, now: At) -> Result<(), DeskFault> {
    let body = serde_json::to_value(round.tally).map_err(form)?;
    let mut filing = Filing::new();
    filing.land_round_note(round.id, &body, Some(now.minutes_later(LEASE_MINUTES)));
    desk.store().file(filing).await?;
    Ok(())
}

/// Gives a round back with why it stopped; one that is done is ended.
///
/// # Errors
/// As [`note`].
pub async fn stop(desk: &Desk, round: &Round, now: At) -> Result<(), DeskFault> {
    if round.tally.stop == Stop::Done {
        return end(desk, round.id, round.tally, now).await;
    }
    let body = serde_json::to_value(round.tally).map_err(form)?;
    let mut filing = Filing::new();
    filing.land_round_note(round.id, &body, None);
    desk.store().file(filing).await?;
    Ok(())
}

async fn end(desk: &Desk, id: Uuid, tally: Tally, now: At) -> Result<(), DeskFault> {
    let body = serde_json::to_value(tally).map_err(form)?;
    let mut filing = Filing::new();
    filing.land_round_end(id, &body, now);
    desk.store().file(filing).await?;
    Ok(())
}

/// Whether a round was begun or gone on with on the day of `now`, or is worked on.
///
/// # Errors
/// The database.
pub async fn is_resting(desk: &Desk, now: At) -> Result<bool, DeskFault> {
    let Some(round) = desk.store().land_round().await? else { return Ok(false) };
    let day = now.taipei_date();
    let today = |at: At| at.taipei_date() == day;
    Ok(round.ended_at.is_some_and(today) || round.leased_until.is_some_and(|until| until > now))
}

/// The last round, for officers.
///
/// # Errors
/// [`DeskFault::Denied`]; the database.
pub async fn last(desk: &Desk, who: &Who) -> Result<Option<Shown>, DeskFault> {
    if !may(who, Action::SeeReleases, None) {
        return Err(DeskFault::Denied);
    }
    let Some(round) = desk.store().land_round().await? else { return Ok(None) };
    let tally = serde_json::from_value(round.body).map_err(form)?;
    Ok(Some(Shown { begun_at: round.begun_at, ended_at: round.ended_at, tally }))
}
