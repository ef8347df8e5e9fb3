//! The planning map, the table of what is on it, and what is shown when nothing answers.

use lexicon::date::Date;
use serde::{Deserialize, Serialize};

use super::page;
use super::parts::{Head, Link, Notice};

/// The map's page: a still picture and everything about it, which a script brings to life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapPage {
    /// The query of this view: day, place, scale, release.
    pub query: String,
    /// Where the script finds the style of the moving map.
    pub style: String,
    /// What was searched for.
    #[serde(default)]
    pub typed: String,
    /// A parcel that is there, as people write it.
    pub example: String,
    pub picture: Picture,
    pub moves: Vec<Move>,
    pub legend: Vec<LegendKey>,
    pub themes: Vec<ThemeChoice>,
    pub time: MapTime,
    /// Plan areas to go to.
    pub places: Vec<Link>,
    pub print: PrintForm,
    /// The table of the same view.
    pub table: String,
    /// The key of the parcel that is shown.
    #[serde(default)]
    pub parcel: Option<String>,
    /// The answer about it in words.
    #[serde(default)]
    pub answer: Option<MapAnswer>,
    /// Middle, whole metres of EPSG:3826, and the scale.
    pub centre: (i64, i64),
    pub scale: i64,
    pub on: Date,
    #[serde(default)]
    pub known: Option<Date>,
    #[serde(default)]
    pub notice: Option<Notice>,
    /// The copy kept on the device: no picture, no table, no print.
    #[serde(default)]
    pub offline: bool,
}

/// The answer beside the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapAnswer {
    pub sentence: String,
    #[serde(default)]
    pub lines: Vec<String>,
    /// Names and values: plan, limits, registered area.
    #[serde(default)]
    pub facts: Vec<(String, String)>,
    /// What may be meant, and what to ask then.
    #[serde(default)]
    pub options: Vec<MapOption>,
    /// What can be begun for the parcel.
    #[serde(default)]
    pub apply: Vec<Link>,
    /// The whole answer.
    #[serde(default)]
    pub more: Option<Link>,
    /// The key of the parcel it speaks of.
    #[serde(default)]
    pub parcel: Option<String>,
    /// Where it is.
    #[serde(default)]
    pub place: Option<MapPlace>,
}

/// Something that may be meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapOption {
    pub text: String,
    pub ask: String,
}

/// A place and the scale to see it at: whole metres of EPSG:3826.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapPlace {
    pub e: i64,
    pub n: i64,
    pub scale: i64,
}

/// A still picture for both grounds and both sizes of screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    pub desk: String,
    pub desk_dark: String,
    pub phone: String,
    pub phone_dark: String,
    pub scale: i64,
}

/// A link that moves a still picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// `north`, `west`, `east`, `south`, `nearer`, `farther`.
    pub name: String,
    pub text: String,
    pub href: String,
}

/// A class of the legend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegendKey {
    /// Its national code, empty for a class of no table.
    pub class: String,
    pub name: String,
}

/// Something that can be shown or hidden.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeChoice {
    pub name: String,
    pub text: String,
    pub chosen: bool,
}

/// The days of change before and after the day that is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapTime {
    #[serde(default)]
    pub earlier: Option<Link>,
    #[serde(default)]
    pub later: Option<Link>,
    /// Back to today, when another day is shown.
    #[serde(default)]
    pub today: Option<Link>,
}

/// What a sheet can be printed at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintForm {
    pub scales: Vec<i64>,
    pub scale: i64,
}

/// What is on the map, as tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapTable {
    /// Where the middle is and how much ground is meant.
    pub place: String,
    pub on: Date,
    #[serde(default)]
    pub known: Option<Date>,
    /// Back to the map of the same view.
    pub map: String,
    pub moves: Vec<Move>,
    pub tables: Vec<SeenTable>,
    /// What is not listed, and how to see it.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// One kind of things that are on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenTable {
    pub id: String,
    pub caption: String,
    pub heads: Vec<Head>,
    pub rows: Vec<SeenRow>,
    /// That there are more than are listed.
    #[serde(default)]
    pub more: Option<String>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenRow {
    /// The first heads the row.
    pub cells: Vec<String>,
    /// Where its first cell leads.
    #[serde(default)]
    pub href: Option<String>,
}

/// What works while nothing answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offline {
    pub phone: String,
}

impl Picture {
    /// No picture: the copy of the page kept on the device.
    #[must_use]
    pub fn none(scale: i64) -> Picture {
        let none = String::new;
        Picture { desk: none(), desk_dark: none(), phone: none(), phone_dark: none(), scale }
    }
}

page!(MapPage => "map", MapTable => "map-table", Offline => "offline");
