//! Checks what somebody typed against a form, by the types of the lexicon.
//!
//! What was typed comes in as lists of texts by name, as a web form or an API sends it; what goes out is
//! one JSON value for each question that was asked, or every fault with its question and code. Names the
//! form does not ask for are left out ([`Form::strangers`] lists them for the API). Whether a parcel
//! exists is not known here.

use std::collections::BTreeMap;

use lexicon::business::{BusinessNumberError, UnifiedBusinessNumber};
use lexicon::email::Email;
use lexicon::fold;
use lexicon::parcel_text::{self, ParcelMention, ParcelTextError};
use lexicon::person::{PersonId, PersonIdError};
use lexicon::phone::Phone;
use lexicon::roc::RocDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::condition::{Amounts, Condition};
use crate::facts::Facts;
use crate::form::{Form, Kind, Question, Required};
use crate::tri::Tri;

/// What was typed: name of the question → what its fields sent.
pub type Raw = BTreeMap<String, Vec<String>>;

/// What is wrong with one answer. Its words are under `q-<question>-error-<code>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    pub question: String,
    pub code: FieldCode,
    /// Values the words may use: `max`, `min`, `found`, `stated`, `piece`, `became`, `choices`, `near`, `characters`.
    pub args: BTreeMap<String, String>,
}

/// The kinds of faults of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldCode {
    Required,
    TooLong,
    NotAChoice,
    MustBeYes,
    NotANumber,
    TooSmall,
    TooLarge,
    BadEmail,
    NotTheSame,
    BadPhone,
    BadPersonId,
    PersonIdCheckDigit,
    BadBusinessId,
    BusinessIdCheckSum,
    /// A piece of the list cannot be read; `piece` says which.
    BadParcels,
    /// A number stands before any section was named; `piece` says which.
    NoSection,
    /// 等N筆 does not fit the list: `stated`, `found`.
    ParcelCount,
    TooManyParcels,
    /// The parcel goes by another number now; `became` says which. Found by the desk, like the next three.
    ParcelRenumbered,
    /// The section has no such land number.
    ParcelUnknown,
    /// Several sections have that name; `choices` lists them.
    SectionAmbiguous,
    /// No section has that name; `near` lists those that read alike.
    SectionUnknown,
    /// No font of the papers draws `characters`.
    NotPrintable,
    BadDate,
    /// Another entry of the group has the same.
    Twice,
    /// A file that was named is not there any more. Found by the desk.
    Gone,
}

impl FieldCode {
    /// The name in text keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FieldCode::Required => "required",
            FieldCode::TooLong => "too-long",
            FieldCode::NotAChoice => "not-a-choice",
            FieldCode::MustBeYes => "must-be-yes",
            FieldCode::NotANumber => "not-a-number",
            FieldCode::TooSmall => "too-small",
            FieldCode::TooLarge => "too-large",
            FieldCode::BadEmail => "bad-email",
            FieldCode::NotTheSame => "not-the-same",
            FieldCode::BadPhone => "bad-phone",
            FieldCode::BadPersonId => "bad-person-id",
            FieldCode::PersonIdCheckDigit => "person-id-check-digit",
            FieldCode::BadBusinessId => "bad-business-id",
            FieldCode::BusinessIdCheckSum => "business-id-check-sum",
            FieldCode::BadParcels => "bad-parcels",
            FieldCode::NoSection => "no-section",
            FieldCode::ParcelCount => "parcel-count",
            FieldCode::TooManyParcels => "too-many-parcels",
            FieldCode::ParcelRenumbered => "parcel-renumbered",
            FieldCode::ParcelUnknown => "parcel-unknown",
            FieldCode::SectionAmbiguous => "section-ambiguous",
            FieldCode::SectionUnknown => "section-unknown",
            FieldCode::NotPrintable => "not-printable",
            FieldCode::BadDate => "bad-date",
            FieldCode::Twice => "twice",
            FieldCode::Gone => "gone",
        }
    }
}

/// A fault without its question.
pub(crate) type Wrong = (FieldCode, BTreeMap<String, String>);

impl Form {
    /// Checks everything that was typed. `facts` gives the rooms `case` and `limits`; the answers read so
    /// far are added to it, so that a condition may look at earlier questions.
    ///
    /// # Errors
    /// Every fault, in the order of the form.
    pub fn check(&self, raw: &Raw, facts: &Facts) -> Result<Map<String, Value>, Vec<FieldFault>> {
        let mut answers = Map::new();
        let mut faults = Vec::new();
        let mut facts = facts.clone();
        if !facts.0.is_object() {
            facts.0 = json!({});
        }
        for question in self.questions() {
            facts.0["answers"] = Value::Object(answers.clone());
            if question.visible(&facts) != Tri::Yes {
                continue;
            }
            let read = match question.kind {
                Kind::Group => question.read_group(raw, &facts),
                _ => question
                    .read(raw, &facts)
                    .map_err(|(code, args)| vec![FieldFault { question: question.id.clone(), code, args }]),
            };
            match read {
                Ok(Some(value)) => {
                    answers.insert(question.id.clone(), value);
                }
                Ok(None) => {}
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() { Ok(answers) } else { Err(faults) }
    }

    /// The names that were sent and that the form does not know.
    #[must_use]
    pub fn strangers<'a>(&self, raw: &'a Raw) -> Vec<&'a str> {
        let known = |name: &str| self.field(name.strip_suffix("_again").unwrap_or(name)).is_some();
        raw.keys().map(String::as_str).filter(|name| !known(name)).collect()
    }
}

impl Question {
    /// The codes this question can raise, for its words.
    #[must_use]
    pub fn codes(&self) -> Vec<FieldCode> {
        let mut codes = Vec::new();
        if self.required != Required::Never {
            codes.push(FieldCode::Required);
        }
        if self.max_chars.is_some() {
            codes.push(FieldCode::TooLong);
        }
        match self.kind {
            Kind::Text | Kind::LongText => codes.push(FieldCode::NotPrintable),
            Kind::Choice | Kind::Several => codes.push(FieldCode::NotAChoice),
            Kind::YesNo if self.must_be_yes => codes.push(FieldCode::MustBeYes),
            Kind::YesNo => codes.push(FieldCode::NotAChoice),
            Kind::Integer | Kind::Money => {
                codes.push(FieldCode::NotANumber);
                codes.extend((self.min.is_some() || self.kind == Kind::Money).then_some(FieldCode::TooSmall));
                codes.extend(self.max.as_ref().map(|_| FieldCode::TooLarge));
            }
            Kind::Email => codes.push(FieldCode::BadEmail),
            Kind::Phone => codes.push(FieldCode::BadPhone),
            Kind::PersonId => codes.extend([FieldCode::BadPersonId, FieldCode::PersonIdCheckDigit]),
            Kind::BusinessId => codes.extend([FieldCode::BadBusinessId, FieldCode::BusinessIdCheckSum]),
            Kind::Parcels => {
                codes.extend([FieldCode::BadParcels, FieldCode::NoSection, FieldCode::ParcelCount]);
                codes.extend([FieldCode::ParcelRenumbered, FieldCode::ParcelUnknown]);
                codes.extend([FieldCode::SectionAmbiguous, FieldCode::SectionUnknown]);
                codes.extend(self.max.as_ref().map(|_| FieldCode::TooManyParcels));
            }
            Kind::Date => codes.push(FieldCode::BadDate),
            Kind::Group | Kind::Attachments => {
                codes.extend((self.kind == Kind::Attachments).then_some(FieldCode::Gone));
                codes.extend(self.min.as_ref().map(|_| FieldCode::TooSmall));
                codes.extend(self.max.as_ref().map(|_| FieldCode::TooLarge));
            }
        }
        if self.twice.is_some() {
            codes.push(FieldCode::NotTheSame);
        }
        codes
    }

    /// Reads one answer; nothing typed where nothing is required is `None`.
    pub(crate) fn read(&self, raw: &Raw, facts: &Facts) -> Result<Option<Value>, Wrong> {
        let typed = typed(raw, &self.id);
        if typed.is_empty() {
            return match self.is_required(facts) {
                Tri::Yes => Err(plain(FieldCode::Required)),
                // Nothing ticked is an answer too: none of them.
                _ if self.kind == Kind::Several => Ok(Some(json!([]))),
                _ => Ok(None),
            };
        }
        if let Some(most) = self.max_chars.filter(|most| typed.chars().count() > *most as usize) {
            return Err(with(FieldCode::TooLong, [("max", most.to_string())]));
        }
        let value = self.parse(&typed, facts)?;
        if self.twice.as_ref().is_some_and(|twice| twice.judge(facts).tri == Tri::Yes) {
            let again = self.parse(&self::typed(raw, &format!("{}_again", self.id)), facts);
            if again != Ok(value.clone()) {
                return Err(plain(FieldCode::NotTheSame));
            }
        }
        Ok(Some(value))
    }

    fn parse(&self, typed: &str, facts: &Facts) -> Result<Value, Wrong> {
        match self.kind {
            Kind::Text => Ok(json!(typed.split_whitespace().collect::<Vec<_>>().join(" "))),
            Kind::LongText => Ok(json!(typed)),
            Kind::Choice => {
                let offered = self.offered(facts).any(|choice| choice.id == typed);
                if offered { Ok(json!(typed)) } else { Err(plain(FieldCode::NotAChoice)) }
            }
            Kind::Several => {
                let ticked: Vec<&str> = typed.lines().collect();
                let offered = |id: &&str| self.offered(facts).any(|choice| choice.id == **id);
                if ticked.iter().all(offered) { Ok(json!(ticked)) } else { Err(plain(FieldCode::NotAChoice)) }
            }
            Kind::YesNo => self.yes_no(typed),
            Kind::Integer => self.integer(&fold::compact(typed), facts),
            Kind::Money => self.integer(&dollars(typed), facts),
            Kind::Email => match Email::parse(typed) {
                Ok(email) => Ok(json!(email.as_str())),
                Err(_) => Err(plain(FieldCode::BadEmail)),
            },
            Kind::Phone => Phone::parse(typed).map_err(|_| plain(FieldCode::BadPhone)).map(|phone| {
                let extension = phone.extension().map(|digits| format!("#{digits}")).unwrap_or_default();
                json!(format!("{}{extension}", phone.e164()))
            }),
            Kind::PersonId => match PersonId::parse(typed) {
                Ok(id) => Ok(json!(id.as_str())),
                Err(PersonIdError::CheckDigit) => Err(plain(FieldCode::PersonIdCheckDigit)),
                Err(_) => Err(plain(FieldCode::BadPersonId)),
            },
            Kind::BusinessId => match UnifiedBusinessNumber::parse(typed) {
                Ok(number) => Ok(json!(number.as_str())),
                Err(BusinessNumberError::CheckSum) => Err(plain(FieldCode::BusinessIdCheckSum)),
                Err(_) => Err(plain(FieldCode::BadBusinessId)),
            },
            Kind::Parcels => self.parcels(typed, facts),
            Kind::Date => match RocDate::parse(typed) {
                Ok(date) => Ok(json!(date.date())),
                Err(_) => Err(plain(FieldCode::BadDate)),
            },
            Kind::Attachments => self.files(typed, facts),
            // Read entry by entry, never as one text.
            Kind::Group => Err(plain(FieldCode::Required)),
        }
    }

    /// Lines that begin with the id of a file, each file once; what stands behind a `/` only describes it.
    fn files(&self, typed: &str, facts: &Facts) -> Result<Value, Wrong> {
        let id = |line: &str| line.split('/').next().unwrap_or(line).trim().to_owned();
        let mut lines: Vec<&str> = Vec::new();
        for line in typed.lines() {
            if !lines.iter().any(|known| id(known) == id(line)) {
                lines.push(line);
            }
        }
        let found = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        if let Some(min) = bound(self.min.as_ref(), facts).filter(|min| found < *min) {
            return Err(with(FieldCode::TooSmall, [("min", min.to_string())]));
        }
        if let Some(max) = bound(self.max.as_ref(), facts).filter(|max| found > *max) {
            return Err(with(FieldCode::TooLarge, [("max", max.to_string())]));
        }
        Ok(json!(lines))
    }

    fn yes_no(&self, typed: &str) -> Result<Value, Wrong> {
        match typed {
            "yes" | "true" | "on" => Ok(json!(true)),
            _ if self.must_be_yes => Err(plain(FieldCode::MustBeYes)),
            "no" | "false" => Ok(json!(false)),
            _ => Err(plain(FieldCode::NotAChoice)),
        }
    }

    fn integer(&self, typed: &str, facts: &Facts) -> Result<Value, Wrong> {
        let number: i64 = typed.parse().map_err(|_| plain(FieldCode::NotANumber))?;
        let least = bound(self.min.as_ref(), facts).or((self.kind == Kind::Money).then_some(0));
        if let Some(min) = least.filter(|min| number < *min) {
            return Err(with(FieldCode::TooSmall, [("min", min.to_string())]));
        }
        if let Some(max) = bound(self.max.as_ref(), facts).filter(|max| number > *max) {
            return Err(with(FieldCode::TooLarge, [("max", max.to_string())]));
        }
        Ok(json!(number))
    }

    /// A parcel named twice is one parcel: nobody pays twice for it.
    fn parcels(&self, typed: &str, facts: &Facts) -> Result<Value, Wrong> {
        let mut mentions: Vec<ParcelMention> = Vec::new();
        for mention in parcel_text::parse(typed).map_err(|fault| unread(&fault))? {
            let same = |known: &ParcelMention| {
                known.city == mention.city
                    && known.district == mention.district
                    && known.section == mention.section
                    && known.land == mention.land
            };
            if !mentions.iter().any(same) {
                mentions.push(mention);
            }
        }
        let found = i64::try_from(mentions.len()).unwrap_or(i64::MAX);
        match bound(self.max.as_ref(), facts).filter(|max| found > *max) {
            Some(max) => {
                let args = [("max", max.to_string()), ("found", found.to_string())];
                Err(with(FieldCode::TooManyParcels, args))
            }
            None => Ok(json!(mentions)),
        }
    }
}

/// The bound a condition sets, where it can be told.
pub(crate) fn bound(condition: Option<&Condition>, facts: &Facts) -> Option<i64> {
    match condition?.value(facts) {
        Amounts::To(value) => value.as_i64(),
        Amounts::Missing(_) | Amounts::Broken(_) => None,
    }
}

fn unread(fault: &ParcelTextError) -> Wrong {
    match fault {
        ParcelTextError::Empty => plain(FieldCode::Required),
        ParcelTextError::TooLong => with(FieldCode::BadParcels, [("piece", String::new())]),
        ParcelTextError::NoSection { original } => with(FieldCode::NoSection, [("piece", original.clone())]),
        ParcelTextError::Land { original, .. } | ParcelTextError::Unreadable { original } => {
            with(FieldCode::BadParcels, [("piece", original.clone())])
        }
        ParcelTextError::Count { stated, found } => {
            with(FieldCode::ParcelCount, [("stated", stated.to_string()), ("found", found.to_string())])
        }
    }
}

/// Money as people write it, `NT$１２，３４５ 元`, without everything that is not the number.
fn dollars(typed: &str) -> String {
    let folded = fold::compact(typed).replace([',', '$', '元'], "");
    ["NTD", "NT", "新台幣", "TWD"].iter().fold(folded, |rest, word| match rest.strip_prefix(word) {
        Some(after) => after.to_owned(),
        None => rest,
    })
}

/// Everything typed for a name; several fields of one name are joined by lines.
fn typed(raw: &Raw, name: &str) -> String {
    let fields = raw.get(name).map(Vec::as_slice).unwrap_or_default();
    fields.iter().map(|field| field.trim()).filter(|field| !field.is_empty()).collect::<Vec<_>>().join("\n")
}

pub(crate) fn plain(code: FieldCode) -> Wrong {
    (code, BTreeMap::new())
}

pub(crate) fn with<const N: usize>(code: FieldCode, args: [(&str, String); N]) -> Wrong {
    (code, args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
