//! Parcels as applicants write them, made into the ones the city has: each named, asked about, or told
//! what it became.

use atlas::day::AsOf;
use atlas::release::Release;
use catalogue::check::FieldCode;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;
use lexicon::parcel_text::{self, ParcelMention, ParcelTextError, SectionRef};
use lexicon::sections::{Resolution, Section};
use serde::{Deserialize, Serialize};

use crate::office::Office;

/// A parcel the city has, as the form keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedParcel {
    /// [`ParcelId::key`]
    pub key: String,
    pub district: String,
    pub section: String,
    pub subsection: String,
    /// The land number as people write it, e.g. `540-4`.
    pub land: String,
}

impl NamedParcel {
    /// The parcel of a section of the office's table.
    #[must_use]
    pub fn of(section: &Section, id: ParcelId) -> NamedParcel {
        NamedParcel {
            key: id.key(),
            district: section.district.clone(),
            section: section.section.clone(),
            subsection: section.subsection.clone(),
            land: id.land.to_string(),
        }
    }

    /// The whole name in one: 前鎮區獅甲段540-4.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}{}{}{}", self.district, self.section, self.subsection, self.land)
    }
}

/// Why a list of parcels is not accepted as it stands. Each says the piece it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
pub enum ParcelFault {
    /// The text is not a list of parcels.
    Unreadable { original: String },
    /// A land number before any section.
    NoSection { original: String },
    /// Several sections of that name: the applicant chooses.
    Ambiguous { original: String, choices: Vec<NamedParcel> },
    /// No section of that name; these read alike.
    UnknownSection { original: String, near: Vec<NamedParcel> },
    /// The parcel has a new number, or several.
    Renumbered { original: String, became: Vec<NamedParcel> },
    /// The section is known, the land number is not in our copy and never was.
    UnknownParcel { original: String },
}

impl ParcelFault {
    /// The code its words stand under.
    #[must_use]
    pub fn code(&self) -> FieldCode {
        match self {
            ParcelFault::Unreadable { .. } => FieldCode::BadParcels,
            ParcelFault::NoSection { .. } => FieldCode::NoSection,
            ParcelFault::Ambiguous { .. } => FieldCode::SectionAmbiguous,
            ParcelFault::UnknownSection { .. } => FieldCode::SectionUnknown,
            ParcelFault::Renumbered { .. } => FieldCode::ParcelRenumbered,
            ParcelFault::UnknownParcel { .. } => FieldCode::ParcelUnknown,
        }
    }

    /// What the words of the fault may name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let list = |parcels: &[NamedParcel]| parcels.iter().map(NamedParcel::name).collect::<Vec<_>>().join("、");
        match self {
            ParcelFault::Unreadable { original } | ParcelFault::NoSection { original } => {
                vec![("piece", original.clone())]
            }
            ParcelFault::Ambiguous { original, choices } => {
                vec![("piece", original.clone()), ("choices", list(choices))]
            }
            ParcelFault::UnknownSection { original, near } => vec![("piece", original.clone()), ("near", list(near))],
            ParcelFault::Renumbered { original, became } => vec![("piece", original.clone()), ("became", list(became))],
            ParcelFault::UnknownParcel { original } => vec![("piece", original.clone())],
        }
    }
}

/// Each parcel of a text as it was said in full, and what it is.
pub type Looked = Vec<(String, Result<NamedParcel, ParcelFault>)>;

/// What became of each parcel of a text: how it was said in full, and what it is.
///
/// # Errors
/// A text that is no list of parcels.
pub fn look(text: &str, (office, release): (&Office, &Release), on: Date) -> Result<Looked, ParcelFault> {
    let mentions = parcel_text::parse(text).map_err(|fault| unreadable(fault, text))?;
    Ok(mentions.iter().map(|mention| (said(mention), one(mention, (office, release), on))).collect())
}

/// Every mention of a list, each as it can be typed again alone.
#[must_use]
pub fn said_all(mentions: &[ParcelMention]) -> Vec<String> {
    mentions.iter().map(said).collect()
}

/// A mention with its inherited district and section, as it can be typed again alone.
#[must_use]
pub fn said(mention: &ParcelMention) -> String {
    let district = mention.district.as_deref().unwrap_or_default();
    match &mention.section {
        SectionRef::Code(code) => format!("{code} {}", mention.land),
        SectionRef::Name { section, subsection } => {
            format!("{district}{section}{}{}", subsection.as_deref().unwrap_or_default(), mention.land)
        }
    }
}

/// Every parcel of a text, or every fault in it.
///
/// # Errors
/// All faults, in the order of the text.
pub fn resolve(text: &str, office: &Office, release: &Release, on: Date) -> Result<Vec<NamedParcel>, Vec<ParcelFault>> {
    let mentions = parcel_text::parse(text).map_err(|fault| vec![unreadable(fault, text)])?;
    let (mut named, mut faults): (Vec<NamedParcel>, Vec<ParcelFault>) = (Vec::new(), Vec::new());
    for mention in &mentions {
        match one(mention, (office, release), on) {
            // A parcel named twice is one parcel: nobody pays twice for it.
            Ok(parcel) if named.contains(&parcel) => {}
            Ok(parcel) => named.push(parcel),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(named) } else { Err(faults) }
}

/// A text that is no list of parcels, as a fault of the piece it is about.
#[must_use]
pub fn unreadable(fault: ParcelTextError, text: &str) -> ParcelFault {
    match fault {
        ParcelTextError::NoSection { original } => ParcelFault::NoSection { original },
        ParcelTextError::Land { original, .. } | ParcelTextError::Unreadable { original } => {
            ParcelFault::Unreadable { original }
        }
        _ => ParcelFault::Unreadable { original: text.chars().take(40).collect() },
    }
}

/// The parcel one mention means at a moment.
///
/// # Errors
/// What is to be asked about it, or what it became.
pub fn one(
    mention: &ParcelMention,
    (office, release): (&Office, &Release),
    at: impl Into<AsOf>,
) -> Result<NamedParcel, ParcelFault> {
    let at = at.into();
    let original = mention.original.clone();
    let id_in = |section: &Section| ParcelId { section: section.code, land: mention.land };
    let exists = |section: &Section| release.row(id_in(section), at).is_some();
    let name = |sections: &[Section]| -> Vec<NamedParcel> {
        sections.iter().map(|section| NamedParcel::of(section, id_in(section))).collect()
    };
    let section = match office.sections.resolve(mention) {
        Resolution::One(section) => section,
        // Of sections that share a name, the one that has the parcel is meant, if only one has it.
        Resolution::Ambiguous(sections) => {
            let having: Vec<Section> = sections.iter().filter(|section| exists(section)).cloned().collect();
            match having.as_slice() {
                [only] if mention.district.is_some() => only.clone(),
                [] => return Err(ParcelFault::Ambiguous { original, choices: name(&sections) }),
                _ => return Err(ParcelFault::Ambiguous { original, choices: name(&having) }),
            }
        }
        Resolution::Unknown { near } => return Err(ParcelFault::UnknownSection { original, near: name(&near) }),
    };
    let id = id_in(&section);
    if release.row(id, at).is_some() {
        return Ok(NamedParcel::of(&section, id));
    }
    match release.renumbered(id) {
        Some(became) => Err(ParcelFault::Renumbered {
            original,
            became: became
                .iter()
                .filter_map(|id| office.sections.get(id.section).map(|s| NamedParcel::of(s, *id)))
                .collect(),
        }),
        None => Err(ParcelFault::UnknownParcel { original }),
    }
}
