//! Yes, no, or "cannot tell yet", with the tree of reasons why.
//!
//! Kleene's strong logic: what is missing does not spoil what is already certain.

use std::collections::BTreeMap;
use std::ops::Not;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A truth that may not be known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tri {
    Yes,
    No,
    /// Cannot tell yet: a fact is missing.
    Unknown,
}

impl Tri {
    /// Both: `No` wins over `Unknown`.
    #[must_use]
    pub fn and(self, other: Tri) -> Tri {
        match (self, other) {
            (Tri::No, _) | (_, Tri::No) => Tri::No,
            (Tri::Yes, Tri::Yes) => Tri::Yes,
            _ => Tri::Unknown,
        }
    }

    /// Either: `Yes` wins over `Unknown`.
    #[must_use]
    pub fn or(self, other: Tri) -> Tri {
        !((!self).and(!other))
    }
}

impl Not for Tri {
    type Output = Tri;

    fn not(self) -> Tri {
        match self {
            Tri::Yes => Tri::No,
            Tri::No => Tri::Yes,
            Tri::Unknown => Tri::Unknown,
        }
    }
}

impl From<bool> for Tri {
    fn from(value: bool) -> Tri {
        if value { Tri::Yes } else { Tri::No }
    }
}

/// What a node of a reason tree is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    And,
    Or,
    Not,
    /// A choice between two conditions (`a ? b : c`).
    If,
    /// One comparison or one fact.
    Test,
    /// Whether a fact is there.
    Present,
    Table,
    Row,
    Cell,
    /// No row fitted; the table's default holds.
    Default,
}

/// Why something is yes, no or not known yet. `facts` may hold personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub kind: ReasonKind,
    /// The piece of the rule as it is written.
    pub says: String,
    pub tri: Tri,
    /// The facts looked at, by path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Value>,
    /// Paths that were missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Reason>,
}

impl Reason {
    /// A node without facts or parts.
    #[must_use]
    pub fn new(kind: ReasonKind, says: &str, tri: Tri) -> Reason {
        let says = says.to_owned();
        Reason { kind, says, tri, facts: BTreeMap::new(), missing: Vec::new(), parts: Vec::new() }
    }

    /// The same node with parts below it.
    #[must_use]
    pub fn with_parts(mut self, parts: Vec<Reason>) -> Reason {
        self.parts = parts;
        self
    }

    /// Every missing path of this node and below, each once, in order.
    #[must_use]
    pub fn all_missing(&self) -> Vec<String> {
        let mut found: Vec<String> = self.missing.clone();
        for part in self.parts.iter().filter(|part| part.tri == Tri::Unknown) {
            found.extend(part.all_missing());
        }
        found.sort();
        found.dedup();
        found
    }
}

/// The answer of a condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    pub tri: Tri,
    pub reasons: Reason,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_certain_is_not_spoilt_by_what_is_missing() {
        let cases = [
            (Tri::No, Tri::Unknown, Tri::No, Tri::Unknown),
            (Tri::Yes, Tri::Unknown, Tri::Unknown, Tri::Yes),
            (Tri::Unknown, Tri::Unknown, Tri::Unknown, Tri::Unknown),
            (Tri::Yes, Tri::No, Tri::No, Tri::Yes),
            (Tri::Yes, Tri::Yes, Tri::Yes, Tri::Yes),
        ];
        for (left, right, and, or) in cases {
            assert_eq!((left.and(right), right.and(left)), (and, and), "{left:?} and {right:?}");
            assert_eq!((left.or(right), right.or(left)), (or, or), "{left:?} or {right:?}");
        }
        assert_eq!(!Tri::Unknown, Tri::Unknown);
    }
}
