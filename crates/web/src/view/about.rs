//! Pages about the site itself: blocks and map of the site, accessibility, privacy.

use lexicon::date::Date;
use serde::{Deserialize, Serialize};

use super::page;
use super::parts::Link;

/// 網站導覽: the blocks with their keys, and every public page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteMap {
    pub groups: Vec<MapGroup>,
}

/// A titled group of pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapGroup {
    pub title: String,
    pub links: Vec<Link>,
}

/// The accessibility statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accessibility {
    /// When the pages were last checked by machine.
    pub checked_on: Date,
    /// What is known not to work yet, each with another way.
    pub known: Vec<String>,
}

/// Privacy and security.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    /// How long what is kept, from the services: what and how long.
    pub kept: Vec<(String, String)>,
}

page!(SiteMap => "sitemap", Accessibility => "accessibility", Privacy => "privacy");
