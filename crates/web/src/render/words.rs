//! The words of pages in one language, behind `t('key', name=value)`.
//!
//! A key nobody has is an error here, never a hole on a page. Isolation marks are off: pages carry
//! `lang` attributes instead, and the marks would be copied along with numbers.

use std::sync::Arc;

use lexicon::language::Lang;
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Error, ErrorKind};
use texts::{Arg, Texts};

/// All messages, and the language of the reader.
#[derive(Clone)]
pub struct Words {
    lang: Lang,
    texts: Arc<Texts>,
}

impl Words {
    /// The words of a language.
    #[must_use]
    pub fn new(lang: Lang, texts: Arc<Texts>) -> Words {
        Words { lang, texts }
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The message of a key.
    ///
    /// # Errors
    /// When nobody has the key.
    pub fn say(&self, key: &str, args: &[(&str, Arg)]) -> Result<String, Error> {
        if !self.texts.has(key) {
            return Err(Error::new(ErrorKind::InvalidOperation, format!("no words for {key:?}")));
        }
        Ok(self.texts.say(self.lang, key, args))
    }

    /// The message for a template: every keyword argument is a variable of the message.
    ///
    /// # Errors
    /// When nobody has the key.
    pub fn for_template(&self, key: &str, with: &Kwargs) -> Result<String, Error> {
        let names: Vec<&str> = with.args().collect();
        let mut args = Vec::with_capacity(names.len());
        for name in names {
            args.push((name, variable(&with.get::<Value>(name)?)));
        }
        self.say(key, &args)
    }
}

/// Numbers stay numbers, so that plurals work; all else is text.
fn variable(value: &Value) -> Arg {
    match (value.kind(), value.as_i64()) {
        (ValueKind::Number, Some(number)) => Arg::Number(number),
        _ => Arg::Text(value.to_string()),
    }
}
