//! What surrounds every page: language, trail, office, who is signed in.

use lexicon::date::Date;
use lexicon::language::Lang;
use serde::{Deserialize, Serialize};

use super::parts::Link;

/// The frame of one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    pub lang: Lang,
    /// The page's path without language, with its query: what the language switch keeps.
    pub path: String,
    /// [`crate::csrf::Csrf::token`], for every form on the page.
    pub csrf: String,
    pub office: Office,
    /// The unit that owns the page, in words.
    pub unit: String,
    /// When the page's content last changed.
    pub updated_on: Date,
    /// The trail from the home page to this one, both left out.
    #[serde(default)]
    pub crumbs: Vec<Link>,
    /// What was searched for, to stay in the box.
    #[serde(default)]
    pub query: String,
    /// The id of the form the language switch must send along, so that what was typed is kept. The form's
    /// handler finds `switch=en` or `switch=zh-Hant`, keeps the answers and goes to the other language.
    #[serde(default)]
    pub switch_form: Option<String>,
    /// The officer at work; absent for the public.
    #[serde(default)]
    pub officer: Option<Signed>,
    /// Whether this is the demonstration city: every page says so.
    #[serde(default)]
    pub demo: bool,
}

/// The office, in the reader's language, from `office/`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    pub agency: String,
    pub short: String,
    pub address: String,
    pub phone: String,
}

/// The officer who is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    pub name: String,
    pub unit: String,
    /// May see what came of the daily reconciliation.
    #[serde(default)]
    pub money: bool,
    /// May see releases of plan data.
    #[serde(default)]
    pub releases: bool,
}
