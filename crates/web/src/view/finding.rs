//! What the machine found about parcels, with the evidence beside it: the left side of an officer's case.

use lexicon::instant::At;
use serde::{Deserialize, Serialize};

use super::parts::{Link, Sketch};

/// One parcel: what was found and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParcelFinding {
    pub name: String,
    pub area: String,
    /// The finding as the certificate would say it.
    pub zones: Vec<ZoneFinding>,
    /// Doubts, each a sentence, with what would settle it.
    #[serde(default)]
    pub doubts: Vec<Doubt>,
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub sketch: Option<Sketch>,
}

/// One zone on a parcel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneFinding {
    pub zone: String,
    /// The share with its unit, where a parcel lies in several.
    #[serde(default)]
    pub share: Option<String>,
    pub plan: String,
}

/// Why a person is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    pub says: String,
    /// The law or rule it rests on, and where to read it.
    pub law: String,
    #[serde(default)]
    pub law_href: Option<String>,
}

/// A register's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub source: String,
    pub says: String,
    pub at: At,
    /// The first digits of the hash of what arrived.
    pub hash: String,
    /// Older than the service allows, or from the fallback.
    #[serde(default)]
    pub stale: bool,
    /// Where the replies themselves are.
    #[serde(default)]
    pub file: Option<Link>,
}
