//! How many parcels a machine may answer alone, and how often it would be wrong.
//!
//! The same city is asked twice: with survey error, as an office sees it, and without, as
//! it is. The truth is *not* judged by the tolerances under test, or a loose table would
//! hide its own mistakes: a zone is truly the parcel's when its piece in the exact city
//! has at least 2 m² and 1 m mean thickness (geo.md §3), and so is land without a zone.
//! A clear answer is wrong when it differs from that; `thin` counts clear answers that
//! leave out a smaller true piece (0.5 m² and 0.3 m). A doubt is needless when the truth
//! itself is clear. Parcels outside every plan area do not count.

use atlas::finding::{Doubt, Finding, Piece, Thickness, Verdict};
use atlas::overlay::overlay;
use atlas::parcel::{Parcel, ParcelShape};
use atlas::release::Release;
use atlas::tolerance::Tolerances;
use lexicon::date::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Counts over some parcels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Parcels in plan areas.
    pub parcels: u64,
    /// Answered without an officer.
    pub automatic: u64,
    /// Answered without an officer, with other zones than the truth.
    pub wrong: u64,
    /// Answered without an officer, leaving out a thin but true piece.
    pub thin: u64,
    /// Sent to an officer although the truth is clear.
    pub needless: u64,
}

/// The report of `bench clear`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearReport {
    /// Over all parcels in plan areas.
    pub all: Counts,
    /// By denominator of the plan map's scale.
    pub by_scale: BTreeMap<u32, Counts>,
    /// How many parcels had each kind of doubt.
    pub doubts: BTreeMap<String, u64>,
}

/// Asks both cities about every parcel of a day.
pub fn clear_report(truth: &Release, noisy: &Release, on: Date, tolerances: &Tolerances) -> ClearReport {
    let mut report = ClearReport::default();
    for parcel in noisy.parcels().filter(|p| p.in_force.covers(on)) {
        let Some(scale) = scale_at(noisy, &parcel, on) else { continue };
        let seen = overlay(noisy, &ParcelShape::from(&parcel), on, tolerances);
        let real = truth.parcel(parcel.id, on).map(|p| overlay(truth, &ParcelShape::from(&p), on, tolerances));
        let clear = seen.verdict.is_clear();
        for counts in [&mut report.all, report.by_scale.entry(scale).or_default()] {
            counts.parcels += 1;
            counts.automatic += u64::from(clear);
            counts.wrong += u64::from(clear && real.as_ref().is_none_or(|r| true_zones(r, PLAIN) != said(&seen)));
            counts.thin +=
                u64::from(clear && real.as_ref().is_some_and(|r| !true_zones(r, THIN).is_subset(&said(&seen))));
            counts.needless += u64::from(!clear && real.as_ref().is_some_and(|r| r.verdict.is_clear()));
        }
        if let Verdict::Doubtful { doubts } = &seen.verdict {
            let kinds: BTreeSet<&str> = doubts.iter().map(kind).collect();
            kinds.into_iter().for_each(|k| *report.doubts.entry(k.to_owned()).or_default() += 1);
        }
    }
    report
}

/// Least area (0.01 m²) and mean thickness (mm) of a piece of the truth.
type Least = (i64, u32);
const PLAIN: Least = (200, 1_000);
const THIN: Least = (50, 300);

/// The zones a finding gives the parcel; empty text for land without a zone.
fn said(finding: &Finding) -> BTreeSet<&str> {
    finding.pieces.iter().filter(|p| p.class == Thickness::Zone).map(zone_id).collect()
}

/// The zones the parcel truly has, whatever the tolerances say.
fn true_zones(exact: &Finding, (area, thickness_mm): Least) -> BTreeSet<&str> {
    let large = |p: &&Piece| p.area.as_hundredths() >= area && p.thickness_mm >= thickness_mm;
    exact.pieces.iter().filter(large).map(zone_id).collect()
}

fn zone_id(piece: &Piece) -> &str {
    piece.zone.as_ref().map_or("", |z| z.id.as_str())
}

/// The scale of the coarsest plan of the plan areas a parcel lies in; `None` outside.
fn scale_at(release: &Release, parcel: &Parcel, on: Date) -> Option<u32> {
    let ground = atlas::pieces::Ground::new(&parcel.shape);
    let inside = release.areas().iter().filter(|a| ground.common(&a.boundary) > 0.0);
    let codes: BTreeSet<&str> = inside.map(|a| a.code.as_str()).collect();
    let plans = release.plans_known(on).filter(|p| p.in_force.covers(on) && codes.contains(p.area_code.as_str()));
    plans.map(|p| p.scale).max()
}

fn kind(doubt: &Doubt) -> &'static str {
    match doubt {
        Doubt::OutsidePlanAreas { .. } => "outside_plan_areas",
        Doubt::NoPolygonInPlan { .. } => "no_polygon_in_plan",
        Doubt::Straddles { .. } => "straddles",
        Doubt::BorderPiece { .. } => "border_piece",
        Doubt::ZonesOverlap { .. } => "zones_overlap",
        Doubt::NearLine { .. } => "near_line",
        Doubt::UnderExhibition { .. } => "under_exhibition",
        Doubt::AreaDisagrees { .. } => "area_disagrees",
        Doubt::NoTolerance { .. } => "no_tolerance",
    }
}
