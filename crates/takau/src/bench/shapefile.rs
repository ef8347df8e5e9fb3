//! Shapefiles of the synthetic city, as an office hands them over: `.shp`, `.dbf` in UTF-8, `.prj`, `.cpg`.
//!
//! For benches only: polygons and text fields, written in one go; no index files, which our reader does not need.
//! ESRI Shapefile Technical Description (1998); shells run clockwise there.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context, Result};
use atlas::point::{Bounds, Origin, Point};
use atlas::polygon::Polygon;

/// TWD97 / TM2 zone 121 as desktop programs write it.
const PRJ: &str = r#"PROJCS["TWD_1997_TM_Taiwan",GEOGCS["GCS_TWD_1997",DATUM["D_TWD_1997",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",250000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",121.0],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;
/// Bytes of the head of a `.shp`.
const HEAD: usize = 100;
const POLYGON: i32 = 5;

/// A Shapefile being written.
pub struct Shapefile<'f> {
    shp: BufWriter<File>,
    dbf: BufWriter<File>,
    origin: Origin,
    fields: &'f [(&'f str, u8)],
    records: u32,
    bytes: usize,
    bounds: Option<Bounds>,
}

impl<'f> Shapefile<'f> {
    /// Begins one beside a path; fields are names of at most ten bytes and lengths in bytes.
    pub fn begin(path: &Path, origin: Origin, fields: &'f [(&'f str, u8)]) -> Result<Shapefile<'f>> {
        let make = |ending: &str| File::create(path.with_extension(ending)).context("cannot write a Shapefile");
        make("prj")?.write_all(PRJ.as_bytes())?;
        make("cpg")?.write_all(b"UTF-8")?;
        let (mut shp, mut dbf) = (BufWriter::new(make("shp")?), BufWriter::new(make("dbf")?));
        shp.write_all(&[0; HEAD])?;
        dbf.write_all(&dbf_head(fields, 0))?;
        Ok(Shapefile { shp, dbf, origin, fields, records: 0, bytes: HEAD, bounds: None })
    }

    /// One record.
    pub fn put(&mut self, parts: &[Polygon], values: &[String]) -> Result<()> {
        let rings: Vec<&[Point]> = parts.iter().flat_map(|part| part.rings()).map(|ring| ring.points()).collect();
        let points: usize = rings.iter().map(|ring| ring.len() + 1).sum();
        let content = 4 + 32 + 8 + 4 * rings.len() + 16 * points;
        self.records += 1;
        self.shp.write_all(&self.records.to_be_bytes())?;
        self.shp.write_all(&(content as u32 / 2).to_be_bytes())?;
        self.shp.write_all(&POLYGON.to_le_bytes())?;
        let around = parts.iter().map(Polygon::bounds).reduce(Bounds::union).context("a shape without a part")?;
        self.write_box(&around)?;
        self.shp.write_all(&(rings.len() as u32).to_le_bytes())?;
        self.shp.write_all(&(points as u32).to_le_bytes())?;
        let mut first = 0_u32;
        for ring in &rings {
            self.shp.write_all(&first.to_le_bytes())?;
            first += ring.len() as u32 + 1;
        }
        for ring in rings {
            // Closed, and the other way round.
            for point in ring.iter().take(1).chain(ring.iter().rev()) {
                let (x, y) = self.origin.metres(*point);
                self.shp.write_all(&x.to_le_bytes())?;
                self.shp.write_all(&y.to_le_bytes())?;
            }
        }
        self.dbf.write_all(b" ")?;
        for ((_, length), value) in self.fields.iter().zip(values) {
            let mut cell = value.clone().into_bytes();
            cell.resize(usize::from(*length), b' ');
            self.dbf.write_all(&cell)?;
        }
        self.bytes += 8 + content;
        self.bounds = Some(self.bounds.map_or(around, |bounds| bounds.union(around)));
        Ok(())
    }

    fn write_box(&mut self, bounds: &Bounds) -> Result<()> {
        for point in [bounds.min, bounds.max] {
            let (x, y) = self.origin.metres(point);
            self.shp.write_all(&x.to_le_bytes())?;
            self.shp.write_all(&y.to_le_bytes())?;
        }
        Ok(())
    }

    /// Ends it: the heads say how much there is.
    pub fn finish(mut self) -> Result<()> {
        self.dbf.write_all(&[0x1A])?;
        self.dbf.seek(SeekFrom::Start(0))?;
        self.dbf.write_all(&dbf_head(self.fields, self.records))?;
        self.dbf.flush()?;
        let mut head = [0; 36];
        head[..4].copy_from_slice(&9994_u32.to_be_bytes());
        head[24..28].copy_from_slice(&(self.bytes as u32 / 2).to_be_bytes());
        head[28..32].copy_from_slice(&1000_u32.to_le_bytes());
        head[32..36].copy_from_slice(&POLYGON.to_le_bytes());
        self.shp.seek(SeekFrom::Start(0))?;
        self.shp.write_all(&head)?;
        if let Some(bounds) = self.bounds {
            self.write_box(&bounds)?;
        }
        self.shp.flush()?;
        Ok(())
    }
}

fn dbf_head(fields: &[(&str, u8)], records: u32) -> Vec<u8> {
    let row: u16 = 1 + fields.iter().map(|(_, length)| u16::from(*length)).sum::<u16>();
    let mut head = vec![0x03, 126, 1, 1];
    head.extend(records.to_le_bytes());
    head.extend((32 + 32 * fields.len() as u16 + 1).to_le_bytes());
    head.extend(row.to_le_bytes());
    head.resize(32, 0);
    for (name, length) in fields {
        let mut field = name.as_bytes().to_vec();
        field.resize(11, 0);
        field.push(b'C');
        field.extend([0; 4]);
        field.push(*length);
        field.resize(32, 0);
        head.extend(field);
    }
    head.push(0x0D);
    head
}
