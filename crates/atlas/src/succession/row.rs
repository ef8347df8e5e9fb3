//! What has two times: plan cases, zones, parcels and restrictions, compared without them.
//!
//! Ground is the same when its rings are, wherever they start and in whatever order they stand.

use crate::parcel::Parcel;
use crate::plan::{Plan, Validity};
use crate::point::Point;
use crate::restriction::Restriction;
use crate::ring::Ring;
use crate::zone::Zone;
use lexicon::date::Date;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A row of a release: named, in force for some days, known for some days, somewhere.
pub trait Row: Clone {
    /// Whether the office made up its name, so that a file may number anew what is the same.
    const IS_NAME_FREE: bool;
    /// Its name, hashed.
    fn name_into(&self, hasher: &mut DefaultHasher);
    /// Whether both have one name.
    fn has_name_of(&self, other: &Self) -> bool;
    /// Gives it a name of its own, from the day it is in force and a number; a parcel keeps its own.
    fn rename(&mut self, on: Date, number: u32);
    /// The days in force and the days known.
    fn days(&self) -> (&Validity, &Validity);
    /// The same, to be changed.
    fn days_mut(&mut self) -> (&mut Validity, &mut Validity);
    /// Whether both say the same, apart from name, ground and days.
    fn says_as(&self, other: &Self) -> bool;
    /// Whether both go over into the same, where they do.
    fn ends_as(&self, other: &Self) -> bool;
    /// All its rings.
    fn rings(&self) -> Vec<&Ring>;
}

impl Row for Plan {
    const IS_NAME_FREE: bool = false;

    fn name_into(&self, hasher: &mut DefaultHasher) {
        self.id.hash(hasher);
    }
    fn has_name_of(&self, other: &Plan) -> bool {
        self.id == other.id
    }
    fn rename(&mut self, _: Date, _: u32) {}
    fn days(&self) -> (&Validity, &Validity) {
        (&self.in_force, &self.known)
    }
    fn days_mut(&mut self) -> (&mut Validity, &mut Validity) {
        (&mut self.in_force, &mut self.known)
    }
    fn says_as(&self, o: &Plan) -> bool {
        (&self.area_code, &self.name, self.level, self.announced_on, &self.number, self.scale, &self.exhibition)
            == (&o.area_code, &o.name, o.level, o.announced_on, &o.number, o.scale, &o.exhibition)
    }
    fn ends_as(&self, _: &Plan) -> bool {
        true
    }
    fn rings(&self) -> Vec<&Ring> {
        Vec::new()
    }
}

impl Row for Zone {
    const IS_NAME_FREE: bool = true;

    fn name_into(&self, hasher: &mut DefaultHasher) {
        self.id.hash(hasher);
    }
    fn has_name_of(&self, other: &Zone) -> bool {
        self.id == other.id
    }
    fn rename(&mut self, on: Date, number: u32) {
        self.id = renamed(&self.id, on, number);
    }
    fn days(&self) -> (&Validity, &Validity) {
        (&self.in_force, &self.known)
    }
    fn days_mut(&mut self) -> (&mut Validity, &mut Validity) {
        (&mut self.in_force, &mut self.known)
    }
    fn says_as(&self, other: &Zone) -> bool {
        self.same_designation(other)
    }
    fn ends_as(&self, _: &Zone) -> bool {
        true
    }
    fn rings(&self) -> Vec<&Ring> {
        self.extent.rings().collect()
    }
}

impl Row for Parcel {
    const IS_NAME_FREE: bool = false;

    fn name_into(&self, hasher: &mut DefaultHasher) {
        self.id.number().hash(hasher);
    }
    fn has_name_of(&self, other: &Parcel) -> bool {
        self.id == other.id
    }
    fn rename(&mut self, _: Date, _: u32) {}
    fn days(&self) -> (&Validity, &Validity) {
        (&self.in_force, &self.known)
    }
    fn days_mut(&mut self) -> (&mut Validity, &mut Validity) {
        (&mut self.in_force, &mut self.known)
    }
    fn says_as(&self, other: &Parcel) -> bool {
        self.registered == other.registered
    }
    fn ends_as(&self, other: &Parcel) -> bool {
        self.became == other.became
    }
    fn rings(&self) -> Vec<&Ring> {
        self.shape.rings().iter().collect()
    }
}

impl Row for Restriction {
    const IS_NAME_FREE: bool = true;

    fn name_into(&self, hasher: &mut DefaultHasher) {
        self.id.hash(hasher);
    }
    fn has_name_of(&self, other: &Restriction) -> bool {
        self.id == other.id
    }
    fn rename(&mut self, on: Date, number: u32) {
        self.id = renamed(&self.id, on, number);
    }
    fn days(&self) -> (&Validity, &Validity) {
        (&self.in_force, &self.known)
    }
    fn days_mut(&mut self) -> (&mut Validity, &mut Validity) {
        (&mut self.in_force, &mut self.known)
    }
    fn says_as(&self, o: &Restriction) -> bool {
        (&self.kind, &self.name, &self.authority) == (&o.kind, &o.name, &o.authority)
    }
    fn ends_as(&self, _: &Restriction) -> bool {
        true
    }
    fn rings(&self) -> Vec<&Ring> {
        self.extent.rings().collect()
    }
}

fn renamed(id: &str, on: Date, number: u32) -> String {
    match number {
        0 => format!("{id}@{on}"),
        n => format!("{id}@{on}.{n}"),
    }
}

/// Whether both are one thing, apart from the days it is known.
pub(super) fn is_same<T: Row>(a: &T, b: &T) -> bool {
    a.has_name_of(b) && a.days().0 == b.days().0 && a.says_as(b) && a.ends_as(b) && is_same_ground(a, b)
}

/// Whether both cover the same ground, ring by ring.
pub(super) fn is_same_ground<T: Row>(a: &T, b: &T) -> bool {
    let (a, b) = (a.rings(), b.rings());
    if a.len() == b.len() && a.iter().zip(&b).all(|(p, q)| p.points() == q.points()) {
        return true;
    }
    a.len() == b.len() && ground(&a) == ground(&b)
}

/// A number for a name.
pub(super) fn named<T: Row>(row: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.name_into(&mut hasher);
    hasher.finish()
}

/// A number for the ground of a row; the same ground gives the same.
pub(super) fn grounded<T: Row>(row: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    ground(&row.rings()).hash(&mut hasher);
    hasher.finish()
}

/// The rings, each from its smallest point on, in order.
fn ground(rings: &[&Ring]) -> Vec<Vec<Point>> {
    let turned = |ring: &&Ring| {
        let mut points = ring.points().to_vec();
        let first = (0..points.len()).min_by_key(|&i| (points[i], i)).unwrap_or(0);
        points.rotate_left(first);
        points
    };
    let mut ground: Vec<Vec<Point>> = rings.iter().map(turned).collect();
    ground.sort_unstable();
    ground
}

/// Positions by a number, small enough for every parcel of a city.
pub(super) struct Index(Vec<(u64, u32)>);

impl Index {
    /// Of things in the order they stand.
    pub fn new(keys: impl Iterator<Item = u64>) -> Index {
        let mut rows: Vec<(u64, u32)> = keys.zip(0..).collect();
        rows.sort_unstable();
        Index(rows)
    }

    /// The positions of a number, ascending.
    pub fn find(&self, key: u64) -> impl Iterator<Item = usize> + '_ {
        let start = self.0.partition_point(|(k, _)| *k < key);
        self.0[start..].iter().take_while(move |(k, _)| *k == key).map(|(_, at)| *at as usize)
    }
}
