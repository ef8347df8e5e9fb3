//! OGC API – Tiles 1.0 (OGC 20-057): Core, TileSet, TileSets List and Mapbox Vector Tiles for the collections
//! under `/ogc`, in the one tiling everybody reads, WebMercatorQuad (OGC 17-083r4).
//!
//! The same tiles as under `/tiles`, but of whatever release is live: caches may keep them for minutes only.
//! `datetime` names a day in force, `known` (ours) the day as known on. No other tiling is served.

use axum::Extension;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use lexicon::language::Lang;
use maps::projection::HALF_WORLD_M;
use maps::tile::{DEEPEST, Tile};
use maps::tile_set::TileSet;
use serde_json::{Value, json};
use web::door::Door;

use atlas::day::AsOf;

use crate::fault::Fault;
use crate::ogc::ROOT;
use crate::ogc::problem::answer;
use crate::query::Query;
use crate::reply::{self, Call, address};
use crate::span::{self, Span};
use crate::tile_cache::{Live, Packing, TileShelf, Wanted};
use crate::tiles::{self, MVT, no_tile};

/// The tiling.
const QUAD: &str = "WebMercatorQuad";
const QUAD_URI: &str = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
const WEB_URI: &str = "http://www.opengis.net/def/crs/EPSG/0/3857";
const FOR_MINUTES: &str = "public, max-age=300";
/// Metres on the ground of a pixel of a tile of 256 at zoom 0, and the size of a pixel, 0.28 mm (OGC 17-083r4).
const PIXELS: f64 = 256.0;
const PIXEL_M: f64 = 0.000_28;
/// The relation of a collection to its tiles.
pub const TILESETS: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
/// The relation of a landing page to the tilings.
pub const TILINGS: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes";
const TILING: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";

/// What is kept of the standards of tiles.
#[must_use]
pub const fn conformance() -> &'static [&'static str] {
    &[
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
        "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/datetime",
        "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
        "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
    ]
}

/// The link of the landing page to the tilings.
#[must_use]
pub fn landing_link(door: &Door, lang: Lang) -> Value {
    link(door, (TILINGS, "/tileMatrixSets", "application/json"), door.say(lang, "tiles-tilings", &[]))
}

/// The link of a collection to its tiles; none where there are no tiles of it.
#[must_use]
pub fn collection_link(door: &Door, (id, lang): (&str, Lang)) -> Option<Value> {
    named(id).ok()?;
    let path = format!("/collections/{id}/tiles");
    Some(link(door, (TILESETS, &path, "application/json"), door.say(lang, "tiles-of", &[])))
}

fn link(door: &Door, (rel, path, kind): (&str, &str, &str), title: String) -> Value {
    json!({ "rel": rel, "type": kind, "href": address(door, &format!("{ROOT}{path}")), "title": title })
}

/// The routes.
pub fn routes() -> Router<Door> {
    Router::new()
        .route("/ogc/tileMatrixSets", get(tilings))
        .route("/ogc/tileMatrixSets/{tiling}", get(tiling))
        .route("/ogc/collections/{collection}/tiles", get(tile_sets))
        .route("/ogc/collections/{collection}/tiles/{tiling}", get(tile_set))
        .route("/ogc/collections/{collection}/tiles/{tiling}/{z}/{y}/{x}", get(tile))
}

/// Collections have tiles but labels, which are only drawn.
fn named(id: &str) -> Result<TileSet, Fault> {
    let mut all = TileSet::ALL.into_iter().filter(|set| *set != TileSet::Labels);
    all.find(|set| set.name() == id).ok_or_else(|| {
        let served = TileSet::ALL.map(TileSet::name);
        let served: Vec<&str> = served.into_iter().filter(|name| *name != TileSet::Labels.name()).collect();
        Fault::of(StatusCode::NOT_FOUND, "no-collection").with("name", id).with("served", served.join(", "))
    })
}

fn quad(name: &str) -> Result<(), Fault> {
    let unknown = || Fault::of(StatusCode::NOT_FOUND, "no-tiling").with("name", name).with("served", QUAD);
    if name == QUAD { Ok(()) } else { Err(unknown()) }
}

/// Only `f=json` is read of documents.
fn plain(call: &Call) -> Result<(), Fault> {
    reply::admit()?;
    let mut query = Query::read(&call.query)?;
    crate::ogc::asked::format(&mut query)?;
    query.close(&["f"])
}

fn document(call: &Call, make: impl FnOnce() -> Result<Value, Fault>) -> Result<Response, Fault> {
    plain(call)?;
    Ok(reply::public("application/json", make()?.to_string().into_bytes()))
}

async fn tilings(State(door): State<Door>, call: Call) -> Response {
    let made = document(&call, || {
        let path = format!("/tileMatrixSets/{QUAD}");
        let own = link(&door, (TILING, &path, "application/json"), QUAD.to_owned());
        Ok(
            json!({ "tileMatrixSets": [{ "id": QUAD, "title": QUAD, "uri": QUAD_URI, "crs": WEB_URI, "links": [own] }] }),
        )
    });
    answer(&door, &call, made)
}

async fn tiling(State(door): State<Door>, Path(name): Path<String>, call: Call) -> Response {
    let made = document(&call, || quad(&name).map(|()| web_mercator_quad()));
    answer(&door, &call, made)
}

/// The tiling as far as there are tiles.
fn web_mercator_quad() -> Value {
    let matrix = |z: u8| {
        let count = 1u32 << z;
        let cell = 2.0 * HALF_WORLD_M / PIXELS / f64::from(count);
        json!({
            "id": z.to_string(),
            "scaleDenominator": cell / PIXEL_M,
            "cellSize": cell,
            "cornerOfOrigin": "topLeft",
            "pointOfOrigin": [-HALF_WORLD_M, HALF_WORLD_M],
            "tileWidth": PIXELS as u32, "tileHeight": PIXELS as u32,
            "matrixWidth": count, "matrixHeight": count,
        })
    };
    json!({
        "id": QUAD,
        "title": "Google Maps Compatible for the World",
        "uri": QUAD_URI,
        "crs": WEB_URI,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": (0..=DEEPEST).map(matrix).collect::<Vec<_>>(),
    })
}

async fn tile_sets(State(door): State<Door>, Path(id): Path<String>, call: Call) -> Response {
    let made = document(&call, || {
        let set = named(&id)?;
        let title = door.say(call.lang, &format!("tiles-{}", set.name()), &[]);
        let base = format!("/collections/{id}/tiles");
        let own = link(&door, ("self", &base, "application/json"), title.clone());
        let one = link(&door, ("self", &format!("{base}/{QUAD}"), "application/json"), title.clone());
        let tiling = link(&door, (TILING, &format!("/tileMatrixSets/{QUAD}"), "application/json"), QUAD.to_owned());
        let listed = json!({
            "title": title, "dataType": "vector", "crs": WEB_URI, "tileMatrixSetURI": QUAD_URI, "links": [one, tiling],
        });
        Ok(json!({ "links": [own], "tilesets": [listed] }))
    });
    answer(&door, &call, made)
}

async fn tile_set(
    State(door): State<Door>,
    Extension(shelf): Extension<TileShelf>,
    Path((id, tiling)): Path<(String, String)>,
    call: Call,
) -> Response {
    let made = async {
        let set = named(&id)?;
        quad(&tiling)?;
        let live = shelf.live(&door).await?;
        document(&call, || Ok(described(&door, (set, &live), call.lang)))
    };
    let made = made.await;
    answer(&door, &call, made)
}

/// What a set of tiles is, where it begins and ends, and what its features say.
fn described(door: &Door, (set, live): (TileSet, &Live), lang: Lang) -> Value {
    let title = door.say(lang, &format!("tiles-{}", set.name()), &[]);
    let base = format!("/collections/{}/tiles/{QUAD}", set.name());
    let [west, south, east, north] = live.ground.lonlat_box();
    let (least, most) = set.zooms();
    let layer = |facts: &maps::tile_set::LayerFacts| {
        let text = json!({ "type": "string" });
        let said = facts.keys.iter().map(|key| ((*key).to_owned(), text.clone()));
        json!({
            "id": facts.name, "dataType": "vector", "geometryDimension": facts.dimension,
            "minTileMatrix": facts.zooms.0.to_string(), "maxTileMatrix": facts.zooms.1.to_string(),
            "propertiesSchema": { "type": "object", "properties": said.collect::<serde_json::Map<_, _>>() },
        })
    };
    let mut item = link(door, ("item", &format!("{base}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"), MVT), title.clone());
    item["templated"] = json!(true);
    json!({
        "title": title,
        "dataType": "vector",
        "crs": WEB_URI,
        "tileMatrixSetURI": QUAD_URI,
        "tileMatrixSetLimits": (least..=most).map(|z| limits(z, live)).collect::<Vec<_>>(),
        "boundingBox": { "lowerLeft": [west, south], "upperRight": [east, north], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84" },
        "centerPoint": { "coordinates": [(west + east) / 2.0, (south + north) / 2.0], "tileMatrix": least.max(11).to_string() },
        "layers": set.layers().iter().map(layer).collect::<Vec<_>>(),
        "links": [
            link(door, ("self", &base, "application/json"), title),
            link(door, (TILING, &format!("/tileMatrixSets/{QUAD}"), "application/json"), QUAD.to_owned()),
            item,
        ],
    })
}

/// The rows and columns of a zoom in which there is anything.
fn limits(z: u8, live: &Live) -> Value {
    let (first, last) = live.ground.tiles_around(z);
    json!({
        "tileMatrix": z.to_string(),
        "minTileRow": first.y(), "maxTileRow": last.y(), "minTileCol": first.x(), "maxTileCol": last.x(),
    })
}

async fn tile(
    State(door): State<Door>,
    Extension(shelf): Extension<TileShelf>,
    Path((id, tiling, z, y, x)): Path<(String, String, String, String, String)>,
    packing: Packing,
    call: Call,
) -> Response {
    let made = async {
        reply::admit()?;
        let set = named(&id)?;
        quad(&tiling)?;
        let tile = Tile::parse(&z, &x, &y).map_err(no_tile)?;
        let at = asked(&door, &call)?;
        let live = shelf.live(&door).await?;
        tiles::send((&shelf, &live), &Wanted { set, tile, at, packing }, FOR_MINUTES).await
    };
    let made = made.await;
    answer(&door, &call, made)
}

/// The moment a tile is asked for; today where nothing is said.
fn asked(door: &Door, call: &Call) -> Result<AsOf, Fault> {
    let mut query = Query::read(&call.query)?;
    match query.take("f").as_deref() {
        None | Some("mvt" | "pbf") | Some(MVT) => {}
        Some(other) => return Err(Fault::bad("tile-format").about("f").with("value", other)),
    }
    let datetime = query.take("datetime").as_deref().map(Span::read).transpose()?;
    let known = query.take("known").map(|text| span::day("known", &text)).transpose()?;
    query.close(&["datetime", "known", "f"])?;
    match datetime {
        None => Ok(AsOf { on: door.now().taipei_date(), known }),
        // A map shows one day.
        Some(span) if span.is_one_day => Ok(AsOf { on: span.from, known }),
        Some(_) => Err(Fault::bad("tile-one-day").about("datetime")),
    }
}
