//! The cadastral sections of the full-size city: real ones while they last.
//!
//! Handed out in the order of their codes, the same number to each district. Where the
//! table runs out, made-up sections take free codes of four digits from 9999 down; their
//! names are in the manner of real ones, and unique.

use super::grid::Grid;
use crate::facts::{Facts, Words};
use crate::generate::CityError;
use lexicon::parcel::SectionCode;
use lexicon::sections::{Section, SectionTable};

/// At most so many sections in a district.
const MOST: usize = 5;

/// The sections of all districts, the same number for each.
pub fn choose((table, facts, words): (&SectionTable, &Facts, &Words), grid: &Grid) -> Result<Vec<Section>, CityError> {
    let last = table.iter().last().ok_or(CityError::NoSections)?;
    let wanted = grid.count() * (table.len() / grid.count()).clamp(1, MOST);
    let mut chosen: Vec<Section> = table.iter().take(wanted).cloned().collect();
    let free = (1..=9_999).rev().filter_map(|n| SectionCode::new(n).ok()).filter(|&code| table.get(code).is_none());
    for (n, code) in free.take(wanted - chosen.len()).enumerate() {
        let street = &facts.streets[n % facts.streets.len()];
        let section = format!("{street}{}{}", n / facts.streets.len() + 1, words.section);
        chosen.push(Section { code, section, subsection: String::new(), ..last.clone() });
    }
    Ok(chosen)
}
