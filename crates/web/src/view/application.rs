//! Applying: questions a topic at a time, the list of topics, checking, coming back later.

use lexicon::instant::At;
use serde::{Deserialize, Serialize};

use super::page;
use super::parts::{Fee, Notice, Section, Slip};
use super::question::Question;

/// One topic of a form. With a single question its label is the heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormPage {
    pub service: String,
    pub title: String,
    #[serde(default)]
    pub intro: Vec<String>,
    /// Where the form is sent.
    pub action: String,
    pub questions: Vec<Question>,
    #[serde(default)]
    pub slips: Vec<Slip>,
    pub keeping: Keeping,
}

/// Where the applicant stands in the form and how it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keeping {
    /// This topic's number, from 1.
    pub at: u32,
    pub of: u32,
    /// The topic before this one.
    pub back: String,
    #[serde(default)]
    pub saved_at: Option<At>,
    /// Where scripts save what is typed so far; answers `{"saved_at": "…"}`.
    #[serde(default)]
    pub autosave: Option<String>,
    /// Where a link for later is asked for.
    pub later: String,
}

/// The topics of a long form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskList {
    pub service: String,
    pub tasks: Vec<Task>,
    pub done: u32,
    #[serde(default)]
    pub saved_at: Option<At>,
    pub later: String,
    /// Where all is checked and sent; absent until every topic is done.
    #[serde(default)]
    pub check: Option<String>,
}

/// One topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    pub title: String,
    #[serde(default)]
    pub hint: Option<String>,
    /// Absent while it cannot be begun.
    #[serde(default)]
    pub href: Option<String>,
    pub state: TaskState,
}

/// How far a topic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskState {
    Done,
    Begun,
    Todo,
    /// An earlier topic must be done first.
    Waiting,
}

/// Check your answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckAnswers {
    pub service: String,
    pub sections: Vec<Section>,
    /// What the system will look up itself, in words.
    pub looked_up: Vec<String>,
    pub fee: Fee,
    /// What sending declares, each a sentence.
    pub declares: Vec<String>,
    pub action: String,
    pub back: String,
    #[serde(default)]
    pub slips: Vec<Slip>,
}

/// What a code sent by mail is for; chooses the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodePurpose {
    Apply,
    FindCase,
    Resume,
}

/// Typing the code that was mailed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmailCode {
    pub purpose: CodePurpose,
    /// The address, masked.
    pub sent_to: String,
    pub action: String,
    /// Where a new code is asked for, by POST.
    pub again: String,
    /// Where the address is changed.
    pub change: String,
    pub minutes: u32,
    #[serde(default)]
    pub slip: Option<String>,
    /// In the demonstration city: where the mail can be read.
    #[serde(default)]
    pub mailbox: Option<String>,
}

/// Coming back to a saved application, or keeping one for later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    pub service: String,
    pub state: ResumeState,
    /// What was typed into the box, or the masked address a link went to.
    pub email: String,
    pub action: String,
    /// The application itself.
    pub back: String,
    /// Until when it is kept.
    #[serde(default)]
    pub kept_until: Option<At>,
    #[serde(default)]
    pub slip: Option<String>,
    #[serde(default)]
    pub notice: Option<Notice>,
}

/// What the page of a saved application says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResumeState {
    /// Asks where to send the link.
    Ask,
    /// The link is sent.
    Sent,
    /// The link was opened: go on where it was left.
    Welcome,
    /// The application was not kept any longer.
    Gone,
}

page!(
    FormPage => "form",
    TaskList => "tasks",
    CheckAnswers => "check",
    EmailCode => "email-code",
    Resume => "resume",
);
