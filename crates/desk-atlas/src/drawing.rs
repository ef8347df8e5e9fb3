//! A sketch of a parcel in its zones, and in a table what is drawn there, for those who do not see it.

use atlas::day::AsOf;
use atlas::release::Release;
use atlas::sketch::{self, SketchWords};

use crate::answer::ParcelAnswer;

/// A zone on the sketch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drawn {
    pub name: String,
    /// National class code.
    pub class: String,
    pub plan: String,
}

/// The sketch as SVG whose ids begin with `prefix`, so that several can stand on one page.
#[must_use]
pub fn drawing(release: &Release, (answer, at): (&ParcelAnswer, AsOf), words: &SketchWords, prefix: &str) -> String {
    let svg = sketch::sketch(release, &answer.shape, at, words);
    svg.replace(" id=\"", &format!(" id=\"{prefix}")).replace("url(#", &format!("url(#{prefix}"))
}

/// What the sketch shows beside the parcel: each designation once, by name.
#[must_use]
pub fn drawn(release: &Release, answer: &ParcelAnswer, at: AsOf) -> Vec<Drawn> {
    let near = release.zones_near(&sketch::window(&answer.shape), at);
    let one = |(zone, plan): (atlas::zone::Zone, &atlas::plan::Plan)| Drawn {
        name: zone.name,
        class: zone.class,
        plan: plan.name.clone(),
    };
    let mut drawn: Vec<Drawn> = near.into_iter().map(one).collect();
    drawn.sort();
    drawn.dedup();
    drawn
}
