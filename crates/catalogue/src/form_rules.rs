//! Reads `form.yaml` into a checked form.

use std::collections::BTreeSet;

use crate::condition::Condition;
use crate::fault::{Fault, FaultCode};
use crate::form::{ChoiceOption, Form, Kind, Page, Question, Required};
use crate::names::{Known, Written};
use crate::source::form::{FormSource, QuestionSource, RequiredSource, ScreeningSource};
use crate::source::{Place, Spot};

const FILE: &str = "form.yaml";
const SCREENING: &str = "screening.yaml";

/// The ids of all questions, for the names conditions may use.
pub(crate) fn question_ids(source: &FormSource) -> BTreeSet<String> {
    source.pages.iter().flat_map(|page| &page.questions).map(|question| question.id.value.clone()).collect()
}

/// The questions of the pre-screening: each a question of the form or a figure.
pub(crate) fn screening(
    source: &ScreeningSource,
    (known, form): (&Known, &Form),
    faults: &mut Vec<Fault>,
) -> Vec<Question> {
    let asked = source.questions.iter().map(|question| question.id.value.clone()).collect();
    let known = Known { answers: asked, ..known.clone() };
    let mut reader = Reader { file: SCREENING, known: &known, faults, earlier: BTreeSet::new(), entry: None };
    let mut questions = Vec::new();
    for question in &source.questions {
        let id = &question.id;
        if form.question(&id.value).is_none() && !known.figures.contains(&id.value) {
            let remedy = "name a question of form.yaml or a figure of service.yaml".to_owned();
            reader.fault(id, FaultCode::QuestionUnknown, remedy);
        }
        questions.push(reader.question(question));
    }
    questions
}

/// The form, as far as it can be read; faults are collected.
pub(crate) fn form(source: &FormSource, known: &Known, faults: &mut Vec<Fault>) -> Form {
    let mut reader = Reader { file: FILE, known, faults, earlier: BTreeSet::new(), entry: None };
    let pages = source.pages.iter().map(|page| {
        let questions = page.questions.iter().map(|question| reader.question(question)).collect();
        Page { id: page.id.value.clone(), questions }
    });
    let pages = pages.collect();
    for evidence in source.looked_up.iter().filter(|spot| !known.evidence.contains(&spot.value)) {
        let remedy = "declare it in evidence.yaml, or remove it here";
        reader.fault(evidence, FaultCode::EvidenceUnknown, remedy.to_owned());
    }
    let mut seen = BTreeSet::new();
    for page in source.pages.iter().filter(|page| !seen.insert(page.id.value.clone())) {
        reader.fault(&page.id, FaultCode::NameTwice, "give every page its own name".to_owned());
    }
    Form { pages, looked_up: source.looked_up.iter().map(|spot| spot.value.clone()).collect() }
}

struct Reader<'a> {
    file: &'static str,
    known: &'a Known,
    faults: &'a mut Vec<Fault>,
    /// Questions that stand before the one being read.
    earlier: BTreeSet<String>,
    /// Questions of the group being read that stand before; none outside a group.
    entry: Option<BTreeSet<String>>,
}

impl Reader<'_> {
    fn fault(&mut self, spot: &Spot<String>, code: FaultCode, remedy: String) {
        self.faults.push(Fault::at(self.file, Place::of(spot), &spot.value, (code, remedy)));
    }

    fn question(&mut self, source: &QuestionSource) -> Question {
        let id = source.id.value.clone();
        self.shape(source);
        let of = self.entries(source);
        let question = Question {
            kind: source.kind,
            asked: self.about_earlier(source.asked.as_ref()),
            required: match &source.required {
                None | Some(RequiredSource::Always) => Required::Always,
                Some(RequiredSource::Never) => Required::Never,
                Some(RequiredSource::When(when)) => {
                    self.about_earlier(Some(when)).map_or(Required::Never, Required::When)
                }
            },
            choices: self.choices(source),
            min: self.condition(source.min.as_ref()),
            max: self.condition(source.max.as_ref()),
            max_chars: source.max_chars,
            twice: self.about_earlier(source.twice.as_ref()),
            must_be_yes: source.must_be_yes,
            mask: source.mask,
            autocomplete: source.autocomplete.clone(),
            preset: source.preset.clone(),
            of,
            distinct: source.distinct.as_ref().map(|name| name.value.clone()),
            id: id.clone(),
        };
        if !self.entry.as_mut().unwrap_or(&mut self.earlier).insert(id) {
            self.fault(&source.id, FaultCode::NameTwice, "give every question its own name".to_owned());
        }
        question
    }

    fn shape(&mut self, source: &QuestionSource) {
        let id = &source.id.value;
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        if !id.starts_with(|first: char| first.is_ascii_lowercase()) || !id.chars().all(plain) {
            let remedy = "write a name of small letters, digits and _, beginning with a letter";
            self.fault(&source.id, FaultCode::NameWrong, remedy.to_owned());
        }
        let choices = matches!(source.kind, Kind::Choice | Kind::Several);
        if choices == source.choices.is_empty() {
            let remedy = "a `choice` or `several` lists its `choices`, and no other kind does";
            self.fault(&source.id, FaultCode::QuestionWrong, remedy.to_owned());
        }
        let bounded =
            matches!(source.kind, Kind::Integer | Kind::Money | Kind::Parcels | Kind::Group | Kind::Attachments);
        if !bounded && (source.min.is_some() || source.max.is_some()) {
            let remedy = "only `integer`, `money`, `parcels`, `group` and `attachments` have `min` and `max`; for texts write `max-chars`";
            self.fault(&source.id, FaultCode::QuestionWrong, remedy.to_owned());
        }
        let group = source.kind == Kind::Group;
        if group == source.of.is_empty() {
            let remedy = "a `group` lists the questions of an entry under `of`, and no other kind does";
            self.fault(&source.id, FaultCode::QuestionWrong, remedy.to_owned());
        }
        if self.entry.is_some() && matches!(source.kind, Kind::Group | Kind::Parcels | Kind::Attachments) {
            let remedy = "an entry of a group holds no group, no parcels and no files; ask for them outside";
            self.fault(&source.id, FaultCode::QuestionWrong, remedy.to_owned());
        }
        if source.must_be_yes && source.kind != Kind::YesNo {
            let remedy = "only `yes-no` has `must-be-yes`";
            self.fault(&source.id, FaultCode::QuestionWrong, remedy.to_owned());
        }
    }

    /// The questions of an entry of a group.
    fn entries(&mut self, source: &QuestionSource) -> Vec<Question> {
        if source.of.is_empty() || self.entry.is_some() {
            return Vec::new();
        }
        self.entry = Some(BTreeSet::new());
        let of = source.of.iter().map(|question| self.question(question)).collect();
        let names = self.entry.take().unwrap_or_default();
        if let Some(name) = source.distinct.as_ref().filter(|name| !names.contains(&name.value)) {
            self.fault(name, FaultCode::QuestionUnknown, "name a question of this group".to_owned());
        }
        of
    }

    fn choices(&mut self, source: &QuestionSource) -> Vec<ChoiceOption> {
        let mut seen = BTreeSet::new();
        let mut choices = Vec::new();
        for choice in &source.choices {
            if !seen.insert(&choice.id.value) {
                self.fault(&choice.id, FaultCode::NameTwice, "give every choice its own name".to_owned());
            }
            choices.push(ChoiceOption { id: choice.id.value.clone(), when: self.about_earlier(choice.when.as_ref()) });
        }
        choices
    }

    fn condition(&mut self, spot: Option<&Spot<String>>) -> Option<Condition> {
        let known = Known { in_entry: self.entry.is_some(), ..self.known.clone() };
        known.condition(Written { file: self.file, spot: spot? }, self.faults)
    }

    /// A condition that may look only at what is answered by then; else it could never be told.
    fn about_earlier(&mut self, spot: Option<&Spot<String>>) -> Option<Condition> {
        let condition = self.condition(spot)?;
        for path in condition.paths() {
            if path.starts_with("figures.") || path.starts_with("criteria.") {
                let remedy = "a question looks only at earlier answers, the case and limits".to_owned();
                self.fault(spot?, FaultCode::QuestionWrong, remedy);
            }
            let after = |room: &str| path.strip_prefix(room).and_then(|rest| rest.split('.').next());
            let earlier = |name: &&str| !self.earlier.contains(*name);
            let entry = |name: &&str| !self.entry.as_ref().is_some_and(|entry| entry.contains(*name));
            if let Some(name) = after("answers.").filter(earlier).or(after("this.").filter(entry)) {
                let remedy = format!("`{name}` is asked later; move that question before this one");
                self.fault(spot?, FaultCode::QuestionWrong, remedy);
            }
        }
        Some(condition)
    }
}
