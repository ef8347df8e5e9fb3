//! What a story stands on: the real books with real sockets, or the engine alone.

use std::collections::BTreeMap;

use casework::case::Case;
use casework::event::CorrectionItem;
use catalogue::check::{FieldCode, Raw};
use catalogue::journey::{AskCorrection, Choose, PARCEL, PARCEL_ELSEWHERE, PARCEL_NOW};
use catalogue::service::Channel;
use desk::applying::AnswerFault;
use desk::fault::DeskFault;
use lexicon::instant::At;
use lexicon::money::Twd;

/// Why something in a story did not work.
#[derive(Debug)]
pub enum Refused {
    /// Answers that do not fit; a story may expect that.
    Answers(Vec<FieldCode>),
    /// Anything else, in developer's words.
    Other(String),
}

impl From<DeskFault> for Refused {
    fn from(fault: DeskFault) -> Refused {
        match fault {
            DeskFault::Answers(faults) => Refused::Answers(codes(&faults)),
            other => Refused::Other(other.to_string()),
        }
    }
}

/// The codes of faults, as stories write them.
pub fn codes(faults: &[AnswerFault]) -> Vec<FieldCode> {
    faults
        .iter()
        .map(|fault| match fault {
            AnswerFault::Field(field) => field.code,
            AnswerFault::Parcel { fault, .. } => fault.code(),
            AnswerFault::Glyphs { .. } => FieldCode::NotPrintable,
            AnswerFault::Assurance { .. } => FieldCode::Required,
        })
        .collect()
}

/// What stories can do and see. Each deed ends when nothing is left to do at that instant.
pub trait Ground {
    fn now(&self) -> At;
    async fn submit(&mut self, channel: Channel, raw: Raw) -> Result<(), Refused>;
    async fn pay(&mut self, amount: Twd, times: u32) -> Result<(), Refused>;
    /// Lets time go by, and everything that comes due happen at its own instant.
    async fn advance(&mut self, to: At) -> Result<(), Refused>;
    async fn choose(&mut self, choice: &Choose) -> Result<(), Refused>;
    async fn ask_correction(&mut self, asked: &AskCorrection) -> Result<(), Refused>;
    async fn correct(&mut self, raw: Raw) -> Result<(), Refused>;
    async fn withdraw(&mut self, reason: &str) -> Result<(), Refused>;
    async fn reissue(&mut self, reasons: &str, raw: Raw) -> Result<(), Refused>;
    /// The case as it stands, if one was opened.
    async fn case(&self) -> Result<Option<Case>, Refused>;
    /// Ids of the notices so far, in order.
    async fn notices(&self) -> Result<Vec<String>, Refused>;
    /// What an officer is told to look at.
    async fn doubts(&self) -> Result<Vec<String>, Refused>;
}

/// The items of a correction, in the order of their questions.
pub fn items(asked: &AskCorrection) -> Vec<CorrectionItem> {
    let item = |(question, says): (&String, &String)| CorrectionItem { question: question.clone(), says: says.clone() };
    asked.items.iter().map(item).collect()
}

/// The parcels the city has for a story's placeholders.
#[derive(Clone, Debug, Default)]
pub struct Places {
    pub parcel: String,
    /// What the parcel goes by today, where it is an old number.
    pub now: String,
    /// A parcel without doubts in another district.
    pub elsewhere: String,
}

/// Answers of a story as a form sends them, with the city's parcels in their places.
pub fn raw(answers: &BTreeMap<String, String>, places: &Places) -> Raw {
    let text = |text: &String| {
        vec![
            text.replace(PARCEL, &places.parcel)
                .replace(PARCEL_NOW, &places.now)
                .replace(PARCEL_ELSEWHERE, &places.elsewhere),
        ]
    };
    answers.iter().map(|(name, typed)| (name.clone(), text(typed))).collect()
}
