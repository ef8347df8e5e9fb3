//! The inputs, one after the other, so that only one of them is held at a time.

use crate::files::{Entry, PRJ, by_gdal, city_json, deflated, end_zip, shapefile_of, zip_of};
use atlas_import::limits::Limits;
use std::fs;

/// One input and how it must be treated.
#[derive(Default)]
pub struct Input {
    pub name: String,
    pub files: Vec<(String, Vec<u8>)>,
    pub limits: Limits,
    /// Bytes after unpacking, for archives.
    pub unpacked: usize,
    pub want: Want,
}

/// How an input must be treated; with the code of the remark that must be there.
#[derive(Clone, Copy, Debug, Default)]
pub enum Want {
    /// The file as a whole is refused, for this reason.
    Refused(&'static str),
    /// It is read and nothing can be taken.
    LeftOut(&'static str),
    /// Something is taken, with this remark.
    Listed(&'static str),
    /// It ends with something taken or something said.
    #[default]
    Anything,
}

type Give<'a> = &'a mut dyn FnMut(Input);

/// Hands all inputs over.
pub fn each(give: Give<'_>) {
    starts(give);
    shapefiles(give);
    references(give);
    texts(give);
    shapes(give);
    binaries(give);
    archives(give);
    long_rings(give);
}

fn one(name: &str, file: &str, bytes: &[u8], want: Want) -> Input {
    Input { name: name.to_owned(), files: vec![(file.to_owned(), bytes.to_vec())], want, ..Input::default() }
}

/// Nothing, and the beginnings of something else.
fn starts(give: Give<'_>) {
    for file in ["a.shp", "a.gpkg", "a.fgb", "a.geojson", "a.zip", "a", "a.dbf"] {
        give(one("nothing", file, b"", Want::Refused("not-a-plan-file")));
    }
    for (file, bytes) in [
        ("a.pdf", &b"%PDF-1.7"[..]),
        ("a.shp", b"%PDF-1.7"),
        ("a.kml", b"<?xml version=\"1.0\"?><kml>"),
        ("a.html", b"<html>"),
        ("a.gml", b"<x xmlns:gml=\"http://www.opengis.net/gml\">"),
        ("a.dxf", b"0\nSECTION\n"),
        ("a.dwg", b"AC1032"),
        ("a.gz", b"\x1f\x8b\x08"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c"),
        ("a.tif", b"II*\0"),
        ("a.sqlite", b"SQLite format 3\0"),
        ("a.csv", b"a,b\n1,2\n"),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.json", b"{\"type\":\"Topology\",\"arcs\":[]}"),
        ("a.json", b"[1,2,3]"),
        ("a.bin", &[0; 64]),
    ] {
        give(one("something else", file, bytes, Want::Refused("not-a-plan-file")));
    }
    give(one("only a head", "a.gpkg", b"SQLite format 3\0", Want::Refused("unreadable")));
    give(one("only a head", "a.fgb", b"fgb\x03fgb\0", Want::Refused("unreadable")));
    give(one("only a head", "a.zip", b"PK\x03\x04", Want::Refused("unreadable")));
    give(one("only a head", "a.fgb", b"fgb\x09fgb\0\0\0\0\0", Want::Refused("unreadable")));
}

fn shapefile(name: &str, shp: &[u8], dbf: &[u8], want: Want) -> Input {
    let prj = PRJ.as_bytes().to_vec();
    let files = vec![
        ("a.shp".to_owned(), shp.to_vec()),
        ("a.dbf".to_owned(), dbf.to_vec()),
        ("a.prj".to_owned(), prj),
        ("a.cpg".to_owned(), b"950".to_vec()),
    ];
    Input { name: name.to_owned(), files, want, ..Input::default() }
}

/// Shapefiles cut off anywhere, with every claim in their heads made huge, and with flipped bits.
fn shapefiles(give: Give<'_>) {
    let (shp, dbf) = shapefile_of(b"x");
    for at in (1..shp.len()).step_by(7) {
        give(shapefile(
            &format!("shp cut at {at}"),
            &shp[..at],
            &dbf,
            if at < 4 { NOT_SHP } else { Want::Refused("unreadable") },
        ));
    }
    for at in (1..dbf.len() - 1).step_by(5) {
        let short = shapefile(&format!("dbf cut at {at}"), &shp, &dbf[..at], Want::Refused("unreadable"));
        give(short);
    }
    for value in [u32::MAX, u32::MAX / 2, 1 << 31, (1 << 31) - 1, 1 << 28] {
        // Length of the file and of the record, parts and points of the shape; rows of the table.
        for (what, at, want) in [
            ("file length", 24, Want::Refused("unreadable")),
            ("record length", 104, Want::Refused("unreadable")),
            ("parts", 108 + 36, Want::LeftOut("broken-shape")),
            ("points", 108 + 40, Want::LeftOut("broken-shape")),
            ("first part", 108 + 44, Want::LeftOut("broken-shape")),
            ("second part", 108 + 48, Want::LeftOut("broken-shape")),
        ] {
            let mut huge = shp.clone();
            let raw = if at < 108 { value.to_be_bytes() } else { value.to_le_bytes() };
            huge[at..at + 4].copy_from_slice(&raw);
            give(shapefile(&format!("{what} {value}"), &huge, &dbf, want));
        }
        let mut huge = dbf.clone();
        huge[4..8].copy_from_slice(&value.to_le_bytes());
        give(shapefile(&format!("rows {value}"), &shp, &huge, Want::Refused("unreadable")));
    }
    for (what, at, value) in [("head", 8, 0xFFFFu16), ("row", 10, 0xFFFF), ("row", 10, 0), ("head", 8, 0)] {
        let mut wrong = dbf.clone();
        wrong[at..at + 2].copy_from_slice(&value.to_le_bytes());
        give(shapefile(&format!("dbf {what} of {value} bytes"), &shp, &wrong, Want::Refused("unreadable")));
    }
    for bit in (0..shp.len() * 8).step_by(61) {
        let mut flipped = shp.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        give(shapefile(&format!("shp bit {bit} flipped"), &flipped, &dbf, Want::Anything));
    }
    for bit in (0..dbf.len() * 8).step_by(53) {
        let mut flipped = dbf.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        give(shapefile(&format!("dbf bit {bit} flipped"), &shp, &flipped, Want::Anything));
    }
    give(blank_table(&shp));
    let mut kinds = shp.clone();
    for (kind, want) in [(1u32, "no-polygon"), (3, "no-polygon"), (31, "no-polygon"), (77, "broken-shape")] {
        kinds[108..112].copy_from_slice(&kind.to_le_bytes());
        give(shapefile(&format!("shape type {kind}"), &kinds, &dbf, Want::LeftOut(want)));
    }
    give(many_holes());
}

const NOT_SHP: Want = Want::Refused("not-a-plan-file");

/// A table of two thousand fields of no width: a byte a row, and thousands of cells.
fn blank_table(shp: &[u8]) -> Input {
    let (fields, rows) = (2_000u16, 200_000u32);
    let mut dbf = vec![3, 124, 1, 1];
    dbf.extend(rows.to_le_bytes());
    dbf.extend((33 + 32 * fields).to_le_bytes());
    dbf.extend(1u16.to_le_bytes());
    dbf.extend([0; 20]);
    for _ in 0..fields {
        dbf.extend([0u8; 32].map(|_| b'A'));
        let at = dbf.len() - 16;
        dbf[at] = 0;
    }
    dbf.push(0x0D);
    dbf.extend(vec![b' '; rows as usize]);
    shapefile("fields of no width", shp, &dbf, Want::LeftOut("missing-attribute"))
}

/// Forty thousand small rings, half of them holes in none.
fn many_holes() -> Input {
    let rings = 40_000u32;
    let mut body = Vec::new();
    body.extend(5u32.to_le_bytes());
    body.extend([0; 32]);
    body.extend(rings.to_le_bytes());
    body.extend((rings * 4).to_le_bytes());
    (0..rings).for_each(|ring| body.extend((ring * 4).to_le_bytes()));
    for ring in 0..rings {
        let (x, y) = (178_000.0 + f64::from(ring % 200), 2_503_000.0 + f64::from(ring / 200));
        let mut points = [(x, y), (x + 0.5, y), (x + 0.5, y + 0.5), (x, y)];
        if ring % 2 == 0 {
            points.reverse();
        }
        points.iter().for_each(|(x, y)| body.extend([x.to_le_bytes(), y.to_le_bytes()].concat()));
    }
    let mut shp = Vec::new();
    shp.extend(9_994u32.to_be_bytes());
    shp.extend([0; 20]);
    shp.extend(((100 + 8 + body.len()) as u32 / 2).to_be_bytes());
    shp.extend(1_000u32.to_le_bytes());
    shp.extend(5u32.to_le_bytes());
    shp.extend([0; 64]);
    shp.extend(1u32.to_be_bytes());
    shp.extend((body.len() as u32 / 2).to_be_bytes());
    shp.extend(body);
    let (_, dbf) = shapefile_of(b"x");
    shapefile("holes in no shell", &shp, &dbf, Want::LeftOut("hole-without-shell"))
}

/// Reference systems that are wrong, broken or absurd.
fn references(give: Give<'_>) {
    let (shp, dbf) = shapefile_of(b"x");
    let deep = format!("{}\"x\"{}", "A[".repeat(50_000), "]".repeat(50_000));
    let long = format!("PROJCS[\"{}\"]", "x".repeat(200_000));
    for prj in [
        PRJ.replace("121.0", "119.0"),
        PRJ.replace("1997", "1967").replace("GRS_1980", "GRS_1967_Truncated"),
        PRJ.replace("250000", "350000"),
        PRJ.replace("Meter\",1.0", "Foot_US\",0.3048006"),
        "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]]]".to_owned(),
        PRJ[..PRJ.len() / 2].to_owned(),
        "EPSG:3826 perhaps".to_owned(),
        "\u{0}\u{1}\u{2}".to_owned(),
        "PROJCS[TWD97,NaN,inf,-1e999]".to_owned(),
        deep,
        long,
    ] {
        let mut input = shapefile("wrong reference", &shp, &dbf, Want::Refused("other-reference"));
        input.name = format!("prj {}", &prj[..prj.len().min(40)]);
        input.files[2].1 = prj.into_bytes();
        give(input);
    }
    for name in ["EPSG:4326", "EPSG:3857", "EPSG:3828", "EPSG:", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:99999999999"] {
        let raw = city_json(1).replace("urn:ogc:def:crs:EPSG::3826", name);
        give(one(&format!("crs {name}"), "a.geojson", raw.as_bytes(), Want::Refused("other-reference")));
    }
}

/// JSON that is cut off, nested, of the wrong shape, or of flipped bits.
fn texts(give: Give<'_>) {
    let raw = city_json(2);
    for at in (1..raw.len() - 1).step_by(raw.len() / 30) {
        let cut = one(&format!("json cut at {at}"), "a.geojson", &raw.as_bytes()[..at], Want::Refused("unreadable"));
        give(cut);
    }
    for bit in (0..raw.len() * 8).step_by(raw.len() / 4) {
        let mut flipped = raw.clone().into_bytes();
        flipped[bit / 8] ^= 1 << (bit % 8);
        give(one(&format!("json bit {bit} flipped"), "a.geojson", &flipped, Want::Anything));
    }
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(200_000), close.repeat(200_000));
    for (name, text, want) in [
        ("deep properties", with("properties", &deep("[", "]")), "unreadable"),
        ("deep objects", with("properties", &deep("{\"a\":", "}")), "unreadable"),
        ("deep reference", format!("{{\"crs\":{}}}", deep("[", "]")), "unreadable"),
        ("open for ever", "[".repeat(1_000_000), "not-a-plan-file"),
        ("open objects", "{\"features\":".repeat(100_000), "unreadable"),
        ("features of numbers", "{\"features\":[1,2]}".to_owned(), "unreadable"),
        ("features of text", "{\"features\":\"x\"}".to_owned(), "unreadable"),
        ("no features", "{\"type\":\"FeatureCollection\"}".to_owned(), "not-a-plan-file"),
        ("numbers beyond floats", with("geometry", &polygon("[1e999,1],[2,2],[3,3]")), "unreadable"),
        ("two values", format!("{raw}{raw}"), "unreadable"),
        ("half a character", format!("{}\u{0}", &raw[..raw.len() - 3]), "unreadable"),
    ] {
        give(one(name, "a.geojson", text.as_bytes(), Want::Refused(want)));
    }
    let mut bad = raw.into_bytes();
    let at = bad.windows(4).position(|w| w == b"CLAS").unwrap();
    bad[at] = 0xFF;
    give(one("no UTF-8", "a.geojson", &bad, Want::Refused("unreadable")));
}

/// A collection of one feature with one member replaced.
fn with(member: &str, value: &str) -> String {
    let (properties, geometry) = match member {
        "properties" => (value, "null"),
        _ => (r#"{"CLASS":"A01","NAME":"x"}"#, value),
    };
    format!(
        r#"{{"type":"FeatureCollection","crs":{{"properties":{{"name":"EPSG:3826"}}}},"features":[{{"type":"Feature","properties":{properties},"geometry":{geometry}}}]}}"#
    )
}

fn polygon(points: &str) -> String {
    format!(r#"{{"type":"Polygon","coordinates":[[{points}]]}}"#)
}

/// Shapes that are none, and shapes with faults.
fn shapes(give: Give<'_>) {
    let near = |x: f64, y: f64| format!("[{},{}]", 178_000.0 + x, 2_503_000.0 + y);
    let ring = |points: &[(f64, f64)]| points.iter().map(|&(x, y)| near(x, y)).collect::<Vec<_>>().join(",");
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for (name, geometry, want) in [
        ("bow-tie", polygon(&ring(&[(0.0, 0.0), (9.0, 9.0), (9.0, 0.0), (0.0, 8.0)])), Want::Listed("ring")),
        ("spike", polygon(&ring(&[(0.0, 0.0), (9.0, 0.0), (20.0, 0.0), (9.0, 0.0), (9.0, 9.0)])), Want::Listed("ring")),
        (
            "twice the same point",
            polygon(&ring(&[(0.0, 0.0), (9.0, 0.0), (9.0, 0.0), (9.0, 9.0)])),
            Want::Listed("ring"),
        ),
        ("off the grid", polygon(&ring(&[(0.000_01, 0.0), (9.0, 0.0), (9.0, 9.0)])), Want::Listed("rounded")),
        ("a line", polygon(&ring(&[(0.0, 0.0), (9.0, 9.0), (0.0, 0.0)])), Want::LeftOut("no-ring")),
        ("two points", polygon(&ring(&[(0.0, 0.0), (9.0, 9.0)])), Want::LeftOut("no-ring")),
        ("no point", polygon(""), Want::LeftOut("broken-shape")),
        ("one number", polygon("[1]"), Want::LeftOut("broken-shape")),
        ("words", polygon("[\"a\",\"b\"]"), Want::LeftOut("broken-shape")),
        ("null coordinates", polygon("[null,null],[1,1],[2,2]"), Want::LeftOut("broken-shape")),
        ("not a number", polygon("[NaN,1],[2,2],[3,3]"), Want::Refused("unreadable")),
        ("another planet", polygon("[1e300,1],[2,-1e300],[3,3]"), Want::LeftOut("far-away")),
        ("null island", polygon("[0,0],[1,0],[1,1]"), Want::LeftOut("far-away")),
        ("too deep", format!(r#"{{"type":"Polygon","coordinates":{deep}}}"#), Want::LeftOut("broken-shape")),
        ("uneven", r#"{"type":"Polygon","coordinates":[[[1,2]],[3,4]]}"#.to_owned(), Want::LeftOut("broken-shape")),
        ("object", r#"{"type":"Polygon","coordinates":{"a":1}}"#.to_owned(), Want::LeftOut("broken-shape")),
        ("a point", r#"{"type":"Point","coordinates":[1,2]}"#.to_owned(), Want::LeftOut("no-polygon")),
        ("nothing", "null".to_owned(), Want::LeftOut("no-polygon")),
        ("several", r#"{"type":"GeometryCollection","geometries":[]}"#.to_owned(), Want::LeftOut("no-polygon")),
        ("empty", r#"{"type":"MultiPolygon","coordinates":[]}"#.to_owned(), Want::LeftOut("no-polygon")),
    ] {
        give(one(name, "a.geojson", with("geometry", &geometry).as_bytes(), want));
    }
    let (shp, dbf) = shapefile_of(b"x");
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, -1e9] {
        let mut wrong = shp.clone();
        wrong[108 + 52..108 + 60].copy_from_slice(&value.to_le_bytes());
        give(shapefile(&format!("shp coordinate {value}"), &wrong, &dbf, Want::LeftOut("far-away")));
    }
}

/// GeoPackage and FlatGeobuf as GDAL writes them, cut off, claiming and flipped.
fn binaries(give: Give<'_>) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a.geojson"), city_json(20)).unwrap();
    by_gdal(&at("a.geojson"), &at("a.gpkg"), &["-f", "GPKG"]);
    by_gdal(&at("a.geojson"), &at("a.fgb"), &["-f", "FlatGeobuf"]);
    let (gpkg, fgb) = (fs::read(at("a.gpkg")).unwrap(), fs::read(at("a.fgb")).unwrap());
    for (file, raw, cuts, flips) in [("a.gpkg", &gpkg, 12, 60), ("a.fgb", &fgb, 30, 60)] {
        for cut in (1..cuts).map(|i| raw.len() * i / cuts) {
            give(one(&format!("{file} cut at {cut}"), file, &raw[..cut], Want::Refused("unreadable")));
        }
        for i in 0..flips {
            let bit = raw.len() * 8 / flips * i + i % 8;
            let mut flipped = raw.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            give(one(&format!("{file} bit {bit} flipped"), file, &flipped, Want::Anything));
        }
    }
    let head = u32::from_le_bytes(fgb[8..12].try_into().unwrap()) as usize;
    for value in [u32::MAX, 1 << 31, (1 << 31) - 1, 1 << 28, 0] {
        for (what, at) in [("header size", 8), ("feature size", feature_at(head))] {
            let mut huge = fgb.clone();
            huge[at..at + 4].copy_from_slice(&value.to_le_bytes());
            give(one(&format!("fgb {what} {value}"), "a.fgb", &huge, Want::Refused("unreadable")));
        }
        // Pages of the file, then the first free page: claims of an SQLite head.
        for at in [28usize, 32, 36, 52] {
            let mut huge = gpkg.clone();
            huge[at..at + 4].copy_from_slice(&value.to_be_bytes());
            let want = if at == 28 && value > 0 { Want::Refused("unreadable") } else { Want::Anything };
            give(one(&format!("gpkg head {at} {value}"), "a.gpkg", &huge, want));
        }
    }
    for (what, from, to) in [
        ("a blob that is none", &b"GP\0"[..], &b"XX\0"[..]),
        ("a table that is not there", b"gpkg_geometry_columns", b"gpkg_geometry_colummms"),
        ("a view for a table", b"CREATE TABLE \"zones\"", b"CREATE VIEW  \"zones\""),
    ] {
        let wrong = replaced(&gpkg, from, &to[..from.len()]);
        give(one(what, "a.gpkg", &wrong, Want::Anything));
    }
    give(points_far_beyond_the_blob(&gpkg));
    let mut log = gpkg.clone();
    log[18..20].copy_from_slice(&[2, 2]);
    give(one("rows in a write-ahead log", "a.gpkg", &log, Want::Refused("unreadable")));
}

/// Where the first feature of a FlatGeobuf with an index starts: after 20 leaves, two parents and the root.
fn feature_at(head: usize) -> usize {
    let nodes = 20 + 2 + 1;
    12 + head + nodes * 40
}

fn replaced(raw: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut raw = raw.to_vec();
    let places: Vec<usize> = (0..raw.len() - from.len()).filter(|&i| raw[i..].starts_with(from)).collect();
    assert!(!places.is_empty());
    for at in places {
        raw[at..at + to.len()].copy_from_slice(to);
    }
    raw
}

/// Every ring of a GeoPackage claims four thousand million points.
fn points_far_beyond_the_blob(gpkg: &[u8]) -> Input {
    let ring = [&1u32.to_le_bytes()[..], &5u32.to_le_bytes()].concat();
    let huge = [&1u32.to_le_bytes()[..], &u32::MAX.to_le_bytes()].concat();
    one("wkb points", "a.gpkg", &replaced(gpkg, &ring, &huge), Want::Listed("broken-shape"))
}

/// Archives that claim, repeat, hide or nest.
fn archives(give: Give<'_>) {
    let json = city_json(3).into_bytes();
    let good = zip_of(&[("in/a.geojson", &json)]);
    for cut in (1..20).map(|i| good.len() * i / 20) {
        let want = if cut < 4 { NOT_SHP } else { Want::Refused("unreadable") };
        give(one(&format!("zip cut at {cut}"), "a.zip", &good[..cut], want));
    }
    let (shp, dbf) = shapefile_of(b"x");
    for (name, files, want) in [
        ("without plans", vec![("a.txt", &b"x"[..])], "not-a-plan-file"),
        ("a zip in it", vec![("b.zip", &good)], "not-a-plan-file"),
        ("a zip by another name", vec![("b.shp", &good)], "not-a-plan-file"),
        ("two sources", vec![("a.geojson", &json), ("b.geojson", &json)], "several"),
        ("no table", vec![("a.shp", &shp)], "missing-file"),
        ("no shapes", vec![("a.dbf", &dbf)], "not-a-plan-file"),
        ("an empty file", vec![("a.shp", b"")], "not-a-plan-file"),
    ] {
        give(one(&format!("zip: {name}"), "a.zip", &zip_of(&files), Want::Refused(want)));
    }
    give(bomb(20, 20));
    give(bomb(40, 4_000));
    give(Input { unpacked: 1 << 20, want: Want::Refused("unreadable"), ..bomb(40, 1) });
    let packed = deflated(&json);
    let entry = |size: u32| Entry { name: "a.geojson", method: 8, checksum: 0, packed: &packed, size };
    for (name, size, want) in [
        ("claims four gigabytes", u32::MAX - 1, "too-much"),
        ("claims zip64", u32::MAX, "unreadable"),
        ("claims too little", 10, "unreadable"),
        ("claims too much", json.len() as u32 + 1, "unreadable"),
        ("another checksum", json.len() as u32, "unreadable"),
    ] {
        let (mut zip, mut directory) = (Vec::new(), Vec::new());
        entry(size).put(&mut zip, &mut directory);
        give(one(&format!("zip: {name}"), "a.zip", &end_zip(zip, &directory, 1), Want::Refused(want)));
    }
    give(same_bytes_many_times(&packed, json.len() as u32));
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    Entry { method: 99, ..entry(5) }.put(&mut zip, &mut directory);
    give(one("zip: another method", "a.zip", &end_zip(zip, &directory, 1), Want::Refused("unreadable")));
    give(one(
        "zip: a directory that is not there",
        "a.zip",
        &end_zip(b"PK\x03\x04".to_vec(), b"", 60_000),
        Want::Refused("too-much"),
    ));
    for i in 0..20 {
        let mut flipped = good.clone();
        let bit = good.len() * 8 / 20 * i + 3;
        flipped[bit / 8] ^= 1 << (bit % 8);
        give(one(&format!("zip bit {bit} flipped"), "a.zip", &flipped, Want::Anything));
    }
}

/// So many megabytes of blanks, which pack a thousandfold, and how many the archive says they are.
fn bomb(megabytes: usize, claimed: u32) -> Input {
    let blanks = vec![b' '; 1 << 20];
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    (0..megabytes).for_each(|_| std::io::Write::write_all(&mut packer, &blanks).unwrap());
    let packed = packer.finish().unwrap();
    let size = claimed << 20;
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    Entry { name: "a.geojson", method: 8, checksum: 0, packed: &packed, size }.put(&mut zip, &mut directory);
    one(
        &format!("zip bomb of {megabytes} MB, said to be {claimed}"),
        "a.zip",
        &end_zip(zip, &directory, 1),
        Want::Refused("too-much"),
    )
}

/// One file that two hundred names in the directory point at.
fn same_bytes_many_times(packed: &[u8], size: u32) -> Input {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    Entry { name: "a.geojson", method: 8, checksum: 0, packed, size }.put(&mut zip, &mut directory);
    let many = directory.repeat(200);
    let zip = end_zip(zip, &many, 200);
    one("zip: one file by two hundred names", "a.zip", &zip, Want::Refused("unreadable"))
}

/// Rings of a million vertices: refused by the limits of a city; of fewer, read within wider ones.
fn long_rings(give: Give<'_>) {
    let circle = |vertices: usize| {
        let mut points = String::with_capacity(vertices * 24);
        for i in 0..vertices {
            let turn = i as f64 / vertices as f64 * std::f64::consts::TAU;
            let (x, y) = (178_000.0 + 5_000.0 * turn.cos(), 2_503_000.0 + 5_000.0 * turn.sin());
            points.push_str(&format!("{}[{x:.4},{y:.4}]", if i == 0 { "" } else { "," }));
        }
        with("geometry", &polygon(&points))
    };
    let raw = circle(1_000_000);
    give(one("a million vertices", "a.geojson", raw.as_bytes(), Want::LeftOut("too-much")));
    let mut taken = one("many vertices, allowed", "a.geojson", circle(300_000).as_bytes(), Want::Anything);
    taken.limits = Limits { ring_vertices: 2_000_000, feature_vertices: 2_000_000, ..Limits::CITY };
    give(taken);
    // Every edge crosses every other.
    let mut points = String::new();
    for i in 0..50_000u64 {
        let (x, y) = (178_000 + i * 7_919 % 10_007, 2_503_000 + i * 104_729 % 10_009);
        points.push_str(&format!("{}[{x},{y}]", if i == 0 { "" } else { "," }));
    }
    let raw = with("geometry", &polygon(&points));
    give(one("fifty thousand crossing edges", "a.geojson", raw.as_bytes(), Want::Listed("ring-not-wholly-checked")));
}
