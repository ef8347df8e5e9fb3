//! A release: everything known on one day, closed, checked and named by its content.
//!
//! Built once, never changed, and used where its file lies. Its hash is the data version
//! printed on certificates and does not depend on the order in which things were handed
//! over. Plan changes and new cadastre make a new release, which still holds what was
//! known before: "as of D, as known on K" is a filter ([`AsOf`]), not another copy.

use crate::area::Area;
use crate::bytes::Bytes;
use crate::day::{AsOf, DayOutOfRange, Days, Moment};
use crate::layer::Layer;
use crate::parcel::{Became, Change, Parcel};
use crate::plan::{Plan, PlanArea};
use crate::point::{Bounds, Origin};
use crate::release_parts::{Facts, ReleaseParts, Source};
use crate::restriction::Restriction;
use crate::snapshot::{
    Aligned, BecameRow, NO_TEXT, ParcelFactsRow, PieceRow, RestrictionFactsRow, Section, Sections, ZoneFactsRow,
};
use crate::snapshot_writing;
use crate::zone::Zone;
use lexicon::parcel::ParcelId;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A closed, indexed and hashed set of plans, zones and parcels.
#[derive(Clone)]
pub struct Release {
    bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
    sections: Sections,
    facts: Arc<Facts>,
    hash: String,
}

impl std::fmt::Debug for Release {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Release({})", self.hash)
    }
}

/// Why parts make no release.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    /// Two things of one kind share an id.
    #[error("{kind} `{id}` is there twice")]
    Twice {
        /// What kind of thing.
        kind: &'static str,
        /// The id.
        id: String,
    },
    /// Something names a thing that is not there.
    #[error("{kind} `{id}` names `{missing}`, which is not there")]
    Missing {
        /// What kind of thing names it.
        kind: &'static str,
        /// Its id.
        id: String,
        /// What is not there.
        missing: String,
    },
    /// A shape without any part.
    #[error("{kind} `{id}` has no extent")]
    NoExtent {
        /// What kind of thing.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// Two spans of one parcel share a day.
    #[error("parcel {0} exists twice on one day")]
    ParcelTwice(ParcelId),
    /// A day no table of land can hold.
    #[error(transparent)]
    Day(#[from] DayOutOfRange),
    /// The bytes are not a release of this format.
    #[error("not a readable release: {0}")]
    Unreadable(&'static str),
}

impl Release {
    /// Sorts, checks, lays over each other, indexes and hashes the parts.
    pub fn build(parts: ReleaseParts) -> Result<Release, ReleaseError> {
        Release::from_bytes(&Release::snapshot(parts)?)
    }

    /// The bytes of a release made of these parts, for a file that is then [`Release::open`]ed.
    pub fn snapshot(mut parts: ReleaseParts) -> Result<Vec<u8>, ReleaseError> {
        parts.sort();
        parts.check()?;
        snapshot_writing::write(parts)
    }

    /// Reads bytes of [`Release::snapshot`] into memory and names them by their SHA-256.
    pub fn from_bytes(raw: &[u8]) -> Result<Release, ReleaseError> {
        Release::open(Arc::new(Aligned::copy(raw)), hex::encode(Sha256::digest(raw)))
    }

    /// Uses bytes where they lie, such as a mapped file whose SHA-256 the caller answers for;
    /// they must begin at a multiple of eight and never change.
    pub fn open(bytes: Arc<dyn AsRef<[u8]> + Send + Sync>, hash: String) -> Result<Release, ReleaseError> {
        let raw = (*bytes).as_ref();
        let sections = Sections::read(raw)?;
        let mut facts = sections.bytes(raw, Section::Facts);
        let facts = Facts::take(&mut facts).map_err(ReleaseError::Unreadable)?;
        let release = Release { bytes: Arc::clone(&bytes), sections, facts: Arc::new(facts), hash };
        if release.is_sound() { Ok(release) } else { Err(ReleaseError::Unreadable("a table is damaged")) }
    }

    fn raw(&self) -> &[u8] {
        (*self.bytes).as_ref()
    }

    fn table<T: zerocopy::FromBytes + zerocopy::Immutable + zerocopy::KnownLayout>(&self, section: Section) -> &[T] {
        self.sections.table(self.raw(), section)
    }

    /// Every table has whole rows, and every number in them points to something.
    fn is_sound(&self) -> bool {
        let (raw, s) = (self.raw(), &self.sections);
        let whole = s.is_table::<u32>(raw, Section::TextEnds)
            && s.is_table::<ZoneFactsRow>(raw, Section::ZoneFacts)
            && s.is_table::<ParcelFactsRow>(raw, Section::ParcelFacts)
            && s.is_table::<PieceRow>(raw, Section::Pieces)
            && s.is_table::<u32>(raw, Section::PieceEnds);
        let (zones, parcels, bans) = (self.zone_layer(), self.parcel_layer(), self.restriction_layer());
        let texts: &[u32] = self.table(Section::TextEnds);
        let ends_rise =
            texts.is_sorted() && texts.last().copied().unwrap_or(0) as usize <= s.bytes(raw, Section::Texts).len();
        let is_text = |t: u32| t == NO_TEXT || (t as usize) < texts.len();
        let zone_facts: &[ZoneFactsRow] = self.table(Section::ZoneFacts);
        let sound_zone =
            |z: &ZoneFactsRow| (z.plan as usize) < self.facts.plans.len() && is_text(z.name) && is_text(z.coverage);
        let facts: &[ParcelFactsRow] = self.table(Section::ParcelFacts);
        let became: &[BecameRow] = self.table(Section::Became);
        let into = self.table::<u64>(Section::BecameInto).len();
        let by_number: &[u32] = self.table(Section::ParcelsByNumber);
        let ends: &[u32] = self.table(Section::PieceEnds);
        let pieces: &[PieceRow] = self.table(Section::Pieces);
        whole
            && ends_rise
            && zones.is_sound()
            && parcels.is_sound()
            && bans.is_sound()
            && zone_facts.len() == zones.shapes.len()
            && zone_facts.iter().all(sound_zone)
            && facts.len() == parcels.shapes.len()
            && facts.iter().all(|p| p.became as usize <= became.len())
            && became.iter().all(|b| b.into <= b.into_end && b.into_end as usize <= into)
            && by_number.len() == facts.len()
            && by_number.iter().all(|&row| (row as usize) < facts.len())
            && self.table::<RestrictionFactsRow>(Section::RestrictionFacts).len() == bans.shapes.len()
            && ends.len() == facts.len()
            && ends.is_sorted()
            && ends.last().copied().unwrap_or(0) as usize == pieces.len()
            && pieces.iter().all(|p| (p.zone as usize) < zone_facts.len())
    }

    /// The data version: SHA-256 of the bytes, hex.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The bytes themselves.
    pub fn bytes(&self) -> &[u8] {
        self.raw()
    }

    /// Where coordinates count from.
    pub fn origin(&self) -> Origin {
        self.facts.origin
    }

    /// The files it was made from.
    pub fn sources(&self) -> &[Source] {
        &self.facts.sources
    }

    /// Plan areas by code.
    pub fn areas(&self) -> &[PlanArea] {
        &self.facts.areas
    }

    /// Plan cases by id, as known at any time.
    pub fn plans(&self) -> &[Plan] {
        &self.facts.plans
    }

    /// Plan cases as known when the question asks, by id; in force or not.
    pub fn plans_known(&self, at: impl Into<AsOf>) -> impl Iterator<Item = &Plan> {
        let known = at.into().known;
        self.facts.plans.iter().filter(move |p| match known {
            None => p.known.until.is_none(),
            Some(day) => p.known.covers(day),
        })
    }

    /// The tables of the zones; rows are those of [`Release::zone`].
    pub fn zone_layer(&self) -> Layer<'_> {
        self.sections.zones(self.raw())
    }

    /// The tables of the parcels; rows are those of [`Release::parcel_in_row`].
    pub fn parcel_layer(&self) -> Layer<'_> {
        self.sections.parcels(self.raw())
    }

    /// The tables of the restrictions.
    pub fn restriction_layer(&self) -> Layer<'_> {
        self.sections.restrictions(self.raw())
    }

    /// A text of the pool.
    pub fn text(&self, number: u32) -> &str {
        let ends: &[u32] = self.table(Section::TextEnds);
        let Some(&end) = ends.get(number as usize) else { return "" };
        let start = if number == 0 { 0 } else { ends[number as usize - 1] };
        let raw = self.sections.bytes(self.raw(), Section::Texts);
        std::str::from_utf8(&raw[start as usize..end as usize]).unwrap_or("")
    }

    /// What a zone row says beside its shape.
    pub fn zone_facts(&self, row: u32) -> &ZoneFactsRow {
        &self.table::<ZoneFactsRow>(Section::ZoneFacts)[row as usize]
    }

    /// What a parcel row says beside its shape.
    pub fn parcel_facts(&self, row: u32) -> &ParcelFactsRow {
        &self.table::<ParcelFactsRow>(Section::ParcelFacts)[row as usize]
    }

    /// The precomputed pieces of a parcel row in zones of any day; filter them by the zones' days.
    pub fn pieces(&self, row: u32) -> &[PieceRow] {
        let ends: &[u32] = self.table(Section::PieceEnds);
        let start = if row == 0 { 0 } else { ends[row as usize - 1] as usize };
        &self.table::<PieceRow>(Section::Pieces)[start..ends[row as usize] as usize]
    }

    /// A zone row as a value.
    pub fn zone(&self, row: u32) -> Zone {
        let (layer, facts) = (self.zone_layer(), self.zone_facts(row));
        let days = layer.shapes[row as usize].days;
        let text = |t: u32| self.text(t).to_owned();
        let maybe = |t: u32| (t != NO_TEXT).then(|| text(t));
        Zone {
            id: text(facts.id),
            plan_id: self.facts.plans[facts.plan as usize].id.clone(),
            class: text(facts.class),
            name: text(facts.name),
            coverage: maybe(facts.coverage),
            floor_area: maybe(facts.floor_area),
            in_force: days.in_force(),
            known: days.known(),
            extent: layer.extent(row),
        }
    }

    /// All zones, present and past, in the order of their rows.
    pub fn zones(&self) -> impl ExactSizeIterator<Item = Zone> + '_ {
        (0..self.zone_layer().shapes.len() as u32).map(|row| self.zone(row))
    }

    /// The plan case a zone row names, as known at the moment.
    pub fn plan_of(&self, zone_row: u32, moment: Moment) -> Option<&Plan> {
        let first = self.zone_facts(zone_row).plan as usize;
        let id = &self.facts.plans[first].id;
        let mut same = self.facts.plans[first..].iter().take_while(|p| p.id == *id);
        same.find(|p| Days::new(&p.in_force, &p.known).is_ok_and(|d| d.cover(moment)))
    }

    /// A plan case by id, as known now.
    pub fn plan(&self, id: &str) -> Option<&Plan> {
        let plans = &self.facts.plans;
        let start = plans.partition_point(|p| p.id.as_str() < id);
        plans[start..].iter().take_while(|p| p.id == id).filter(|p| p.known.until.is_none()).last()
    }

    /// A parcel row as a value.
    pub fn parcel_in_row(&self, row: u32) -> Option<Parcel> {
        let (layer, facts) = (self.parcel_layer(), self.parcel_facts(row));
        let days = layer.shapes[row as usize].days;
        Some(Parcel {
            id: ParcelId::from_number(facts.number).ok()?,
            shape: layer.extent(row).0.pop()?,
            registered: Area::hundredths(facts.registered),
            in_force: days.in_force(),
            known: days.known(),
            became: facts.became.checked_sub(1).and_then(|b| self.became(b as usize)),
        })
    }

    fn became(&self, row: usize) -> Option<Became> {
        let became = self.table::<BecameRow>(Section::Became).get(row)?;
        let into = &self.table::<u64>(Section::BecameInto)[became.into as usize..became.into_end as usize];
        Some(Became {
            on: crate::bytes::day_of(became.on)?,
            how: match became.how {
                0 => Change::Renumbered,
                1 => Change::Split,
                _ => Change::Merged,
            },
            into: into.iter().filter_map(|&n| ParcelId::from_number(n).ok()).collect(),
        })
    }

    /// How many parcel rows there are, present and past.
    pub fn parcel_count(&self) -> usize {
        self.parcel_layer().shapes.len()
    }

    /// All parcels by number, present and past.
    pub fn parcels(&self) -> impl Iterator<Item = Parcel> + '_ {
        let rows: &[u32] = self.table(Section::ParcelsByNumber);
        rows.iter().filter_map(|&row| self.parcel_in_row(row))
    }

    /// The rows of one number, what was known first and then the oldest first.
    pub fn rows_of(&self, id: ParcelId) -> &[u32] {
        let rows: &[u32] = self.table(Section::ParcelsByNumber);
        let facts: &[ParcelFactsRow] = self.table(Section::ParcelFacts);
        let number = id.number();
        let start = rows.partition_point(|&r| facts[r as usize].number < number);
        let end = start + rows[start..].partition_point(|&r| facts[r as usize].number == number);
        &rows[start..end]
    }

    /// The row of this number at a moment.
    pub fn row(&self, id: ParcelId, at: impl Into<AsOf>) -> Option<u32> {
        let (moment, shapes) = (Moment::from(at.into()), self.parcel_layer().shapes);
        self.rows_of(id).iter().copied().find(|&row| shapes[row as usize].days.cover(moment))
    }

    /// The parcel of this number at a moment.
    pub fn parcel(&self, id: ParcelId, at: impl Into<AsOf>) -> Option<Parcel> {
        self.parcel_in_row(self.row(id, at)?)
    }

    /// All spans of days of one number as known now, the oldest first.
    pub fn spans(&self, id: ParcelId) -> Vec<Parcel> {
        let spans = self.rows_of(id).iter().filter_map(|&row| self.parcel_in_row(row));
        spans.filter(|p| p.known.until.is_none()).collect()
    }

    /// For a number that is no longer in use: the numbers now on its land, followed
    /// through every change, ascending. `None` for numbers in use or never known.
    pub fn renumbered(&self, id: ParcelId) -> Option<Vec<ParcelId>> {
        let ended = |id: ParcelId| self.spans(id).pop().filter(|p| p.in_force.until.is_some());
        let mut open = ended(id)?.became?.into;
        let mut seen = BTreeSet::from([id]);
        let mut now = BTreeSet::new();
        while let Some(next) = open.pop() {
            if !seen.insert(next) {
                continue;
            }
            match ended(next).and_then(|p| p.became) {
                Some(later) => open.extend(later.into),
                None => {
                    now.insert(next);
                }
            }
        }
        Some(now.into_iter().collect())
    }

    /// Zones in force at a moment whose box touches a window, by id, each with its plan.
    pub fn zones_near(&self, window: &Bounds, at: impl Into<AsOf>) -> Vec<(Zone, &Plan)> {
        let moment = Moment::from(at.into());
        let rows = self.zone_layer().rows_at(window, moment);
        let mut near: Vec<(Zone, &Plan)> =
            rows.into_iter().filter_map(|row| Some((self.zone(row), self.plan_of(row, moment)?))).collect();
        near.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        near
    }

    /// Parcels existing at a moment whose box touches a window, by number.
    pub fn parcels_near(&self, window: &Bounds, at: impl Into<AsOf>) -> Vec<Parcel> {
        let rows = self.parcel_layer().rows_at(window, Moment::from(at.into()));
        let mut near: Vec<Parcel> = rows.into_iter().filter_map(|row| self.parcel_in_row(row)).collect();
        near.sort_by_key(|p| p.id);
        near
    }

    /// Restrictions in force at a moment whose box touches a window, by id.
    pub fn restrictions_near(&self, window: &Bounds, at: impl Into<AsOf>) -> Vec<Restriction> {
        let rows = self.restriction_layer().rows_at(window, Moment::from(at.into()));
        let mut near: Vec<Restriction> = rows.into_iter().map(|row| self.restriction(row)).collect();
        near.sort_by(|a, b| a.id.cmp(&b.id));
        near
    }

    /// What a restriction row says beside its shape.
    pub fn restriction_facts(&self, row: u32) -> &RestrictionFactsRow {
        &self.table::<RestrictionFactsRow>(Section::RestrictionFacts)[row as usize]
    }

    /// A restriction row as a value.
    pub fn restriction(&self, row: u32) -> Restriction {
        let layer = self.restriction_layer();
        let facts = self.restriction_facts(row);
        let days = layer.shapes[row as usize].days;
        let text = |t: u32| self.text(t).to_owned();
        Restriction {
            id: text(facts.id),
            kind: text(facts.kind),
            name: text(facts.name),
            authority: text(facts.authority),
            in_force: days.in_force(),
            known: days.known(),
            extent: layer.extent(row),
        }
    }

    /// All restrictions, present and past, in the order of their rows.
    pub fn restrictions(&self) -> impl ExactSizeIterator<Item = Restriction> + '_ {
        (0..self.restriction_layer().shapes.len() as u32).map(|row| self.restriction(row))
    }

    /// The parts it was made from, with their days: what the next release begins with.
    pub fn parts(&self) -> ReleaseParts {
        ReleaseParts {
            origin: self.origin(),
            sources: self.facts.sources.clone(),
            areas: self.facts.areas.clone(),
            plans: self.facts.plans.clone(),
            zones: self.zones().collect(),
            parcels: self.parcels().collect(),
            restrictions: self.restrictions().collect(),
        }
    }

    /// Whether the precomputed pieces are what the tables give today, bit for bit.
    pub fn verify_pieces(&self) -> bool {
        let again = crate::sweep::pieces(&self.parcel_layer(), &self.zone_layer(), None);
        again.ends.as_slice() == self.table::<u32>(Section::PieceEnds)
            && again
                .rows
                .iter()
                .zip(self.table::<PieceRow>(Section::Pieces))
                .all(|(a, b)| a.zone == b.zone && a.units2.to_bits() == b.units2.to_bits())
    }
}
