//! `letter` 1: what a decision letter says, for any service: who, what was decided, by which figures, on which
//! grounds and laws, and the remedy (行政程序法 §96).
//!
//! It computes nothing anew: the figures are those of the finding the decision rests on, and where there is none
//! those of the facts. Which words surround them is the template's.

use catalogue::facts::Facts;
use serde_json::{Value, json};

use super::{AbilityFault, Ground, PaperDraft, PaperTerms, World};
use crate::office::Standing;

pub(super) fn make(world: &World<'_>, facts: &Facts, terms: &PaperTerms) -> Result<PaperDraft, AbilityFault> {
    let at = |path: &str| facts.0.pointer(path).cloned().unwrap_or_default();
    let text = |path: &str| facts.0.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let ids = |path: &str| {
        let ids = facts.0.pointer(path).and_then(Value::as_array).into_iter().flatten();
        ids.filter_map(|id| terms.grounds.get(id.as_str()?)).collect::<Vec<&Ground>>()
    };
    let mut grounds = ids("/criteria/failed");
    grounds.extend(ids("/criteria/open"));
    let names = &world.office.names;
    let record = json!({
        "format": 1,
        "agency": names.agency.zh_hant,
        "address": names.address.zh_hant,
        "phone": names.phone,
        "paper_number": "0",
        "issued_on": terms.issued_on,
        "valid_until": terms.valid_until,
        "case_number": text("/case/number"),
        "applied_on": text("/case/applied_on"),
        "applicant": text("/answers/name"),
        "campaign": terms.campaign,
        "figures": numbers(&at("/figures")),
        "limits": at("/limits"),
        "rank": at("/case/rank"),
        "grounds": grounds,
        "reasons": text("/case/decision/reasons"),
        "remarks": text("/case/decision/remarks"),
        "verification": { "url": terms.verify_url, "code": terms.verify_code },
        "mark": match world.office.standing {
            Standing::Genuine => "genuine",
            Standing::Demonstration => "demonstration",
        },
    });
    let supplied = [text("/answers/name"), text("/case/decision/reasons"), text("/case/decision/remarks")];
    Ok(PaperDraft { record, sketch: None, supplied: supplied.join("\n") })
}

/// The figures that are numbers. Those that name people, such as who was left out, are nobody's to print.
fn numbers(figures: &Value) -> Value {
    let numbers = figures.as_object().into_iter().flatten().filter(|(_, value)| value.is_number());
    Value::Object(numbers.map(|(name, value)| (name.clone(), value.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_carries_no_person_but_its_addressee() {
        let figures = json!({"amount": 5_880, "excluded": ["E144444440"], "area": "main", "weak": true});
        assert_eq!(numbers(&figures), json!({"amount": 5_880}));
    }
}
