//! The reference systems map programs may ask for: names, order of axes, units, and the way there and back.
//!
//! Served: CRS84 and EPSG:4326 (degrees; one has the longitude first, the other the latitude), EPSG:3826 (what
//! everything is kept in) and EPSG:3857 (what web maps use). Nothing else: a place is never guessed.

use crate::projection::{OutOfReach, System, one};

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

    /// Units of the last decimal in one of its own.
    #[must_use]
    pub const fn scale(self) -> f64 {
        if self.is_degrees() { 1e7 } else { 1e4 }
    }

    /// The system whatever the order of its axes.
    #[must_use]
    pub const fn system(self) -> System {
        match self {
            Reference::Crs84 | Reference::Epsg4326 => System::Lonlat,
            Reference::Epsg3826 => System::Twd97,
            Reference::Epsg3857 => System::Web,
        }
    }

    /// A place in metres of EPSG:3826, east before north, in this system, east before north.
    ///
    /// # Errors
    /// A place far from Taiwan.
    pub fn of_metres(self, place: (f64, f64)) -> Result<(f64, f64), OutOfReach> {
        one(System::Twd97, self.system(), place)
    }

    /// A place of this system, east before north, in metres of EPSG:3826, east before north.
    ///
    /// # Errors
    /// A place far from Taiwan.
    pub fn to_metres(self, place: (f64, f64)) -> Result<(f64, f64), OutOfReach> {
        one(self.system(), System::Twd97, place)
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
}
