//! Facts: what conditions and tables may know of a case.
//!
//! One JSON object with rooms: `case`, `answers`, `evidence`, `findings`, `limits`, and what follows from
//! them by the service's own rules: `figures` and `criteria`; within a group also `this`, the entry. A name that
//! is absent is not known yet; a name that is `null` was asked for and did not come. Both count as
//! missing for every rule. Facts may hold personal data: they are never logged.

use serde_json::Value;

/// The rooms of a facts object, the only names a condition may begin with.
pub const ROOMS: [&str; 8] = ["case", "answers", "evidence", "findings", "limits", "figures", "criteria", "this"];

/// Everything a rule may look at.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Facts(pub Value);

impl Facts {
    /// The value at a dotted path such as `findings.overlay.near_line`; absent and `null` are `None`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Value> {
        let found = path.split('.').try_fold(&self.0, |value, name| value.get(name))?;
        (!found.is_null()).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn absent_and_null_are_both_missing() {
        let facts = Facts(json!({"evidence": {"geometry": null}, "case": {"channel": "online"}}));
        assert_eq!(facts.get("case.channel"), Some(&json!("online")));
        assert_eq!(facts.get("evidence.geometry"), None);
        assert_eq!(facts.get("evidence.geometry.area"), None);
        assert_eq!(facts.get("answers.name"), None);
    }
}
