//! Ground that two zones, or two parcels, have in common, exactly measured.
//!
//! Candidates come from the tree of boxes; the common area is that of [`atlas::integral`], which needs no valid
//! rings. Only pairs with a day in common count. A main and a detailed plan of one area cover the
//! same ground by law (都市計畫法 §22–23) and are only counted.

use super::ground::{Ground, share_a_day};
use super::pieces::{self, Piece};
use super::rings::{BLOCK, Wild, middle};
use super::settings::Settings;
use super::{Finding, Kind, Measure, Report, Subject};
use crate::progress::{Progress, Step, Tell};
use atlas::area::Area;
use atlas::integral::{CONTACT_UNITS2, Measured};
use atlas::plan::Validity;
use atlas::point::{Bounds, Point};
use atlas::polygon::MultiPolygon;
use atlas::ring::Ring;
use rayon::prelude::*;

/// Pairs of edges that may be integrated for one shape, and for all: far beyond any drawn city.
const WORK_OF_ONE: u64 = 2_000_000_000;
const WORK_OF_ALL: u64 = 200_000_000_000;
/// Pairs of edges of two shapes beyond which their pieces are not drawn.
const WORK_OF_A_PICTURE: u64 = 20_000_000;

/// What one shape has in common with later ones.
#[derive(Default)]
struct Found {
    /// The other shape, the common area in square units.
    pairs: Vec<(usize, f64)>,
    work: u64,
    left_out: u64,
}

/// Zones over zones.
pub fn of_zones(ground: &Ground<'_>, (settings, wild): (&Settings, &Wild), report: &mut Report, tell: Tell<'_>) {
    let zones = ground.zones;
    let rings = |i: usize| zones[i].extent.rings().collect::<Vec<&Ring>>();
    let near = |i: usize| {
        let mut near = ground.zones_in(&ground.zone_box(i));
        near.retain(|&j| {
            j > i && at_once((&zones[i].in_force, &zones[i].known), (&zones[j].in_force, &zones[j].known))
        });
        near
    };
    let mut meet = |i: usize, found: Found| {
        if found.left_out > 0 {
            let of = vec![Subject::Zone(zones[i].id.clone())];
            report.take(not_measured(of, ground.zone_box(i), found.left_out), settings);
        }
        for (j, units2) in found.pairs {
            let (a, b) = (&zones[i], &zones[j]);
            if ground.stacked(a, b) {
                report.levels_stacked += 1;
                continue;
            }
            let kind = if a.plan_id == b.plan_id { Kind::OverlapInPlan } else { Kind::OverlapAcrossPlans };
            let drawn = !wild.zones[i] && !wild.zones[j];
            let boxes = (ground.zone_box(i), ground.zone_box(j));
            let pair = Pair { a: &a.extent, b: &b.extent, boxes, drawn };
            let of = vec![Subject::Zone(a.id.clone()), Subject::Zone(b.id.clone())];
            take(pair.finding((kind, of), units2), settings, report);
        }
    };
    all(zones.len(), (&rings, &near), &mut meet, tell);
}

/// Parcels over parcels.
pub fn of_parcels(ground: &Ground<'_>, settings: &Settings, report: &mut Report, tell: Tell<'_>) {
    let parcels = ground.parcels;
    let rings = |i: usize| parcels[i].shape.rings().iter().collect::<Vec<&Ring>>();
    let near = |i: usize| {
        let mut near = ground.parcels_in(&ground.parcel_box(i));
        near.retain(|&j| {
            j > i && at_once((&parcels[i].in_force, &parcels[i].known), (&parcels[j].in_force, &parcels[j].known))
        });
        near
    };
    let mut meet = |i: usize, found: Found| {
        if found.left_out > 0 {
            let of = vec![Subject::Parcel(parcels[i].id)];
            report.take(not_measured(of, ground.parcel_box(i), found.left_out), settings);
        }
        for (j, units2) in found.pairs {
            let (a, b) = (MultiPolygon::from(parcels[i].shape.clone()), MultiPolygon::from(parcels[j].shape.clone()));
            let pair = Pair { a: &a, b: &b, boxes: (ground.parcel_box(i), ground.parcel_box(j)), drawn: true };
            let of = vec![Subject::Parcel(parcels[i].id), Subject::Parcel(parcels[j].id)];
            take(pair.finding((Kind::ParcelsOverlap, of), units2), settings, report);
        }
    };
    all(parcels.len(), (&rings, &near), &mut meet, tell);
}

/// Days in force and days in the books.
type Times<'t> = (&'t Validity, &'t Validity);

/// Whether two things were ever in the books together as in force on one day.
fn at_once(a: Times<'_>, b: Times<'_>) -> bool {
    share_a_day(a.0, b.0) && share_a_day(a.1, b.1)
}

type Rings<'g, 'f> = &'f (dyn Fn(usize) -> Vec<&'g Ring> + Sync);
type Near<'f> = &'f (dyn Fn(usize) -> Vec<usize> + Sync);

/// Measures all shapes against their later neighbours, block by block, in order.
fn all(count: usize, (rings, near): (Rings<'_, '_>, Near<'_>), meet: &mut dyn FnMut(usize, Found), tell: Tell<'_>) {
    let mut work = 0u64;
    let of = count as u64;
    for start in (0..count).step_by(BLOCK) {
        tell(Progress { step: Step::Overlaps, done: start as u64, of });
        let most = if work > WORK_OF_ALL { 0 } else { WORK_OF_ONE };
        let found: Vec<Found> =
            (start..(start + BLOCK).min(count)).into_par_iter().map(|i| one(rings(i), &near(i), rings, most)).collect();
        for (i, found) in found.into_iter().enumerate() {
            work = work.saturating_add(found.work);
            meet(start + i, found);
        }
    }
    tell(Progress { step: Step::Overlaps, done: of, of });
}

fn one(own: Vec<&Ring>, near: &[usize], rings: Rings<'_, '_>, most: u64) -> Found {
    let mut found = Found::default();
    if near.is_empty() {
        return found;
    }
    let edges = corners(&own);
    let measured = Measured::new(own.iter().copied());
    for &j in near {
        let other = rings(j);
        found.work = found.work.saturating_add(edges * corners(&other));
        if found.work > most {
            found.left_out += 1;
            continue;
        }
        let units2 = measured.common(other.iter().copied());
        if units2 > CONTACT_UNITS2 {
            found.pairs.push((j, units2));
        }
    }
    found
}

fn corners(rings: &[&Ring]) -> u64 {
    rings.iter().map(|ring| ring.points().len() as u64).sum()
}

fn take(finding: Finding, settings: &Settings, report: &mut Report) {
    match finding.measure {
        Measure::Ground { area, .. } if area < settings.noise => report.below_threshold += 1,
        _ => report.take(finding, settings),
    }
}

fn not_measured(of: Vec<Subject>, spot: Bounds, left_out: u64) -> Finding {
    let at = Point { x: middle(spot.min.x, spot.max.x), y: middle(spot.min.y, spot.max.y) };
    Finding { kind: Kind::NotMeasured, of, measure: Measure::Count(left_out), spot, at }
}

/// Two shapes with common ground.
struct Pair<'p> {
    a: &'p MultiPolygon,
    b: &'p MultiPolygon,
    boxes: (Bounds, Bounds),
    drawn: bool,
}

impl Pair<'_> {
    fn finding(&self, (kind, of): (Kind, Vec<Subject>), units2: f64) -> Finding {
        let area = Area::round(units2, || {
            let rings: Vec<&Ring> = self.a.rings().collect();
            Measured::new(rings).common_wide(self.b.rings())
        });
        let pieces = self.pieces();
        let (spot, at, thickness_mm) = match pieces.first() {
            Some(largest) => (largest.bounds, largest.at, largest.thickness_mm()),
            None => {
                let spot = self.common_box();
                (spot, Point { x: middle(spot.min.x, spot.max.x), y: middle(spot.min.y, spot.max.y) }, 0)
            }
        };
        let measure = Measure::Ground { area, thickness_mm, pieces: pieces.len().max(1) as u32 };
        Finding { kind, of, measure, spot, at }
    }

    fn pieces(&self) -> Vec<Piece> {
        let work = |shape: &MultiPolygon| corners(&shape.rings().collect::<Vec<_>>());
        let affordable = work(self.a).saturating_mul(work(self.b)) <= WORK_OF_A_PICTURE;
        if self.drawn && affordable { pieces::common(self.a, self.b) } else { Vec::new() }
    }

    fn common_box(&self) -> Bounds {
        let (p, q) = self.boxes;
        let max = Point { x: p.max.x.min(q.max.x), y: p.max.y.min(q.max.y) };
        let min = Point { x: p.min.x.max(q.min.x), y: p.min.y.max(q.min.y) };
        Bounds { min: Point { x: min.x.min(max.x), y: min.y.min(max.y) }, max }
    }
}
