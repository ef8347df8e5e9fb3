//! Pages for what went wrong; each says the next step.

use serde::{Deserialize, Serialize};

use super::page;
use super::parts::Link;

/// What went wrong. The words for each are in `texts/`, under `fault-<status>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultPage {
    /// 400, 403, 404, 409, 413, 429, 500 or 503.
    pub status: u16,
    /// What exactly, when a handler knows more than the status.
    #[serde(default)]
    pub says: Vec<String>,
    /// Where to go on, besides the home page.
    #[serde(default)]
    pub next: Vec<Link>,
    /// Seconds to wait, for 429 and 503.
    #[serde(default)]
    pub wait_s: Option<u64>,
    /// What to tell the office on the telephone: the request's id.
    #[serde(default)]
    pub trace: Option<String>,
}

impl FaultPage {
    /// The statuses that have words of their own.
    pub const KNOWN: [u16; 8] = [400, 403, 404, 409, 413, 429, 500, 503];

    /// The page of a status; an unknown one is shown as its kin.
    #[must_use]
    pub fn of(status: u16) -> FaultPage {
        let shown = match status {
            known if Self::KNOWN.contains(&known) => known,
            401 => 403,
            405 | 410 => 404,
            412 => 409,
            400..500 => 400,
            502 | 504 => 503,
            _ => 500,
        };
        FaultPage { status: shown, says: Vec::new(), next: Vec::new(), wait_s: None, trace: None }
    }
}

page!(FaultPage => "fault");
