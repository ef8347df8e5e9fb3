//! GeoPackage (OGC 12-128): one table of features out of an SQLite file, read in memory.
//!
//! The file is somebody else's: it is opened read only and defensively, its schema is not trusted, every
//! statement is one of the few written here, only plain tables are read (no views, nothing
//! virtual), and the number of steps SQLite may take is bounded. This is the one room besides
//! the store where SQL is spoken: the words of a file format, never those of our own books.

use crate::bytes::Walk;
use crate::feature::Attributes;
use crate::intake::{Intake, Stop};
use crate::problem::{What, Why};
use crate::reference::Reference;
use crate::wkb;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit as SqlLimit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Steps of SQLite's machine between two looks at the budget.
const STEPS: i32 = 100_000;
/// Steps for every byte of the file: reading a row costs a few for each column.
const STEPS_A_BYTE: u64 = 8;
/// Columns of a table that are read.
const MOST_COLUMNS: i32 = 512;

/// A table of features.
struct Layer {
    table: String,
    geometry: String,
    reference_id: i32,
}

/// Reads all features of the only layer, or of the chosen one, with their attributes as text.
pub fn read(raw: &[u8], intake: &mut Intake<'_>) -> Result<(), What> {
    head(raw).map_err(|why| What::unreadable("gpkg", why))?;
    let package = open(raw).map_err(|fault| unreadable("gpkg", &fault))?;
    let layer = choose(&package, intake)?;
    let in_layer = |fault: rusqlite::Error| unreadable(&layer.table, &fault);
    intake.reference(reference(&package, layer.reference_id).map_err(in_layer)?)?;
    let names = columns(&package, &layer.table).map_err(in_layer)?;
    if !names.iter().any(|name| **name == *layer.geometry) {
        return Err(What::unreadable(&layer.table, Why::Broken(format!("no column {}", layer.geometry))));
    }
    let last = package.query_row(&format!("SELECT max(rowid) FROM {}", quoted(&layer.table)), [], |row| row.get(0));
    let last: Option<i64> = last.map_err(in_layer)?;
    intake.guess(last.unwrap_or(0).max(0).cast_unsigned().min(raw.len() as u64 / 8));
    let list: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    let text = format!("SELECT {} FROM {}", list.join(","), quoted(&layer.table));
    let mut statement = package.prepare(&text).map_err(in_layer)?;
    let mut rows = statement.query([]).map_err(in_layer)?;
    let mut unread = vec![false; names.len()];
    while let Some(row) = rows.next().map_err(in_layer)? {
        let number = intake.number()?;
        let mut read = Read { layer: &layer, names: &names, unread: &mut unread };
        let (attributes, parts) = read.feature(row, number, intake).map_err(in_layer)?;
        intake.take(number, attributes, parts)?;
    }
    Ok(())
}

fn unreadable(part: &str, fault: &rusqlite::Error) -> What {
    let why = match fault.sqlite_error_code() {
        Some(rusqlite::ErrorCode::OperationInterrupted) => Why::Endless,
        Some(rusqlite::ErrorCode::NotADatabase) => Why::WrongStart,
        _ => Why::Broken(fault.to_string()),
    };
    What::unreadable(part, why)
}

/// What the head of the file claims (SQLite file format §1.3), before SQLite sees it.
fn head(raw: &[u8]) -> Result<(), Why> {
    let mut walk = Walk::new(raw);
    walk.take(16)?;
    let page = u64::from(u16::from_be_bytes(walk.array()?));
    let page = if page == 1 { 65_536 } else { page };
    let versions: [u8; 2] = walk.array()?;
    if versions.contains(&2) {
        // Rows may wait in a file beside it that was not handed over.
        return Err(Why::Variant("write-ahead log".to_owned()));
    }
    walk.take(4)?;
    let (changes, pages) = (walk.u32_big()?, u64::from(walk.u32_big()?));
    walk.take(60)?;
    let (pages_known_at, holds) = (walk.u32_big()?, raw.len() as u64);
    let needs = pages * page;
    // Old writers leave the number of pages behind; then it says nothing.
    if pages_known_at == changes && needs > holds { Err(Why::CutOff { at: 28, needs, holds }) } else { Ok(()) }
}

fn open(raw: &[u8]) -> rusqlite::Result<Connection> {
    let mut package = Connection::open_in_memory()?;
    for (option, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        package.set_db_config(option, on)?;
    }
    let longest = i32::try_from(raw.len()).unwrap_or(i32::MAX);
    package.set_limit(SqlLimit::SQLITE_LIMIT_LENGTH, longest)?;
    package.set_limit(SqlLimit::SQLITE_LIMIT_COLUMN, MOST_COLUMNS)?;
    package.set_limit(SqlLimit::SQLITE_LIMIT_ATTACHED, 0)?;
    package.set_limit(SqlLimit::SQLITE_LIMIT_EXPR_DEPTH, 64)?;
    package.set_limit(SqlLimit::SQLITE_LIMIT_VDBE_OP, 100_000)?;
    let budget = Arc::new(AtomicU64::new(raw.len() as u64 * STEPS_A_BYTE / STEPS.unsigned_abs() as u64 + 100));
    package.progress_handler(
        STEPS,
        Some(move || budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err()),
    )?;
    package.deserialize_read_exact("main", raw, raw.len(), true)?;
    package.pragma_update(None, "cell_size_check", true)?;
    Ok(package)
}

fn choose(package: &Connection, intake: &Intake<'_>) -> Result<Layer, What> {
    let layers = layers(package).map_err(|fault| unreadable("gpkg_contents", &fault))?;
    let names = || layers.iter().map(|layer| layer.table.clone()).collect::<Vec<String>>();
    let missing = What::NoSuchLayer(names());
    let several = What::Several(names());
    match (&intake.how.layer, layers.len()) {
        (_, 0) => Err(missing),
        (None, 1) => layers.into_iter().next().ok_or(missing),
        (None, _) => Err(several),
        (Some(chosen), _) => layers.into_iter().find(|layer| layer.table == *chosen).ok_or(missing),
    }
}

/// The tables of features: those that are plain tables; a view or a virtual table could do anything.
fn layers(package: &Connection) -> rusqlite::Result<Vec<Layer>> {
    let mut statement = package.prepare(
        "SELECT g.table_name, g.column_name, g.srs_id FROM gpkg_geometry_columns g \
         JOIN gpkg_contents c ON c.table_name = g.table_name \
         JOIN sqlite_master s ON s.name = g.table_name \
         WHERE c.data_type = 'features' AND s.type = 'table' AND s.rootpage > 0 \
         ORDER BY g.table_name LIMIT 1000",
    )?;
    let layer = |row: &Row<'_>| Ok(Layer { table: row.get(0)?, geometry: row.get(1)?, reference_id: row.get(2)? });
    statement.query_map([], layer)?.collect()
}

fn reference(package: &Connection, id: i32) -> rusqlite::Result<Reference> {
    if id <= 0 {
        return Ok(Reference::NotStated);
    }
    let found = package.query_row(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?1",
        [id],
        |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<String>>(2)?)),
    );
    let Some((organization, code, definition)) = found.optional()? else { return Ok(Reference::NotStated) };
    let is_epsg = organization.eq_ignore_ascii_case("EPSG");
    let by_number = is_epsg.then(|| Reference::of_epsg(u32::try_from(code).unwrap_or(0)));
    let text = definition.filter(|text| !text.trim().is_empty() && !text.eq_ignore_ascii_case("undefined"));
    let by_text = text.map(|text| Reference::of_wkt(&text));
    Ok(match (by_number, by_text) {
        (Some(Reference::Ours), Some(text)) => text,
        (Some(number), _) => number,
        (None, Some(text)) => text,
        (None, None) => Reference::NotStated,
    })
}

fn columns(package: &Connection, table: &str) -> rusqlite::Result<Vec<Arc<str>>> {
    let mut statement = package.prepare("SELECT name FROM pragma_table_info(?1) LIMIT 1000")?;
    let name = |row: &Row<'_>| row.get::<_, String>(0).map(Arc::from);
    statement.query_map([table], name)?.collect()
}

/// A name as SQL writes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A row being read.
struct Read<'r> {
    layer: &'r Layer,
    names: &'r [Arc<str>],
    unread: &'r mut [bool],
}

type Found = (Attributes, Result<crate::feature::RawParts, Stop>);

impl Read<'_> {
    fn feature(&mut self, row: &Row<'_>, number: usize, intake: &mut Intake<'_>) -> rusqlite::Result<Found> {
        let mut attributes = Attributes::new();
        let mut parts = Ok(Vec::new());
        for (i, name) in self.names.iter().enumerate() {
            let value = row.get_ref(i)?;
            if **name == *self.layer.geometry {
                parts = match value {
                    ValueRef::Null => Ok(Vec::new()),
                    ValueRef::Blob(blob) => wkb::of_package(blob, self.layer.reference_id, intake),
                    _ => Err(Stop::Feature(What::BrokenShape(Why::WrongStart))),
                };
                continue;
            }
            let text = match value {
                ValueRef::Null => continue,
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => number.to_string(),
                ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => text.trim().to_owned(),
                    Err(at) => {
                        let bad = &bytes[at.valid_up_to()..];
                        let pair = bad.iter().take(2).map(|b| format!("{b:02X}")).collect();
                        intake.remark_on(number, What::UnmappedBytes { field: name.to_string(), pair });
                        String::from_utf8_lossy(bytes).trim().to_owned()
                    }
                },
                ValueRef::Blob(_) => {
                    if !std::mem::replace(&mut self.unread[i], true) {
                        intake.remark(What::FieldNotRead(name.to_string()));
                    }
                    continue;
                }
            };
            if !text.is_empty() {
                attributes.insert(name.clone(), text);
            }
        }
        Ok((attributes, parts))
    }
}
