//! The demonstration city: its start page, its mailbox, the gallery of components.

use lexicon::instant::At;
use serde::{Deserialize, Serialize};

use super::page;
use super::parts::Link;

/// The start page of the demonstration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoStart {
    /// What is being made ready.
    pub works: Vec<Work>,
    /// Percent done over all.
    pub percent: u32,
    pub ready: bool,
    /// Things to try, in order; offered once ready.
    pub tries: Vec<Try>,
    #[serde(default)]
    pub poll: Option<String>,
    /// What the city holds: parcels, zones, cases; ready figures in words.
    pub holds: Vec<String>,
}

/// One piece of making ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    pub title: String,
    pub percent: u32,
    pub says: String,
}

/// Something to try.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Try {
    pub title: String,
    pub says: String,
    pub link: Link,
}

/// The mailbox of the demonstration: mails the city sent to made-up people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    pub mails: Vec<MailLine>,
    #[serde(default)]
    pub open: Option<Mail>,
}

/// A mail in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailLine {
    pub href: String,
    pub to: String,
    pub subject: String,
    pub at: At,
    #[serde(default)]
    pub current: bool,
}

/// An open mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub from: String,
    pub to: String,
    pub subject: String,
    pub at: At,
    pub paragraphs: Vec<String>,
    /// Links found in the mail.
    #[serde(default)]
    pub links: Vec<Link>,
}

/// The gallery of components.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gallery {
    pub components: Vec<Shown>,
}

/// One component with its examples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    pub name: String,
    pub examples: Vec<Example>,
}

/// One example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub title: String,
    /// What the component's macro is called with.
    pub with: serde_json::Value,
}

page!(DemoStart => "demo-start", Mailbox => "demo-mailbox", Gallery => "demo-components");
