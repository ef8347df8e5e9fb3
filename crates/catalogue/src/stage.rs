//! Stages: the closed set of states every case of every service is in.
//!
//! Steps are data and named freely by a service; the engine, the clock, the progress page and the
//! figures see only these. There is no stage as a string anywhere.

use serde::{Deserialize, Serialize};

/// Where a case stands, for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Waits for the applicant's money.
    Paying,
    /// Waits for another register's answer.
    Gathering,
    /// The house compares what it has; nobody waits for a person.
    Examining,
    /// Waits to be put in order with the other cases of its campaign.
    Ranking,
    /// Waits for an officer's decision.
    Deciding,
    /// Waits for the applicant to put something right; the agency's clock stands still.
    Correcting,
    /// A paper is being made, signed and filed.
    Issuing,
    /// Ended; nothing runs any more.
    Done,
}

impl Stage {
    /// Every stage, in the order a case usually meets them.
    pub const ALL: [Stage; 8] = [
        Stage::Paying,
        Stage::Gathering,
        Stage::Examining,
        Stage::Ranking,
        Stage::Deciding,
        Stage::Correcting,
        Stage::Issuing,
        Stage::Done,
    ];

    /// The name in text keys, columns and figures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Stage::Paying => "paying",
            Stage::Gathering => "gathering",
            Stage::Examining => "examining",
            Stage::Ranking => "ranking",
            Stage::Deciding => "deciding",
            Stage::Correcting => "correcting",
            Stage::Issuing => "issuing",
            Stage::Done => "done",
        }
    }
}
