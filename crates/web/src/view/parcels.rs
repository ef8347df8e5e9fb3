//! The question for parcels: typed freely, resolved line by line, chosen where it is not clear.

use serde::{Deserialize, Serialize};

use super::application::Keeping;
use super::page;
use super::parts::{Sketch, Slip};
use super::question::Choice;

/// The page that asks for parcels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParcelPage {
    pub service: String,
    pub action: String,
    /// What was typed, one parcel a line. Sent as `parcels`.
    pub typed: String,
    /// What became of each line; empty before the first look.
    #[serde(default)]
    pub rows: Vec<ParcelRow>,
    /// At most so many parcels in one application.
    pub most: u32,
    #[serde(default)]
    pub sketch: Option<Sketch>,
    #[serde(default)]
    pub slips: Vec<Slip>,
    pub keeping: Keeping,
}

/// What became of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolved {
    Found,
    /// Several sections bear the name.
    Ambiguous,
    /// The number is no longer used; the new ones are offered.
    Renumbered,
    Unknown,
    /// Not in a plan area of the bureau (a national park, land outside urban plans).
    Elsewhere,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParcelRow {
    /// The field's id, e.g. `parcel-2`: a choice is sent under it, and removing sends `remove=parcel-2`.
    pub id: String,
    pub typed: String,
    pub resolved: Resolved,
    /// District, section and number as the register writes them.
    #[serde(default)]
    pub name: String,
    /// The registered area with its unit.
    #[serde(default)]
    pub area: Option<String>,
    /// What happened or what to do, in a sentence.
    #[serde(default)]
    pub says: Option<String>,
    #[serde(default)]
    pub options: Vec<Choice>,
}

page!(ParcelPage => "parcels");
