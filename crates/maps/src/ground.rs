//! Points of a release as whole numbers of the last decimal that is written in a reference system.
//!
//! In EPSG:3826, where everything is kept, exactly; elsewhere by the quick way of [`crate::warp`], off by a
//! hundredth of a millimetre at most.

use atlas::point::{Bounds, Origin, Point};

use crate::projection::OutOfReach;
use crate::reference::Reference;
use crate::warp::Warp;

/// The land of a release in one reference system.
pub struct Ground {
    reference: Reference,
    origin: Origin,
    /// The way into units of the last decimal; none where the units are ours.
    warp: Option<Warp>,
}

impl Ground {
    /// The land inside a box.
    ///
    /// # Errors
    /// Land far from Taiwan.
    pub fn new(reference: Reference, (origin, around): (Origin, Bounds)) -> Result<Ground, OutOfReach> {
        let scale = reference.scale();
        let warp = match reference {
            Reference::Epsg3826 => None,
            _ => Some(Warp::new((origin, &around), reference.system(), |(x, y)| (x * scale, y * scale))?),
        };
        Ok(Ground { reference, origin, warp })
    }

    /// The reference system.
    #[must_use]
    pub fn reference(&self) -> Reference {
        self.reference
    }

    /// A point, east before north, as a whole number of the last decimal that is written.
    #[must_use]
    pub fn place(&self, p: Point) -> (i64, i64) {
        match &self.warp {
            None => (unit(p.x, self.origin.x_m), unit(p.y, self.origin.y_m)),
            Some(warp) => {
                let (u, v) = warp.place(p);
                (u.round_ties_even() as i64, v.round_ties_even() as i64)
            }
        }
    }

    /// As [`Ground::place`], not rounded.
    #[must_use]
    pub fn fine(&self, p: Point) -> (f64, f64) {
        match &self.warp {
            None => (unit(p.x, self.origin.x_m) as f64, unit(p.y, self.origin.y_m) as f64),
            Some(warp) => warp.place(p),
        }
    }
}

fn unit(v: i32, origin_m: i32) -> i64 {
    i64::from(origin_m) * 10_000 + i64::from(v)
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;

    #[test]
    fn a_point_is_written_as_proj_writes_it() {
        let around = Bounds { min: pt(-300_000_000, -200_000_000), max: pt(600_000_000, 700_000_000) };
        let origin = Origin { x_m: 190_000, y_m: 2_510_000 };
        // 178188.6123 2503182.4001, by gdaltransform.
        let point = pt(-118_113_877, -68_175_999);
        for (reference, place) in [
            (Reference::Epsg3826, (1_781_886_123, 25_031_824_001)),
            (Reference::Crs84, (1_203_014_006, 226_273_003)),
            (Reference::Epsg3857, (133_918_906_535, 25_870_087_073)),
        ] {
            assert_eq!(Ground::new(reference, (origin, around)).unwrap().place(point), place);
        }
    }
}
