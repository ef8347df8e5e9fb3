//! FlatGeobuf: polygons and attributes from verified flat buffers, without a copy of the file.
//!
//! The tables are those of the `flatgeobuf` crate; walking from feature to feature is done here, because
//! the sizes in the file are claims and memory is taken only for what is there. A flat buffer
//! may point many times at one place: a shape that repeats itself beyond the bytes of its
//! feature is refused. The spatial index is skipped.

use crate::bytes::Walk;
use crate::feature::{Attributes, RawParts, RawRing};
use crate::intake::{Intake, Stop};
use crate::problem::{What, Why};
use crate::reference::Reference;
use flatbuffers::{InvalidFlatbuffer, VerifierOptions};
use flatgeobuf::packed_r_tree::PackedRTree;
use flatgeobuf::{Column, ColumnType, Feature, Geometry, GeometryType, Header};
use flatgeobuf::{size_prefixed_root_as_feature_with_opts, size_prefixed_root_as_header_with_opts};
use std::sync::Arc;

/// Longest head that is read, as in the reference implementation.
const MOST_HEAD: u64 = 10 << 20;

/// Reads all features with their attributes as text.
pub fn read(raw: &[u8], intake: &mut Intake<'_>) -> Result<(), What> {
    let unreadable = |why: Why| What::unreadable("fgb", why);
    let mut walk = Walk::new(raw);
    start(&mut walk).map_err(unreadable)?;
    let head = sized(&mut walk).map_err(unreadable)?;
    if head.len() as u64 > MOST_HEAD {
        return Err(unreadable(Why::Broken("header size".to_owned())));
    }
    let header = size_prefixed_root_as_header_with_opts(&options(head), head);
    let header = header.map_err(|fault| unreadable(broken(&fault)))?;
    intake.reference(reference(&header))?;
    intake.expect(header.features_count())?;
    walk.take(index_bytes(&header).map_err(unreadable)?).map_err(unreadable)?;
    let columns = Columns::of(header.columns());
    let mut seen = 0;
    while walk.left() > 0 {
        let bytes = sized(&mut walk).map_err(unreadable)?;
        let number = intake.number()?;
        seen += 1;
        let feature = size_prefixed_root_as_feature_with_opts(&options(bytes), bytes);
        let feature = feature.map_err(|fault| unreadable(broken(&fault)))?;
        let own = feature.columns().map(|own| Columns::of(Some(own)));
        let attributes = own.as_ref().unwrap_or(&columns).attributes(number, &feature, intake);
        let shape = Shape { kind: header.geometry_type(), room: bytes.len() as u64 / 16, intake: &mut *intake };
        let parts = feature.geometry().map_or(Ok(Vec::new()), |geometry| shape.parts(geometry));
        intake.take(number, attributes, parts)?;
    }
    match header.features_count() {
        0 => Ok(()),
        claimed if claimed == seen => Ok(()),
        claimed => Err(unreadable(Why::Broken(format!("{seen} of {claimed} features")))),
    }
}

fn start(walk: &mut Walk<'_>) -> Result<(), Why> {
    let magic: [u8; 8] = walk.array()?;
    if magic[..3] != *b"fgb" || magic[4..7] != *b"fgb" {
        return Err(Why::WrongStart);
    }
    if magic[3] > flatgeobuf::VERSION { Err(Why::Variant(magic[3].to_string())) } else { Ok(()) }
}

/// The next buffer with the size before it.
fn sized<'a>(walk: &mut Walk<'a>) -> Result<&'a [u8], Why> {
    let mut ahead = *walk;
    let size = u64::from(ahead.u32()?);
    if size < 8 {
        return Err(Why::Broken(format!("size {size} at {}", walk.at())));
    }
    walk.take(size + 4)
}

fn options(bytes: &[u8]) -> VerifierOptions {
    VerifierOptions { max_apparent_size: bytes.len().saturating_mul(8).max(1 << 20), ..VerifierOptions::default() }
}

fn broken(fault: &InvalidFlatbuffer) -> Why {
    // The trace of the fault is long; its kind is enough.
    Why::Broken(fault.to_string().lines().next().unwrap_or_default().to_owned())
}

fn reference(header: &Header<'_>) -> Reference {
    let Some(crs) = header.crs() else { return Reference::NotStated };
    let is_epsg = crs.org().is_none_or(|org| org.eq_ignore_ascii_case("EPSG"));
    match (crs.code(), crs.wkt()) {
        (code @ 1.., _) if is_epsg => Reference::of_epsg(code.unsigned_abs()),
        (_, Some(wkt)) if !wkt.is_empty() => Reference::of_wkt(wkt),
        _ => crs.code_string().or(crs.name()).map_or(Reference::NotStated, Reference::of_name),
    }
}

fn index_bytes(header: &Header<'_>) -> Result<u64, Why> {
    match (header.index_node_size(), header.features_count()) {
        (0, _) | (_, 0) => Ok(0),
        (1, _) => Err(Why::Broken("index node size 1".to_owned())),
        (node_size, features) => Ok(PackedRTree::index_size(features as usize, node_size) as u64),
    }
}

/// A shape being read, with the points its bytes have room for.
struct Shape<'i, 'a> {
    kind: GeometryType,
    room: u64,
    intake: &'i mut Intake<'a>,
}

impl Shape<'_, '_> {
    fn parts(mut self, geometry: Geometry<'_>) -> Result<RawParts, Stop> {
        let kind = if self.kind == GeometryType::Unknown { geometry.type_() } else { self.kind };
        match kind {
            GeometryType::Polygon => Ok(vec![self.part(geometry)?]),
            GeometryType::MultiPolygon => match geometry.parts() {
                Some(parts) => parts.iter().map(|part| self.part(part)).collect(),
                None => Ok(Vec::new()),
            },
            _ => Ok(Vec::new()),
        }
    }

    fn part(&mut self, geometry: Geometry<'_>) -> Result<Vec<RawRing>, Stop> {
        let broken = |what: &str| Stop::Feature(What::BrokenShape(Why::Broken(what.to_owned())));
        let Some(xy) = geometry.xy() else { return Ok(Vec::new()) };
        let points = xy.len() / 2;
        self.room = self.room.checked_sub(points as u64).ok_or(Stop::Feature(What::BrokenShape(Why::Endless)))?;
        let whole = [points as u32];
        let ends: Vec<u32> = geometry.ends().map_or(whole.to_vec(), |ends| ends.iter().collect());
        let ends = if ends.is_empty() { whole.to_vec() } else { ends };
        let mut rings = Vec::with_capacity(ends.len());
        let mut from = 0;
        for end in ends.into_iter().map(|end| end as usize) {
            if end < from || end > points {
                return Err(broken("ends"));
            }
            self.intake.room((end - from) as u64)?;
            rings.push((from..end).map(|i| (xy.get(2 * i), xy.get(2 * i + 1))).collect());
            from = end;
        }
        if from == points { Ok(rings) } else { Err(broken("ends")) }
    }
}

/// Names and types of the attributes.
struct Columns(Vec<(Arc<str>, ColumnType)>);

impl Columns {
    fn of<'a>(columns: Option<flatbuffers::Vector<'a, flatbuffers::ForwardsUOffset<Column<'a>>>>) -> Columns {
        Columns(columns.into_iter().flatten().map(|c| (Arc::from(c.name()), c.type_())).collect())
    }

    fn attributes(&self, number: usize, feature: &Feature<'_>, intake: &mut Intake<'_>) -> Attributes {
        let mut found = Attributes::new();
        let mut walk = Walk::new(feature.properties().map(|p| p.bytes()).unwrap_or_default());
        while walk.left() > 0 {
            let read = walk.u16().ok().and_then(|i| self.0.get(usize::from(i)));
            let Some((name, kind)) = read else {
                intake.remark_on(number, What::FieldNotRead("?".to_owned()));
                return found;
            };
            match value(&mut walk, *kind) {
                Ok(Some(Ok(text))) if text.trim().is_empty() => {}
                Ok(Some(Ok(text))) => {
                    found.insert(name.clone(), text.trim().to_owned());
                }
                Ok(Some(Err(pair))) => {
                    intake.remark_on(number, What::UnmappedBytes { field: name.to_string(), pair });
                }
                Ok(None) => intake.remark_on(number, What::FieldNotRead(name.to_string())),
                Err(_) => {
                    intake.remark_on(number, What::FieldNotRead(name.to_string()));
                    return found;
                }
            }
        }
        found
    }
}

/// A value as text; `Err` inside holds bytes that are no UTF-8, `None` is a value that is no text.
fn value(walk: &mut Walk<'_>, kind: ColumnType) -> Result<Option<Result<String, String>>, Why> {
    let text = match kind {
        ColumnType::Byte => walk.u8()?.cast_signed().to_string(),
        ColumnType::UByte => walk.u8()?.to_string(),
        ColumnType::Bool => (walk.u8()? != 0).to_string(),
        ColumnType::Short => walk.u16()?.cast_signed().to_string(),
        ColumnType::UShort => walk.u16()?.to_string(),
        ColumnType::Int => walk.u32()?.cast_signed().to_string(),
        ColumnType::UInt => walk.u32()?.to_string(),
        ColumnType::Long => walk.u64()?.cast_signed().to_string(),
        ColumnType::ULong => walk.u64()?.to_string(),
        ColumnType::Float => f32::from_le_bytes(walk.array()?).to_string(),
        ColumnType::Double => walk.f64()?.to_string(),
        ColumnType::String | ColumnType::Json | ColumnType::DateTime => {
            let bytes = sized_text(walk)?;
            let bad = |at: std::str::Utf8Error| -> String {
                bytes[at.valid_up_to()..].iter().take(2).map(|b| format!("{b:02X}")).collect()
            };
            return Ok(Some(std::str::from_utf8(bytes).map(str::to_owned).map_err(bad)));
        }
        ColumnType::Binary => {
            sized_text(walk)?;
            return Ok(None);
        }
        ColumnType(other) => return Err(Why::Variant(other.to_string())),
    };
    Ok(Some(Ok(text)))
}

fn sized_text<'a>(walk: &mut Walk<'a>) -> Result<&'a [u8], Why> {
    let size = walk.u32()?;
    walk.take(u64::from(size))
}
