//! Deciding over a table: a row, its default, "cannot tell yet" or "outside the declared domain".
//!
//! Each answer comes with a tree of reasons. It refuses to guess: a missing fact never falls through to
//! the default, and a value outside its domain is handed to a person.

use std::collections::BTreeMap;

use lexicon::date::Date;
use serde_json::{Map, Value};

use crate::cell::Test;
use crate::condition::Amounts;
use crate::domain::{Domain, Item};
use crate::facts::Facts;
use crate::table::{Caps, Hit, Input, OutputType, Row, Table, TableAnswer};
use crate::tri::{Reason, ReasonKind, Tri};

/// The value of one input, known or not.
#[derive(Clone, Debug)]
struct Known {
    item: Option<Item>,
    value: Value,
    missing: Vec<String>,
}

impl Table {
    /// The day that picks this table's rows, if the case has it yet.
    #[must_use]
    pub fn date_of(&self, facts: &Facts) -> Option<Date> {
        facts.get(self.date.path())?.as_str()?.parse().ok()
    }

    /// Decides over the facts with the rules in force on `on`.
    #[must_use]
    pub fn decide(&self, facts: &Facts, on: Date) -> TableAnswer {
        self.answer(&|input| known(input, facts), on)
    }

    /// Decides with input values given by name, for tables the house reads itself.
    #[must_use]
    pub fn look_up(&self, values: &BTreeMap<String, Value>, on: Date) -> TableAnswer {
        let given = |input: &Input| match values.get(&input.name) {
            Some(value) => Known { item: input.domain.item(value), value: value.clone(), missing: Vec::new() },
            None => Known { item: None, value: Value::Null, missing: vec![input.name.clone()] },
        };
        self.answer(&given, on)
    }

    fn answer(&self, read: &dyn Fn(&Input) -> Known, on: Date) -> TableAnswer {
        let known: Vec<Known> = self.inputs.iter().map(read).collect();
        let strange =
            self.inputs.iter().zip(&known).find(|(_, known)| known.missing.is_empty() && known.item.is_none());
        if let Some((input, known)) = strange {
            let why = Reason::new(ReasonKind::Table, &self.file, Tri::Unknown);
            return TableAnswer::Outside { input: input.name.clone(), value: known.value.clone(), why };
        }
        let in_force = self.rows.iter().enumerate().filter(|(_, row)| row.holds_on(on));
        let tried: Vec<(usize, Reason)> = in_force.map(|(index, row)| (index, self.row_reason(row, &known))).collect();
        match &self.hit {
            Hit::Unique => self.one(&tried, on, false),
            Hit::First => self.one(&tried, on, true),
            Hit::CollectSum(_) | Hit::CollectMax => self.collected(&tried),
        }
    }

    /// A row of Kleene tests: `No` as soon as one cell refuses.
    fn row_reason(&self, row: &Row, known: &[Known]) -> Reason {
        let mut parts = Vec::new();
        let mut tri = Tri::Yes;
        for ((cell, input), known) in row.cells.iter().zip(&self.inputs).zip(known) {
            if cell.test == Test::Any {
                continue;
            }
            let fits = known.item.as_ref().map_or(Tri::Unknown, |item| cell.takes(item).into());
            let mut part = Reason::new(ReasonKind::Cell, &format!("{} {}", input.name, cell.text), fits);
            if known.item.is_some() {
                part.facts.insert(input.name.clone(), known.value.clone());
            }
            part.missing.clone_from(&known.missing);
            parts.push(part);
            tri = tri.and(fits);
        }
        Reason::new(ReasonKind::Row, &format!("{}:{}", self.file, row.line), tri).with_parts(parts)
    }

    fn one(&self, tried: &[(usize, Reason)], on: Date, in_order: bool) -> TableAnswer {
        let wanted = |tri: Tri| tri == Tri::Yes || (in_order && tri == Tri::Unknown);
        let reasons = || tried.iter().map(|(_, reason)| reason.clone()).collect::<Vec<_>>();
        match tried.iter().find(|(_, reason)| wanted(reason.tri)) {
            Some((index, reason)) if reason.tri == Tri::Yes => {
                let why = Reason::new(ReasonKind::Table, &self.file, Tri::Yes).with_parts(vec![reason.clone()]);
                TableAnswer::Row { index: *index, outputs: map(&self.rows[*index].outputs), why }
            }
            _ if tried.iter().any(|(_, reason)| reason.tri == Tri::Unknown) => self.unknown(reasons()),
            _ => self.otherwise(reasons(), on),
        }
    }

    fn unknown(&self, reasons: Vec<Reason>) -> TableAnswer {
        let why = Reason::new(ReasonKind::Table, &self.file, Tri::Unknown).with_parts(reasons);
        TableAnswer::Unknown { missing: why.all_missing(), why }
    }

    fn otherwise(&self, reasons: Vec<Reason>, on: Date) -> TableAnswer {
        let why = Reason::new(ReasonKind::Default, &self.file, Tri::Yes).with_parts(reasons);
        match &self.default {
            Some(outputs) => TableAnswer::Default { outputs: map(outputs), why },
            None => TableAnswer::Outside { input: "date".to_owned(), value: Value::String(on.to_string()), why },
        }
    }

    fn collected(&self, tried: &[(usize, Reason)]) -> TableAnswer {
        let reasons = || tried.iter().map(|(_, reason)| reason.clone()).collect::<Vec<_>>();
        if tried.iter().any(|(_, reason)| reason.tri == Tri::Unknown) {
            return self.unknown(reasons());
        }
        let indexes: Vec<usize> =
            tried.iter().filter(|(_, reason)| reason.tri == Tri::Yes).map(|(index, _)| *index).collect();
        let why = Reason::new(ReasonKind::Table, &self.file, Tri::Yes).with_parts(reasons());
        match (&self.default, indexes.is_empty()) {
            (Some(outputs), true) => TableAnswer::Default { outputs: map(outputs), why },
            _ => TableAnswer::Collected { outputs: self.collect(&indexes), indexes, why },
        }
    }

    fn collect(&self, indexes: &[usize]) -> Map<String, Value> {
        let rows: Vec<&Row> = indexes.iter().map(|index| &self.rows[*index]).collect();
        let numbers = self.outputs.iter().filter(|(_, kind)| **kind == OutputType::Integer);
        numbers
            .map(|(name, _)| {
                let number = |row: &&Row| row.outputs.get(name).and_then(Value::as_i64).unwrap_or(0);
                let sum = match &self.hit {
                    Hit::CollectSum(caps) => capped_sum(&rows, caps, &number),
                    _ => rows.iter().map(number).max().unwrap_or(0),
                };
                (name.clone(), Value::from(sum))
            })
            .collect()
    }
}

fn capped_sum(rows: &[&Row], caps: &Caps, number: &dyn Fn(&&Row) -> i64) -> i64 {
    let mut groups: BTreeMap<&str, i64> = BTreeMap::new();
    for row in rows {
        let group = caps.group.as_ref().and_then(|name| row.outputs.get(name)).and_then(Value::as_str);
        let sum = groups.entry(group.unwrap_or_default()).or_default();
        *sum = sum.saturating_add(number(row));
    }
    let capped = groups.iter().map(|(group, sum)| caps.groups.get(*group).map_or(*sum, |cap| *sum.min(cap)));
    let total = capped.fold(0_i64, i64::saturating_add);
    caps.total.map_or(total, |cap| total.min(cap))
}

fn map(outputs: &BTreeMap<String, Value>) -> Map<String, Value> {
    outputs.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn known(input: &Input, facts: &Facts) -> Known {
    let nothing = |missing| Known { item: None, value: Value::Null, missing };
    let Some(from) = &input.from else { return nothing(vec![input.name.clone()]) };
    let amounts = match input.domain {
        Domain::YesNo => match from.judge(facts) {
            judged if judged.tri == Tri::Unknown => {
                let mut missing = judged.reasons.all_missing();
                if missing.is_empty() {
                    missing.push(from.source().to_owned());
                }
                Amounts::Missing(missing)
            }
            judged => Amounts::To(Value::Bool(judged.tri == Tri::Yes)),
        },
        _ => from.value(facts),
    };
    match amounts {
        Amounts::To(value) => Known { item: input.domain.item(&value), value, missing: Vec::new() },
        Amounts::Missing(missing) => nothing(missing),
        Amounts::Broken(_) => nothing(vec![from.source().to_owned()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Cell;
    use crate::condition::Condition;
    use crate::table::DateOf;
    use serde_json::json;

    /// A table of points: two tests, a number, a group.
    fn table(hit: Hit) -> Table {
        let rows = [("yes", "-", 5, "family"), ("-", ">=3", 4, "family"), ("-", "[1..9]", 2, "house")];
        let input = |name: &str, domain: Domain| Input {
            name: name.to_owned(),
            from: Some(Condition::new(&format!("answers.{name}")).unwrap()),
            domain,
        };
        let whole = Domain::Whole(crate::domain::Whole { from: 0, to: 9 });
        let inputs = vec![input("disabled", Domain::YesNo), input("children", whole)];
        let row = |(index, (first, second, points, group)): (usize, &(&str, &str, i64, &str))| Row {
            line: index + 2,
            cells: vec![Cell::read(first, &inputs[0].domain).unwrap(), Cell::read(second, &inputs[1].domain).unwrap()],
            outputs: [("points".to_owned(), json!(points)), ("group".to_owned(), json!(group))].into(),
            from: "2026-01-01".parse().unwrap(),
            until: None,
            source: "test".to_owned(),
            sample: true,
            note: None,
        };
        let rows = rows.iter().enumerate().map(row).collect();
        let outputs = [("points".to_owned(), OutputType::Integer), ("group".to_owned(), OutputType::Text)].into();
        let default = Some([("points".to_owned(), json!(0)), ("group".to_owned(), json!(""))].into());
        Table { file: "t.csv".to_owned(), hit, date: DateOf::Applied, inputs, outputs, default, rows }
    }

    fn check(hit: Hit, answers: Value, expected: Option<i64>) {
        let facts = Facts(json!({"answers": answers}));
        let answer = table(hit.clone()).decide(&facts, "2026-03-02".parse().unwrap());
        let points = answer.outputs().and_then(|outputs| outputs["points"].as_i64());
        assert_eq!(points, expected, "{hit:?} over {facts:?}: {answer:?}");
    }

    #[test]
    fn collecting_tables_add_under_caps_or_take_the_greatest() {
        let caps = |family: Option<i64>, total: Option<i64>| {
            let groups = family.map(|cap| ("family".to_owned(), cap)).into_iter().collect();
            Hit::CollectSum(Caps { group: Some("group".to_owned()), groups, total })
        };
        let all = || json!({"disabled": true, "children": 3});
        check(caps(None, None), all(), Some(11));
        check(caps(Some(6), None), all(), Some(8));
        check(caps(Some(6), Some(7)), all(), Some(7));
        check(Hit::CollectMax, all(), Some(5));
        check(Hit::First, all(), Some(5));
        check(Hit::CollectMax, json!({"disabled": false, "children": 0}), Some(0));
    }

    #[test]
    fn a_missing_fact_never_falls_through_to_the_default() {
        for hit in [Hit::First, Hit::CollectMax, Hit::CollectSum(Caps::default())] {
            check(hit.clone(), json!({"children": 0}), None);
            check(hit, json!({"disabled": false}), None);
        }
    }

    #[test]
    fn what_is_certain_without_the_missing_fact_is_decided() {
        check(Hit::First, json!({"disabled": true}), Some(5));
    }

    #[test]
    fn a_value_outside_its_domain_is_for_a_person() {
        let facts = Facts(json!({"answers": {"disabled": true, "children": 12}}));
        let answer = table(Hit::First).decide(&facts, "2026-03-02".parse().unwrap());
        assert!(matches!(answer, TableAnswer::Outside { input, .. } if input == "children"));
    }

    #[test]
    fn the_date_of_a_table_is_read_from_the_case() {
        let table = table(Hit::First);
        assert_eq!(table.date_of(&Facts(json!({"case": {"applied_on": "2026-03-02"}}))), "2026-03-02".parse().ok());
        assert_eq!(table.date_of(&Facts(json!({"case": {}}))), None);
    }
}
