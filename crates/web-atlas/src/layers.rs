//! `/layers`: maps of others that the office offers, their tiles let through, and how their servers are.
//!
//! A reader names a layer of the office's table and a square of the grid; only the gateway knows addresses.
//! What does not name both is not found, and nothing is asked outside.
//!
//! Refuses: being a relay. No address, host, header or query of a reader goes any further than here.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use gateways::breaker::LeftAlone;
use gateways::error::GatewayError;
use gateways::map_layers::layers::Layer;
use gateways::map_layers::tile::TileAt;
use gateways::map_layers::{LayerHealth, MapLayerFault, MapLayers, Tile};
use lexicon::instant::At;
use lexicon::language::Lang;
use serde_json::{Value, json};
use web::door::Door;

use crate::fault::Fault;
use crate::ogc::problem::answer;
use crate::reply::{self, Call, address};

/// Pixels of a side of a tile.
const TILE_SIDE: u32 = 256;
/// How long a reader waits before asking again where nothing better is known, seconds.
const AGAIN_S: i64 = 30;

/// The routes.
pub fn routes() -> Router<Door> {
    Router::new()
        .route("/layers", get(list))
        .route("/layers/health", get(health))
        .route("/layers/{id}/{z}/{x}/{y}", get(tile))
}

/// The layers offered today, in the reader's language.
async fn list(State(door): State<Door>, call: Call) -> Response {
    let today = door.now().taipei_date();
    let offered = door.layers.iter().flat_map(|layers| layers.offered(today));
    let layers: Vec<Value> = offered.map(|layer| described(&door, layer, call.lang)).collect();
    reply::public("application/json", json!({ "layers": layers }).to_string().into_bytes())
}

fn described(door: &Door, layer: &Layer, lang: Lang) -> Value {
    json!({
        "id": layer.id,
        "title": layer.title(lang),
        "attribution": layer.attribution(lang),
        "minzoom": layer.zooms.start(),
        "maxzoom": layer.zooms.end(),
        "tile_size_px": TILE_SIDE,
        "tiles": address(door, &format!("/layers/{}/{{z}}/{{x}}/{{y}}", layer.id)),
    })
}

/// How the servers of the layers offered today are: counts and times, no addresses.
async fn health(State(door): State<Door>) -> Response {
    let now = door.now();
    let board: Vec<LayerHealth> = door.layers.as_deref().map(|layers| board(layers, now)).unwrap_or_default();
    let mut response = reply::public("application/json", json!({ "layers": board }).to_string().into_bytes());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn board(layers: &MapLayers, now: At) -> Vec<LayerHealth> {
    let mut board = layers.health(now);
    board.retain(|row| layers.offered(now.taipei_date()).any(|layer| layer.id == row.id));
    board
}

/// Name of a layer, zoom, column and row.
type Address = (String, String, String, String);

async fn tile(State(door): State<Door>, Path((id, z, x, y)): Path<Address>, call: Call) -> Response {
    let now = door.now();
    let found = match (&door.layers, format!("{z}/{x}/{y}").parse::<TileAt>()) {
        (Some(layers), Ok(at)) => layers.tile(&id, at, now).await,
        (Some(_), Err(_)) => Err(MapLayerFault::OutOfRange),
        (None, _) => Err(MapLayerFault::NoLayer),
    };
    match found {
        Ok(tile) => send(tile),
        Err(MapLayerFault::NoLayer) => refuse(&door, &call, "layer-unknown"),
        Err(MapLayerFault::OutOfRange) => refuse(&door, &call, "layer-outside"),
        Err(MapLayerFault::Nothing) => refuse(&door, &call, "layer-empty"),
        Err(MapLayerFault::Gateway(fault)) => later(&door, &call, (&fault, now)),
    }
}

fn send(tile: Tile) -> Response {
    let mut response = Response::new(Body::from(tile.bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(tile.content_type));
    headers.insert(header::AGE, HeaderValue::from(tile.age_s));
    // A cache takes `Age` off `max-age` (RFC 9111 §4.2), so the whole life is said; an old tile has none left.
    let life_s = if tile.fresh_s == 0 { 0 } else { tile.age_s.saturating_add(tile.fresh_s) };
    let kept = HeaderValue::from_str(&format!("public, max-age={life_s}"));
    headers.insert(header::CACHE_CONTROL, kept.unwrap_or(HeaderValue::from_static("no-store")));
    reply::open(response)
}

fn refuse(door: &Door, call: &Call, kind: &'static str) -> Response {
    answer(door, call, Err(Fault::of(StatusCode::NOT_FOUND, kind)))
}

/// The other side fails: it is away, or it answers what is no picture.
fn later(door: &Door, call: &Call, (fault, now): (&GatewayError, At)) -> Response {
    tracing::info!(%fault, "no tile of an outside layer");
    let rest_s = fault.cause::<LeftAlone>().map_or(AGAIN_S, |alone| alone.until.since(now).as_secs()).max(1);
    let (status, kind) = match fault {
        GatewayError::Unavailable { .. } => (StatusCode::SERVICE_UNAVAILABLE, "layer-resting"),
        GatewayError::Refused { .. } | GatewayError::Nonsense { .. } => (StatusCode::BAD_GATEWAY, "layer-unusable"),
    };
    let mut response = answer(door, call, Err(Fault::of(status, kind).with("seconds", rest_s)));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(rest_s));
    response
}
