//! The documents of the stand-in: WMTS 1.0.0, WMS 1.1.1 and 1.3.0 capabilities, and exceptions.
//!
//! Templates lie beside this file; `{server}`, `{west}` and the like are filled in.

use super::question::No;
use std::fmt::Write;

/// Deepest tile matrix that is announced.
const DEEPEST: u8 = 18;
/// Scale of the one tile of matrix 0, with pixels of 0.28 mm (OGC 07-057r7 annex E.4).
const SCALE_0: f64 = 559_082_264.028_717_8;

/// Which capabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Document {
    Wmts,
    Wms111,
    Wms130,
}

impl Document {
    /// The media type of capabilities: the old WMS has its own, by which clients know them.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Document::Wms111 => "application/vnd.ogc.wms_xml",
            Document::Wmts | Document::Wms130 => "text/xml; charset=utf-8",
        }
    }

    /// The media type of a refusal.
    pub(super) fn exception_type(self) -> &'static str {
        match self {
            Document::Wms111 => "application/vnd.ogc.se_xml",
            Document::Wmts | Document::Wms130 => "text/xml; charset=utf-8",
        }
    }
}

/// The capabilities of a server at `server` (scheme, host and port) whose map has this extent in
/// degrees (west, south, east, north).
pub(super) fn capabilities(document: Document, server: &str, extent: [f64; 4]) -> String {
    let template = match document {
        Document::Wmts => include_str!("wmts.xml"),
        Document::Wms111 => include_str!("wms-1.1.1.xml"),
        Document::Wms130 => include_str!("wms-1.3.0.xml"),
    };
    let [west, south, east, north] = extent.map(|degrees| format!("{degrees:.6}"));
    template
        .replace("{server}", server)
        .replace("{west}", &west)
        .replace("{south}", &south)
        .replace("{east}", &east)
        .replace("{north}", &north)
        .replace("{matrices}", &matrices())
}

fn matrices() -> String {
    let mut text = String::new();
    for z in 0..=DEEPEST {
        let side = 1_u32 << z;
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "<TileMatrix><ows:Identifier>{z}</ows:Identifier><ScaleDenominator>{}</ScaleDenominator>\
             <TopLeftCorner>-20037508.3427892 20037508.3427892</TopLeftCorner><TileWidth>256</TileWidth>\
             <TileHeight>256</TileHeight><MatrixWidth>{side}</MatrixWidth><MatrixHeight>{side}</MatrixHeight></TileMatrix>",
            SCALE_0 / f64::from(side)
        );
    }
    text
}

/// The refusal of a WMTS question.
pub(super) fn wmts_exception(no: No) -> String {
    let No { code, field } = no;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ows:ExceptionReport version=\"1.1.0\" \
         xmlns:ows=\"http://www.opengis.net/ows/1.1\"><ows:Exception exceptionCode=\"{code}\" locator=\"{field}\"/>\
         </ows:ExceptionReport>"
    )
}

/// The refusal of a WMS question; the newer version has a namespace.
pub(super) fn wms_exception(document: Document, no: No) -> String {
    let No { code, field } = no;
    let report = match document {
        Document::Wms130 => "version=\"1.3.0\" xmlns=\"http://www.opengis.net/ogc\"",
        Document::Wms111 | Document::Wmts => "version=\"1.1.1\"",
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ServiceExceptionReport {report}>\
         <ServiceException code=\"{code}\">{field}</ServiceException></ServiceExceptionReport>"
    )
}
