//! Pages from templates: one environment a language, strict about everything that is missing.
//!
//! A missing field, template, word or sample is an error, never an empty place on a page. In a debug
//! build templates and words are read again when a file changes; a release carries them inside.

mod bars;
mod dates;
mod icons;
mod library;
mod runs;
mod words;

use std::sync::{Arc, PoisonError, RwLock};

use lexicon::language::Lang;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, context};
use texts::{Texts, TextsError};
use thiserror::Error;

use crate::view::Page;
use crate::view::frame::Frame;

pub use library::component_examples;
pub use words::Words;

/// Why a page could not be made. It is always our fault, never the reader's.
#[derive(Debug, Error)]
pub enum RenderFault {
    #[error("a template fails: {0:#}")]
    Template(#[from] minijinja::Error),
    #[error("the words of pages cannot be used: {0}")]
    Words(#[from] TextsError),
}

/// Every page, in both languages.
pub struct Pages {
    loaded: RwLock<Loaded>,
}

struct Loaded {
    zh_hant: Environment<'static>,
    en: Environment<'static>,
    texts: Arc<Texts>,
    stamp: library::Stamp,
}

impl Pages {
    /// Reads templates and words.
    ///
    /// # Errors
    /// [`RenderFault`] when a words file cannot be read.
    pub fn load() -> Result<Pages, RenderFault> {
        Ok(Pages { loaded: RwLock::new(Loaded::read()?) })
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// [`RenderFault`] when the template asks for something that is not there.
    pub fn render<P: Page>(&self, frame: &Frame, page: &P) -> Result<String, RenderFault> {
        self.render_named(P::TEMPLATE, frame, page)
    }

    /// As [`Pages::render`], for a template known by name only (the gallery and its tests).
    ///
    /// # Errors
    /// As [`Pages::render`].
    pub fn render_named<V: serde::Serialize>(
        &self,
        template: &str,
        frame: &Frame,
        page: &V,
    ) -> Result<String, RenderFault> {
        self.refresh()?;
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        let environment = match frame.lang {
            Lang::ZhHant => &loaded.zh_hant,
            Lang::En => &loaded.en,
        };
        let template = environment.get_template(&format!("pages/{template}.jinja"))?;
        Ok(template.render(context! { frame => Serde(frame), page => Serde(page) })?)
    }

    /// A page's own words, for what a handler puts together.
    #[must_use]
    pub fn say(&self, lang: Lang, key: &str, args: &[(&str, texts::Arg)]) -> String {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        loaded.texts.say(lang, key, args)
    }

    fn refresh(&self) -> Result<(), RenderFault> {
        let newest = library::newest();
        let old = self.loaded.read().unwrap_or_else(PoisonError::into_inner).stamp != newest;
        if old {
            *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Loaded::read()?;
        }
        Ok(())
    }
}

impl Loaded {
    fn read() -> Result<Loaded, RenderFault> {
        let texts = Arc::new(library::texts()?);
        Ok(Loaded {
            stamp: library::newest(),
            zh_hant: environment(Lang::ZhHant, &texts)?,
            en: environment(Lang::En, &texts)?,
            texts,
        })
    }
}

fn environment(lang: Lang, texts: &Arc<Texts>) -> Result<Environment<'static>, RenderFault> {
    let words = Words::new(lang, Arc::clone(texts));
    let spoken = words.clone();
    let mut env = Environment::new();
    env.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    env.set_loader(library::template);
    env.add_global("lang", lang.tag());
    env.add_function("t", move |key: &str, with: minijinja::value::Kwargs| spoken.for_template(key, &with));
    env.add_function("url", move |path: &str| crate::address::localised(lang, path));
    env.add_function("asset", crate::assets::address);
    env.add_function("icon", icons::icon);
    env.add_function("bar_width", bars::width);
    env.add_filter("run", move |text: &str| runs::marked(lang, text));
    dates::add_to(&mut env, &words);
    Ok(env)
}
