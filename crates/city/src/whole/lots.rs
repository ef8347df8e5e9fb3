//! The parcels of one block as the register means them, before the survey's error.
//!
//! In most blocks the cadastre was split along the plan's lines (逕為分割, 都市計畫法 §23)
//! and corners; in the others lots run through under both and really straddle. The lots of
//! a block part its rectangle exactly: neighbours share corners and bends.

use super::outline::Outline;
use super::zoning::Zoned;
use crate::block::lot_size;
use crate::facts::Kind;
use crate::line::Line;
use crate::random::Random;
use crate::survey::Flat;

/// Share of blocks that were not split along the plan yet.
const UNSPLIT: f64 = 0.22;
/// Share of zone borders along which lots were split square, whatever way the border leans.
const SQUARE: f64 = 0.7;
/// Share of lots that are two rows of the grid.
const DOUBLE: f64 = 0.14;
/// Share of lines between two rows with an old bend in them.
const BENT: f64 = 0.06;
/// Corners of one lot are at least this far apart, or the survey's error could swap them.
const LEAST_STEP_M: f64 = 0.8;

/// The lots between two lines of a block: columns, and rows between heights.
struct Strip {
    lines: Vec<Line>,
    heights: Vec<f64>,
    /// By column and height: the bend of the line between two rows.
    bends: Vec<Vec<Option<Flat>>>,
}

/// The lots of a block as rings.
pub fn lots(block: &Zoned<'_>, kind: Kind, random: &mut Random) -> Vec<Vec<Flat>> {
    let lines = if random.happens(UNSPLIT) { old_lines(&block.outline) } else { split_lines(block, random) };
    let mut lots = Vec::new();
    for pair in lines.windows(2) {
        let size_m = lot_size(kind, block.group, random);
        let strip = Strip::draw((&pair[0], &pair[1]), size_m, random);
        for column in 0..strip.bends.len() {
            strip.column(column, random, &mut lots);
        }
    }
    lots
}

/// The sides of a block that the plan's lines and corners were not carried into.
fn old_lines(outline: &Outline) -> Vec<Line> {
    let (low, high) = (outline.low, outline.high);
    vec![Line::straight(low, (low.0, high.1)), Line::straight((high.0, low.1), high)]
}

/// The sides with their cut corners, and a line for every zone border.
fn split_lines(block: &Zoned<'_>, random: &mut Random) -> Vec<Line> {
    let outline = &block.outline;
    let (y0, y1, cut_m) = (outline.low.1, outline.high.1, outline.cut_m);
    let side = |x: f64, inner: f64| {
        let corners = vec![(x, y0 + cut_m), (x, y1 - cut_m)];
        Line { points: vec![(inner, y0), corners[0], corners[1], (inner, y1)], corners }
    };
    let mut lines = vec![side(outline.low.0, outline.west.foot)];
    lines.extend(block.borders.iter().map(|border| match random.happens(SQUARE) {
        true => border.squared((y0, y1)),
        false => border.surveyed((y0, y1)),
    }));
    lines.push(side(outline.high.0, outline.east.foot));
    lines
}

impl Strip {
    fn draw((west, east): (&Line, &Line), (width_m, depth_m): (f64, f64), random: &mut Random) -> Strip {
        let last = |line: &Line| line.points[line.points.len() - 1];
        let ((south, north), middle) = ((west.points[0].1, last(west).1), west.points[0].1 / 2.0 + last(west).1 / 2.0);
        let columns = (((east.x_at(middle) - west.x_at(middle)) / depth_m).round() as usize).max(1);
        let rows = (((north - south) / width_m).round() as usize).max(1);
        let between = |k: usize| {
            let at = |a: Flat, b: Flat| (a.0 + (b.0 - a.0) * k as f64 / columns as f64, a.1);
            Line::straight(at(west.points[0], east.points[0]), at(last(west), last(east)))
        };
        let mut lines = vec![west.clone()];
        lines.extend((1..columns).map(between));
        lines.push(east.clone());
        let height = |row: usize| {
            let off = if row == 0 || row == rows { 0.0 } else { random.bell().clamp(-2.0, 2.0) * 0.12 };
            south + (north - south) * (row as f64 + off) / rows as f64
        };
        let heights: Vec<f64> = (0..=rows).map(height).collect();
        let bends = lines.windows(2).map(|pair| bends((&pair[0], &pair[1]), &heights, random)).collect();
        Strip { lines, heights, bends }
    }

    fn column(&self, column: usize, random: &mut Random, out: &mut Vec<Vec<Flat>>) {
        let rows = self.heights.len() - 1;
        let mut row = 0;
        while row < rows {
            let end = if row + 1 < rows && random.happens(DOUBLE) { row + 2 } else { row + 1 };
            let mut ring = self.side(column + 1, row, end);
            ring.extend(self.bends[column][end]);
            ring.extend(self.side(column, row, end).into_iter().rev());
            ring.extend(self.bends[column][row]);
            out.push(ring);
            row = end;
        }
    }

    /// One side of a lot, south to north, with the corners of the lots beyond it.
    fn side(&self, line: usize, from: usize, to: usize) -> Vec<Flat> {
        let mut side: Vec<Flat> = Vec::new();
        for row in from..to {
            side.pop();
            let (south, north) = (self.heights[row], self.heights[row + 1]);
            let stretch = self.lines[line].stretch(south, north);
            let apart = |y: f64| y == south || y == north || (y - south).min(north - y) >= LEAST_STEP_M;
            side.extend(stretch.into_iter().filter(|p| apart(p.1)));
        }
        side
    }
}

fn bends((west, east): (&Line, &Line), heights: &[f64], random: &mut Random) -> Vec<Option<Flat>> {
    let last = heights.len() - 1;
    let bend = |(row, &y): (usize, &f64)| {
        let bent = row > 0 && row < last && random.happens(BENT);
        bent.then(|| ((west.x_at(y) + east.x_at(y)) / 2.0, y + random.bell().clamp(-2.0, 2.0) * 0.25))
    };
    heights.iter().enumerate().map(bend).collect()
}
