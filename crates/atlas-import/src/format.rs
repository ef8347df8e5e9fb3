//! Which format a file is in, by its name and its first bytes, and what it is when it is none of ours.
//!
//! The bytes decide; the name decides only between files whose bytes say nothing (`.prj`, `.cpg`,
//! `.csv`). A name that contradicts the bytes is remarked, not believed.

use serde::{Deserialize, Serialize};

/// A format that holds features, or several files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// GeoJSON (RFC 7946, or with the older `crs` member).
    GeoJson,
    /// The `.shp` of a Shapefile.
    Shapefile,
    /// GeoPackage (OGC 12-128).
    GeoPackage,
    /// FlatGeobuf.
    FlatGeobuf,
    /// A zip archive.
    Zip,
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// It holds features, or is an archive.
    Of(Format),
    /// It belongs to a Shapefile.
    Side(Side),
    /// Nothing to import.
    Not(NotThis),
}

/// A file beside a `.shp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Attributes.
    Dbf,
    /// Reference system.
    Prj,
    /// Encoding.
    Cpg,
    /// Indexes and metadata, which are not needed.
    Unused,
}

/// What a file is that cannot be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotThis {
    /// Nothing in it.
    Empty,
    /// Files of a Shapefile without its `.shp`.
    ShapefileWithoutShp,
    /// TopoJSON: shared borders, not features.
    TopoJson,
    /// JSON that is no feature collection.
    OtherJson,
    /// KML or KMZ: degrees only.
    Kml,
    /// GML.
    Gml,
    /// Other XML or HTML.
    Markup,
    /// A DXF drawing: closed lines need a person's check first.
    Dxf,
    /// A DWG drawing.
    Dwg,
    /// SQLite, but no GeoPackage.
    OtherDatabase,
    /// A spreadsheet or text document.
    OfficeDocument,
    /// Rows of text.
    TextTable,
    /// PDF.
    Pdf,
    /// A picture.
    Picture,
    /// An archive other than zip.
    OtherArchive,
    /// A zip in a zip.
    ZipInZip,
    /// A zip without any file of plans or parcels.
    ZipWithoutPlans,
    /// None of the above.
    Unknown,
}

impl Format {
    /// The usual ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Format::GeoJson => "geojson",
            Format::Shapefile => "shp",
            Format::GeoPackage => "gpkg",
            Format::FlatGeobuf => "fgb",
            Format::Zip => "zip",
        }
    }

    /// Whether a name with this ending promises it. No ending promises nothing.
    pub fn may_be_named(self, name: &str) -> bool {
        let ending = ending(name);
        match ending.as_str() {
            "json" => self == Format::GeoJson,
            "geojson" | "shp" | "gpkg" | "fgb" | "zip" => ending == self.ending(),
            _ => true,
        }
    }
}

/// The ending of a name, in small letters; empty when it has none.
pub fn ending(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default()
}

/// Recognises a file.
pub fn sort(name: &str, bytes: &[u8]) -> Sort {
    let ending = ending(name);
    let side = match ending.as_str() {
        "dbf" => Some(Side::Dbf),
        "prj" => Some(Side::Prj),
        "cpg" => Some(Side::Cpg),
        "shx" | "sbn" | "sbx" | "qix" | "qpj" | "qmd" | "cst" | "fix" => Some(Side::Unused),
        "xml" if name.to_ascii_lowercase().ends_with(".shp.xml") => Some(Side::Unused),
        _ => None,
    };
    match side {
        Some(side) => Sort::Side(side),
        None if bytes.is_empty() => Sort::Not(NotThis::Empty),
        None => by_bytes(&ending, bytes),
    }
}

fn by_bytes(ending: &str, bytes: &[u8]) -> Sort {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return match ending {
            "kmz" => Sort::Not(NotThis::Kml),
            "xlsx" | "ods" | "odt" | "docx" => Sort::Not(NotThis::OfficeDocument),
            _ => Sort::Of(Format::Zip),
        };
    }
    if starts(b"SQLite format 3\0") {
        let id = bytes.get(68..72).unwrap_or_default();
        let is_package = matches!(id, b"GPKG" | b"GP10" | b"GP11") || ending == "gpkg";
        return if is_package { Sort::Of(Format::GeoPackage) } else { Sort::Not(NotThis::OtherDatabase) };
    }
    if starts(b"fgb") {
        return Sort::Of(Format::FlatGeobuf);
    }
    if starts(&9_994u32.to_be_bytes()) {
        return Sort::Of(Format::Shapefile);
    }
    let binary = [
        (&b"%PDF"[..], NotThis::Pdf),
        (b"AC10", NotThis::Dwg),
        (b"\x1f\x8b", NotThis::OtherArchive),
        (b"7z\xbc\xaf", NotThis::OtherArchive),
        (b"Rar!", NotThis::OtherArchive),
        (b"BZh", NotThis::OtherArchive),
        (b"II*\0", NotThis::Picture),
        (b"MM\0*", NotThis::Picture),
        (b"\x89PNG", NotThis::Picture),
        (b"\xff\xd8\xff", NotThis::Picture),
        (b"AutoCAD Binary DXF", NotThis::Dxf),
        (b"\xd0\xcf\x11\xe0", NotThis::OfficeDocument),
    ];
    match binary.into_iter().find(|(magic, _)| starts(magic)) {
        Some((_, what)) => Sort::Not(what),
        None => by_text(ending, bytes),
    }
}

fn by_text(ending: &str, bytes: &[u8]) -> Sort {
    let head = &bytes[..bytes.len().min(2_048)];
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let holds = |word: &str| text.contains(word);
    match text.chars().next() {
        Some('{' | '[') if holds("\"Topology\"") => Sort::Not(NotThis::TopoJson),
        Some('{') => Sort::Of(Format::GeoJson),
        Some('[') => Sort::Not(NotThis::OtherJson),
        Some('<') if holds("<kml") => Sort::Not(NotThis::Kml),
        Some('<') if holds("opengis.net/gml") || holds("<gml") => Sort::Not(NotThis::Gml),
        Some('<') => Sort::Not(NotThis::Markup),
        Some('0' | '9') if holds("SECTION") => Sort::Not(NotThis::Dxf),
        _ => match ending {
            "csv" | "tsv" | "txt" => Sort::Not(NotThis::TextTable),
            "dxf" => Sort::Not(NotThis::Dxf),
            "dwg" => Sort::Not(NotThis::Dwg),
            _ => Sort::Not(NotThis::Unknown),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_and_names_help() {
        for (name, bytes, want) in [
            ("a.shp", &b"PK\x03\x04xx"[..], Sort::Of(Format::Zip)),
            ("a.zip", b"\0\0\x27\x0a", Sort::Of(Format::Shapefile)),
            ("A.GeoJSON", b"\xef\xbb\xbf \n{\"type\":", Sort::Of(Format::GeoJson)),
            ("a.json", b"{\"type\":\"Topology\"", Sort::Not(NotThis::TopoJson)),
            ("a.fgb", b"fgb\x03fgb\0", Sort::Of(Format::FlatGeobuf)),
            ("a.db", b"SQLite format 3\0", Sort::Not(NotThis::OtherDatabase)),
            ("a.gpkg", b"SQLite format 3\0", Sort::Of(Format::GeoPackage)),
            ("a.dxf", b"  0\r\nSECTION", Sort::Not(NotThis::Dxf)),
            ("a.kml", b"<?xml?><kml", Sort::Not(NotThis::Kml)),
            ("a.xlsx", b"PK\x03\x04", Sort::Not(NotThis::OfficeDocument)),
            ("dir.x/a", b"", Sort::Not(NotThis::Empty)),
            ("a.PRJ", b"", Sort::Side(Side::Prj)),
            ("a.shp.xml", b"<", Sort::Side(Side::Unused)),
            ("a.csv", b"a,b", Sort::Not(NotThis::TextTable)),
            ("a.bin", b"\x01\x02", Sort::Not(NotThis::Unknown)),
        ] {
            assert_eq!(sort(name, bytes), want, "{name}");
        }
        assert!(Format::Zip.may_be_named("a") && !Format::Zip.may_be_named("a.shp"));
    }
}
