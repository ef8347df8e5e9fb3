//! The rings of one GeoJSON geometry, straight from the text.
//!
//! `type` may come after `coordinates`, so the depth of the brackets is read as it is and compared with
//! the type afterwards. Points beyond the limit of a ring are counted and not kept.

use crate::feature::{RawParts, RawRing};
use crate::intake::{Intake, Stop};
use crate::problem::{What, Why};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A geometry as drawn.
pub struct Drawn {
    /// Shell and holes of each part; empty for anything but polygons.
    pub parts: Result<RawParts, Stop>,
}

/// Reads a geometry; `None` for `null`.
pub struct GeometrySeed<'i, 'a> {
    /// Where room is asked for.
    pub intake: &'i mut Intake<'a>,
    /// Why the file is refused, when the reading ends for it.
    pub refused: &'i mut Option<What>,
}

impl<'de> DeserializeSeed<'de> for GeometrySeed<'_, '_> {
    type Value = Option<Drawn>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<Drawn>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for GeometrySeed<'_, '_> {
    type Value = Option<Drawn>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a geometry")
    }

    fn visit_unit<E: Error>(self) -> Result<Option<Drawn>, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Drawn>, A::Error> {
        let (mut kind, mut nest) = (String::new(), Ok(Nest::Empty));
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => kind = map.next_value()?,
                "coordinates" => {
                    let mut stop = None;
                    let read = map.next_value_seed(Brackets { intake: &mut *self.intake, stop: &mut stop, depth: 0 });
                    nest = match (stop, read) {
                        // A file that is refused need not be read to its end.
                        (Some(Stop::File(what)), _) => {
                            *self.refused = Some(what);
                            return Err(A::Error::custom("refused"));
                        }
                        (Some(stop), Ok(_)) => Err(stop),
                        (_, read) => Ok(read?),
                    };
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Some(Drawn { parts: nest.and_then(|nest| parts(&kind, nest)) }))
    }
}

fn parts(kind: &str, nest: Nest) -> Result<RawParts, Stop> {
    match (kind, nest) {
        ("Polygon", Nest::Part(part)) => Ok(vec![part]),
        ("MultiPolygon", Nest::Parts(parts)) => Ok(parts),
        ("Polygon" | "MultiPolygon", Nest::Empty) => Ok(Vec::new()),
        ("Polygon" | "MultiPolygon", _) => Err(Stop::Feature(What::BrokenShape(Why::Broken("coordinates".to_owned())))),
        _ => Ok(Vec::new()),
    }
}

/// What stands between brackets.
enum Nest {
    Empty,
    Number(f64),
    Point(f64, f64),
    Ring(RawRing),
    Part(Vec<RawRing>),
    Parts(RawParts),
    /// Not alike, or too deep.
    Mixed,
}

/// Reads one bracket or number.
struct Brackets<'i, 'a> {
    intake: &'i mut Intake<'a>,
    stop: &'i mut Option<Stop>,
    depth: u8,
}

impl<'de> DeserializeSeed<'de> for Brackets<'_, '_> {
    type Value = Nest;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Nest, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Brackets<'_, '_> {
    type Value = Nest;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("coordinates")
    }

    fn visit_unit<E: Error>(self) -> Result<Nest, E> {
        Ok(Nest::Mixed)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Nest, E> {
        Ok(Nest::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Nest, E> {
        Ok(Nest::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Nest, E> {
        Ok(Nest::Number(number as f64))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Nest, E> {
        Ok(Nest::Mixed)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Nest, E> {
        Ok(Nest::Mixed)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Nest, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Nest::Mixed)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Nest, A::Error> {
        let Brackets { intake, stop, depth } = self;
        if depth > 4 || stop.is_some() {
            return skip(seq, Nest::Mixed);
        }
        let mut next =
            |seq: &mut A| seq.next_element_seed(Brackets { intake: &mut *intake, stop: &mut *stop, depth: depth + 1 });
        match next(&mut seq)? {
            None => Ok(Nest::Empty),
            Some(Nest::Number(x)) => match next(&mut seq)? {
                Some(Nest::Number(y)) => skip(seq, Nest::Point(x, y)),
                _ => skip(seq, Nest::Mixed),
            },
            Some(Nest::Point(x, y)) => ring(seq, (x, y), (intake, stop)),
            Some(Nest::Ring(ring)) => {
                let mut part = vec![ring];
                loop {
                    match next(&mut seq)? {
                        Some(Nest::Ring(ring)) => part.push(ring),
                        Some(_) => return skip(seq, Nest::Mixed),
                        None => return Ok(Nest::Part(part)),
                    }
                }
            }
            Some(Nest::Part(part)) => {
                let mut parts = vec![part];
                loop {
                    match next(&mut seq)? {
                        Some(Nest::Part(part)) => parts.push(part),
                        Some(_) => return skip(seq, Nest::Mixed),
                        None => return Ok(Nest::Parts(parts)),
                    }
                }
            }
            Some(Nest::Empty | Nest::Parts(_) | Nest::Mixed) => skip(seq, Nest::Mixed),
        }
    }
}

/// Reads the rest of a ring; what is over the limit is counted and not kept.
fn ring<'de, A: SeqAccess<'de>>(
    mut seq: A,
    first: (f64, f64),
    (intake, stop): (&mut Intake<'_>, &mut Option<Stop>),
) -> Result<Nest, A::Error> {
    let most = intake.how.limits.ring_vertices;
    let (mut ring, mut count) = (vec![first], 1u64);
    loop {
        let point = seq.next_element_seed(Brackets { intake: &mut *intake, stop: &mut *stop, depth: 4 })?;
        match point {
            Some(Nest::Point(x, y)) => {
                count += 1;
                if count <= most {
                    ring.push((x, y));
                }
            }
            Some(_) => return skip(seq, Nest::Mixed),
            None => break,
        }
    }
    match intake.room(count) {
        Ok(()) => Ok(Nest::Ring(ring)),
        Err(why) => {
            *stop = Some(why.clone());
            match why {
                Stop::File(_) => Err(A::Error::custom("refused")),
                Stop::Feature(_) => Ok(Nest::Mixed),
            }
        }
    }
}

fn skip<'de, A: SeqAccess<'de>>(mut seq: A, nest: Nest) -> Result<Nest, A::Error> {
    while seq.next_element::<IgnoredAny>()?.is_some() {}
    Ok(nest)
}
