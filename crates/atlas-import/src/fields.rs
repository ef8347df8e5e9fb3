//! Which field of a source file means what.
//!
//! Plan files of different years and offices name and cut their fields differently
//! (`計畫_1`, `使用分`, `分區代`), so the mapping is data given with every import. A field
//! name that is `None` means the source does not have it.

use crate::feature::Feature;
use crate::problem::What;
use atlas::plan::Validity;
use lexicon::date::Date;
use serde::{Deserialize, Serialize};

/// Fields of a zone file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneFields {
    /// Zone id; without it `plan_id` and the feature's number make one.
    pub id: Option<String>,
    /// Plan case id; without it the import's own plan is taken.
    pub plan: Option<String>,
    /// Class code.
    pub class: String,
    /// Display name.
    pub name: String,
    /// Building coverage.
    pub coverage: Option<String>,
    /// Floor area ratio.
    pub floor_area: Option<String>,
    /// First day in force, `yyyy-mm-dd`; without it the import's own day is taken.
    pub from: Option<String>,
    /// Last day in force.
    pub until: Option<String>,
}

/// Fields of a cadastral file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelFields {
    /// Section code, such as AA48.
    pub section: String,
    /// Land number, such as AA49.
    pub land: String,
    /// Registered area in m²; without it the measured area is taken.
    pub area_m2: Option<String>,
    /// First day in force.
    pub from: Option<String>,
    /// Last day in force.
    pub until: Option<String>,
}

impl Feature {
    /// The text of a field that must be there.
    pub fn must(&self, field: &str) -> Result<&str, What> {
        self.may(Some(field)).ok_or_else(|| What::MissingAttribute(field.to_owned()))
    }

    /// The text of a field, if the source has it and it is not empty.
    pub fn may(&self, field: Option<&str>) -> Option<&str> {
        self.attributes.get(field?).map(String::as_str)
    }

    /// The days in force, from a day given with the import when the file has none.
    pub fn days(&self, from: Option<&str>, until: Option<&str>, otherwise: Date) -> Result<Validity, What> {
        let date = |field: Option<&str>| match (field, self.may(field)) {
            (Some(field), Some(text)) => text
                .parse::<Date>()
                .map(Some)
                .map_err(|_| What::BadAttribute { field: field.to_owned(), value: text.to_owned() }),
            _ => Ok(None),
        };
        Ok(Validity { from: date(from)?.unwrap_or(otherwise), until: date(until)? })
    }
}
