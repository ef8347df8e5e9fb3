//! The full-size city for benches: about 1.6 million parcels and 93,000 zones at scale 1.
//!
//! Districts of 1,150 m lie in a grid that a smooth bend covers, so that nothing is parallel
//! to an axis. Roads here *are* polygons, with a hole for every block: the heavy case. Zones
//! part the ground exactly but for one in a hundred, which overlaps a neighbour as in real
//! plan files; the cadastre lies on its own survey over them (geo.md §2–3).
//!
//! A district depends on the seed, its number and its neighbours' roads alone, so districts
//! are made on all processors, handed out in their order, and forgotten: memory stays small.
//! The same seed and scale give the same bytes everywhere: the bend is a polynomial
//! ([`bend`]), chance is [`crate::random`], and a coordinate is rounded to 0.1 mm at once.
//! Refuses: lineage of parcels, exhibitions, words of people; the demo's city has those.

pub mod bend;
pub mod cadastre;
pub mod cases;
pub mod district;
pub mod grid;
pub mod ground;
pub mod layout;
pub mod lots;
pub mod outline;
pub mod parts;
pub mod roads;
pub mod sections;
pub mod zoning;

use crate::facts::{Facts, Words};
use crate::generate::CityError;
use crate::survey::SurveyError;
use atlas::plan::{Plan, PlanArea};
use atlas::point::Origin;
use bend::Bend;
use grid::Grid;
use ground::DistrictGround;
use lexicon::sections::{Section, SectionTable};
use rayon::prelude::*;

/// Where the coordinates of the full-size city count from.
pub const ORIGIN: Origin = Origin { x_m: 166_000, y_m: 2_493_000 };
/// Districts at scale 1.
const DISTRICTS: f64 = 271.0;
/// Above this the four digits of section codes would not do.
const LARGEST_SCALE: f64 = 30.0;
/// Districts made at once and held until they are taken.
const BATCH: usize = 16;

/// What full-size city is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WholePlan {
    /// The seed.
    pub seed: u64,
    /// Size: 1 is about 1.6 million parcels; above 0, at most 30.
    pub scale: f64,
    /// With or without survey error; zones, numbers and registered areas do not depend on it.
    pub survey: SurveyError,
}

impl WholePlan {
    /// The city of the benches at a scale.
    pub const fn bench(scale: f64, survey: SurveyError) -> WholePlan {
        WholePlan { seed: 20_261_123, scale, survey }
    }
}

/// The drawn-up city: its land is made when [`Whole::districts`] are asked for.
#[derive(Debug)]
pub struct Whole {
    plan: WholePlan,
    facts: Facts,
    grid: Grid,
    bend: Bend,
    sections: Vec<Section>,
    areas: Vec<PlanArea>,
    plans: Vec<Plan>,
}

/// Draws up the city. Parcels lie in sections of the table, and in made-up ones where it runs out.
pub fn generate(plan: &WholePlan, table: &SectionTable) -> Result<Whole, CityError> {
    if !(plan.scale > 0.0 && plan.scale <= LARGEST_SCALE) {
        return Err(CityError::Scale(plan.scale));
    }
    let facts = Facts::read()?;
    let grid = Grid::of(plan.scale * DISTRICTS);
    let bend = Bend::new(plan.seed);
    let sections = sections::choose((table, &facts, &Words::read()?), &grid)?;
    let areas = cases::areas(&facts, &grid, (plan.seed, &bend))?;
    let plans = cases::plans(&facts, &areas, plan.seed)?;
    Ok(Whole { plan: *plan, facts, grid, bend, sections, areas, plans })
}

impl Whole {
    /// How many districts it has.
    pub fn district_count(&self) -> usize {
        self.grid.count()
    }

    /// The sections its parcels lie in, the same number for each district in turn.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Its plan areas.
    pub fn areas(&self) -> &[PlanArea] {
        &self.areas
    }

    /// Its plan cases, which the zones name by position.
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// The land, district by district, always in the same order.
    pub fn districts(&self) -> impl Iterator<Item = DistrictGround<'_>> {
        self.each(|ground| ground)
    }

    /// What `make` makes of each district, on all processors, in the order of the districts.
    pub fn each<'a, T: Send + 'a>(
        &'a self,
        make: impl Fn(DistrictGround<'a>) -> T + Sync + 'a,
    ) -> impl Iterator<Item = T> + 'a {
        let count = self.district_count();
        (0..count).step_by(BATCH).flat_map(move |first| {
            let batch = first..(first + BATCH).min(count);
            batch.into_par_iter().map(|number| make(district::district(self, number))).collect::<Vec<T>>()
        })
    }
}
