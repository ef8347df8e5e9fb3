//! Papers on their way out, in three filings: ordered (number and facts), drawn and sealed by the worker
//! with nothing open here, filed.

use std::collections::BTreeMap;
use std::sync::Arc;

use casework::case::Case;
use casework::command::{Command, Deed};
use casework::event::Actor;
use catalogue::criterion::Criterion;
use catalogue::form::{Kind, Question};
use lexicon::date::Date;
use lexicon::document_number::DocumentNumber;
use lexicon::ids::PaperId;
use lexicon::instant::At;
use lexicon::language::Lang;
use lexicon::roc::{RocDate, RocYear};
use papers::press_protocol::{PressFile, Request};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::filing::Filing;
use store::papers::{Level, PaperFiling, PaperRow, PaperStanding};
use store::seal::Owner;

use crate::abilities::{self, Ground, PaperTerms};
use crate::definitions::Pinned;
use crate::desk::Desk;
use crate::errands::Claim;
use crate::fault::DeskFault;
use crate::turn::{Beside, More};

/// Facts of a paper, frozen with its number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Frozen {
    /// What the template reads.
    pub record: Value,
    pub sketch: Option<String>,
    pub issued_on: Date,
    pub valid_until: Option<Date>,
    pub verify_url: String,
    pub verify_code: String,
    /// Path of the template in the definition.
    pub template: String,
    pub definition: String,
    pub ordered_at: At,
}

/// Everything the worker needs to draw and seal a paper.
#[derive(Clone, Debug)]
pub struct PaperJob {
    pub request: Request,
    pub number: String,
    pub frozen: Frozen,
}

/// A drawn and sealed paper.
#[derive(Clone, Debug)]
pub struct SealedPaper {
    pub pdf: Vec<u8>,
    /// Level B-T; without a time-stamp it is B-B.
    pub is_timestamped: bool,
}

impl Desk {
    pub(crate) fn order_paper(
        &self,
        filing: &mut Filing,
        (pinned, case): (&Arc<Pinned>, &Case),
        (paper, rule_name, supersedes): (PaperId, &str, Option<PaperId>),
        now: At,
    ) -> Result<(), DeskFault> {
        let service = &pinned.compiled.service;
        let rule = service.papers.get(rule_name);
        let rule = rule.ok_or_else(|| DeskFault::Definition(format!("there is no paper {rule_name:?}")))?;
        let today = now.taipei_date();
        let facts = pinned.facts(case);
        let code = secret_code()?;
        let office = self.office();
        let terms = PaperTerms {
            issued_on: today,
            valid_until: service.valid_until(rule_name, &facts, today),
            verify_url: format!("{}/verify/{code}", office.public_url),
            verify_code: code,
            chosen: chosen(pinned, case),
            grounds: grounds(pinned),
            campaign: campaign(pinned, case),
            fee: case.charge.as_ref().map_or_else(|| "0".to_owned(), |charge| charge.amount_twd.to_string()),
        };
        let maker = (rule.facts.name.as_str(), rule.facts.version);
        let draft = self.with_world(now, |world| abilities::make(maker, world, &facts, &terms))??;
        let missing = self.missing_glyphs(&draft.supplied);
        if !missing.is_empty() {
            return Err(DeskFault::Glyphs(missing));
        }
        let roc_year = roc_year(today);
        let word = office.names.document_words.get(&rule.series).cloned();
        let word = word.ok_or_else(|| no_word(&rule.series))?;
        let mut frozen = Frozen {
            record: draft.record,
            sketch: draft.sketch,
            issued_on: today,
            valid_until: terms.valid_until,
            verify_url: terms.verify_url,
            verify_code: terms.verify_code,
            template: rule.template.clone(),
            definition: pinned.compiled.digest.clone(),
            ordered_at: now,
        };
        let row = PaperRow {
            id: paper,
            case: case.id,
            rule: rule_name.to_owned(),
            series: rule.series.clone(),
            roc_year: u32::from(roc_year),
            supersedes,
            ordered_at: now,
        };
        filing.order_paper(row, move |n| {
            let number = printed_number(&word, roc_year, n);
            frozen.record["paper_number"] = Value::String(number.clone());
            (number, serde_json::to_value(&frozen).unwrap_or_default())
        });
        Ok(())
    }

    /// What is needed to draw an ordered paper; nothing for one that is filed already.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for a paper nobody ordered; the database.
    pub async fn paper_job(&self, paper: PaperId) -> Result<Option<PaperJob>, DeskFault> {
        let stored = self.store().paper(paper).await?.ok_or(DeskFault::NotFound)?;
        if stored.standing != PaperStanding::Ordered {
            return Ok(None);
        }
        let frozen = self.frozen(paper).await?;
        let pinned = self.definition(&frozen.definition).await?;
        let template = pinned.compiled.files.get(&frozen.template);
        let template = template.ok_or_else(|| DeskFault::Definition(format!("no file {}", frozen.template)))?;
        let qr = papers::qr::svg(&frozen.verify_url).map_err(|e| DeskFault::Definition(e.to_string()))?;
        let mut files = vec![PressFile { name: "/qr.svg".to_owned(), bytes: qr.into_bytes() }];
        files.extend(
            frozen.sketch.iter().map(|svg| PressFile { name: "/map.svg".to_owned(), bytes: svg.clone().into_bytes() }),
        );
        let request = Request {
            id: paper.to_string(),
            issued_on: frozen.issued_on,
            template: String::from_utf8_lossy(template).into_owned(),
            data: serde_json::to_vec(&frozen.record).map_err(|e| DeskFault::Definition(e.to_string()))?,
            files,
        };
        Ok(Some(PaperJob { request, number: stored.number, frozen }))
    }

    pub(crate) async fn frozen(&self, paper: PaperId) -> Result<Frozen, DeskFault> {
        let facts = self.store().paper_facts(paper).await?.ok_or(DeskFault::NotFound)?;
        serde_json::from_value(facts).map_err(|e| DeskFault::Definition(e.to_string()))
    }

    /// Stores a sealed paper and moves its case on, in one transaction. A second filing changes nothing.
    ///
    /// # Errors
    /// The disk or the database; a retry is safe.
    pub async fn file_paper(
        &self,
        paper: PaperId,
        sealed: SealedPaper,
        (answers, now): (Option<Claim>, At),
    ) -> Result<Case, DeskFault> {
        let stored = self.store().paper(paper).await?.ok_or(DeskFault::NotFound)?;
        let frozen = self.frozen(paper).await?;
        let digest = sha256_hex(&sealed.pdf);
        let file = self.store().put_file(Owner::Case(stored.case), sealed.pdf).await?;
        let row = PaperFiling {
            id: paper,
            digest: digest.clone(),
            file,
            level: if sealed.is_timestamped { Level::BT } else { Level::BB },
            verify_code: frozen.verify_code,
            issued_at: now,
            valid_until: frozen.valid_until,
        };
        let is_new = stored.standing == PaperStanding::Ordered;
        let more: More = Box::new(move |filing| {
            if is_new {
                filing.file_paper(&row);
            }
        });
        let deed = Deed::FilePaper { paper, number: stored.number, digest, valid_until: frozen.valid_until };
        let command = Command { by: Actor::System, deed };
        self.turn_beside(stored.case, command, (Beside { answers, more: Some(more) }, now)).await
    }
}

/// `高市都發證示字第11500000120號`-like: word, ROC year and serial as document numbers are written.
fn printed_number(word: &str, roc_year: u16, n: u64) -> String {
    let serial = u32::try_from(n).unwrap_or(u32::MAX);
    DocumentNumber::new(word, roc_year, serial)
        .map_or_else(|_| format!("{word}{roc_year}-{n}"), |number| number.to_string())
}

pub fn roc_year(day: Date) -> u16 {
    match RocDate::from(day).year() {
        RocYear::Republic(year) => year,
        RocYear::Before(_) => 0,
    }
}

/// The words of every choice made in the form. Papers are written in Chinese.
fn chosen(pinned: &Pinned, case: &Case) -> BTreeMap<String, String> {
    let questions = pinned.compiled.service.form.questions().filter(|question| question.kind == Kind::Choice);
    let word = |question: &Question| {
        let choice = case.answers.get(&question.id)?.as_str()?;
        let key = format!("q-{}-choice-{choice}", question.id);
        Some((question.id.clone(), pinned.texts.say(Lang::ZhHant, &key, &[])))
    };
    questions.filter_map(word).collect()
}

/// 130 random bits as 26 letters and digits that are not mistaken for each other (Crockford's base 32).
///
/// # Errors
/// [`DeskFault::Random`].
pub fn secret_code() -> Result<String, DeskFault> {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut random = [0_u8; 26];
    getrandom::fill(&mut random).map_err(|_| DeskFault::Random)?;
    Ok(random.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect())
}

/// The digest a file is known by in the register, in hexadecimal.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// What a letter says of every criterion that does not hold.
fn grounds(pinned: &Pinned) -> BTreeMap<String, Ground> {
    let service = &pinned.compiled.service;
    let ground = |criterion: &Criterion| {
        let mut law: Vec<String> = Vec::new();
        let mut named = None;
        for known in criterion.law.iter().filter_map(|id| service.law_of(id)) {
            // One law is named once, whatever number of its articles follows.
            let name = if named == Some(&known.name) { "" } else { known.name.zh_hant.as_str() };
            named = Some(&known.name);
            law.push(format!("{name}{}", known.article));
        }
        let says = pinned.texts.say(Lang::ZhHant, &format!("criterion-{}-failed", criterion.id), &[]);
        (criterion.id.clone(), Ground { says, law: law.join("、") })
    };
    service.criteria.iter().map(ground).collect()
}

fn campaign(pinned: &Pinned, case: &Case) -> String {
    let campaign = case.campaign.as_deref().and_then(|id| pinned.compiled.service.campaign(id));
    campaign.map(|campaign| campaign.name.zh_hant.clone()).unwrap_or_default()
}

/// Said before anything is issued: when a service is published.
pub(crate) fn no_word(series: &str) -> DeskFault {
    DeskFault::Definition(format!(
        "office.yaml names no document word for the series {series:?}; add it to document_words"
    ))
}
