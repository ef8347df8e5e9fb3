//! Criteria: what must hold for an application, one sentence of the law each, answered yes, no or cannot
//! tell yet (資格審查, 勾稽).
//!
//! A criterion may have two sides, what was declared and what a register says, so that an officer sees both.
//! It names the questions that reopen when it does not hold. The same criteria answer a pre-screening, decide
//! a case and are checked again before every payment.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::condition::{Amounts, Condition};
use crate::facts::Facts;
use crate::service::Service;
use crate::tri::{Reason, Tri};

/// One criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Criterion {
    pub id: String,
    pub passes: Condition,
    /// What follows when it does not hold.
    pub fails: Failing,
    /// Ids of the laws it rests on.
    pub law: Vec<String>,
    /// What the applicant said, for the officer's screen.
    pub declared: Option<Condition>,
    /// What a register says.
    pub registered: Option<Condition>,
    /// Questions that reopen when it is to be put right.
    pub asks: Vec<String>,
}

/// What follows from a criterion that does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failing {
    /// The application cannot be approved.
    #[default]
    Refuses,
    /// A person looks; it may still be in order.
    Doubts,
}

/// A criterion with its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    pub id: String,
    pub tri: Tri,
    pub fails: Failing,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered: Option<Value>,
    pub why: Reason,
}

impl Service {
    /// Every criterion with its answer, in order.
    #[must_use]
    pub fn judged(&self, facts: &Facts) -> Vec<Judged> {
        let side = |side: &Option<Condition>| match side.as_ref()?.value(facts) {
            Amounts::To(value) => Some(value),
            Amounts::Missing(_) | Amounts::Broken(_) => None,
        };
        let judged = self.criteria.iter().map(|criterion| {
            let judgement = criterion.passes.judge(facts);
            Judged {
                id: criterion.id.clone(),
                tri: judgement.tri,
                fails: criterion.fails,
                declared: side(&criterion.declared),
                registered: side(&criterion.registered),
                why: judgement.reasons,
            }
        });
        judged.collect()
    }

    /// The questions that reopen for criteria that do not hold or cannot be told, each once, in order.
    #[must_use]
    pub fn wanting(&self, facts: &Facts) -> Vec<(&str, &str)> {
        let mut wanting: Vec<(&str, &str)> = Vec::new();
        for criterion in self.criteria.iter().filter(|criterion| criterion.passes.judge(facts).tri != Tri::Yes) {
            for question in &criterion.asks {
                if !wanting.iter().any(|(_, known)| known == question) {
                    wanting.push((&criterion.id, question));
                }
            }
        }
        wanting
    }
}

/// The room `criteria`: the ids that failed, that cannot be told, and that only raise a doubt.
pub(crate) fn standing(criteria: &[Criterion], facts: &Facts) -> Value {
    let (mut failed, mut open, mut doubted) = (Vec::new(), Vec::new(), Vec::new());
    for criterion in criteria {
        match (criterion.passes.judge(facts).tri, criterion.fails) {
            (Tri::Yes, _) => {}
            (Tri::No, Failing::Refuses) => failed.push(&criterion.id),
            (Tri::Unknown, Failing::Refuses) => open.push(&criterion.id),
            (Tri::No | Tri::Unknown, Failing::Doubts) => doubted.push(&criterion.id),
        }
    }
    json!({ "failed": failed, "open": open, "doubted": doubted })
}
