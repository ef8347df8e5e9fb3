//! What a proposal is made of: files by layer, and what they do not say themselves.

use std::collections::BTreeMap;

use atlas_import::dbf::Encoding;
use lexicon::date::Date;
use serde::{Deserialize, Serialize};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// Plan areas with their boundaries.
    PlanAreas,
    /// The table of plan cases.
    PlanCases,
    /// Zones.
    Zones,
    /// Changes on public exhibition.
    Exhibitions,
    /// Restricted land of one kind.
    Restrictions,
    /// Parcels.
    Parcels,
    /// The table of what old parcels became.
    Lineage,
}

impl Layer {
    /// All layers, in the order they are read.
    pub const ALL: [Layer; 7] = [
        Layer::PlanAreas,
        Layer::PlanCases,
        Layer::Zones,
        Layer::Exhibitions,
        Layer::Restrictions,
        Layer::Parcels,
        Layer::Lineage,
    ];

    /// Its name in forms, files and texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Layer::PlanAreas => "plan-areas",
            Layer::PlanCases => "plan-cases",
            Layer::Zones => "zones",
            Layer::Exhibitions => "exhibitions",
            Layer::Restrictions => "restrictions",
            Layer::Parcels => "parcels",
            Layer::Lineage => "lineage",
        }
    }
}

/// How far a file speaks for its layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Of the plan areas, sections and kinds that it names: the others stay as they are.
    #[default]
    Named,
    /// Of everything: what it leaves out is gone, wherever it lies.
    Whole,
}

/// What the files do not say themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The day from which this office knows it.
    pub recorded_on: Date,
    /// The first day in force of what names none; what a picture no longer shows ended the day before.
    pub in_force_from: Date,
    /// Names of field maps in `office/land/fields.csv`, by layer; where none is named the office's first is taken.
    #[serde(default)]
    pub sources: BTreeMap<Layer, String>,
    /// How far the files speak.
    #[serde(default)]
    pub reach: Reach,
    /// The plan case of all zones that name none; without it the plan area says.
    #[serde(default)]
    pub plan: Option<String>,
    /// Which table of a GeoPackage, or which file of an archive.
    #[serde(default)]
    pub table: Option<String>,
    /// The encoding of a Shapefile, whatever its `.cpg` says.
    #[serde(default)]
    pub encoding: Option<TextEncoding>,
    /// Kind and authority of restrictions.
    #[serde(default)]
    pub restriction: Option<(String, String)>,
}

/// Encodings of Shapefiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextEncoding {
    Utf8,
    Cp950,
}

impl From<TextEncoding> for Encoding {
    fn from(encoding: TextEncoding) -> Encoding {
        match encoding {
            TextEncoding::Utf8 => Encoding::Utf8,
            TextEncoding::Cp950 => Encoding::Cp950,
        }
    }
}

impl Terms {
    /// Known and in force from a day on; everything else as the office has it.
    #[must_use]
    pub fn of(recorded_on: Date) -> Terms {
        Terms {
            recorded_on,
            in_force_from: recorded_on,
            sources: BTreeMap::new(),
            reach: Reach::Named,
            plan: None,
            table: None,
            encoding: None,
            restriction: None,
        }
    }
}

/// A file that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedIn {
    pub layer: Layer,
    /// Its name as it arrived.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    pub bytes: u64,
}

/// What a proposal is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Matter {
    /// Files, to be read.
    Files { files: Vec<HandedIn>, terms: Terms },
    /// Land that was made up for a demonstration.
    Invented,
    /// An earlier release, and why.
    Return { to: String, reason: String },
}
