//! A person says what a difference is, and why. It is then no doubt of a case any more, until it changes.
//!
//! Refuses to settle what the person has not seen: the form carries the mark of the difference it showed.

use desk::access::{Action, Officer, Who, may};
use desk::desk::Desk;
use desk::differences::{Step, Way, body};
use desk::fault::DeskFault;
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use store::fault::FileError;
use store::filing::Filing;
use store::land_differences::{DifferenceState, StoredDifference};
use thiserror::Error;

/// Longest reason, in characters.
pub const MOST_REASON: usize = 500;

/// What a person says to a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    pub parcel: ParcelId,
    /// Of the difference they saw.
    pub mark: String,
    pub way: Option<Way>,
    pub reason: String,
}

/// Why a difference was not settled.
#[derive(Debug, Error)]
pub enum SettleFault {
    #[error("what became of it is not said")]
    NoWay,
    #[error("no reason")]
    NoReason,
    #[error("the reason is too long")]
    TooLong,
    #[error("the difference changed meanwhile, or somebody settled it")]
    Changed,
    #[error(transparent)]
    Desk(#[from] DeskFault),
}

impl SettleFault {
    /// The key of its words, for what a person can mend.
    #[must_use]
    pub fn key(&self) -> Option<&'static str> {
        match self {
            SettleFault::NoWay => Some("no-way"),
            SettleFault::NoReason => Some("no-reason"),
            SettleFault::TooLong => Some("too-long"),
            SettleFault::Changed => Some("changed"),
            SettleFault::Desk(_) => None,
        }
    }
}

/// Settles an open difference.
///
/// # Errors
/// [`DeskFault::Denied`]; what is missing; a difference that is not the one that was seen.
pub async fn settle(desk: &Desk, officer: &Officer, said: Settlement, now: At) -> Result<(), SettleFault> {
    let who = Who::Officer(officer.clone());
    if !may(&who, Action::SettleDifference, None) {
        return Err(DeskFault::Denied.into());
    }
    let way = said.way.ok_or(SettleFault::NoWay)?;
    let reason = said.reason.trim();
    match reason.chars().count() {
        0 => return Err(SettleFault::NoReason),
        count if count > MOST_REASON => return Err(SettleFault::TooLong),
        _ => {}
    }
    let row = desk.store().land_difference(&said.parcel.key()).await.map_err(DeskFault::from)?;
    let row = row.ok_or(DeskFault::NotFound)?;
    if row.state != DifferenceState::Open || row.mark != said.mark {
        return Err(SettleFault::Changed);
    }
    let mut filed = body(&row)?;
    filed.note(Step {
        at: now,
        what: "settled".to_owned(),
        by: Some(officer.name.clone()),
        way: Some(way.key().to_owned()),
        reason: Some(reason.to_owned()),
    });
    let body = serde_json::to_value(filed).map_err(|e| DeskFault::Definition(e.to_string()))?;
    let row = StoredDifference { version: row.version + 1, state: DifferenceState::Settled, body, ..row };
    let mut filing = Filing::new();
    filing.land_difference(&row);
    match desk.store().file(filing).await {
        Ok(_) => Ok(()),
        Err(FileError::Conflict(_)) => Err(SettleFault::Changed),
        Err(fault) => Err(DeskFault::from(fault).into()),
    }
}
