//! OGC API – Features: Core, GeoJSON, OpenAPI 3.0, CRS (Part 2) and Filtering (Part 3), over the live release.
//!
//! `datetime` picks what is in force on a day or in a span; without it, today. `known` (ours) answers as this
//! office would have answered on an earlier day. Pages go on by key, never by number: a page costs the same
//! however deep it lies, and pages of two releases are never mixed.

pub mod asked;
mod description;
mod documents;
mod features;
pub mod problem;

use axum::Extension;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::get;
use maps::reference::Reference;
use serde_json::Value;
use web::door::Door;

use crate::book::Shelf;
use crate::collection::Collection;
use crate::fault::Fault;
use crate::query::Query;
use crate::reply::{self, Call};
pub use documents::frame_around;
use features::Page;
pub use features::collection_of;
use problem::answer;

/// Where everything here begins.
pub const ROOT: &str = "/ogc";
/// The media type of features.
const GEOJSON: &str = "application/geo+json";
/// The media type of the description.
const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";

/// The routes.
pub fn routes() -> Router<Door> {
    Router::new()
        .route("/ogc", get(landing))
        .route("/ogc/", get(landing))
        .route("/ogc/api", get(api))
        .route("/ogc/conformance", get(conformance))
        .route("/ogc/collections", get(collections))
        .route("/ogc/collections/{collection}", get(collection))
        .route("/ogc/collections/{collection}/queryables", get(queryables))
        .route("/ogc/collections/{collection}/items", get(items))
        .route("/ogc/collections/{collection}/items/{feature}", get(item))
        .route("/ogc/{*rest}", get(nowhere))
}

/// Only `f=json` is read where nothing else can be asked.
fn plain(call: &Call) -> Result<(), Fault> {
    reply::admit()?;
    let mut query = Query::read(&call.query)?;
    asked::format(&mut query)?;
    query.close(&["f"])
}

fn document(call: &Call, media_type: &str, make: impl FnOnce() -> Result<Value, Fault>) -> Result<Response, Fault> {
    plain(call)?;
    Ok(reply::public(media_type, make()?.to_string().into_bytes()))
}

fn named(id: &str) -> Result<Collection, Fault> {
    let served = || Collection::ALL.map(Collection::id).join(", ");
    Collection::named(id)
        .ok_or_else(|| Fault::of(StatusCode::NOT_FOUND, "no-collection").with("name", id).with("served", served()))
}

async fn landing(State(door): State<Door>, call: Call) -> Response {
    answer(&door, &call, document(&call, "application/json", || Ok(documents::landing(&door, call.lang))))
}

async fn api(State(door): State<Door>, call: Call) -> Response {
    answer(&door, &call, document(&call, OPENAPI, || Ok(description::openapi(&door, call.lang))))
}

async fn conformance(State(door): State<Door>, call: Call) -> Response {
    answer(&door, &call, document(&call, "application/json", || Ok(documents::conformance())))
}

async fn collections(State(door): State<Door>, Extension(shelf): Extension<Shelf>, call: Call) -> Response {
    let made = document(&call, "application/json", || {
        let book = shelf.book(&door)?;
        Ok(documents::collections(&door, &book, call.lang))
    });
    answer(&door, &call, made)
}

async fn collection(
    State(door): State<Door>,
    Extension(shelf): Extension<Shelf>,
    Path(id): Path<String>,
    call: Call,
) -> Response {
    let made = document(&call, "application/json", || {
        let book = shelf.book(&door)?;
        Ok(documents::collection(&door, book.table(named(&id)?), call.lang))
    });
    answer(&door, &call, made)
}

async fn queryables(State(door): State<Door>, Path(id): Path<String>, call: Call) -> Response {
    let made = document(&call, "application/schema+json", || Ok(documents::queryables(&door, named(&id)?, call.lang)));
    answer(&door, &call, made)
}

async fn items(
    State(door): State<Door>,
    Extension(shelf): Extension<Shelf>,
    Path(id): Path<String>,
    call: Call,
) -> Response {
    let made = page(&door, (&shelf, &id), &call).await;
    answer(&door, &call, made)
}

async fn page(door: &Door, (shelf, id): (&Shelf, &str), call: &Call) -> Result<Response, Fault> {
    reply::admit()?;
    let (collection, book, now) = (named(id)?, shelf.book(door)?, door.now());
    let asked = asked::Items::read((collection, &call.query), book.release.hash(), now.taipei_date())?;
    let base = reply::address(door, &format!("{ROOT}/collections/{id}"));
    let reference = asked.crs;
    let page = Page { base, stamp: now, titles: documents::link_titles(door, call.lang) };
    let body = reply::aside(move || features::page(&book, &asked, &page)).await?;
    Ok(in_reference(reply::public(GEOJSON, body), reference))
}

async fn item(
    State(door): State<Door>,
    Extension(shelf): Extension<Shelf>,
    Path((id, feature)): Path<(String, String)>,
    call: Call,
) -> Response {
    let made = one(&door, (&shelf, &id, &feature), &call);
    answer(&door, &call, made)
}

fn one(door: &Door, (shelf, id, feature): (&Shelf, &str, &str), call: &Call) -> Result<Response, Fault> {
    reply::admit()?;
    let (collection, book, now) = (named(id)?, shelf.book(door)?, door.now());
    let asked = asked::Item::read(&call.query, now.taipei_date())?;
    let base = reply::address(door, &format!("{ROOT}/collections/{id}"));
    let page = Page { base, stamp: now, titles: documents::link_titles(door, call.lang) };
    let body = features::one(book.table(collection), (feature, &asked), &page)?;
    Ok(in_reference(reply::public(GEOJSON, body), asked.crs))
}

async fn nowhere(State(door): State<Door>, call: Call) -> Response {
    answer(&door, &call, Err(Fault::of(StatusCode::NOT_FOUND, "nowhere").with("path", &call.path)))
}

fn in_reference(mut response: Response, reference: Reference) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("<{}>", reference.uri())) {
        response.headers_mut().insert("content-crs", value);
    }
    response
}
