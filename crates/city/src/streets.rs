//! The streets between the blocks, with names that sound as in life.

use crate::facts::Facts;
use atlas::point::Point;
use serde::{Deserialize, Serialize};

/// A street: its name, its middle line and its width.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Street {
    /// District it lies in.
    pub district: String,
    /// Its name.
    pub name: String,
    /// Its middle line.
    pub line: Vec<Point>,
    /// Its width, 0.1 m.
    pub width_dm: u32,
}

/// The name of the n-th street of a cell; the width decides between road, street and lane.
pub fn name(facts: &Facts, n: usize, width_m: f64) -> String {
    let half = &facts.streets[n % facts.streets.len()];
    let kind = facts.street_kinds.iter().find(|k| width_m >= k.width_m);
    format!("{half}{}", kind.map_or("", |k| k.kind.as_str()))
}
