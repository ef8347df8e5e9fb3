//! Addresses of pages: the language is the path, `/…` Chinese and `/en/…` English.
//!
//! The same page has the same path in both, so that the switch keeps the page. Assets, call-backs and
//! the API have no language and are not written by [`localised`].

use lexicon::language::Lang;

/// The language a path asks for, and the path without it; always beginning with `/`.
#[must_use]
pub fn split(path: &str) -> (Lang, &str) {
    match path.strip_prefix("/en") {
        Some("") => (Lang::En, "/"),
        Some(rest) if rest.starts_with('/') => (Lang::En, rest),
        Some(rest) if rest.starts_with('?') => (Lang::En, rest),
        _ => (Lang::ZhHant, path),
    }
}

/// The path in a language. What is no path of ours (`https://…`, `#…`, `mailto:…`) stays as it is.
#[must_use]
pub fn localised(lang: Lang, path: &str) -> String {
    match lang {
        Lang::En if path == "/" => "/en".to_owned(),
        Lang::En if path.starts_with('/') && !path.starts_with("//") => format!("/en{path}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_page_has_the_same_path_in_both_languages() {
        for (path, lang, rest) in [
            ("/", Lang::ZhHant, "/"),
            ("/en", Lang::En, "/"),
            ("/en/verify", Lang::En, "/verify"),
            ("/enquiry", Lang::ZhHant, "/enquiry"),
            ("/case/ZC-1", Lang::ZhHant, "/case/ZC-1"),
        ] {
            assert_eq!(split(path), (lang, rest), "{path}");
            assert_eq!(localised(lang, rest), path);
        }
    }

    #[test]
    fn foreign_addresses_are_left_alone() {
        for address in ["https://law.moj.gov.tw/", "#content", "mailto:a@example.tw", "//elsewhere.example"] {
            assert_eq!(localised(Lang::En, address), address);
        }
    }
}
