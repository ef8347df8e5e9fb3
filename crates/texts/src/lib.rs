//! The words in the reader's language.
//!
//! Every word a person reads is a Fluent message in both languages; Rust and HTML hold none. A key that
//! one language lacks, or whose variables differ, fails the start, so that nobody meets a hole later.
//! It refuses to guess a language and to escape: HTML is the templates' business, and the invisible
//! isolation marks of Fluent are off because they would end up inside attributes and plain mails.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod difference;

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use lexicon::language::Lang;
use unic_langid::LanguageIdentifier;

use crate::difference::{Difference, Keys, differences, keys_of};

/// The messages of both languages.
pub struct Texts {
    zh_hant: Words,
    en: Words,
}

struct Words {
    bundle: FluentBundle<FluentResource>,
    keys: Keys,
}

/// A value put into a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    Text(String),
    /// Chooses between one and many, in languages that have both.
    Number(i64),
}

/// Why texts cannot be used. For developers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextsError {
    /// A file is not UTF-8.
    #[error("{0} is not UTF-8")]
    NotUtf8(String),
    /// A file is not Fluent at this line.
    #[error("{file}:{line}: {message}")]
    Syntax { file: String, line: usize, message: String },
    /// A key stands twice in one language.
    #[error("{file}: the key {key} stands twice")]
    Twice { file: String, key: String },
    /// The languages differ.
    #[error("the languages differ in {} places, first {:?}", .0.len(), .0.first())]
    Differ(Vec<Difference>),
    /// Keys the program asks for that no file has.
    #[error("missing keys: {0:?}")]
    Missing(Vec<String>),
}

impl Texts {
    /// Loads the files of both languages and compares them.
    ///
    /// # Errors
    /// The first file that cannot be read, or every difference between the languages.
    pub fn load(files: &[(Lang, &str, &[u8])]) -> Result<Texts, TextsError> {
        let texts = Texts::load_unlike(files)?;
        let differences = texts.check();
        if differences.is_empty() { Ok(texts) } else { Err(TextsError::Differ(differences)) }
    }

    /// Loads without comparing, for tools that show the differences themselves.
    ///
    /// # Errors
    /// The first file that cannot be read.
    pub fn load_unlike(files: &[(Lang, &str, &[u8])]) -> Result<Texts, TextsError> {
        let mut texts = Texts { zh_hant: Words::new(Lang::ZhHant), en: Words::new(Lang::En) };
        for (lang, name, bytes) in files {
            texts.words_mut(*lang).add(name, bytes)?;
        }
        Ok(texts)
    }

    /// Everything the two languages do not have alike.
    #[must_use]
    pub fn check(&self) -> Vec<Difference> {
        differences(&self.zh_hant.keys, &self.en.keys)
    }

    /// Whether both languages have every one of these keys.
    ///
    /// # Errors
    /// The keys that are missing.
    pub fn require<'a>(&self, keys: impl IntoIterator<Item = &'a str>) -> Result<(), TextsError> {
        let missing: Vec<String> = keys.into_iter().filter(|key| !self.has(key)).map(str::to_owned).collect();
        if missing.is_empty() { Ok(()) } else { Err(TextsError::Missing(missing)) }
    }

    /// Whether both languages have a key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.zh_hant.keys.contains_key(key) && self.en.keys.contains_key(key)
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.zh_hant.keys.keys().map(String::as_str)
    }

    /// The message in a language. A key nobody has gives the key in brackets, so that a page shows the
    /// hole instead of failing; [`Texts::require`] finds it at the start.
    #[must_use]
    pub fn say(&self, lang: Lang, key: &str, args: &[(&str, Arg)]) -> String {
        let words = self.words(lang);
        let Some(pattern) = words.bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("⟦{key}⟧");
        };
        let mut given = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            given.set(*name, arg.value());
        }
        // What cannot be put in stays visible as {$name}: the languages' variables are compared at the start.
        words.bundle.format_pattern(pattern, Some(&given), &mut Vec::new()).into_owned()
    }

    fn words(&self, lang: Lang) -> &Words {
        match lang {
            Lang::ZhHant => &self.zh_hant,
            Lang::En => &self.en,
        }
    }

    fn words_mut(&mut self, lang: Lang) -> &mut Words {
        match lang {
            Lang::ZhHant => &mut self.zh_hant,
            Lang::En => &mut self.en,
        }
    }
}

impl Words {
    fn new(lang: Lang) -> Words {
        // The tags are well-formed; were one not, the root language's plurals would hold.
        let language: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false);
        Words { bundle, keys: BTreeMap::new() }
    }

    fn add(&mut self, file: &str, bytes: &[u8]) -> Result<(), TextsError> {
        let text = std::str::from_utf8(bytes).map_err(|_| TextsError::NotUtf8(file.to_owned()))?;
        let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
            let first = errors.first();
            let start = first.map_or(0, |error| error.pos.start);
            TextsError::Syntax {
                file: file.to_owned(),
                line: text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1,
                message: first.map(ToString::to_string).unwrap_or_default(),
            }
        })?;
        for (key, variables) in keys_of(&resource) {
            if self.keys.insert(key.clone(), variables).is_some() {
                return Err(TextsError::Twice { file: file.to_owned(), key });
            }
        }
        self.bundle.add_resource_overriding(resource);
        Ok(())
    }
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Texts").field("keys", &self.zh_hant.keys.len()).finish()
    }
}

impl Arg {
    fn value(&self) -> FluentValue<'_> {
        match self {
            Arg::Text(text) => FluentValue::from(text.as_str()),
            Arg::Number(number) => FluentValue::from(*number),
        }
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Arg {
        Arg::Text(text.clone())
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Arg {
        Arg::Number(number)
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Arg {
        Arg::Number(i64::from(number))
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Arg {
        Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZH: &str = "hello = { $name }，您好。\nparcels = 共 { $count } 筆\nbare = 是\n";
    const EN: &str = "hello = Hello { $name }.\nparcels = { $count ->\n    [one] { $count } parcel\n   *[other] { $count } parcels\n }\nbare = Yes\n";

    fn load(zh: &str, en: &str) -> Result<Texts, TextsError> {
        Texts::load(&[(Lang::ZhHant, "zh.ftl", zh.as_bytes()), (Lang::En, "en.ftl", en.as_bytes())])
    }

    fn check(lang: Lang, key: &str, args: &[(&str, Arg)], expected: &str) {
        assert_eq!(load(ZH, EN).unwrap().say(lang, key, args), expected);
    }

    #[test]
    fn a_message_is_said_in_the_readers_language_without_marks() {
        check(Lang::ZhHant, "hello", &[("name", "王小明".into())], "王小明，您好。");
        check(Lang::En, "hello", &[("name", "王小明".into())], "Hello 王小明.");
        check(Lang::En, "parcels", &[("count", 1_i64.into())], "1 parcel");
        check(Lang::En, "parcels", &[("count", 3_usize.into())], "3 parcels");
        check(Lang::ZhHant, "parcels", &[("count", 3_u32.into())], "共 3 筆");
        check(Lang::En, "nothing", &[], "⟦nothing⟧");
    }

    #[test]
    fn a_key_of_one_language_or_other_variables_fail_the_start() {
        let missing = Difference::Missing { lang: Lang::En, key: "bare".to_owned() };
        let names = |name: &str| [name.to_owned()].into();
        let variables = Difference::Variables { key: "hello".to_owned(), zh_hant: names("name"), en: names("who") };
        let en = "hello = Hello { $who }.\nparcels = { $count }\n";
        assert_eq!(load(ZH, en).unwrap_err(), TextsError::Differ(vec![missing, variables]));
    }

    #[test]
    fn faults_of_a_file_name_their_line_or_key() {
        let twice = TextsError::Twice { file: "zh.ftl".to_owned(), key: "a".to_owned() };
        assert_eq!(load("a = 1\na = 2\n", "a = 1\n").unwrap_err(), twice);
        let TextsError::Syntax { file, line, .. } = load("a = 1\nb { 2\n", "a = 1\n").unwrap_err() else {
            panic!("a syntax fault was expected");
        };
        assert_eq!((file.as_str(), line), ("zh.ftl", 2));
    }

    #[test]
    fn keys_the_program_needs_are_asked_for_at_the_start() {
        let texts = load(ZH, EN).unwrap();
        assert_eq!(texts.require(["hello", "bare"]), Ok(()));
        assert_eq!(texts.require(["hello", "gone"]), Err(TextsError::Missing(vec!["gone".to_owned()])));
        assert_eq!(texts.keys().collect::<Vec<_>>(), ["bare", "hello", "parcels"]);
    }

    #[test]
    fn every_thread_may_ask_at_once() {
        let texts = load(ZH, EN).unwrap();
        std::thread::scope(|scope| {
            let asked: Vec<_> =
                (0..4).map(|_| scope.spawn(|| texts.say(Lang::En, "parcels", &[("count", 2_i64.into())]))).collect();
            for answer in asked {
                assert_eq!(answer.join().unwrap(), "2 parcels");
            }
        });
    }
}
