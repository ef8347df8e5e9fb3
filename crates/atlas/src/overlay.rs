//! The question of the house: in what zone is this parcel on that day?
//!
//! Pure and deterministic: the same release, parcel, day and tolerances give the same
//! [`Finding`]. Nothing is rounded away: every piece above 0.5 mm² is listed, and what
//! the map cannot tell becomes a doubt for an officer. An unknown parcel is the caller's.

use crate::area::Area;
use crate::day::AsOf;
use crate::doubts::{Question, mm};
use crate::finding::{Doubt, Finding, Piece, PlanCited, Thickness, Verdict, ZoneCited};
use crate::integral::CONTACT_UNITS2;
use crate::parcel::ParcelShape;
use crate::pieces::{Ground, RawPiece, Ruled, measure, shares_ppm};
use crate::plan::{Level, Plan};
use crate::release::Release;
use crate::tolerance::Tolerances;
use crate::zone::Zone;

/// A piece with what its thickness means.
type Judged<'p, 'a> = (&'p RawPiece<'a>, Thickness);

/// Lays a parcel over the zones in force on a day.
pub fn overlay(release: &Release, parcel: &ParcelShape, at: impl Into<AsOf>, tolerances: &Tolerances) -> Finding {
    let at = at.into();
    let question = Question { release, parcel, at, tolerances };
    let ground = Ground::new(&parcel.polygon);
    let around = release.zones_near(&ground.bounds.grown(question.reach()), at);
    let near: Vec<Ruled<'_>> = around.iter().map(|(zone, plan)| (zone, *plan)).collect();
    let pieces = measure(&ground, &near);
    let judged = judge(&question, &pieces, &ground);
    let verdict = verdict(&question, &ground, &judged, &near);
    Finding {
        release: release.hash().to_owned(),
        on: at.on,
        known: at.known,
        tolerances: tolerances.version().to_owned(),
        measured: Area::from_exact2(ground.area2),
        registered: parcel.registered,
        pieces: cited(&judged),
        verdict,
    }
}

/// A piece that is the whole parcel is its zone however thin the parcel is.
fn judge<'p, 'a>(question: &Question<'_>, pieces: &'p [RawPiece<'a>], ground: &Ground) -> Vec<Judged<'p, 'a>> {
    let class = |piece: &RawPiece<'a>| {
        if pieces.len() == 1 {
            return Thickness::Zone;
        }
        question.class(piece.thickness, question.scale_of(piece, pieces, ground))
    };
    pieces.iter().map(|p| (p, class(p))).collect()
}

fn verdict(question: &Question<'_>, ground: &Ground, judged: &[Judged<'_, '_>], near: &[Ruled<'_>]) -> Verdict {
    let mut doubts = Vec::new();
    let outside = question.outside(ground);
    let wholly_outside = matches!(outside, Some(Doubt::OutsidePlanAreas { share_ppm: 1_000_000 }));
    doubts.extend(outside);
    if !wholly_outside {
        doubts.extend(uncovered(judged));
    }
    let zones: Vec<Ruled<'_>> = of_class(judged, Thickness::Zone).filter_map(|p| p.ruled).collect();
    if zones.iter().any(|(z, _)| !z.same_designation(zones[0].0)) {
        doubts.push(Doubt::Straddles { zones: zones.iter().map(|(z, _)| z.id.clone()).collect() });
    }
    doubts.extend(of_class(judged, Thickness::BorderToBeChecked).map(border_piece));
    doubts.extend(overlapping(ground, judged));
    doubts.extend(question.near_line(&lines_that_count(judged, near)));
    doubts.extend(question.exhibitions(ground));
    let scale = judged.first().and_then(|(p, _)| p.ruled).map(|(_, plan)| plan.scale);
    doubts.extend(question.area(Area::from_exact2(ground.area2), scale));
    doubts.extend(unknown_scales(question, near));
    if doubts.is_empty() && zones.is_empty() {
        doubts.extend(judged.first().map(|(p, _)| border_piece(p)));
    }
    if doubts.is_empty() {
        let mut ids: Vec<String> = zones.iter().map(|(z, _)| z.id.clone()).collect();
        ids.sort();
        return Verdict::Clear { zones: ids };
    }
    Verdict::Doubtful { doubts }
}

fn of_class<'p, 'a: 'p>(judged: &'p [Judged<'p, 'a>], class: Thickness) -> impl Iterator<Item = &'p RawPiece<'a>> {
    judged.iter().filter(move |(_, c)| *c == class).map(|(p, _)| *p)
}

fn border_piece(piece: &RawPiece<'_>) -> Doubt {
    let zone = piece.ruled.map(|(z, _)| z.id.clone());
    Doubt::BorderPiece { zone, thickness_mm: mm(piece.thickness) }
}

fn uncovered(judged: &[Judged<'_, '_>]) -> Option<Doubt> {
    let shares = shares(judged);
    let at = judged.iter().position(|(p, c)| p.ruled.is_none() && *c == Thickness::Zone)?;
    Some(Doubt::NoPolygonInPlan { area: judged[at].0.area, share_ppm: shares[at] })
}

fn overlapping(ground: &Ground, judged: &[Judged<'_, '_>]) -> Option<Doubt> {
    let excess = judged.iter().map(|(p, _)| p.units2).sum::<f64>() - ground.units2();
    let area = Area::round(excess, || (excess, 0.0));
    (excess > CONTACT_UNITS2 && area > Area::default()).then_some(Doubt::ZonesOverlap { area })
}

/// Lines of main-plan zones do not count where only detailed plans speak.
fn lines_that_count<'a>(judged: &[Judged<'_, '_>], near: &[Ruled<'a>]) -> Vec<Ruled<'a>> {
    let mut levels = judged.iter().filter_map(|(p, _)| p.ruled).map(|(_, plan)| plan.level).peekable();
    let only_detailed = levels.peek().is_some() && levels.all(|l| l == Level::Detailed);
    near.iter().copied().filter(|(_, plan)| !only_detailed || plan.level == Level::Detailed).collect()
}

fn unknown_scales(question: &Question<'_>, near: &[Ruled<'_>]) -> Vec<Doubt> {
    let mut scales: Vec<u32> = near.iter().map(|(_, p)| p.scale).filter(|&s| question.row(s).is_none()).collect();
    scales.sort_unstable();
    scales.dedup();
    scales.into_iter().map(|scale| Doubt::NoTolerance { scale }).collect()
}

fn shares(judged: &[Judged<'_, '_>]) -> Vec<u32> {
    shares_ppm(&judged.iter().map(|(p, _)| p.units2).collect::<Vec<_>>())
}

fn cited(judged: &[Judged<'_, '_>]) -> Vec<Piece> {
    let piece = |(&(raw, class), share_ppm): (&Judged<'_, '_>, u32)| Piece {
        zone: raw.ruled.map(|(z, p)| cite(z, p)),
        area: raw.area,
        share_ppm,
        thickness_mm: mm(raw.thickness),
        class,
    };
    judged.iter().zip(shares(judged)).map(piece).collect()
}

fn cite(zone: &Zone, plan: &Plan) -> ZoneCited {
    ZoneCited {
        id: zone.id.clone(),
        class: zone.class.clone(),
        name: zone.name.clone(),
        coverage: zone.coverage.clone(),
        floor_area: zone.floor_area.clone(),
        plan: PlanCited {
            id: plan.id.clone(),
            area_code: plan.area_code.clone(),
            name: plan.name.clone(),
            level: plan.level,
            announced_on: plan.announced_on,
            number: plan.number.clone(),
            scale: plan.scale,
        },
    }
}
