//! Lines that run through a block from south to north: its sides and the borders of its zones.
//!
//! A zone lies between two lines and a column of parcels between two lines, so that zones
//! part a block exactly and parcels can follow them, or not.

use crate::random::Random;
use crate::survey::Flat;

/// A polyline with rising y.
#[derive(Clone, Debug)]
pub struct Line {
    /// All vertices, as a plan file holds them.
    pub points: Vec<Flat>,
    /// The vertices a surveyor keeps: cut corners and bends.
    pub corners: Vec<Flat>,
}

/// The outer side of a block on which a line lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The block is east of it.
    West,
    /// The block is west of it.
    East,
}

impl Line {
    /// Where it is at a height, between its ends.
    pub fn x_at(&self, y: f64) -> f64 {
        let above = self.points.partition_point(|p| p.1 < y).clamp(1, self.points.len() - 1);
        let ((x0, y0), (x1, y1)) = (self.points[above - 1], self.points[above]);
        if y <= y0 {
            x0
        } else if y >= y1 {
            x1
        } else {
            x0 + (x1 - x0) * ((y - y0) / (y1 - y0))
        }
    }

    /// The stretch between two heights with its corners, south to north.
    pub fn stretch(&self, from: f64, to: f64) -> Vec<Flat> {
        let mut out = vec![(self.x_at(from), from)];
        out.extend(self.corners.iter().filter(|c| c.1 > from + 0.01 && c.1 < to - 0.01));
        out.push((self.x_at(to), to));
        out
    }

    /// A straight line.
    pub fn straight(from: Flat, to: Flat) -> Line {
        Line { points: vec![from, to], corners: Vec::new() }
    }

    /// A zone border across a block, straight or with one bend.
    pub fn across(from: Flat, to: Flat, random: &mut Random) -> Line {
        if random.happens(0.6) {
            return Line::straight(from, to);
        }
        let bend = ((from.0 + to.0) / 2.0 + random.between(-1.5, 1.5), (from.1 + to.1) / 2.0);
        Line { points: vec![from, bend, to], corners: vec![bend] }
    }

    /// The street side of a block: corners cut (截角), straight or a gentle bow that plan
    /// files digitise in steps of 25 m, 6 m or 1.2 m.
    pub fn street_side(side: Side, (from, to): (Flat, Flat), random: &mut Random) -> Line {
        let inwards = if side == Side::West { 1.0 } else { -1.0 };
        let cut = random.between(2.0, 3.5);
        let (y0, y1) = (from.1 + cut, to.1 - cut);
        let mut points = vec![(from.0 + inwards * cut, from.1)];
        points.extend(digitised(((from.0, y0), (from.0, y1)), random));
        points.push((to.0 + inwards * cut, to.1));
        let corners = vec![(from.0, y0), (from.0, y1)];
        Line { points, corners }
    }
}

/// An edge as plan files hold it: mostly straight, else a gentle bow in steps of 25 m, 6 m or 1.2 m.
pub fn digitised(ends: (Flat, Flat), random: &mut Random) -> Vec<Flat> {
    let step_m = random.weighted(&[(0.62, 0.0), (0.22, 25.0), (0.11, 6.0), (0.05, 1.2)]).unwrap_or(0.0);
    let bow_m = if step_m > 0.0 { random.between(-1.0, 1.0) } else { 0.0 };
    curve(ends, step_m, bow_m)
}

/// A curve with both its ends, in steps of at most `step_m` (0: one step), that bows `bow_m` to the right.
pub fn curve((from, to): (Flat, Flat), step_m: f64, bow_m: f64) -> Vec<Flat> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt();
    let steps = if step_m > 0.0 { (length / step_m).ceil().max(1.0) } else { 1.0 };
    let (right_x, right_y) = (dy / length, -dx / length);
    let at = |i: usize| {
        let u = i as f64 / steps;
        let off = bow_m * 4.0 * u * (1.0 - u);
        (from.0 + dx * u + right_x * off, from.1 + dy * u + right_y * off)
    };
    (0..=steps as usize).map(at).collect()
}

/// The ring between two lines, anticlockwise, with all their vertices.
pub fn between(west: &Line, east: &Line) -> Vec<Flat> {
    east.points.iter().chain(west.points.iter().rev()).copied().collect()
}

/// The ring between two lines and two heights as a surveyor draws it.
pub fn lot(west: &Line, east: &Line, (from, to): (f64, f64)) -> Vec<Flat> {
    let mut ring = east.stretch(from, to);
    ring.extend(west.stretch(from, to).into_iter().rev());
    ring
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_of_one_column_share_their_corners() {
        let mut random = Random::new(7, 7);
        let west = Line::street_side(Side::West, ((0.0, 0.0), (0.0, 100.0)), &mut random);
        let east = Line::across((20.0, 0.0), (22.0, 100.0), &mut random);
        let (below, above) = (lot(&west, &east, (0.0, 40.0)), lot(&west, &east, (40.0, 100.0)));
        let shared = below.iter().filter(|p| above.contains(p)).count();
        assert_eq!(shared, 2);
        assert!(west.points.windows(2).all(|w| w[0].1 < w[1].1), "a street side rises");
    }
}
