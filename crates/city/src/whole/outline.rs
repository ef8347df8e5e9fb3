//! The outline of a block and the borders that cut it: every vertex that neighbours share.
//!
//! A block is bounded in the south and the north by lines that run east, and in the west
//! and the east by borders that run north, cut or rounded corners (截角) included. Zone
//! borders are borders too, so a zone is always what lies between two of them.

use crate::line::{Line, curve, digitised};
use crate::random::Random;
use crate::survey::Flat;

/// A line from the south side of a block to its north side.
#[derive(Clone, Debug)]
pub struct Border {
    /// Where it leaves the south side, by its x.
    pub foot: f64,
    /// Where it meets the north side, by its x.
    pub head: f64,
    /// Its vertices between those two, south to north.
    between: Vec<Flat>,
}

impl Border {
    /// Its westernmost x.
    pub fn west_end(&self) -> f64 {
        self.between.iter().map(|p| p.0).fold(self.foot.min(self.head), f64::min)
    }

    /// Its easternmost x.
    pub fn east_end(&self) -> f64 {
        self.between.iter().map(|p| p.0).fold(self.foot.max(self.head), f64::max)
    }

    /// The line a careful surveyor sets out for it between two heights: straight, with at most one bend.
    pub fn surveyed(&self, (south, north): (f64, f64)) -> Line {
        let ends = [(self.foot, south), (self.head, north)];
        match self.between.get(self.between.len() / 2) {
            Some(&bend) => Line { points: vec![ends[0], bend, ends[1]], corners: vec![bend] },
            None => Line::straight(ends[0], ends[1]),
        }
    }

    /// The line that keeps lots square instead: due north, through its middle.
    pub fn squared(&self, (south, north): (f64, f64)) -> Line {
        let x = (self.foot + self.head) / 2.0;
        Line::straight((x, south), (x, north))
    }
}

/// A block's outline.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Lower left corner of the block, before its corners were cut.
    pub low: Flat,
    /// Upper right corner.
    pub high: Flat,
    /// How much of each side its corners take, m.
    pub cut_m: f64,
    south: Vec<Flat>,
    north: Vec<Flat>,
    /// Its west side.
    pub west: Border,
    /// Its east side.
    pub east: Border,
}

impl Outline {
    /// Draws the outline of a block: some sides straight, some finely digitised bows.
    pub fn draw(low: Flat, high: Flat, random: &mut Random) -> Outline {
        let least = (high.0 - low.0).min(high.1 - low.1) / 8.0;
        let cut_m = least.min(5.0) * random.between(0.5, 1.0);
        let (x0, x1, y0, y1) = (low.0 + cut_m, high.0 - cut_m, low.1 + cut_m, high.1 - cut_m);
        let south = digitised(((x0, low.1), (x1, low.1)), random);
        let north = digitised(((x0, high.1), (x1, high.1)), random);
        let [mut west, mut east] =
            [(low.0, -1.0), (high.0, 1.0)].map(|(x, outward)| side((x, y0, y1), outward * cut_m, random));
        // The ends belong to the south and the north side.
        [&mut west, &mut east].into_iter().for_each(|line| {
            line.remove(0);
            line.pop();
        });
        let border = |foot, head, between| Border { foot, head, between };
        Outline { low, high, cut_m, south, north, west: border(x0, x0, west), east: border(x1, x1, east) }
    }

    /// A border from the south side to the north side, straight or a bow in steps of 30 m or 4 m.
    pub fn border(&self, foot: f64, head: f64, random: &mut Random) -> Border {
        let ends = ((foot, height(&self.south, foot)), (head, height(&self.north, head)));
        let step_m = random.weighted(&[(0.50, 0.0), (0.35, 30.0), (0.15, 4.0)]).unwrap_or(0.0);
        let bow_m = random.between(-1.5, 1.5);
        let mut between = curve(ends, step_m, bow_m);
        between.remove(0);
        between.pop();
        Border { foot, head, between }
    }

    /// Lets a border end here: the block gets its two ends as vertices.
    pub fn take(&mut self, border: &Border) {
        for (side, x) in [(&mut self.south, border.foot), (&mut self.north, border.head)] {
            let y = height(side, x);
            let at = side.partition_point(|p| p.0 < x);
            side.insert(at, (x, y));
        }
    }

    /// The ring between two borders, anticlockwise, with all their vertices.
    pub fn between(&self, west: &Border, east: &Border) -> Vec<Flat> {
        let south = self.south.iter().filter(|p| p.0 >= west.foot && p.0 <= east.foot);
        let north = self.north.iter().rev().filter(|p| p.0 >= west.head && p.0 <= east.head);
        south.chain(&east.between).chain(north).chain(west.between.iter().rev()).copied().collect()
    }

    /// The whole block, anticlockwise, with the ends of all borders taken.
    pub fn ring(&self) -> Vec<Flat> {
        self.between(&self.west, &self.east)
    }
}

/// A side that runs north, with the corners at its ends, two in five of them finely rounded.
fn side((x, y0, y1): (f64, f64, f64), outward_m: f64, random: &mut Random) -> Vec<Flat> {
    let cut_m = outward_m.abs();
    let inner = x - outward_m;
    let [south, north] = [(); 2].map(|()| if random.happens(0.6) { 0.0 } else { 0.8 });
    // A quarter circle bows 0.207 of its chord.
    let bow = |step_m: f64| if step_m > 0.0 { 0.207 * 2f64.sqrt() * outward_m } else { 0.0 };
    let mut line = curve(((inner, y0 - cut_m), (x, y0)), south, bow(south));
    line.pop();
    line.extend(digitised(((x, y0), (x, y1)), random));
    line.pop();
    line.extend(curve(((x, y1), (inner, y1 + cut_m)), north, bow(north)));
    line
}

/// The height of a line that runs east at an x between its ends.
fn height(line: &[Flat], x: f64) -> f64 {
    let after = line.partition_point(|p| p.0 < x).clamp(1, line.len() - 1);
    let ((x0, y0), (x1, y1)) = (line[after - 1], line[after]);
    y0 + (y1 - y0) * ((x - x0) / (x1 - x0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_and_the_block_share_every_vertex() {
        let mut random = Random::new(3, 9);
        for _ in 0..200 {
            let mut outline = Outline::draw((10.0, 20.0), (80.0, 130.0), &mut random);
            let border = outline.border(40.0, 43.0, &mut random);
            outline.take(&border);
            let (west, east) = (outline.between(&outline.west, &border), outline.between(&border, &outline.east));
            let block = outline.ring();
            assert_eq!(west.len() + east.len(), block.len() + 2 * (border.between.len() + 2) - 2);
            assert!(block.iter().all(|p| west.contains(p) || east.contains(p)));
            let rises = |line: &[Flat]| line.windows(2).all(|w| w[0].0 < w[1].0);
            assert!(rises(&outline.south) && rises(&outline.north));
        }
    }
}
