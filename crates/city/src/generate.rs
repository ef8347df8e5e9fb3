//! The whole city from a seed: plan areas, plan cases, zones, parcels with their past.
//!
//! Everything is drawn from streams of the seed that do not depend on the survey error,
//! so a city with and one without have the same zones and the same parcel ids.

use crate::cell::{Cell, Square, cell};
use crate::facts::{AreaFact, Facts, Group, PlanFact};
use crate::history::Register;
use crate::random::Random;
use crate::streets::{self, Street};
use crate::survey::{Flat, Lie, Quality, Survey, SurveyError};
use atlas::parcel::Parcel;
use atlas::plan::{Exhibition, Plan, PlanArea, Validity};
use atlas::point::{Origin, Point};
use atlas::polygon::{MultiPolygon, Polygon};
use atlas::release_parts::ReleaseParts;
use atlas::ring::Ring;
use atlas::zone::Zone;
use lexicon::date::Date;
use lexicon::sections::{Section, SectionTable};
use std::collections::{BTreeMap, BTreeSet};

/// What city is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CityPlan {
    /// The seed.
    pub seed: u64,
    /// About how many parcels.
    pub parcels: u32,
    /// With or without survey error.
    pub survey: SurveyError,
}

impl CityPlan {
    /// The demo: about 20,000 parcels.
    pub const fn demo(survey: SurveyError) -> CityPlan {
        CityPlan { seed: 20_261_123, parcels: 20_000, survey }
    }
}

/// A made-up city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct City {
    /// What [`atlas::release::Release::build`] needs; parcels hold their lineage.
    pub parts: ReleaseParts,
    /// The sections its parcels lie in, one a cell; some names occur in two districts.
    pub sections: Vec<Section>,
    /// Its streets.
    pub streets: Vec<Street>,
}

/// Why there is no city.
#[derive(Debug, thiserror::Error)]
pub enum CityError {
    /// The tables in `data/` cannot be read.
    #[error("facts of the synthetic city cannot be read")]
    Facts(#[from] csv::Error),
    /// The section table lacks a district that is needed, or has too few sections in it.
    #[error("no section left in district {0}")]
    NoSection(String),
    /// The plan cases of an area are incomplete.
    #[error("plan area {0} needs an older and a newer detailed plan")]
    NoPlan(String),
    /// The section table is empty.
    #[error("the section table is empty")]
    NoSections,
    /// A full-size city of no size, or one that section codes do not suffice for.
    #[error("no city of scale {0}: it must be above 0 and at most 30")]
    Scale(f64),
}

/// Parcels on a square metre where all is built; measured, so that `parcels` is met roughly.
const PARCELS_PER_M2: f64 = 0.0041;

/// Makes the city.
pub fn generate(plan: &CityPlan, table: &SectionTable) -> Result<City, CityError> {
    let facts = Facts::read()?;
    let origin = Origin { x_m: 190_000, y_m: 2_510_000 };
    let parts = ReleaseParts::empty(origin);
    let sections = choose_sections(&facts, table)?;
    let mut city = City { parts, sections: sections.clone(), streets: Vec::new() };
    let side_m = (f64::from(plan.parcels) / PARCELS_PER_M2 / sections.len() as f64).sqrt().max(250.0);
    let mut at = 0;
    for area in &facts.areas {
        let cells = area.districts().count();
        let lie = Lie::new(f64::from(area.x_m - origin.x_m), f64::from(area.y_m - origin.y_m), area.turn / 100.0);
        let site = Site { facts: &facts, area, lie, side_m };
        for k in 0..cells {
            let seed = Random::new(plan.seed, at as u64 + 1).bits();
            site.build(k, &sections[at], (seed, plan.survey), &mut city)?;
            at += 1;
        }
        if !area.code.is_empty() {
            city.parts.areas.push(site.plan_area(cells));
            let cases = facts.plans.iter().filter(|p| p.area == area.code);
            city.parts.plans.extend(cases.map(|p| site.plan_case(p)));
        }
    }
    Ok(city)
}

/// One section a cell; first that of the example, then those whose name another used district has too, because
/// that is what people trip over.
fn choose_sections(facts: &Facts, table: &SectionTable) -> Result<Vec<Section>, CityError> {
    let wanted: Vec<&str> = facts.areas.iter().flat_map(AreaFact::districts).collect();
    let mut districts: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for section in table.iter().filter(|s| wanted.contains(&s.district.as_str())) {
        districts.entry(section.full_name()).or_default().insert(&section.district);
    }
    let shared = |s: &Section| districts.get(&s.full_name()).map_or(0, BTreeSet::len);
    let mut chosen: Vec<Section> = Vec::new();
    for district in &wanted {
        let free = table.iter().filter(|s| s.district == **district && !chosen.contains(s));
        let twin = |s: &&Section| chosen.iter().any(|c| c.full_name() == s.full_name());
        let best = free.max_by_key(|s| (facts.example_in(s).is_some(), twin(s), shared(s), std::cmp::Reverse(s.code)));
        chosen.push(best.cloned().ok_or_else(|| CityError::NoSection((*district).to_owned()))?);
    }
    Ok(chosen)
}

/// A plan area being built.
struct Site<'a> {
    facts: &'a Facts,
    area: &'a AreaFact,
    lie: Lie,
    side_m: f64,
}

impl Site<'_> {
    fn build(
        &self,
        k: usize,
        section: &Section,
        (seed, error): (u64, SurveyError),
        city: &mut City,
    ) -> Result<(), CityError> {
        let square = Square { low: (k as f64 * self.side_m, 0.0), side_m: self.side_m };
        let built = cell(self.facts, self.area.kind, square, &mut Random::new(seed, 2));
        if !self.area.code.is_empty() {
            self.zones(&built, &mut Random::new(seed, 3), &mut city.parts.zones)?;
        }
        self.parcels(&built, section, (seed, error), &mut city.parts.parcels);
        for (n, road) in built.roads.iter().enumerate() {
            city.streets.push(Street {
                district: section.district.clone(),
                name: streets::name(self.facts, city.streets.len() + n / 2, road.width_m),
                line: road.line.iter().map(|&p| self.lie.place(p)).collect(),
                width_dm: (road.width_m * 10.0).round() as u32,
            });
        }
        Ok(())
    }

    fn parcels(&self, built: &Cell, section: &Section, (seed, error): (u64, SurveyError), out: &mut Vec<Parcel>) {
        let half = self.side_m / 2.0;
        let corner = (built.roads.first()).map_or((0.0, 0.0), |r| r.line[0]);
        let quality = Quality { shift_m: self.area.shift_mm / 1_000.0, noise_m: self.area.noise_mm / 1_000.0 };
        let survey = Survey::new(seed, (corner.0 + half, corner.1 + half), quality, error);
        let maps = (|p: Flat| survey.measured(p), |p: Flat| self.lie.place(p));
        let mut register = Register::new(section.code, Random::new(seed, 4), maps, out);
        register.example = self.facts.example_in(section);
        let lots = built.blocks.iter().flat_map(|b| &b.lots).chain(&built.road_lots);
        lots.for_each(|lot| register.enter(lot));
    }

    /// Each zone belongs to the older detailed plan; a few were changed by the newer one.
    fn zones(&self, built: &Cell, random: &mut Random, out: &mut Vec<Zone>) -> Result<(), CityError> {
        let mut cases =
            self.facts.plans.iter().filter(|p| p.area == self.area.code && p.level == atlas::plan::Level::Detailed);
        let (Some(older), Some(newer)) = (cases.next(), cases.next()) else {
            return Err(CityError::NoPlan(self.area.code.clone()));
        };
        let last_day = newer.announced_on.yesterday().unwrap_or(newer.announced_on);
        for flat in built.blocks.iter().flat_map(|b| &b.zones) {
            let Some(extent) = self.extent(&flat.rings) else { continue };
            let changed = random.happens(0.04) && flat.fact.group != Group::Pylon;
            let until = changed.then_some(last_day);
            let zone = |plan: &PlanFact, fact: &crate::facts::ZoneFact, in_force| Zone {
                id: format!("{}-{:05}", plan.id, out.len() + 1),
                plan_id: plan.id.clone(),
                class: fact.class.clone(),
                name: fact.name.clone(),
                coverage: fact.coverage.clone(),
                floor_area: fact.floor_area.clone(),
                in_force,
                known: Validity::since(in_force.from),
                extent: extent.clone(),
            };
            let first = zone(older, &flat.fact, Validity { from: older.announced_on, until });
            let public = self.facts.group(Group::Public);
            let next =
                changed.then(|| zone(newer, public[random.below(public.len())], Validity::since(newer.announced_on)));
            out.push(first);
            out.extend(next);
        }
        Ok(())
    }

    fn ring(&self, flat: &[Flat]) -> Option<Ring> {
        let points: Vec<Point> = flat.iter().map(|&p| self.lie.place(p)).collect();
        Ring::new(points).ok()
    }

    fn extent(&self, rings: &[Vec<Flat>]) -> Option<MultiPolygon> {
        let mut rings = rings.iter().filter_map(|r| self.ring(r));
        let outer = rings.next()?;
        Some(Polygon::new(outer, rings.collect()).into())
    }

    fn rectangle(&self, (x0, y0): Flat, (x1, y1): Flat) -> MultiPolygon {
        let ring = vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
        self.extent(&[ring]).unwrap_or(MultiPolygon(Vec::new()))
    }

    fn plan_area(&self, cells: usize) -> PlanArea {
        let margin = 15.0;
        let far = (cells as f64 * self.side_m + margin, self.side_m + margin);
        PlanArea {
            code: self.area.code.clone(),
            name: self.area.name.clone(),
            boundary: self.rectangle((-margin, -margin), far),
        }
    }

    fn plan_case(&self, fact: &PlanFact) -> Plan {
        let extent = || self.rectangle((0.0, 0.0), (self.side_m * 0.35, self.side_m * 0.35));
        let days = |from: Date| Validity { from, until: fact.until };
        Plan {
            id: fact.id.clone(),
            area_code: fact.area.clone(),
            name: fact.name.clone(),
            level: fact.level,
            announced_on: fact.announced_on,
            number: fact.number.clone(),
            scale: self.area.scale,
            in_force: Validity::since(fact.announced_on),
            known: Validity::since(fact.announced_on),
            exhibition: fact.from.map(|from| Exhibition {
                name: fact.exhibition.clone(),
                days: days(from),
                extent: extent(),
            }),
        }
    }
}
