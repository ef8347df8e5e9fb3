//! The office's tables about plan data as it arrives, read from `office/land/`.

use std::collections::BTreeMap;

use atlas_import::areas::{self, AreaNames};
use atlas_import::check::settings::Settings;
use atlas_import::fields::{FieldTable, Kind};
use atlas_import::table::TableError;
use lexicon::date::Date;
use thiserror::Error;

use super::terms::Layer;

/// What reading a proposal needs of the office.
#[derive(Clone, Debug)]
pub struct LandTables {
    pub fields: FieldTable,
    pub area_names: AreaNames,
    pub check: Settings,
    /// The office's own list of plan cases, for the first release.
    pub plan_cases: Vec<u8>,
}

/// A table that is missing or wrong.
#[derive(Clone, Debug, Error)]
pub enum TablesFault {
    #[error("office/land/{0} is missing")]
    Missing(&'static str),
    #[error("office/land/{file}: {cause}")]
    Wrong { file: &'static str, cause: TableError },
}

impl LandTables {
    /// Reads the tables as of a day, by their names without folder.
    ///
    /// # Errors
    /// The first table that is missing or wrong.
    pub fn read(files: &BTreeMap<String, Vec<u8>>, on: Date) -> Result<LandTables, TablesFault> {
        let bytes = |file: &'static str| files.get(file).map(Vec::as_slice).ok_or(TablesFault::Missing(file));
        let wrong = |file| move |cause| TablesFault::Wrong { file, cause };
        Ok(LandTables {
            fields: FieldTable::from_csv(bytes("fields.csv")?).map_err(wrong("fields.csv"))?,
            area_names: areas::names(bytes("plan-areas.csv")?, on).map_err(wrong("plan-areas.csv"))?,
            check: Settings::from_csv(bytes("check.csv")?, on).map_err(wrong("check.csv"))?,
            plan_cases: bytes("plan-cases.csv")?.to_vec(),
        })
    }

    /// The field map of a layer: the one named, or the first the office has for it.
    #[must_use]
    pub fn source(&self, layer: Layer, named: Option<&str>, on: Date) -> Option<String> {
        let kind = kind_of(layer)?;
        let known = self.fields.sources(on);
        let mut fits = known.into_iter().filter(|(_, of)| *of == kind).map(|(name, _)| name);
        let found = match named {
            Some(named) => fits.find(|name| *name == named),
            None => fits.next(),
        };
        found.map(str::to_owned)
    }

    /// The field maps of a layer, for whoever named none of them.
    #[must_use]
    pub fn sources_of(&self, layer: Layer, on: Date) -> Vec<String> {
        let known = self.fields.sources(on).into_iter();
        known.filter(|(_, of)| Some(*of) == kind_of(layer)).map(|(name, _)| name.to_owned()).collect()
    }
}

/// What the features of a layer are; tables have none.
#[must_use]
pub fn kind_of(layer: Layer) -> Option<Kind> {
    match layer {
        Layer::PlanAreas => Some(Kind::Area),
        Layer::Zones => Some(Kind::Zone),
        Layer::Exhibitions => Some(Kind::Exhibition),
        Layer::Restrictions => Some(Kind::Restriction),
        Layer::Parcels => Some(Kind::Parcel),
        Layer::PlanCases | Layer::Lineage => None,
    }
}
