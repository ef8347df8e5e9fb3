//! The stretches of a zone's rings that can matter to a window.
//!
//! Left out: edges wholly left, right or above of the window, which add nothing to any
//! area in it. Of a run of edges wholly below, only the ends are kept: between them the
//! run adds what one edge would.

use crate::layer::{CHUNK, Layer};
use crate::point::{Bounds, Point};

/// Chunks judged together before each alone.
const GROUP: usize = 16;

/// Edges of a line that are judged together before each alone.
const STRETCH: usize = 6;

/// Open lines of points, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Strands {
    points: Vec<Point>,
    /// One past the last point of each line.
    ends: Vec<u32>,
    stretches: Vec<Stretch>,
    broken: bool,
}

/// A few edges of a line.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// The box around them.
    pub bounds: Bounds,
    /// Whether a new line begins here.
    pub begins: bool,
    from: u32,
    to: u32,
}

/// Where something lies seen from the window.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Nowhere,
    Below,
    Through,
}

impl Strands {
    /// Takes what matters of a zone's rings.
    pub fn read(&mut self, zones: &Layer<'_>, zone: u32, window: &Bounds) {
        self.points.clear();
        self.ends.clear();
        self.broken = true;
        for ring in zones.rings_of(zone) {
            self.ring(zones, ring, window);
            self.end_line();
        }
        self.cut();
    }

    /// The stretches, line after line.
    #[inline]
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// The points of a stretch, the last being the first of the next in its line.
    #[inline]
    pub fn points(&self, stretch: &Stretch) -> &[Point] {
        &self.points[stretch.from as usize..=stretch.to as usize]
    }

    fn cut(&mut self) {
        self.stretches.clear();
        let mut start = 0;
        for &end in &self.ends {
            let last = end as usize - 1;
            for from in (start..last).step_by(STRETCH) {
                let to = (from + STRETCH).min(last);
                if let Some(bounds) = Bounds::of(self.points[from..=to].iter().copied()) {
                    self.stretches.push(Stretch { bounds, begins: from == start, from: from as u32, to: to as u32 });
                }
            }
            start = end as usize;
        }
    }

    fn ring(&mut self, zones: &Layer<'_>, ring: u32, window: &Bounds) {
        let points = zones.ring(ring);
        let (first, last) = (zones.rings[ring as usize].chunk, zones.rings[ring as usize + 1].chunk);
        let boxes = &zones.chunks[first as usize..last as usize];
        for (g, group) in boxes.chunks(GROUP).enumerate() {
            let around = group.iter().copied().fold(group[0], Bounds::union);
            if side(&around, window) == Side::Nowhere {
                self.broken = true;
                continue;
            }
            for (c, chunk) in group.iter().enumerate() {
                let start = (g * GROUP + c) * CHUNK;
                let edges = &points[start..(start + CHUNK + 1).min(points.len())];
                match side(chunk, window) {
                    Side::Nowhere => self.broken = true,
                    Side::Below => self.run(edges[0], edges[edges.len() - 1], window),
                    Side::Through => edges.windows(2).for_each(|w| self.edge(w[0], w[1], window)),
                }
            }
        }
    }

    fn edge(&mut self, a: Point, b: Point, window: &Bounds) {
        match side(&around(a, b), window) {
            Side::Nowhere => self.broken = true,
            Side::Below => self.run(a, b, window),
            Side::Through => self.join(a, b),
        }
    }

    /// A stretch below: it is drawn out when the line already ended below.
    fn run(&mut self, a: Point, b: Point, window: &Bounds) {
        let low = |p: &Point| p.y <= window.min.y;
        let n = self.points.len();
        let line = n - self.ends.last().map_or(0, |&e| e as usize);
        if !self.broken && line >= 2 && low(&self.points[n - 1]) && low(&self.points[n - 2]) {
            self.points[n - 1] = b;
        } else {
            self.join(a, b);
        }
    }

    fn join(&mut self, a: Point, b: Point) {
        if self.broken {
            self.end_line();
            self.points.push(a);
            self.broken = false;
        }
        self.points.push(b);
    }

    fn end_line(&mut self) {
        let end = self.points.len() as u32;
        if self.ends.last().copied().unwrap_or(0) < end {
            self.ends.push(end);
        }
        self.broken = true;
    }
}

#[inline]
fn around(a: Point, b: Point) -> Bounds {
    Bounds { min: Point { x: a.x.min(b.x), y: a.y.min(b.y) }, max: Point { x: a.x.max(b.x), y: a.y.max(b.y) } }
}

#[inline]
fn side(b: &Bounds, window: &Bounds) -> Side {
    if b.max.x <= window.min.x || b.min.x >= window.max.x || b.min.y >= window.max.y {
        Side::Nowhere
    } else if b.max.y <= window.min.y {
        Side::Below
    } else {
        Side::Through
    }
}
