//! One block: its zones from side to side, and its parcels, which follow the zones or not.
//!
//! Zones part the block exactly: neighbours use the same line. In most blocks the cadastre
//! was split along the plan's lines (逕為分割, 都市計畫法 §23); in a few it was not yet, and
//! those parcels really straddle.

use crate::facts::{Facts, Group, Kind, ZoneFact};
use crate::line::{Line, Side, between, lot};
use crate::random::Random;
use crate::survey::Flat;

/// Share of blocks with several zones where the cadastral split is not done yet.
const UNSPLIT: f64 = 0.22;
/// Share of wide zones with a pylon site in them.
const PYLON: f64 = 0.012;

/// A zone in flat metres.
pub struct FlatZone {
    /// Shell first, then holes.
    pub rings: Vec<Vec<Flat>>,
    /// Its class.
    pub fact: ZoneFact,
}

/// A lot in flat metres.
pub struct FlatLot {
    /// The whole lot.
    pub whole: Vec<Flat>,
    /// Its two halves, when it is two rows of the grid.
    pub halves: Option<[Vec<Flat>; 2]>,
}

/// A block in flat metres.
pub struct Block {
    /// Its zones, west to east.
    pub zones: Vec<FlatZone>,
    /// Its lots, south to north and west to east.
    pub lots: Vec<FlatLot>,
}

/// What a block is built from.
pub struct Builder<'a> {
    /// Zone classes.
    pub facts: &'a Facts,
    /// Urban or rural.
    pub kind: Kind,
    /// The stream of the cell.
    pub random: &'a mut Random,
}

impl Builder<'_> {
    /// Builds a block between two corners.
    pub fn block(&mut self, low: Flat, high: Flat) -> Block {
        let west = Line::street_side(Side::West, (low, (low.0, high.1)), self.random);
        let east = Line::street_side(Side::East, ((high.0, low.1), high), self.random);
        let inner = self.zone_lines(low, high);
        let group = group_of(self.kind, self.random);
        let mut lines = vec![west];
        lines.extend(inner);
        lines.push(east);
        let zones = self.zones(&lines, group);
        let unsplit = lines.len() > 2 && self.random.happens(UNSPLIT);
        let strips: Vec<(&Line, &Line)> = if unsplit {
            vec![(&lines[0], &lines[lines.len() - 1])]
        } else {
            lines.windows(2).map(|w| (&w[0], &w[1])).collect()
        };
        let mut lots = Vec::new();
        for (west, east) in strips {
            self.lots(west, east, group, &mut lots);
        }
        Block { zones, lots }
    }

    fn zone_lines(&mut self, low: Flat, high: Flat) -> Vec<Line> {
        let many = if self.kind == Kind::Urban {
            [(0.42, 1), (0.30, 2), (0.20, 3), (0.08, 4)]
        } else {
            [(0.70, 1), (0.25, 2), (0.05, 3), (0.0, 4)]
        };
        let width = high.0 - low.0;
        // No zone narrower than one lot is deep.
        let most = ((width / 17.0) as usize).max(1);
        let zones = self.random.weighted(&many).unwrap_or(1).min(most);
        let mut lines = Vec::new();
        for k in 1..zones {
            let x = low.0 + width * k as f64 / zones as f64 + self.random.between(-2.5, 2.5);
            let lean = self.random.between(-1.5, 1.5);
            lines.push(Line::across((x - lean, low.1), (x + lean, high.1), self.random));
        }
        lines
    }

    fn zones(&mut self, lines: &[Line], group: Group) -> Vec<FlatZone> {
        let mut zones: Vec<FlatZone> = Vec::new();
        let mut before: Option<String> = None;
        for pair in lines.windows(2) {
            let group =
                if zones.is_empty() || self.random.happens(0.5) { group } else { group_of(self.kind, self.random) };
            let mut choices = self.facts.group(group);
            choices.retain(|z| Some(&z.class) != before.as_ref());
            let Some(fact) = choices.get(self.random.below(choices.len().max(1))) else { continue };
            before = Some(fact.class.clone());
            let ring = between(&pair[0], &pair[1]);
            let mut zone = FlatZone { rings: vec![ring], fact: (*fact).clone() };
            let site = self.pylon(&pair[0], &pair[1]);
            zone.rings.extend(site.as_ref().map(|s| s.rings[0].clone()));
            zones.push(zone);
            zones.extend(site);
        }
        zones
    }

    /// A small site in the middle of a wide zone: a hole filled by a zone of its own.
    fn pylon(&mut self, west: &Line, east: &Line) -> Option<FlatZone> {
        let (south, north) = (west.points[0].1, west.points[west.points.len() - 1].1);
        let y = (south + north) / 2.0;
        let (x0, x1) = (west.x_at(y), east.x_at(y));
        if x1 - x0 < 36.0 || !self.random.happens(PYLON) {
            return None;
        }
        let fact = (*self.facts.group(Group::Pylon).first()?).clone();
        let (x, r) = ((x0 + x1) / 2.0 + self.random.between(-4.0, 4.0), self.random.between(2.5, 5.0));
        let ring = vec![(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)];
        Some(FlatZone { rings: vec![ring], fact })
    }

    fn lots(&mut self, west: &Line, east: &Line, group: Group, out: &mut Vec<FlatLot>) {
        let (south, north) = (west.points[0].1, west.points[west.points.len() - 1].1);
        let middle = (south + north) / 2.0;
        let (x0, x1) = (west.x_at(middle), east.x_at(middle));
        let (width, depth) = lot_size(self.kind, group, self.random);
        let columns = (((x1 - x0) / depth).round() as usize).max(1);
        let rows = (((north - south) / width).round() as usize).max(2);
        let jitter = 0.12 / rows as f64;
        let heights: Vec<f64> = (0..=rows)
            .map(|i| {
                let off = if i == 0 || i == rows { 0.0 } else { self.random.bell().clamp(-2.0, 2.0) * jitter };
                south + (north - south) * (i as f64 / rows as f64 + off)
            })
            .collect();
        let mut lines = vec![west.clone()];
        for k in 1..columns {
            let x = x0 + (x1 - x0) * k as f64 / columns as f64;
            lines.push(Line::straight((x, south), (x, north)));
        }
        lines.push(east.clone());
        for pair in lines.windows(2) {
            self.column(&pair[0], &pair[1], &heights, out);
        }
    }

    fn column(&mut self, west: &Line, east: &Line, heights: &[f64], out: &mut Vec<FlatLot>) {
        let rows = heights.len() - 1;
        let mut row = 0;
        while row < rows {
            // A corner lot is at least seven metres wide: its cut corner takes up to 3.5.
            let corner = |r: usize| r == 0 || r + 2 == rows;
            let narrow = heights[row + 1] - heights[row] < 7.0;
            let double = row + 1 < rows && (self.random.happens(0.14) || (corner(row) && narrow));
            let ends = if double { row + 2 } else { row + 1 };
            let whole = lot(west, east, (heights[row], heights[ends]));
            let halves = double.then(|| {
                let half = |a: usize| lot(west, east, (heights[a], heights[a + 1]));
                [half(row), half(row + 1)]
            });
            out.push(FlatLot { whole, halves });
            row = ends;
        }
    }
}

/// What a block of this kind is mostly used for.
pub fn group_of(kind: Kind, random: &mut Random) -> Group {
    let urban =
        [(0.66, Group::Residential), (0.15, Group::Commercial), (0.10, Group::Public), (0.09, Group::Industrial)];
    let rural = [(0.12, Group::Residential), (0.08, Group::Public), (0.80, Group::Rural)];
    let choices: &[(f64, Group)] = if kind == Kind::Urban { &urban } else { &rural };
    random.weighted(choices).unwrap_or(Group::Residential)
}

/// Width and depth of the lots of a block, m: narrow along the street, deep into the block.
pub fn lot_size(kind: Kind, group: Group, random: &mut Random) -> (f64, f64) {
    let urban = [(0.50, 5.0), (0.26, 6.5), (0.16, 10.0), (0.08, 25.0)];
    let rural = [(0.34, 14.0), (0.33, 30.0), (0.33, 60.0)];
    let choices: &[(f64, f64)] = if kind == Kind::Urban { &urban } else { &rural };
    let width = random.weighted(choices).unwrap_or(10.0);
    let depth = if kind == Kind::Urban { random.between(15.0, 24.0) } else { 60.0 };
    let large = matches!(group, Group::Public | Group::Industrial);
    (if large { width * 2.5 } else { width }, depth)
}
