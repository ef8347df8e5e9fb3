//! Ground inside a plan area that no zone covers on a day.
//!
//! Roads are mostly not polygons in plan files, so the network of streets shows up here as one large gap, rightly:
//! "no polygon in the plan" is its own answer. What is thin or tiny is a sliver between lines that were
//! meant to be one.

use super::ground::{Ground, is_current};
use super::pieces::{self, Piece};
use super::rings::{Wild, middle};
use super::settings::Settings;
use super::{Finding, Kind, Measure, Report, Subject};
use crate::progress::{Progress, Step, Tell};
use atlas::area::Area;
use atlas::plan::PlanArea;
use atlas::point::Point;
use atlas::polygon::MultiPolygon;
use lexicon::date::Date;
use rayon::prelude::*;

/// Plan areas whose gaps are looked for at a time.
const TOGETHER: usize = 8;

/// Looks at all plan areas.
pub fn look(ground: &Ground<'_>, (settings, wild, on): (&Settings, &Wild, Date), report: &mut Report, tell: Tell<'_>) {
    let of = ground.areas.len() as u64;
    for (done, areas) in ground.areas.chunks(TOGETHER).enumerate() {
        tell(Progress { step: Step::Gaps, done: (done * TOGETHER) as u64, of });
        let found: Vec<Result<Vec<Piece>, u64>> =
            areas.par_iter().map(|area| of_area(ground, area, (wild, on))).collect();
        for (area, found) in areas.iter().zip(found) {
            let subject = Subject::Area(area.code.clone());
            match found {
                Ok(pieces) => {
                    for piece in pieces {
                        if Area::from_exact2(piece.area2) < settings.noise {
                            report.below_threshold += 1;
                        } else {
                            report.take(finding(subject.clone(), &piece, settings), settings);
                        }
                    }
                }
                Err(wild) => {
                    let Some(spot) = area.boundary.bounds() else { continue };
                    let at = Point { x: middle(spot.min.x, spot.max.x), y: middle(spot.min.y, spot.max.y) };
                    let measure = Measure::Count(wild);
                    let of = vec![subject];
                    report.take(Finding { kind: Kind::NotMeasured, of, measure, spot, at }, settings);
                }
            }
        }
    }
    tell(Progress { step: Step::Gaps, done: of, of });
}

/// The pieces without a zone; or how many zones could not be laid out.
fn of_area(ground: &Ground<'_>, area: &PlanArea, (wild, on): (&Wild, Date)) -> Result<Vec<Piece>, u64> {
    let Some(window) = area.boundary.bounds() else { return Ok(Vec::new()) };
    let mut near = ground.zones_in(&window);
    near.retain(|&i| is_current(&ground.zones[i], on));
    let unruly = near.iter().filter(|&&i| wild.zones[i]).count() as u64;
    if unruly > 0 {
        return Err(unruly);
    }
    let shapes: Vec<&MultiPolygon> = near.into_iter().map(|i| &ground.zones[i].extent).collect();
    Ok(pieces::left_free(&area.boundary, &shapes))
}

fn finding(subject: Subject, piece: &Piece, settings: &Settings) -> Finding {
    let (area, thickness_mm) = (Area::from_exact2(piece.area2), piece.thickness_mm());
    let thin = area < settings.sliver || thickness_mm < settings.sliver_mm;
    Finding {
        kind: if thin { Kind::Sliver } else { Kind::Gap },
        of: vec![subject],
        measure: Measure::Ground { area, thickness_mm, pieces: 1 },
        spot: piece.bounds,
        at: piece.at,
    }
}
