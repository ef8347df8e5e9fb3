//! Reading the entries of a group: the members of a household, typed as `members.1.name`, `members.2.name` …
//!
//! An entry in which nothing was typed is no entry; the others keep the numbers they were typed under, so that
//! what is wrong is told at its own field. It refuses groups inside groups.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::check::{FieldCode, FieldFault, Raw, Wrong, bound, plain, with};
use crate::facts::Facts;
use crate::form::Question;
use crate::tri::Tri;

/// The numbers of the entries in which something was typed, in order.
#[must_use]
pub fn entries(raw: &Raw, group: &str) -> Vec<usize> {
    let number = |name: &str| {
        let (entry, _) = name.strip_prefix(group)?.strip_prefix('.')?.split_once('.')?;
        entry.parse::<usize>().ok().filter(|entry| *entry > 0)
    };
    let typed = raw.iter().filter(|(_, texts)| texts.iter().any(|text| !text.trim().is_empty()));
    let numbers: BTreeSet<usize> = typed.filter_map(|(name, _)| number(name)).collect();
    numbers.into_iter().collect()
}

/// What was typed into one entry, by the names of its questions.
fn entry_of(raw: &Raw, group: &str, entry: usize) -> Raw {
    let front = format!("{group}.{entry}.");
    let own = raw.iter().filter_map(|(name, texts)| Some((name.strip_prefix(&front)?.to_owned(), texts.clone())));
    own.collect()
}

impl Question {
    /// Reads every entry; faults are those of the fields, by their whole names.
    pub(crate) fn read_group(&self, raw: &Raw, facts: &Facts) -> Result<Option<Value>, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut read: Vec<Value> = Vec::new();
        let mut fault = |field: String, (code, args): Wrong| faults.push(FieldFault { question: field, code, args });
        let numbers = entries(raw, &self.id);
        let count = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
        if numbers.is_empty() && self.is_required(facts) == Tri::Yes {
            fault(self.id.clone(), plain(FieldCode::Required));
        }
        if let Some(max) = bound(self.max.as_ref(), facts).filter(|max| count > *max) {
            let args = [("max", max.to_string()), ("found", count.to_string())];
            fault(self.id.clone(), with(FieldCode::TooLarge, args));
        }
        if let Some(min) = bound(self.min.as_ref(), facts).filter(|min| count < *min && count > 0) {
            fault(self.id.clone(), with(FieldCode::TooSmall, [("min", min.to_string())]));
        }
        for number in numbers {
            let own = entry_of(raw, &self.id, number);
            let mut answers = Map::new();
            let mut facts = facts.clone();
            for question in &self.of {
                facts.0["this"] = Value::Object(answers.clone());
                if question.visible(&facts) != Tri::Yes {
                    continue;
                }
                match question.read(&own, &facts) {
                    Ok(Some(value)) => {
                        answers.insert(question.id.clone(), value);
                    }
                    Ok(None) => {}
                    Err(wrong) => fault(format!("{}.{number}.{}", self.id, question.id), wrong),
                }
            }
            if let Some(name) = &self.distinct
                && let Some(value) = answers.get(name)
                && read.iter().any(|known| known.get(name) == Some(value))
            {
                fault(format!("{}.{number}.{name}", self.id), plain(FieldCode::Twice));
            }
            read.push(Value::Object(answers));
        }
        match faults.is_empty() {
            false => Err(faults),
            // Nobody named is an answer too: there is nobody.
            true => Ok(Some(json!(read))),
        }
    }
}
