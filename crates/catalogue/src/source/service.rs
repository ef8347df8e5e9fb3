//! `service.yaml`: steps, channels, tables, fee, retention, papers and notices as written.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Spot;
use crate::campaign::Campaign;
use crate::criterion::Failing;
use crate::domain::Domain;
use crate::service::{Channel, ChannelRule, Given, Law, Maker, NoticeRule, Promise, Retention};
use crate::stage::Stage;
use crate::step::{Ending, Refund, Remarks, WithinUnit};
use crate::table::{DateOf, Hit, OutputType};

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ServiceSource {
    pub format: Spot<u32>,
    pub id: Spot<String>,
    pub prefix: Spot<String>,
    pub unit: Spot<String>,
    pub law: Vec<Law>,
    pub channels: BTreeMap<Channel, ChannelRule>,
    /// Asked for by its own fault, not by the reader's.
    #[serde(default)]
    pub retention: Option<Spot<Retention>>,
    pub promise: Spot<Promise>,
    #[serde(default)]
    pub abilities: Vec<AbilitySource>,
    pub first: Spot<String>,
    pub steps: Vec<StepSource>,
    #[serde(default)]
    pub doubts: Vec<DoubtSource>,
    pub tables: BTreeMap<String, TableSource>,
    /// Absent where nothing is ever charged.
    #[serde(default)]
    pub fee: Option<FeeSource>,
    #[serde(default)]
    pub campaigns: Vec<Campaign>,
    #[serde(default)]
    pub figures: Vec<FigureSource>,
    #[serde(default)]
    pub criteria: Vec<CriterionSource>,
    /// The step a case goes on with when a correction was not answered; absent: where it stood.
    #[serde(default)]
    pub uncorrected: Option<Spot<String>>,
    pub limits_table: Spot<String>,
    #[serde(default)]
    pub papers: BTreeMap<String, PaperSource>,
    #[serde(default)]
    pub notices: BTreeMap<String, Spot<NoticeRule>>,
}

/// An ability and what it gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AbilitySource {
    pub name: Spot<String>,
    #[serde(default)]
    pub version: Option<Spot<u32>>,
    #[serde(default)]
    pub gives: BTreeMap<String, Given>,
}

/// One step.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StepSource {
    pub id: Spot<String>,
    pub stage: Spot<Stage>,
    pub action: Spot<ActionSource>,
    #[serde(default)]
    pub within: Option<WithinSource>,
    pub next: Spot<NextSource>,
    #[serde(default)]
    pub fails: Option<Spot<GoesSource>>,
}

/// What a step does.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionSource {
    Charge,
    Ask(AskSource),
    Ability(StepAbilitySource),
    Decide(Vec<DecisionSource>),
    Paper(Spot<String>),
    Assess(AssessSource),
    Rank(RankSource),
}

/// A question to an outside register.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AskSource {
    pub gateway: Spot<String>,
    pub query: Spot<String>,
    pub evidence: Spot<String>,
}

/// An ability run by a step.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StepAbilitySource {
    pub name: Spot<String>,
    #[serde(default)]
    pub version: Option<Spot<u32>>,
    pub finding: Spot<String>,
}

/// One choice of an officer.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DecisionSource {
    pub id: Spot<String>,
    pub goes: Spot<GoesSource>,
    #[serde(default)]
    pub reasons_required: bool,
    #[serde(default)]
    pub refund: Refund,
    #[serde(default)]
    pub remarks: Remarks,
}

/// `step: review` or `end: refused`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GoesSource {
    Step(Spot<String>),
    End(Ending),
}

/// `step: …`, `end: …`, `route: <table>` or `by-choice`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NextSource {
    Step(Spot<String>),
    End(Ending),
    Route(Spot<String>),
    ByChoice,
}

/// The time a step may take.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WithinSource {
    pub amount: Spot<u32>,
    pub unit: WithinUnit,
    pub on_expiry: ExpirySource,
    #[serde(default)]
    pub law: Option<Spot<String>>,
}

/// What happens when the time has run out.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExpirySource {
    Lapse,
    ToStep(Spot<String>),
    Warn,
}

/// A doubt.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DoubtSource {
    pub id: Spot<String>,
    pub when: Spot<String>,
}

/// A table's declaration; its rows are in the CSV file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TableSource {
    pub file: Spot<String>,
    pub hit: Spot<Hit>,
    pub date: DateOf,
    #[serde(default)]
    pub inputs: Vec<InputSource>,
    pub outputs: BTreeMap<String, OutputType>,
    /// Output cells as they would stand in a row.
    #[serde(default)]
    pub default: Option<Spot<BTreeMap<String, String>>>,
}

/// An input column.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct InputSource {
    pub name: Spot<String>,
    #[serde(default)]
    pub from: Option<Spot<String>>,
    pub domain: Domain,
}

/// The fee.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FeeSource {
    pub table: Spot<String>,
    pub lines: Vec<FeeLineSource>,
}

/// One line of the fee.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FeeLineSource {
    pub id: Spot<String>,
    pub price: Spot<String>,
    pub count: Spot<String>,
    #[serde(default)]
    pub beyond: Option<Spot<String>>,
}

/// A paper.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PaperSource {
    pub template: Spot<String>,
    pub sample: Spot<String>,
    pub facts: Maker,
    pub series: String,
    #[serde(default)]
    pub validity: Option<Spot<String>>,
}

/// What an assessment keeps beside figures and criteria.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AssessSource {
    pub finding: Spot<String>,
    /// Tables whose answer is kept row by row.
    #[serde(default)]
    pub tables: Vec<Spot<String>>,
}

/// By which figures cases are put in order.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RankSource {
    /// The figure with the points; more comes first.
    pub points: Spot<String>,
    /// A yes-no figure: among equals, those for whom it is yes come first.
    #[serde(default)]
    pub weighted: Option<Spot<String>>,
}

/// A figure: `is:` an expression, or `table:` with `output:`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FigureSource {
    pub id: Spot<String>,
    #[serde(default)]
    pub is: Option<Spot<String>>,
    #[serde(default)]
    pub table: Option<Spot<String>>,
    #[serde(default)]
    pub output: Option<Spot<String>>,
}

/// A criterion.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CriterionSource {
    pub id: Spot<String>,
    pub passes: Spot<String>,
    #[serde(default)]
    pub fails: Failing,
    #[serde(default)]
    pub law: Vec<Spot<String>>,
    #[serde(default)]
    pub declared: Option<Spot<String>>,
    #[serde(default)]
    pub registered: Option<Spot<String>>,
    #[serde(default)]
    pub asks: Vec<Spot<String>>,
}
