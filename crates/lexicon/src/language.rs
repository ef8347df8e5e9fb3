//! The two languages the platform speaks, with their BCP 47 tags.
//!
//! Words live in texts files; here is only which language is meant.

use std::fmt;

/// A language of the reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Lang {
    /// Chinese in traditional characters, `zh-Hant`; the language of law and the default.
    #[default]
    #[serde(rename = "zh-Hant")]
    ZhHant,
    /// English, `en`.
    #[serde(rename = "en")]
    En,
}

/// The text names neither language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a language of this platform")]
pub struct UnknownLang;

impl Lang {
    /// Every language, the default first.
    pub const ALL: [Lang; 2] = [Lang::ZhHant, Lang::En];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::ZhHant => "zh-Hant",
            Lang::En => "en",
        }
    }

    /// Reads a tag in any letter case; regional forms count for their language
    /// (`zh-TW`, `zh-Hant-TW`, `en-GB`). Simplified script is not offered.
    pub fn parse(tag: &str) -> Result<Lang, UnknownLang> {
        let tag = tag.trim().to_ascii_lowercase().replace('_', "-");
        match tag.as_str() {
            "zh" | "zh-tw" | "zh-hk" | "zh-mo" => Ok(Lang::ZhHant),
            _ if tag == "zh-hant" || tag.starts_with("zh-hant-") => Ok(Lang::ZhHant),
            _ if tag == "en" || tag.starts_with("en-") => Ok(Lang::En),
            _ => Err(UnknownLang),
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.tag())
    }
}

impl std::str::FromStr for Lang {
    type Err = UnknownLang;
    fn from_str(tag: &str) -> Result<Lang, UnknownLang> {
        Lang::parse(tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_in_every_common_form() {
        for (tag, expected) in [
            ("zh-Hant", Ok(Lang::ZhHant)),
            ("zh_TW", Ok(Lang::ZhHant)),
            ("ZH-HANT-TW", Ok(Lang::ZhHant)),
            ("en-GB", Ok(Lang::En)),
            ("zh-Hans", Err(UnknownLang)),
            ("fr", Err(UnknownLang)),
        ] {
            assert_eq!(Lang::parse(tag), expected, "{tag}");
        }
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(lang.tag()), Ok(lang));
            assert_eq!(serde_json::to_string(&lang).unwrap(), format!("\"{lang}\""));
        }
    }
}
