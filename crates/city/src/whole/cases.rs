//! Plan areas and plan cases of the full-size city.
//!
//! Every plan area has the same cases: a main plan, the detailed plan its zones come from,
//! and changes; a zone that was changed belongs to one of the changes from its day on.

use super::bend::Bend;
use super::grid::{Grid, SIDE_M};
use super::ground::shell;
use super::layout::{level_border, upright_border};
use super::parts;
use crate::facts::Facts;
use crate::generate::CityError;
use crate::random::Random;
use crate::survey::Flat;
use atlas::plan::{Plan, PlanArea};
use lexicon::date::days_later;

/// Position of an area's detailed plan among its cases; the changes come after it.
pub const DETAILED: usize = 1;

/// The plan areas; their borders have every vertex of the road polygons inside them.
pub fn areas(facts: &Facts, grid: &Grid, (seed, bend): (u64, &Bend)) -> Result<Vec<PlanArea>, CityError> {
    let one = |number: usize| {
        let fact = facts.whole_areas.get(number).ok_or_else(|| CityError::NoPlan(number.to_string()))?;
        let ring = shell(border(seed, grid, number).into_iter().map(|p| bend.place(p)));
        Ok(parts::plan_area(fact, ring))
    };
    (0..grid.area_count()).map(one).collect()
}

fn border(seed: u64, grid: &Grid, area: usize) -> Vec<Flat> {
    let (columns, rows) = grid.area(area);
    let upright = |column: usize| rows.clone().flat_map(move |row| upright_border(seed, grid, (column, row)));
    let level = |row: usize| {
        columns.clone().flat_map(move |column| level_border(Grid::square((column, 0)), row as f64 * SIDE_M))
    };
    let (south, north) = (level(rows.start), level(rows.end).collect::<Vec<_>>());
    let (east, west) = (upright(columns.end), upright(columns.start).collect::<Vec<_>>());
    south.chain(east).chain(north.into_iter().rev()).chain(west.into_iter().rev()).collect()
}

/// The plan cases, area by area.
pub fn plans(facts: &Facts, areas: &[PlanArea], seed: u64) -> Result<Vec<Plan>, CityError> {
    if facts.whole_cases.len() <= DETAILED + 1 {
        return Err(CityError::NoPlan(String::new()));
    }
    let mut random = Random::new(seed, u64::MAX);
    let mut plans = Vec::new();
    for (area, fact) in areas.iter().zip(&facts.whole_areas) {
        for (k, case) in facts.whole_cases.iter().enumerate() {
            let late = if k > DETAILED { random.below(300) as u32 } else { 0 };
            let serial = format!("{:05}", plans.len() + 1);
            let texts = [&case.name, &case.number].map(|t| t.replace("{area}", &fact.short).replace("{n}", &serial));
            plans.push(parts::plan((area, fact.scale), case, days_later(case.announced_on, late), texts));
        }
    }
    Ok(plans)
}
