//! The files pages are made of: templates, components, words.
//!
//! A release carries them inside the program; a debug build reads them from the source folder, and
//! [`newest`] tells when one has changed. Nothing is ever written here.

use lexicon::language::Lang;
use rust_embed::Embed;
use texts::{Texts, TextsError};

#[derive(Embed)]
#[folder = "pages"]
struct PageFiles;

#[derive(Embed)]
#[folder = "components"]
struct ComponentFiles;

#[derive(Embed)]
#[folder = "texts"]
struct TextFiles;

/// When the newest file was changed, in seconds since 1970; always the same in a release.
pub(super) type Stamp = u64;

/// A template by its path below the crate, e.g. `pages/home.jinja`.
///
/// # Errors
/// When the file is not UTF-8.
pub(super) fn template(name: &str) -> Result<Option<String>, minijinja::Error> {
    let file = match name.split_once('/') {
        Some(("pages", rest)) => PageFiles::get(rest),
        Some(("components", rest)) => ComponentFiles::get(&format!("{rest}/template.jinja")),
        _ => None,
    };
    let Some(file) = file else { return Ok(None) };
    let text = String::from_utf8(file.data.into_owned());
    let bad = |_| minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, format!("{name} is not UTF-8"));
    text.map(Some).map_err(bad)
}

/// The words of all pages, both languages compared: `zh-Hant.ftl`, and `<topic>.zh-Hant.ftl` for each topic.
///
/// # Errors
/// When a file cannot be read or the languages differ.
pub(super) fn texts() -> Result<Texts, TextsError> {
    let mut names: Vec<String> = TextFiles::iter().map(|name| name.into_owned()).collect();
    names.sort();
    let files: Vec<(Lang, String, Vec<u8>)> = names
        .into_iter()
        .filter_map(|name| {
            let lang = Lang::parse(name.strip_suffix(".ftl")?.rsplit('.').next()?).ok()?;
            let bytes = TextFiles::get(&name)?.data.into_owned();
            Some((lang, name, bytes))
        })
        .collect();
    let files: Vec<_> = files.iter().map(|(lang, name, bytes)| (*lang, name.as_str(), bytes.as_slice())).collect();
    Texts::load(&files)
}

/// Names of all components with their examples file.
pub fn component_examples() -> Vec<(String, Vec<u8>)> {
    let names = ComponentFiles::iter().filter_map(|path| path.strip_suffix("/examples.yaml").map(str::to_owned));
    let mut found: Vec<_> = names
        .filter_map(|name| {
            Some((name.clone(), ComponentFiles::get(&format!("{name}/examples.yaml"))?.data.into_owned()))
        })
        .collect();
    found.sort();
    found
}

/// The stamp of the newest file. Looks at the disk at most once a second.
#[cfg(debug_assertions)]
pub(super) fn newest() -> Stamp {
    use std::sync::Mutex;
    use std::time::{Duration, Instant};

    static SEEN: Mutex<Option<(Instant, Stamp)>> = Mutex::new(None);

    fn of<E: Embed>() -> Stamp {
        E::iter().filter_map(|name| E::get(&name)?.metadata.last_modified()).max().unwrap_or_default()
    }

    let mut seen = SEEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match *seen {
        Some((at, stamp)) if at.elapsed() < Duration::from_secs(1) => stamp,
        _ => {
            let stamp = of::<PageFiles>().max(of::<ComponentFiles>()).max(of::<TextFiles>());
            *seen = Some((Instant::now(), stamp));
            stamp
        }
    }
}

#[cfg(not(debug_assertions))]
pub(super) fn newest() -> Stamp {
    0
}
