//! GeoJSON feature collections in EPSG:3826.
//!
//! RFC 7946 knows only WGS 84; plan files use the older `crs` member. Without one the
//! coordinates are taken for EPSG:3826 and that is remarked; with another one nothing is taken.

use crate::feature::{Feature, RawRing, shape};
use crate::problem::{Imported, Problem, What};
use atlas::point::Origin;
use geojson::{FeatureCollection, GeometryValue, JsonValue, Position};

/// Reads all features with their attributes as text.
pub fn read(raw: &[u8], origin: Origin) -> Imported<Feature> {
    let mut problems = Vec::new();
    let collection: FeatureCollection = match serde_json::from_slice(raw) {
        Ok(collection) => collection,
        Err(e) => return refused(What::Unreadable(e.to_string())),
    };
    match reference(&collection) {
        Some(name) if name.ends_with("3826") => {}
        Some(name) => return refused(What::OtherReference(name)),
        None => problems.push(Problem::of_file(What::ReferenceNotStated)),
    }
    let mut taken = Vec::new();
    for (number, feature) in collection.features.into_iter().enumerate() {
        let parts = feature.geometry.map(|g| parts(g.value)).unwrap_or_default();
        let Some(extent) = shape(number, parts, origin, &mut problems) else { continue };
        let properties = feature.properties.unwrap_or_default();
        let attributes = properties.into_iter().filter_map(|(k, v)| Some((k, text(v)?))).collect();
        taken.push(Feature { number, attributes, extent });
    }
    Imported { taken, problems }
}

fn refused(what: What) -> Imported<Feature> {
    Imported { taken: Vec::new(), problems: vec![Problem::of_file(what)] }
}

fn reference(collection: &FeatureCollection) -> Option<String> {
    let crs = collection.foreign_members.as_ref()?.get("crs")?;
    let name = crs.pointer("/properties/name").and_then(JsonValue::as_str);
    Some(name.map_or_else(|| crs.to_string(), str::to_owned))
}

fn text(value: JsonValue) -> Option<String> {
    let text = match value {
        JsonValue::Null => return None,
        JsonValue::String(s) => s.trim().to_owned(),
        other => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

fn parts(value: GeometryValue) -> Vec<Vec<RawRing>> {
    let at = |p: &Position, i: usize| p.as_slice().get(i).copied().unwrap_or(f64::NAN);
    let point = |p: Position| (at(&p, 0), at(&p, 1));
    let rings = |part: Vec<Vec<Position>>| part.into_iter().map(|r| r.into_iter().map(point).collect()).collect();
    match value {
        GeometryValue::Polygon { coordinates } => vec![rings(coordinates)],
        GeometryValue::MultiPolygon { coordinates } => coordinates.into_iter().map(rings).collect(),
        _ => Vec::new(),
    }
}
