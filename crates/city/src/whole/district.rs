//! One district, put together: blocks, zones with their successors, roads, parcels.

use super::cadastre::{Cadastre, QUALITY};
use super::cases::DETAILED;
use super::grid::At;
use super::ground::{DistrictGround, GroundZone, hole, shell};
use super::layout::{Layout, Site, district_seed, upright_border};
use super::zoning::{FlatExtent, Zoned, zoned};
use super::{Whole, lots, roads};
use crate::facts::{Group, ZoneFact};
use crate::random::Random;
use crate::survey::{Flat, Survey};
use atlas::plan::{Plan, Validity};
use atlas::point::Point;

/// Share of zones that a plan change gave another class.
const CHANGED: f64 = 0.04;
/// Share of zones that reach a little into a neighbour.
const OVERLAPPING: f64 = 0.01;

/// Makes the n-th district.
pub fn district(whole: &Whole, number: usize) -> DistrictGround<'_> {
    let at = whole.grid.at(number);
    let seed = district_seed(whole.plan.seed, number);
    let empty = DistrictGround { number, zones: Vec::new(), parcels: Vec::new() };
    let Some(layout) = Layout::new(whole.plan.seed, &whole.grid, at) else { return empty };
    let mut random = Random::new(seed, 3);
    let zone = |site: Site| (site, zoned(&site, (&whole.facts, layout.kind), &mut random));
    let blocks: Vec<(Site, Zoned<'_>)> = layout.sites().into_iter().map(zone).collect();
    let mut plan = PlanMap { whole, at, number, random: Random::new(seed, 4), zones: Vec::new() };
    plan.draw(&layout, &blocks);
    DistrictGround { number, zones: plan.zones, parcels: parcels(whole, number, (&layout, &blocks)) }
}

fn parcels(
    whole: &Whole,
    number: usize,
    (layout, blocks): (&Layout, &[(Site, Zoned<'_>)]),
) -> Vec<super::ground::GroundParcel> {
    let seed = district_seed(whole.plan.seed, number);
    let per_district = whole.sections.len() / whole.grid.count();
    let sections = &whole.sections[number * per_district..(number + 1) * per_district];
    let (low, half) = (layout.square.low, layout.square.side_m / 2.0);
    let survey = Survey::new(seed, (low.0 + half, low.1 + half), QUALITY, whole.plan.survey);
    let mut cadastre = Cadastre::new(sections, survey, &whole.bend, Random::new(seed, 5));
    let section_of = |column: usize| (column * per_district / layout.columns()).min(per_district - 1);
    let mut random = Random::new(seed, 6);
    for (site, block) in blocks {
        for lot in lots::lots(block, layout.kind, &mut random) {
            cadastre.enter(section_of(site.column), &lot);
        }
    }
    let first = |section: usize| (section * layout.columns()).div_ceil(per_district);
    let spans: Vec<(usize, usize)> = (0..per_district).map(|s| (first(s), first(s + 1))).collect();
    for (column, lot) in roads::lots(layout, &spans) {
        cadastre.enter(section_of(column), &lot);
    }
    cadastre.close()
}

/// The plan map of a district being drawn.
struct PlanMap<'a> {
    whole: &'a Whole,
    at: At,
    number: usize,
    random: Random,
    zones: Vec<GroundZone<'a>>,
}

impl<'a> PlanMap<'a> {
    fn draw(&mut self, layout: &Layout, blocks: &[(Site, Zoned<'a>)]) {
        for extent in blocks.iter().flat_map(|(_, block)| &block.zones) {
            self.zone(extent);
        }
        let Some(fact) = self.whole.facts.group(Group::Road).first().copied() else { return };
        let (seed, grid) = (self.whole.plan.seed, &self.whole.grid);
        let [west, east] = [0, 1].map(|k| upright_border(seed, grid, (self.at.0 + k, self.at.1)));
        for rings in roads::networks(layout, blocks, (&west, &east)) {
            let (original, _) = self.detailed();
            self.enter(original, fact, (Validity::since(self.plan(original).announced_on), &self.placed(&rings)));
        }
    }

    /// A zone of the detailed plan, and what a change made of it.
    fn zone(&mut self, extent: &FlatExtent<'a>) {
        let mut rings = extent.rings.clone();
        if self.random.happens(OVERLAPPING) {
            overlap(&mut rings[0], &mut self.random);
        }
        let placed = self.placed(&rings);
        let (original, changes) = self.detailed();
        let mut in_force = Validity::since(self.plan(original).announced_on);
        let site = matches!(extent.fact.group, Group::Pylon | Group::Pond);
        let successor = (!site && self.random.happens(CHANGED)).then(|| {
            let change = original + 1 + self.random.below(changes);
            (change, self.other_class(extent.fact))
        });
        let Some((change, fact)) = successor else { return self.enter(original, extent.fact, (in_force, &placed)) };
        let from = self.plan(change).announced_on;
        in_force.until = from.yesterday().ok();
        self.enter(original, extent.fact, (in_force, &placed));
        self.enter(change, fact, (Validity::since(from), &placed));
    }

    /// The class a change gives: of people and the public, and not what it was.
    fn other_class(&mut self, old: &'a ZoneFact) -> &'a ZoneFact {
        let built = |f: &&ZoneFact| matches!(f.group, Group::Residential | Group::Commercial | Group::Public);
        let choices: Vec<&ZoneFact> =
            self.whole.facts.zones.iter().filter(built).filter(|f| f.class != old.class).collect();
        choices.get(self.random.below(choices.len().max(1))).copied().unwrap_or(old)
    }

    /// Position of the detailed plan of this ground, and how many changes follow it.
    fn detailed(&self) -> (usize, usize) {
        let cases = self.whole.facts.whole_cases.len();
        (self.whole.grid.area_of(self.at) * cases + DETAILED, cases - DETAILED - 1)
    }

    fn plan(&self, plan: usize) -> &'a Plan {
        &self.whole.plans[plan]
    }

    fn placed(&self, rings: &[Vec<Flat>]) -> Vec<Vec<Point>> {
        let place = |ring: &Vec<Flat>| ring.iter().map(|&p| self.whole.bend.place(p)).collect::<Vec<Point>>();
        let turn = |(k, ring): (usize, &Vec<Flat>)| if k == 0 { shell(place(ring)) } else { hole(place(ring)) };
        rings.iter().enumerate().filter_map(turn).collect()
    }

    fn enter(&mut self, plan: usize, fact: &'a ZoneFact, (in_force, rings): (Validity, &[Vec<Point>])) {
        let id = format!("{}-{:04}-{:04}", self.plan(plan).id, self.number, self.zones.len() + 1);
        self.zones.push(GroundZone { id, plan, fact, in_force, rings: rings.to_vec() });
    }
}

/// Pushes the middle of the longest edge of an anticlockwise ring a little outwards.
fn overlap(ring: &mut Vec<Flat>, random: &mut Random) {
    let edge = |k: usize| (ring[k], ring[(k + 1) % ring.len()]);
    let length = |k: usize| {
        let ((ax, ay), (bx, by)) = edge(k);
        ((bx - ax) * (bx - ax) + (by - ay) * (by - ay)).sqrt()
    };
    let Some(longest) = (0..ring.len()).max_by(|&a, &b| length(a).total_cmp(&length(b))) else { return };
    let (((ax, ay), (bx, by)), length_m) = (edge(longest), length(longest));
    let half = random.between(1.0, 6.0).min(length_m / 3.0) / length_m;
    let push = random.between(0.1, 1.0) / length_m;
    let on = |u: f64, off: f64| (ax + (bx - ax) * u + (by - ay) * off, ay + (by - ay) * u - (bx - ax) * off);
    ring.splice(longest + 1..longest + 1, [on(0.5 - half, 0.0), on(0.5, push), on(0.5 + half, 0.0)]);
}
