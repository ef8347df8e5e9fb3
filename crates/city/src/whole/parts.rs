//! From plain land to the records of a release; the only place that writes them down.

use super::ground::{DistrictGround, GroundParcel, GroundZone};
use super::{ORIGIN, Whole};
use crate::facts::{WholeAreaFact, WholeCaseFact};
use atlas::parcel::Parcel;
use atlas::plan::{Plan, PlanArea, Validity};
use atlas::point::Point;
use atlas::polygon::{MultiPolygon, Polygon};
use atlas::release_parts::ReleaseParts;
use atlas::ring::Ring;
use atlas::zone::Zone;
use lexicon::date::Date;

impl Whole {
    /// Everything [`atlas::release::Release::build`] needs. Holds the whole city at once:
    /// about 400 MB at scale 1.
    pub fn parts(&self) -> ReleaseParts {
        let (areas, plans) = (self.areas().to_vec(), self.plans().to_vec());
        let mut parts = ReleaseParts { areas, plans, ..ReleaseParts::empty(ORIGIN) };
        for (zones, parcels) in self.each(|ground| records(ground, &self.plans)) {
            parts.zones.extend(zones);
            parts.parcels.extend(parcels);
        }
        parts
    }
}

/// The zones and parcels of a district as a release has them.
pub fn records(ground: DistrictGround<'_>, plans: &[Plan]) -> (Vec<Zone>, Vec<Parcel>) {
    let zones = ground.zones.into_iter().filter_map(|z| zone(z, plans)).collect();
    (zones, ground.parcels.into_iter().filter_map(parcel).collect())
}

fn zone(ground: GroundZone<'_>, plans: &[Plan]) -> Option<Zone> {
    Some(Zone {
        id: ground.id,
        plan_id: plans.get(ground.plan)?.id.clone(),
        class: ground.fact.class.clone(),
        name: ground.fact.name.clone(),
        coverage: ground.fact.coverage.clone(),
        floor_area: ground.fact.floor_area.clone(),
        in_force: ground.in_force,
        known: Validity::since(ground.in_force.from),
        extent: polygon(ground.rings)?.into(),
    })
}

fn parcel(ground: GroundParcel) -> Option<Parcel> {
    Some(Parcel {
        id: ground.id,
        shape: polygon(vec![ground.ring])?,
        registered: ground.registered,
        in_force: ground.in_force,
        known: Validity::since(ground.in_force.from),
        became: None,
    })
}

/// A plan area within a ring.
pub fn plan_area(fact: &WholeAreaFact, ring: Option<Vec<Point>>) -> PlanArea {
    let boundary = MultiPolygon(polygon(ring.into_iter().collect()).into_iter().collect());
    PlanArea { code: fact.code.clone(), name: fact.name.clone(), boundary }
}

/// A plan case of an area with its map scale, announced on a day under a name and a number.
pub fn plan(
    (area, scale): (&PlanArea, u32),
    case: &WholeCaseFact,
    announced_on: Date,
    [name, number]: [String; 2],
) -> Plan {
    Plan {
        id: format!("{}-{}", area.code, case.id),
        area_code: area.code.clone(),
        name,
        level: case.level,
        announced_on,
        number,
        scale,
        in_force: Validity::since(announced_on),
        known: Validity::since(announced_on),
        exhibition: None,
    }
}

fn polygon(rings: Vec<Vec<Point>>) -> Option<Polygon> {
    let mut rings = rings.into_iter().filter_map(|ring| Ring::new(ring).ok());
    let outer = rings.next()?;
    Some(Polygon::new(outer, rings.collect()))
}
