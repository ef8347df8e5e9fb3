//! Figures: what follows from the facts by the service's own rules, in an order that lets one rest on another.
//!
//! A figure is an expression or a column of a table: the size of a household, its income a month, the points,
//! the amount. It refuses to guess: where a fact is missing the figure is missing too. Whoever asks without
//! facts (a pre-screening) may give figures of their own; those are taken as they are and the rest follows.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::condition::{Amounts, Condition};
use crate::criterion;
use crate::facts::Facts;
use crate::service::Service;
use crate::table::{Table, TableAnswer};

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    pub id: String,
    pub of: FigureOf,
}

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureOf {
    Is(Condition),
    Column { table: String, output: String },
}

impl Service {
    /// The facts with everything that follows from them. Figures that are given already are left as they are.
    #[must_use]
    pub fn reckoned(&self, mut facts: Facts) -> Facts {
        if self.figures.is_empty() && self.criteria.is_empty() {
            return facts;
        }
        if !facts.0.is_object() {
            facts.0 = json!({});
        }
        let given = facts.0.get("figures").and_then(Value::as_object).cloned().unwrap_or_default();
        facts.0["figures"] = Value::Object(given.clone());
        for figure in self.figures.iter().filter(|figure| !given.contains_key(&figure.id)) {
            if let Some(value) = self.figure(figure, &facts) {
                facts.0["figures"][&figure.id] = value;
            }
        }
        facts.0["criteria"] = criterion::standing(&self.criteria, &facts);
        facts
    }

    fn figure(&self, figure: &Figure, facts: &Facts) -> Option<Value> {
        match &figure.of {
            FigureOf::Is(is) => match is.value(facts) {
                Amounts::To(value) => Some(value),
                Amounts::Missing(_) | Amounts::Broken(_) => None,
            },
            FigureOf::Column { table, output } => {
                let answer = self.answer_of(self.tables.get(table)?, facts)?;
                answer.outputs()?.get(output).cloned()
            }
        }
    }

    /// What a table says of the facts, by the rules of its day; nothing before that day is known.
    #[must_use]
    pub fn answer_of(&self, table: &Table, facts: &Facts) -> Option<TableAnswer> {
        Some(table.decide(facts, table.date_of(facts)?))
    }

    /// Everything an assessment keeps: the figures, every criterion with both its sides, and what the named
    /// tables said, row by row. What an officer saw is what is kept.
    #[must_use]
    pub fn assessed(&self, tables: &[String], facts: &Facts) -> Value {
        let said = tables.iter().filter_map(|name| {
            let answer = self.answer_of(self.tables.get(name)?, facts)?;
            Some((name.clone(), serde_json::to_value(answer).unwrap_or_default()))
        });
        let said: Map<String, Value> = said.collect();
        json!({
            "figures": facts.0.get("figures").cloned().unwrap_or_default(),
            "criteria": self.judged(facts),
            "tables": said,
        })
    }
}
