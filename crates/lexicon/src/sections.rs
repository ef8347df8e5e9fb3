//! The list of cadastral sections and what a mention in a text means in it.
//!
//! Codes are unique in a city, names are not: a name alone may mean sections of
//! several districts, and then all are offered (land.md §3.3). Names that hold
//! private-use characters or hexadecimal leftovers of old encodings match any
//! one character there. The list changes every year and is loaded as data.
//! Refuses: choosing for the reader.

mod name;

use crate::fold;
use crate::parcel::SectionCode;
use crate::parcel_text::{ParcelMention, SectionRef};
use name::NamePattern;
use std::collections::BTreeMap;

/// One cadastral section.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Section {
    /// Its code, unique in the city.
    pub code: SectionCode,
    /// The code of its district, e.g. `E01`.
    pub district_code: String,
    /// Its district, e.g. 鹽埕區.
    pub district: String,
    /// The code of its land office, e.g. `EA`.
    pub office: String,
    /// Its name as listed, e.g. 府北段.
    pub section: String,
    /// The subsection as listed, e.g. 五小段; empty when there is none.
    pub subsection: String,
}

/// What a mention means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Exactly one section.
    One(Section),
    /// Several sections fit; the reader must choose.
    Ambiguous(Vec<Section>),
    /// None fits; these read most alike, best first.
    Unknown {
        /// At most eight sections.
        near: Vec<Section>,
    },
}

/// Why a list of sections was refused. `line` counts from 1, the header included.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SectionTableError {
    /// The header is not as documented at [`SectionTable::from_csv`].
    #[error("section list header must be district_code,district,office,section_code,section,subsection")]
    Header,
    /// A row is not UTF-8 CSV of six cells, or a name is empty.
    #[error("section list line {line}: not a row of six cells")]
    Row {
        /// The line.
        line: u64,
    },
    /// A section code is not four digits.
    #[error("section list line {line}: a section code has four digits")]
    Code {
        /// The line.
        line: u64,
    },
    /// A section code comes twice.
    #[error("section list line {line}: this section code is listed twice")]
    Repeated {
        /// The line.
        line: u64,
    },
}

/// The sections of one city.
#[derive(Debug, Clone)]
pub struct SectionTable {
    sections: BTreeMap<SectionCode, (Section, NamePattern)>,
    cities: Vec<String>,
}

const NEAR_LIMIT: usize = 8;

impl SectionTable {
    /// Reads a list with the header
    /// `district_code,district,office,section_code,section,subsection`.
    pub fn from_csv(bytes: &[u8]) -> Result<SectionTable, SectionTableError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let header = reader.headers().map_err(|_| SectionTableError::Header)?;
        if header != vec!["district_code", "district", "office", "section_code", "section", "subsection"] {
            return Err(SectionTableError::Header);
        }
        let mut sections = BTreeMap::new();
        for row in reader.records() {
            let row =
                row.map_err(|error| SectionTableError::Row { line: error.position().map_or(0, csv::Position::line) })?;
            let line = row.position().map_or(0, csv::Position::line);
            let section = read_row(&row, line)?;
            let pattern = NamePattern::new(&section.full_name());
            if sections.insert(section.code, (section, pattern)).is_some() {
                return Err(SectionTableError::Repeated { line });
            }
        }
        Ok(SectionTable { sections, cities: Vec::new() })
    }

    /// Says whose list this is (e.g. 高雄市 and the former 高雄縣); a mention that
    /// names another city is then unknown. Without it the city is not looked at.
    pub fn of_cities(mut self, names: &[&str]) -> SectionTable {
        self.cities = names.iter().map(|name| fold::compact(name)).collect();
        self
    }

    /// How many sections are listed.
    pub fn len(&self) -> usize {
        self.sections.len()
    }

    /// Whether none is listed.
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty()
    }

    /// Every section, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Section> {
        self.sections.values().map(|(section, _)| section)
    }

    /// The section with this code.
    pub fn get(&self, code: SectionCode) -> Option<&Section> {
        self.sections.get(&code).map(|(section, _)| section)
    }

    /// What a mention means in this list.
    pub fn resolve(&self, mention: &ParcelMention) -> Resolution {
        let foreign = |city: &String| !self.cities.is_empty() && !self.cities.contains(city);
        if mention.city.as_ref().is_some_and(foreign) {
            return Resolution::Unknown { near: Vec::new() };
        }
        let district = mention.district.as_deref();
        match &mention.section {
            SectionRef::Code(code) => self.resolve_code(*code, district),
            SectionRef::Name { section, subsection } => {
                let name = format!("{section}{}", subsection.as_deref().unwrap_or_default());
                self.resolve_name(&name, district)
            }
        }
    }

    fn resolve_code(&self, code: SectionCode, district: Option<&str>) -> Resolution {
        match self.get(code).cloned() {
            Some(section) if district.is_none_or(|wanted| section.lies_in(wanted)) => Resolution::One(section),
            other => Resolution::Unknown { near: other.into_iter().collect() },
        }
    }

    fn resolve_name(&self, name: &str, district: Option<&str>) -> Resolution {
        let wanted = NamePattern::new(name);
        self.named(&wanted, district)
            .or_else(|| district.is_none().then(|| self.after_bare_district(name)).flatten())
            .unwrap_or_else(|| Resolution::Unknown { near: self.near(&wanted, district) })
    }

    /// Sections of this name: exactly, else as far as characters are known, else
    /// without minding 段. A section named without its subsection is never
    /// settled here, even when it has only one.
    fn named(&self, wanted: &NamePattern, district: Option<&str>) -> Option<Resolution> {
        let manners: [fn(&NamePattern, &NamePattern) -> bool; 3] =
            [NamePattern::is_exactly, NamePattern::is, NamePattern::is_loosely];
        let named = manners.iter().find_map(|fits| answer(self.fitting(wanted, district, *fits)));
        named.or_else(|| {
            let parts = self.fitting(wanted, district, NamePattern::is_part_of);
            (!parts.is_empty()).then_some(Resolution::Ambiguous(parts))
        })
    }

    fn fitting(
        &self,
        wanted: &NamePattern,
        district: Option<&str>,
        fits: fn(&NamePattern, &NamePattern) -> bool,
    ) -> Vec<Section> {
        self.sections
            .values()
            .filter(|(section, _)| district.is_none_or(|wanted| section.lies_in(wanted)))
            .filter(|(_, pattern)| fits(wanted, pattern))
            .map(|(section, _)| section.clone())
            .collect()
    }

    /// 鳳山瑞崗段: a district without 區 before the name.
    fn after_bare_district(&self, name: &str) -> Option<Resolution> {
        let name_after = |section: &Section| {
            let rest = name.strip_prefix(stem(&fold::compact(&section.district)))?;
            (!rest.is_empty()).then(|| (section.district.clone(), rest.to_owned()))
        };
        let (district, rest) = self.iter().find_map(name_after)?;
        self.named(&NamePattern::new(&rest), Some(&district))
    }

    /// Sections that read alike, of the district first.
    fn near(&self, wanted: &NamePattern, district: Option<&str>) -> Vec<Section> {
        let mut near: Vec<(bool, usize, &Section)> = self
            .sections
            .values()
            .filter_map(|(section, pattern)| {
                let elsewhere = district.is_some_and(|wanted| !section.lies_in(wanted));
                let distance = wanted.distance(pattern)?;
                Some((elsewhere, distance, section))
            })
            .collect();
        near.sort_by_key(|(elsewhere, distance, section)| (*distance > 0, *elsewhere, *distance, section.code));
        near.into_iter().take(NEAR_LIMIT).map(|(_, _, section)| section.clone()).collect()
    }
}

impl Section {
    /// Section and subsection in one: 府北段五小段.
    pub fn full_name(&self) -> String {
        format!("{}{}", self.section, self.subsection)
    }

    /// Whether `district` means this section's district: its name with or without
    /// 區 (or the 鄉, 鎮, 市 of before 2010), its code, its land office, its county letter.
    pub fn lies_in(&self, district: &str) -> bool {
        let wanted = fold::compact(district);
        let own = fold::compact(&self.district);
        wanted == own
            || wanted == stem(&own)
            || stem(&wanted) == stem(&own)
            || wanted == self.district_code
            || wanted == self.office
            || wanted.len() == 1 && self.district_code.starts_with(&wanted)
    }
}

fn stem(district: &str) -> &str {
    district.strip_suffix(['區', '鄉', '鎮', '市']).unwrap_or(district)
}

fn answer(found: Vec<Section>) -> Option<Resolution> {
    match found.as_slice() {
        [] => None,
        [section] => Some(Resolution::One(section.clone())),
        _ => Some(Resolution::Ambiguous(found)),
    }
}

fn read_row(row: &csv::StringRecord, line: u64) -> Result<Section, SectionTableError> {
    let cell = |index: usize| row.get(index).map(str::to_owned).ok_or(SectionTableError::Row { line });
    let code = SectionCode::parse(&cell(3)?).map_err(|_| SectionTableError::Code { line })?;
    let section = Section {
        code,
        district_code: cell(0)?,
        district: cell(1)?,
        office: cell(2)?,
        section: cell(4)?,
        subsection: cell(5)?,
    };
    if section.district.is_empty() || section.section.is_empty() {
        return Err(SectionTableError::Row { line });
    }
    Ok(section)
}

#[cfg(test)]
mod tests;
