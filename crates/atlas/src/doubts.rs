//! The rules by which a parcel is sent to an officer.
//!
//! A machine may only say what the map can tell (都市計畫樁測定及管理辦法 §40); a parcel in
//! two zones, near a line, without a polygon, under exhibition or with a disputed area
//! is described by a person. Refuses to weigh doubts against each other: all are listed.

use crate::area::Area;
use crate::day::AsOf;
use crate::finding::{Doubt, Thickness};
use crate::integral::CONTACT_UNITS2;
use crate::nearness::Neighbourhood;
use crate::parcel::ParcelShape;
use crate::pieces::{Ground, RawPiece, Ruled, shares_ppm};
use crate::plan::Plan;
use crate::polygon::MultiPolygon;
use crate::release::Release;
use crate::tolerance::{Tolerance, Tolerances};
use std::collections::BTreeMap;

/// Everything the rules look at.
pub struct Question<'a> {
    /// The release asked.
    pub release: &'a Release,
    /// The parcel asked about.
    pub parcel: &'a ParcelShape,
    /// The day asked about.
    pub at: AsOf,
    /// The dated tolerances.
    pub tolerances: &'a Tolerances,
}

/// 0.1 mm as whole millimetres, rounded down: a limit is never overstated.
pub(crate) fn mm(units: f64) -> u32 {
    (units / 10.0).max(0.0) as u32
}

impl<'a> Question<'a> {
    /// The tolerance row for a plan's map.
    pub fn row(&self, scale: u32) -> Option<&'a Tolerance> {
        self.tolerances.row(scale, self.at.on)
    }

    /// The farthest a line can lie and still be a doubt, 0.1 mm.
    pub fn reach(&self) -> i32 {
        let limits = self.release.plans_known(self.at).filter_map(|p| Some(self.row(p.scale)?.near_line(p.scale)));
        limits.max().unwrap_or(0)
    }

    /// The coarsest map scale among plans of the plan areas under the parcel.
    fn coarsest(&self, ground: &Ground) -> Option<u32> {
        let under = |p: &&Plan| {
            let area = self.release.areas().iter().find(|a| a.code == p.area_code);
            area.and_then(|a| a.boundary.bounds()).is_some_and(|b| b.touches(&ground.bounds))
        };
        self.release.plans_known(self.at).filter(|p| p.in_force.covers(self.at.on)).filter(under).map(|p| p.scale).max()
    }

    /// The scale that judges a piece: its plan's, or the coarsest around for no zone.
    pub fn scale_of(&self, piece: &RawPiece<'_>, pieces: &[RawPiece<'_>], ground: &Ground) -> Option<u32> {
        let beside = || pieces.iter().filter_map(|p| p.ruled).map(|(_, plan)| plan.scale).max();
        let own = piece.ruled.map(|(_, plan)| plan.scale);
        own.or_else(beside).or_else(|| self.coarsest(ground))
    }

    /// What a thickness (0.1 mm) means at a scale; unknown scales are to be checked.
    pub fn class(&self, thickness: f64, scale: Option<u32>) -> Thickness {
        match scale.and_then(|s| self.row(s)) {
            Some(row) if thickness >= f64::from(row.zone) => Thickness::Zone,
            Some(row) if thickness < f64::from(row.border) => Thickness::WithinTolerance,
            _ => Thickness::BorderToBeChecked,
        }
    }

    /// Part of the parcel outside every plan area.
    pub fn outside(&self, ground: &Ground) -> Option<Doubt> {
        let boundaries = self.release.areas().iter().map(|a| &a.boundary);
        let inside: Vec<(&MultiPolygon, f64)> =
            boundaries.map(|b| (b, ground.common(b))).filter(|(_, a)| *a > CONTACT_UNITS2).collect();
        let extents: Vec<&MultiPolygon> = inside.iter().map(|(b, _)| *b).collect();
        let covered: f64 = inside.iter().map(|(_, a)| a).sum();
        let (rest, thickness) = ground.rest(&extents, covered)?;
        let class = self.class(thickness, self.coarsest(ground));
        let matters = inside.is_empty() || class != Thickness::WithinTolerance;
        matters.then(|| Doubt::OutsidePlanAreas { share_ppm: shares_ppm(&[rest, covered])[0] })
    }

    /// The nearest line that is too near, over all zones in reach.
    pub fn near_line(&self, zones: &[Ruled<'_>]) -> Option<Doubt> {
        let mut around: BTreeMap<i32, Neighbourhood> = BTreeMap::new();
        let mut nearest: Option<(f64, i32)> = None;
        for (zone, plan) in zones {
            let Some(limit) = self.row(plan.scale).map(|r| r.near_line(plan.scale)) else { continue };
            let here = around.entry(limit).or_insert_with(|| Neighbourhood::new(&self.parcel.polygon, limit));
            for found in zone.extent.rings().filter_map(|ring| here.nearest(ring)) {
                if nearest.is_none_or(|(d, _)| found < d) {
                    nearest = Some((found, limit));
                }
            }
        }
        nearest.map(|(d, limit)| Doubt::NearLine { distance_mm: mm(d), limit_mm: mm(f64::from(limit)) })
    }

    /// Plan changes for this land on public exhibition that day.
    pub fn exhibitions(&self, ground: &Ground) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        for plan in self.release.plans_known(self.at) {
            let Some(change) = plan.exhibition.as_ref().filter(|e| e.days.covers(self.at.on)) else { continue };
            let common = ground.common(&change.extent);
            if common <= CONTACT_UNITS2 {
                continue;
            }
            let thickness = ground.thickness(&change.extent, common);
            let whole = common == ground.units2();
            if whole || self.class(thickness, Some(plan.scale)) != Thickness::WithinTolerance {
                doubts.push(Doubt::UnderExhibition { plan: plan.id.clone(), name: change.name.clone() });
            }
        }
        doubts
    }

    /// Registered and measured area further apart than the limit.
    pub fn area(&self, measured: Area, scale: Option<u32>) -> Option<Doubt> {
        let registered = self.parcel.registered?;
        let limit = self.row(scale?)?.area_limit(registered);
        let apart = (registered.as_hundredths() - measured.as_hundredths()).abs();
        (apart > limit.as_hundredths()).then_some(Doubt::AreaDisagrees { registered, measured, limit })
    }
}
