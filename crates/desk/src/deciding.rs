//! Deciding, and what else people do with a case that is open: one verb each, checked by the one access
//! function before the engine is asked.

use std::collections::BTreeMap;

use casework::case::Case;
use casework::command::{Command, Deed};
use casework::event::{CorrectionItem, Rank};
use catalogue::check::Raw;
use catalogue::form::{Kind, Question};
use catalogue::service::Assurance;
use lexicon::ids::{CaseId, PaperId};
use lexicon::instant::At;
use serde_json::Value;
use store::filing::Filing;

use crate::abilities::World;
use crate::access::{Action, Who};
use crate::applying::{self, AnswerFault, MissingIn, actor};
use crate::attaching::Holder;
use crate::definitions::Pinned;
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::turn::Beside;

/// An officer's choice with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub id: String,
    /// For the file and, in a refusal, for the applicant.
    pub reasons: String,
    /// Printed on the paper.
    pub remarks: String,
}

/// Whether an answer may be asked for again. A declaration is made once; an address that was confirmed by a
/// code stands in for an account and is not changed by whoever holds the link.
#[must_use]
pub fn is_correctable(case: &Case, question: &Question) -> bool {
    let is_confirmed = question.kind == Kind::Email && case.assurance == Assurance::ConfirmedEmail;
    !question.must_be_yes && !is_confirmed
}

impl Desk {
    async fn act(&self, who: &Who, (id, action): (CaseId, Action), deed: Deed, now: At) -> Result<Case, DeskFault> {
        self.case_by_id(who, id, action).await?;
        self.turn(id, Command { by: actor(who), deed }, now).await
    }

    /// An officer decides the present step.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for a case that is not theirs; the engine's refusal.
    pub async fn decide_case(&self, who: &Who, id: CaseId, choice: Choice, now: At) -> Result<Case, DeskFault> {
        let deed = Deed::Decide { choice: choice.id, reasons: choice.reasons, remarks: choice.remarks };
        self.act(who, (id, Action::Decide), deed, now).await
    }

    /// An officer asks the applicant to put things right within `days` days; the clock stops.
    ///
    /// # Errors
    /// As [`Desk::decide_case`].
    pub async fn ask_correction(
        &self,
        who: &Who,
        id: CaseId,
        (items, days): (Vec<CorrectionItem>, u32),
        now: At,
    ) -> Result<Case, DeskFault> {
        self.act(who, (id, Action::AskCorrection), Deed::AskCorrection { items, days }, now).await
    }

    /// The applicant's corrected answers; only questions that were asked about count.
    ///
    /// # Errors
    /// [`DeskFault::Answers`] where one does not fit; the engine's refusal.
    pub async fn correct(&self, who: &Who, id: CaseId, raw: &Raw, now: At) -> Result<Case, DeskFault> {
        let case = self.case_by_id(who, id, Action::Correct).await?;
        let pinned = self.definition(&case.definition).await?;
        let open = |id: &str| pinned.compiled.service.form.questions().any(|q| q.id == id && is_correctable(&case, q));
        let items = case.correction.iter().flat_map(|correction| &correction.items);
        let asked: Vec<String> = items.map(|item| item.question.clone()).filter(|id| open(id)).collect();
        let mut answers = self.reread(&case, (raw, &asked), now).await?;
        let form = &pinned.compiled.service.form;
        let files = self.find_files((form, &mut answers), (Some(&Holder::Case(id)), Some(id))).await?;
        let hand_over = move |filing: &mut Filing| {
            for file in &files {
                filing.attachment_hand_over(file, id);
            }
        };
        let beside = Beside { more: Some(Box::new(hand_over)), ..Beside::default() };
        let command = Command { by: actor(who), deed: Deed::Correct { answers } };
        self.turn_beside(id, command, (beside, now)).await
    }

    async fn reread(
        &self,
        case: &Case,
        (raw, asked): (&Raw, &[String]),
        now: At,
    ) -> Result<BTreeMap<String, Value>, DeskFault> {
        let pinned = self.definition(&case.definition).await?;
        let glyphs = |text: &str| self.missing_glyphs(text);
        let read = self.with_world(now, |world| reread(world, (&pinned, &glyphs), case, (raw, asked)))?;
        read.map_err(DeskFault::Answers)
    }

    /// The place of a case among those of its campaign, from the one who put them in order.
    ///
    /// # Errors
    /// The engine's refusal; the database.
    pub async fn rank_case(&self, id: CaseId, rank: Rank, now: At) -> Result<Case, DeskFault> {
        self.turn(id, Command { by: actor(&Who::System), deed: Deed::Rank(rank) }, now).await
    }

    /// The applicant takes the application back.
    ///
    /// # Errors
    /// As [`Desk::decide_case`].
    pub async fn withdraw(&self, who: &Who, id: CaseId, reason: String, now: At) -> Result<Case, DeskFault> {
        self.act(who, (id, Action::Withdraw), Deed::Withdraw { reason }, now).await
    }

    /// An officer has an issued paper made again (行政程序法 §101).
    ///
    /// # Errors
    /// As [`Desk::decide_case`]; [`DeskFault::Answers`] for corrected answers that do not fit.
    pub async fn reissue(
        &self,
        who: &Who,
        id: CaseId,
        (reasons, raw): (String, &Raw),
        now: At,
    ) -> Result<Case, DeskFault> {
        let case = self.case_by_id(who, id, Action::Reissue).await?;
        let changed: Vec<String> = raw.keys().cloned().collect();
        let answers =
            if changed.is_empty() { BTreeMap::new() } else { self.reread(&case, (raw, &changed), now).await? };
        self.turn(id, Command { by: actor(who), deed: Deed::Reissue { reasons, answers } }, now).await
    }

    /// An officer takes an issued paper back.
    ///
    /// # Errors
    /// As [`Desk::decide_case`].
    pub async fn revoke(
        &self,
        who: &Who,
        id: CaseId,
        (paper, reasons): (PaperId, String),
        now: At,
    ) -> Result<Case, DeskFault> {
        self.act(who, (id, Action::Revoke), Deed::Revoke { paper, reasons }, now).await
    }
}

/// Reads new answers to some questions of a case, the others as they were.
///
/// # Errors
/// The faults of the questions asked about.
pub fn reread(
    world: &World<'_>,
    (pinned, missing_glyphs): (&Pinned, MissingIn<'_>),
    case: &Case,
    (raw, asked): (&Raw, &[String]),
) -> Result<BTreeMap<String, Value>, Vec<AnswerFault>> {
    let mut whole = typed(case);
    // A group that is asked again is given anew, whole.
    whole.retain(|name, _| !name.contains('.') || !is_asked(name, asked));
    whole.extend(raw.iter().filter(|(name, _)| is_asked(name, asked)).map(|(name, text)| (name.clone(), text.clone())));
    // What must be typed twice was confirmed before.
    for name in asked {
        if let Some(text) = whole.get(name).cloned() {
            whole.entry(format!("{name}_again")).or_insert(text);
        }
    }
    match applying::read(world, (pinned, missing_glyphs), &whole, case.channel) {
        Ok(read) => Ok(read.answers.into_iter().filter(|(name, _)| asked.contains(name)).collect()),
        Err(faults) => Err(faults.into_iter().filter(|fault| concerns(fault, asked)).collect()),
    }
}

/// Whether a field belongs to a question that was asked about.
fn is_asked(field: &str, asked: &[String]) -> bool {
    let question = field.split('.').next().unwrap_or(field);
    asked.iter().any(|name| name == question)
}

fn concerns(fault: &AnswerFault, asked: &[String]) -> bool {
    match fault {
        AnswerFault::Field(field) => is_asked(&field.question, asked),
        AnswerFault::Parcel { question, .. } | AnswerFault::Glyphs { question, .. } => asked.contains(question),
        AnswerFault::Assurance { .. } => false,
    }
}

/// The entries of a group; a list of parcels is none.
fn entries(value: &Value) -> Option<Vec<&serde_json::Map<String, Value>>> {
    let list = value.as_array()?;
    let entries: Vec<_> = list.iter().filter_map(Value::as_object).collect();
    (!entries.is_empty() && entries.iter().all(|entry| !entry.contains_key("land"))).then_some(entries)
}

/// The answers of a case as they would be typed again.
#[must_use]
pub fn typed(case: &Case) -> Raw {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Array(ticked) if ticked.iter().all(Value::is_string) => {
            ticked.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
        }
        Value::Array(parcels) => {
            let name = |parcel: &Value| {
                let part = |key: &str| parcel.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
                format!("{}{}{}{}", part("district"), part("section"), part("subsection"), part("land"))
            };
            parcels.iter().map(name).collect::<Vec<_>>().join("\n")
        }
        other => other.to_string(),
    };
    let mut raw = Raw::new();
    for (name, value) in case.answers.iter().filter(|(name, _)| !name.starts_with('_')) {
        match entries(value) {
            Some(entries) => raw.extend(entries.iter().enumerate().flat_map(|(index, entry)| {
                let number = index + 1;
                entry.iter().map(move |(part, value)| (format!("{name}.{number}.{part}"), vec![text(value)]))
            })),
            None => {
                raw.insert(name.clone(), vec![text(value)]);
            }
        }
    }
    if let Some(email) = raw.get("email").cloned() {
        raw.insert("email_again".to_owned(), email);
    }
    raw
}
