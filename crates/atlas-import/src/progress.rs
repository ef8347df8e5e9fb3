//! How far the work is: told to the caller, never printed.

use serde::{Deserialize, Serialize};

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Unpacking an archive; counted in bytes.
    Unpacking,
    /// Reading features; counted in features.
    Reading,
    /// Checking rings and attributes; counted in zones and parcels.
    Rings,
    /// Measuring what zones or parcels have in common; counted in zones and parcels.
    Overlaps,
    /// Looking for ground that no zone covers; counted in plan areas.
    Gaps,
    /// Looking for narrow ground between zones; counted in zones.
    Cracks,
    /// Comparing with the last release; counted in zones or parcels.
    Comparing,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done.
    pub step: Step,
    /// How many are done.
    pub done: u64,
    /// How many there are, as far as the file says; 0 when it does not.
    pub of: u64,
}

/// Where progress is told.
pub type Tell<'a> = &'a mut dyn FnMut(Progress);
