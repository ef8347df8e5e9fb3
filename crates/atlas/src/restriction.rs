//! Restrictions on land that lie beside the zones: building bans (禁限建, 都市計畫法 §81),
//! flood land, heritage, flight paths and the like, each with its authority and its days.
//!
//! Only drawn and named here; what a kind means and whether it may be public are facts of
//! the office's tables.

use crate::plan::Validity;
use crate::polygon::MultiPolygon;
use serde::{Deserialize, Serialize};

/// One restricted extent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// Unique in a release.
    pub id: String,
    /// Code of its kind in the office's table.
    pub kind: String,
    /// Its name as announced.
    pub name: String,
    /// Who answers for it.
    pub authority: String,
    /// Days in force.
    pub in_force: Validity,
    /// Days this office knew of it.
    pub known: Validity,
    /// Its extent.
    pub extent: MultiPolygon,
}
