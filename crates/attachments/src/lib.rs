//! What somebody hands in (附件): is it what it says, whole and harmless; and what nobody meant to hand in is left
//! out: where a photograph was taken, with which telephone, and when.
//!
//! Takes bytes and gives bytes. The name of a file is never believed, only its content. No virus is looked for here:
//! that is a gateway's work.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod document;
pub mod fault;
pub mod photograph;

use serde::{Deserialize, Serialize};

use crate::fault::Unfit;

/// Largest file, bytes (20 MiB): more than any telephone's photograph, less than clamd's limit.
pub const MOST_BYTES: usize = 20 << 20;
/// Longest name that is kept, in characters.
const MOST_NAME: usize = 80;

/// What may be handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Media {
    Jpeg,
    Png,
    Webp,
    Pdf,
}

impl Media {
    /// The media type (IANA).
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::Webp => "image/webp",
            Media::Pdf => "application/pdf",
        }
    }

    /// The end of a file's name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Media::Jpeg => "jpg",
            Media::Png => "png",
            Media::Webp => "webp",
            Media::Pdf => "pdf",
        }
    }
}

/// What is known of a virus in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scan {
    /// Nobody looked yet: in quarantine, nobody may open it.
    Waiting,
    Clean,
    /// Something was found: nobody may open it any more.
    Found,
}

/// A file that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clean {
    pub media: Media,
    pub content: Vec<u8>,
    /// Of a PDF.
    pub pages: Option<u32>,
}

/// Looks at a file and takes out what is nobody's business.
///
/// # Errors
/// [`Unfit`] with what is wrong; nothing of it is kept then.
pub fn clean(content: Vec<u8>) -> Result<Clean, Unfit> {
    if content.is_empty() {
        return Err(Unfit::Empty);
    }
    if content.len() > MOST_BYTES {
        return Err(Unfit::TooLarge);
    }
    let found = infer::get(&content).map(|kind| kind.mime_type()).unwrap_or_default();
    let plain = |media, content| Clean { media, content, pages: None };
    match found {
        "image/jpeg" => Ok(plain(Media::Jpeg, photograph::jpeg(content)?)),
        "image/png" => Ok(plain(Media::Png, photograph::png(content)?)),
        "image/webp" => Ok(plain(Media::Webp, photograph::webp(content)?)),
        "application/pdf" => {
            let pages = document::pages(&content)?;
            Ok(Clean { media: Media::Pdf, content, pages: Some(pages) })
        }
        "image/heif" | "image/heic" | "image/avif" => Err(Unfit::Heif),
        _ => Err(Unfit::Kind),
    }
}

/// The name a file is shown by: what was given without folders and control characters, with the ending of what it
/// really is. A name that says nothing is left to the caller.
#[must_use]
pub fn name(given: &str, media: Media) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let kept: String = stem.chars().filter(|letter| !letter.is_control() && !is_hidden(*letter)).collect();
    let kept: String = kept.trim().trim_start_matches('.').chars().take(MOST_NAME).collect();
    format!("{kept}.{}", media.ending())
}

/// Letters that change the direction or show nothing: they make one name look like another.
fn is_hidden(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_content_says() {
        let zip = b"PK\x03\x04\x14\x00\x00\x00\x08\x00aaaaaaaaaaaaaaaaaaaaaaaa".to_vec();
        let page = b"<!DOCTYPE html><html><script>alert(1)</script></html>".to_vec();
        let heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic".to_vec();
        assert_eq!(clean(zip), Err(Unfit::Kind));
        assert_eq!(clean(page), Err(Unfit::Kind));
        assert_eq!(clean(heic), Err(Unfit::Heif));
        assert_eq!(clean(Vec::new()), Err(Unfit::Empty));
        assert_eq!(clean(vec![0xff; MOST_BYTES + 1]), Err(Unfit::TooLarge));
    }

    #[test]
    fn a_name_shows_no_folder_and_ends_as_the_content_is() {
        assert_eq!(name("C:\\Users\\me\\租約.PDF", Media::Pdf), "租約.pdf");
        assert_eq!(name("../../etc/passwd", Media::Png), "passwd.png");
        assert_eq!(name("in\u{202e}fdp.exe", Media::Jpeg), "infdp.jpg");
        assert_eq!(name(".htaccess", Media::Jpeg), ".jpg");
    }
}
