//! The pieces of a parcel: what lies in which zone, and what lies in none.
//!
//! Areas come from [`crate::integral`], perimeters from [`crate::border`]; both need no
//! valid topology. A detailed plan goes before the main plan where it covers the whole
//! parcel (都市計畫法 §22–23); where it covers only a part, both are kept and the overlap
//! becomes a doubt. Decides nothing.

use crate::area::Area;
use crate::border::{self, Outline};
use crate::integral::{CONTACT_UNITS2, Measured};
use crate::plan::{Level, Plan};
use crate::point::Bounds;
use crate::polygon::{MultiPolygon, Polygon};
use crate::wide::Wide;
use crate::zone::Zone;

/// A parcel made ready to be measured.
pub struct Ground {
    /// Its shape for areas.
    pub measured: Measured,
    /// Its shape for borders.
    pub outline: Outline,
    /// Its box.
    pub bounds: Bounds,
    /// Twice its area in square units, exact.
    pub area2: i128,
}

/// A zone in force with its plan.
pub type Ruled<'a> = (&'a Zone, &'a Plan);

/// A measured piece.
pub struct RawPiece<'a> {
    /// Its zone and plan; `None` for what no zone covers.
    pub ruled: Option<Ruled<'a>>,
    /// Its area in square units.
    pub units2: f64,
    /// Its area as printed.
    pub area: Area,
    /// Its mean thickness, 0.1 mm.
    pub thickness: f64,
}

impl Ground {
    /// Prepares a parcel.
    pub fn new(polygon: &Polygon) -> Ground {
        let bounds = polygon.bounds();
        Ground {
            measured: Measured::new(polygon.rings()),
            outline: Outline::new(polygon.rings(), &bounds),
            bounds,
            area2: polygon.area2(),
        }
    }

    /// Its area in square units, rounded to a float.
    pub fn units2(&self) -> f64 {
        self.area2 as f64 / 2.0
    }

    /// The area in common with a shape, square units; the whole area when within 0.5 mm² of it.
    pub fn common(&self, extent: &MultiPolygon) -> f64 {
        if !extent.bounds().is_some_and(|b| b.touches(&self.bounds)) {
            return 0.0;
        }
        let common = self.measured.common(extent.rings());
        let whole = self.units2();
        if (whole - common).abs() <= CONTACT_UNITS2 { whole } else { common }
    }

    /// The outline of a shape as far as this parcel is concerned.
    pub fn outline_of(&self, extent: &MultiPolygon) -> Outline {
        Outline::new(extent.rings(), &self.bounds)
    }

    /// Mean thickness (0.1 mm) of the piece in common with a shape.
    pub fn thickness(&self, extent: &MultiPolygon, units2: f64) -> f64 {
        mean_thickness(units2, border::of_common(&self.outline, &self.outline_of(extent)))
    }

    /// Area (square units) and mean thickness (0.1 mm) of what no shape covers.
    pub fn rest(&self, extents: &[&MultiPolygon], covered: f64) -> Option<(f64, f64)> {
        let rest = self.units2() - covered;
        if rest <= CONTACT_UNITS2 {
            return None;
        }
        let outlines: Vec<Outline> = extents.iter().map(|e| self.outline_of(e)).collect();
        let perimeter = border::of_rest(&self.outline, &outlines.iter().collect::<Vec<_>>());
        Some((rest, mean_thickness(rest, perimeter)))
    }

    fn wide_area(&self) -> Wide {
        let high = self.area2 as f64;
        Wide(high / 2.0, (self.area2 - high as i128) as f64 / 2.0)
    }

    fn printed(&self, extent: &MultiPolygon, units2: f64) -> Area {
        if units2 == self.units2() {
            return Area::from_exact2(self.area2);
        }
        Area::round(units2, || self.measured.common_wide(extent.rings()))
    }
}

pub(crate) fn mean_thickness(units2: f64, perimeter: f64) -> f64 {
    if perimeter > 0.0 { 2.0 * units2 / perimeter } else { 0.0 }
}

/// The pieces above 0.5 mm², the largest first, with an explicit piece for what no zone covers.
pub fn measure<'a>(ground: &Ground, ruled: &[Ruled<'a>]) -> Vec<RawPiece<'a>> {
    let areas = ruled.iter().map(|&(z, p)| ((z, p), ground.common(&z.extent)));
    let mut found: Vec<(Ruled<'a>, f64)> = areas.filter(|(_, a)| *a > CONTACT_UNITS2).collect();
    prefer_detailed(ground, &mut found);
    let mut pieces: Vec<RawPiece<'a>> = found
        .iter()
        .map(|&(ruled, units2)| RawPiece {
            ruled: Some(ruled),
            units2,
            area: ground.printed(&ruled.0.extent, units2),
            thickness: ground.thickness(&ruled.0.extent, units2),
        })
        .collect();
    pieces.extend(uncovered(ground, &found));
    let id = |p: &RawPiece<'a>| p.ruled.map(|(z, _)| z.id.as_str());
    pieces.sort_by(|a, b| b.units2.total_cmp(&a.units2).then_with(|| id(a).cmp(&id(b))));
    pieces
}

fn uncovered<'a>(ground: &Ground, found: &[(Ruled<'a>, f64)]) -> Option<RawPiece<'a>> {
    let extents: Vec<&MultiPolygon> = found.iter().map(|((z, _), _)| &z.extent).collect();
    let (units2, thickness) = ground.rest(&extents, found.iter().map(|(_, a)| a).sum())?;
    let area = Area::round(units2, || {
        let covered = extents.iter().map(|e| {
            let (high, low) = ground.measured.common_wide(e.rings());
            Wide(high, low)
        });
        let Wide(high, low) = covered.fold(ground.wide_area(), |left, c| left - c);
        (high, low)
    });
    Some(RawPiece { ruled: None, units2, area, thickness })
}

/// Drops main-plan pieces where detailed plans cover the whole parcel.
fn prefer_detailed(ground: &Ground, found: &mut Vec<(Ruled<'_>, f64)>) {
    let level = |((_, plan), _): &(Ruled<'_>, f64), level| plan.level == level;
    if found.iter().all(|f| level(f, Level::Main)) || found.iter().all(|f| level(f, Level::Detailed)) {
        return;
    }
    let covered: f64 = found.iter().filter(|f| level(f, Level::Detailed)).map(|(_, a)| a).sum();
    if ground.units2() - covered <= CONTACT_UNITS2 {
        found.retain(|f| level(f, Level::Detailed));
    }
}

/// Shares in millionths by largest remainder; they add to 1,000,000 unless there is nothing.
pub fn shares_ppm(units2: &[f64]) -> Vec<u32> {
    let weights: Vec<i128> = units2.iter().map(|u| u.max(0.0).round() as i128).collect();
    let total: i128 = weights.iter().sum();
    if total == 0 {
        return vec![0; weights.len()];
    }
    let mut shares: Vec<i128> = weights.iter().map(|w| w * 1_000_000 / total).collect();
    let missing = 1_000_000 - shares.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| (-(weights[i] * 1_000_000 % total), i));
    for &i in order.iter().take(missing as usize) {
        shares[i] += 1;
    }
    shares.into_iter().map(|s| s as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_third_each_gives_the_odd_millionth_to_the_first() {
        assert_eq!(shares_ppm(&[5.0, 5.0, 5.0]), vec![333_334, 333_333, 333_333]);
        assert_eq!(shares_ppm(&[]), Vec::<u32>::new());
    }

    proptest! {
        #[test]
        fn shares_always_add_to_the_whole(areas in prop::collection::vec(51.0f64..1e14, 1..12)) {
            prop_assert_eq!(shares_ppm(&areas).iter().sum::<u32>(), 1_000_000);
        }
    }
}
