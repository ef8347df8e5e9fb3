//! Words: which text keys a service needs, and whether both languages have them alike.
//!
//! Keys are made from the names in the folder, so that nothing a person reads is written in Rust:
//! `service-name`, `service-summary` · `channel-<c>`, `channel-<c>-hint` · `page-<p>-title` ·
//! `q-<id>-label`, `-hint`, `-example` (typed kinds), `-again-label` (asked twice), `-choice-<c>`,
//! `-error-<code>` · `stage-<s>-citizen`, `-officer` · `step-<id>-citizen`, `-officer` · `choice-<step>-<choice>`, `-hint` ·
//! `ending-<e>`, `-next` · `doubt-<id>`, `-why` · `fee-<line>` · `evidence-<id>`, `-why` · `paper-<id>` ·
//! `criterion-<id>`, `-why`, `-failed` · `figure-<id>` · a group's `q-<id>-entry`, `-add`, `q-<id>-<part>-…` ·
//! in `notices/<id>.<lang>.ftl`: `notice-<id>-subject`, `-body` (mail), `-sms`.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::parse;
use lexicon::language::Lang;

use crate::compile::Folder;
use crate::fault::{Fault, FaultCode};
use crate::form::{Kind, Question};
use crate::service::{Service, Way};
use crate::source::{Place, text_of};
use crate::stage::Stage;
use crate::step::{Action, Ending};

/// One message of a Fluent file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Message {
    file: String,
    line: usize,
    variables: BTreeSet<String>,
}

type Messages = BTreeMap<String, Message>;

/// The Fluent files of a language, in order of name.
#[must_use]
pub fn files_of(folder: &Folder, lang: Lang) -> Vec<(&str, &[u8])> {
    let notice_end = format!(".{}.ftl", lang.tag());
    let own = main_file(lang);
    folder
        .iter()
        .filter(|(path, _)| **path == own || (path.starts_with("notices/") && path.ends_with(&notice_end)))
        .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
        .collect()
}

/// Every key the service's pages and notices will ask for.
#[must_use]
pub fn keys_of(service: &Service) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = ["service-name", "service-summary"].map(str::to_owned).into();
    let mut add = |key: String| keys.insert(key);
    for channel in service.channels.keys() {
        add(format!("channel-{}", channel.name()));
        add(format!("channel-{}-hint", channel.name()));
    }
    for page in &service.form.pages {
        add(format!("page-{}-title", page.id));
    }
    let engine = [Stage::Correcting, Stage::Done];
    for stage in service.steps.iter().map(|step| step.stage).chain(engine) {
        add(format!("stage-{}-citizen", stage.name()));
        add(format!("stage-{}-officer", stage.name()));
    }
    for step in &service.steps {
        add(format!("step-{}-citizen", step.id));
        add(format!("step-{}-officer", step.id));
        if let Action::Decide { choices } = &step.action {
            for choice in choices {
                add(format!("choice-{}-{}", step.id, choice.id));
                add(format!("choice-{}-{}-hint", step.id, choice.id));
            }
        }
    }
    for ending in Ending::ALL {
        add(format!("ending-{}", ending.name()));
        add(format!("ending-{}-next", ending.name()));
    }
    for doubt in &service.doubts {
        add(format!("doubt-{}", doubt.id));
        add(format!("doubt-{}-why", doubt.id));
    }
    for line in service.fee.iter().flat_map(|fee| &fee.lines) {
        add(format!("fee-{}", line.id));
    }
    for criterion in &service.criteria {
        for part in ["", "-why", "-failed"] {
            add(format!("criterion-{}{part}", criterion.id));
        }
    }
    for figure in &service.figures {
        add(format!("figure-{}", figure.id));
    }
    for evidence in service.evidence.keys() {
        add(format!("evidence-{evidence}"));
        add(format!("evidence-{evidence}-why"));
    }
    for paper in service.papers.keys() {
        add(format!("paper-{paper}"));
    }
    for (id, notice) in &service.notices {
        add(format!("notice-{id}-subject"));
        add(format!("notice-{id}-body"));
        if notice.ways.contains(&Way::Sms) {
            add(format!("notice-{id}-sms"));
        }
    }
    for question in service.form.questions() {
        keys.extend(question_keys(question, &question.id));
    }
    for question in &service.screening {
        keys.extend(question_keys(question, &question.id));
    }
    keys
}

fn question_keys(question: &Question, id: &str) -> Vec<String> {
    let key = |rest: &str| format!("q-{id}-{rest}");
    let mut keys = vec![key("label"), key("hint")];
    if question.kind.is_typed() {
        keys.push(key("example"));
    }
    if question.twice.is_some() {
        keys.push(key("again-label"));
    }
    if question.kind == Kind::Group {
        keys.extend([key("entry"), key("add")]);
        keys.extend(question.of.iter().flat_map(|part| question_keys(part, &format!("{id}-{}", part.id))));
    }
    keys.extend(question.choices.iter().map(|choice| key(&format!("choice-{}", choice.id))));
    keys.extend(question.codes().into_iter().map(|code| key(&format!("error-{}", code.name()))));
    keys
}

fn main_file(lang: Lang) -> String {
    format!("texts/{}.ftl", lang.tag())
}

/// Every fault of the words.
pub(crate) fn check(service: &Service, folder: &Folder) -> Vec<Fault> {
    let mut faults = Vec::new();
    let [zh, en] = Lang::ALL.map(|lang| messages_of(folder, lang, &mut faults));
    faults.extend(missing_files(service, folder));
    for key in keys_of(service) {
        for (lang, own, other) in [(Lang::ZhHant, &zh, &en), (Lang::En, &en, &zh)] {
            if !own.contains_key(&key) {
                faults.push(lacking(&key, lang, other, folder));
            }
        }
    }
    faults.extend(differences(&zh, &en, folder));
    faults.sort();
    faults.dedup();
    faults
}

fn missing_files(service: &Service, folder: &Folder) -> Vec<Fault> {
    let mut wanted: Vec<String> = Lang::ALL.map(main_file).to_vec();
    for lang in Lang::ALL {
        wanted.push(format!("guide.{}.md", lang.tag()));
        wanted.extend(service.notices.keys().map(|id| format!("notices/{id}.{}.ftl", lang.tag())));
    }
    let absent = wanted.into_iter().filter(|file| !folder.contains_key(file));
    absent
        .map(|file| Fault::at(&file, Place::line(1), &file, (FaultCode::FileMissing, format!("add the file `{file}`"))))
        .collect()
}

/// A key one language lacks; the line is that of the other language, or the end of the file.
fn lacking(key: &str, lang: Lang, other: &Messages, folder: &Folder) -> Fault {
    let file = match key.strip_prefix("notice-").and_then(|rest| rest.rsplit_once('-')) {
        Some((id, _)) => format!("notices/{id}.{}.ftl", lang.tag()),
        None => main_file(lang),
    };
    let end = folder.get(&file).map_or(0, |bytes| bytes.iter().filter(|byte| **byte == b'\n').count()).max(1);
    let seen =
        other.get(key).map_or_else(String::new, |m| format!(" (the other language has it in {}:{})", m.file, m.line));
    Fault::at(&file, Place::line(end), key, (FaultCode::TextMissing, format!("add `{key} = …` to this file{seen}")))
}

/// Messages only one language has, and messages whose variables differ.
fn differences(zh: &Messages, en: &Messages, folder: &Folder) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (lang, own, other) in [(Lang::En, zh, en), (Lang::ZhHant, en, zh)] {
        let alone = own.iter().filter(|(key, _)| !other.contains_key(*key));
        faults.extend(alone.map(|(key, _)| lacking(key, lang, own, folder)));
    }
    for (key, message) in en {
        let Some(first) = zh.get(key).filter(|first| first.variables != message.variables) else { continue };
        let names = |set: &BTreeSet<String>| set.iter().map(|name| format!("${name}")).collect::<Vec<_>>().join(" ");
        let remedy = format!(
            "both languages must use the same variables: zh-Hant ({}:{}) has [{}], en has [{}]",
            first.file,
            first.line,
            names(&first.variables),
            names(&message.variables)
        );
        faults.push(Fault::at(&message.file, Place::line(message.line), key, (FaultCode::TextVariables, remedy)));
    }
    faults
}

fn messages_of(folder: &Folder, lang: Lang, faults: &mut Vec<Fault>) -> Messages {
    let mut all = Messages::new();
    for (file, bytes) in files_of(folder, lang) {
        let text = match text_of(file, bytes) {
            Ok(text) => text,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        let (resource, errors) = match parse(text) {
            Ok(resource) => (resource, Vec::new()),
            Err((resource, errors)) => (resource, errors),
        };
        for error in errors {
            let line = line_of(text, error.pos.start);
            let slice = error.slice.and_then(|range| text.get(range)).unwrap_or_default();
            let offending = slice.lines().next().unwrap_or_default().to_owned();
            let remedy = format!("not readable as Fluent: {}", error.kind);
            faults.push(Fault::at(file, Place::line(line), &offending, (FaultCode::TextSyntax, remedy)));
        }
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let key = message.id.name.to_owned();
            let line = key_line(text, &key);
            let mut variables = BTreeSet::new();
            message.value.iter().for_each(|pattern| pattern_variables(pattern, &mut variables));
            message.attributes.iter().for_each(|own| pattern_variables(&own.value, &mut variables));
            if let Some(earlier) = all.get(&key) {
                let remedy = format!("the key stands in {}:{} already; keep one of them", earlier.file, earlier.line);
                faults.push(Fault::at(file, Place::line(line), &key, (FaultCode::TextTwice, remedy)));
            }
            all.insert(key, Message { file: file.to_owned(), line, variables });
        }
    }
    all
}

fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// The line a message begins on; the parser itself keeps no places.
fn key_line(text: &str, key: &str) -> usize {
    let begins = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    text.lines().position(begins).map_or(1, |index| index + 1)
}

fn pattern_variables(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        expression_variables(expression, found);
    }
}

fn expression_variables(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => inline_variables(inline, found),
        Expression::Select { selector, variants } => {
            inline_variables(selector, found);
            variants.iter().for_each(|variant| pattern_variables(&variant.value, found));
        }
    }
}

fn inline_variables(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| inline_variables(argument, found));
        }
        InlineExpression::Placeable { expression } => expression_variables(expression, found),
        _ => {}
    }
}
