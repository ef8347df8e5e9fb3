//! The journal of a case in words: who did what and when, and who has read it.

use casework::case::Case;
use casework::event::{Actor, Entry, Event};
use catalogue::step::{Ending, Goes, Next};
use desk::working::Opened;
use texts::Arg;

use super::findings::Reading;
use crate::deadlines;
use crate::door::{word, word_if};
use crate::view::officer::{JournalLine, ReadingLine};
use crate::view::parts::{Standing, Step};

impl Reading<'_> {
    /// Every line of the journal, oldest first.
    pub fn journal(&self, opened: &Opened) -> Vec<JournalLine> {
        let line = |entry: &Entry| JournalLine {
            seq: u32::try_from(entry.seq).unwrap_or(0),
            at: entry.at,
            who: self.who(opened, &entry.actor),
            says: self.event(&opened.case, &entry.event),
        };
        opened.journal.iter().map(line).collect()
    }

    /// Every reading, the latest first.
    pub fn readings(&self, opened: &Opened) -> Vec<ReadingLine> {
        let line = |reading: &desk::working::Reading| ReadingLine {
            at: reading.at,
            who: self.who(opened, &reading.actor),
            says: self.door.say(self.lang, &format!("purpose-{}", reading.purpose), &[]),
        };
        opened.readings.iter().map(line).collect()
    }

    fn who(&self, opened: &Opened, actor: &Actor) -> String {
        let say = |key: &str, name: &str| self.door.say(self.lang, key, &[("name", Arg::Text(name.to_owned()))]);
        match actor {
            Actor::Applicant => self.door.say(self.lang, "who-applicant", &[]),
            Actor::Officer(id) => match opened.names.get(id) {
                Some(name) => name.clone(),
                None => self.door.say(self.lang, "who-officer", &[]),
            },
            Actor::Agency(name) => say("who-agency", name),
            Actor::Gateway(name) => say("who-gateway", name),
            Actor::System => self.door.say(self.lang, "who-system", &[]),
        }
    }

    /// One event. Its words are under `log-<name>`; every one may name `what`, some `amount`.
    fn event(&self, case: &Case, event: &Event) -> String {
        let word = |key: String| word_if(self.pinned, self.lang, &key);
        let evidence = |name: &String| word(format!("evidence-{name}")).unwrap_or_else(|| name.clone());
        let what = match event {
            Event::Entered { step, .. } => word(format!("step-{step}-officer")).unwrap_or_default(),
            Event::Asked { evidence: name, .. }
            | Event::Answered { evidence: name, .. }
            | Event::Unanswered { evidence: name, .. } => evidence(name),
            Event::Decided { choice, .. } => self.choice(case, choice),
            Event::CorrectionAsked { items, .. } => items.len().to_string(),
            Event::PaperFiled { number, .. } => number.clone(),
            Event::PaperOvertaken { by, .. } => {
                by.plan.as_ref().map(|(name, number)| format!("{name} {number}")).unwrap_or_default()
            }
            Event::Closed { ending } => word(format!("ending-{}", ending.name())).unwrap_or_default(),
            Event::Charged { amount_twd, .. }
            | Event::Paid { amount_twd, .. }
            | Event::Misfit { amount_twd, .. }
            | Event::RefundOrdered { amount_twd, .. } => amount_twd.to_string(),
            _ => String::new(),
        };
        self.door.say(self.lang, &format!("log-{}", event.name()), &[("what", Arg::Text(what))])
    }

    /// The words of a choice, at whichever step it was made.
    fn choice(&self, _: &Case, choice: &str) -> String {
        let steps = &self.pinned.compiled.service.steps;
        let found =
            steps.iter().find_map(|step| word_if(self.pinned, self.lang, &format!("choice-{}-{choice}", step.id)));
        found.unwrap_or_else(|| choice.to_owned())
    }

    /// The steps the case has gone, where it stands, and what follows if nothing comes between.
    pub fn timeline(&self, opened: &Opened) -> Vec<Step> {
        let case = &opened.case;
        let plain =
            |standing, title| Step { standing, title, lines: Vec::new(), at: None, holder: None, deadline: None };
        let title = |step: &str| word(self.pinned, self.lang, &format!("step-{step}-officer"));
        let mut steps: Vec<Step> = Vec::new();
        for entry in &opened.journal {
            if let Event::Entered { step, .. } = &entry.event {
                steps.push(Step { at: Some(entry.at), ..plain(Standing::Done, title(step)) });
            }
        }
        if let Some(ending) = case.ending {
            let standing = if ending == Ending::Issued { Standing::Done } else { Standing::Stopped };
            let words = word(self.pinned, self.lang, &format!("ending-{}", ending.name()));
            steps.push(Step { at: case.closed_at, ..plain(standing, words) });
            return steps;
        }
        let now = match &case.correction {
            Some(_) => word(self.pinned, self.lang, "stage-correcting-officer"),
            None => {
                steps.pop();
                title(&case.step)
            }
        };
        steps.push(Step {
            holder: opened.holder.as_ref().map(|officer| officer.name.clone()),
            deadline: case.deadline.as_ref().map(|deadline| deadlines::view(self.door, self.lang, deadline)),
            ..plain(Standing::Now, now)
        });
        steps.extend(self.following(&case.step).into_iter().map(|step| plain(Standing::Next, title(&step))));
        steps
    }

    /// The steps that follow for certain.
    fn following(&self, from: &str) -> Vec<String> {
        let service = &self.pinned.compiled.service;
        let (mut found, mut at) = (Vec::new(), service.step(from));
        while let Some(Next::Goes(Goes::Step(next))) = at.map(|step| &step.next) {
            if found.contains(next) || found.len() == service.steps.len() {
                break;
            }
            found.push(next.clone());
            at = service.step(next);
        }
        found
    }
}
