//! The home page, search, and short messages.

use lexicon::date::Date;
use serde::{Deserialize, Serialize};

use super::page;
use super::parts::{Link, Notice};

/// The home page: one box, the errands, the live promises, what closes soon, notices. No more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Home {
    pub errands: Vec<Errand>,
    pub promises: Vec<Promise>,
    pub exhibitions: Vec<Exhibition>,
    pub news: Vec<News>,
    #[serde(default)]
    pub notice: Option<Notice>,
}

/// An errand people come for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Errand {
    pub title: String,
    pub says: String,
    pub href: String,
    /// The icon beside it, by its name in the kept set.
    pub icon: String,
}

/// A promise, measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// The figure with its unit, e.g. `48 秒`.
    pub figure: String,
    pub says: String,
    /// What was counted and when.
    pub basis: String,
}

/// A plan on public exhibition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exhibition {
    pub title: String,
    pub href: String,
    pub closes_on: Date,
    pub days_left: u32,
}

/// A notice of the bureau.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct News {
    pub title: String,
    pub href: String,
    pub on: Date,
}

/// What the search box found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    pub query: String,
    /// What the box understood, when it is sure: a parcel, a case number.
    #[serde(default)]
    pub understood: Option<Hit>,
    pub hits: Vec<Hit>,
}

/// One hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hit {
    /// What it is, in a word.
    pub kind: String,
    pub title: String,
    pub says: String,
    pub href: String,
}

/// A short message with a way on: thanks, done, already done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub title: String,
    pub lines: Vec<String>,
    pub next: Vec<Link>,
}

page!(Home => "home", Search => "search", Message => "message");
