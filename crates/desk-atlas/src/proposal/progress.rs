//! How far the work on a proposal is: told to whoever asked for it, kept with the proposal for the pages.

use atlas_import::progress::{Progress, Step};
use serde::{Deserialize, Serialize};

use super::terms::Layer;

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// A file is being read; counted in bytes or features.
    Read(Layer),
    /// What was read is being checked.
    Check,
    /// It is laid onto what was known before.
    Carry,
    /// Every parcel is laid over every zone, and the release is written.
    Build,
    /// It is compared with the last release.
    Compare,
    /// Certificates that stand are weighed against it; counted in papers.
    Weigh,
}

impl Phase {
    /// The last part of its text key.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Phase::Read(_) => "read",
            Phase::Check => "check",
            Phase::Carry => "carry",
            Phase::Build => "build",
            Phase::Compare => "compare",
            Phase::Weigh => "weigh",
        }
    }
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub phase: Phase,
    pub done: u64,
    /// 0 where nobody knows.
    pub of: u64,
}

impl Point {
    /// The beginning of a phase.
    #[must_use]
    pub fn begin(phase: Phase) -> Point {
        Point { phase, done: 0, of: 0 }
    }

    /// What the import says while it reads a layer or checks.
    #[must_use]
    pub fn of(layer: Option<Layer>, progress: Progress) -> Point {
        let phase = match (progress.step, layer) {
            (Step::Unpacking | Step::Reading, Some(layer)) => Phase::Read(layer),
            (Step::Comparing, _) => Phase::Compare,
            _ => Phase::Check,
        };
        Point { phase, done: progress.done, of: progress.of }
    }
}

/// Where progress is told.
pub type Tell<'a> = &'a mut (dyn FnMut(Point) + Send);
