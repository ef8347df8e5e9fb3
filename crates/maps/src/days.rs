//! The days on which anything about the plans changes: what a time slider stops at.
//!
//! Cadastral changes are left out: they happen every day, somewhere.

use atlas::layer::Layer;
use atlas::plan::Validity;
use atlas::release::Release;
use lexicon::date::{Date, next_day};
use std::collections::BTreeSet;

/// The days of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeDays {
    /// Days on which a zone, a plan, an exhibition or a restriction begins to hold or no longer holds, ascending.
    pub in_force: Vec<Date>,
    /// Days on which this office's books about them changed, ascending.
    pub known: Vec<Date>,
}

/// Every day on which something changes, as known now or at any time.
pub fn change_days(release: &Release) -> ChangeDays {
    let (mut force, mut known) = (BTreeSet::new(), BTreeSet::new());
    let mut enter = |in_force: &Validity, books: &Validity| {
        turns(in_force, &mut force);
        turns(books, &mut known);
    };
    let mut layer = |layer: Layer<'_>| layer.shapes.iter().for_each(|s| enter(&s.days.in_force(), &s.days.known()));
    layer(release.zone_layer());
    layer(release.restriction_layer());
    for plan in release.plans() {
        enter(&plan.in_force, &plan.known);
    }
    for exhibition in release.plans().iter().filter_map(|plan| plan.exhibition.as_ref()) {
        turns(&exhibition.days, &mut force);
    }
    ChangeDays { in_force: force.into_iter().collect(), known: known.into_iter().collect() }
}

/// The first day of a span, and the day after its last.
fn turns(span: &Validity, days: &mut BTreeSet<Date>) {
    days.insert(span.from);
    days.extend(span.until.map(next_day));
}
