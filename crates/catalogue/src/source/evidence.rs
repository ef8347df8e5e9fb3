//! `evidence.yaml`: documents and register look-ups, and how old an answer may be.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Spot;

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EvidenceSource {
    pub evidence: BTreeMap<String, EvidenceEntry>,
}

/// One piece of evidence.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EvidenceEntry {
    pub gateway: Spot<String>,
    pub query: Spot<String>,
    /// Minutes an answer stays good.
    pub fresh_minutes: u32,
    /// Identity numbers of whom a register is asked about: one, or a list.
    #[serde(default)]
    pub about: Option<Spot<String>>,
    /// The address a register is asked about.
    #[serde(default)]
    pub address: Option<Spot<String>>,
    #[serde(default)]
    pub law: Vec<Spot<String>>,
}
