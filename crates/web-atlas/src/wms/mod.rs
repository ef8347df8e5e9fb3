//! WMS 1.1.1 and 1.3.0 for desktop programs: GetCapabilities, GetMap, GetFeatureInfo (OGC 01-068r3, 06-042).
//!
//! TIME is the day in force. Axes of 1.3.0 stand in the order of their reference system, those of 1.1.1 always
//! with the east first. What is wrong is told as a service exception; unknown parameters are read over, as the
//! standard asks.

mod asked;
mod capabilities;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use maps::reference::Reference;
use web::door::Door;

use crate::book::{Book, Shelf};
use crate::drawing;
use crate::fault::Fault;
use crate::info;
use crate::query::Query;
use crate::reply::{self, Call};
use crate::xml::Xml;
pub use asked::pixel_frame;
use asked::{Request, Version};

/// Where it is.
pub const PATH: &str = "/wms";

/// The routes.
pub fn routes() -> Router<Door> {
    Router::new().route(PATH, get(answer))
}

async fn answer(State(door): State<Door>, Extension(shelf): Extension<Shelf>, call: Call) -> Response {
    let query = Query::read_any_case(&call.query);
    let version = query.as_ref().map_or(Version::V130, Version::of);
    let made = match query {
        Ok(query) => carry_out(&door, (&shelf, &call), query).await,
        Err(fault) => Err(fault),
    };
    made.unwrap_or_else(|fault| exception(&door, (&call, version), &fault))
}

async fn carry_out(door: &Door, (shelf, call): (&Shelf, &Call), query: Query) -> Result<Response, Fault> {
    reply::admit()?;
    let book = shelf.book(door)?;
    match Request::read(query, door.now().taipei_date())? {
        Request::Capabilities(version) => {
            let body = capabilities::document(door, (&book, call.lang), version);
            let media_type = match version {
                Version::V111 => "application/vnd.ogc.wms_xml",
                Version::V130 => "text/xml",
            };
            Ok(reply::public(media_type, body))
        }
        Request::Map(picture) => Ok(reply::public("image/png", drawing::draw(book, picture).await?)),
        Request::Info(asked) => info::answer(door, (&book, call.lang), &asked),
    }
}

/// `ServiceExceptionReport`
fn exception(door: &Door, (call, version): (&Call, Version), fault: &Fault) -> Response {
    let code = match (fault.kind(), version) {
        ("bad-format" | "wms-info-format", _) => "InvalidFormat",
        ("bad-crs", Version::V130) => "InvalidCRS",
        ("bad-crs", Version::V111) => "InvalidSRS",
        ("wms-layer", _) => "LayerNotDefined",
        ("wms-style", _) => "StyleNotDefined",
        ("wms-point", _) => "InvalidPoint",
        ("bad-day" | "span-backwards" | "one-day", _) => "InvalidDimensionValue",
        ("wms-request", _) => "OperationNotSupported",
        _ => "",
    };
    let mut xml = Xml::default();
    let number = version.number();
    let mut attributes = vec![("version", number)];
    if version == Version::V130 {
        attributes.push(("xmlns", "http://www.opengis.net/ogc"));
    }
    xml.open("ServiceExceptionReport", &attributes);
    let coded = [("code", code)];
    let attributes = if code.is_empty() { &[][..] } else { &coded[..] };
    xml.leaf_with("ServiceException", attributes, &fault.words(door, call.lang));
    xml.close("ServiceExceptionReport");
    let media_type = match version {
        Version::V111 => "application/vnd.ogc.se_xml",
        Version::V130 => "text/xml",
    };
    let mut response = (fault.status, xml.finish()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    reply::open(response)
}

/// The box of everything in a reference system (west, south, east, north), rounded outwards to what is written.
pub fn land_frame(book: &Book, reference: Reference) -> Option<[f64; 4]> {
    crate::ogc::frame_around(book, book.around(), reference)
}
