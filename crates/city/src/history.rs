//! Land numbers and what became of them: plain lots, splits, merges and re-surveys.
//!
//! One lot keeps the number when land is split, the earlier number stays when it is
//! merged, and dropped numbers are never used again (地籍測量實施規則 §233–237-1).

use crate::block::FlatLot;
use crate::random::Random;
use crate::survey::Flat;
use atlas::area::Area;
use atlas::parcel::{Became, Change, Parcel};
use atlas::plan::Validity;
use atlas::polygon::Polygon;
use atlas::ring::Ring;
use lexicon::date::Date;
use lexicon::parcel::{LandNumber, ParcelId, SectionCode};

/// Old numbers of a re-survey start here; new ones run below.
const OLD_NUMBERS: u16 = 8_000;
/// Share of double lots that were split or merged, and of all lots that were renumbered.
const CHANGED: f64 = 0.12;
const RENUMBERED: f64 = 0.01;
/// Share of parcels whose registered area is plainly wrong.
const WRONG_AREA: f64 = 0.002;

/// Writes the cadastre of one section.
pub struct Register<'a, P: Fn(Flat) -> Flat, M: Fn(Flat) -> atlas::point::Point> {
    /// The section.
    pub section: SectionCode,
    /// Its stream of chance.
    pub random: Random,
    /// Where the survey says a corner is.
    pub measured: P,
    /// From flat metres to the map.
    pub placed: M,
    /// The parcels so far.
    pub parcels: &'a mut Vec<Parcel>,
    /// A number with a sub-number that is given in place of its main number.
    pub example: Option<LandNumber>,
    next: u16,
    next_old: u16,
}

impl<'a, P: Fn(Flat) -> Flat, M: Fn(Flat) -> atlas::point::Point> Register<'a, P, M> {
    /// An empty register that writes into `parcels`.
    pub fn new(section: SectionCode, random: Random, maps: (P, M), parcels: &'a mut Vec<Parcel>) -> Self {
        Register {
            section,
            random,
            measured: maps.0,
            placed: maps.1,
            parcels,
            example: None,
            next: 1,
            next_old: OLD_NUMBERS,
        }
    }

    /// Enters a lot with whatever happened to it.
    pub fn enter(&mut self, lot: &FlatLot) {
        let on = self.day();
        let changed = self.random.happens(CHANGED);
        let split = self.random.happens(0.5);
        let renumbered = self.random.happens(RENUMBERED);
        match &lot.halves {
            Some(halves) if changed && split => self.split(&lot.whole, halves, on),
            Some(halves) if changed => self.merge(&lot.whole, halves, on),
            _ if renumbered => self.renumber(&lot.whole, on),
            _ => {
                let id = self.number();
                self.add(id, &lot.whole, (Validity::since(FIRST_DAY), None));
            }
        }
    }

    fn split(&mut self, whole: &[Flat], halves: &[Vec<Flat>; 2], on: Date) {
        let Some(first) = self.number() else { return };
        let Some(second) = self.id(first.land.main(), 1) else { return };
        self.add(Some(first), whole, ended(on, Change::Split, vec![first, second]));
        self.add(Some(first), &halves[0], (Validity::since(on), None));
        self.add(Some(second), &halves[1], (Validity::since(on), None));
    }

    fn merge(&mut self, whole: &[Flat], halves: &[Vec<Flat>; 2], on: Date) {
        let (Some(first), Some(second)) = (self.number(), self.number()) else { return };
        self.add(Some(first), &halves[0], ended(on, Change::Merged, vec![first]));
        self.add(Some(second), &halves[1], ended(on, Change::Merged, vec![first]));
        self.add(Some(first), whole, (Validity::since(on), None));
    }

    fn renumber(&mut self, whole: &[Flat], on: Date) {
        let Some(new) = self.number() else { return };
        let old = self.id(self.next_old, 0);
        self.next_old += 1;
        self.add(old, whole, ended(on, Change::Renumbered, vec![new]));
        self.add(Some(new), whole, (Validity::since(on), None));
    }

    fn day(&mut self) -> Date {
        let year = 2005 + self.random.below(20) as i16;
        let month = 1 + self.random.below(12) as i8;
        Date::constant(2005, 1, 1).with().year(year).month(month).build().unwrap_or(FIRST_DAY)
    }

    fn number(&mut self) -> Option<ParcelId> {
        let main = self.next;
        self.next += 1;
        let sub = self.example.filter(|land| land.main() == main).map_or(0, LandNumber::sub);
        self.id(main, sub).filter(|_| main < OLD_NUMBERS)
    }

    fn id(&self, main: u16, sub: u16) -> Option<ParcelId> {
        LandNumber::new(main, sub).ok().map(|land| ParcelId { section: self.section, land })
    }

    /// Shapes are where the survey says; registered areas are of the truth.
    fn add(&mut self, id: Option<ParcelId>, ring: &[Flat], (in_force, became): (Validity, Option<Became>)) {
        let factor = registration_factor(&mut self.random);
        let truth = Ring::new(ring.iter().map(|&p| (self.placed)(p)).collect());
        let shape = Ring::new(ring.iter().map(|&p| (self.placed)((self.measured)(p))).collect());
        let (Some(id), Ok(truth), Ok(shape)) = (id, truth, shape) else { return };
        let area = Area::from_exact2(truth.area2().abs());
        let registered = Area::hundredths((area.as_hundredths() as f64 * factor).round() as i64);
        let (shape, known) = (Polygon::new(shape, Vec::new()), Validity::since(in_force.from));
        self.parcels.push(Parcel { id, shape, registered, in_force, known, became });
    }
}

/// The registered area over the true one: a little off, now and then plainly wrong.
pub fn registration_factor(random: &mut Random) -> f64 {
    let old = random.bell() * 0.0005;
    let wrong = if random.happens(WRONG_AREA) { 0.15 } else { 0.0 };
    1.0 + old + wrong
}

/// The first day of every register here.
pub const FIRST_DAY: Date = Date::constant(1990, 1, 1);

fn ended(on: Date, how: Change, into: Vec<ParcelId>) -> (Validity, Option<Became>) {
    let last = on.yesterday().unwrap_or(on);
    (Validity { from: FIRST_DAY, until: Some(last) }, Some(Became { on, how, into }))
}
