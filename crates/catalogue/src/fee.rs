//! Fees: a tariff is a table, a fee is its row times what was asked for.
//!
//! Each line is `price × (count − included)`, never below nothing; prices and included counts are
//! columns of the tariff's row (規費法 §10: prices are decided, not computed). Whole dollars only.

use lexicon::date::Date;
use lexicon::money::Twd;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::condition::{Amounts, Condition};
use crate::facts::Facts;
use crate::service::Service;
use crate::table::TableAnswer;
use crate::tri::Reason;

/// How a service's fee is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeeRule {
    /// The tariff.
    pub table: String,
    pub lines: Vec<FeeLineRule>,
}

/// One line of the fee.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeeLineRule {
    /// Part of the text key `fee-<id>`.
    pub id: String,
    /// Tariff column with the price of one, in whole dollars.
    pub price: String,
    /// How many; a whole number over the facts.
    pub count: Condition,
    /// Tariff column with how many are already included.
    pub beyond: Option<String>,
}

/// A fee that can be charged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fee {
    pub amount: Twd,
    /// Lines with a quantity; a line of nothing is left out.
    pub lines: Vec<FeeLine>,
    /// The legal source of the tariff's row.
    pub source: String,
    /// The row is a sample nobody decided.
    pub sample: bool,
    pub why: Reason,
}

/// One line of a fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeLine {
    pub id: String,
    pub quantity: i64,
    pub unit: Twd,
    pub amount: Twd,
}

/// Why there is no fee to name.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FeeFault {
    /// Facts are missing.
    #[error("the fee cannot be told yet: {0:?} missing")]
    Unknown(Vec<String>),
    /// The facts lie outside the tariff, or no tariff is in force on that day.
    #[error("the tariff has no row for {input}")]
    Outside { input: String, value: Value },
    /// The sum leaves the range of money, or a column is not a number.
    #[error("the fee cannot be computed in line {0}")]
    Sum(String),
}

impl Fee {
    /// The fee of a service that charges none.
    fn nothing() -> Fee {
        let why = Reason::new(crate::tri::ReasonKind::Default, "", crate::tri::Tri::Yes);
        Fee { amount: Twd::ZERO, lines: Vec::new(), source: String::new(), sample: false, why }
    }
}

impl Service {
    /// The fee for these facts by the tariff in force on `on`.
    ///
    /// # Errors
    /// [`FeeFault`]; a fee is never guessed.
    pub fn fee_of(&self, facts: &Facts, on: Date) -> Result<Fee, FeeFault> {
        let Some(rule) = &self.fee else { return Ok(Fee::nothing()) };
        let table = self.tables.get(&rule.table).ok_or_else(|| FeeFault::Sum(rule.table.clone()))?;
        let (index, outputs, why) = match table.decide(facts, on) {
            TableAnswer::Row { index, outputs, why } => (Some(index), outputs, why),
            TableAnswer::Default { outputs, why } => (None, outputs, why),
            TableAnswer::Collected { indexes, outputs, why } => (indexes.first().copied(), outputs, why),
            TableAnswer::Unknown { missing, .. } => return Err(FeeFault::Unknown(missing)),
            TableAnswer::Outside { input, value, .. } => return Err(FeeFault::Outside { input, value }),
        };
        let row = index.and_then(|index| table.rows.get(index));
        let mut lines = Vec::new();
        for rule in &rule.lines {
            lines.extend(line(rule, &outputs, facts)?);
        }
        let amount = Twd::checked_sum(lines.iter().map(|line| line.amount));
        Ok(Fee {
            amount: amount.ok_or_else(|| FeeFault::Sum("total".to_owned()))?,
            lines,
            source: row.map_or_else(String::new, |row| row.source.clone()),
            sample: row.is_some_and(|row| row.sample),
            why,
        })
    }
}

fn line(rule: &FeeLineRule, row: &Map<String, Value>, facts: &Facts) -> Result<Option<FeeLine>, FeeFault> {
    let broken = || FeeFault::Sum(rule.id.clone());
    let column = |name: &String| row.get(name).and_then(Value::as_i64).ok_or_else(broken);
    let unit = Twd::new(column(&rule.price)?);
    let included = rule.beyond.as_ref().map(column).transpose()?.unwrap_or(0);
    if unit.is_zero() {
        return Ok(None);
    }
    let count = match rule.count.value(facts) {
        Amounts::To(value) => value.as_i64().ok_or_else(broken)?,
        Amounts::Missing(missing) => return Err(FeeFault::Unknown(missing)),
        Amounts::Broken(_) => return Err(broken()),
    };
    let quantity = count.saturating_sub(included).max(0);
    if quantity == 0 {
        return Ok(None);
    }
    let amount = unit.checked_mul(quantity).ok_or_else(broken)?;
    Ok(Some(FeeLine { id: rule.id.clone(), quantity, unit, amount }))
}
