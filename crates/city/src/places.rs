//! Made-up addresses along the streets of the city: a street and a number mean a place.
//!
//! Odd numbers stand on the left of a street and even ones on the right, seen from its
//! start; where two streets of a district share a name, the numbers of the second carry on.
//! Every address stands in a parcel that exists today and on no street. Deterministic.

use crate::facts::Words;
use crate::generate::{City, CityError};
use crate::streets::Street;
use atlas::border::Outline;
use atlas::index::Index;
use atlas::parcel::Parcel;
use atlas::point::{Bounds, Point, UNITS_PER_M, pt};
use std::collections::BTreeMap;

/// How far behind the edge of its street an address stands, m.
const BEHIND_M: f64 = 6.0;

/// An address and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// As written: city, district, street and number. Unique.
    pub text: String,
    /// Its district.
    pub district: String,
    /// Its street.
    pub street: String,
    /// Its number, from 1.
    pub number: u32,
    /// Where it stands, in 0.1 mm from the origin of the city.
    pub at: Point,
}

/// The addresses of a city, street by street, one on each side every `spacing_m` metres
/// (1 m at least).
pub fn addresses(city: &City, spacing_m: f64) -> Result<Vec<Address>, CityError> {
    let words = Words::read()?;
    let ground = Built::new(city);
    let mut given: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let mut addresses = Vec::new();
    for street in &city.streets {
        let before = given.entry((&street.district, &street.name)).or_default();
        let doors = doors(street, spacing_m.max(1.0));
        for (number, at) in (*before + 1..).zip(&doors).filter(|(_, at)| ground.holds(**at)) {
            let (district, name) = (&street.district, &street.name);
            addresses.push(Address {
                text: format!("{}{district}{name}{number}{}", words.city, words.house_number),
                district: district.clone(),
                street: name.clone(),
                number,
                at: *at,
            });
        }
        *before += doors.len() as u32;
    }
    Ok(addresses)
}

/// Where doors could be along a street: left and right in turn, so in the order of their numbers.
fn doors(street: &Street, spacing_m: f64) -> Vec<Point> {
    let aside = f64::from(street.width_dm) / 20.0 * UNITS_PER_M + BEHIND_M * UNITS_PER_M;
    let mut doors = Vec::new();
    for leg in street.line.windows(2) {
        let ((ax, ay), (bx, by)) = (wide(leg[0]), wide(leg[1]));
        let length = ((bx - ax) * (bx - ax) + (by - ay) * (by - ay)).sqrt();
        let (east, north) = ((bx - ax) / length, (by - ay) / length);
        let pairs = (length / (spacing_m * UNITS_PER_M)) as usize;
        for k in 0..pairs {
            let along = (k as f64 + 0.5) / pairs as f64 * length;
            let (x, y) = (ax + east * along, ay + north * along);
            let place = |off: f64| pt((x - north * off).round() as i32, (y + east * off).round() as i32);
            doors.extend([place(aside), place(-aside)]);
        }
    }
    doors
}

/// The land that can have an address.
struct Built<'a> {
    streets: &'a [Street],
    parcels: Vec<&'a Parcel>,
    index: Index,
}

impl<'a> Built<'a> {
    fn new(city: &'a City) -> Built<'a> {
        let parcels: Vec<&Parcel> = city.parts.parcels.iter().filter(|p| p.in_force.until.is_none()).collect();
        let boxes: Vec<Bounds> = parcels.iter().map(|p| p.shape.bounds()).collect();
        Built { streets: &city.streets, index: Index::build(&boxes), parcels }
    }

    fn holds(&self, at: Point) -> bool {
        let window = Bounds { min: at, max: at };
        let inside = |parcel: &Parcel| Outline::new(parcel.shape.rings(), &window).holds(wide(at));
        let mut near = self.index.touching(&window).into_iter();
        near.any(|i| inside(self.parcels[i as usize])) && !self.streets.iter().any(|s| on_street(s, at))
    }
}

fn on_street(street: &Street, at: Point) -> bool {
    let half = f64::from(street.width_dm) / 20.0 * UNITS_PER_M;
    let near = |leg: &[Point]| {
        let ((ax, ay), (bx, by), (x, y)) = (wide(leg[0]), wide(leg[1]), wide(at));
        let length = ((bx - ax) * (bx - ax) + (by - ay) * (by - ay)).sqrt();
        let along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length;
        let aside = ((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / length;
        (0.0..=length).contains(&along) && aside.abs() <= half
    };
    street.line.windows(2).any(near)
}

fn wide(p: Point) -> (f64, f64) {
    (f64::from(p.x), f64::from(p.y))
}
