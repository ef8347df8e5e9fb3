//! Why the desk did not do what was asked. The door turns the key into words with a next step.

use thiserror::Error;

use crate::abilities::AbilityFault;
use crate::rounds::RoundsFault;

#[derive(Debug, Error)]
pub enum DeskFault {
    /// Nobody may know whether it exists: the same answer for "not there" and "not yours".
    #[error("not found")]
    NotFound,
    #[error("not allowed")]
    Denied,
    /// The engine refuses; nothing has changed.
    #[error(transparent)]
    Refused(casework::fault::Fault),
    /// Somebody else was quicker, several times over.
    #[error("the case moved meanwhile")]
    Conflict,
    /// What was typed does not fit; every field at once.
    #[error("{} answers do not fit", .0.len())]
    Answers(Vec<crate::applying::AnswerFault>),
    #[error("the service {0:?} takes no new applications")]
    NoService(String),
    #[error("no release of plan data is published")]
    NoRelease,
    #[error(transparent)]
    Ability(#[from] AbilityFault),
    #[error("a definition fault: {0}")]
    Definition(String),
    #[error("the definition asks abilities in a circle")]
    Circle,
    /// What printed papers cannot show.
    #[error("no font draws {0:?}")]
    Glyphs(Vec<char>),
    #[error(transparent)]
    Store(#[from] store::fault::StoreError),
    #[error(transparent)]
    File(#[from] store::fault::FileError),
    /// More was typed than an application may hold.
    #[error("too much was typed")]
    TooMuch,
    /// A file nobody has looked at for a virus yet, or in which one was found.
    #[error("in quarantine")]
    Quarantined,
    /// Too many ask for the same costly thing at once; a moment later it goes.
    #[error("busy")]
    Busy,
    #[error("no randomness from the system")]
    Random,
}

impl From<RoundsFault> for DeskFault {
    fn from(fault: RoundsFault) -> DeskFault {
        match fault {
            RoundsFault::Refused(fault) => DeskFault::Refused(fault),
            RoundsFault::Ability(fault) => DeskFault::Ability(fault),
            RoundsFault::Circle => DeskFault::Circle,
        }
    }
}
