//! Groups on a page: which entries are shown, what pressing "add" and "take out" does, and what was typed so far
//! as conditions read it. Nothing here says that an answer is right.

use catalogue::check::Raw;
use catalogue::condition::Amounts;
use catalogue::facts::Facts;
use catalogue::form::{Form, Kind, Question, Required};
use catalogue::group;
use serde_json::{Map, Value, json};

/// How many entries of a group a page shows: those typed, those asked for by a press, one at least.
#[must_use]
pub fn shown(asked: &Question, raw: &Raw) -> usize {
    let typed = group::entries(raw, &asked.id).last().copied().unwrap_or(0);
    let pressed = raw.get(&asked.id).and_then(|texts| texts.first()?.parse::<usize>().ok()).unwrap_or(0);
    let least = usize::from(asked.required == Required::Always);
    typed.max(pressed).max(least).min(MOST_ENTRIES)
}

/// Entries any page shows, whatever was sent.
const MOST_ENTRIES: usize = 30;

/// How many entries there may be.
#[must_use]
pub fn most(asked: &Question, facts: &Facts) -> usize {
    let bound = asked.max.as_ref().map(|max| max.value(facts));
    match bound {
        Some(Amounts::To(value)) => value.as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(MOST_ENTRIES),
        _ => MOST_ENTRIES,
    }
}

/// What was typed into one entry, as far as conditions can read it.
#[must_use]
pub fn entry_facts(asked: &Question, raw: &Raw, number: usize) -> Value {
    let typed = |part: &Question| {
        let text = raw.get(&format!("{}.{number}.{}", asked.id, part.id))?.first()?;
        Some((part.id.clone(), read_loosely(part, text)))
    };
    Value::Object(asked.of.iter().filter_map(typed).collect::<Map<_, _>>())
}

/// Something typed as conditions read it, before it is checked.
fn read_loosely(asked: &Question, text: &str) -> Value {
    match (asked.kind, text) {
        (Kind::YesNo, "yes") => json!(true),
        (Kind::YesNo, _) => json!(false),
        (Kind::Integer | Kind::Money, text) => lexicon::fold::compact(text)
            .replace(',', "")
            .parse::<i64>()
            .map_or_else(|_| json!(text), |number| json!(number)),
        (_, text) => json!(text),
    }
}

/// What was typed so far as facts, for deciding what to ask next; nothing in it has been checked.
#[must_use]
pub fn typed_facts(form: &Form, raw: &Raw) -> Map<String, Value> {
    let mut answers = Map::new();
    for question in form.questions() {
        if question.kind == Kind::Group {
            let entries = group::entries(raw, &question.id);
            let entries: Vec<Value> = entries.into_iter().map(|number| entry_facts(question, raw, number)).collect();
            answers.insert(question.id.clone(), Value::Array(entries));
            continue;
        }
        if question.kind == Kind::Several {
            let ticked = raw.get(&question.id).map(Vec::as_slice).unwrap_or_default();
            let ticked: Vec<&str> = ticked.iter().flat_map(|text| text.lines()).collect();
            answers.insert(question.id.clone(), json!(ticked));
            continue;
        }
        let typed = raw.get(&question.id).and_then(|texts| texts.first());
        if let Some(text) = typed.or(question.preset.as_ref()) {
            answers.insert(question.id.clone(), read_loosely(question, text));
        }
    }
    answers
}

/// Takes what a page sent for a group: the entries as typed, one more after "add", one less after "remove".
pub fn take(raw: &mut Raw, sent: &[(String, String)], group: &str) {
    let front = format!("{group}.");
    let pressed = |name: &str| sent.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let removed = pressed("remove").and_then(|value| value.strip_prefix(&front)?.parse::<usize>().ok());
    let last = sent.iter().filter_map(|(name, _)| number_of(name, &front)).max().unwrap_or(0);
    raw.retain(|name, _| !name.starts_with(&front));
    for (name, text) in sent {
        let Some(number) = number_of(name, &front).filter(|number| Some(*number) != removed) else { continue };
        let moved = number - usize::from(removed.is_some_and(|gone| gone < number));
        let part = name.rsplit('.').next().unwrap_or_default();
        raw.insert(format!("{front}{moved}.{part}"), vec![text.clone()]);
    }
    let count = last - usize::from(removed.is_some_and(|gone| gone <= last));
    let count = count + usize::from(pressed("add") == Some(group));
    raw.insert(group.to_owned(), vec![count.min(MOST_ENTRIES).to_string()]);
}

fn number_of(name: &str, front: &str) -> Option<usize> {
    let (number, _) = name.strip_prefix(front)?.split_once('.')?;
    number.parse().ok().filter(|number| (1..=MOST_ENTRIES).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    fn check(pairs: &[(&str, &str)], names: &[&str], count: &str) {
        let mut raw = Raw::from([("members.9.name".to_owned(), vec!["舊".to_owned()])]);
        take(&mut raw, &sent(pairs), "members");
        assert_eq!(raw.remove("members"), Some(vec![count.to_owned()]));
        let said: Vec<String> = raw.iter().map(|(name, texts)| format!("{name}={}", texts[0])).collect();
        assert_eq!(said, names, "{pairs:?}");
    }

    #[test]
    fn an_entry_taken_out_closes_the_gap_and_one_added_is_empty() {
        let two = [("members.1.name", "甲"), ("members.2.name", "乙")];
        check(&two, &["members.1.name=甲", "members.2.name=乙"], "2");
        check(&[two[0], two[1], ("remove", "members.1")], &["members.1.name=乙"], "1");
        check(&[two[0], two[1], ("add", "members")], &["members.1.name=甲", "members.2.name=乙"], "3");
        check(&[two[0], ("remove", "members.7")], &["members.1.name=甲"], "1");
        check(&[("members.31.name", "x"), ("members.0.name", "x"), ("add", "others")], &[], "0");
    }
}
