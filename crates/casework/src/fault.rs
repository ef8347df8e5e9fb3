//! Why a command was refused. The door turns the key into words with a next step.

use catalogue::stage::Stage;
use thiserror::Error;

/// A refusal. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The service takes no applications at this instant: its campaign has not begun or is over.
    #[error("the service takes no applications now")]
    NotOpen,
    #[error("there is no such case")]
    NoCase,
    #[error("the case is already open")]
    AlreadyOpen,
    /// The deed does not belong to where the case stands.
    #[error("{deed} is not possible while the case is {stage:?}")]
    NotNow { deed: &'static str, stage: Stage },
    #[error("the step has no choice {0:?}")]
    NoSuchChoice(String),
    #[error("the choice {0:?} needs reasons")]
    ReasonsMissing(String),
    /// The choice prints words of the officer on the paper, and there are none.
    #[error("the choice {0:?} needs remarks")]
    RemarksMissing(String),
    #[error("the question {0:?} was not asked to be corrected")]
    NotAsked(String),
    #[error("a correction needs at least one item and one day")]
    EmptyCorrection,
    /// Answers corrected by the applicant, or by an officer for a reissue, would change what there is to pay;
    /// that needs an application of its own.
    #[error("the changed answers would change the fee")]
    FeeWouldChange,
    #[error("the case has no such paper")]
    NoSuchPaper,
    #[error("the definition has no step {0:?}")]
    NoSuchStep(String),
    #[error("the fee cannot be told: {0}")]
    NoFee(String),
    #[error("the case runs under another definition")]
    WrongDefinition,
}

impl Fault {
    /// The text key's last part.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Fault::NotOpen => "not-open",
            Fault::NoCase => "no-case",
            Fault::AlreadyOpen => "already-open",
            Fault::NotNow { .. } => "not-now",
            Fault::NoSuchChoice(_) => "no-such-choice",
            Fault::ReasonsMissing(_) => "reasons-missing",
            Fault::RemarksMissing(_) => "remarks-missing",
            Fault::NotAsked(_) => "not-asked",
            Fault::EmptyCorrection => "empty-correction",
            Fault::FeeWouldChange => "fee-would-change",
            Fault::NoSuchPaper => "no-such-paper",
            Fault::NoSuchStep(_) => "no-such-step",
            Fault::NoFee(_) => "no-fee",
            Fault::WrongDefinition => "wrong-definition",
        }
    }
}
