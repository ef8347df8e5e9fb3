//! Checks the stories of a folder: they read, they name real questions, steps, choices and notices, and
//! at least two in five are unhappy.

use crate::compile::Folder;
use crate::fault::{Fault, FaultCode};
use crate::journey::{Act, Expect, Journey, Officer, stories};
use crate::service::Service;
use crate::source::Place;
use crate::step::Action;

/// Every fault of the stories. A folder without any has none: compiled files carry no stories.
pub(crate) fn check(folder: &Folder, service: Option<&Service>) -> Vec<Fault> {
    let stories = match stories(folder) {
        Ok(stories) => stories,
        Err(faults) => return faults,
    };
    let mut faults = Vec::new();
    for (file, journey) in &stories {
        let text = folder.get(file).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        let wrong = service.map(|service| strangers(journey, service)).unwrap_or_default();
        for (name, remedy) in wrong {
            faults.push(named(file, text, &name, remedy));
        }
    }
    let unhappy = stories.iter().filter(|(_, journey)| journey.unhappy).count();
    if unhappy * 5 < stories.len() * 2 {
        let remedy = "tell what goes wrong too: at least two stories in five are unhappy".to_owned();
        let offending = format!("{unhappy} of {}", stories.len());
        faults.push(Fault::at("journeys/", Place::START, &offending, (FaultCode::StoriesTooHappy, remedy)));
    }
    faults
}

/// A name at its place in the file: the stories' own structure keeps no places.
fn named(file: &str, text: &str, name: &str, remedy: &'static str) -> Fault {
    let place = text
        .lines()
        .enumerate()
        .find_map(|(index, line)| line.find(name).map(|byte| (index + 1, line[..byte].chars().count() + 1)));
    let place = place.map_or(Place::START, |(line, column)| Place { line, column });
    Fault::at(file, place, name, (FaultCode::StoryWrong, remedy.to_owned()))
}

/// Names the service does not have.
fn strangers(journey: &Journey, service: &Service) -> Vec<(String, &'static str)> {
    let mut wrong = Vec::new();
    for act in &journey.acts {
        let questions: Vec<&String> = match act {
            Act::Submit(submit) => submit.answers.keys().collect(),
            Act::Correct(corrected) => corrected.answers.keys().collect(),
            Act::Reissue(reissue) => reissue.answers.keys().collect(),
            Act::Officer(Officer::AskCorrection(asked)) => asked.items.keys().collect(),
            _ => Vec::new(),
        };
        let unknown = |name: &str| service.form.field(name.strip_suffix("_again").unwrap_or(name)).is_none();
        for name in questions.into_iter().filter(|name| unknown(name)) {
            wrong.push((name.clone(), "name a question of form.yaml"));
        }
        match act {
            Act::Officer(Officer::Choose(choose)) if !has_choice(service, &choose.choice) => {
                wrong.push((choose.choice.clone(), "name a choice of a decide step"));
            }
            Act::Expect(expect) => wrong.extend(expected(expect, service)),
            _ => {}
        }
    }
    wrong
}

fn has_choice(service: &Service, id: &str) -> bool {
    service.steps.iter().any(|step| match &step.action {
        Action::Decide { choices } => choices.iter().any(|choice| choice.id == id),
        _ => false,
    })
}

fn expected(expect: &Expect, service: &Service) -> Vec<(String, &'static str)> {
    let mut wrong = Vec::new();
    if let Some(step) = expect.step.as_ref().filter(|step| service.step(step).is_none()) {
        wrong.push((step.clone(), "name a step of service.yaml"));
    }
    for notice in expect.notices.iter().flatten().filter(|notice| !service.notices.contains_key(*notice)) {
        wrong.push((notice.clone(), "name a notice of service.yaml"));
    }
    let has_doubt = |id: &String| service.doubts.iter().any(|doubt| doubt.id == *id);
    for doubt in expect.doubts.iter().flatten().filter(|doubt| !has_doubt(doubt)) {
        wrong.push((doubt.clone(), "name a doubt of service.yaml"));
    }
    wrong
}
