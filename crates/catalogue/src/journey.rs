//! Journeys: stories of a service as data. They are acceptance tests, and examples for readers.
//!
//! A story says what is given of the outside world, what people do and what must then be true. It names
//! no parcel: `{parcel}` in an answer is replaced by one of the demo city that has the property `land`.

use std::collections::BTreeMap;

use lexicon::date::Date;
use lexicon::instant::At;
use serde::{Deserialize, Serialize};

use crate::check::FieldCode;
use crate::compile::Folder;
use crate::fault::Fault;
use crate::service::{Bilingual, Channel};
use crate::source::read;
use crate::stage::Stage;
use crate::step::Ending;

/// What an answer writes where a parcel of the demo city with the property `land` belongs.
pub const PARCEL: &str = "{parcel}";
/// The parcel that a renumbered one is today.
pub const PARCEL_NOW: &str = "{parcel_now}";
/// A parcel without doubts in another district.
pub const PARCEL_ELSEWHERE: &str = "{parcel_elsewhere}";

/// One story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Journey {
    pub title: Bilingual,
    /// Something goes wrong, is refused or is late.
    pub unhappy: bool,
    /// The instant the story begins.
    pub starts: At,
    #[serde(default)]
    pub given: World,
    #[serde(rename = "do")]
    pub acts: Vec<Act>,
}

/// The outside world of a story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct World {
    #[serde(alias = "land_office")]
    pub land_office: LandOffice,
    pub land: Land,
    /// What the registers of other agencies hold: register → its records.
    pub registers: BTreeMap<String, Vec<serde_json::Map<String, serde_json::Value>>>,
    /// What a register does wrong.
    pub register_faults: BTreeMap<String, RegisterFault>,
}

/// How a register answers wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegisterFault {
    Down,
    Slow,
    Nonsense,
    AnotherPerson,
    Contradiction,
    Duplicate,
}

/// How the land office behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LandOffice {
    #[default]
    Answers,
    /// Never answers in this story.
    Down,
    /// Fails at first and answers when asked again.
    Recovers,
    /// Answers what is no geometry.
    Nonsense,
    /// Answers after its limit.
    Slow,
    /// Answers an area that is not the registered one.
    Disagrees,
}

/// The property of the parcel a story is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Land {
    #[default]
    Clear,
    NearLine,
    Straddles,
    NoPolygon,
    Outside,
    Exhibition,
    Renumbered,
}

/// What somebody does, or what must be true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    Submit(Submit),
    Pay(Pay),
    Wait(Wait),
    Officer(Officer),
    /// The applicant answers a request for correction.
    Correct(Corrected),
    Withdraw(Withdraw),
    /// The registers say something else from now on.
    Registers(BTreeMap<String, Vec<serde_json::Map<String, serde_json::Value>>>),
    /// The cases of the campaign are put in order.
    Rank(Ranked),
    /// An officer corrects a certificate that has gone out (行政程序法 §101).
    Reissue(Reissue),
    Expect(Expect),
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    pub channel: Channel,
    /// Question → what was typed.
    pub answers: BTreeMap<String, String>,
}

/// A payment as the gateway reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pay {
    pub amount_twd: i64,
    /// How often the gateway calls back with the same reference.
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}

/// Time goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    Minutes(u32),
    Days(u32),
    WorkingDays(u32),
}

/// What an officer does with the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Officer {
    Choose(Choose),
    /// Asks the applicant to put something right.
    AskCorrection(AskCorrection),
}

/// A choice of the decide step the case stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choose {
    pub choice: String,
    #[serde(default)]
    pub reasons: String,
    /// Words printed on the paper.
    #[serde(default)]
    pub remarks: String,
}

/// Questions to put right, and within how many days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskCorrection {
    /// Question → what is wrong.
    pub items: BTreeMap<String, String>,
    pub days: u32,
}

/// New answers to the questions that were asked again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    pub answers: BTreeMap<String, String>,
}

/// The applicant gives up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub reason: String,
}

/// The other cases of the campaign, and the event of the draw where one is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranked {
    /// How many may be approved.
    pub places: u32,
    #[serde(default)]
    pub rivals: Vec<Rival>,
    /// What the public event gave, for the draw.
    #[serde(default)]
    pub outcome: String,
}

/// Another case of the campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rival {
    pub points: i64,
    #[serde(default)]
    pub weighted: bool,
}

/// A new paper for one that was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reissue {
    pub reasons: String,
    /// Answers that were wrong, if any were.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
}

/// How the paper of a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperStanding {
    Valid,
    Superseded,
    Revoked,
}

/// What must be true now. What is not said is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expect {
    pub stage: Option<Stage>,
    pub step: Option<String>,
    pub ending: Option<Ending>,
    /// What the case is asked to pay; 0 means waived.
    pub charge_twd: Option<i64>,
    /// Everything that went or goes back, interest not counted.
    pub refund_twd: Option<i64>,
    /// How many papers were filed, those superseded included.
    pub papers: Option<u32>,
    /// How the newest paper stands.
    pub standing: Option<PaperStanding>,
    /// The last day on which the newest paper is valid.
    pub valid_until: Option<Date>,
    /// Figures that follow from the facts, by name.
    pub figures: Option<BTreeMap<String, serde_json::Value>>,
    /// Criteria that do not hold, in order.
    pub failed: Option<Vec<String>>,
    /// Criteria that cannot be told, in order.
    pub open: Option<Vec<String>>,
    /// Criteria a person looks at, in order.
    pub doubted: Option<Vec<String>>,
    /// Whether there is a place for the case.
    pub within: Option<bool>,
    /// Whether the service takes no application at this instant.
    pub closed: Option<bool>,
    /// The doubts an officer is shown, in order.
    pub doubts: Option<Vec<String>>,
    /// Ids of the notices sent so far, in order.
    pub notices: Option<Vec<String>>,
    /// Codes the last submission was refused with, in the order of the form.
    pub faults: Option<Vec<FieldCode>>,
    /// Whether the office's own time has run out.
    pub overdue: Option<bool>,
}

/// The stories of a folder, by file name.
///
/// # Errors
/// Every story that cannot be read.
pub fn stories(folder: &Folder) -> Result<Vec<(String, Journey)>, Vec<Fault>> {
    let mut stories = Vec::new();
    let mut faults = Vec::new();
    for (path, bytes) in folder.iter().filter(|(path, _)| path.starts_with("journeys/")) {
        match read(path, bytes) {
            Ok(journey) => stories.push((path.clone(), journey)),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(stories) } else { Err(faults) }
}
