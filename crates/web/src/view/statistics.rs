//! The public statistics of land: what is asked for, tables with their sources, one chart, other sites.

use serde::{Deserialize, Serialize};

use super::page;
use super::parts::{Link, Slip, Table};

/// The page of one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatisticsPage {
    pub asking: StatisticsAsking,
    #[serde(default)]
    pub slips: Vec<Slip>,
    /// Absent while what was asked cannot be answered.
    #[serde(default)]
    pub told: Option<StatisticsTold>,
    pub links: Vec<OtherSite>,
    /// Some of the links were not looked at by the bureau yet.
    #[serde(default)]
    pub links_unchecked: bool,
}

/// What was asked for, as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatisticsAsking {
    #[serde(default)]
    pub on: String,
    #[serde(default)]
    pub against: String,
    /// The plan areas to choose from.
    #[serde(default)]
    pub areas: Vec<AreaChoice>,
}

/// A plan area that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaChoice {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub chosen: bool,
}

/// The figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatisticsTold {
    /// Which day and land, in one sentence, and what it is compared with.
    pub says: Vec<String>,
    pub downloads: Vec<Link>,
    /// Absent where nothing is drawn on that day.
    #[serde(default)]
    pub chart: Option<Chart>,
    /// By class, by plan area, by district, by person, then one a theme.
    pub parts: Vec<StatisticsPart>,
}

/// A table and what it was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatisticsPart {
    /// The id of its heading.
    pub id: String,
    pub title: String,
    pub table: Table,
    /// What is counted and what is not.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Data, day and source.
    pub source: String,
    /// The chart stands beside this table.
    #[serde(default)]
    pub has_chart: bool,
}

/// Bars drawn by the house; the table beside them says the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    pub caption: String,
    /// SVG made by the house itself, without styles or scripts; not escaped.
    pub svg: String,
}

/// Statistics of somebody else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherSite {
    pub name: String,
    pub href: String,
    pub says: String,
}

page!(StatisticsPage => "statistics");
