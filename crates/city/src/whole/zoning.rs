//! The zones of one block: cut from side to side by bent borders that neighbours share.
//!
//! Zones of a block part it exactly. A wide one now and then has a pond in it, which is a
//! hole filled by a zone of its own.

use super::bend::wave;
use super::layout::Site;
use super::outline::{Border, Outline};
use crate::block::group_of;
use crate::facts::{Facts, Group, Kind, ZoneFact};
use crate::random::Random;
use crate::survey::Flat;

/// Share of wide zones with a pond.
const PONDS: f64 = 0.03;
/// Least width and height of a zone with a pond, m.
const WIDE_M: f64 = 40.0;
/// No zone is narrower than this anywhere, m.
const LEAST_WIDTH_M: f64 = 2.0;
/// Chance that a zone is of the class the block is mostly used for.
const LIKE_THE_BLOCK: f64 = 0.35;

/// A zone in flat metres.
#[derive(Clone, Debug)]
pub struct FlatExtent<'a> {
    /// Shell first, then holes.
    pub rings: Vec<Vec<Flat>>,
    /// Its class.
    pub fact: &'a ZoneFact,
}

/// A block with its zones in flat metres.
#[derive(Clone, Debug)]
pub struct Zoned<'a> {
    /// What it is mostly used for.
    pub group: Group,
    /// Its outline, with the ends of all borders.
    pub outline: Outline,
    /// The borders inside it, west to east.
    pub borders: Vec<Border>,
    /// Its zones, west to east; a pond before the zone around it.
    pub zones: Vec<FlatExtent<'a>>,
}

/// Zones a block.
pub fn zoned<'a>(site: &Site, (facts, kind): (&'a Facts, Kind), random: &mut Random) -> Zoned<'a> {
    let mut outline = Outline::draw(site.low, site.high, random);
    let group = group_of(kind, random);
    let borders = borders(&mut outline, kind, random);
    let mut block = Zoned { group, outline, borders, zones: Vec::new() };
    let base = pick(facts, group, random);
    for k in 0..=block.borders.len() {
        let like_the_block = k == 0 || random.happens(LIKE_THE_BLOCK);
        let fact = if like_the_block { base } else { pick(facts, group_of(kind, random), random) };
        let Some(fact) = fact else { continue };
        let (west, east) = block.sides(k);
        let mut rings = vec![block.outline.between(west, east)];
        let pond = pond(facts, (west, east), &block.outline, random);
        rings.extend(pond.iter().map(|p| p.rings[0].clone()));
        block.zones.extend(pond);
        block.zones.push(FlatExtent { rings, fact });
    }
    block
}

impl Zoned<'_> {
    /// The borders west and east of the k-th zone.
    pub fn sides(&self, k: usize) -> (&Border, &Border) {
        let west = k.checked_sub(1).and_then(|w| self.borders.get(w)).unwrap_or(&self.outline.west);
        (west, self.borders.get(k).unwrap_or(&self.outline.east))
    }
}

fn pick<'a>(facts: &'a Facts, group: Group, random: &mut Random) -> Option<&'a ZoneFact> {
    let choices = facts.group(group);
    choices.get(random.below(choices.len().max(1))).copied()
}

fn borders(outline: &mut Outline, kind: Kind, random: &mut Random) -> Vec<Border> {
    let urban = [(0.22, 1), (0.22, 2), (0.22, 3), (0.20, 4), (0.14, 6)];
    let rural = [(0.60, 1), (0.30, 2), (0.10, 3)];
    let choices: &[(f64, usize)] = if kind == Kind::Urban { &urban } else { &rural };
    let zones = random.weighted(choices).unwrap_or(1);
    let (x0, x1) = (outline.low.0, outline.high.0);
    let mut feet: Vec<f64> = (1..zones).map(|_| x0 + (x1 - x0) * random.between(0.15, 0.85)).collect();
    feet.sort_by(f64::total_cmp);
    let mut kept: Vec<Border> = Vec::new();
    for foot in feet {
        let head = (foot + random.between(-4.0, 4.0)).clamp(x0 + 6.0, x1 - 6.0);
        let border = outline.border(foot, head, random);
        let before = kept.last().unwrap_or(&outline.west).east_end();
        let clear = border.west_end() > before + LEAST_WIDTH_M;
        if clear && border.east_end() < outline.east.west_end() - LEAST_WIDTH_M {
            outline.take(&border);
            kept.push(border);
        }
    }
    kept
}

/// A round site of four to forty vertices in the middle of a wide zone.
fn pond<'a>(
    facts: &'a Facts,
    (west, east): (&Border, &Border),
    outline: &Outline,
    random: &mut Random,
) -> Option<FlatExtent<'a>> {
    let (x0, x1) = (west.east_end(), east.west_end());
    if x1 - x0 <= WIDE_M || outline.high.1 - outline.low.1 <= WIDE_M || !random.happens(PONDS) {
        return None;
    }
    let vertices = 4 + random.below(36);
    let radius_m = random.between(3.0, 8.0);
    let group = if vertices < 8 { Group::Pylon } else { Group::Pond };
    let (x, y) = ((x0 + x1) / 2.0, (outline.low.1 + outline.high.1) / 2.0);
    let corner = |k: usize| {
        let turns = k as f64 / vertices as f64;
        (x + radius_m * wave(turns + 0.25), y + radius_m * wave(turns))
    };
    let fact = *facts.group(group).first()?;
    Some(FlatExtent { rings: vec![(0..vertices).map(corner).collect()], fact })
}
