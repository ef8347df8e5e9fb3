//! What the features of tiles say, made ready once: every value encoded and numbered.

use crate::mvt;
use crate::world::WorldLayer;
use atlas::colour::{Pattern, of_class};
use atlas::day::Days;
use atlas::plan::{Level, Plan};
use atlas::release::Release;
use lexicon::date::Date;
use std::collections::HashMap;

/// No value under a key.
pub const NONE: u32 = u32::MAX;

/// A layer with what its features say: under the first key a text of their own, under the others values.
#[derive(Clone, Debug, Default)]
pub struct SpokenLayer {
    pub world: WorldLayer,
    pub own: Vec<Box<str>>,
    /// For each row a value for each key but the first, or [`NONE`].
    pub values: Vec<u32>,
    /// Keys but the first.
    pub width: usize,
}

impl SpokenLayer {
    /// The values of a row.
    pub fn values_of(&self, row: u32) -> &[u32] {
        &self.values[row as usize * self.width..(row as usize + 1) * self.width]
    }
}

/// Values by number, each once.
#[derive(Debug, Default)]
pub struct Values {
    pub encoded: Vec<Vec<u8>>,
    texts: HashMap<String, u32>,
    days: HashMap<Date, u32>,
}

impl Values {
    /// The number of a text.
    pub fn text(&mut self, said: &str) -> u32 {
        if let Some(&number) = self.texts.get(said) {
            return number;
        }
        let number = self.encoded.len() as u32;
        self.encoded.push(mvt::text(said));
        self.texts.insert(said.to_owned(), number);
        number
    }

    /// The number of a day, written `2026-11-23`.
    pub fn day(&mut self, day: Date) -> u32 {
        if let Some(&number) = self.days.get(&day) {
            return number;
        }
        let number = self.text(&day.to_string());
        self.days.insert(day, number);
        number
    }

    /// First and last day in force of a row; [`NONE`] for no last one.
    pub fn days(&mut self, days: &Days) -> [u32; 2] {
        let in_force = days.in_force();
        [self.day(in_force.from), in_force.until.map_or(NONE, |day| self.day(day))]
    }
}

/// The key of a pattern: the name of its picture.
pub const fn pattern_key(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Plain => "plain",
        Pattern::Rising => "rising",
        Pattern::Falling => "falling",
        Pattern::Level => "level",
        Pattern::Upright => "upright",
        Pattern::Grid => "grid",
        Pattern::Lattice => "lattice",
        Pattern::Dots => "dots",
    }
}

/// A class colour as styles write it: `#ffff00`.
pub fn colour_key((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The level of a plan in tiles.
pub const fn level_key(level: Level) -> &'static str {
    match level {
        Level::Main => "main",
        Level::Detailed => "detailed",
    }
}

/// Place of each key of a zone among its values.
pub mod zone_key {
    pub const CLASS: usize = 0;
    pub const NAME: usize = 1;
    pub const COLOUR: usize = 5;
    pub const PATTERN: usize = 6;
    /// Keys but the first.
    pub const WIDTH: usize = 7;
}

/// The zones: class, name, plan, from, until, colour, pattern.
pub fn zones(release: &Release, world: WorldLayer, values: &mut Values) -> SpokenLayer {
    let shapes = release.zone_layer().shapes;
    let mut classes: HashMap<u32, [u32; 3]> = HashMap::new();
    let mut names: HashMap<u32, u32> = HashMap::new();
    let mut spoken =
        SpokenLayer { world, own: Vec::with_capacity(shapes.len()), values: Vec::new(), width: zone_key::WIDTH };
    for (shape, row) in shapes.iter().zip(0u32..) {
        let facts = release.zone_facts(row);
        let class = *classes.entry(facts.class).or_insert_with(|| {
            let code = release.text(facts.class);
            let paint = of_class(code);
            [values.text(code), values.text(&colour_key(paint.rgb)), values.text(pattern_key(paint.pattern))]
        });
        let name = *names.entry(facts.name).or_insert_with(|| values.text(release.text(facts.name)));
        let plan = values.text(&release.plans()[facts.plan as usize].id);
        let [from, until] = values.days(&shape.days);
        spoken.own.push(release.text(facts.id).into());
        spoken.values.extend([class[0], name, plan, from, until, class[1], class[2]]);
    }
    spoken
}

/// The restrictions: kind, name, authority, from, until.
pub fn restrictions(release: &Release, world: WorldLayer, values: &mut Values) -> SpokenLayer {
    let shapes = release.restriction_layer().shapes;
    let mut spoken = SpokenLayer { world, own: Vec::new(), values: Vec::new(), width: 5 };
    for (shape, row) in shapes.iter().zip(0u32..) {
        let restriction = release.restriction(row);
        let [from, until] = values.days(&shape.days);
        let said = [&restriction.kind, &restriction.name, &restriction.authority].map(|text| values.text(text));
        spoken.values.extend(said);
        spoken.values.extend([from, until]);
        spoken.own.push(restriction.id.into());
    }
    spoken
}

/// What a plan case says under the keys after its id; the last is left out for a plan without an end.
pub fn plan(plan: &Plan) -> Vec<String> {
    let mut said = vec![
        plan.name.clone(),
        plan.area_code.clone(),
        level_key(plan.level).to_owned(),
        plan.announced_on.to_string(),
        plan.number.clone(),
        plan.in_force.from.to_string(),
    ];
    said.extend(plan.in_force.until.map(|day| day.to_string()));
    said
}
