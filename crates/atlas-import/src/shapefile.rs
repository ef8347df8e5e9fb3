//! Shapefiles: shapes from `.shp`, attributes from `.dbf`, text by `.cpg`.
//!
//! Rings come without saying which hole belongs to which shell: clockwise rings are
//! shells, and a hole goes to the smallest shell that holds its first point.

use crate::dbf::{self, Encoding, Table};
use crate::feature::{Feature, RawRing, shape};
use crate::problem::{Imported, Problem, What};
use atlas::point::Origin;
use shapefile::record::polygon::GenericPolygon;
use shapefile::record::traits::HasXY;
use shapefile::{PolygonRing, Shape, ShapeReader};
use std::collections::BTreeMap;
use std::io::Cursor;

/// The files of one Shapefile.
#[derive(Clone, Copy, Debug)]
pub struct ShapefileBytes<'a> {
    /// The `.shp`.
    pub shp: &'a [u8],
    /// The `.dbf`.
    pub dbf: &'a [u8],
    /// How the attributes are encoded; see [`Encoding::from_cpg`].
    pub encoding: Encoding,
}

/// Reads all features with their attributes as text. The reference system stands in a
/// `.prj`, which the caller shows to the officer; it is remarked here that none was read.
pub fn read(files: ShapefileBytes<'_>, origin: Origin) -> Imported<Feature> {
    let mut problems = vec![Problem::of_file(What::ReferenceNotStated)];
    let shapes = ShapeReader::new(Cursor::new(files.shp)).and_then(ShapeReader::read);
    let (shapes, table) = match (shapes, dbf::read(files.dbf)) {
        (Ok(shapes), Ok(table)) => (shapes, table),
        (Err(e), _) => return refused(e.to_string()),
        (_, Err(e)) => return refused(e.to_owned()),
    };
    if shapes.len() != table.rows.len() {
        problems.push(Problem::of_file(What::CountsDiffer { shapes: shapes.len(), rows: table.rows.len() }));
    }
    let mut taken = Vec::new();
    for (number, drawn) in shapes.into_iter().enumerate().take(table.rows.len()) {
        let attributes = attributes(number, &table, files.encoding, &mut problems);
        let Some(parts) = parts(drawn) else {
            problems.push(Problem::of(number, What::HoleWithoutShell));
            continue;
        };
        if let Some(extent) = shape(number, parts, origin, &mut problems) {
            taken.push(Feature { number, attributes, extent });
        }
    }
    Imported { taken, problems }
}

fn refused(why: String) -> Imported<Feature> {
    Imported { taken: Vec::new(), problems: vec![Problem::of_file(What::Unreadable(why))] }
}

fn attributes(
    number: usize,
    table: &Table<'_>,
    encoding: Encoding,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (name, cell) in table.fields.iter().zip(&table.rows[number]) {
        let field = encoding.decode(name).0;
        let (text, unmapped) = encoding.decode(cell);
        for pair in unmapped {
            problems.push(Problem::of(number, What::UnmappedBytes { field: field.clone(), pair }));
        }
        if !text.is_empty() {
            found.insert(field, text);
        }
    }
    found
}

/// Shell and holes of each part; `None` when a hole lies in no shell.
fn parts(drawn: Shape) -> Option<Vec<Vec<RawRing>>> {
    match drawn {
        Shape::Polygon(p) => sorted(p),
        Shape::PolygonM(p) => sorted(p),
        Shape::PolygonZ(p) => sorted(p),
        _ => Some(Vec::new()),
    }
}

fn sorted<P: HasXY>(polygon: GenericPolygon<P>) -> Option<Vec<Vec<RawRing>>> {
    let raw = |points: &[P]| -> RawRing { points.iter().map(|p| (p.x(), p.y())).collect() };
    let mut parts: Vec<Vec<RawRing>> = Vec::new();
    let mut holes: Vec<RawRing> = Vec::new();
    for ring in polygon.rings() {
        match ring {
            PolygonRing::Outer(points) => parts.push(vec![raw(points)]),
            PolygonRing::Inner(points) => holes.push(raw(points)),
        }
    }
    for hole in holes {
        let around = parts.iter_mut().filter(|part| holds(&part[0], hole[0]));
        around.min_by(|a, b| size(&a[0]).total_cmp(&size(&b[0])))?.push(hole);
    }
    Some(parts)
}

fn edges(ring: &RawRing) -> impl Iterator<Item = ((f64, f64), (f64, f64))> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

fn holds(ring: &RawRing, (x, y): (f64, f64)) -> bool {
    let crosses = |&((ax, ay), (bx, by)): &((f64, f64), (f64, f64))| {
        (ay > y) != (by > y) && x < ax + (y - ay) * (bx - ax) / (by - ay)
    };
    edges(ring).filter(crosses).count() % 2 == 1
}

fn size(ring: &RawRing) -> f64 {
    let (ox, oy) = ring[0];
    edges(ring).map(|((ax, ay), (bx, by))| (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)).sum::<f64>().abs()
}
