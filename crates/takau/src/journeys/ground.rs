//! What a story stands on: the real books with real sockets, or the engine alone.

use std::collections::BTreeMap;

use casework::case::Case;
use casework::event::{CorrectionItem, Rank};
use casework::ranking::{Entrant, RankList, entrant};
use catalogue::campaign::Fund;
use catalogue::check::{FieldCode, Raw};
use catalogue::facts::Facts;
use catalogue::form::{Form, Kind, Required};
use catalogue::journey::{AskCorrection, Choose, PARCEL, PARCEL_ELSEWHERE, PARCEL_NOW, Ranked};
use catalogue::service::{Channel, Service};
use desk::applying::AnswerFault;
use desk::fault::DeskFault;
use lexicon::instant::At;
use lexicon::money::Twd;

/// Why something in a story did not work.
#[derive(Debug)]
pub enum Refused {
    /// Answers that do not fit; a story may expect that.
    Answers(Vec<FieldCode>),
    /// The service takes no applications at that instant; a story may expect that too.
    Closed,
    /// Anything else, in developer's words.
    Other(String),
}

impl From<DeskFault> for Refused {
    fn from(fault: DeskFault) -> Refused {
        match fault {
            DeskFault::Answers(faults) => Refused::Answers(codes(&faults)),
            DeskFault::Refused(casework::fault::Fault::NotOpen) => Refused::Closed,
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
    /// Other records in the registers of other agencies.
    async fn registers(&mut self, records: &Records) -> Result<(), Refused>;
    /// The campaign's cases are put in order, this one among others.
    async fn rank(&mut self, ranked: &Ranked) -> Result<(), Refused>;
    /// What is known of the case, with what follows from it.
    async fn facts(&self) -> Result<Option<Facts>, Refused>;
    /// What an officer is told to look at.
    async fn doubts(&self) -> Result<Vec<String>, Refused>;
}

/// The items of a correction, in the order of their questions.
pub fn items(asked: &AskCorrection) -> Vec<CorrectionItem> {
    let item = |(question, says): (&String, &String)| CorrectionItem { question: question.clone(), says: says.clone() };
    asked.items.iter().map(item).collect()
}

/// What registers hold: register → its records.
pub type Records = BTreeMap<String, Vec<serde_json::Map<String, serde_json::Value>>>;

/// The rank of a case among the rivals a story names.
pub fn rank_of(service: &Service, (case, facts): (&Case, &Facts), ranked: &Ranked) -> Result<Rank, Refused> {
    let own = entrant(service, (&case.step, &case.number.to_string()), facts);
    let own = own.ok_or_else(|| Refused::Other("the case does not wait for its rank, or has no points".to_owned()))?;
    let rivals = ranked.rivals.iter().enumerate().map(|(index, rival)| Entrant {
        case: format!("RIVAL-{index:03}"),
        points: rival.points,
        weighted: rival.weighted,
    });
    let list = RankList {
        title: service.id.clone(),
        event: "story".to_owned(),
        drawn_on: case.applied_on,
        entrants: rivals.chain([own]).collect(),
    };
    let name = catalogue::service::Bilingual { zh_hant: String::new(), en: String::new() };
    let funds = [Fund { id: "story".to_owned(), name, places: ranked.places, budget_twd: 0 }];
    let order = list.order(&funds, &ranked.outcome).map_err(|fault| Refused::Other(fault.to_string()))?;
    let own = order.into_iter().find(|(number, _)| *number == case.number.to_string());
    own.map(|(_, rank)| rank).ok_or_else(|| Refused::Other("the case is not on the list".to_owned()))
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

/// The names of files a story hands in, by their questions. One that must be shown on line and that the story says
/// nothing of is handed in all the same: a story speaks of files only where it is about them.
pub fn files(form: &Form, (raw, channel): (&Raw, Channel)) -> Vec<(String, Vec<String>)> {
    let asked = form.questions().filter(|asked| asked.kind == Kind::Attachments);
    asked
        .filter_map(|asked| match raw.get(&asked.id) {
            Some(typed) => {
                let names = typed.iter().flat_map(|text| text.lines()).map(str::trim).filter(|name| !name.is_empty());
                Some((asked.id.clone(), names.map(str::to_owned).collect()))
            }
            None if channel == Channel::Online && asked.required != Required::Never => {
                Some((asked.id.clone(), vec![format!("{}.jpg", asked.id)]))
            }
            None => None,
        })
        .collect()
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
