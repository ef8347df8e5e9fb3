//! Reads `service.yaml` and `evidence.yaml` into a checked service, except its steps, tables and way.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::Folder;
use crate::condition::Condition;
use crate::fault::{Fault, FaultCode};
use crate::fee::{FeeLineRule, FeeRule};
use crate::names::{Known, Written};
use crate::service::{AbilityRef, Doubt, EvidenceRule, NoticeRule, PaperRule};
use crate::source::evidence::EvidenceSource;
use crate::source::service::{ActionSource, FeeSource, ServiceSource, StepAbilitySource};
use crate::source::{Place, Spot};
use crate::table::{OutputType, Table};

const FILE: &str = "service.yaml";
const EVIDENCE: &str = "evidence.yaml";

/// Reads the parts of a service one by one; faults are collected, nothing stops at the first.
pub(crate) struct Rules<'a> {
    pub source: &'a ServiceSource,
    pub evidence: &'a EvidenceSource,
    pub folder: &'a Folder,
    pub faults: Vec<Fault>,
}

impl Rules<'_> {
    /// A fault at a name of service.yaml.
    pub fn fault(&mut self, spot: &Spot<String>, code: FaultCode, remedy: String) {
        self.fault_at(Place::of(spot), &spot.value, (code, remedy));
    }

    fn fault_at(&mut self, place: Place, offending: &str, told: (FaultCode, String)) {
        self.faults.push(Fault::at(FILE, place, offending, told));
    }

    /// What every service must state about itself.
    pub fn head(&mut self) {
        let source = self.source;
        if source.format.value != crate::compile::FORMAT {
            let remedy = format!("write `format: {}`", crate::compile::FORMAT);
            self.fault_at(
                Place::of(&source.format),
                &source.format.value.to_string(),
                (FaultCode::FormatUnknown, remedy),
            );
        }
        let kebab = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        if !kebab(&source.id.value) {
            self.fault(&source.id, FaultCode::NameWrong, "write small letters, digits and -".to_owned());
        }
        if !source.prefix.value.chars().all(|c| c.is_ascii_uppercase()) || !(2..=4).contains(&source.prefix.value.len())
        {
            self.fault(&source.prefix, FaultCode::NameWrong, "write two to four capital letters".to_owned());
        }
        let laws: BTreeSet<&str> = source.law.iter().map(|law| law.id.as_str()).collect();
        match &source.retention {
            None => {
                let remedy = "add `retention: {years: …, law: …}`: how long a closed case is kept, and by what law";
                self.fault_at(Place::START, "retention", (FaultCode::RetentionMissing, remedy.to_owned()));
            }
            Some(retention) if !laws.contains(retention.value.law.as_str()) => {
                self.law_missing(Place::of(retention), &retention.value.law);
            }
            Some(_) => {}
        }
        let promised = source.promise.value.law.iter().filter(|law| !laws.contains(law.as_str()));
        for law in promised {
            self.law_missing(Place::of(&source.promise), law);
        }
        let timed = source.steps.iter().filter_map(|step| step.within.as_ref()?.law.as_ref());
        for law in timed.filter(|law| !laws.contains(law.value.as_str())) {
            self.law_missing(Place::of(law), &law.value);
        }
        self.step_names();
    }

    fn law_missing(&mut self, place: Place, law: &str) {
        let remedy = format!("add the law `{law}` to the list `law`, or name one of it");
        self.fault_at(place, law, (FaultCode::LawMissing, remedy));
    }

    fn step_names(&mut self) {
        let mut seen = BTreeSet::new();
        for step in &self.source.steps {
            if !seen.insert(step.id.value.as_str()) {
                self.fault(&step.id, FaultCode::NameTwice, "give every step its own name".to_owned());
            }
            if let ActionSource::Decide(choices) = &step.action.value {
                let mut names = BTreeSet::new();
                for choice in choices.iter().filter(|choice| !names.insert(choice.id.value.as_str())) {
                    self.fault(&choice.id, FaultCode::NameTwice, "give every choice its own name".to_owned());
                }
            }
        }
    }

    /// The abilities, each with a version.
    pub fn abilities(&mut self) -> Vec<AbilityRef> {
        let mut abilities = Vec::new();
        for ability in &self.source.abilities {
            match &ability.version {
                Some(version) if version.value > 0 => abilities.push(AbilityRef {
                    name: ability.name.value.clone(),
                    version: version.value,
                    gives: ability.gives.clone(),
                }),
                _ => {
                    let remedy = "add `version:` with a number from 1; a case is pinned to it".to_owned();
                    self.fault(&ability.name, FaultCode::AbilityVersion, remedy);
                }
            }
        }
        abilities
    }

    /// The fields of each finding, by the ability that gives them.
    pub fn findings(&self) -> BTreeMap<String, BTreeSet<String>> {
        let steps = self.source.steps.iter().filter_map(|step| match &step.action.value {
            ActionSource::Ability(ability) => Some(ability),
            _ => None,
        });
        let fields = |step: &StepAbilitySource| {
            let ability = self.source.abilities.iter().find(|known| known.name.value == step.name.value);
            ability.map(|known| known.gives.keys().cloned().collect()).unwrap_or_default()
        };
        let assessed = self.source.steps.iter().filter_map(|step| match &step.action.value {
            ActionSource::Assess(assess) => Some(assess.finding.value.clone()),
            _ => None,
        });
        let kept = || ["figures", "criteria", "tables"].map(str::to_owned).into();
        let found = steps.map(|step| (step.finding.value.clone(), fields(step)));
        found.chain(assessed.map(|finding| (finding, kept()))).collect()
    }

    /// The evidence rules; their laws must be known.
    pub fn evidence(&mut self, known: &Known) -> BTreeMap<String, EvidenceRule> {
        let mut rules = BTreeMap::new();
        for (name, entry) in &self.evidence.evidence {
            for law in entry.law.iter().filter(|law| !self.source.law.iter().any(|known| known.id == law.value)) {
                let remedy = "add the law to the list `law` in service.yaml".to_owned();
                self.faults.push(Fault::at(EVIDENCE, Place::of(law), &law.value, (FaultCode::LawMissing, remedy)));
            }
            let law = entry.law.iter().map(|law| law.value.clone()).collect();
            let (gateway, query) = (entry.gateway.value.clone(), entry.query.value.clone());
            let written = |spot| Written { file: EVIDENCE, spot };
            let about = entry.about.as_ref().and_then(|spot| known.condition(written(spot), &mut self.faults));
            let address = entry.address.as_ref().and_then(|spot| known.condition(written(spot), &mut self.faults));
            let fresh_minutes = entry.fresh_minutes;
            rules.insert(name.clone(), EvidenceRule { gateway, query, fresh_minutes, about, address, law });
        }
        rules
    }

    /// The doubts an officer is shown.
    pub fn doubts(&mut self, known: &Known) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        for doubt in &self.source.doubts {
            let when = self.condition(&doubt.when, known);
            doubts.extend(when.map(|when| Doubt { id: doubt.id.value.clone(), when }));
        }
        doubts
    }

    /// A condition of this file.
    pub fn condition(&mut self, spot: &Spot<String>, known: &Known) -> Option<Condition> {
        known.condition(Written { file: FILE, spot }, &mut self.faults)
    }

    /// The fee; its columns must be whole numbers of the tariff.
    pub fn fee(&mut self, source: &FeeSource, known: &Known) -> FeeRule {
        let tariff = self.source.tables.get(&source.table.value);
        if tariff.is_none() {
            self.fault(&source.table, FaultCode::TableUnknown, "declare the table under `tables`".to_owned());
        }
        let mut lines = Vec::new();
        for line in &source.lines {
            for column in [Some(&line.price), line.beyond.as_ref()].into_iter().flatten() {
                if tariff.is_some_and(|tariff| tariff.outputs.get(&column.value) != Some(&OutputType::Integer)) {
                    let remedy =
                        format!("add the output `{}: integer` to the tariff, or name one of its columns", column.value);
                    self.fault(column, FaultCode::ColumnUnknown, remedy);
                }
            }
            let count = self.condition(&line.count, known);
            lines.extend(count.map(|count| FeeLineRule {
                id: line.id.value.clone(),
                price: line.price.value.clone(),
                count,
                beyond: line.beyond.as_ref().map(|column| column.value.clone()),
            }));
        }
        FeeRule { table: source.table.value.clone(), lines }
    }

    /// The papers; their files must be in the folder.
    pub fn papers(&mut self) -> BTreeMap<String, PaperRule> {
        let mut papers = BTreeMap::new();
        for (name, paper) in &self.source.papers {
            for file in [&paper.template, &paper.sample] {
                if !self.folder.contains_key(&file.value) {
                    let remedy = format!("add the file `{}` to the folder, or name another", file.value);
                    self.fault(file, FaultCode::FileMissing, remedy);
                }
            }
            if let Some(table) = paper.validity.as_ref().filter(|table| !self.source.tables.contains_key(&table.value))
            {
                self.fault(table, FaultCode::TableUnknown, "declare the table under `tables`".to_owned());
            }
            let rule = PaperRule {
                template: paper.template.value.clone(),
                sample: paper.sample.value.clone(),
                facts: paper.facts.clone(),
                series: paper.series.clone(),
                validity: paper.validity.as_ref().map(|table| table.value.clone()),
            };
            papers.insert(name.clone(), rule);
        }
        papers
    }

    /// The notices.
    pub fn notices(&self) -> BTreeMap<String, NoticeRule> {
        self.source.notices.iter().map(|(name, rule)| (name.clone(), rule.value.clone())).collect()
    }

    /// The limits table must be one the house can read by name.
    pub fn limits(&mut self, tables: &BTreeMap<String, Table>) {
        let spot = &self.source.limits_table;
        if !self.source.tables.contains_key(&spot.value) {
            self.fault(spot, FaultCode::TableUnknown, "declare the table under `tables`".to_owned());
        } else if let Some(table) = tables.get(&spot.value) {
            let named = table.inputs.first().is_some_and(|input| input.name == "limit") && table.inputs.len() == 1;
            if !named || table.outputs.get("value") != Some(&OutputType::Integer) {
                let remedy = "a limits table has one input `limit` and the output `value: integer`";
                self.fault(spot, FaultCode::ColumnUnknown, remedy.to_owned());
            }
        }
    }
}
