//! Campaigns: the periods in which a service takes applications, with their places and budgets (公告).
//!
//! A service without campaigns is always open. What counts is the instant an application arrived at the door:
//! before the stroke of closing it counts, at the stroke it does not.

use lexicon::instant::At;
use serde::{Deserialize, Serialize};

use crate::service::{Bilingual, Service};

/// One campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Campaign {
    /// Usually the ROC year of the plan.
    pub id: String,
    pub name: Bilingual,
    /// The first instant at which an application counts.
    pub opens: At,
    /// The first instant at which none counts any more.
    pub closes: At,
    /// Where the money comes from, in the order in which places are given.
    #[serde(default)]
    pub funds: Vec<Fund>,
    /// The announcement it rests on.
    pub source: String,
    /// Nobody announced this: a stand-in until the bureau does.
    #[serde(default)]
    pub sample: bool,
}

/// A source of money with its places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Fund {
    pub id: String,
    pub name: Bilingual,
    /// How many applications may be approved.
    pub places: u32,
    /// Whole dollars for the whole campaign.
    #[serde(rename = "budget_twd")]
    pub budget_twd: i64,
}

/// How a service stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Season<'a> {
    /// It takes applications without any campaign.
    Always,
    Open(&'a Campaign),
    /// It will open; this is the next campaign.
    Upcoming(&'a Campaign),
    /// It is over; this was the last campaign.
    Over(&'a Campaign),
}

impl Campaign {
    fn holds(&self, at: At) -> bool {
        self.opens <= at && at < self.closes
    }
}

impl Service {
    /// The campaign of an id.
    #[must_use]
    pub fn campaign(&self, id: &str) -> Option<&Campaign> {
        self.campaigns.iter().find(|campaign| campaign.id == id)
    }

    /// Whether it takes applications at that instant, and by which campaign.
    #[must_use]
    pub fn season(&self, at: At) -> Season<'_> {
        if let Some(open) = self.campaigns.iter().find(|campaign| campaign.holds(at)) {
            return Season::Open(open);
        }
        let next = self.campaigns.iter().filter(|campaign| at < campaign.opens).min_by_key(|campaign| campaign.opens);
        let last =
            self.campaigns.iter().filter(|campaign| campaign.closes <= at).max_by_key(|campaign| campaign.closes);
        match (next, last) {
            (Some(next), _) => Season::Upcoming(next),
            (None, Some(last)) => Season::Over(last),
            (None, None) => Season::Always,
        }
    }
}
