//! Two sets of zones or parcels compared: what appeared, what ended, what changed.
//!
//! Ids of plan files are often only positions, so things are paired first by id and ground, then by ground
//! alone, then by id where the ground still overlaps; what is left appeared or ended. Ground is the same
//! when its rings are, wherever they start and in whatever order they stand. Books kept
//! ([`atlas::zone::Zone::known`]) are not compared: they differ between any two imports.

use crate::progress::{Progress, Step, Tell};
use atlas::area::Area;
use atlas::integral::{CONTACT_UNITS2, Measured};
use atlas::parcel::Parcel;
use atlas::plan::Validity;
use atlas::point::{Bounds, Point};
use atlas::ring::Ring;
use atlas::zone::Zone;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What may change beside the ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// Its id or number.
    Id,
    /// Its plan case.
    Plan,
    /// Its class.
    Class,
    /// Its name.
    Name,
    /// Building coverage.
    Coverage,
    /// Floor area ratio.
    FloorArea,
    /// First day in force.
    From,
    /// Last day in force.
    Until,
    /// Registered area.
    Registered,
    /// What it became.
    Became,
}

/// Ground that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Ground that is new.
    pub gained: Area,
    /// Ground that is gone.
    pub lost: Area,
}

/// One thing that is in both sets and not the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Its position in the old set.
    pub old: usize,
    /// Its position in the new set.
    pub new: usize,
    /// What changed beside the ground.
    pub attributes: Vec<Attribute>,
    /// How the ground changed, if it did.
    pub moved: Option<Moved>,
}

/// One thing that has an end now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Its position in the old set.
    pub old: usize,
    /// Its position in the new set, when it stands there with its last day.
    pub new: Option<usize>,
}

/// How two sets differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Positions in the new set, ascending.
    pub appeared: Vec<usize>,
    /// What ended, in the order of the old set.
    pub ended: Vec<Ended>,
    /// What changed, in the order of the old set.
    pub changed: Vec<Changed>,
    /// How many are the same.
    pub same: usize,
    /// The boxes of all ground on which something differs.
    pub ground: Vec<Bounds>,
}

/// How two sets of zones differ.
pub fn of_zones(old: &[Zone], new: &[Zone], tell: Tell<'_>) -> Difference {
    let thing = |zone: &'_ Zone| {
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        let attributes = vec![
            (Attribute::Id, zone.id.clone()),
            (Attribute::Plan, zone.plan_id.clone()),
            (Attribute::Class, zone.class.clone()),
            (Attribute::Name, zone.name.clone()),
            (Attribute::Coverage, optional(&zone.coverage)),
            (Attribute::FloorArea, optional(&zone.floor_area)),
            (Attribute::From, zone.in_force.from.to_string()),
            (Attribute::Until, last_day(&zone.in_force)),
        ];
        attributes
    };
    let side = |zones: &'_ [Zone], i: usize| (zones[i].id.clone(), thing(&zones[i]));
    compare(
        Side { count: old.len(), about: &|i| side(old, i), rings: &|i| old[i].extent.rings().collect() },
        Side { count: new.len(), about: &|i| side(new, i), rings: &|i| new[i].extent.rings().collect() },
        tell,
    )
}

/// How two sets of parcels differ.
pub fn of_parcels(old: &[Parcel], new: &[Parcel], tell: Tell<'_>) -> Difference {
    let side = |parcels: &'_ [Parcel], i: usize| {
        let parcel = &parcels[i];
        let attributes = vec![
            (Attribute::Id, parcel.id.key()),
            (Attribute::Registered, parcel.registered.to_string()),
            (Attribute::From, parcel.in_force.from.to_string()),
            (Attribute::Until, last_day(&parcel.in_force)),
            (Attribute::Became, parcel.became.as_ref().map(|became| format!("{became:?}")).unwrap_or_default()),
        ];
        (format!("{}@{}", parcel.id.key(), parcel.in_force.from), attributes)
    };
    compare(
        Side { count: old.len(), about: &|i| side(old, i), rings: &|i| old[i].shape.rings().iter().collect() },
        Side { count: new.len(), about: &|i| side(new, i), rings: &|i| new[i].shape.rings().iter().collect() },
        tell,
    )
}

fn last_day(days: &Validity) -> String {
    days.until.map(|day| day.to_string()).unwrap_or_default()
}

/// The key of a thing, and its attributes in a fixed order.
type About = (String, Vec<(Attribute, String)>);

/// One of the two sets.
struct Side<'s> {
    count: usize,
    about: &'s dyn Fn(usize) -> About,
    rings: &'s dyn Fn(usize) -> Vec<&'s Ring>,
}

/// What is known of each thing of a set without holding its ground.
struct Keys {
    ids: Vec<String>,
    grounds: Vec<u64>,
}

/// Things between two words of progress.
const TELL_EVERY: usize = 4_096;

fn keys(side: &Side<'_>, (before, of): (usize, usize), tell: Tell<'_>) -> Keys {
    let mut keys = Keys { ids: Vec::with_capacity(side.count), grounds: Vec::with_capacity(side.count) };
    for i in 0..side.count {
        if i.is_multiple_of(TELL_EVERY) {
            tell(Progress { step: Step::Comparing, done: (before + i) as u64, of: of as u64 });
        }
        keys.ids.push((side.about)(i).0);
        let mut hasher = DefaultHasher::new();
        ground(&(side.rings)(i)).hash(&mut hasher);
        keys.grounds.push(hasher.finish());
    }
    keys
}

/// The rings, each from its smallest point on, in order: the same ground gives the same.
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

fn compare(old: Side<'_>, new: Side<'_>, tell: Tell<'_>) -> Difference {
    let of = old.count + new.count;
    let (old_keys, new_keys) = (keys(&old, (0, of), tell), keys(&new, (old.count, of), tell));
    let mut pairing = Pairing { old: vec![None; old.count], new: vec![false; new.count] };
    let by_id: HashMap<&str, usize> = new_keys.ids.iter().enumerate().map(|(i, id)| (id.as_str(), i)).collect();
    let same_id = |i: usize| by_id.get(old_keys.ids[i].as_str()).copied();
    for i in 0..old.count {
        if let Some(j) = same_id(i).filter(|&j| old_keys.grounds[i] == new_keys.grounds[j]) {
            pairing.pair(i, j);
        }
    }
    pairing.by_ground((&old, &old_keys), (&new, &new_keys));
    for i in 0..old.count {
        if let Some(j) = same_id(i).filter(|&j| pairing.free(i, j) && overlap(&(old.rings)(i), &(new.rings)(j))) {
            pairing.pair(i, j);
        }
    }
    let mut difference = Difference::default();
    for i in 0..old.count {
        pairing.describe(i, (&old, &new), &mut difference);
    }
    difference.appeared = (0..new.count).filter(|&j| !pairing.new[j]).collect();
    let boxes = difference.appeared.iter().filter_map(|&j| around(&(new.rings)(j)));
    difference.ground.extend(boxes.collect::<Vec<_>>());
    tell(Progress { step: Step::Comparing, done: of as u64, of: of as u64 });
    difference
}

fn overlap(a: &[&Ring], b: &[&Ring]) -> bool {
    let boxes = around(a).zip(around(b));
    boxes.is_some_and(|(p, q)| p.touches(&q))
        && Measured::new(a.iter().copied()).common(b.iter().copied()) > CONTACT_UNITS2
}

fn around(rings: &[&Ring]) -> Option<Bounds> {
    rings.iter().map(|ring| ring.bounds()).reduce(Bounds::union)
}

/// Which thing of the old set is which of the new.
struct Pairing {
    old: Vec<Option<usize>>,
    new: Vec<bool>,
}

impl Pairing {
    fn free(&self, i: usize, j: usize) -> bool {
        self.old[i].is_none() && !self.new[j]
    }

    fn pair(&mut self, i: usize, j: usize) {
        if self.free(i, j) {
            self.old[i] = Some(j);
            self.new[j] = true;
        }
    }

    /// Pairs what has the same ground, the most alike first.
    fn by_ground(&mut self, (old, old_keys): (&Side<'_>, &Keys), (new, new_keys): (&Side<'_>, &Keys)) {
        let mut places: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for j in (0..new.count).filter(|&j| !self.new[j]) {
            places.entry(new_keys.grounds[j]).or_default().push(j);
        }
        for i in 0..old.count {
            let Some(candidates) = places.get(&old_keys.grounds[i]).filter(|_| self.old[i].is_none()) else { continue };
            let own = ground(&(old.rings)(i));
            let about = (old.about)(i).1;
            let alike = |j: usize| (new.about)(j).1.iter().zip(&about).filter(|(a, b)| a == b).count();
            // Few things share one ground; a hostile set that says otherwise is not compared for ever.
            let free = candidates.iter().copied().filter(|&j| !self.new[j]).take(64);
            let same = free.filter(|&j| ground(&(new.rings)(j)) == own);
            if let Some(best) = same.max_by_key(|&j| (alike(j), std::cmp::Reverse(j))) {
                self.pair(i, best);
            }
        }
    }

    fn describe(&self, i: usize, (old, new): (&Side<'_>, &Side<'_>), difference: &mut Difference) {
        let own = (old.rings)(i);
        let Some(j) = self.old[i] else {
            difference.ended.push(Ended { old: i, new: None });
            difference.ground.extend(around(&own));
            return;
        };
        let (before, after) = ((old.about)(i).1, (new.about)(j).1);
        let differ = before.iter().zip(&after).filter(|(a, b)| a != b);
        let attributes: Vec<Attribute> = differ.map(|(a, _)| a.0).collect();
        let rings = (new.rings)(j);
        let moved = (ground(&own) != ground(&rings)).then(|| moved(&own, &rings));
        if attributes.is_empty() && moved.is_none() {
            difference.same += 1;
            return;
        }
        let has =
            |about: &[(Attribute, String)]| about.iter().any(|(a, text)| *a == Attribute::Until && !text.is_empty());
        if !has(&before) && has(&after) {
            difference.ended.push(Ended { old: i, new: Some(j) });
        }
        difference.ground.extend(around(&own));
        difference.ground.extend(around(&rings).filter(|_| moved.is_some()));
        difference.changed.push(Changed { old: i, new: j, attributes, moved });
    }
}

fn moved(old: &[&Ring], new: &[&Ring]) -> Moved {
    let units2 = |rings: &[&Ring]| rings.iter().map(|ring| ring.area2()).sum::<i128>() as f64 / 2.0;
    let common = Measured::new(old.iter().copied()).common(new.iter().copied());
    let area = |units2: f64| Area::round(units2.max(0.0), || (units2.max(0.0), 0.0));
    Moved { gained: area(units2(new) - common), lost: area(units2(old) - common) }
}
