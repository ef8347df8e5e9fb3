//! `form.yaml`: questions in order, with their conditions still as text.

use serde::Deserialize;

use super::Spot;
use crate::form::{Kind, Mask};

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FormSource {
    #[serde(default)]
    pub looked_up: Vec<Spot<String>>,
    pub pages: Vec<PageSource>,
}

/// `screening.yaml`: the questions of the pre-screening.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ScreeningSource {
    pub questions: Vec<QuestionSource>,
}

/// One page.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PageSource {
    pub id: Spot<String>,
    pub questions: Vec<QuestionSource>,
}

/// One question.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QuestionSource {
    pub id: Spot<String>,
    pub kind: Kind,
    #[serde(default)]
    pub asked: Option<Spot<String>>,
    /// Absent means always.
    #[serde(default)]
    pub required: Option<RequiredSource>,
    #[serde(default)]
    pub choices: Vec<ChoiceSource>,
    #[serde(default)]
    pub min: Option<Spot<String>>,
    #[serde(default)]
    pub max: Option<Spot<String>>,
    #[serde(default)]
    pub max_chars: Option<u32>,
    #[serde(default)]
    pub twice: Option<Spot<String>>,
    #[serde(default)]
    pub must_be_yes: bool,
    #[serde(default)]
    pub mask: Mask,
    #[serde(default)]
    pub autocomplete: Option<String>,
    #[serde(default)]
    pub preset: Option<String>,
    /// The questions of a `group`.
    #[serde(default)]
    pub of: Vec<QuestionSource>,
    /// The question of a `group` that tells its entries apart.
    #[serde(default)]
    pub distinct: Option<Spot<String>>,
}

/// `required: always`, `required: never` or `required: {when: …}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequiredSource {
    Always,
    Never,
    When(Spot<String>),
}

/// One option of a choice.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ChoiceSource {
    pub id: Spot<String>,
    #[serde(default)]
    pub when: Option<Spot<String>>,
}
