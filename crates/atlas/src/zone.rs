//! One zone: an extent of one class in one plan, with the days it is in force.

use crate::plan::Validity;
use crate::polygon::MultiPolygon;
use serde::{Deserialize, Serialize};

/// A zone (使用分區) or public facility site (公共設施用地).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Unique in a release.
    pub id: String,
    /// Id of its plan case.
    pub plan_id: String,
    /// National class code such as `A01110` (land.md §5.1).
    pub class: String,
    /// The name as printed in the plan, with its bracketed notes.
    pub name: String,
    /// Building coverage (建蔽率) as the plan words it; often empty in plan files.
    pub coverage: Option<String>,
    /// Floor area ratio (容積率) as the plan words it; often empty in plan files.
    pub floor_area: Option<String>,
    /// Days in force.
    pub in_force: Validity,
    /// Days this office had it so in its books.
    pub known: Validity,
    /// Its extent.
    pub extent: MultiPolygon,
}

impl Zone {
    /// Whether a certificate would say the same of both: one plan, class, name and ratios.
    pub fn same_designation(&self, o: &Zone) -> bool {
        (&self.plan_id, &self.class, &self.name, &self.coverage, &self.floor_area)
            == (&o.plan_id, &o.class, &o.name, &o.coverage, &o.floor_area)
    }
}
