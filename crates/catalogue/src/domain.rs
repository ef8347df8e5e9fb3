//! Domains: the values an input of a table may take, declared so that a table can be proved.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Every value an input may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// One of these words.
    OneOf(Vec<String>),
    /// Whole numbers from one to the other, both ends in.
    Whole(Whole),
    YesNo,
}

/// A closed range of whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    pub from: i64,
    pub to: i64,
}

/// One value of a domain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    Word(String),
    Number(i64),
    Flag(bool),
}

impl Domain {
    /// The JSON value as an item of this domain; `None` when it lies outside.
    #[must_use]
    pub fn item(&self, value: &Value) -> Option<Item> {
        match (self, value) {
            (Domain::OneOf(words), Value::String(word)) if words.contains(word) => Some(Item::Word(word.clone())),
            (Domain::Whole(range), Value::Number(number)) => {
                let whole = number.as_i64()?;
                (range.from..=range.to).contains(&whole).then_some(Item::Number(whole))
            }
            (Domain::YesNo, Value::Bool(flag)) => Some(Item::Flag(*flag)),
            _ => None,
        }
    }

    /// The domain as staff would write it, for remedies.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Domain::OneOf(words) => words.join(", "),
            Domain::Whole(range) => format!("{}..{}", range.from, range.to),
            Domain::YesNo => "yes, no".to_owned(),
        }
    }
}

impl Item {
    /// The item as it would stand in a cell.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Item::Word(word) => word.clone(),
            Item::Number(number) => number.to_string(),
            Item::Flag(true) => "yes".to_owned(),
            Item::Flag(false) => "no".to_owned(),
        }
    }
}
