//! One case on an officer's desk: what was found beside what it rests on, and what can be done now.
//!
//! Personal data is masked until the officer asks for it; both looks are in the books.

use std::collections::BTreeMap;
use std::sync::Arc;

use attachments::Scan;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use casework::case::Case;
use catalogue::form::Question;
use catalogue::stage::Stage;
use catalogue::step::Action as StepAction;
use desk::access::{Action, may};
use desk::deciding::is_correctable;
use desk::definitions::Pinned;
use desk::fault::DeskFault;
use desk::paying::cash_owed;
use desk::working::{Opened, Purpose};
use lexicon::case_number::CaseNumber;
use lexicon::ids::FileId;
use lexicon::money::Twd;
use serde::Deserialize;
use serde_json::Value;
use texts::Arg;

use super::assessment;
use super::findings::Reading;
use super::{Worker, hidden, list};
use crate::attaching;
use crate::deadlines;
use crate::door::{Answer, Door, Fault, word, word_if};
use crate::forms::{Show, Wording};
use crate::view::officer::{Composer, ComposerItem, Decision, Deed, OfficerCase, Says};
use crate::view::parts::{Link, Notice, Row, Section, Slip, Tone};
use crate::view::question::Choice;

/// The limit of a service that says how long a correction may take at most.
const CORRECTION_LIMIT: &str = "correction_days";

/// What was typed into the forms of the page, kept when it did not go through.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    pub slips: Vec<Slip>,
    pub choice: String,
    pub reasons: String,
    pub remarks: String,
    /// Question → what is wrong with it, for those that were ticked.
    pub asks: BTreeMap<String, String>,
    pub days: Option<u32>,
    /// The deed whose words were typed, and the words.
    pub deed: (String, String),
}

#[derive(Deserialize)]
pub(super) struct Look {
    whole: Option<String>,
}

/// `GET /officer/cases/{number}`
pub(super) async fn show(
    State(door): State<Door>,
    worker: Worker,
    Path(number): Path<String>,
    Query(look): Query<Look>,
) -> Answer {
    let purpose = if look.whole.is_some() { Purpose::SeePerson } else { Purpose::Examine };
    let number = CaseNumber::parse(&number).map_err(|_| DeskFault::NotFound)?;
    let opened = door.desk.open_case(&worker.who(), (&number, purpose), door.now()).await.map_err(hidden)?;
    page(&door, &worker, (opened, purpose), Kept::default()).await
}

/// The page again, with what was typed and what was wrong with it.
pub(super) async fn again(door: &Door, worker: &Worker, case: &Case, kept: Kept) -> Answer {
    let asked = (&case.number, Purpose::Examine);
    let opened = door.desk.open_case(&worker.who(), asked, door.now()).await.map_err(hidden)?;
    let page = page(door, worker, (opened, Purpose::Examine), kept).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(door: &Door, worker: &Worker, (opened, purpose): (Opened, Purpose), kept: Kept) -> Answer {
    let lang = worker.visit.lang;
    let pinned = door.desk.definition(&opened.case.definition).await?;
    let reading = Reading { door, pinned: &pinned, lang };
    let case = &opened.case;
    let scans = door.desk.scans_of(case.id).await?;
    let sheet = Sheet { door, worker, pinned: &pinned, opened: &opened, scans };
    let page = OfficerCase {
        number: case.number.to_string(),
        service: word(&pinned, lang, "service-name"),
        step: list::step(&pinned, lang, case),
        risk: list::risk(case, door.now()),
        deadline: case.deadline.as_ref().map(|deadline| deadlines::view(door, lang, deadline)),
        findings: reading.findings(&opened),
        assessed: assessment::view(door, (&pinned, case), (lang, purpose)),
        answers: sheet.answers(purpose),
        steps: reading.timeline(&opened),
        journal: reading.journal(&opened),
        readings: reading.readings(&opened),
        notice: sheet.notice(),
        decision: sheet.decision(&kept),
        correction: sheet.composer(&kept),
        deeds: sheet.deeds(&kept),
        links: sheet.links(purpose),
        slips: kept.slips,
        previous: None,
        next: None,
    };
    door.show(&door.officer_frame(&worker.visit, &worker.officer), &page)
}

/// Everything the parts of the page are made from.
struct Sheet<'a> {
    door: &'a Door,
    worker: &'a Worker,
    pinned: &'a Arc<Pinned>,
    opened: &'a Opened,
    scans: BTreeMap<FileId, Scan>,
}

impl Sheet<'_> {
    fn may(&self, action: Action) -> bool {
        may(&self.worker.who(), action, Some(&self.opened.case))
    }

    fn say(&self, key: &str) -> String {
        self.door.say(self.worker.visit.lang, key, &[])
    }

    fn path(&self, rest: &str) -> String {
        format!("/officer/cases/{}{rest}", self.opened.case.number)
    }

    /// The questions that were answered, with their answers.
    fn answered(&self) -> impl Iterator<Item = (&Question, &Value)> {
        let questions = self.pinned.compiled.service.form.questions();
        questions.filter_map(|question| Some((question, self.opened.case.answers.get(&question.id)?)))
    }

    fn answers(&self, purpose: Purpose) -> Vec<Section> {
        let wording = Wording { door: self.door, pinned: self.pinned, lang: self.worker.visit.lang };
        let show = if purpose == Purpose::SeePerson { Show::Whole } else { Show::Masked };
        let section = |topic: &catalogue::form::Page| {
            let here = self.answered().filter(|(question, _)| topic.questions.iter().any(|q| q.id == question.id));
            let row = |(question, value): (&Question, &Value)| Row {
                files: attaching::links((self.door, self.worker.visit.lang), (&self.path(""), value), &self.scans),
                ..wording.row(question, (value, show))
            };
            let rows = here.map(row).collect();
            Section { title: word(self.pinned, self.worker.visit.lang, &format!("page-{}-title", topic.id)), rows }
        };
        let pages = &self.pinned.compiled.service.form.pages;
        pages.iter().map(section).filter(|section: &Section| !section.rows.is_empty()).collect()
    }

    fn notice(&self) -> Option<Notice> {
        let correction = self.opened.case.correction.as_ref()?;
        let lines = correction.items.iter().map(|item| item.says.clone()).collect();
        Some(Notice { tone: Tone::Info, title: self.say("desk-waits"), lines, link: None })
    }

    fn decision(&self, kept: &Kept) -> Option<Decision> {
        let case = &self.opened.case;
        if case.stage != Stage::Deciding || !self.may(Action::Decide) {
            return None;
        }
        let StepAction::Decide { choices } = &self.pinned.compiled.service.step(&case.step)?.action else {
            return None;
        };
        let lang = self.worker.visit.lang;
        let choice = |choice: &catalogue::step::Choice| {
            let key = format!("choice-{}-{}", case.step, choice.id);
            Choice {
                id: choice.id.clone(),
                label: word(self.pinned, lang, &key),
                hint: word_if(self.pinned, lang, &format!("{key}-hint")),
                chosen: choice.id == kept.choice,
            }
        };
        Some(Decision {
            action: self.path("/decide"),
            choices: choices.iter().map(choice).collect(),
            reasons: kept.reasons.clone(),
            remarks: kept.remarks.clone(),
            preview: None,
        })
    }

    fn composer(&self, kept: &Kept) -> Option<Composer> {
        if self.opened.case.stage != Stage::Deciding || !self.may(Action::AskCorrection) {
            return None;
        }
        let lang = self.worker.visit.lang;
        let wording = Wording { door: self.door, pinned: self.pinned, lang };
        // What a criterion lacks is offered first of all, in its own words.
        let facts = self.pinned.facts(&self.opened.case);
        let wanting = self.pinned.compiled.service.wanting(&facts);
        let fresh = kept.asks.is_empty() && kept.slips.is_empty();
        let suggested = |question: &str| {
            let (criterion, _) = wanting.iter().find(|(_, asks)| *asks == question).filter(|_| fresh)?;
            Some(word(self.pinned, self.opened.case.lang, &format!("criterion-{criterion}-failed")))
        };
        let nothing = Value::Null;
        let form = self.pinned.compiled.service.form.questions();
        let open = form.filter_map(|question| {
            let answer = self.opened.case.answers.get(&question.id);
            let is_wanting = wanting.iter().any(|(_, asks)| *asks == question.id);
            Some((question, answer.or_else(|| is_wanting.then_some(&nothing))?))
        });
        let open = open.filter(|(question, _)| is_correctable(&self.opened.case, question));
        let questions = open
            .map(|(question, value)| {
                let row = wording.row(question, (value, Show::Masked));
                let says = kept.asks.get(&question.id).cloned().or_else(|| suggested(&question.id));
                ComposerItem {
                    id: question.id.clone(),
                    label: row.label,
                    answer: row.lines.join(&self.say("list-join")),
                    chosen: says.is_some(),
                    says: says.unwrap_or_default(),
                }
            })
            .collect();
        let (most_days, law) = most_days(self.pinned, &self.opened.case)?;
        Some(Composer {
            action: self.path("/correct"),
            questions,
            days: kept.days.unwrap_or(most_days),
            most_days,
            law,
        })
    }

    fn deeds(&self, kept: &Kept) -> Vec<Deed> {
        let case = &self.opened.case;
        let mut deeds = Vec::new();
        if let Some(charge) = case.charge.as_ref().filter(|_| case.stage == Stage::Paying && self.may(Action::Pay)) {
            let owed = [("amount", Arg::Text(charge.amount_twd.to_string()))];
            let hint = self.door.say(self.worker.visit.lang, "deed-cash-hint", &owed);
            deeds.push(Deed { hint, ..self.deed("cash") });
        }
        let back: Twd = cash_owed(case).map(|refund| refund.amount_twd + refund.interest_twd).sum();
        if back > Twd::ZERO && self.may(Action::Pay) {
            let args = [("amount", Arg::Text(back.to_string()))];
            let hint = self.door.say(self.worker.visit.lang, "deed-cash-back-hint", &args);
            deeds.push(Deed { hint, ..self.deed("cash-back") });
        }
        if case.stage != Stage::Done && self.may(Action::Decide) {
            let is_mine = self.opened.holder.as_ref().is_some_and(|holder| holder.id == self.worker.officer.id);
            deeds.push(self.deed(if is_mine { "give-back" } else { "take" }));
        }
        if case.valid_paper().is_some() && case.stage == Stage::Done && self.may(Action::Reissue) {
            for id in ["reissue", "revoke"] {
                let value = if kept.deed.0 == id { kept.deed.1.clone() } else { String::new() };
                deeds.push(Deed { says: Some(Says { label: self.say("desk-reasons"), value }), ..self.deed(id) });
            }
        }
        deeds
    }

    fn deed(&self, id: &str) -> Deed {
        Deed {
            id: id.to_owned(),
            title: self.say(&format!("deed-{id}-title")),
            hint: self.say(&format!("deed-{id}-hint")),
            action: self.path(&format!("/{id}")),
            button: self.say(&format!("deed-{id}-go")),
            says: None,
        }
    }

    fn links(&self, purpose: Purpose) -> Vec<Link> {
        let mut links = Vec::new();
        let mut link = |key: &str, rest: &str| links.push(Link { text: self.say(key), href: self.path(rest) });
        if self.opened.case.valid_paper().is_some() && self.may(Action::Download) {
            link("desk-paper", "/paper");
        }
        if self.may(Action::SeePerson) {
            match purpose {
                Purpose::SeePerson => link("desk-person-hide", ""),
                _ => link("desk-person-show", "?whole=yes"),
            }
        }
        links
    }
}

/// `GET /officer/cases/{number}/files/{id}`: what the applicant handed in; the reading is journalled.
pub(super) async fn attachment(
    State(door): State<Door>,
    worker: Worker,
    Path((number, id)): Path<(String, String)>,
) -> Answer {
    let case = case_of(&door, &worker, (&number, Action::SeePerson)).await?;
    attaching::file(door.desk.attachment(&worker.who(), (case.id, attaching::id(&id)?), door.now()).await?)
}

/// How long a correction may take at most, and where that comes from.
pub(super) fn most_days(pinned: &Pinned, case: &Case) -> Option<(u32, String)> {
    let days = case.limits.get(CORRECTION_LIMIT).and_then(Value::as_u64).and_then(|days| u32::try_from(days).ok())?;
    let service = &pinned.compiled.service;
    let asked = BTreeMap::from([("limit".to_owned(), Value::String(CORRECTION_LIMIT.to_owned()))]);
    let table = service.tables.get(&service.limits_table);
    let row = table.and_then(|table| match table.look_up(&asked, case.applied_on) {
        catalogue::table::TableAnswer::Row { index, .. } => table.rows.get(index),
        _ => None,
    });
    Some((days, row.map(|row| row.source.clone()).unwrap_or_default()))
}

/// A case of this number for a deed of this officer.
pub(super) async fn case_of(door: &Door, worker: &Worker, (number, action): (&str, Action)) -> Result<Case, Fault> {
    let number = CaseNumber::parse(number).map_err(|_| DeskFault::NotFound)?;
    door.desk.case_for(&worker.who(), &number, action).await.map_err(hidden)
}
