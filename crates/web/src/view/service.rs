//! The public page of a service and the list of services.

use serde::{Deserialize, Serialize};

use super::flow::Flow;
use super::page;
use super::parts::{Bars, Link, Notice, Table};

/// A service page. Most of it comes from the service's own folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServicePage {
    pub name: String,
    /// What it is, in one or two sentences.
    pub lead: Vec<String>,
    pub who: Vec<String>,
    /// Absent where nothing is charged.
    #[serde(default)]
    pub cost: Option<Table>,
    /// The campaign that runs, comes next or was last.
    #[serde(default)]
    pub campaign: Option<Campaign>,
    /// Where anybody may ask without a name whether they would qualify.
    #[serde(default)]
    pub screen: Option<String>,
    /// Said under the cost table: who adopted it, or that nobody did.
    pub cost_source: String,
    pub cost_is_sample: bool,
    /// Half of the cases within so many seconds; absent while nothing is measured.
    #[serde(default)]
    pub half_s: Option<u64>,
    /// Nine of ten within so many seconds.
    #[serde(default)]
    pub nine_of_ten_s: Option<u64>,
    /// Of a hundred cases, how many were issued without an officer.
    #[serde(default)]
    pub straight_percent: Option<u32>,
    /// How many cases, and over what time, in words.
    pub measured_over: String,
    /// When an officer must look: so many working days at most.
    pub officer_days: u32,
    #[serde(default)]
    pub times: Option<Bars>,
    pub have_ready: Vec<String>,
    pub looked_up: Vec<String>,
    /// Where the application begins; absent while no application is taken.
    #[serde(default)]
    pub start: Option<String>,
    /// Why none is taken, or what else to know before beginning.
    #[serde(default)]
    pub notice: Option<Notice>,
    pub other_ways: Vec<OtherWay>,
    pub flow: Flow,
    pub law: Vec<Link>,
}

/// A campaign, as the public reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    pub name: String,
    /// From when to when, in words.
    pub period: String,
    /// Places and budgets by source of money.
    #[serde(default)]
    pub funds: Option<Table>,
    pub source: String,
    #[serde(default)]
    pub sample: bool,
}

/// Another way to the same paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherWay {
    pub title: String,
    pub lines: Vec<String>,
}

/// All services, by group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Services {
    pub services: Vec<Offered>,
}

/// A service in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offered {
    pub name: String,
    pub says: String,
    pub href: String,
    /// Whether applications are taken now.
    pub open: bool,
}

page!(ServicePage => "service", Services => "services");
