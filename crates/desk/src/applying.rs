//! Applying: what was typed becomes a case, or every fault at once; nothing typed is lost by us.

use std::collections::BTreeMap;

use casework::case::Case;
use casework::command::{Command, Deed, Opening};
use casework::event::Actor;
use catalogue::check::{FieldFault, Raw};
use catalogue::facts::Facts;
use catalogue::fee::Fee;
use catalogue::form::Kind;
use catalogue::service::{Assurance, Channel};
use lexicon::case_number::CaseNumber;
use lexicon::date::Date;
use lexicon::ids::CaseId;
use lexicon::instant::At;
use lexicon::language::Lang;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::fault::FileError;
use store::filing::Filing;

use crate::abilities::World;
use crate::access::{Action, Who, may};
use crate::attaching::Holder;
use crate::definitions::Pinned;
use crate::desk::Desk;
use crate::drafting::DraftKey;
use crate::fault::DeskFault;
use crate::issuing::{roc_year, secret_code};
use crate::parcels::{self, ParcelFault};

/// Answers the house keeps beside those of the form; no question may be named so.
pub const LINK: &str = "_link";
pub const AGENCY: &str = "_agency";

/// An application as it comes in by any channel.
#[derive(Clone, Debug)]
pub struct Application {
    pub service: String,
    pub raw: Raw,
    pub channel: Channel,
    /// How sure the door is of who applies.
    pub assurance: Assurance,
    pub lang: Lang,
    /// The draft it was typed into; it opens one case, however often it is sent.
    pub draft: Option<DraftKey>,
}

/// Names the characters of a text that no font of the papers draws.
pub type MissingIn<'a> = &'a dyn Fn(&str) -> Vec<char>;

/// What is wrong with one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerFault {
    Field(FieldFault),
    Parcel {
        question: String,
        fault: ParcelFault,
    },
    /// Characters no paper can show.
    Glyphs {
        question: String,
        characters: Vec<char>,
    },
    /// The channel asks for more certainty about who applies.
    Assurance {
        needed: Assurance,
    },
}

/// Answers that fit.
#[derive(Clone, Debug)]
pub struct Answers {
    pub answers: BTreeMap<String, Value>,
    pub limits: Value,
    pub applied_on: Date,
    pub channel: Channel,
}

impl Answers {
    /// What conditions and the tariff may know before there is a case.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts(json!({
            "case": { "channel": self.channel, "applied_on": self.applied_on },
            "answers": self.answers,
            "limits": self.limits,
            "evidence": {},
            "findings": {},
        }))
    }
}

/// A case that is open.
#[derive(Clone, Debug)]
pub struct Applied {
    pub case: Case,
    /// The secret of the case's link, shown once.
    pub link: String,
}

impl Desk {
    /// Reads what was typed: every fault at once, parcels found in the city.
    ///
    /// # Errors
    /// [`DeskFault::Answers`] with every fault in the order of the form.
    pub fn read_answers(
        &self,
        pinned: &Pinned,
        (raw, channel): (&Raw, Channel),
        now: At,
    ) -> Result<Answers, DeskFault> {
        let read =
            self.with_world(now, |world| read(world, (pinned, &|text| self.missing_glyphs(text)), raw, channel))?;
        read.map_err(DeskFault::Answers)
    }

    /// What the application would cost, by the tariff of the day.
    ///
    /// # Errors
    /// A tariff that cannot tell.
    pub fn quote(&self, pinned: &Pinned, answers: &Answers) -> Result<Fee, DeskFault> {
        let fee = pinned.compiled.service.fee_of(&answers.facts(), answers.applied_on);
        fee.map_err(|fault| DeskFault::Refused(casework::fault::Fault::NoFee(fault.to_string())))
    }

    /// Opens a case. `now` is the arrival at the door.
    ///
    /// # Errors
    /// [`DeskFault::Answers`] where something typed does not fit, [`DeskFault::Denied`] for a channel that is
    /// not this person's; the database.
    pub async fn apply(&self, who: &Who, application: Application, now: At) -> Result<Applied, DeskFault> {
        self.apply_beside(who, application, (|_: &mut Filing, _: &Case, _: &str| {}, now)).await
    }

    /// As [`Desk::apply`], with something filed beside it in the same transaction.
    pub(crate) async fn apply_beside(
        &self,
        who: &Who,
        application: Application,
        (beside, now): (impl FnOnce(&mut Filing, &Case, &str) + Send, At),
    ) -> Result<Applied, DeskFault> {
        if !may(who, Action::Apply(application.channel), None) {
            return Err(DeskFault::Denied);
        }
        if let Some(key) = &application.draft
            && let Some((case, link)) = self.case_of_draft(key, now).await?
        {
            return Ok(Applied { case, link });
        }
        let pinned = self.live(&application.service).await?;
        let service = &pinned.compiled.service;
        let rule = service.channels.get(&application.channel).ok_or(DeskFault::Denied)?;
        let needed = rule.interim.unwrap_or(rule.assurance);
        if application.assurance < needed {
            return Err(DeskFault::Answers(vec![AnswerFault::Assurance { needed }]));
        }
        let mut read = self.read_answers(&pinned, (&application.raw, application.channel), now)?;
        let holder = match (&application.draft, who) {
            (Some(draft), _) => Some(Holder::Draft(draft.id)),
            (None, Who::Agency(name)) => Some(Holder::Agency(name.clone())),
            (None, Who::Officer(officer)) => Some(Holder::Officer(officer.id)),
            (None, _) => None,
        };
        let files = self.find_files((&service.form, &mut read.answers), (holder.as_ref(), None)).await?;
        let link = secret_code()?;
        read.answers.insert(LINK.to_owned(), json!(link));
        if let Who::Agency(name) = who {
            read.answers.insert(AGENCY.to_owned(), json!(name));
        }
        let opening = Opening {
            id: new_case_id(now)?,
            number: self.new_number(&service.prefix, read.applied_on).await?,
            channel: application.channel,
            assurance: application.assurance,
            lang: application.lang,
            answers: read.answers,
            applied_on: read.applied_on,
            limits: read.limits,
        };
        let command = Command { by: actor(who), deed: Deed::Open(Box::new(opening)) };
        let turn = self.decide(&pinned, None, (command, now))?;
        let mut filing = self.consequences(&pinned, (&turn, 0), now)?;
        filing.index("link", &link, turn.case.id);
        for file in &files {
            filing.attachment_hand_over(file, turn.case.id);
        }
        let sent = application.draft;
        if let Some(key) = &sent {
            filing.draft_drop(key.id);
            filing.index("draft", &key.to_string(), turn.case.id);
        }
        for (kind, question) in [("email", "email"), ("person", "person_id"), ("business", "business_id")] {
            if let Some(value) = turn.case.answers.get(question).and_then(Value::as_str) {
                filing.index(kind, value, turn.case.id);
            }
        }
        beside(&mut filing, &turn.case, &link);
        match (self.store().file(filing).await, sent) {
            (Ok(_), _) => Ok(Applied { case: turn.case, link }),
            // The same draft was sent twice at once, and the other was quicker.
            (Err(FileError::Conflict(_)), Some(key)) => match self.case_of_draft(&key, now).await? {
                Some((case, link)) => Ok(Applied { case, link }),
                None => Err(DeskFault::Conflict),
            },
            (Err(fault), _) => Err(fault.into()),
        }
    }

    async fn new_number(&self, prefix: &str, on: Date) -> Result<CaseNumber, DeskFault> {
        let year = roc_year(on);
        let serial = self.store().take_case_serial(prefix, u32::from(year)).await?;
        let serial = u32::try_from(serial).map_err(|e| DeskFault::Definition(e.to_string()))?;
        CaseNumber::new(prefix, year, serial).map_err(|e| DeskFault::Definition(e.to_string()))
    }
}

/// The secret of a case's link; empty where it has none.
pub(crate) fn link_of(case: &Case) -> String {
    case.answers.get(LINK).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Who a person is in the journal.
#[must_use]
pub fn actor(who: &Who) -> Actor {
    match who {
        Who::Public | Who::Holder(_) => Actor::Applicant,
        Who::Officer(officer) => Actor::Officer(officer.id),
        Who::Agency(name) => Actor::Agency(name.clone()),
        Who::System => Actor::System,
    }
}

fn new_case_id(now: At) -> Result<CaseId, DeskFault> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|_| DeskFault::Random)?;
    Ok(CaseId::from_parts(now, random))
}

/// Reads what was typed, without any books: every fault at once, parcels found in the city of `world`.
///
/// # Errors
/// Every fault in the order of the form.
pub fn read(
    world: &World<'_>,
    (pinned, missing_glyphs): (&Pinned, MissingIn<'_>),
    raw: &Raw,
    channel: Channel,
) -> Result<Answers, Vec<AnswerFault>> {
    let service = &pinned.compiled.service;
    let applied_on = world.today;
    let limits = Value::Object(service.limits(applied_on));
    let mut read = Answers { answers: BTreeMap::new(), limits, applied_on, channel };
    let mut faults = Vec::new();
    match service.form.check(raw, &read.facts()) {
        Ok(answers) => read.answers = answers.into_iter().collect(),
        Err(found) => faults.extend(found.into_iter().map(AnswerFault::Field)),
    }
    for question in service.form.questions().filter(|question| question.kind == Kind::Parcels) {
        let typed = raw.get(&question.id).map(|texts| texts.join("\n")).unwrap_or_default();
        let refused = faults.iter().any(|fault| matches!(fault, AnswerFault::Field(f) if f.question == question.id));
        if refused || typed.trim().is_empty() {
            continue;
        }
        match parcels::resolve(&typed, world.office, world.release, applied_on) {
            Ok(named) => {
                read.answers.insert(question.id.clone(), json!(named));
            }
            Err(found) => faults
                .extend(found.into_iter().map(|fault| AnswerFault::Parcel { question: question.id.clone(), fault })),
        }
    }
    for question in service.form.questions().filter(|question| matches!(question.kind, Kind::Text | Kind::LongText)) {
        let text = read.answers.get(&question.id).and_then(Value::as_str).unwrap_or_default();
        let characters = missing_glyphs(text);
        if !characters.is_empty() {
            faults.push(AnswerFault::Glyphs { question: question.id.clone(), characters });
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}
