//! Why something was not done with a proposal. The door turns the key into words with a next step.

use desk::fault::DeskFault;
use store::fault::{FileError, StoreError};
use thiserror::Error;

use super::tables::TablesFault;

#[derive(Debug, Error)]
pub enum ProposalFault {
    /// Two persons are needed: nobody decides on what they proposed.
    #[error("whoever proposed does not decide")]
    SamePerson,
    /// It waits to be read, or was decided on.
    #[error("the proposal cannot be decided on now")]
    NotReady,
    /// Another release went live since it was made.
    #[error("another release is live by now; propose again")]
    Outdated,
    #[error("a reason is needed")]
    NoReason,
    /// There is no such release, it was never live, or it is live now.
    #[error("not a release to go back to")]
    NotPublished,
    #[error("nothing was handed in")]
    NothingHandedIn,
    /// The days do not fit each other.
    #[error("the day it is recorded on cannot be after today")]
    RecordedLater,
    #[error(transparent)]
    Tables(#[from] TablesFault),
    #[error(transparent)]
    Desk(#[from] DeskFault),
}

impl ProposalFault {
    /// The last part of its text key; what is the desk's is told by the desk's own words.
    #[must_use]
    pub fn key(&self) -> Option<&'static str> {
        match self {
            ProposalFault::SamePerson => Some("same-person"),
            ProposalFault::NotReady => Some("not-ready"),
            ProposalFault::Outdated => Some("outdated"),
            ProposalFault::NoReason => Some("no-reason"),
            ProposalFault::NotPublished => Some("not-published"),
            ProposalFault::NothingHandedIn => Some("nothing-handed-in"),
            ProposalFault::RecordedLater => Some("recorded-later"),
            ProposalFault::Tables(_) => Some("tables"),
            ProposalFault::Desk(_) => None,
        }
    }
}

impl From<StoreError> for ProposalFault {
    fn from(fault: StoreError) -> ProposalFault {
        ProposalFault::Desk(fault.into())
    }
}

impl From<FileError> for ProposalFault {
    fn from(fault: FileError) -> ProposalFault {
        ProposalFault::Desk(fault.into())
    }
}
