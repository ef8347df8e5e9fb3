//! Files made for the tests, by libraries and programs that are not ours.
#![allow(dead_code)]

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

/// EPSG:3826 as ESRI writes it.
pub const PRJ: &str = r#"PROJCS["TWD_1997_TM_Taiwan",GEOGCS["GCS_TWD_1997",DATUM["D_TWD_1997",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",250000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",121.0],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;

/// A Shapefile written by the shapefile and dbase crates: one zone with a hole. The name is
/// written as so many `#` and then put in as bytes, as dbase knows no code page 950.
pub fn shapefile_of(name: &[u8]) -> (Vec<u8>, Vec<u8>) {
    use ::shapefile::{Point, Polygon, PolygonRing, ShapeWriter};
    let (mut shp, mut dbf) = (Cursor::new(Vec::new()), Cursor::new(Vec::new()));
    let at = |x: f64, y: f64| Point::new(178_000.0 + x, 2_503_000.0 + y);
    let square = |lo: f64, hi: f64| vec![at(lo, lo), at(lo, hi), at(hi, hi), at(hi, lo), at(lo, lo)];
    let polygon =
        Polygon::with_rings(vec![PolygonRing::Outer(square(0.0, 20.0)), PolygonRing::Inner(square(5.0, 9.0))]);
    {
        let mut shapes = ShapeWriter::new(&mut shp);
        shapes.write_shape(&polygon).unwrap();
        shapes.finalize().unwrap();
        let field = |name: &str| dbase::FieldName::try_from(name).unwrap();
        let mut table = dbase::TableWriterBuilder::new()
            .add_character_field(field("CLASS"), 8)
            .add_character_field(field("NAME"), 40)
            .build_with_dest(&mut dbf);
        let mut record = dbase::Record::default();
        record.insert("CLASS".into(), dbase::FieldValue::Character(Some("A01130".into())));
        record.insert("NAME".into(), dbase::FieldValue::Character(Some("#".repeat(name.len()))));
        table.write_record(&record).unwrap();
        table.finalize().unwrap();
    }
    let mut dbf = dbf.into_inner();
    let at = dbf.windows(name.len()).position(|w| w.iter().all(|&b| b == b'#')).unwrap();
    dbf[at..at + name.len()].copy_from_slice(name);
    (shp.into_inner(), dbf)
}

/// Zones in GeoJSON as GDAL would read them: parts, holes, empty attributes, 0.1 mm.
pub fn city_json(zones: usize) -> String {
    let mut features = Vec::new();
    for i in 0..zones {
        let (x, y) = (178_000.0 + 100.0 * (i % 30) as f64, 2_503_000.0 + 100.0 * (i / 30) as f64);
        let ring = |a: f64, b: f64| {
            let corners = [(a, a), (b, a), (b, b + 0.0123), (a, b), (a, a)];
            let points: Vec<String> = corners.iter().map(|(u, v)| format!("[{:.4},{:.4}]", x + u, y + v)).collect();
            format!("[{}]", points.join(","))
        };
        let hole = if i % 3 == 0 { format!(",{}", ring(10.0, 20.0)) } else { String::new() };
        let second = if i % 7 == 0 { format!(",[{}]", ring(70.0, 80.0)) } else { String::new() };
        let coverage = if i % 2 == 0 { "\"60%\"" } else { "null" };
        features.push(format!(
            r#"{{"type":"Feature","properties":{{"ZID":"Z{i:05}","CLASS":"A01{:03}","NAME":"第{i}種住宅區","COV":{coverage},"N":{i},"SINCE":"1996-08-01"}},"geometry":{{"type":"MultiPolygon","coordinates":[[{}{hole}]{second}]}}}}"#,
            i % 1_000,
            ring(0.0, 60.0),
        ));
    }
    format!(
        r#"{{"type":"FeatureCollection","name":"zones","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::3826"}}}},"features":[{}]}}"#,
        features.join(",\n")
    )
}

/// Writes a file in another format with GDAL.
pub fn by_gdal(from: &Path, to: &Path, arguments: &[&str]) {
    let done = Command::new("ogr2ogr").args(arguments).arg(to).arg(from).output().expect("gdal-bin is installed");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// A zip of stored or deflated files, with true sizes and checksums.
pub fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for (i, (name, bytes)) in files.iter().enumerate() {
        let (method, packed) = if i % 2 == 0 { (8u16, deflated(bytes)) } else { (0, bytes.to_vec()) };
        let mut checksum = flate2::Crc::new();
        checksum.update(bytes);
        let entry = Entry { name, method, checksum: checksum.sum(), packed: &packed, size: bytes.len() as u32 };
        entry.put(&mut zip, &mut directory);
    }
    end_zip(zip, &directory, files.len() as u16)
}

/// One file of a zip, as it will be claimed.
pub struct Entry<'a> {
    pub name: &'a str,
    pub method: u16,
    pub checksum: u32,
    pub packed: &'a [u8],
    pub size: u32,
}

impl Entry<'_> {
    pub fn put(&self, zip: &mut Vec<u8>, directory: &mut Vec<u8>) {
        let at = zip.len() as u32;
        let mut shared = Vec::new();
        shared.extend(20u16.to_le_bytes());
        shared.extend(0u16.to_le_bytes());
        shared.extend(self.method.to_le_bytes());
        shared.extend([0; 4]);
        shared.extend(self.checksum.to_le_bytes());
        shared.extend((self.packed.len() as u32).to_le_bytes());
        shared.extend(self.size.to_le_bytes());
        shared.extend((self.name.len() as u16).to_le_bytes());
        shared.extend(0u16.to_le_bytes());
        zip.extend(b"PK\x03\x04");
        zip.extend(&shared);
        zip.extend(self.name.as_bytes());
        zip.extend(self.packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&shared);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(self.name.as_bytes());
    }
}

/// Closes a zip.
pub fn end_zip(mut zip: Vec<u8>, directory: &[u8], count: u16) -> Vec<u8> {
    let at = zip.len() as u32;
    zip.extend(directory);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend(count.to_le_bytes());
    zip.extend(count.to_le_bytes());
    zip.extend((directory.len() as u32).to_le_bytes());
    zip.extend(at.to_le_bytes());
    zip.extend([0; 2]);
    zip
}

/// Deflated bytes.
pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}
