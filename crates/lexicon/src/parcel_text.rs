//! Reads lists of parcels as people and registers write them.
//!
//! Full width, 之 and every dash, Chinese numerals (二五四之四十三), 臺 and 台,
//! 地號 or 號, lists with 、,及與和 and 等3筆, district and section said once and
//! meant for the rest, text torn apart by character, machine codes of 12 to 15
//! characters (land.md §3.1, §3.2).
//! Refuses to guess: what is not read to its last character is an error naming
//! the piece, and a stated count that does not fit is one too. Whether a section
//! exists is asked of [`crate::sections`].

mod glyphs;
mod head;
mod land;

use crate::parcel::{LandNumber, ParcelError, ParcelId, SectionCode};
use glyphs::Piece;
use head::Place;
use serde::{Deserialize, Serialize};

/// A longer text is not a list of parcels.
const MAX_CHARS: usize = 20_000;

/// One parcel as it was mentioned in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelMention {
    /// The city or county, if one was named (臺 written 台).
    pub city: Option<String>,
    /// The district, said here or before: its name, or from a machine code the
    /// code of town (`E01`), land office (`EA`) or county (`E`).
    pub district: Option<String>,
    /// The section, said here or before.
    pub section: SectionRef,
    /// The land number.
    pub land: LandNumber,
    /// The piece of the text the land number was read from.
    pub original: String,
}

/// A section by code or by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionRef {
    /// Its four digits.
    Code(SectionCode),
    /// Its name as written, folded.
    Name {
        /// The section, usually with 段.
        section: String,
        /// The subsection, with 小段.
        subsection: Option<String>,
    },
}

/// Why a text is not a list of parcels. `original` is the piece as written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParcelTextError {
    /// No parcel in the text.
    #[error("no parcel number in the text")]
    Empty,
    /// The text has more than 20,000 characters.
    #[error("the text is too long for a list of parcels")]
    TooLong,
    /// A land number before any section was named.
    #[error("no section named for {original}")]
    NoSection {
        /// The piece.
        original: String,
    },
    /// A land number that is none, and why.
    #[error("{original}: {cause}")]
    Land {
        /// The piece.
        original: String,
        /// Why, e.g. a main number of five digits.
        cause: ParcelError,
    },
    /// A piece that is neither place nor number.
    #[error("cannot read {original}")]
    Unreadable {
        /// The piece.
        original: String,
    },
    /// 等N筆 names another count than the numbers listed.
    #[error("{stated} parcels stated, {found} listed")]
    Count {
        /// As stated.
        stated: u64,
        /// As listed.
        found: u64,
    },
}

/// Reads every parcel mentioned in `text`, in order, repetitions included.
pub fn parse(text: &str) -> Result<Vec<ParcelMention>, ParcelTextError> {
    if text.chars().count() > MAX_CHARS {
        return Err(ParcelTextError::TooLong);
    }
    let mut reader = Reader::default();
    for piece in glyphs::pieces(text) {
        reader.read(text, &piece)?;
    }
    if reader.mentions.is_empty() { Err(ParcelTextError::Empty) } else { Ok(reader.mentions) }
}

/// What has been said so far.
#[derive(Default)]
struct Reader {
    place: Place,
    mentions: Vec<ParcelMention>,
    counted_from: usize,
}

impl Reader {
    fn read(&mut self, text: &str, piece: &Piece) -> Result<(), ParcelTextError> {
        let original = || piece.original(text);
        match piece {
            Piece::Count { stated } => self.check_count(*stated),
            Piece::Words { .. } => {
                let words = piece.words();
                if let Some((district, parcel)) = machine_code(&words) {
                    self.place.district = Some(district).filter(|d| !d.is_empty()).or(self.place.district.take());
                    self.place.section = Some(SectionRef::Code(parcel.section));
                    return self.mention(parcel.land, original());
                }
                let (place, number) = head::split(&words);
                if !place.is_empty() {
                    let said = head::read(&place, &self.place);
                    self.place = said.ok_or_else(|| ParcelTextError::Unreadable { original: original() })?;
                }
                let number = land::trimmed(&number);
                if number.is_empty() {
                    return Ok(());
                }
                let land =
                    land::read(&number).map_err(|cause| ParcelTextError::Land { original: original(), cause })?;
                self.mention(land, original())
            }
        }
    }

    fn mention(&mut self, land: LandNumber, original: String) -> Result<(), ParcelTextError> {
        let Some(section) = self.place.section.clone() else {
            return Err(ParcelTextError::NoSection { original });
        };
        let (city, district) = (self.place.city.clone(), self.place.district.clone());
        self.mentions.push(ParcelMention { city, district, section, land, original });
        Ok(())
    }

    /// A count may speak of the whole list or of the numbers since the last count.
    fn check_count(&mut self, stated: u64) -> Result<(), ParcelTextError> {
        let all = self.mentions.len();
        let since = all - self.counted_from;
        self.counted_from = all;
        if stated == all as u64 || stated == since as u64 {
            Ok(())
        } else {
            Err(ParcelTextError::Count { stated, found: all as u64 })
        }
    }
}

/// Machine codes: section (4) and land number (8), alone or after a county
/// letter, a town code (3) or a land office (2). Gives the district part too.
fn machine_code(words: &str) -> Option<(String, ParcelId)> {
    let plain: String = words.chars().filter(|c| *c != '-').collect::<String>().to_ascii_uppercase();
    if !plain.is_ascii() || !(12..=15).contains(&plain.len()) {
        return None;
    }
    let (district, key) = plain.split_at(plain.len() - 12);
    let bytes = district.as_bytes();
    let fits = match bytes {
        [] => true,
        [county] => county.is_ascii_uppercase(),
        [county, office] => county.is_ascii_uppercase() && office.is_ascii_uppercase(),
        [county, town @ ..] => county.is_ascii_uppercase() && town.iter().all(u8::is_ascii_digit),
    };
    if !fits {
        return None;
    }
    Some((district.to_owned(), ParcelId::parse(key).ok()?))
}

#[cfg(test)]
mod tests;
