//! Extents as GeoJSON geometry (RFC 7946), in any reference system served, straight into a buffer.

use atlas::point::Point;

use crate::ground::Ground;
use crate::number::push_fixed;
use crate::shape::{Shape, Side};

/// What a shape is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One shell: further ones are left out.
    Polygon,
    /// As many shells as there are.
    MultiPolygon,
}

impl Kind {
    /// Its name in GeoJSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Polygon => "Polygon",
            Kind::MultiPolygon => "MultiPolygon",
        }
    }
}

/// Writes the geometry object of a shape.
pub fn push_geometry(out: &mut Vec<u8>, (shape, kind): (&Shape<'_>, Kind), ground: &Ground) {
    out.extend_from_slice(b"{\"type\":\"");
    out.extend_from_slice(kind.name().as_bytes());
    out.extend_from_slice(b"\",\"coordinates\":[");
    let mut parts = 0;
    let is_multi = kind == Kind::MultiPolygon;
    shape.rings(|side, points| {
        if side == Side::Shell {
            parts += 1;
        }
        if !is_multi && parts > 1 {
            return;
        }
        match (side, is_multi, parts) {
            (Side::Hole, _, _) => out.push(b','),
            (Side::Shell, true, 1) => out.push(b'['),
            (Side::Shell, true, _) => out.extend_from_slice(b"],["),
            (Side::Shell, false, _) => {}
        }
        push_ring(out, points, ground);
    });
    if is_multi && parts > 0 {
        out.push(b']');
    }
    out.extend_from_slice(b"]}");
}

fn push_ring(out: &mut Vec<u8>, points: &[Point], ground: &Ground) {
    let reference = ground.reference();
    let (decimals, is_north_first) = (reference.decimals(), reference.is_north_first());
    let closing = match points {
        [first, .., last] if first != last => Some(first),
        _ => None,
    };
    out.push(b'[');
    for (k, &point) in points.iter().chain(closing).enumerate() {
        if k > 0 {
            out.push(b',');
        }
        let (east, north) = ground.place(point);
        let (one, two) = if is_north_first { (north, east) } else { (east, north) };
        out.push(b'[');
        push_fixed(out, one, decimals);
        out.push(b',');
        push_fixed(out, two, decimals);
        out.push(b']');
    }
    out.push(b']');
}

/// Writes a text with its quotation marks, escaped.
pub fn push_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            0..=0x1f => {
                let digit = |n: u8| b"0123456789abcdef"[n as usize];
                out.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
            }
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Reference;
    use atlas::point::{Bounds, Origin, pt};
    use atlas::polygon::{MultiPolygon, Polygon};
    use atlas::ring::Ring;

    fn square(x: i32, side: i32) -> Ring {
        Ring::new(vec![pt(x, 0), pt(x + side, 0), pt(x + side, side), pt(x, side)]).unwrap()
    }

    #[test]
    fn parts_and_holes_are_nested_as_they_should_be() {
        let around = Bounds { min: pt(0, 0), max: pt(9, 9) };
        let ground = Ground::new(Reference::Epsg3826, (Origin { x_m: 0, y_m: 0 }, around)).unwrap();
        let shape =
            MultiPolygon(vec![Polygon::new(square(0, 4), vec![square(1, 2)]), Polygon::new(square(6, 1), vec![])]);
        let written = |kind| {
            let mut out = Vec::new();
            push_geometry(&mut out, (&Shape::Value(&shape), kind), &ground);
            serde_json::from_slice::<serde_json::Value>(&out).unwrap()
        };
        let multi = written(Kind::MultiPolygon);
        assert_eq!(multi["coordinates"].as_array().unwrap().len(), 2);
        assert_eq!(multi["coordinates"][0].as_array().unwrap().len(), 2);
        assert_eq!(multi["coordinates"][1][0][0], serde_json::json!([0.0006, 0.0]));
        assert_eq!(multi["coordinates"][1][0][4], multi["coordinates"][1][0][0]);
        assert_eq!(written(Kind::Polygon)["coordinates"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn texts_are_escaped() {
        let mut out = Vec::new();
        push_text(&mut out, "住宅區\"\\\n");
        assert_eq!(String::from_utf8(out).unwrap(), "\"住宅區\\\"\\\\\\u000a\"");
    }
}
