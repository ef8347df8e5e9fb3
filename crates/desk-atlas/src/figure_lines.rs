//! Figures as lines of tables: plan areas, districts, classes and indicators, in whole hundredths.
//!
//! Of a plan area with main and detailed plans the level counts whose polygons cover more of it; the other is
//! never added. Values are rounded once, half to even, from exact sums.

use std::collections::BTreeMap;

use atlas::figures::Figures;
use atlas::plan::Level;
use atlas::point::UNITS2_PER_M2;
use atlas::release::Release;
use desk::statistics::{Formula, Indicator, Population, Statistics};
use lexicon::date::Date;
use lexicon::sections::SectionTable;

/// Twice a square metre in square units.
const M2: i128 = 2 * UNITS2_PER_M2 as i128;
/// Twice a hectare in square units.
const HECTARE: i128 = 10_000 * M2;

/// Hundredths of a unit that the words name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hundredths(pub i64);

/// Polygons or parcels of one class, and twice their area in square units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub count: u32,
    pub area2: i128,
}

/// One plan area at one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaLine {
    pub code: String,
    pub name: String,
    /// The level that counts; `None` where no zone is in force.
    pub level: Option<Level>,
    /// Twice the area inside the boundary, and what no polygon of the level covers of it.
    pub boundary2: i128,
    pub white2: i128,
    /// The polygons of the level as drawn, by class.
    pub classes: BTreeMap<String, Part>,
    pub population: Option<Population>,
}

/// One district at one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DistrictLine {
    /// Empty for sections the office does not know.
    pub name: String,
    /// Its parcels.
    pub all: Part,
    /// Twice the ground that several zones claim.
    pub overlap2: i128,
    /// By class; `None` for what no polygon covers.
    pub classes: BTreeMap<Option<String>, Part>,
}

impl Part {
    fn add(&mut self, o: Part) {
        self.count += o.count;
        self.area2 += o.area2;
    }

    /// In hectares.
    #[must_use]
    pub fn hectares(self) -> Hundredths {
        hectares(self.area2)
    }
}

/// Twice an area in square units as hectares.
#[must_use]
pub fn hectares(area2: i128) -> Hundredths {
    ratio(area2 * 100, HECTARE).unwrap_or(Hundredths(0))
}

/// Twice an area in square units as square metres.
#[must_use]
pub fn square_metres(area2: i128) -> Hundredths {
    ratio(area2 * 100, M2).unwrap_or(Hundredths(0))
}

/// A part of a whole in percent; nothing of nothing has no share.
#[must_use]
pub fn percent(part2: i128, whole2: i128) -> Option<Hundredths> {
    ratio(part2 * 10_000, whole2)
}

/// A quotient to the nearest whole number, halves to the even one.
fn ratio(num: i128, den: i128) -> Option<Hundredths> {
    if den <= 0 {
        return None;
    }
    let (quotient, rest) = (num.div_euclid(den), num.rem_euclid(den));
    let up = 2 * rest > den || (2 * rest == den && quotient % 2 != 0);
    i64::try_from(quotient + i128::from(up)).ok().map(Hundredths)
}

/// The plan areas of a release.
#[must_use]
pub fn areas(figures: &Figures, release: &Release, (office, on): (&Statistics, Date)) -> Vec<AreaLine> {
    let line = |area: &atlas::plan::PlanArea| {
        let levels = figures.areas.iter().filter(|sum| sum.area_code == area.code);
        // Of equals the first, which is the main plan.
        let counted = levels.reduce(|best, sum| if sum.inside2 > best.inside2 { sum } else { best })?;
        let zones = figures.zones.iter().filter(|z| z.area_code == area.code && Some(z.level) == counted.level);
        Some(AreaLine {
            code: area.code.clone(),
            name: area.name.clone(),
            level: counted.level,
            boundary2: counted.boundary2,
            white2: counted.white2(),
            classes: zones.map(|z| (z.class.clone(), Part { count: z.polygons, area2: z.area2 })).collect(),
            population: office.population_of(&area.code, on).cloned(),
        })
    };
    release.areas().iter().filter_map(line).collect()
}

/// The districts, in the order of their codes.
#[must_use]
pub fn districts(figures: &Figures, sections: &SectionTable) -> Vec<DistrictLine> {
    let mut found: BTreeMap<(String, String), DistrictLine> = BTreeMap::new();
    for sum in &figures.sections {
        let known = sections.get(sum.section);
        let key = known.map(|s| (s.district_code.clone(), s.district.clone())).unwrap_or_default();
        let line = found
            .entry(key)
            .or_insert_with_key(|(_, name)| DistrictLine { name: name.clone(), ..DistrictLine::default() });
        line.all.add(Part { count: sum.parcels, area2: sum.area2 });
        line.overlap2 += sum.overlap2;
        for class in &sum.classes {
            let part = Part { count: class.parcels, area2: class.area2 };
            line.classes.entry(class.class.clone()).or_default().add(part);
        }
    }
    found.into_values().collect()
}

/// The polygons of some plan areas by class, the levels that count.
pub fn classes<'a>(areas: impl IntoIterator<Item = &'a AreaLine>) -> BTreeMap<String, Part> {
    let mut all: BTreeMap<String, Part> = BTreeMap::new();
    for (class, part) in areas.into_iter().flat_map(|area| &area.classes) {
        all.entry(class.clone()).or_default().add(*part);
    }
    all
}

/// An indicator of some plan areas together. Where it counts people, only areas whose population is known enter,
/// with people and land alike; `None` where nothing can be divided.
pub fn indicator<'a>(of: &Indicator, areas: impl IntoIterator<Item = &'a AreaLine>) -> Option<Hundredths> {
    use Formula::{
        AreaWithoutClasses, ClassArea, ClassAreaPerPerson, ClassShare, Density, DensityWithoutClasses,
        ShareWithoutClasses,
    };
    let with_people = matches!(of.formula, ClassAreaPerPerson | Density | DensityWithoutClasses);
    let (mut boundary2, mut classes2, mut persons, mut count) = (0, 0, 0, 0);
    for area in areas {
        let people = area.population.as_ref().map(|p| i128::from(p.persons));
        if area.level.is_none() || (with_people && people.is_none()) {
            continue;
        }
        count += 1;
        boundary2 += area.boundary2;
        persons += people.unwrap_or(0);
        let own = area.classes.iter().filter(|(class, _)| of.classes.contains(class));
        classes2 += own.map(|(_, part)| part.area2).sum::<i128>();
    }
    let rest2 = boundary2 - classes2;
    match of.formula {
        _ if count == 0 => None,
        ClassArea => Some(hectares(classes2)),
        ClassShare => percent(classes2, boundary2),
        ClassAreaPerPerson => ratio(classes2 * 100, persons * M2),
        AreaWithoutClasses => Some(hectares(rest2)),
        ShareWithoutClasses => percent(rest2, boundary2),
        Density => ratio(persons * 100 * HECTARE, boundary2),
        DensityWithoutClasses => ratio(persons * 100 * HECTARE, rest2),
    }
}

/// The key of a formula's unit.
#[must_use]
pub fn unit(formula: Formula) -> &'static str {
    match formula {
        Formula::ClassArea | Formula::AreaWithoutClasses => "hectares",
        Formula::ClassShare | Formula::ShareWithoutClasses => "percent",
        Formula::ClassAreaPerPerson => "m2-per-person",
        Formula::Density | Formula::DensityWithoutClasses => "persons-per-hectare",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::office::Name;

    fn area(persons: Option<u32>) -> AreaLine {
        let part = |hectares: i128| Part { count: 1, area2: hectares * HECTARE };
        let population = persons.map(|persons| Population {
            area: "S1".to_owned(),
            counted_on: Date::constant(2025, 12, 31),
            persons,
            source: "test".to_owned(),
            is_sample: true,
        });
        AreaLine {
            code: "S1".to_owned(),
            name: "Test".to_owned(),
            level: Some(Level::Main),
            boundary2: 100 * HECTARE,
            white2: 0,
            classes: [("A01".to_owned(), part(30)), ("A08".to_owned(), part(20))].into(),
            population,
        }
    }

    #[test]
    fn every_formula_divides_what_it_says() {
        let name = || Name { zh_hant: "名".to_owned(), en: "name".to_owned() };
        for (formula, class, expected) in [
            (Formula::ClassArea, "A01", Some(3_000)),
            (Formula::ClassShare, "A01", Some(3_000)),
            (Formula::ClassAreaPerPerson, "A01", Some(15_000)),
            (Formula::AreaWithoutClasses, "A08", Some(8_000)),
            (Formula::ShareWithoutClasses, "A08", Some(8_000)),
            (Formula::Density, "", Some(2_000)),
            (Formula::DensityWithoutClasses, "A08", Some(2_500)),
        ] {
            let of = Indicator {
                id: String::new(),
                theme: String::new(),
                theme_name: name(),
                name: name(),
                formula,
                classes: vec![class.to_owned()],
                source: String::new(),
                is_sample: false,
            };
            assert_eq!(indicator(&of, [&area(Some(2_000))]).map(|h| h.0), expected, "{formula:?}");
            let alone = indicator(&of, [&area(None)]).is_none();
            assert_eq!(alone, unit(formula).contains("person"), "{formula:?} without people");
            assert_eq!(indicator(&of, []), None);
        }
    }

    #[test]
    fn values_are_rounded_once_and_halves_go_to_the_even_neighbour() {
        for (num, den, expected) in [(5, 2, Some(2)), (7, 2, Some(4)), (-5, 2, Some(-2)), (8, 3, Some(3)), (1, 0, None)]
        {
            assert_eq!(ratio(num, den).map(|h| h.0), expected, "{num}/{den}");
        }
    }
}
