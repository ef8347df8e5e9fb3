//! GeoJSON feature collections in EPSG:3826, feature by feature.
//!
//! RFC 7946 knows only WGS 84; plan files use the older `crs` member, which may stand before
//! or after the features. Without one the coordinates are taken for EPSG:3826 and that is
//! remarked; with another one nothing is taken. Members may come in any order. A text is never
//! held as a tree: what is kept of a feature is its attributes and its rings.

use crate::feature::Attributes;
use crate::intake::{Intake, Stop};
use crate::problem::{What, Why};
use crate::reference::Reference;
use crate::rings_json::{Drawn, GeometrySeed};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// Reads all features with their attributes as text.
pub fn read(raw: &[u8], intake: &mut Intake<'_>) -> Result<(), What> {
    let unreadable = |why: Why| What::unreadable("json", why);
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    if raw.is_empty() {
        return Err(unreadable(Why::Empty));
    }
    // What each feature says of itself is a good guess of how many there are.
    intake.guess(memchr::memmem::find_iter(raw, b"\"Feature\"").count() as u64);
    let mut refused = None;
    let mut reader = serde_json::Deserializer::from_slice(raw);
    let collection = Collection { intake, refused: &mut refused };
    let read = collection.deserialize(&mut reader).and_then(|found| reader.end().map(|()| found));
    match (refused, read) {
        (Some(what), _) => Err(what),
        (None, Err(fault)) => Err(unreadable(Why::Broken(fault.to_string()))),
        (None, Ok(Found { features: false, .. })) => Err(What::NotAPlanFile(crate::format::NotThis::OtherJson)),
        (None, Ok(Found { stated: false, .. })) => intake.reference(Reference::NotStated),
        (None, Ok(_)) => Ok(()),
    }
}

/// What a collection held.
#[derive(Clone, Copy, Default)]
struct Found {
    features: bool,
    stated: bool,
}

/// Ends the reading: the real reason waits in `refused`.
fn ended<E: Error>(refused: &mut Option<What>, what: What) -> E {
    *refused = Some(what);
    E::custom("refused")
}

struct Collection<'i, 'a> {
    intake: &'i mut Intake<'a>,
    refused: &'i mut Option<What>,
}

impl<'de> DeserializeSeed<'de> for Collection<'_, '_> {
    type Value = Found;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Found, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_, '_> {
    type Value = Found;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a feature collection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let mut found = Found::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "crs" => {
                    if let Some(name) = reference(&map.next_value::<Value>()?) {
                        let stated = self.intake.reference(Reference::of_name(&name));
                        stated.map_err(|what| ended(self.refused, what))?;
                        found.stated = true;
                    }
                }
                "features" => {
                    found.features = true;
                    map.next_value_seed(Features { intake: self.intake, refused: self.refused })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}

/// The name in a `crs` member; `null` names nothing.
fn reference(crs: &Value) -> Option<String> {
    if crs.is_null() {
        return None;
    }
    let name = crs.pointer("/properties/name").and_then(Value::as_str);
    Some(name.map_or_else(|| crs.to_string(), str::to_owned))
}

struct Features<'i, 'a> {
    intake: &'i mut Intake<'a>,
    refused: &'i mut Option<What>,
}

impl<'de> DeserializeSeed<'de> for Features<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut features: A) -> Result<(), A::Error> {
        let mut names = Vec::new();
        loop {
            let one = One { intake: self.intake, refused: self.refused, names: &mut names };
            let Some(Taken { attributes, shape }) = features.next_element_seed(one)? else { return Ok(()) };
            let number = self.intake.number().map_err(|what| ended(self.refused, what))?;
            let taken = match shape {
                Some(drawn) => self.intake.take(number, attributes, drawn.parts),
                None => self.intake.take(number, attributes, Err(Stop::Feature(What::NoPolygon))),
            };
            taken.map_err(|what| ended(self.refused, what))?;
        }
    }
}

/// A feature as it was read.
struct Taken {
    attributes: Attributes,
    shape: Option<Drawn>,
}

struct One<'i, 'a> {
    intake: &'i mut Intake<'a>,
    refused: &'i mut Option<What>,
    names: &'i mut Vec<Arc<str>>,
}

impl<'de> DeserializeSeed<'de> for One<'_, '_> {
    type Value = Taken;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Taken, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for One<'_, '_> {
    type Value = Taken;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Taken, A::Error> {
        let mut taken = Taken { attributes: Attributes::new(), shape: None };
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "geometry" => {
                    let seed = GeometrySeed { intake: &mut *self.intake, refused: &mut *self.refused };
                    taken.shape = map.next_value_seed(seed)?;
                }
                "properties" => {
                    let properties: Option<serde_json::Map<String, Value>> = map.next_value()?;
                    let properties = properties.into_iter().flatten();
                    taken.attributes =
                        properties.filter_map(|(k, v)| Some((shared(self.names, &k), text(v)?))).collect();
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(taken)
    }
}

/// Field names that are shared; a file of more fields than this keeps them one by one.
const SHARED_NAMES: usize = 256;

fn shared(names: &mut Vec<Arc<str>>, name: &str) -> Arc<str> {
    if let Some(known) = names.iter().find(|known| &***known == name) {
        return known.clone();
    }
    let name: Arc<str> = Arc::from(name);
    if names.len() < SHARED_NAMES {
        names.push(name.clone());
    }
    name
}

fn text(value: Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}
