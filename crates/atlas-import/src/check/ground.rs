//! What is checked, made ready to be asked what lies where.

use atlas::index::Index;
use atlas::parcel::Parcel;
use atlas::plan::{Level, Plan, PlanArea, Validity};
use atlas::point::{Bounds, Point};
use atlas::zone::Zone;
use lexicon::date::Date;
use std::collections::BTreeMap;

/// Zones and parcels with their plans and areas.
pub struct Ground<'a> {
    /// The zones.
    pub zones: &'a [Zone],
    /// The parcels; none when only zones are checked.
    pub parcels: &'a [Parcel],
    /// The plan areas.
    pub areas: &'a [PlanArea],
    zone_boxes: Vec<Bounds>,
    parcel_boxes: Vec<Bounds>,
    zone_index: Index,
    parcel_index: Index,
    plans: BTreeMap<&'a str, &'a Plan>,
}

const NOWHERE: Bounds = Bounds { min: Point { x: 0, y: 0 }, max: Point { x: 0, y: 0 } };

impl<'a> Ground<'a> {
    /// Builds the trees.
    pub fn new(
        (zones, parcels): (&'a [Zone], &'a [Parcel]),
        (areas, plans): (&'a [PlanArea], &'a [Plan]),
    ) -> Ground<'a> {
        let zone_boxes: Vec<Bounds> = zones.iter().map(|z| z.extent.bounds().unwrap_or(NOWHERE)).collect();
        let parcel_boxes: Vec<Bounds> = parcels.iter().map(|p| p.shape.bounds()).collect();
        Ground {
            zones,
            parcels,
            areas,
            zone_index: Index::build(&zone_boxes),
            parcel_index: Index::build(&parcel_boxes),
            zone_boxes,
            parcel_boxes,
            plans: plans.iter().map(|plan| (plan.id.as_str(), plan)).collect(),
        }
    }

    /// The box of a zone.
    pub fn zone_box(&self, zone: usize) -> Bounds {
        self.zone_boxes[zone]
    }

    /// The box of a parcel.
    pub fn parcel_box(&self, parcel: usize) -> Bounds {
        self.parcel_boxes[parcel]
    }

    /// Positions of the zones whose boxes touch a window.
    pub fn zones_in(&self, window: &Bounds) -> Vec<usize> {
        self.zone_index.touching(window).into_iter().map(|i| i as usize).collect()
    }

    /// Positions of the parcels whose boxes touch a window.
    pub fn parcels_in(&self, window: &Bounds) -> Vec<usize> {
        self.parcel_index.touching(window).into_iter().map(|i| i as usize).collect()
    }

    /// Whether two zones are of a main and a detailed plan of one area.
    pub fn stacked(&self, a: &Zone, b: &Zone) -> bool {
        let of = |zone: &Zone| self.plans.get(zone.plan_id.as_str()).map(|plan| (&plan.area_code, plan.level));
        match (of(a), of(b)) {
            (Some((area, Level::Main)), Some((other, Level::Detailed)))
            | (Some((area, Level::Detailed)), Some((other, Level::Main))) => area == other,
            _ => false,
        }
    }
}

/// Whether a zone is in force on a day, as the books stand.
pub fn is_current(zone: &Zone, on: Date) -> bool {
    zone.in_force.covers(on) && zone.known.until.is_none()
}

/// Whether there is a day that belongs to both.
pub fn share_a_day(a: &Validity, b: &Validity) -> bool {
    let begins = |a: &Validity, b: &Validity| b.until.is_none_or(|until| a.from <= until);
    begins(a, b) && begins(b, a)
}
