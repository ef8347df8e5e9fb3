//! Shapefiles: shapes from `.shp`, attributes from `.dbf`, text by `.cpg`, reference by `.prj`.
//!
//! The text is in the encoding an officer chose, else what the `.cpg` names, else CP950, and
//! then that is remarked. Byte pairs nobody standardised are listed, never guessed.

use crate::dbf::{self, Encoding, NoSuchEncoding, Table};
use crate::feature::Attributes;
use crate::intake::Intake;
use crate::problem::What;
use crate::reference::Reference;
use crate::shp::Records;
use std::sync::Arc;

/// The files of one Shapefile.
#[derive(Clone, Copy, Debug)]
pub struct ShapefileBytes<'a> {
    /// The `.shp`.
    pub shp: &'a [u8],
    /// The `.dbf`.
    pub dbf: &'a [u8],
    /// The `.prj`, if there is one.
    pub prj: Option<&'a [u8]>,
    /// The `.cpg`, if there is one.
    pub cpg: Option<&'a [u8]>,
}

/// Reads all features with their attributes as text.
pub fn read(files: ShapefileBytes<'_>, intake: &mut Intake<'_>) -> Result<(), What> {
    let in_shp = |why| What::unreadable("shp", why);
    let prj = files.prj.map(String::from_utf8_lossy).unwrap_or_default();
    intake.reference(Reference::of_wkt(&prj))?;
    let mut records = Records::open(files.shp).map_err(in_shp)?;
    let table = dbf::read(files.dbf).map_err(|why| What::unreadable("dbf", why))?;
    let shapes = records.count().map_err(in_shp)?;
    intake.expect(shapes)?;
    let rows = table.len() as u64;
    if shapes != rows {
        intake.remark(What::CountsDiffer { shapes, rows });
    }
    let columns = Columns::new(&table, encoding(&files, intake));
    while let Some(record) = records.record().map_err(in_shp)? {
        let number = intake.number()?;
        if number >= table.len() {
            break;
        }
        let attributes = columns.attributes(number, intake);
        let parts = record.parts(intake);
        intake.take(number, attributes, parts)?;
    }
    Ok(())
}

fn encoding(files: &ShapefileBytes<'_>, intake: &mut Intake<'_>) -> Encoding {
    if let Some(chosen) = intake.how.encoding {
        return chosen;
    }
    match files.cpg.map(Encoding::from_cpg) {
        Some(Ok(named)) => named,
        Some(Err(NoSuchEncoding(name))) => {
            intake.remark(What::UnknownEncoding(name));
            Encoding::Cp950
        }
        None => {
            intake.remark(What::EncodingAssumed(Encoding::Cp950.name().to_owned()));
            Encoding::Cp950
        }
    }
}

/// The fields of the table by name.
struct Columns<'a> {
    table: &'a Table<'a>,
    names: Vec<Arc<str>>,
    encoding: Encoding,
}

impl<'a> Columns<'a> {
    fn new(table: &'a Table<'a>, encoding: Encoding) -> Columns<'a> {
        let names = table.fields.iter().map(|f| Arc::from(encoding.decode_name(f.name))).collect();
        Columns { table, names, encoding }
    }

    fn attributes(&self, number: usize, intake: &mut Intake<'_>) -> Attributes {
        let mut found = Attributes::new();
        for (name, cell) in self.names.iter().zip(self.table.row(number)) {
            let (text, unmapped) = self.encoding.decode(cell);
            for pair in unmapped {
                intake.remark_on(number, What::UnmappedBytes { field: name.to_string(), pair });
            }
            if !text.is_empty() {
                found.insert(name.clone(), text);
            }
        }
        found
    }
}
