//! Forms: questions in order, when each is asked, and what counts as an answer.
//!
//! One definition makes the web form, the API and its schema, the counter's quick entry and the blank
//! paper form. A question has no words here; they are found by the keys of [`crate::words`].

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::facts::Facts;
use crate::tri::Tri;

/// The questions of a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Form {
    pub pages: Vec<Page>,
    /// Evidence ids the house looks up instead of asking for papers.
    pub looked_up: Vec<String>,
}

/// One topic, one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    pub id: String,
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Question {
    pub id: String,
    pub kind: Kind,
    /// When it is asked; absent means always. Looks only at earlier answers, the case and limits.
    pub asked: Option<Condition>,
    pub required: Required,
    /// For `choice` and `several`, in order.
    pub choices: Vec<ChoiceOption>,
    /// Least number, or fewest parcels, entries or files.
    pub min: Option<Condition>,
    /// Greatest number, or most parcels, entries or files.
    pub max: Option<Condition>,
    /// Longest text in characters.
    pub max_chars: Option<u32>,
    /// When the answer must be given twice alike, the second time under `<id>_again`.
    pub twice: Option<Condition>,
    /// For `yes-no`: only yes lets the applicant go on (consent).
    pub must_be_yes: bool,
    pub mask: Mask,
    /// The HTML `autocomplete` token, e.g. `email`.
    pub autocomplete: Option<String>,
    /// What is filled in beforehand.
    pub preset: Option<String>,
    /// For `group`: the questions asked about each of its entries, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<Question>,
    /// For `group`: the question whose answer no two entries may share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distinct: Option<String>,
}

/// What kind of answer a question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Text,
    LongText,
    Choice,
    YesNo,
    Integer,
    Email,
    Phone,
    PersonId,
    BusinessId,
    Parcels,
    Date,
    /// Any number of the choices, none included.
    Several,
    /// Whole New Taiwan dollars, as people write them.
    Money,
    /// Files handed in: photographs and PDFs.
    Attachments,
    /// A list of entries, each with the same questions: the members of a household.
    Group,
}

impl Kind {
    /// Whether a person types it and is therefore shown an example of the format.
    #[must_use]
    pub fn is_typed(self) -> bool {
        !matches!(self, Kind::Choice | Kind::Several | Kind::YesNo | Kind::Group | Kind::Attachments)
    }
}

/// Whether an answer must be given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Required {
    Always,
    Never,
    When(Condition),
}

/// One option of a `choice`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoiceOption {
    pub id: String,
    /// When it is offered; absent means always.
    pub when: Option<Condition>,
}

/// How an answer is shown to those who need not see all of it (個資法).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mask {
    /// Not personal; shown whole.
    #[default]
    None,
    /// 王○明
    Name,
    /// E12345****
    PersonId,
    /// 09xx-xxx-123
    Phone,
    Email,
    /// Personal, and no pattern of its own: hidden whole.
    Hidden,
}

impl Form {
    /// Every question in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.pages.iter().flat_map(|page| &page.questions)
    }

    /// The questions of a page; none for a page that does not exist.
    pub fn questions_of(&self, page: &str) -> impl Iterator<Item = &Question> {
        self.pages.iter().filter(move |known| known.id == page).flat_map(|page| &page.questions)
    }

    /// The question of an id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    /// The question a field belongs to: `members.2.name` is the question `name` of the group `members`.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<&Question> {
        let mut parts = path.split('.');
        let question = self.question(parts.next()?)?;
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Some(question),
            (Some(entry), Some(name), None) if entry.parse::<usize>().is_ok() => {
                question.of.iter().find(|known| known.id == name)
            }
            _ => None,
        }
    }

    /// Whether a question is asked. A question that does not exist is not.
    #[must_use]
    pub fn visible(&self, question: &str, facts: &Facts) -> Tri {
        self.question(question).map_or(Tri::No, |question| question.visible(facts))
    }
}

impl Question {
    /// Whether it is asked.
    #[must_use]
    pub fn visible(&self, facts: &Facts) -> Tri {
        self.asked.as_ref().map_or(Tri::Yes, |asked| asked.judge(facts).tri)
    }

    /// Whether an answer must be given.
    #[must_use]
    pub fn is_required(&self, facts: &Facts) -> Tri {
        match &self.required {
            Required::Always => Tri::Yes,
            Required::Never => Tri::No,
            Required::When(when) => when.judge(facts).tri,
        }
    }

    /// The options offered now.
    pub fn offered<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = &'a ChoiceOption> {
        self.choices.iter().filter(|choice| choice.when.as_ref().is_none_or(|when| when.judge(facts).tri == Tri::Yes))
    }
}

/// The part of the text keys that names a field: `members.2.name` is worded as `members-name`.
#[must_use]
pub fn words_of(field: &str) -> String {
    field.split('.').filter(|part| part.parse::<usize>().is_err()).collect::<Vec<_>>().join("-")
}
