//! WMTS 1.0.0 (OGC 07-057r7): tiles of pictures in GoogleMapsCompatible, by key-value pairs and by path.
//!
//! The same pictures as WMS, of what is in force today. Vector tiles are elsewhere; these are for programs that
//! know nothing else.

mod asked;
mod capabilities;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use web::door::Door;

use crate::book::Shelf;
use crate::drawing;
use crate::fault::Fault;
use crate::info;
use crate::query::Query;
use crate::reply::{self, Call};
use crate::xml::Xml;
use asked::Request;

/// Where it is.
pub const PATH: &str = "/wmts";
/// The tile matrix set.
pub const SET: &str = "GoogleMapsCompatible";

/// The routes.
pub fn routes() -> Router<Door> {
    Router::new()
        .route(PATH, get(by_key))
        .route("/wmts/1.0.0/WMTSCapabilities.xml", get(capabilities))
        .route("/wmts/1.0.0/{layer}/{style}/{set}/{matrix}/{row}/{tile}", get(by_path))
}

async fn capabilities(State(door): State<Door>, Extension(shelf): Extension<Shelf>, call: Call) -> Response {
    finish(&door, &call, carry_out(&door, (&shelf, &call), Ok(Request::Capabilities)).await)
}

async fn by_key(State(door): State<Door>, Extension(shelf): Extension<Shelf>, call: Call) -> Response {
    let today = door.now().taipei_date();
    let asked = Query::read_any_case(&call.query).and_then(|query| Request::by_key(query, today));
    finish(&door, &call, carry_out(&door, (&shelf, &call), asked).await)
}

async fn by_path(
    State(door): State<Door>,
    Extension(shelf): Extension<Shelf>,
    Path(steps): Path<[String; 6]>,
    call: Call,
) -> Response {
    let asked = Request::by_path(&steps, door.now().taipei_date());
    finish(&door, &call, carry_out(&door, (&shelf, &call), asked).await)
}

async fn carry_out(
    door: &Door,
    (shelf, call): (&Shelf, &Call),
    asked: Result<Request, Fault>,
) -> Result<Response, Fault> {
    reply::admit()?;
    let asked = asked?;
    let book = shelf.book(door)?;
    match asked {
        Request::Capabilities => Ok(reply::public("application/xml", capabilities::document(door, (&book, call.lang)))),
        Request::Tile(picture) => Ok(reply::public("image/png", drawing::draw(book, picture).await?)),
        Request::Info(asked) => info::answer(door, (&book, call.lang), &asked),
    }
}

/// The answer, or an `ows:ExceptionReport`.
fn finish(door: &Door, call: &Call, made: Result<Response, Fault>) -> Response {
    let fault = match made {
        Ok(response) => return response,
        Err(fault) => fault,
    };
    let code = match fault.kind() {
        "wms-missing" => "MissingParameterValue",
        "wmts-tile" => "TileOutOfRange",
        "wms-point" => "PointIJOutOfRange",
        "wms-request" => "OperationNotSupported",
        _ if fault.status == StatusCode::BAD_REQUEST => "InvalidParameterValue",
        _ => "NoApplicableCode",
    };
    let mut xml = Xml::default();
    xml.open(
        "ExceptionReport",
        &[("xmlns", "http://www.opengis.net/ows/1.1"), ("version", "1.1.0"), ("xml:lang", call.lang.tag())],
    );
    let parameter = fault.parameter.clone().unwrap_or_default();
    let attributes = [("exceptionCode", code), ("locator", parameter.as_str())];
    xml.open("Exception", if parameter.is_empty() { &attributes[..1] } else { &attributes });
    xml.leaf("ExceptionText", &fault.words(door, call.lang));
    xml.close("Exception");
    xml.close("ExceptionReport");
    let mut response = (fault.status, xml.finish()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    reply::open(response)
}
