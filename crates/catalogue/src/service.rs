//! A service: everything the house must know to run one errand of the public.
//!
//! It is what `compile` makes of a folder and what cases are pinned to, by digest. It holds rules,
//! never cases; words stay in the folder's texts and are found by the keys of [`crate::words`].

use std::collections::BTreeMap;

use lexicon::date::{Date, months_end};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::campaign::Campaign;
use crate::condition::Condition;
use crate::criterion::Criterion;
use crate::domain::Domain;
use crate::facts::Facts;
use crate::fee::FeeRule;
use crate::figure::Figure;
use crate::form::{Form, Question};
use crate::step::{Action, Step};
use crate::table::Table;
use crate::tri::Tri;

/// One checked service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Service {
    /// Format of this structure; see [`crate::stored`].
    pub format: u32,
    pub id: String,
    /// Prefix of case numbers, e.g. `ZC`.
    pub prefix: String,
    /// Id of the owning unit in `office/`.
    pub unit: String,
    pub law: Vec<Law>,
    pub channels: BTreeMap<Channel, ChannelRule>,
    pub retention: Retention,
    pub promise: Promise,
    pub first: String,
    pub steps: Vec<Step>,
    pub form: Form,
    pub evidence: BTreeMap<String, EvidenceRule>,
    pub abilities: Vec<AbilityRef>,
    /// Doubts an officer is shown, each with its condition, in order.
    pub doubts: Vec<Doubt>,
    pub tables: BTreeMap<String, Table>,
    /// Absent where nothing is ever charged.
    pub fee: Option<FeeRule>,
    /// The table of the service's limits: input `limit`, output `value`.
    pub limits_table: String,
    pub papers: BTreeMap<String, PaperRule>,
    pub notices: BTreeMap<String, NoticeRule>,
    /// When it takes applications; always, where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<Campaign>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Criterion>,
    /// The questions of the pre-screening; none where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub screening: Vec<Question>,
    /// The step a case goes on with when a correction was not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncorrected: Option<String>,
}

/// A law or decision the service rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Law {
    pub id: String,
    pub name: Bilingual,
    /// The article, e.g. `§19`; empty for a decision without articles.
    #[serde(default)]
    pub article: String,
    #[serde(default)]
    pub url: Option<String>,
    /// Nobody decided this: a stand-in until the bureau does.
    #[serde(default)]
    pub sample: bool,
}

/// A short name in both languages. Longer words live in texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    #[serde(rename = "zh-Hant")]
    pub zh_hant: String,
    pub en: String,
}

/// A way to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Online,
    Counter,
    Api,
}

impl Channel {
    pub const ALL: [Channel; 3] = [Channel::Online, Channel::Counter, Channel::Api];

    /// The name in facts, tables and text keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Channel::Online => "online",
            Channel::Counter => "counter",
            Channel::Api => "api",
        }
    }
}

/// How sure the house is of who applies, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    Anonymous,
    ConfirmedEmail,
    CitizenCard,
    BusinessCard,
    OfficerVouched,
    AgencyKey,
}

/// What a channel asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ChannelRule {
    pub assurance: Assurance,
    /// What is enough until the means for `assurance` is in use.
    #[serde(default)]
    pub interim: Option<Assurance>,
}

/// How long a closed case is kept (檔案法); then its key is destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Retention {
    pub years: u32,
    /// Id of the law or decision.
    pub law: String,
}

/// The processing time the office promises (行政程序法 §51).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Promise {
    /// Minutes, when no officer is needed.
    pub minutes: u32,
    /// Working days, when an officer is.
    pub officer_working_days: u32,
    /// Ids of the laws or decisions both rest on.
    pub law: Vec<String>,
}

/// An outside answer and how old it may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct EvidenceRule {
    pub gateway: String,
    pub query: String,
    /// Minutes an answer stays good.
    pub fresh_minutes: u32,
    /// Whom a register is asked about: an identity number or a list of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Condition>,
    /// The address a register is asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Condition>,
    pub law: Vec<String>,
}

/// An ability the service needs, pinned to a version, with the facts it gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AbilityRef {
    pub name: String,
    pub version: u32,
    /// Fields of the finding that rules may read.
    pub gives: BTreeMap<String, Given>,
}

/// The kind of one field of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Given {
    /// A value of a domain, usable as a table input.
    Value(Domain),
    List,
    Text,
}

/// A doubt and when it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    pub id: String,
    pub when: Condition,
}

/// The ability that makes the facts of a paper, pinned to a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Maker {
    pub name: String,
    pub version: u32,
}

/// A paper the service makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PaperRule {
    /// The Typst file in the folder.
    pub template: String,
    /// Sample facts the template is rendered with in tests.
    pub sample: String,
    /// The ability that makes its facts.
    pub facts: Maker,
    /// The series its number runs in, without gaps per ROC year.
    pub series: String,
    /// The table that says how long it is valid (output `months`); absent means for ever.
    #[serde(default)]
    pub validity: Option<String>,
}

/// What happened, for notices. A closed set known to the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    Received,
    Paid,
    CorrectionAsked,
    Issued,
    Reissued,
    Refused,
    Withdrawn,
    Lapsed,
    Refunded,
    /// The office missed its own time (規費法 §19).
    Delayed,
    /// Plan data changed: a paper no longer says what one made today would say.
    Overtaken,
    /// It says so again, because plan data was taken back.
    Upheld,
}

/// A notice: when it goes out and by which ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NoticeRule {
    pub on: Moment,
    pub ways: Vec<Way>,
}

/// A way a notice is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Mail,
    Sms,
}

impl Service {
    /// The step of an id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The law of an id.
    #[must_use]
    pub fn law_of(&self, id: &str) -> Option<&Law> {
        self.law.iter().find(|law| law.id == id)
    }

    /// The notice for a moment, by its id.
    #[must_use]
    pub fn notice_on(&self, moment: Moment) -> Option<(&str, &NoticeRule)> {
        self.notices.iter().find(|(_, rule)| rule.on == moment).map(|(id, rule)| (id.as_str(), rule))
    }

    /// The limits in force on a day, by name, for the facts' room `limits`.
    #[must_use]
    pub fn limits(&self, on: Date) -> Map<String, Value> {
        let Some(table) = self.tables.get(&self.limits_table) else { return Map::new() };
        let value_of = |name: &String| {
            let asked = BTreeMap::from([("limit".to_owned(), Value::String(name.clone()))]);
            table.look_up(&asked, on).outputs().and_then(|outputs| outputs.get("value").cloned())
        };
        self.limit_names().filter_map(|name| value_of(name).map(|value| (name.clone(), value))).collect()
    }

    /// The names of all limits.
    pub fn limit_names(&self) -> impl Iterator<Item = &String> {
        let input = self.tables.get(&self.limits_table).and_then(|table| table.inputs.first());
        let names: &[String] = match input.map(|input| &input.domain) {
            Some(Domain::OneOf(names)) => names,
            _ => &[],
        };
        names.iter()
    }

    /// How many months a paper is valid that is made on `on`; `None` when it does not expire.
    #[must_use]
    pub fn valid_months(&self, paper: &str, facts: &Facts, on: Date) -> Option<u32> {
        let table = self.tables.get(self.papers.get(paper)?.validity.as_ref()?)?;
        let answer = table.decide(facts, on);
        u32::try_from(answer.outputs()?.get("months")?.as_u64()?).ok()
    }

    /// The last day on which a paper made on a day is valid; nothing where no validity is said.
    pub fn valid_until(&self, paper: &str, facts: &Facts, on: Date) -> Option<Date> {
        self.valid_months(paper, facts, on).map(|months| months_end(on, months))
    }

    /// The doubts that hold, in order. What cannot be told yet is no doubt.
    #[must_use]
    pub fn doubts_of(&self, facts: &Facts) -> Vec<&str> {
        let holding = self.doubts.iter().filter(|doubt| doubt.when.judge(facts).tri == Tri::Yes);
        holding.map(|doubt| doubt.id.as_str()).collect()
    }

    /// The abilities named by steps, with their versions, for the desk to check at start-up.
    pub fn abilities_used(&self) -> impl Iterator<Item = (&str, u32)> {
        let finders = self.steps.iter().filter_map(|step| match &step.action {
            Action::Ability { name, version, .. } => Some((name.as_str(), *version)),
            _ => None,
        });
        finders.chain(self.papers.values().map(|paper| (paper.facts.name.as_str(), paper.facts.version)))
    }
}
