//! A question as a page asks it: words, what was answered, what is wrong with it.

use serde::{Deserialize, Serialize};

/// What kind of field it is; the kinds of the service's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Text,
    LongText,
    Choice,
    YesNo,
    /// One box to tick; only ticked lets the applicant go on.
    Consent,
    Integer,
    /// Boxes to tick, any number of them.
    Several,
    /// Whole New Taiwan dollars.
    Money,
    /// Several entries with the same questions.
    Group,
    /// Photographs and PDFs.
    Attachments,
    Email,
    Phone,
    PersonId,
    BusinessId,
    Date,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The name of the field, and its id on the page.
    pub id: String,
    pub kind: Kind,
    pub label: String,
    #[serde(default)]
    pub hint: Option<String>,
    /// An example of the format, for what is typed.
    #[serde(default)]
    pub example: Option<String>,
    /// What is wrong, and what to do.
    #[serde(default)]
    pub slip: Option<String>,
    /// What was typed, kept also when it is wrong.
    #[serde(default)]
    pub value: String,
    /// For `choice`, `several` and `yes-no`, in order.
    #[serde(default)]
    pub options: Vec<Choice>,
    #[serde(default)]
    pub max_chars: Option<u32>,
    /// Whether it may stay empty; said on the page.
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub autocomplete: Option<String>,
    /// What stands after a number, e.g. `份`.
    #[serde(default)]
    pub unit: Option<String>,
    /// When it must be typed twice: the label, value and slip of the second time, named `<id>_again`.
    #[serde(default)]
    pub again: Option<Again>,
    /// For `group`: its entries, in order.
    #[serde(default)]
    pub entries: Vec<Entry>,
    /// For `group`: the words of the button that adds one; absent where there may be no more.
    #[serde(default)]
    pub add: Option<String>,
    /// For `attachments`: what is kept already.
    #[serde(default)]
    pub files: Vec<KeptFile>,
}

impl Question {
    /// A question that must be answered, without anything more.
    #[must_use]
    pub fn new(id: &str, kind: Kind, label: String) -> Question {
        Question {
            id: id.to_owned(),
            kind,
            label,
            hint: None,
            example: None,
            slip: None,
            value: String::new(),
            options: Vec::new(),
            max_chars: None,
            optional: false,
            autocomplete: None,
            unit: None,
            again: None,
            entries: Vec::new(),
            add: None,
            files: Vec::new(),
        }
    }
}

/// A file that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptFile {
    pub name: String,
    /// E.g. `2.4 MB`.
    pub size: String,
    /// What the form sends so that it stays.
    pub line: String,
    /// What the button that takes it out sends.
    pub remove: String,
}

/// One entry of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub title: String,
    pub questions: Vec<Question>,
    /// What the button that takes it out sends.
    #[serde(default)]
    pub remove: Option<String>,
}

/// The second time of an answer that must be given twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Again {
    pub label: String,
    #[serde(default)]
    pub value: String,
    #[serde(default)]
    pub slip: Option<String>,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub id: String,
    pub label: String,
    #[serde(default)]
    pub hint: Option<String>,
    #[serde(default)]
    pub chosen: bool,
}
