//! Does a zone line pass so near that the map cannot tell on which side the parcel lies?
//!
//! Half a millimetre on the plan map counts as no error (都市計畫樁測定及管理辦法 §40), so a
//! line nearer than that to the parcel's inside is a doubt, *cadastral borders along
//! that line excepted*. An edge of the parcel is **accompanied** when the whole edge lies
//! within the limit of the line, and connected accompanied edges are together longer
//! than twice the limit, the widest chord a crossing line can leave in the tolerance.
//! Near stretches of the line are excused within the limit of an accompanied edge, and
//! outside the parcel (where the line merely runs on past a corner) within twice that.
//! Whether such a line takes a strip of the parcel is the overlay's question, not this one's.

use crate::border::{Outline, at, length};
use crate::point::{Bounds, Point};
use crate::polygon::Polygon;
use crate::ring::Ring;

type Segment = ((f64, f64), (f64, f64));
type Stretch = (f64, f64);

/// Stretches shorter than this (1 mm) are rounding, not lines.
const DUST_UNITS: f64 = 10.0;

/// The parcel as asked about by [`Neighbourhood::nearest`].
pub struct Neighbourhood {
    edges: Vec<Segment>,
    ring_starts: Vec<usize>,
    inside: Outline,
    window: Bounds,
    limit: f64,
}

impl Neighbourhood {
    /// Prepares a parcel; `limit` in 0.1 mm on the ground.
    pub fn new(parcel: &Polygon, limit: i32) -> Neighbourhood {
        let mut edges = Vec::new();
        let mut ring_starts = vec![0];
        for ring in parcel.rings() {
            edges.extend(ring.edges().filter(|(a, b)| a != b).map(segment));
            ring_starts.push(edges.len());
        }
        let window = parcel.bounds().grown(limit);
        let inside = Outline::new(parcel.rings(), &window);
        Neighbourhood { edges, ring_starts, inside, window, limit: f64::from(limit) }
    }

    /// The distance (0.1 mm) of the nearest stretch of this line that is not merely the
    /// parcel's own border; `None` when there is no such stretch within the limit.
    pub fn nearest(&self, line: &Ring) -> Option<f64> {
        let close = |(a, b): &(Point, Point)| a != b && Bounds::of([*a, *b]).is_some_and(|e| e.touches(&self.window));
        let line: Vec<(Point, Point)> = line.edges().filter(close).collect();
        if line.is_empty() {
            return None;
        }
        let along = self.accompanied(&line);
        line.iter().filter_map(|&edge| self.unexcused(edge, &along)).reduce(f64::min)
    }

    fn accompanied(&self, line: &[(Point, Point)]) -> Vec<Segment> {
        let whole = |e: &Segment| {
            let covered = united(line.iter().filter_map(|&f| within(*e, segment(f), self.limit)).collect());
            without(&[(0.0, 1.0)], &covered).iter().all(|s| (s.1 - s.0) * size(*e) < DUST_UNITS)
        };
        let mut found = Vec::new();
        for bounds in self.ring_starts.windows(2) {
            let ring = &self.edges[bounds[0]..bounds[1]];
            let flags: Vec<bool> = ring.iter().map(whole).collect();
            for run in runs(&flags) {
                if run.iter().map(|&i| size(ring[i])).sum::<f64>() > 2.0 * self.limit {
                    found.extend(run.iter().map(|&i| ring[i]));
                }
            }
        }
        found
    }

    fn unexcused(&self, edge: (Point, Point), along: &[Segment]) -> Option<f64> {
        let seg = segment(edge);
        let reach = |from: &[Segment], r: f64| united(from.iter().filter_map(|&e| within(seg, e, r)).collect());
        let inside = self.stretches_inside(edge);
        let mut near = reach(&self.edges, self.limit);
        near.extend(&inside);
        let doubtful = without(&united(near), &reach(along, self.limit));
        if doubtful.is_empty() {
            return None;
        }
        let runs_on = without(&reach(along, 2.0 * self.limit), &inside);
        without(&doubtful, &runs_on)
            .into_iter()
            .filter(|s| (s.1 - s.0) * length(edge) >= DUST_UNITS)
            .map(|s| self.distance(edge, s, &inside))
            .reduce(f64::min)
    }

    fn stretches_inside(&self, edge: (Point, Point)) -> Vec<Stretch> {
        let mut cuts = self.inside.cuts(edge);
        cuts.extend([0.0, 1.0]);
        cuts.sort_by(f64::total_cmp);
        let in_window = |(x, y): (f64, f64)| {
            let w = &self.window;
            x >= f64::from(w.min.x) && x <= f64::from(w.max.x) && y >= f64::from(w.min.y) && y <= f64::from(w.max.y)
        };
        let inside = |p: &[f64]| {
            let middle = at(edge, (p[0] + p[1]) / 2.0);
            in_window(middle) && self.inside.holds(middle)
        };
        cuts.windows(2).filter(|p| p[1] > p[0] && inside(p)).map(|p| (p[0], p[1])).collect()
    }

    fn distance(&self, edge: (Point, Point), (from, to): Stretch, inside: &[Stretch]) -> f64 {
        if inside.iter().any(|i| i.0 < to && from < i.1) {
            return 0.0;
        }
        let part = (at(edge, from), at(edge, to));
        self.edges.iter().map(|&e| apart(part, e)).fold(f64::INFINITY, f64::min)
    }
}

/// Circular runs of set flags, as positions in order.
fn runs(flags: &[bool]) -> Vec<Vec<usize>> {
    let n = flags.len();
    let Some(gap) = flags.iter().position(|f| !f) else { return vec![(0..n).collect()] };
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut open = false;
    for i in (1..=n).map(|k| (gap + k) % n) {
        match (flags[i], open, out.last_mut()) {
            (true, true, Some(run)) => run.push(i),
            (true, _, _) => out.push(vec![i]),
            _ => {}
        }
        open = flags[i];
    }
    out
}

fn segment((a, b): (Point, Point)) -> Segment {
    ((f64::from(a.x), f64::from(a.y)), (f64::from(b.x), f64::from(b.y)))
}

fn size(((ax, ay), (bx, by)): Segment) -> f64 {
    ((bx - ax) * (bx - ax) + (by - ay) * (by - ay)).sqrt()
}

/// The stretch of `e` within `r` of the segment `f`: an interval, since the set is convex.
fn within(e: Segment, f: Segment, r: f64) -> Option<Stretch> {
    let parts = [in_disc(e, f.0, r), in_disc(e, f.1, r), in_strip(e, f, r)];
    parts.into_iter().flatten().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

fn in_disc((a, b): Segment, c: (f64, f64), r: f64) -> Option<Stretch> {
    let (dx, dy, px, py) = (b.0 - a.0, b.1 - a.1, a.0 - c.0, a.1 - c.1);
    let (qa, qb, qc) = (dx * dx + dy * dy, dx * px + dy * py, px * px + py * py - r * r);
    let root = qb * qb - qa * qc;
    if root < 0.0 {
        return None;
    }
    let root = root.sqrt();
    clipped((-qb - root) / qa, (-qb + root) / qa)
}

fn in_strip((a, b): Segment, f: Segment, r: f64) -> Option<Stretch> {
    let len = size(f);
    let (ux, uy) = ((f.1.0 - f.0.0) / len, (f.1.1 - f.0.1) / len);
    let local = |p: (f64, f64)| {
        let (px, py) = (p.0 - f.0.0, p.1 - f.0.1);
        (px * ux + py * uy, py * ux - px * uy)
    };
    let ((s0, h0), (s1, h1)) = (local(a), local(b));
    let (lo, hi) = between(s0, s1, 0.0, len)?;
    let (lo2, hi2) = between(h0, h1, -r, r)?;
    clipped(lo.max(lo2), hi.min(hi2))
}

/// Parameters at which a value going evenly from v0 to v1 lies between lo and hi.
fn between(v0: f64, v1: f64, lo: f64, hi: f64) -> Option<Stretch> {
    if v0 == v1 {
        return (lo <= v0 && v0 <= hi).then_some((0.0, 1.0));
    }
    let (t0, t1) = ((lo - v0) / (v1 - v0), (hi - v0) / (v1 - v0));
    clipped(t0.min(t1), t0.max(t1))
}

fn clipped(lo: f64, hi: f64) -> Option<Stretch> {
    let (lo, hi) = (lo.max(0.0), hi.min(1.0));
    (lo < hi).then_some((lo, hi))
}

fn united(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<Stretch> = Vec::new();
    for s in stretches {
        match out.last_mut() {
            Some(last) if s.0 <= last.1 => last.1 = last.1.max(s.1),
            _ => out.push(s),
        }
    }
    out
}

/// `from` less `take`; both sorted and without overlaps.
fn without(from: &[Stretch], take: &[Stretch]) -> Vec<Stretch> {
    let mut out = Vec::new();
    for &(mut lo, hi) in from {
        for &(t0, t1) in take {
            if t1 <= lo || t0 >= hi {
                continue;
            }
            if t0 > lo {
                out.push((lo, t0));
            }
            lo = lo.max(t1);
        }
        if lo < hi {
            out.push((lo, hi));
        }
    }
    out
}

fn apart(p: Segment, q: Segment) -> f64 {
    let to = |c: (f64, f64), (a, b): Segment| {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let whole = dx * dx + dy * dy;
        let t = if whole > 0.0 { (((c.0 - a.0) * dx + (c.1 - a.1) * dy) / whole).clamp(0.0, 1.0) } else { 0.0 };
        size(((a.0 + dx * t, a.1 + dy * t), c))
    };
    // The two never cross here: a crossing stretch was already found to be inside.
    to(p.0, q).min(to(p.1, q)).min(to(q.0, p)).min(to(q.1, p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::point::pt;

    fn ring(points: &[(f64, f64)]) -> Ring {
        let m = |v: f64| (v * 10_000.0).round() as i32;
        Ring::new(points.iter().map(|&(x, y)| pt(m(x), m(y))).collect()).unwrap()
    }

    /// A parcel of 5 m × 20 m at the origin, 1/1000: the limit is 0.5 m. Answer in mm.
    fn check(zone: &[(f64, f64)]) -> Option<i64> {
        let parcel = Polygon::new(ring(&[(0.0, 0.0), (5.0, 0.0), (5.0, 20.0), (0.0, 20.0)]), vec![]);
        Neighbourhood::new(&parcel, 5_000).nearest(&ring(zone)).map(|u| (u / 10.0).round() as i64)
    }

    fn box_of(x0: f64, y0: f64, x1: f64, y1: f64) -> Vec<(f64, f64)> {
        vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    }

    #[test]
    fn a_line_along_the_parcels_own_edge_is_no_doubt() {
        assert_eq!(check(&box_of(0.0, 0.0, 5.0, 20.0)), None, "the parcel is the zone");
        assert_eq!(check(&box_of(-40.0, 0.0, 60.0, 60.0)), None, "street line in front, running on past both corners");
        assert_eq!(check(&box_of(-40.0, -0.3, 60.0, 60.0)), None, "the same 30 cm off");
        assert_eq!(check(&box_of(0.2, 0.25, 60.0, 60.0)), None, "a corner shared, cadastre 30 cm off");
        assert_eq!(check(&box_of(-40.0, -40.0, -0.4, 60.0)), None, "neighbour zone along the side");
        let slanted = vec![(-40.0, -0.4), (45.0, 0.4), (45.0, 60.0), (-40.0, 60.0)];
        assert_eq!(check(&slanted), None, "not quite parallel, within the limit on the whole edge");
    }

    #[test]
    fn a_line_that_passes_near_without_running_along_an_edge_is_a_doubt() {
        assert_eq!(check(&box_of(-40.0, 10.0, 60.0, 60.0)), Some(0), "right through");
        assert_eq!(check(&box_of(-40.0, 0.8, 60.0, 60.0)), Some(0), "inside, deeper than the limit");
        assert_eq!(check(&box_of(-9.0, 5.0, -0.3, 9.0)), Some(300), "beside a part of the side only");
        assert_eq!(
            check(&[(5.2, 20.2), (25.0, 20.2), (25.0, 60.0), (5.2, 60.0)]),
            Some(283),
            "a zone's corner at the parcel's corner"
        );
        assert_eq!(check(&[(-3.0, -9.0), (-9.0, -9.0), (-9.0, 9.0)]), None, "nowhere near");
        let diagonal = [(-5.0, 4.6), (4.6, -5.0), (-5.0, -5.0)];
        assert_eq!(check(&diagonal), Some(283), "past a corner at 45 degrees");
    }
}
