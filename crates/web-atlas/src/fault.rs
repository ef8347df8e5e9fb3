//! What was wrong with a request of a map program: a kind, and what its words need.
//!
//! The words are `ogc-fault-<kind>` and always say the next step; which document they stand in (problem details,
//! an exception report) is the door's business.

use axum::http::StatusCode;
use lexicon::language::Lang;
use texts::Arg;
use web::door::Door;

/// Letters of a value that are repeated in an error; the rest is cut.
const SHOWN: usize = 80;

/// A request that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub status: StatusCode,
    kind: &'static str,
    /// The parameter that is wrong.
    pub parameter: Option<String>,
    arguments: Vec<(&'static str, Said)>,
}

/// A part of the words.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    Text(String),
    /// Words of their own, under a key.
    Key(String),
}

impl Fault {
    /// A query that is wrong.
    #[must_use]
    pub fn bad(kind: &'static str) -> Fault {
        Fault::of(StatusCode::BAD_REQUEST, kind)
    }

    /// Any other refusal.
    #[must_use]
    pub fn of(status: StatusCode, kind: &'static str) -> Fault {
        Fault { status, kind, parameter: None, arguments: Vec::new() }
    }

    /// Something its words need; long values are cut.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Fault {
        let mut text = value.to_string();
        // Ours, and of use only when it is whole.
        let is_ours = matches!(name, "served" | "address");
        if !is_ours && text.chars().count() > SHOWN {
            text = text.chars().take(SHOWN).chain(['…']).collect();
        }
        self.arguments.push((name, Said::Text(text)));
        self
    }

    /// Something its words need that is words itself: `ogc-<key>`.
    #[must_use]
    pub fn with_words(mut self, name: &'static str, key: &str) -> Fault {
        self.arguments.push((name, Said::Key(format!("ogc-{key}"))));
        self
    }

    /// The parameter it is about.
    #[must_use]
    pub fn about(mut self, parameter: &str) -> Fault {
        self.parameter.get_or_insert_with(|| parameter.to_owned());
        self
    }

    /// The name of its kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// Its words, with the next step.
    #[must_use]
    pub fn words(&self, door: &Door, lang: Lang) -> String {
        let said = |said: &Said| match said {
            Said::Text(text) => Arg::Text(text.clone()),
            Said::Key(key) => Arg::Text(door.say(lang, key, &[])),
        };
        let arguments: Vec<_> = self.arguments.iter().map(|(name, value)| (*name, said(value))).collect();
        door.say(lang, &format!("ogc-fault-{}", self.kind), &arguments)
    }
}
