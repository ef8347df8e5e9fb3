//! Reads the steps of `service.yaml`: every name they use must be declared. Their way is checked in `graph`.

use crate::fault::FaultCode;
use crate::service_rules::Rules;
use crate::source::service::{
    ActionSource, AskSource, DecisionSource, ExpirySource, GoesSource, NextSource, StepAbilitySource, StepSource,
    WithinSource,
};
use crate::step::{Action, Choice, Expiry, Goes, Next, Step, Within};
use crate::table::OutputType;

impl Rules<'_> {
    /// The steps.
    pub fn steps(&mut self) -> Vec<Step> {
        self.source.steps.iter().map(|step| self.step(step)).collect()
    }

    fn step(&mut self, source: &StepSource) -> Step {
        Step {
            id: source.id.value.clone(),
            stage: source.stage.value,
            action: self.action(&source.action.value),
            within: source.within.as_ref().map(within),
            next: self.next(&source.next.value),
            fails: source.fails.as_ref().map(|fails| goes(&fails.value)),
        }
    }

    fn action(&mut self, source: &ActionSource) -> Action {
        match source {
            ActionSource::Charge => Action::Charge,
            ActionSource::Ask(ask) => self.ask(ask),
            ActionSource::Ability(ability) => self.ability(ability),
            ActionSource::Decide(choices) => Action::Decide { choices: choices.iter().map(choice).collect() },
            ActionSource::Paper(paper) => {
                if !self.source.papers.contains_key(&paper.value) {
                    self.fault(paper, FaultCode::PaperUnknown, "add the paper under `papers`".to_owned());
                }
                Action::Paper { paper: paper.value.clone() }
            }
            ActionSource::Assess(assess) => {
                for table in assess.tables.iter().filter(|table| !self.source.tables.contains_key(&table.value)) {
                    self.fault(table, FaultCode::TableUnknown, "declare the table under `tables`".to_owned());
                }
                let tables = assess.tables.iter().map(|table| table.value.clone()).collect();
                Action::Assess { finding: assess.finding.value.clone(), tables }
            }
            ActionSource::Rank(rank) => {
                for figure in std::iter::once(&rank.points).chain(&rank.weighted) {
                    if !self.source.figures.iter().any(|known| known.id.value == figure.value) {
                        self.fault(figure, FaultCode::FactUnknown, "declare it under `figures`".to_owned());
                    }
                }
                let weighted = rank.weighted.as_ref().map(|figure| figure.value.clone());
                Action::Rank { points: rank.points.value.clone(), weighted }
            }
        }
    }

    fn ask(&mut self, ask: &AskSource) -> Action {
        let entry = self.evidence.evidence.get(&ask.evidence.value);
        let agrees =
            entry.is_some_and(|entry| entry.gateway.value == ask.gateway.value && entry.query.value == ask.query.value);
        if !agrees {
            let remedy = format!(
                "declare it in evidence.yaml with gateway `{}` and query `{}`",
                ask.gateway.value, ask.query.value
            );
            self.fault(&ask.evidence, FaultCode::EvidenceUnknown, remedy);
        }
        Action::Ask {
            gateway: ask.gateway.value.clone(),
            query: ask.query.value.clone(),
            evidence: ask.evidence.value.clone(),
        }
    }

    fn ability(&mut self, step: &StepAbilitySource) -> Action {
        let known = self.source.abilities.iter().find(|known| known.name.value == step.name.value);
        let declared = known.and_then(|known| known.version.as_ref()).map(|version| version.value);
        let version = step.version.as_ref().map(|version| version.value);
        match (known, version) {
            (None, _) => {
                let names: Vec<&str> = self.source.abilities.iter().map(|a| a.name.value.as_str()).collect();
                let remedy =
                    format!("list it under `abilities` with its version, or write one of: {}", names.join(", "));
                self.fault(&step.name, FaultCode::AbilityUnknown, remedy);
            }
            (Some(_), None) => {
                let remedy = "add `version:`; a case is pinned to it".to_owned();
                self.fault(&step.name, FaultCode::AbilityVersion, remedy);
            }
            (Some(_), Some(_)) if version != declared => {
                let remedy = format!("write the version listed under `abilities`: {}", declared.unwrap_or_default());
                self.fault(&step.name, FaultCode::AbilityVersion, remedy);
            }
            _ => {}
        }
        Action::Ability {
            name: step.name.value.clone(),
            version: version.unwrap_or_default(),
            finding: step.finding.value.clone(),
        }
    }

    fn next(&mut self, source: &NextSource) -> Next {
        match source {
            NextSource::Step(step) => Next::Goes(Goes::Step(step.value.clone())),
            NextSource::End(ending) => Next::Goes(Goes::End(*ending)),
            NextSource::ByChoice => Next::ByChoice,
            NextSource::Route(table) => {
                match self.source.tables.get(&table.value) {
                    None => self.fault(table, FaultCode::TableUnknown, "declare the table under `tables`".to_owned()),
                    Some(declared) if declared.outputs.get("go") != Some(&OutputType::Goes) => {
                        self.fault(
                            table,
                            FaultCode::ColumnUnknown,
                            "a routing table has the output `go: goes`".to_owned(),
                        );
                    }
                    Some(_) => {}
                }
                Next::Route { table: table.value.clone() }
            }
        }
    }
}

fn goes(source: &GoesSource) -> Goes {
    match source {
        GoesSource::Step(step) => Goes::Step(step.value.clone()),
        GoesSource::End(ending) => Goes::End(*ending),
    }
}

fn choice(source: &DecisionSource) -> Choice {
    Choice {
        id: source.id.value.clone(),
        goes: goes(&source.goes.value),
        reasons_required: source.reasons_required,
        refund: source.refund,
        remarks: source.remarks,
    }
}

fn within(source: &WithinSource) -> Within {
    Within {
        amount: source.amount.value,
        unit: source.unit,
        on_expiry: match &source.on_expiry {
            ExpirySource::Lapse => Expiry::Lapse,
            ExpirySource::ToStep(step) => Expiry::ToStep(step.value.clone()),
            ExpirySource::Warn => Expiry::Warn,
        },
        law: source.law.as_ref().map(|law| law.value.clone()),
    }
}
