//! Geometry literals of CQL2 text: well-known text and BBOX.

use super::geometry::{Frame, Literal, Position};
use super::text::Reader;
use super::words::{Word, unread};
use crate::fault::Fault;

/// Names of geometry literals.
pub const SERVED: [&str; 7] =
    ["POINT", "MULTIPOINT", "LINESTRING", "MULTILINESTRING", "POLYGON", "MULTIPOLYGON", "BBOX"];

/// Reads what follows the name of a geometry.
pub fn literal(reader: &mut Reader, name: &str) -> Result<Literal, Fault> {
    let mut out = Literal::default();
    match name {
        "POINT" => out.points = positions(reader)?,
        "MULTIPOINT" => out.points = points(reader)?,
        "LINESTRING" => out.lines = vec![positions(reader)?],
        "MULTILINESTRING" => out.lines = list(reader, positions)?,
        "POLYGON" => out.polygons = vec![list(reader, positions)?],
        "MULTIPOLYGON" => out.polygons = list(reader, |reader| list(reader, positions))?,
        "BBOX" => return frame(reader),
        _ => return Err(Fault::bad("filter-geometry").with("name", name).with("served", SERVED.join(", "))),
    }
    check(&out)?;
    Ok(out)
}

/// Whether rings are closed and lines have two ends.
pub fn check(literal: &Literal) -> Result<(), Fault> {
    let is_ring = |ring: &Vec<Position>| ring.len() >= 4 && ring.first() == ring.last();
    let sound = literal.lines.iter().all(|line| line.len() >= 2) && literal.polygons.iter().flatten().all(is_ring);
    if sound { Ok(()) } else { Err(Fault::bad("geometry-open").about("filter")) }
}

fn list<T>(reader: &mut Reader, item: impl Fn(&mut Reader) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    reader.sign("(")?;
    let mut items = vec![item(reader)?];
    while reader.take_sign(",") {
        items.push(item(reader)?);
    }
    reader.sign(")")?;
    Ok(items)
}

fn positions(reader: &mut Reader) -> Result<Vec<Position>, Fault> {
    list(reader, position)
}

/// `((1 2), (3 4))` or `(1 2, 3 4)`.
fn points(reader: &mut Reader) -> Result<Vec<Position>, Fault> {
    list(reader, |reader| {
        if reader.take_sign("(") {
            let place = position(reader)?;
            reader.sign(")")?;
            return Ok(place);
        }
        position(reader)
    })
}

fn position(reader: &mut Reader) -> Result<Position, Fault> {
    let place = (number(reader)?, number(reader)?);
    // A height is read over.
    if matches!(reader.peek(), Some(Word::Number(_))) {
        number(reader)?;
    }
    Ok(place)
}

fn number(reader: &mut Reader) -> Result<f64, Fault> {
    match reader.word() {
        Some((_, Word::Number(number))) => Ok(number),
        Some((at, word)) => Err(unread(at, &word.shown(), "expected-number")),
        None => Err(reader.ended("expected-number")),
    }
}

fn frame(reader: &mut Reader) -> Result<Literal, Fault> {
    let numbers = list(reader, number)?;
    frame_of(&numbers)
}

/// The box of four numbers, or of six with heights.
pub fn frame_of(numbers: &[f64]) -> Result<Literal, Fault> {
    let (min, max) = match *numbers {
        [a, b, c, d] => ((a, b), (c, d)),
        [a, b, _, c, d, _] => ((a, b), (c, d)),
        _ => return Err(Fault::bad("filter-bbox").about("filter")),
    };
    if !(min.0 <= max.0 && min.1 <= max.1) {
        return Err(Fault::bad("filter-bbox").about("filter"));
    }
    Ok(Literal::frame(Frame { min, max }))
}
