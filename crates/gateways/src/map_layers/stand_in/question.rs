//! What a client asks for, by WMTS (OGC 07-057r7, KVP and RESTful) or WMS (1.1.1 OGC 01-068r3, 1.3.0
//! OGC 06-042): which picture, or why not, by the code of the standard.
//!
//! Names of fields are taken in any case. In WMS 1.3.0 the box of EPSG:4326 has north first, in
//! 1.1.1 east first; CRS:84 and EPSG:3857 have east first always.

use super::drawing::{Grid, Subject, View};
use crate::map_layers::tile::{HALF_WORLD_M, TileAt};
use std::collections::HashMap;

/// Side of a tile, pixels.
pub(super) const TILE: u32 = 256;
/// Longest side of a WMS picture, pixels.
pub(super) const LONGEST: u32 = 2_048;

/// Fields of a question, names in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(HashMap<String, String>);

/// A refusal: the exception code of the standard and the field it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct No {
    pub code: &'static str,
    pub field: &'static str,
}

type Picture = (Subject, View);

impl Fields {
    pub(super) fn new(fields: Vec<(String, String)>) -> Fields {
        Fields(fields.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect())
    }

    pub(super) fn get(&self, name: &'static str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    fn number<N: std::str::FromStr>(&self, name: &'static str) -> Result<N, No> {
        self.get(name).trim().parse().map_err(|_| no("InvalidParameterValue", name))
    }
}

fn no(code: &'static str, field: &'static str) -> No {
    No { code, field }
}

fn subject(name: &str) -> Option<Subject> {
    match name {
        "districts" => Some(Subject::Districts),
        "borders" => Some(Subject::Borders),
        _ => None,
    }
}

/// The tile of a KVP GetTile.
pub(super) fn wmts(fields: &Fields) -> Result<Picture, No> {
    if !matches!(fields.get("format"), "image/png" | "") {
        return Err(no("InvalidParameterValue", "format"));
    }
    let at = TileAt { z: fields.number("tilematrix")?, x: fields.number("tilecol")?, y: fields.number("tilerow")? };
    tile(fields.get("layer"), fields.get("tilematrixset"), at)
}

/// The tile of a layer in a set of tile matrices.
pub(super) fn tile(layer: &str, set: &str, at: TileAt) -> Result<Picture, No> {
    let subject = subject(layer).ok_or(no("InvalidParameterValue", "layer"))?;
    if !matches!(set, "GoogleMapsCompatible" | "EPSG:3857") {
        return Err(no("InvalidParameterValue", "tilematrixset"));
    }
    if !at.exists() {
        return Err(no("TileOutOfRange", "tilerow"));
    }
    Ok((subject, View { grid: Grid::Mercator, edges: at.edges_m().map(degrees), width: TILE, height: TILE }))
}

/// Metres of EPSG:3857 in degrees of longitude.
fn degrees(metres: f64) -> f64 {
    metres / HALF_WORLD_M * 180.0
}

/// The picture of a GetMap.
pub(super) fn wms(fields: &Fields) -> Result<Picture, No> {
    let named: Option<Vec<Subject>> = fields.get("layers").split(',').map(subject).collect();
    let named = named.ok_or(no("LayerNotDefined", "layers"))?;
    let subject = if named.contains(&Subject::Districts) { Subject::Districts } else { Subject::Borders };
    if fields.get("format") != "image/png" {
        return Err(no("InvalidFormat", "format"));
    }
    let side = |name| fields.number::<u32>(name).ok().filter(|side| (1..=LONGEST).contains(side));
    let (Some(width), Some(height)) = (side("width"), side("height")) else {
        return Err(no("InvalidParameterValue", "width"));
    };
    let numbers: Option<Vec<f64>> = fields.get("bbox").split(',').map(|n| n.trim().parse().ok()).collect();
    let edges = numbers.and_then(|numbers| <[f64; 4]>::try_from(numbers).ok());
    let [a, b, c, d] = edges.ok_or(no("InvalidParameterValue", "bbox"))?;
    let newer = fields.get("version") == "1.3.0";
    let (grid, edges) = match if newer { fields.get("crs") } else { fields.get("srs") } {
        "EPSG:3857" | "EPSG:900913" => (Grid::Mercator, [a, b, c, d].map(degrees)),
        "EPSG:4326" if newer => (Grid::Degrees, [b, a, d, c]),
        "EPSG:4326" | "CRS:84" => (Grid::Degrees, [a, b, c, d]),
        _ if newer => return Err(no("InvalidCRS", "crs")),
        _ => return Err(no("InvalidSRS", "srs")),
    };
    let [west, south, east, north] = edges;
    // Not a number is in no order.
    if !(west < east && south < north && edges.iter().all(|edge| edge.is_finite())) {
        return Err(no("InvalidParameterValue", "bbox"));
    }
    Ok((subject, View { grid, edges, width, height }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(query: &str) -> Fields {
        let pair = |text: &str| text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        Fields::new(query.split('&').filter_map(pair).collect())
    }

    fn check(query: &str, expected: Result<(Grid, [f64; 4]), &str>) {
        let asked = fields(&format!("WIDTH=100&HEIGHT=50&LAYERS=districts&FORMAT=image/png&{query}"));
        let got = wms(&asked).map(|(_, view)| (view.grid, view.edges.map(|edge| (edge * 1e6).round() / 1e6)));
        assert_eq!(got.map_err(|no| no.code), expected, "{query}");
    }

    #[test]
    fn both_versions_of_wms_are_read_with_their_axes() {
        let city = Ok((Grid::Degrees, [120.0, 22.0, 121.0, 23.0]));
        check("VERSION=1.1.1&SRS=EPSG:4326&BBOX=120,22,121,23", city);
        check("version=1.3.0&crs=EPSG:4326&bbox=22,120,23,121", city);
        check("VERSION=1.3.0&CRS=CRS:84&BBOX=120,22,121,23", city);
        let world = Ok((Grid::Mercator, [-180.0, -180.0, 180.0, 180.0]));
        let half = HALF_WORLD_M;
        check(&format!("VERSION=1.3.0&CRS=EPSG:3857&BBOX=-{half},-{half},{half},{half}"), world);
        check("VERSION=1.1.1&SRS=EPSG:3826&BBOX=120,22,121,23", Err("InvalidSRS"));
        check("VERSION=1.3.0&CRS=EPSG:3826&BBOX=120,22,121,23", Err("InvalidCRS"));
        check("VERSION=1.1.1&SRS=EPSG:4326&BBOX=121,22,120,23", Err("InvalidParameterValue"));
        check("VERSION=1.1.1&SRS=EPSG:4326&BBOX=120,22,NaN,23", Err("InvalidParameterValue"));
        check("VERSION=1.1.1&SRS=EPSG:4326&BBOX=120,22,inf,23", Err("InvalidParameterValue"));
        check("VERSION=1.1.1&SRS=EPSG:4326&BBOX=120,22", Err("InvalidParameterValue"));
        check("VERSION=1.1.1&SRS=EPSG:4326&BBOX=120,22,121,23&WIDTH=4096", Err("InvalidParameterValue"));
        check("VERSION=1.1.1&SRS=EPSG:4326&BBOX=120,22,121,23&LAYERS=x", Err("LayerNotDefined"));
        check("VERSION=1.1.1&SRS=EPSG:4326&BBOX=120,22,121,23&FORMAT=image/tiff", Err("InvalidFormat"));
    }

    #[test]
    fn a_tile_is_asked_for_by_matrix_row_and_column() {
        let asked = |query: &str| wmts(&fields(query)).map(|(subject, _)| subject).map_err(|no| (no.code, no.field));
        let good = "Layer=borders&TileMatrixSet=GoogleMapsCompatible&TileMatrix=10&TileRow=445&TileCol=854";
        assert_eq!(asked(good), Ok(Subject::Borders));
        assert_eq!(asked(&good.replace("854", "1024")), Err(("TileOutOfRange", "tilerow")));
        assert_eq!(asked(&good.replace("=10", "=x")), Err(("InvalidParameterValue", "tilematrix")));
        assert_eq!(asked(&good.replace("borders", "x")), Err(("InvalidParameterValue", "layer")));
        assert_eq!(asked(&good.replace("Google", "")), Err(("InvalidParameterValue", "tilematrixset")));
    }
}
