//! Facts about this office, read once at start: names, calendar, sections, tolerances.
//!
//! They are live and never pinned by a case. None of them is written in Rust; a missing or wrong file
//! stops the start with its name.

use std::collections::{BTreeMap, BTreeSet};

use atlas::difference::Limits;
use atlas::tolerance::Tolerances;
use lexicon::calendar::WorkingCalendar;
use lexicon::language::Lang;
use lexicon::sections::SectionTable;
use serde::Deserialize;
use thiserror::Error;

use crate::statistics::{Indicator, Population, Statistics, StatisticsLink};

const POPULATION: &str = "land/population.csv";
const INDICATORS: &str = "land/indicators.csv";
const LINKS: &str = "land/statistics-links.csv";
/// The table of what the land office's answers may differ by.
const REGISTER_LIMITS: &str = "land/land-office.csv";

/// The name of something in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    #[serde(rename = "zh-Hant")]
    pub zh_hant: String,
    pub en: String,
}

impl Name {
    /// The name in a language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> &str {
        match lang {
            Lang::ZhHant => &self.zh_hant,
            Lang::En => &self.en,
        }
    }
}

/// `office.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub agency: Name,
    pub short: Name,
    /// 發文字: the word in front of the numbers of each series; no two series share one, or their numbers would.
    pub document_words: BTreeMap<String, String>,
    pub phone: String,
    pub address: Name,
    pub units: BTreeMap<String, Name>,
}

/// Whether what is issued here counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Genuine,
    /// Invented data: every page and paper says so.
    Demonstration,
}

/// The office as it is today.
#[derive(Debug)]
pub struct Office {
    pub names: Names,
    pub calendar: WorkingCalendar,
    pub sections: SectionTable,
    pub tolerances: Tolerances,
    /// By how much the land office's answers may differ from our copy.
    pub register_limits: Limits,
    /// Tables about plan data as it arrives (`office/land/`), by their names without folder.
    pub land: BTreeMap<String, Vec<u8>>,
    /// What the public statistics are made from beside the plan data.
    pub statistics: Statistics,
    pub standing: Standing,
    /// Where the public reaches this system, without a slash at the end.
    pub public_url: String,
}

/// A file of the office that is missing or cannot be read.
#[derive(Debug, Error)]
#[error("office/{file}: {cause}")]
pub struct OfficeFault {
    pub file: &'static str,
    pub cause: String,
}

/// A word that two series of numbers have.
fn shared_word(words: &BTreeMap<String, String>) -> Option<&String> {
    let mut seen = BTreeSet::new();
    words.values().find(|word| !seen.insert(*word))
}

impl Office {
    /// Reads the files of `office/` by name.
    ///
    /// # Errors
    /// The first file that is missing or wrong.
    pub fn read(
        files: &BTreeMap<String, Vec<u8>>,
        standing: Standing,
        public_url: &str,
    ) -> Result<Office, OfficeFault> {
        let bytes = |file: &'static str| {
            files.get(file).map(Vec::as_slice).ok_or(OfficeFault { file, cause: "the file is missing".to_owned() })
        };
        let fault = |file: &'static str, cause: String| OfficeFault { file, cause };
        let yaml = std::str::from_utf8(bytes("office.yaml")?).map_err(|e| fault("office.yaml", e.to_string()))?;
        let names: Names = serde_saphyr::from_str(yaml).map_err(|e| fault("office.yaml", e.to_string()))?;
        if let Some(word) = shared_word(&names.document_words) {
            let cause = format!("two series of numbers have the word {word:?}; give each its own");
            return Err(fault("office.yaml", cause));
        }
        Ok(Office {
            names,
            calendar: WorkingCalendar::from_csv(bytes("calendar.csv")?)
                .map_err(|e| fault("calendar.csv", e.to_string()))?,
            sections: SectionTable::from_csv(bytes("sections.csv")?)
                .map_err(|e| fault("sections.csv", e.to_string()))?,
            tolerances: Tolerances::from_csv(bytes("tolerances.csv")?)
                .map_err(|e| fault("tolerances.csv", e.to_string()))?,
            register_limits: Limits::from_csv(bytes(REGISTER_LIMITS)?)
                .map_err(|e| fault(REGISTER_LIMITS, e.to_string()))?,
            land: files
                .iter()
                .filter_map(|(path, bytes)| Some((path.strip_prefix("land/")?.to_owned(), bytes.clone())))
                .collect(),
            statistics: Statistics {
                population: Population::from_csv(bytes(POPULATION)?).map_err(|e| fault(POPULATION, e.to_string()))?,
                indicators: Indicator::from_csv(bytes(INDICATORS)?).map_err(|e| fault(INDICATORS, e.to_string()))?,
                links: StatisticsLink::from_csv(bytes(LINKS)?).map_err(|e| fault(LINKS, e.to_string()))?,
            },
            standing,
            public_url: public_url.trim_end_matches('/').to_owned(),
        })
    }

    /// The name of a unit, or its id where the office does not know it.
    #[must_use]
    pub fn unit<'a>(&'a self, id: &'a str, lang: Lang) -> &'a str {
        self.names.units.get(id).map_or(id, |name| name.say(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_series_never_share_a_word() {
        let words = |pairs: [(&str, &str); 2]| pairs.map(|(series, word)| (series.to_owned(), word.to_owned())).into();
        assert_eq!(shared_word(&words([("a", "證"), ("b", "住")])), None);
        assert_eq!(shared_word(&words([("a", "證"), ("b", "證")])), Some(&"證".to_owned()));
    }
}
