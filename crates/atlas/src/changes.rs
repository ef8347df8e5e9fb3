//! The days on which anything in a release begins or ceases to be in force.
//!
//! Between two of them every answer and every figure stays as it is, whatever was known when; so a
//! figure asked for any day can be kept under the last of them.

use crate::layer::Layer;
use crate::release::Release;
use lexicon::date::Date;

/// One bit for every day a table of land can hold.
const WORDS: usize = (1 << 16) / 64;

/// A set of days.
#[derive(Clone, Debug)]
pub struct Changes(Box<[u64; WORDS]>);

impl Changes {
    /// The days of everything in a release: zones, parcels and plan cases.
    #[must_use]
    pub fn of(release: &Release) -> Changes {
        let mut days = Changes(Box::new([0; WORDS]));
        for layer in [release.zone_layer(), release.parcel_layer()] {
            days.add(&layer);
        }
        for plan in release.plans() {
            if let Ok(span) = crate::day::Days::new(&plan.in_force, &plan.known) {
                span.edges().into_iter().flatten().for_each(|day| days.set(day));
            }
        }
        days
    }

    fn add(&mut self, layer: &Layer<'_>) {
        for shape in layer.shapes {
            shape.days.edges().into_iter().flatten().for_each(|day| self.set(day));
        }
    }

    fn set(&mut self, day: u16) {
        self.0[usize::from(day) / 64] |= 1 << (day % 64);
    }

    /// The last change on or before a day; the day itself where nothing changed before it.
    #[must_use]
    pub fn last(&self, on: Date) -> Date {
        let Some(day) = crate::day::day_number(on) else { return on };
        let held = |day: &u16| self.0[usize::from(*day) / 64] & (1 << (day % 64)) != 0;
        (0..=day).rev().find(held).map_or(on, crate::day::civil)
    }
}
