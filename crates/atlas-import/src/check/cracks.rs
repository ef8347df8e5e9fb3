//! Narrow ground between two zones that opens to a street: too thin to be meant, and no piece of its own.
//!
//! Where lines that were meant to be one run beside each other, corners of one zone lie a little off an edge of the
//! other, with no zone between. A crack is at least ten times as long as it is wide, so that two lines
//! that merely part at a corner are none. Corners less than a millimetre off count as touching.

use super::ground::{Ground, is_current};
use super::rings::{BLOCK, Wild, middle};
use super::settings::Settings;
use super::{Finding, Kind, Measure, Report, Subject};
use crate::progress::{Progress, Step, Tell};
use atlas::index::Index;
use atlas::point::{Bounds, Point};
use lexicon::date::Date;
use rayon::prelude::*;

/// Off by less than this counts as touching, 0.1 mm.
const TOUCHING: f64 = 10.0;
/// A crack is so many times as long as it is wide.
const LONGER: f64 = 10.0;
/// Corners times edges of a pair beyond which it is not looked at.
const MOST_WORK: usize = 20_000_000;

/// A place where a corner is a little off an edge.
#[derive(Clone, Copy)]
struct Miss {
    corner: (f64, f64),
    foot: (f64, f64),
    width: f64,
}

/// Looks along all pairs of neighbouring zones.
pub fn look(ground: &Ground<'_>, (settings, wild, on): (&Settings, &Wild, Date), report: &mut Report, tell: Tell<'_>) {
    let slivers: Vec<Bounds> = report.findings.iter().filter(|f| f.kind == Kind::Sliver).map(|f| f.spot).collect();
    let slivers = Index::build(&slivers);
    let (count, of) = (ground.zones.len(), ground.zones.len() as u64);
    let search = Search { ground, wild, on, reach: settings.sliver_mm.cast_signed().saturating_mul(10) };
    for start in (0..count).step_by(BLOCK) {
        tell(Progress { step: Step::Cracks, done: start as u64, of });
        let end = (start + BLOCK).min(count);
        let found: Vec<Vec<Finding>> = (start..end).into_par_iter().map(|i| search.beside(i)).collect();
        for finding in found.into_iter().flatten() {
            let place = Bounds { min: finding.at, max: finding.at };
            // What is closed all around is a sliver and has been told.
            if slivers.touching(&place).is_empty() {
                report.take(finding, settings);
            }
        }
    }
    tell(Progress { step: Step::Cracks, done: of, of });
}

struct Search<'s> {
    ground: &'s Ground<'s>,
    wild: &'s Wild,
    on: Date,
    /// How far off counts, 0.1 mm.
    reach: i32,
}

impl Search<'_> {
    fn counts(&self, i: usize) -> bool {
        is_current(&self.ground.zones[i], self.on) && !self.wild.zones[i]
    }

    /// The cracks between a zone and later ones.
    fn beside(&self, i: usize) -> Vec<Finding> {
        if !self.counts(i) {
            return Vec::new();
        }
        let near = self.ground.zones_in(&self.ground.zone_box(i).grown(self.reach));
        near.into_iter().filter(|&j| j > i && self.counts(j)).filter_map(|j| self.between(i, j)).collect()
    }

    fn between(&self, i: usize, j: usize) -> Option<Finding> {
        let (p, q) = (self.ground.zone_box(i).grown(self.reach), self.ground.zone_box(j).grown(self.reach));
        let max = Point { x: p.max.x.min(q.max.x), y: p.max.y.min(q.max.y) };
        let window = Bounds { min: Point { x: p.min.x.max(q.min.x), y: p.min.y.max(q.min.y) }, max };
        let (mine, theirs) = (self.edges_in(i, &window), self.edges_in(j, &window));
        let of = || [i, j].map(|k| Subject::Zone(self.ground.zones[k].id.clone())).to_vec();
        if mine.len().saturating_mul(theirs.len()) > MOST_WORK {
            let at = Point { x: middle(window.min.x, window.max.x), y: middle(window.min.y, window.max.y) };
            return Some(Finding { kind: Kind::NotMeasured, of: of(), measure: Measure::Count(1), spot: window, at });
        }
        let mut misses: Vec<Miss> = self.misses(&mine, &theirs);
        misses.extend(self.misses(&theirs, &mine));
        misses.retain(|miss| self.is_free(miss));
        let widest = misses.iter().copied().max_by(|a, b| a.width.total_cmp(&b.width))?;
        let point = |(x, y): (f64, f64)| Point { x: x.round() as i32, y: y.round() as i32 };
        let spot = Bounds::of(misses.iter().flat_map(|miss| [point(miss.corner), point(miss.foot)]))?;
        let span = |lo: i32, hi: i32| f64::from(hi) - f64::from(lo);
        let length = span(spot.min.x, spot.max.x).hypot(span(spot.min.y, spot.max.y));
        if length < LONGER * widest.width {
            return None;
        }
        let measure = Measure::Crack {
            width_mm: (widest.width / 10.0).round() as u32,
            length_mm: (length / 10.0).round() as u32,
        };
        Some(Finding { kind: Kind::Crack, of: of(), measure, spot, at: point(half_way(&widest)) })
    }

    fn edges_in(&self, zone: usize, window: &Bounds) -> Vec<(Point, Point)> {
        let near = |&(a, b): &(Point, Point)| Bounds::of([a, b]).is_some_and(|edge| edge.touches(window));
        self.ground.zones[zone].extent.rings().flat_map(|ring| ring.edges()).filter(near).collect()
    }

    /// Corners of some edges that are a little off the nearest of others.
    fn misses(&self, corners: &[(Point, Point)], edges: &[(Point, Point)]) -> Vec<Miss> {
        let reach = f64::from(self.reach);
        let nearest = |&(corner, _): &(Point, Point)| -> Option<Miss> {
            let around = Bounds { min: corner, max: corner }.grown(self.reach);
            let near = edges.iter().filter(|(a, b)| Bounds::of([*a, *b]).is_some_and(|edge| edge.touches(&around)));
            near.map(|&edge| miss(corner, edge)).min_by(|a, b| a.width.total_cmp(&b.width))
        };
        let off = |miss: &Miss| miss.width > TOUCHING && miss.width <= reach;
        corners.iter().filter_map(nearest).filter(off).collect()
    }

    /// Whether no zone lies between the corner and the edge.
    fn is_free(&self, miss: &Miss) -> bool {
        let (x, y) = half_way(miss);
        let place = Point { x: x.round() as i32, y: y.round() as i32 };
        let near = self.ground.zones_in(&Bounds { min: place, max: place });
        !near.into_iter().filter(|&k| self.counts(k)).any(|k| self.holds(k, (x, y)))
    }

    fn holds(&self, zone: usize, (x, y): (f64, f64)) -> bool {
        let crosses = |&(a, b): &(Point, Point)| {
            let (ax, ay, bx, by) = (f64::from(a.x), f64::from(a.y), f64::from(b.x), f64::from(b.y));
            (ay > y) != (by > y) && x < ax + (y - ay) * ((bx - ax) / (by - ay))
        };
        let edges = self.ground.zones[zone].extent.rings().flat_map(|ring| ring.edges());
        edges.filter(crosses).count() % 2 == 1
    }
}

fn half_way(miss: &Miss) -> (f64, f64) {
    ((miss.corner.0 + miss.foot.0) / 2.0, (miss.corner.1 + miss.foot.1) / 2.0)
}

fn miss(corner: Point, (a, b): (Point, Point)) -> Miss {
    let float = |p: Point| (f64::from(p.x), f64::from(p.y));
    let (corner, (ax, ay), (bx, by)) = (float(corner), float(a), float(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length2 = dx * dx + dy * dy;
    let along = ((corner.0 - ax) * dx + (corner.1 - ay) * dy) / length2;
    let along = if length2 > 0.0 { along.clamp(0.0, 1.0) } else { 0.0 };
    let foot = (ax + dx * along, ay + dy * along);
    Miss { corner, foot, width: (corner.0 - foot.0).hypot(corner.1 - foot.1) }
}
