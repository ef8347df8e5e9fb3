//! Plan changes on public exhibition (公開展覽, 都市計畫法 §19): drafts without force, with their extent.

use crate::feature::Feature;
use crate::fields::ExtentFields;
use crate::intake::{How, Out};
use crate::problem::{Imported, What};
use crate::progress::Tell;
use crate::source::{self, Named};
use atlas::plan::{Exhibition, Validity};

/// An exhibition with the id of the plan case it would change.
pub type OfPlan = (String, Exhibition);

/// Reads one source as exhibitions; every one names its plan case and its first and last day.
pub fn import(files: &[Named<'_>], how: &How, fields: &ExtentFields, tell: Tell<'_>) -> Imported<OfPlan> {
    let mut taken: Vec<OfPlan> = Vec::new();
    let mut each = |feature: Feature| {
        let plan = feature.must(&fields.id)?.to_owned();
        let name = feature.must(&fields.name)?.to_owned();
        let missing = |names: &crate::fields::Names| What::MissingAttribute(names.shown());
        let from = feature.day(&fields.from)?.ok_or_else(|| missing(&fields.from))?;
        let until = feature.day(&fields.until)?.ok_or_else(|| missing(&fields.until))?;
        let days = Validity { from, until: Some(until) };
        taken.push((plan, Exhibition { name, days, extent: feature.extent }));
        Ok(())
    };
    let outcome = source::read(files, how, Out { each: &mut each, tell });
    if outcome.refused {
        taken.clear();
    }
    Imported { taken, problems: outcome.problems, refused: outcome.refused }
}
