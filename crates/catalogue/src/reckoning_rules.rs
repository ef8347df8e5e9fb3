//! Reads campaigns, figures and criteria of `service.yaml`: names once, tables and laws that exist, a figure that
//! rests only on what stands before it.

use std::collections::BTreeSet;

use crate::campaign::Campaign;
use crate::condition::Condition;
use crate::criterion::Criterion;
use crate::fault::FaultCode;
use crate::figure::{Figure, FigureOf};
use crate::names::Known;
use crate::service_rules::Rules;
use crate::source::Spot;
use crate::source::service::{CriterionSource, FigureSource};

const PLAIN: &str = "write a name of small letters, digits, _ and -, beginning with a letter";

impl Rules<'_> {
    /// The campaigns, in order of opening; none may overlap another.
    pub fn campaigns(&mut self) -> Vec<Campaign> {
        let mut campaigns = self.source.campaigns.clone();
        campaigns.sort_by_key(|campaign| campaign.opens);
        let mut wrong = Vec::new();
        for campaign in &campaigns {
            if campaign.closes <= campaign.opens {
                wrong.push((campaign.id.clone(), "it must close after it opens"));
            }
            if campaign.source.trim().is_empty() {
                wrong.push((campaign.id.clone(), "name the announcement it rests on under `source`"));
            }
        }
        for pair in campaigns.windows(2).filter(|pair| pair[1].opens < pair[0].closes) {
            wrong.push((pair[1].id.clone(), "two campaigns of a service never run at once; change one period"));
        }
        for (id, remedy) in wrong {
            self.fault(&self.source.id, FaultCode::DateWrong, format!("campaign `{id}`: {remedy}"));
        }
        campaigns
    }

    /// The figures, in order.
    pub fn figures(&mut self, known: &Known) -> Vec<Figure> {
        let mut earlier = BTreeSet::new();
        let mut figures = Vec::new();
        for source in &self.source.figures {
            self.named(&source.id);
            if !earlier.insert(source.id.value.clone()) {
                self.fault(&source.id, FaultCode::NameTwice, "give every figure its own name".to_owned());
            }
            let before = Known { figures: earlier.clone(), before_criteria: true, ..known.clone() };
            figures.extend(self.figure(source, &before).map(|of| Figure { id: source.id.value.clone(), of }));
        }
        figures
    }

    fn figure(&mut self, source: &FigureSource, before: &Known) -> Option<FigureOf> {
        match (&source.is, &source.table, &source.output) {
            (Some(is), None, None) => self.condition(is, before).map(FigureOf::Is),
            (None, Some(table), Some(output)) => {
                match self.source.tables.get(&table.value) {
                    None => self.fault(table, FaultCode::TableUnknown, "declare the table under `tables`".to_owned()),
                    Some(declared) if !declared.outputs.contains_key(&output.value) => {
                        self.fault(output, FaultCode::ColumnUnknown, "name an output of the table".to_owned());
                    }
                    Some(_) => {}
                }
                Some(FigureOf::Column { table: table.value.clone(), output: output.value.clone() })
            }
            _ => {
                let remedy = "write `is:` with an expression, or `table:` with `output:`".to_owned();
                self.fault(&source.id, FaultCode::ValueWrong, remedy);
                None
            }
        }
    }

    /// The criteria, in order; `questions` are those a correction may ask for.
    pub fn criteria(&mut self, (known, questions): (&Known, &BTreeSet<String>)) -> Vec<Criterion> {
        let known = &Known { before_criteria: true, ..known.clone() };
        let mut seen = BTreeSet::new();
        let mut criteria = Vec::new();
        for source in &self.source.criteria {
            self.named(&source.id);
            if !seen.insert(&source.id.value) {
                self.fault(&source.id, FaultCode::NameTwice, "give every criterion its own name".to_owned());
            }
            for law in source.law.iter().filter(|law| !self.source.law.iter().any(|known| known.id == law.value)) {
                self.fault(law, FaultCode::LawMissing, "add the law to the list `law`".to_owned());
            }
            if source.law.is_empty() {
                self.fault(&source.id, FaultCode::LawMissing, "name the law it rests on under `law`".to_owned());
            }
            for question in source.asks.iter().filter(|question| !questions.contains(&question.value)) {
                self.fault(question, FaultCode::QuestionUnknown, "name a question of form.yaml".to_owned());
            }
            criteria.extend(self.criterion(source, known));
        }
        criteria
    }

    fn criterion(&mut self, source: &CriterionSource, known: &Known) -> Option<Criterion> {
        let mut side = |spot: Option<&Spot<String>>| -> Option<Condition> { self.condition(spot?, known) };
        let (declared, registered) = (side(source.declared.as_ref()), side(source.registered.as_ref()));
        let passes = self.condition(&source.passes, known)?;
        Some(Criterion {
            id: source.id.value.clone(),
            passes,
            fails: source.fails,
            law: source.law.iter().map(|law| law.value.clone()).collect(),
            declared,
            registered,
            asks: source.asks.iter().map(|question| question.value.clone()).collect(),
        })
    }

    fn named(&mut self, id: &Spot<String>) {
        let plain =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '_' | '-');
        if !id.value.starts_with(|first: char| first.is_ascii_lowercase()) || !id.value.chars().all(plain) {
            self.fault(id, FaultCode::NameWrong, PLAIN.to_owned());
        }
    }
}
