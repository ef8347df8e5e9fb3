//! A parcel made ready to be laid over zones: its edges in lanes of four.
//!
//! All differences are taken as exact integers from the parcel's lower left corner.

#![expect(clippy::needless_range_loop, reason = "lanes are worked on side by side by their number")]

use crate::layer::{Layer, ring_area2};
use crate::layer_edges::Strands;
use crate::point::{Bounds, Point};
use std::ops::Range;

const LANES: usize = 4;

/// Four edges, each pointing east; `sign` is +1 where it ran west, 0 where there is none.
#[derive(Clone, Copy, Debug)]
struct Lanes {
    x0: [f64; LANES],
    x1: [f64; LANES],
    y0: [f64; LANES],
    slope: [f64; LANES],
    sign: [f64; LANES],
}

const NO_EDGES: Lanes =
    Lanes { x0: [0.0; LANES], x1: [0.0; LANES], y0: [0.0; LANES], slope: [0.0; LANES], sign: [0.0; LANES] };

/// The parcel at hand.
#[derive(Debug)]
pub struct ParcelEdges<'a> {
    parcels: Layer<'a>,
    bounds: Bounds,
    rings: Range<u32>,
    whole: f64,
    /// Made when the first edge passes through the box.
    lanes: Vec<Lanes>,
}

impl<'a> ParcelEdges<'a> {
    /// No parcel yet.
    pub fn of(parcels: &Layer<'a>) -> ParcelEdges<'a> {
        let nowhere = Bounds { min: Point { x: 0, y: 0 }, max: Point { x: 0, y: 0 } };
        ParcelEdges { parcels: *parcels, bounds: nowhere, rings: 0..0, whole: 0.0, lanes: Vec::new() }
    }

    /// Takes up a parcel.
    pub fn take(&mut self, row: u32) {
        self.bounds = self.parcels.shapes[row as usize].bounds;
        self.rings = self.parcels.rings_of(row);
        self.lanes.clear();
        let area2: i128 = self.rings.clone().map(|ring| ring_area2(self.parcels.ring(ring))).sum();
        // Nearly all fit into 64 bits, which processors turn into floats themselves.
        self.whole = i64::try_from(area2).map_or_else(|_| area2 as f64, |small| small as f64) / 2.0;
    }

    /// Its area in square units.
    pub fn whole(&self) -> f64 {
        self.whole
    }

    /// Its area in common with a zone, square units; within 1e-6 m² of exact.
    #[inline(always)]
    pub fn common(&mut self, zone: &Strands) -> f64 {
        let b = self.bounds;
        let aside = |left: i32, right: i32, low: i32| (right <= b.min.x) | (left >= b.max.x) | (low >= b.max.y);
        let mut sum = 0.0;
        // A run of edges below adds the parcel's area between its ends, whatever lies between.
        let mut run: Option<(i32, i32)> = None;
        for stretch in zone.stretches() {
            let around = &stretch.bounds;
            let is_aside = aside(around.min.x, around.max.x, around.min.y);
            if (is_aside || stretch.begins)
                && let Some(run) = run.take()
            {
                sum += self.between(run);
            }
            if is_aside {
                continue;
            }
            let points = zone.points(stretch);
            if around.max.y <= b.min.y {
                run = Some((run.map_or(points[0].x, |(from, _)| from), points[points.len() - 1].x));
                continue;
            }
            for w in points.windows(2) {
                let (p, q) = (w[0], w[1]);
                let is_aside = aside(p.x.min(q.x), p.x.max(q.x), p.y.min(q.y));
                if !is_aside && p.y.max(q.y) <= b.min.y {
                    run = Some((run.map_or(p.x, |(from, _)| from), q.x));
                    continue;
                }
                if let Some(run) = run.take() {
                    sum += self.between(run);
                }
                if !is_aside {
                    sum += self.through(p, q);
                }
            }
        }
        if let Some(run) = run {
            sum += self.between(run);
        }
        sum
    }

    /// The parcel's area between two upright lines, negative from east to west.
    #[inline(always)]
    fn between(&mut self, (from, to): (i32, i32)) -> f64 {
        self.left_of(to) - self.left_of(from)
    }

    /// The parcel's area left of an upright line.
    #[inline(always)]
    fn left_of(&mut self, x: i32) -> f64 {
        let b = self.bounds;
        if x <= b.min.x {
            return 0.0;
        }
        if x >= b.max.x {
            return self.whole;
        }
        self.prepare();
        let x = relative(x, b.min.x);
        let mut sums = [0.0; LANES];
        for l in &self.lanes {
            for k in 0..LANES {
                let end = l.x1[k].min(x);
                let width = (end - l.x0[k]).max(0.0);
                sums[k] += l.sign[k] * (width * (l.y0[k] + l.slope[k] * width * 0.5));
            }
        }
        sums.iter().sum()
    }

    /// `Σ s_e·s_f ∫ min(0, f − e)` for one edge f that passes through the box.
    #[inline(always)]
    fn through(&mut self, p: Point, q: Point) -> f64 {
        let b = self.bounds;
        let (from, to, sign) = match p.x.cmp(&q.x) {
            std::cmp::Ordering::Less => (p, q, -1.0),
            std::cmp::Ordering::Greater => (q, p, 1.0),
            std::cmp::Ordering::Equal => return 0.0,
        };
        let (x0, y0) = (relative(from.x, b.min.x), relative(from.y, b.min.y));
        let (x1, y1) = (relative(to.x, b.min.x), relative(to.y, b.min.y));
        let slope = (y1 - y0) / (x1 - x0);
        self.prepare();
        let mut sums = [0.0; LANES];
        for l in &self.lanes {
            for k in 0..LANES {
                let a = l.x0[k].max(x0);
                let z = l.x1[k].min(x1);
                let width = (z - a).max(0.0);
                let d0 = (y0 + (a - x0) * slope) - (l.y0[k] + (a - l.x0[k]) * l.slope[k]);
                let d1 = (y0 + (z - x0) * slope) - (l.y0[k] + (z - l.x0[k]) * l.slope[k]);
                let below = d0.min(0.0) + d1.min(0.0);
                let all = d0.abs() + d1.abs();
                // Where the lines cross, the triangle below is below² / all; nowhere is all zero and below not.
                sums[k] -= l.sign[k] * width * (below * below / all.max(f64::MIN_POSITIVE)) * 0.5;
            }
        }
        sign * sums.iter().sum::<f64>()
    }

    fn prepare(&mut self) {
        if !self.lanes.is_empty() {
            return;
        }
        let corner = self.bounds.min;
        let mut lane = LANES;
        for ring in self.rings.clone() {
            for w in self.parcels.ring(ring).windows(2) {
                let (from, to, sign) = match w[0].x.cmp(&w[1].x) {
                    std::cmp::Ordering::Less => (w[0], w[1], -1.0),
                    std::cmp::Ordering::Greater => (w[1], w[0], 1.0),
                    std::cmp::Ordering::Equal => continue,
                };
                if lane == LANES {
                    self.lanes.push(NO_EDGES);
                    lane = 0;
                }
                let (x0, x1) = (relative(from.x, corner.x), relative(to.x, corner.x));
                let (y0, y1) = (relative(from.y, corner.y), relative(to.y, corner.y));
                if let Some(l) = self.lanes.last_mut() {
                    (l.x0[lane], l.x1[lane], l.y0[lane]) = (x0, x1, y0);
                    (l.slope[lane], l.sign[lane]) = ((y1 - y0) / (x1 - x0), sign);
                }
                lane += 1;
            }
        }
    }
}

/// Exact: 33 bits fit in a float.
#[inline]
fn relative(v: i32, corner: i32) -> f64 {
    (i64::from(v) - i64::from(corner)) as f64
}
