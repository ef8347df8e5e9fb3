//! Which reference system a file says it is in; only EPSG:3826 is read.
//!
//! A `.prj` is believed by what it defines, not by its name alone: the datum TWD97 or the ellipsoid
//! GRS 80, the central meridian 121°, the scale 0.9999 and 250,000 m of false easting, in metres.
//! Nothing is transformed here: TWD67 differs by some 830 m and needs its own, documented step
//! with common points; degrees and other projections are projected before the import.

use crate::wkt::Node;
use serde::{Deserialize, Serialize};

/// What a file says of its reference system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// EPSG:3826.
    Ours,
    /// Another one.
    Other {
        /// Its name as found.
        found: String,
        /// Which one.
        known: Known,
    },
    /// Nothing.
    NotStated,
}

/// Reference systems that plan files are met in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// TWD67 / TM2 zone 121 (EPSG:3828).
    Twd67,
    /// TWD67 / TM2 zone 119 (EPSG:3827), for the outer islands.
    Twd67Islands,
    /// TWD97 / TM2 zone 119 (EPSG:3825), for the outer islands.
    Twd97Islands,
    /// Degrees of TWD67 (EPSG:3821).
    Twd67Degrees,
    /// Degrees of TWD97 (EPSG:3824).
    Twd97Degrees,
    /// Degrees of WGS 84 (EPSG:4326).
    Wgs84Degrees,
    /// The projection of web maps (EPSG:3857).
    WebMercator,
    /// UTM zone 50 or 51 (EPSG:32650, 32651).
    Utm,
    /// None of these.
    Unknown,
}

/// What somebody with such a file does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Transform by common points, as a step of its own with a record.
    TransformByCommonPoints,
    /// Project to EPSG:3826 with any tool, then import.
    Project,
    /// The land is not this city's.
    OtherLand,
    /// Ask whoever made the file.
    AskItsMaker,
}

impl Known {
    /// The next step.
    pub fn next(self) -> Next {
        match self {
            Known::Twd67 | Known::Twd67Degrees => Next::TransformByCommonPoints,
            Known::Twd67Islands | Known::Twd97Islands => Next::OtherLand,
            Known::Twd97Degrees | Known::Wgs84Degrees | Known::WebMercator | Known::Utm => Next::Project,
            Known::Unknown => Next::AskItsMaker,
        }
    }
}

impl Reference {
    /// By its number in the EPSG register.
    pub fn of_epsg(code: u32) -> Reference {
        let known = match code {
            3826 => return Reference::Ours,
            3828 => Known::Twd67,
            3827 => Known::Twd67Islands,
            3825 => Known::Twd97Islands,
            3821 => Known::Twd67Degrees,
            3824 => Known::Twd97Degrees,
            4326 | 4979 => Known::Wgs84Degrees,
            3857 | 900_913 | 102_100 | 102_113 => Known::WebMercator,
            32_650 | 32_651 => Known::Utm,
            _ => Known::Unknown,
        };
        Reference::Other { found: format!("EPSG:{code}"), known }
    }

    /// By a name such as `EPSG:3826`, `urn:ogc:def:crs:EPSG::3826` or
    /// `http://www.opengis.net/def/crs/EPSG/0/3826`.
    pub fn of_name(name: &str) -> Reference {
        let name = name.trim();
        let (before, last) = name.rsplit_once([':', '/', '#']).unwrap_or(("", name));
        let upper = before.to_ascii_uppercase();
        if last.eq_ignore_ascii_case("CRS84") {
            return Reference::Other { found: name.to_owned(), known: Known::Wgs84Degrees };
        }
        match last.parse::<u32>() {
            Ok(code) if upper.contains("EPSG") => match Reference::of_epsg(code) {
                Reference::Other { known, .. } => Reference::Other { found: name.to_owned(), known },
                ours => ours,
            },
            _ => Reference::of_wkt(name),
        }
    }

    /// By well-known text, as in a `.prj`. Empty text states nothing.
    pub fn of_wkt(text: &str) -> Reference {
        if text.trim().trim_start_matches('\u{feff}').is_empty() {
            return Reference::NotStated;
        }
        let Some(node) = Node::parse(text) else { return Reference::named(text, Known::Unknown) };
        // A compound system holds the flat one inside; a bound one the source.
        let flat =
            ["PROJCS", "PROJCRS", "PROJECTEDCRS", "GEOGCS", "GEOGCRS", "GEODCRS", "GEODETICCRS", "GEOGRAPHICCRS"];
        let node = if flat.contains(&node.keyword.as_str()) { Some(&node) } else { node.find(&flat) };
        let Some(node) = node else { return Reference::named(text, Known::Unknown) };
        match (defined(node), node.authority()) {
            // The number must not contradict the definition.
            (Ok(()), Some((authority, code))) if authority.eq_ignore_ascii_case("EPSG") && code != 3826 => {
                Reference::of_epsg(code)
            }
            (Ok(()), _) => Reference::Ours,
            (Err(Known::Unknown), Some((authority, code))) if authority.eq_ignore_ascii_case("EPSG") => {
                match Reference::of_epsg(code) {
                    Reference::Other { known, .. } => Reference::named(node.name(), known),
                    _ => Reference::named(node.name(), Known::Unknown),
                }
            }
            (Err(known), _) => Reference::named(node.name(), known),
        }
    }

    /// A coordinate that can only be degrees of this part of the world.
    pub fn is_degrees(x: f64, y: f64) -> bool {
        let east = |v: f64| (114.0..=124.0).contains(&v);
        let north = |v: f64| (10.0..=27.0).contains(&v);
        (east(x) && north(y)) || (east(y) && north(x))
    }

    fn named(name: &str, known: Known) -> Reference {
        Reference::Other { found: name.trim().chars().take(120).collect(), known }
    }
}

/// Whether the definition is that of EPSG:3826, or what it is instead.
fn defined(node: &Node) -> Result<(), Known> {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
    };
    let datum =
        node.find(&["DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE"]).map(|d| letters(d.name())).unwrap_or_default();
    let ellipsoid = node.find(&["SPHEROID", "ELLIPSOID"]).map(|d| letters(d.name())).unwrap_or_default();
    let old = datum.contains("67") || ellipsoid.contains("67") || ellipsoid.contains("AUST");
    let twd97 = datum.contains("97") || (!datum.contains("WGS") && !old && ellipsoid.contains("GRS"));
    if !node.keyword.starts_with("PROJ") {
        return Err(match (old, twd97) {
            (true, _) => Known::Twd67Degrees,
            (_, true) => Known::Twd97Degrees,
            _ if datum.contains("WGS") => Known::Wgs84Degrees,
            _ => Known::Unknown,
        });
    }
    let method = node.find(&["PROJECTION", "METHOD"]).map(|m| letters(m.name())).unwrap_or_default();
    let parameter = |names: &[&str]| -> Option<f64> {
        let mut all = node.inside.iter().chain(node.child(&["CONVERSION"]).into_iter().flat_map(|c| &c.inside));
        let named = |n: &&Node| n.keyword == "PARAMETER" && names.contains(&letters(n.name()).as_str());
        all.find(named).and_then(Node::number)
    };
    let near = |value: Option<f64>, wanted: f64| value.is_some_and(|v| (v - wanted).abs() < 1e-9);
    let meridian = parameter(&["CENTRALMERIDIAN", "LONGITUDEOFNATURALORIGIN"]);
    let name = letters(node.name());
    if method.starts_with("MERCATORAUXILIARY") || name.contains("PSEUDOMERCATOR") || name.contains("WEBMERCATOR") {
        return Err(Known::WebMercator);
    }
    if method != "TRANSVERSEMERCATOR" {
        return Err(Known::Unknown);
    }
    let scale = parameter(&["SCALEFACTOR", "SCALEFACTORATNATURALORIGIN"]);
    if near(scale, 0.9996) && (near(meridian, 123.0) || near(meridian, 117.0)) {
        return Err(Known::Utm);
    }
    let metres = node
        .child(&["UNIT", "LENGTHUNIT"])
        .or_else(|| node.child(&["AXIS"]).and_then(|axis| axis.child(&["LENGTHUNIT"])))
        .and_then(Node::number);
    let two_degrees = near(scale, 0.9999)
        && near(parameter(&["FALSEEASTING"]), 250_000.0)
        && near(parameter(&["FALSENORTHING"]), 0.0)
        && parameter(&["LATITUDEOFORIGIN", "LATITUDEOFNATURALORIGIN"]).is_none_or(|v| v.abs() < 1e-9)
        && metres.is_none_or(|m| (m - 1.0).abs() < 1e-9);
    match (two_degrees, old, twd97) {
        (true, true, _) if near(meridian, 121.0) => Err(Known::Twd67),
        (true, true, _) if near(meridian, 119.0) => Err(Known::Twd67Islands),
        (true, _, true) if near(meridian, 119.0) => Err(Known::Twd97Islands),
        (true, _, true) if near(meridian, 121.0) => Ok(()),
        _ => Err(Known::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ESRI: &str = r#"PROJCS["NAME",GEOGCS["GCS_TWD_1997",DATUM["D_TWD_1997",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",250000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",121.0],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;

    fn known(reference: Reference) -> Option<Known> {
        match reference {
            Reference::Other { known, .. } => Some(known),
            _ => None,
        }
    }

    #[test]
    fn the_definition_counts_whatever_the_name() {
        for name in ["TWD_1997_TM_Taiwan", "TWD97_TM2_zone_121", "TWD97 / TM2 zone 121", "mine"] {
            assert_eq!(Reference::of_wkt(&ESRI.replace("NAME", name)), Reference::Ours, "{name}");
        }
        for (from, to, want) in [
            ("121.0", "119.0", Known::Twd97Islands),
            ("0.9999", "0.9996", Known::Unknown),
            ("\"False_Easting\",250000", "\"False_Easting\",350000", Known::Unknown),
            ("\"Meter\",1.0", "\"Foot\",0.3048", Known::Unknown),
            ("D_TWD_1997", "D_TWD_1967", Known::Twd67),
            ("GRS_1980", "GRS_1967_Truncated", Known::Twd67),
            ("Transverse_Mercator", "Lambert_Conformal_Conic", Known::Unknown),
            ("D_TWD_1997", "D_WGS_1984", Known::Unknown),
        ] {
            let text = ESRI.replace("NAME", "TWD_1997_TM_Taiwan").replace(from, to);
            assert_eq!(known(Reference::of_wkt(&text)), Some(want), "{to}");
        }
    }

    #[test]
    fn others_are_named_with_the_next_step() {
        for (name, want, next) in [
            ("EPSG:3828", Known::Twd67, Next::TransformByCommonPoints),
            ("urn:ogc:def:crs:EPSG::4326", Known::Wgs84Degrees, Next::Project),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", Known::Wgs84Degrees, Next::Project),
            ("http://www.opengis.net/def/crs/EPSG/0/3857", Known::WebMercator, Next::Project),
            ("EPSG:13826", Known::Unknown, Next::AskItsMaker),
            ("EPSG:3825", Known::Twd97Islands, Next::OtherLand),
            ("anything", Known::Unknown, Next::AskItsMaker),
        ] {
            let found = Reference::of_name(name);
            assert_eq!(found, Reference::Other { found: name.to_owned(), known: want });
            assert_eq!(want.next(), next);
        }
        for name in [
            "EPSG:3826",
            "urn:ogc:def:crs:EPSG::3826",
            "urn:ogc:def:crs:EPSG:9.9:3826",
            "http://www.opengis.net/def/crs/EPSG/0/3826",
        ] {
            assert_eq!(Reference::of_name(name), Reference::Ours);
        }
        assert_eq!(Reference::of_wkt(" \r\n"), Reference::NotStated);
    }

    #[test]
    fn a_number_that_contradicts_the_definition_is_not_believed() {
        let text = ESRI.replace("NAME", "x");
        let with = |code: u32| format!("{},AUTHORITY[\"EPSG\",\"{code}\"]]", &text[..text.len() - 1]);
        assert_eq!(Reference::of_wkt(&with(3826)), Reference::Ours);
        assert_eq!(known(Reference::of_wkt(&with(3828))), Some(Known::Twd67));
    }
}
