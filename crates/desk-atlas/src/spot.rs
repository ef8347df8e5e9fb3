//! What lies at one point: the parcels, zones and plan areas that hold it. Exact; a point on a border belongs
//! to one side of it.

use atlas::day::{AsOf, Moment};
use atlas::layer::Layer;
use atlas::point::{Bounds, Origin, Point};
use atlas::polygon::MultiPolygon;
use atlas::release::Release;
use lexicon::parcel::ParcelId;

use crate::coordinates::Spot;

/// What holds a point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Here {
    /// By number; more than one where the cadastre overlaps.
    pub parcels: Vec<ParcelId>,
    /// Zone rows.
    pub zones: Vec<u32>,
    /// Names of plan areas.
    pub areas: Vec<String>,
}

/// What holds the spot at a moment; nothing for one beyond the reach of the release.
#[must_use]
pub fn here(release: &Release, spot: &Spot, at: AsOf) -> Here {
    let Some(point) = point(release.origin(), spot) else { return Here::default() };
    let moment = Moment::from(at);
    let parcels = rows_holding(&release.parcel_layer(), point, moment);
    let number = |row: u32| ParcelId::from_number(release.parcel_facts(row).number).ok();
    let mut parcels: Vec<ParcelId> = parcels.into_iter().filter_map(number).collect();
    parcels.sort();
    let areas = release.areas().iter().filter(|area| holds(&area.boundary, point)).map(|area| area.name.clone());
    Here { parcels, zones: rows_holding(&release.zone_layer(), point, moment), areas: areas.collect() }
}

/// The point of a release's grid nearest to a spot.
#[must_use]
pub fn point(origin: Origin, spot: &Spot) -> Option<Point> {
    origin.point(spot.x_m, spot.y_m).ok()
}

fn rows_holding(layer: &Layer<'_>, point: Point, moment: Moment) -> Vec<u32> {
    let mut rows = layer.rows_at(&Bounds { min: point, max: point }, moment);
    rows.retain(|&row| {
        let edges = layer.rings_of(row).flat_map(|ring| layer.ring(ring).windows(2)).map(|w| (w[0], w[1]));
        is_inside(edges, point)
    });
    rows
}

fn holds(shape: &MultiPolygon, point: Point) -> bool {
    is_inside(shape.rings().flat_map(|ring| ring.edges()), point)
}

/// Whether a ray eastwards crosses the border an odd number of times.
fn is_inside(edges: impl Iterator<Item = (Point, Point)>, p: Point) -> bool {
    let is_crossed = |&(a, b): &(Point, Point)| {
        if (a.y > p.y) == (b.y > p.y) {
            return false;
        }
        let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
        let d = |u: i32, v: i32| i128::from(u) - i128::from(v);
        d(high.x, low.x) * d(p.y, low.y) > d(high.y, low.y) * d(p.x, low.x)
    };
    edges.filter(is_crossed).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::pt;
    use atlas::ring::Ring;

    #[test]
    fn every_point_of_two_neighbours_belongs_to_exactly_one() {
        let ring = |points: &[(i32, i32)]| Ring::new(points.iter().map(|&(x, y)| pt(x, y)).collect()).unwrap();
        let west = ring(&[(0, 0), (5, 0), (7, 8), (0, 8)]);
        let east = ring(&[(5, 0), (12, 0), (12, 8), (7, 8)]);
        for x in 0..12 {
            for y in 0..8 {
                let held = [&west, &east].iter().filter(|ring| is_inside(ring.edges(), pt(x, y))).count();
                assert_eq!(held, 1, "{x} {y}");
            }
        }
        assert!(!is_inside(west.edges(), pt(-1, 4)) && !is_inside(west.edges(), pt(20, 4)));
    }
}
