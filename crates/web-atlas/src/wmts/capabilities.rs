//! The capabilities of the WMTS, from the layers as they are.

use lexicon::language::Lang;
use maps::projection::HALF_WORLD_M;
use maps::reference::Reference;
use web::door::Door;

use super::asked::{DEEPEST, SIDE};
use super::{PATH, SET};
use crate::book::Book;
use crate::drawing::{LAYERS, Style};
use crate::info::Form;
use crate::reply::address;
use crate::wms::land_frame;
use crate::xml::Xml;

/// Width of a pixel of the standard, metres.
const PIXEL_M: f64 = 0.000_28;

/// The document.
pub fn document(door: &Door, (book, lang): (&Book, Lang)) -> Vec<u8> {
    let mut xml = Xml::default();
    xml.open(
        "Capabilities",
        &[
            ("xmlns", "http://www.opengis.net/wmts/1.0"),
            ("xmlns:ows", "http://www.opengis.net/ows/1.1"),
            ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
            ("version", "1.0.0"),
        ],
    );
    xml.open("ows:ServiceIdentification", &[]);
    xml.leaf("ows:Title", &door.say(lang, "ogc-title", &[]));
    xml.leaf("ows:Abstract", &door.say(lang, "ogc-about", &[]));
    xml.leaf("ows:ServiceType", "OGC WMTS");
    xml.leaf("ows:ServiceTypeVersion", "1.0.0");
    xml.close("ows:ServiceIdentification");
    xml.open("ows:ServiceProvider", &[]);
    xml.leaf("ows:ProviderName", door.desk.office().names.agency.say(lang));
    xml.open("ows:ServiceContact", &[]);
    xml.close("ows:ServiceContact");
    xml.close("ows:ServiceProvider");
    operations(&mut xml, &address(door, PATH));
    xml.open("Contents", &[]);
    for collection in LAYERS {
        layer(&mut xml, (door, book, lang), collection.id());
    }
    matrices(&mut xml);
    xml.close("Contents");
    let own = address(door, &format!("{PATH}/1.0.0/WMTSCapabilities.xml"));
    xml.empty("ServiceMetadataURL", &[("xlink:href", &own)]);
    xml.close("Capabilities");
    xml.finish()
}

fn operations(xml: &mut Xml, here: &str) {
    let here = format!("{here}?");
    xml.open("ows:OperationsMetadata", &[]);
    for name in ["GetCapabilities", "GetTile", "GetFeatureInfo"] {
        xml.open("ows:Operation", &[("name", name)]);
        xml.open("ows:DCP", &[]);
        xml.open("ows:HTTP", &[]);
        xml.open("ows:Get", &[("xlink:href", &here)]);
        xml.open("ows:Constraint", &[("name", "GetEncoding")]);
        xml.open("ows:AllowedValues", &[]);
        xml.leaf("ows:Value", "KVP");
        for tag in ["ows:AllowedValues", "ows:Constraint", "ows:Get", "ows:HTTP", "ows:DCP", "ows:Operation"] {
            xml.close(tag);
        }
    }
    xml.close("ows:OperationsMetadata");
}

fn layer(xml: &mut Xml, (door, book, lang): (&Door, &Book, Lang), id: &str) {
    let say = |key: &str| door.say(lang, key, &[]);
    xml.open("Layer", &[]);
    xml.leaf("ows:Title", &say(&format!("ogc-{id}")));
    xml.leaf("ows:Abstract", &say(&format!("ogc-{id}-about")));
    for (name, reference, attributes) in [
        ("ows:WGS84BoundingBox", Reference::Crs84, &[][..]),
        ("ows:BoundingBox", Reference::Epsg3857, &[("crs", "urn:ogc:def:crs:EPSG::3857")]),
    ] {
        let Some([west, south, east, north]) = land_frame(book, reference) else { continue };
        xml.open(name, attributes);
        xml.leaf("ows:LowerCorner", &format!("{west} {south}"));
        xml.leaf("ows:UpperCorner", &format!("{east} {north}"));
        xml.close(name);
    }
    xml.leaf("ows:Identifier", id);
    for style in Style::ALL {
        let is_default = if style == Style::Default { "true" } else { "false" };
        xml.open("Style", &[("isDefault", is_default)]);
        xml.leaf("ows:Title", &say(&format!("ogc-style-{}", style.name())));
        xml.leaf("ows:Identifier", style.name());
        xml.close("Style");
    }
    xml.leaf("Format", "image/png");
    for (_, media_type) in Form::ALL {
        xml.leaf("InfoFormat", media_type);
    }
    xml.open("TileMatrixSetLink", &[]);
    xml.leaf("TileMatrixSet", SET);
    xml.close("TileMatrixSetLink");
    let template = address(
        door,
        &format!("{PATH}/1.0.0/{id}/{{Style}}/{{TileMatrixSet}}/{{TileMatrix}}/{{TileRow}}/{{TileCol}}.png"),
    );
    xml.empty("ResourceURL", &[("format", "image/png"), ("resourceType", "tile"), ("template", &template)]);
    xml.close("Layer");
}

fn matrices(xml: &mut Xml) {
    xml.open("TileMatrixSet", &[]);
    xml.leaf("ows:Identifier", SET);
    xml.leaf("ows:SupportedCRS", "urn:ogc:def:crs:EPSG::3857");
    xml.leaf("WellKnownScaleSet", "urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible");
    for level in 0..=DEEPEST {
        let across = 1u32 << level;
        let scale = 2.0 * HALF_WORLD_M / f64::from(SIDE) / f64::from(across) / PIXEL_M;
        xml.open("TileMatrix", &[]);
        xml.leaf("ows:Identifier", &level.to_string());
        xml.leaf("ScaleDenominator", &scale.to_string());
        xml.leaf("TopLeftCorner", &format!("{} {}", -HALF_WORLD_M, HALF_WORLD_M));
        for (name, value) in
            [("TileWidth", SIDE), ("TileHeight", SIDE), ("MatrixWidth", across), ("MatrixHeight", across)]
        {
            xml.leaf(name, &value.to_string());
        }
        xml.close("TileMatrix");
    }
    xml.close("TileMatrixSet");
}
