//! The reference systems map programs may ask for: names, order of axes, units, and the way there and back.
//!
//! Served: CRS84 and EPSG:4326 (degrees; one has the longitude first, the other the latitude), EPSG:3826 (what
//! everything is kept in) and EPSG:3857 (what web maps use). Nothing else: a place is never guessed.

use crate::transverse;

/// Radius of the sphere of EPSG:3857, metres.
const SPHERE_M: f64 = 6_378_137.0;
/// Half the world of EPSG:3857, metres.
pub const HALF_WORLD_M: f64 = SPHERE_M * std::f64::consts::PI;

/// A reference system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    /// Longitude and latitude of WGS 84.
    Crs84,
    /// Latitude and longitude of WGS 84.
    Epsg4326,
    /// TWD97 / TM2 zone 121, metres.
    Epsg3826,
    /// Web Mercator, metres.
    Epsg3857,
}

impl Reference {
    /// All of them, the default of OGC API first.
    pub const ALL: [Reference; 4] = [Reference::Crs84, Reference::Epsg4326, Reference::Epsg3826, Reference::Epsg3857];

    /// Its name as OGC API writes it.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Reference::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Reference::Epsg4326 => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Reference::Epsg3826 => "http://www.opengis.net/def/crs/EPSG/0/3826",
            Reference::Epsg3857 => "http://www.opengis.net/def/crs/EPSG/0/3857",
        }
    }

    /// Its name as WMS writes it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Reference::Crs84 => "CRS:84",
            Reference::Epsg4326 => "EPSG:4326",
            Reference::Epsg3826 => "EPSG:3826",
            Reference::Epsg3857 => "EPSG:3857",
        }
    }

    /// Reads an URI, a safe CURIE (`[EPSG:3826]`), an URN or a code such as `EPSG:3826`.
    #[must_use]
    pub fn named(text: &str) -> Option<Reference> {
        let text = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
        let same = |r: &Reference| {
            let urn = r.code().rsplit(':').next().unwrap_or_default();
            text == r.uri()
                || text == r.uri().replacen("http://", "https://", 1)
                || text.eq_ignore_ascii_case(r.code())
                || text.eq_ignore_ascii_case(&format!("urn:ogc:def:crs:EPSG::{urn}"))
        };
        let crs84 = ["OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84"];
        if crs84.iter().any(|name| text.eq_ignore_ascii_case(name)) {
            return Some(Reference::Crs84);
        }
        Reference::ALL.into_iter().find(same)
    }

    /// Whether the second of our two numbers (north) comes first.
    #[must_use]
    pub const fn is_north_first(self) -> bool {
        matches!(self, Reference::Epsg4326)
    }

    /// Whether its unit is the degree.
    #[must_use]
    pub const fn is_degrees(self) -> bool {
        matches!(self, Reference::Crs84 | Reference::Epsg4326)
    }

    /// Decimals coordinates are written with: 1 cm in degrees, 0.1 mm in metres.
    #[must_use]
    pub const fn decimals(self) -> u32 {
        if self.is_degrees() { 7 } else { 4 }
    }

    /// A place in metres of EPSG:3826, east before north, in this system, east before north.
    #[must_use]
    pub fn of_metres(self, place: (f64, f64)) -> (f64, f64) {
        match self {
            Reference::Epsg3826 => place,
            Reference::Crs84 | Reference::Epsg4326 => transverse::degrees(place),
            Reference::Epsg3857 => {
                let (longitude, latitude) = transverse::degrees(place);
                (SPHERE_M * longitude.to_radians(), SPHERE_M * latitude.to_radians().tan().asinh())
            }
        }
    }

    /// A place of this system, east before north, in metres of EPSG:3826, east before north.
    #[must_use]
    pub fn to_metres(self, (east, north): (f64, f64)) -> (f64, f64) {
        match self {
            Reference::Epsg3826 => (east, north),
            Reference::Crs84 | Reference::Epsg4326 => transverse::metres((east, north)),
            Reference::Epsg3857 => {
                let latitude = (north / SPHERE_M).sinh().atan();
                transverse::metres(((east / SPHERE_M).to_degrees(), latitude.to_degrees()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_has_many_names_and_others_are_not_served() {
        for (text, system) in [
            ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", Some(Reference::Crs84)),
            ("CRS:84", Some(Reference::Crs84)),
            ("[EPSG:3826]", Some(Reference::Epsg3826)),
            ("epsg:3857", Some(Reference::Epsg3857)),
            ("urn:ogc:def:crs:EPSG::4326", Some(Reference::Epsg4326)),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", Some(Reference::Crs84)),
            ("EPSG:3825", None),
            ("", None),
        ] {
            assert_eq!(Reference::named(text), system, "{text}");
        }
    }

    #[test]
    fn there_and_back_is_the_same_place() {
        let place = (178_188.612_3, 2_503_182.400_1);
        let (x, y) = Reference::Epsg3857.of_metres(place);
        // PROJ's answer.
        assert!((x - 13_391_890.653_451_6).abs() < 1e-6 && (y - 2_587_008.707_317_89).abs() < 1e-6, "{x} {y}");
        for system in Reference::ALL {
            let (x, y) = system.to_metres(system.of_metres(place));
            assert!((x - place.0).abs() < 1e-6 && (y - place.1).abs() < 1e-6, "{system:?} {x} {y}");
        }
    }
}
