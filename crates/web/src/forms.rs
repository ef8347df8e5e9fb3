//! From a service's form to the questions of a page: words of the service, what was typed, what is wrong.

use casework::case::Case;
use catalogue::check::{FieldFault, Raw};
use catalogue::facts::Facts;
use catalogue::form::{Kind as FormKind, Mask, Question as Asked, words_of};
use desk::applying::AnswerFault;
use desk::attaching::Handle;
use desk::definitions::Pinned;
use lexicon::language::Lang;
use serde_json::Value;
use texts::Arg;

use crate::attaching::size;
use crate::door::{Door, word, word_if};
use crate::groups::{entry_facts, most, shown};
use crate::view::parts::{Row, Slip};
use crate::view::question::{Again, Choice, Entry, KeptFile, Kind, Question};

/// Everything needed to word a service's form in a language.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    pub door: &'a Door,
    pub pinned: &'a Pinned,
    pub lang: Lang,
}

impl Wording<'_> {
    /// A question as a page asks it.
    #[must_use]
    pub fn question(&self, asked: &Asked, (raw, facts): (&Raw, &Facts), slips: &[Slip]) -> Question {
        self.field((asked, &asked.id), (raw, facts), slips)
    }

    /// A question at its place in the form: `members.2.name` is the name of the second member.
    fn field(&self, (asked, id): (&Asked, &str), (raw, facts): (&Raw, &Facts), slips: &[Slip]) -> Question {
        let words = words_of(id);
        let say = |part: &str| word_if(self.pinned, self.lang, &format!("q-{words}-{part}"));
        let typed = raw.get(id).and_then(|texts| texts.first()).cloned();
        let value = typed.or_else(|| asked.preset.clone()).unwrap_or_default();
        let slip = |field: &str| slips.iter().find(|slip| slip.field == field).map(|slip| slip.text.clone());
        Question {
            id: id.to_owned(),
            kind: kind(asked),
            label: say("label").unwrap_or_default(),
            hint: say("hint"),
            example: say("example"),
            slip: slip(id),
            options: self.options((asked, &words), facts, (&value, raw.get(id).map(Vec::as_slice).unwrap_or_default())),
            value,
            max_chars: asked.max_chars,
            optional: asked.is_required(facts) == catalogue::tri::Tri::No,
            autocomplete: asked.autocomplete.clone(),
            unit: say("unit"),
            again: asked.twice.as_ref().filter(|twice| twice.judge(facts).tri == catalogue::tri::Tri::Yes).map(|_| {
                Again {
                    label: say("again-label").unwrap_or_default(),
                    value: raw.get(&format!("{id}_again")).and_then(|texts| texts.first()).cloned().unwrap_or_default(),
                    slip: None,
                }
            }),
            entries: self.entries(asked, (raw, facts), slips),
            add: match asked.kind {
                FormKind::Group => say("add").filter(|_| shown(asked, raw) < most(asked, facts)),
                FormKind::Attachments => Some(self.door.say(self.lang, "attachment-add", &[])),
                _ => None,
            },
            files: self.files(asked, raw.get(id).map(Vec::as_slice).unwrap_or_default()),
        }
    }

    /// The files that were kept for a question.
    fn files(&self, asked: &Asked, lines: &[String]) -> Vec<KeptFile> {
        if asked.kind != FormKind::Attachments {
            return Vec::new();
        }
        let kept = |line: &str| {
            let handle = Handle::read(line)?;
            Some(KeptFile {
                remove: format!("{}/{}", asked.id, handle.id),
                name: handle.name,
                size: size(handle.bytes),
                line: line.to_owned(),
            })
        };
        lines.iter().flat_map(|text| text.lines()).filter_map(kept).collect()
    }

    fn entries(&self, asked: &Asked, (raw, facts): (&Raw, &Facts), slips: &[Slip]) -> Vec<Entry> {
        if asked.kind != FormKind::Group {
            return Vec::new();
        }
        let shown = shown(asked, raw);
        let entry = |number: usize| {
            let mut facts = facts.clone();
            facts.0["this"] = entry_facts(asked, raw, number);
            let visible = asked.of.iter().filter(|part| part.visible(&facts) != catalogue::tri::Tri::No);
            let field =
                |part: &Asked| self.field((part, &format!("{}.{number}.{}", asked.id, part.id)), (raw, &facts), slips);
            let args = [("number", Arg::Number(i64::try_from(number).unwrap_or(1)))];
            Entry {
                title: self.pinned.texts.say(self.lang, &format!("q-{}-entry", asked.id), &args),
                questions: visible.map(field).collect(),
                remove: Some(format!("{}.{number}", asked.id)),
            }
        };
        (1..=shown).map(entry).collect()
    }

    fn options(&self, (asked, words): (&Asked, &str), facts: &Facts, (value, typed): (&str, &[String])) -> Vec<Choice> {
        // What is kept of an application has them line by line, what was just typed one by one.
        let ticked: Vec<&str> = typed.iter().flat_map(|text| text.lines()).collect();
        match asked.kind {
            FormKind::Choice | FormKind::Several => asked
                .offered(facts)
                .map(|choice| Choice {
                    id: choice.id.clone(),
                    label: word(self.pinned, self.lang, &format!("q-{words}-choice-{}", choice.id)),
                    hint: word_if(self.pinned, self.lang, &format!("q-{words}-choice-{}-hint", choice.id)),
                    chosen: ticked.iter().any(|id| *id == choice.id) || choice.id == value,
                })
                .collect(),
            FormKind::YesNo => ["yes", "no"]
                .map(|id| Choice {
                    id: id.to_owned(),
                    label: self.door.say(self.lang, id, &[]),
                    hint: None,
                    chosen: id == value,
                })
                .to_vec(),
            _ => Vec::new(),
        }
    }

    /// What is wrong, in words, at the fields it is about.
    #[must_use]
    pub fn slips(&self, faults: &[AnswerFault]) -> Vec<Slip> {
        faults.iter().map(|fault| self.slip(fault)).collect()
    }

    fn slip(&self, fault: &AnswerFault) -> Slip {
        match fault {
            AnswerFault::Field(FieldFault { question, code, args }) => {
                let args: Vec<(&str, String)> =
                    args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
                self.worded(question, code.name(), &args)
            }
            AnswerFault::Parcel { question, fault } => self.worded(question, fault.code().name(), &fault.args()),
            AnswerFault::Glyphs { question, characters } => {
                let characters: String = characters.iter().collect();
                self.worded(question, "not-printable", &[("characters", characters)])
            }
            AnswerFault::Assurance { .. } => {
                Slip { field: "email".to_owned(), text: self.door.say(self.lang, "code-why-apply", &[]) }
            }
        }
    }

    fn worded(&self, question: &str, code: &str, args: &[(&str, String)]) -> Slip {
        let args: Vec<(&str, Arg)> = args.iter().map(|(name, value)| (*name, Arg::Text(value.clone()))).collect();
        let text = self.pinned.texts.say(self.lang, &format!("q-{}-error-{code}", words_of(question)), &args);
        Slip { field: question.to_owned(), text }
    }

    /// One answer as a line of a summary; personal data masked unless it is the applicant's own screen.
    #[must_use]
    pub fn row(&self, asked: &Asked, (value, show): (&Value, Show)) -> Row {
        let label = word(self.pinned, self.lang, &format!("q-{}-label", asked.id));
        let lines = match value {
            Value::Array(entries) if asked.kind == FormKind::Group => {
                entries.iter().map(|entry| self.entry_line(asked, (entry, show))).collect()
            }
            Value::Array(ticked) if asked.kind == FormKind::Several => {
                let ticked = ticked.iter().filter_map(Value::as_str);
                ticked.map(|id| word(self.pinned, self.lang, &format!("q-{}-choice-{id}", asked.id))).collect()
            }
            Value::Array(lines) if asked.kind == FormKind::Attachments => {
                let handles = lines.iter().filter_map(|line| Handle::read(line.as_str()?));
                handles.map(|handle| format!("{} ({})", handle.name, size(handle.bytes))).collect()
            }
            Value::Array(parcels) => parcels.iter().map(parcel_name).collect(),
            Value::Bool(yes) => vec![self.door.say(self.lang, if *yes { "yes" } else { "no" }, &[])],
            Value::String(text) if asked.kind == FormKind::Choice => {
                vec![word(self.pinned, self.lang, &format!("q-{}-choice-{text}", asked.id))]
            }
            Value::String(text) if show == Show::Masked => vec![masked(asked.mask, text)],
            Value::Number(dollars) if asked.kind == FormKind::Money => vec![grouped(dollars.as_i64().unwrap_or(0))],
            Value::String(text) => vec![text.clone()],
            Value::Null => vec!["—".to_owned()],
            other => vec![other.to_string()],
        };
        Row { label, lines, change: None, source: None, files: Vec::new() }
    }

    /// One entry of a group in one line: its answers in order.
    fn entry_line(&self, asked: &Asked, (entry, show): (&Value, Show)) -> String {
        let part = |part: &Asked| {
            let said = Asked { id: format!("{}-{}", asked.id, part.id), ..part.clone() };
            let lines = self.row(&said, (entry.get(&part.id)?, show)).lines;
            Some(lines.join("、"))
        };
        asked.of.iter().filter_map(part).collect::<Vec<_>>().join(" · ")
    }

    /// The name of the service.
    #[must_use]
    pub fn service(&self) -> String {
        word(self.pinned, self.lang, "service-name")
    }
}

/// How much of a person a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// To the applicant.
    Whole,
    Masked,
}

/// A parcel of the answers, as people say it.
#[must_use]
pub fn parcel_name(parcel: &Value) -> String {
    let part = |key: &str| parcel.get(key).and_then(Value::as_str).unwrap_or_default();
    format!("{}{}{} {}", part("district"), part("section"), part("subsection"), part("land"))
}

/// A personal value by its mask.
#[must_use]
pub fn masked(mask: Mask, text: &str) -> String {
    match mask {
        Mask::None => text.to_owned(),
        Mask::Name => lexicon::name::masked(text),
        Mask::PersonId => lexicon::person::PersonId::parse(text).map_or_else(|_| "＊".repeat(6), |id| id.masked()),
        Mask::Phone => lexicon::phone::Phone::parse(text).map_or_else(|_| "＊".repeat(6), |phone| phone.masked()),
        Mask::Email => lexicon::email::Email::parse(text).map_or_else(|_| "＊".repeat(6), |email| email.masked()),
        Mask::Hidden => "＊".repeat(6),
    }
}

/// The applicant of a case, masked.
#[must_use]
pub fn applicant(case: &Case) -> String {
    let name = case.answers.get("name").and_then(Value::as_str).unwrap_or_default();
    lexicon::name::masked(name)
}

fn kind(asked: &Asked) -> Kind {
    match asked.kind {
        FormKind::Text => Kind::Text,
        FormKind::LongText | FormKind::Parcels => Kind::LongText,
        FormKind::Choice => Kind::Choice,
        FormKind::YesNo if asked.must_be_yes => Kind::Consent,
        FormKind::YesNo => Kind::YesNo,
        FormKind::Integer => Kind::Integer,
        FormKind::Several => Kind::Several,
        FormKind::Money => Kind::Money,
        FormKind::Group => Kind::Group,
        FormKind::Attachments => Kind::Attachments,
        FormKind::Email => Kind::Email,
        FormKind::Phone => Kind::Phone,
        FormKind::PersonId => Kind::PersonId,
        FormKind::BusinessId => Kind::BusinessId,
        FormKind::Date => Kind::Date,
    }
}

/// Whole dollars with commas, as people read them.
#[must_use]
pub fn grouped(dollars: i64) -> String {
    let digits = dollars.unsigned_abs().to_string();
    let parts: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|part| std::str::from_utf8(part).ok()).collect();
    format!("{}{}", if dollars < 0 { "-" } else { "" }, parts.join(","))
}
