//! Pre-screening without a name: the same figures, criteria and tables that decide a case answer a few questions
//! anybody may ask, with yes, no or cannot tell yet for each condition. Nothing of it is kept by anybody.
//!
//! A question is either one of the form or a figure: who knows the figure gives it, and what follows from it
//! follows. A criterion that rests on anything else is not guessed: it will be looked up.

use lexicon::instant::At;
use serde_json::{Map, Value, json};

use crate::campaign::Season;
use crate::check::{FieldFault, Raw};
use crate::criterion::{Failing, Judged};
use crate::facts::Facts;
use crate::form::{Form, Page};
use crate::service::{Channel, Service};
use crate::tri::{Reason, ReasonKind, Tri};

/// What a pre-screening says.
#[derive(Clone, Debug, PartialEq)]
pub struct Screened {
    /// Whether the household would qualify, as far as these questions tell.
    pub tri: Tri,
    /// Every criterion that can refuse, in order; what these questions cannot tell is unknown.
    pub criteria: Vec<Judged>,
    /// Everything that follows.
    pub figures: Map<String, Value>,
}

impl Service {
    /// Reads what was typed into the questions of the pre-screening and judges it.
    ///
    /// # Errors
    /// Every fault of the answers, in order.
    pub fn screen(&self, raw: &Raw, now: At) -> Result<Screened, Vec<FieldFault>> {
        let facts = self.screening_facts(Map::new(), now);
        let page = Page { id: "screening".to_owned(), questions: self.screening.clone() };
        let form = Form { pages: vec![page], looked_up: Vec::new() };
        let given = form.check(raw, &facts)?;
        let facts = self.reckoned(self.screening_facts(given, now));
        let criteria: Vec<Judged> =
            self.judged(&facts).into_iter().filter(|judged| judged.fails == Failing::Refuses).collect();
        let criteria: Vec<Judged> = criteria.into_iter().map(|judged| self.only_asked(judged)).collect();
        // What will be looked up anyway spoils no yes; what was asked and is missing does.
        let asked = criteria.iter().filter(|judged| self.is_screened(&judged.id));
        let tri = asked.fold(Tri::Yes, |sum, judged| sum.and(judged.tri));
        let figures = facts.0.get("figures").and_then(Value::as_object).cloned().unwrap_or_default();
        Ok(Screened { tri, criteria, figures })
    }

    /// What is known before anybody applied.
    #[must_use]
    pub fn screening_facts(&self, given: Map<String, Value>, now: At) -> Facts {
        let on = now.taipei_date();
        // A name may be both: what somebody ticks and what a register knows. Here the one stands for the other.
        let named = |name: &str| self.figures.iter().any(|figure| figure.id == name);
        let figures: Map<String, Value> = given.clone().into_iter().filter(|(name, _)| named(name)).collect();
        let answers: Map<String, Value> =
            given.into_iter().filter(|(name, _)| self.form.question(name).is_some()).collect();
        let mut case = json!({ "channel": Channel::Online, "applied_on": on });
        if let Season::Open(campaign) | Season::Upcoming(campaign) = self.season(now) {
            case["campaign"] = json!(campaign.id);
        }
        Facts(json!({ "case": case, "answers": answers, "figures": figures, "limits": self.limits(on) }))
    }

    /// Whether the questions of the pre-screening can answer a criterion.
    #[must_use]
    pub fn is_screened(&self, criterion: &str) -> bool {
        let Some(criterion) = self.criteria.iter().find(|known| known.id == criterion) else { return false };
        let paths = criterion.passes.paths();
        paths.iter().all(|path| match path.split_once('.') {
            Some(("answers", rest)) => {
                self.screening.iter().any(|question| rest.split('.').next() == Some(&question.id))
            }
            Some(("evidence" | "findings", _)) => false,
            _ => true,
        })
    }

    fn only_asked(&self, judged: Judged) -> Judged {
        if self.is_screened(&judged.id) {
            return judged;
        }
        Judged { tri: Tri::Unknown, why: Reason::new(ReasonKind::Test, "", Tri::Unknown), ..judged }
    }
}
