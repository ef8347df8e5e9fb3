//! The office's tables behind the public statistics: population, indicators, and where others publish theirs.
//!
//! Read once at start. A row that cannot be used stops the start with its line, what is wrong and what to
//! write instead. No figure and no list of classes stands in Rust; only the formulas do, as a closed set.

use lexicon::date::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::office::Name;

/// The three tables.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    /// By plan area, then day.
    pub population: Vec<Population>,
    /// In the order of the table.
    pub indicators: Vec<Indicator>,
    pub links: Vec<StatisticsLink>,
}

/// The population of a plan area, counted on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Population {
    /// Code of the plan area.
    pub area: String,
    pub counted_on: Date,
    pub persons: u32,
    pub source: String,
    /// Made up for the demonstration.
    pub is_sample: bool,
}

/// How an indicator is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Formula {
    /// Hectares of some classes.
    ClassArea,
    /// Their percentage of the plan area.
    ClassShare,
    /// Square metres of them a person.
    ClassAreaPerPerson,
    /// Hectares of the plan area less some classes.
    AreaWithoutClasses,
    /// The same as a percentage of the plan area.
    ShareWithoutClasses,
    /// Persons a hectare of plan area.
    Density,
    /// Persons a hectare of the plan area less some classes.
    DensityWithoutClasses,
}

impl Formula {
    const NAMES: &'static str = "class_area, class_share, class_area_per_person, area_without_classes, \
                                 share_without_classes, density or density_without_classes";
}

/// One indicator.
#[derive(Clone, Debug)]
pub struct Indicator {
    pub id: String,
    /// Indicators of one theme stand together.
    pub theme: String,
    pub theme_name: Name,
    pub name: Name,
    pub formula: Formula,
    /// Class codes of three characters.
    pub classes: Vec<String>,
    pub source: String,
    pub is_sample: bool,
}

/// Statistics of somebody else.
#[derive(Clone, Debug)]
pub struct StatisticsLink {
    pub name: Name,
    pub address: String,
    pub says: Name,
    /// The bureau has not looked at it yet.
    pub is_sample: bool,
}

/// A row that cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StatisticsFault {
    #[error("line {line}: {fault}; compare the row with the heads of the table")]
    Row { line: u64, fault: String },
    #[error("line {line}: {column} cannot be `{value}`; write {wanted}")]
    Cell { line: u64, column: &'static str, value: String, wanted: String },
    #[error("line {line}: {what} is there twice; take one of the two rows out")]
    Twice { line: u64, what: String },
}

#[derive(Deserialize)]
struct PopulationRow {
    area: String,
    counted_on: String,
    persons: String,
    source: String,
    sample: String,
}

#[derive(Deserialize)]
struct IndicatorRow {
    id: String,
    theme: String,
    theme_zh: String,
    theme_en: String,
    name_zh: String,
    name_en: String,
    formula: String,
    classes: String,
    source: String,
    sample: String,
}

#[derive(Deserialize)]
struct LinkRow {
    name_zh: String,
    name_en: String,
    address: String,
    says_zh: String,
    says_en: String,
    sample: String,
}

impl Population {
    /// Reads `area,counted_on,persons,source,sample`.
    ///
    /// # Errors
    /// The first row that cannot be used; a plan area counted twice on one day.
    pub fn from_csv(raw: &[u8]) -> Result<Vec<Population>, StatisticsFault> {
        let mut found: Vec<Population> = Vec::new();
        for (line, row) in rows::<PopulationRow>(raw)? {
            let cell = |column, value: &str, wanted: &str| bad(line, (column, value), wanted);
            let day = row.counted_on.parse().map_err(|_| cell("counted_on", &row.counted_on, "a day as 2025-12-31"))?;
            let persons = row.persons.parse();
            let made = Population {
                area: filled(line, ("area", row.area))?,
                counted_on: day,
                persons: persons.map_err(|_| cell("persons", &row.persons, "a whole number of people"))?,
                source: filled(line, ("source", row.source))?,
                is_sample: yes(line, &row.sample)?,
            };
            if found.iter().any(|p| p.area == made.area && p.counted_on == made.counted_on) {
                return Err(StatisticsFault::Twice { line, what: format!("{} on {}", made.area, made.counted_on) });
            }
            found.push(made);
        }
        found.sort_by(|a, b| (&a.area, a.counted_on).cmp(&(&b.area, b.counted_on)));
        Ok(found)
    }
}

impl Statistics {
    /// The last population of a plan area that was counted by a day.
    #[must_use]
    pub fn population_of(&self, area: &str, on: Date) -> Option<&Population> {
        self.population.iter().rev().find(|p| p.area == area && p.counted_on <= on)
    }
}

impl Indicator {
    /// Reads `id,theme,theme_zh,theme_en,name_zh,name_en,formula,classes,source,sample`.
    ///
    /// # Errors
    /// The first row that cannot be used; an id that is there twice.
    pub fn from_csv(raw: &[u8]) -> Result<Vec<Indicator>, StatisticsFault> {
        let mut found: Vec<Indicator> = Vec::new();
        for (line, row) in rows::<IndicatorRow>(raw)? {
            let named = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(&row.formula);
            let formula = Formula::deserialize(named)
                .map_err(|_| bad(line, ("formula", &row.formula), &format!("one of {}", Formula::NAMES)))?;
            let classes: Vec<String> = row.classes.split_whitespace().map(str::to_owned).collect();
            let wanted = match formula {
                Formula::Density => "nothing: this formula takes no classes",
                _ => "class codes of one letter and two digits, such as `A07 A08`",
            };
            if classes.is_empty() != (formula == Formula::Density) || !classes.iter().all(|class| is_class(class)) {
                return Err(bad(line, ("classes", &row.classes), wanted));
            }
            let id = filled(line, ("id", row.id))?;
            if found.iter().any(|indicator| indicator.id == id) {
                return Err(StatisticsFault::Twice { line, what: id });
            }
            found.push(Indicator {
                id,
                theme: filled(line, ("theme", row.theme))?,
                theme_name: name(line, (row.theme_zh, row.theme_en))?,
                name: name(line, (row.name_zh, row.name_en))?,
                formula,
                classes,
                source: filled(line, ("source", row.source))?,
                is_sample: yes(line, &row.sample)?,
            });
        }
        Ok(found)
    }
}

impl StatisticsLink {
    /// Reads `name_zh,name_en,address,says_zh,says_en,sample`.
    ///
    /// # Errors
    /// The first row that cannot be used.
    pub fn from_csv(raw: &[u8]) -> Result<Vec<StatisticsLink>, StatisticsFault> {
        let mut found = Vec::new();
        for (line, row) in rows::<LinkRow>(raw)? {
            if !row.address.starts_with("https://") || row.address.contains([' ', '"', '<', '>']) {
                return Err(bad(line, ("address", &row.address), "an address that begins with https://"));
            }
            found.push(StatisticsLink {
                name: name(line, (row.name_zh, row.name_en))?,
                address: row.address,
                says: name(line, (row.says_zh, row.says_en))?,
                is_sample: yes(line, &row.sample)?,
            });
        }
        Ok(found)
    }
}

fn rows<T: DeserializeOwned>(raw: &[u8]) -> Result<Vec<(u64, T)>, StatisticsFault> {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(raw);
    let fault = |fault: csv::Error| {
        let line = fault.position().map_or(1, csv::Position::line);
        StatisticsFault::Row { line, fault: fault.to_string() }
    };
    let heads = reader.headers().map_err(fault)?.clone();
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record.map_err(fault)?;
        let line = record.position().map_or(1, csv::Position::line);
        found.push((line, record.deserialize(Some(&heads)).map_err(fault)?));
    }
    Ok(found)
}

fn bad(line: u64, (column, value): (&'static str, &str), wanted: &str) -> StatisticsFault {
    StatisticsFault::Cell { line, column, value: value.to_owned(), wanted: wanted.to_owned() }
}

fn filled(line: u64, (column, value): (&'static str, String)) -> Result<String, StatisticsFault> {
    if value.is_empty() { Err(bad(line, (column, ""), "something")) } else { Ok(value) }
}

fn name(line: u64, (zh, en): (String, String)) -> Result<Name, StatisticsFault> {
    let words = |text| filled(line, ("a name", text));
    Ok(Name { zh_hant: words(zh)?, en: words(en)? })
}

fn yes(line: u64, text: &str) -> Result<bool, StatisticsFault> {
    match text {
        "yes" => Ok(true),
        "" | "no" => Ok(false),
        other => Err(bad(line, ("sample", other), "yes, no or nothing")),
    }
}

fn is_class(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, tens, ones] if letter.is_ascii_uppercase() && tens.is_ascii_digit() && ones.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: std::fmt::Debug>(found: Result<Vec<T>, StatisticsFault>, words: &[&str]) {
        let told = found.unwrap_err().to_string();
        assert!(words.iter().all(|word| told.contains(word)), "{told}");
    }

    #[test]
    fn the_last_count_by_a_day_is_taken() {
        let raw = "# ours\narea,counted_on,persons,source,sample\nS1,2024-12-31,20,x,yes\nS1,2023-12-31,10,x,\n";
        let statistics =
            Statistics { population: Population::from_csv(raw.as_bytes()).unwrap(), ..Statistics::default() };
        let persons = |y, m, d| statistics.population_of("S1", Date::constant(y, m, d)).map(|p| p.persons);
        assert_eq!((persons(2024, 12, 30), persons(2024, 12, 31), persons(2023, 1, 1)), (Some(10), Some(20), None));
    }

    #[test]
    fn a_row_that_cannot_be_used_says_its_line_and_what_to_write() {
        let people = |row: &str| {
            Population::from_csv(
                format!("area,counted_on,persons,source,sample\nS1,2023-12-31,10,x,\n{row}\n").as_bytes(),
            )
        };
        check(people("S1,2024-13-31,10,x,"), &["line 3", "counted_on", "2025-12-31"]);
        check(people("S1,2024-12-31,ten,x,"), &["line 3", "persons", "whole number"]);
        check(people("S1,2024-12-31,10,,"), &["line 3", "source"]);
        check(people("S1,2024-12-31,10,x,perhaps"), &["line 3", "sample", "yes, no"]);
        check(people("S1,2023-12-31,11,x,"), &["line 3", "twice"]);
        check(people("S1,2023-12-31"), &["line 3"]);
        let heads = "id,theme,theme_zh,theme_en,name_zh,name_en,formula,classes,source,sample";
        let indicator = |row: &str| Indicator::from_csv(format!("{heads}\n{row}\n").as_bytes());
        check(indicator("a,t,主題,T,名,N,median,A01,x,"), &["line 2", "formula", "class_share"]);
        check(indicator("a,t,主題,T,名,N,class_share,住宅區,x,"), &["line 2", "classes", "A07"]);
        check(indicator("a,t,主題,T,名,N,density,A01,x,"), &["line 2", "classes", "nothing"]);
        check(indicator("a,t,主題,T,,N,density,,x,"), &["line 2", "a name"]);
        let link = |row: &str| {
            StatisticsLink::from_csv(format!("name_zh,name_en,address,says_zh,says_en,sample\n{row}\n").as_bytes())
        };
        check(link("名,N,http://example.org/,說,S,"), &["line 2", "address", "https://"]);
        assert_eq!(link("名,N,https://example.org/,說,S,").unwrap().len(), 1);
    }
}
