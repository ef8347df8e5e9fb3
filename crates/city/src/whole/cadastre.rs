//! The cadastre of one district: land numbers, registered areas, and its own survey.
//!
//! Every district's survey is a little aside (σ 0.28 m) and turned, and every corner a little
//! off (8 cm), as geo.md §3 has it. Registered areas are of the true shape. A section is a
//! strip of block columns; main numbers have at most four digits and about one lot in five
//! has a sub-number, as split land does.

use super::bend::Bend;
use super::ground::{GroundParcel, area2, shell};
use crate::history::{FIRST_DAY, registration_factor};
use crate::random::Random;
use crate::survey::{Flat, Quality, Survey};
use atlas::area::Area;
use atlas::plan::Validity;
use atlas::point::Point;
use lexicon::parcel::{LandNumber, ParcelId, SectionCode};
use lexicon::sections::Section;

/// How good the cadastre is.
pub const QUALITY: Quality = Quality { shift_m: 0.28, noise_m: 0.08 };
/// Share of lots that carry on the main number before them.
const SUB_NUMBERS: f64 = 0.2;
const LAST_NUMBER: u16 = 9_999;

/// The last land number given in a section.
struct Counter {
    section: SectionCode,
    main: u16,
    sub: u16,
}

/// Writes the parcels of one district.
pub struct Cadastre<'a> {
    counters: Vec<Counter>,
    survey: Survey,
    bend: &'a Bend,
    random: Random,
    parcels: Vec<GroundParcel>,
}

impl<'a> Cadastre<'a> {
    /// An empty cadastre of these sections.
    pub fn new(sections: &[Section], survey: Survey, bend: &'a Bend, random: Random) -> Cadastre<'a> {
        let counters = sections.iter().map(|s| Counter { section: s.code, main: 0, sub: 0 }).collect();
        Cadastre { counters, survey, bend, random, parcels: Vec::new() }
    }

    /// How many sections it has.
    pub fn section_count(&self) -> usize {
        self.counters.len()
    }

    /// Enters a lot in the n-th section.
    pub fn enter(&mut self, section: usize, lot: &[Flat]) {
        let factor = registration_factor(&mut self.random);
        let id = self.counters.get_mut(section).and_then(|c| c.next(&mut self.random));
        let truth: Vec<Point> = lot.iter().map(|&p| self.bend.place(p)).collect();
        let shape = shell(lot.iter().map(|&p| self.bend.place(self.survey.measured(p))));
        let (Some(id), Some(truth), Some(ring)) = (id, shell(truth), shape) else { return };
        let area = Area::from_exact2(i128::from(area2(&truth)));
        let registered = Area::hundredths((area.as_hundredths() as f64 * factor).round() as i64);
        self.parcels.push(GroundParcel { id, registered, in_force: Validity::since(FIRST_DAY), ring });
    }

    /// Closes it: the parcels section by section, in the order they were entered.
    pub fn close(self) -> Vec<GroundParcel> {
        self.parcels
    }
}

impl Counter {
    fn next(&mut self, random: &mut Random) -> Option<ParcelId> {
        let carry_on = random.happens(SUB_NUMBERS) && self.main > 0 || self.main == LAST_NUMBER;
        (self.main, self.sub) = if carry_on { (self.main, self.sub + 1) } else { (self.main + 1, 0) };
        let land = LandNumber::new(self.main, self.sub).ok()?;
        Some(ParcelId { section: self.section, land })
    }
}
