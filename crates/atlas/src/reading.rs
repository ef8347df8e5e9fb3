//! What a parcel lies in, read from the precomputed pieces instead of measured again.
//!
//! Gives the pieces of [`crate::overlay::overlay`] to the printed digit, for a question that wants
//! no doubts: areas are those of the sweep, computed again only where they lie on a rounding
//! border; a thickness is measured only where a bound does not settle its class.

use crate::area::Area;
use crate::border::{self, Outline};
use crate::day::{AsOf, Moment};
use crate::finding::Thickness;
use crate::integral::{CONTACT_UNITS2, Measured};
use crate::pieces::{mean_thickness, shares_ppm};
use crate::plan::{Level, Plan};
use crate::point::Bounds;
use crate::release::Release;
use crate::tolerance::{Tolerance, Tolerances};
use crate::wide::Wide;

/// What one parcel row lies in at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading<'a> {
    /// The area computed from the shape.
    pub measured: Area,
    /// The registered area.
    pub registered: Area,
    /// Every piece above 0.5 mm², the largest first; shares add to 1,000,000 ppm.
    pub pieces: Vec<ReadPiece<'a>>,
}

/// One piece.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadPiece<'a> {
    /// Its zone row and the plan as known; `None` for what no zone covers.
    pub ruled: Option<(u32, &'a Plan)>,
    /// Its area, rounded half to even.
    pub area: Area,
    /// Its share of the computed area in millionths, by largest remainder.
    pub share_ppm: u32,
    /// What its mean thickness means at the scale of its plan.
    pub class: Thickness,
}

/// A piece on the way.
#[derive(Clone, Copy)]
struct Part<'a> {
    ruled: Option<(u32, &'a Plan)>,
    units2: f64,
}

/// The parcel asked about.
struct Asked<'a> {
    release: &'a Release,
    row: u32,
    bounds: Bounds,
    /// Twice its area in square units, exact.
    area2: i128,
    parts: Vec<Part<'a>>,
}

/// Reads the pieces of a parcel row that answers the moment.
#[must_use]
pub fn read<'a>(release: &'a Release, row: u32, at: impl Into<AsOf>, tolerances: &Tolerances) -> Reading<'a> {
    let at = at.into();
    let asked = Asked::new(release, row, Moment::from(at));
    let shares = shares_ppm(&asked.parts.iter().map(|p| p.units2).collect::<Vec<_>>());
    let judge = Judge::new(&asked, |scale| tolerances.row(scale, at.on));
    let piece = |(k, (part, share_ppm)): (usize, (&Part<'a>, u32))| ReadPiece {
        ruled: part.ruled,
        area: asked.printed(part),
        share_ppm,
        class: judge.class(k),
    };
    Reading {
        measured: Area::from_exact2(asked.area2),
        registered: Area::hundredths(release.parcel_facts(row).registered),
        pieces: asked.parts.iter().zip(shares).enumerate().map(piece).collect(),
    }
}

impl<'a> Asked<'a> {
    fn new(release: &'a Release, row: u32, moment: Moment) -> Asked<'a> {
        let (parcels, zones) = (release.parcel_layer(), release.zone_layer());
        let shape = &parcels.shapes[row as usize];
        let area2 = parcels.area2(row);
        let mut asked = Asked { release, row, bounds: shape.bounds, area2, parts: Vec::with_capacity(4) };
        for piece in release.pieces(row) {
            if zones.shapes[piece.zone as usize].days.cover(moment)
                && let Some(plan) = release.plan_of(piece.zone, moment)
            {
                asked.parts.push(Part { ruled: Some((piece.zone, plan)), units2: piece.units2 });
            }
        }
        asked.prefer_detailed();
        let rest = asked.whole() - asked.parts.iter().map(|p| p.units2).sum::<f64>();
        if rest > CONTACT_UNITS2 {
            asked.parts.push(Part { ruled: None, units2: rest });
        }
        let id = |p: &Part<'_>| p.ruled.map(|(zone, _)| release.text(release.zone_facts(zone).id));
        asked.parts.sort_by(|a, b| b.units2.total_cmp(&a.units2).then_with(|| id(a).cmp(&id(b))));
        asked
    }

    /// Its area in square units, rounded to a float.
    fn whole(&self) -> f64 {
        self.area2 as f64 / 2.0
    }

    /// Drops main-plan pieces where detailed plans cover the whole parcel (都市計畫法 §22–23).
    fn prefer_detailed(&mut self) {
        let is_detailed = |p: &Part<'_>| p.ruled.is_some_and(|(_, plan)| plan.level == Level::Detailed);
        let covered: f64 = self.parts.iter().filter(|p| is_detailed(p)).map(|p| p.units2).sum();
        if self.whole() - covered <= CONTACT_UNITS2 && self.parts.iter().any(is_detailed) {
            self.parts.retain(is_detailed);
        }
    }

    fn printed(&self, part: &Part<'_>) -> Area {
        if part.units2 == self.whole() {
            return Area::from_exact2(self.area2);
        }
        Area::round(part.units2, || match part.ruled {
            Some((zone, _)) => self.wide(&self.shape(), zone),
            None => self.wide_rest(),
        })
    }

    fn shape(&self) -> Measured {
        Measured::new(self.release.parcel_layer().extent(self.row).rings())
    }

    fn wide(&self, shape: &Measured, zone: u32) -> (f64, f64) {
        shape.common_wide(self.release.zone_layer().extent(zone).rings())
    }

    fn wide_rest(&self) -> (f64, f64) {
        let (shape, high) = (self.shape(), self.area2 as f64);
        let whole = Wide(high / 2.0, (self.area2 - high as i128) as f64 / 2.0);
        let zones = self.parts.iter().filter_map(|p| p.ruled);
        let Wide(high, low) = zones.fold(whole, |left, (zone, _)| {
            let (high, low) = self.wide(&shape, zone);
            left - Wide(high, low)
        });
        (high, low)
    }
}

/// Tells the classes of the pieces of one parcel.
struct Judge<'t, 'a> {
    asked: &'t Asked<'a>,
    /// The parcel's border, and that of each zone among the parts; empty where one part is all.
    parcel: Option<Outline>,
    zones: Vec<Option<Outline>>,
    rows: Vec<Option<&'t Tolerance>>,
}

impl<'t, 'a> Judge<'t, 'a> {
    fn new(asked: &'t Asked<'a>, row: impl Fn(u32) -> Option<&'t Tolerance>) -> Judge<'t, 'a> {
        if asked.parts.len() <= 1 {
            return Judge { asked, parcel: None, zones: Vec::new(), rows: Vec::new() };
        }
        let layer = asked.release.zone_layer();
        let scale = |p: &Part<'_>| p.ruled.map(|(_, plan)| plan.scale);
        let beside = asked.parts.iter().filter_map(scale).max();
        let outline = |p: &Part<'_>| p.ruled.map(|(zone, _)| Outline::of_row(&layer, zone, &asked.bounds));
        Judge {
            asked,
            parcel: Some(Outline::of_row(&asked.release.parcel_layer(), asked.row, &asked.bounds)),
            zones: asked.parts.iter().map(outline).collect(),
            rows: asked.parts.iter().map(|p| scale(p).or(beside).and_then(&row)).collect(),
        }
    }

    /// A piece that is the whole parcel is its zone however thin the parcel is.
    fn class(&self, k: usize) -> Thickness {
        let Some(parcel) = &self.parcel else { return Thickness::Zone };
        let Some(row) = self.rows[k] else { return Thickness::BorderToBeChecked };
        let (zone, border) = (f64::from(row.zone), f64::from(row.border));
        let units2 = self.asked.parts[k].units2;
        if mean_thickness(units2, self.longest(parcel, k)) >= zone.max(border) {
            return Thickness::Zone;
        }
        let thickness = mean_thickness(units2, self.perimeter(parcel, k));
        if thickness >= zone {
            Thickness::Zone
        } else if thickness < border {
            Thickness::WithinTolerance
        } else {
            Thickness::BorderToBeChecked
        }
    }

    /// No perimeter of the piece is longer than this.
    fn longest(&self, parcel: &Outline, k: usize) -> f64 {
        let window = &self.asked.bounds;
        let own = parcel.longest_in(window);
        match &self.zones[k] {
            Some(zone) => own + zone.longest_in(window),
            None => own + self.zones.iter().flatten().map(|z| z.longest_in(window)).sum::<f64>(),
        }
    }

    fn perimeter(&self, parcel: &Outline, k: usize) -> f64 {
        match &self.zones[k] {
            Some(zone) => border::of_common(parcel, zone),
            None => border::of_rest(parcel, &self.zones.iter().flatten().collect::<Vec<_>>()),
        }
    }
}
