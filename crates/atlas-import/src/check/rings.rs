//! Rings that meet themselves or each other.

use super::ground::Ground;
use super::settings::Settings;
use super::{Finding, Kind, Measure, Report, Subject};
use crate::faults::{cross, faults, side};
use crate::progress::{Progress, Step, Tell};
use atlas::index::Index;
use atlas::point::{Bounds, Point};
use atlas::ring::{Ring, RingFault};
use rayon::prelude::*;

/// Shapes a word of progress is told for.
pub const BLOCK: usize = 4_096;
/// Pairs of edges of different rings looked at for each edge, on average.
const PAIRS_AN_EDGE: usize = 16;

/// Shapes that cannot be laid over others within bounds: those with more faults than anybody drew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wild {
    /// For each zone whether it is one.
    pub zones: Vec<bool>,
}

/// Looks at all rings of zones and parcels.
pub fn look(ground: &Ground<'_>, settings: &Settings, report: &mut Report, tell: Tell<'_>) -> Wild {
    let (zones, parcels) = (ground.zones.len(), ground.parcels.len());
    let of = (zones + parcels) as u64;
    let mut wild = Wild { zones: Vec::with_capacity(zones) };
    for start in (0..zones).step_by(BLOCK) {
        tell(Progress { step: Step::Rings, done: start as u64, of });
        let found: Vec<Found> = (start..(start + BLOCK).min(zones))
            .into_par_iter()
            .map(|i| shape(&ground.zones[i].extent.rings().collect::<Vec<_>>()))
            .collect();
        for (i, found) in found.into_iter().enumerate() {
            wild.zones.push(found.wild);
            found.report(&Subject::Zone(ground.zones[start + i].id.clone()), settings, report);
        }
    }
    for start in (0..parcels).step_by(BLOCK) {
        tell(Progress { step: Step::Rings, done: (zones + start) as u64, of });
        let found: Vec<Found> = (start..(start + BLOCK).min(parcels))
            .into_par_iter()
            .map(|i| shape(&ground.parcels[i].shape.rings().iter().collect::<Vec<_>>()))
            .collect();
        for (i, found) in found.into_iter().enumerate() {
            found.report(&Subject::Parcel(ground.parcels[start + i].id), settings, report);
        }
    }
    tell(Progress { step: Step::Rings, done: of, of });
    wild
}

/// What is wrong with one shape.
#[derive(Default)]
struct Found {
    faults: Vec<(Kind, Measure, Bounds)>,
    wild: bool,
}

impl Found {
    fn report(self, subject: &Subject, settings: &Settings, report: &mut Report) {
        for (kind, measure, spot) in self.faults {
            let at = Point { x: middle(spot.min.x, spot.max.x), y: middle(spot.min.y, spot.max.y) };
            report.take(Finding { kind, of: vec![subject.clone()], measure, spot, at }, settings);
        }
    }
}

/// Half way between two.
pub fn middle(a: i32, b: i32) -> i32 {
    ((i64::from(a) + i64::from(b)) / 2) as i32
}

fn shape(rings: &[&Ring]) -> Found {
    let mut found = Found::default();
    for ring in rings {
        let points = ring.points();
        let edge = |i: usize| [points[i], points[(i + 1) % points.len()]];
        let faults = faults(ring);
        for fault in faults.found {
            let (kind, i, j) = match fault {
                RingFault::RepeatedPoint(i) => (Kind::RepeatedPoint, i, i),
                RingFault::MeetsItself(i, j) => (Kind::RingMeetsItself, i, j),
            };
            found.faults.push((kind, Measure::Positions(i as u32, j as u32), meeting(edge(i), edge(j))));
        }
        if !faults.complete {
            found.wild = true;
            found.faults.push((Kind::NotMeasured, Measure::Count(points.len() as u64), ring.bounds()));
        }
    }
    if rings.len() > 1 {
        between(rings, &mut found);
    }
    found
}

/// Where two edges meet, as a box of one point.
fn meeting([a, b]: [Point; 2], [c, d]: [Point; 2]) -> Bounds {
    let at = if cross((a, b), (c, d)) {
        let float = |p: Point, q: Point| (f64::from(q.x) - f64::from(p.x), f64::from(q.y) - f64::from(p.y));
        let ((ux, uy), (vx, vy), (wx, wy)) = (float(a, b), float(c, d), float(a, c));
        let t = (wx * vy - wy * vx) / (ux * vy - uy * vx);
        Point { x: (f64::from(a.x) + t * ux).round() as i32, y: (f64::from(a.y) + t * uy).round() as i32 }
    } else {
        let on = |p: &Point, (q, r): (Point, Point)| {
            side(q, r, *p) == 0 && Bounds::of([q, r]).is_some_and(|edge| edge.touches(&Bounds { min: *p, max: *p }))
        };
        let first = [c, d].into_iter().find(|p| on(p, (a, b)));
        first.or([a, b].into_iter().find(|p| on(p, (c, d)))).unwrap_or(a)
    };
    Bounds { min: at, max: at }
}

/// Edges of different rings that cross. Rings may touch: a hole may end on the shell.
fn between(rings: &[&Ring], found: &mut Found) {
    let edges: Vec<(u32, (Point, Point))> =
        rings.iter().zip(0u32..).flat_map(|(ring, i)| ring.edges().map(move |edge| (i, edge))).collect();
    let boxes: Vec<Bounds> = edges.iter().filter_map(|&(_, (a, b))| Bounds::of([a, b])).collect();
    let index = Index::build(&boxes);
    let mut left = edges.len().saturating_mul(PAIRS_AN_EDGE);
    for (i, &(ring, edge)) in edges.iter().enumerate() {
        let near = index.touching(&boxes[i]);
        let Some(rest) = left.checked_sub(near.len()) else {
            found.wild = true;
            let all = boxes.iter().copied().reduce(Bounds::union).unwrap_or(boxes[i]);
            found.faults.push((Kind::NotMeasured, Measure::Count(edges.len() as u64), all));
            return;
        };
        left = rest;
        for j in near.into_iter().map(|j| j as usize).filter(|&j| j > i) {
            let (other, with) = edges[j];
            if other != ring && cross(edge, with) {
                let spot = meeting([edge.0, edge.1], [with.0, with.1]);
                found.faults.push((Kind::RingsCross, Measure::Positions(ring, other), spot));
            }
        }
    }
}
