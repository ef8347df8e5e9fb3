//! `/tiles/{release}/{set}/{z}/{x}/{y}.mvt`: vector tiles of the live release, and TileJSON 3 that says where they are.
//!
//! An address that names release and day always shows the same, so caches may keep it for ever; without
//! `on` it shows today and is kept for minutes. `known` (ours) shows what this office knew on an earlier day.
//! `live` in place of the release leads to the address with it. An earlier release is gone, and the answer
//! says which one is live.

use axum::Extension;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::civil::Date;
use maps::tile::{NoTile, Tile};
use maps::tile_set::TileSet;
use serde_json::{Value, json};
use web::door::Door;

use atlas::day::AsOf;

use crate::fault::Fault;
use crate::ogc::problem::answer;
use crate::query::Query;
use crate::reply::{self, Call, address};
use crate::span;
use crate::tile_cache::{Live, Packing, TileShelf, Wanted};

/// The media type of tiles.
pub const MVT: &str = "application/vnd.mapbox-vector-tile";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_MINUTES: &str = "public, max-age=300";
const FOR_A_MOMENT: &str = "public, max-age=60";
/// What an answer has by the time it leaves, so that they are made room for once.
const HEADERS: usize = 20;
/// What stands for the release in addresses that lead to it.
const LIVE: &str = "live";

/// The routes.
pub fn routes() -> Router<Door> {
    Router::new().route("/tiles/tilejson.json", get(first)).route("/tiles/{*below}", get(below))
}

/// `{release}/{document}` or `{release}/{set}/{z}/{x}/{y}.mvt`: read off the path as it came, because a map asks for
/// dozens of tiles at once and their addresses never need decoding.
async fn below(
    State(door): State<Door>,
    Extension(shelf): Extension<TileShelf>,
    packing: Packing,
    call: Call,
) -> Response {
    let steps: Vec<&str> = call.path.split('/').skip(2).collect();
    let made = match steps[..] {
        [release, file] => document(&door, &shelf, (release, file), &call).await,
        [release, set, z, x, file] => tile(&door, (&shelf, [release, set, z, x, file], packing), &call).await,
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    answer(&door, &call, made)
}

async fn tile(
    door: &Door,
    (shelf, [release, set, z, x, file], packing): (&TileShelf, [&str; 5], Packing),
    call: &Call,
) -> Result<Response, Fault> {
    reply::admit()?;
    let live = shelf.live(door).await?;
    let set = named(set)?;
    let y = file.strip_suffix(".mvt").ok_or_else(|| Fault::of(StatusCode::NOT_FOUND, "tile-ending"))?;
    let tile = Tile::parse(z, x, y).map_err(no_tile)?;
    let asked = Asked::read(&call.query, door)?;
    if !on_this_release(door, (&live, release), call).await? {
        return Ok(moved(&live, call));
    }
    let kept = if asked.is_dated { FOR_EVER } else { FOR_MINUTES };
    send((shelf, &live), &Wanted { set, tile, at: asked.at, packing }, kept).await
}

/// Draws or fetches a tile and sends it.
///
/// # Errors
/// A fault of ours.
pub async fn send(
    (shelf, live): (&TileShelf, &std::sync::Arc<Live>),
    wanted: &Wanted,
    kept: &'static str,
) -> Result<Response, Fault> {
    let bytes = shelf.tile(live, wanted).await?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.reserve(HEADERS);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MVT));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if wanted.packing == Packing::Gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(reply::open(response))
}

impl<S: Send + Sync> FromRequestParts<S> for Packing {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Packing, Self::Rejection> {
        Ok(packing(&parts.headers))
    }
}

/// Gzip for who says to take it (RFC 9110 §12.5.3).
fn packing(headers: &HeaderMap) -> Packing {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let refused = |weight: &str| weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()) == Some(0.0);
    let takes = |coding: &str| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        matches!(name.trim(), "gzip" | "x-gzip") && !refused(weight)
    };
    if lines.flat_map(|line| line.split(',')).any(takes) { Packing::Gzip } else { Packing::Plain }
}

fn named(name: &str) -> Result<TileSet, Fault> {
    let served = || TileSet::ALL.map(TileSet::name).join(", ");
    TileSet::named(name)
        .ok_or_else(|| Fault::of(StatusCode::NOT_FOUND, "no-tile-set").with("name", name).with("served", served()))
}

/// Why an address names no tile.
#[must_use]
pub fn no_tile(why: NoTile) -> Fault {
    match why {
        NoTile::Numbers => Fault::bad("tile-numbers"),
        NoTile::Zoom => Fault::of(StatusCode::NOT_FOUND, "tile-zoom").with("most", maps::tile::DEEPEST),
        NoTile::Outside(last) => Fault::of(StatusCode::NOT_FOUND, "tile-outside").with("last", last),
    }
}

/// The moment a tile is asked for.
struct Asked {
    at: AsOf,
    /// Whether the day was named.
    is_dated: bool,
}

impl Asked {
    fn read(raw: &str, door: &Door) -> Result<Asked, Fault> {
        if raw.is_empty() {
            return Ok(Asked { at: AsOf::from(door.now().taipei_date()), is_dated: false });
        }
        let mut query = Query::read(raw)?;
        let on = query.take("on").map(|text| span::day("on", &text)).transpose()?;
        let known = query.take("known").map(|text| span::day("known", &text)).transpose()?;
        query.close(&["on", "known"])?;
        let is_dated = on.is_some();
        Ok(Asked { at: AsOf { on: on.unwrap_or_else(|| door.now().taipei_date()), known }, is_dated })
    }

    /// As addresses say it; the day is always named there.
    fn query(&self) -> String {
        moment(self.at.on, self.at.known)
    }
}

fn moment(on: Date, known: Option<Date>) -> String {
    let known = known.map(|day| format!("&known={day}")).unwrap_or_default();
    format!("on={on}{known}")
}

/// Whether the address names the live release; `false` when it only says `live`.
async fn on_this_release(door: &Door, (live, release): (&Live, &str), call: &Call) -> Result<bool, Fault> {
    if live.is_named(release) {
        return Ok(true);
    }
    if release == LIVE {
        return Ok(false);
    }
    let is_mark = (crate::tile_cache::MARK..=64).contains(&release.len())
        && release.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let known = is_mark && door.desk.has_published(release).await.unwrap_or(false);
    let (status, kind) =
        if known { (StatusCode::GONE, "tile-release-gone") } else { (StatusCode::NOT_FOUND, "tile-release") };
    let lives = address(door, &led(live, call));
    Err(Fault::of(status, kind).with("release", release).with("live", live.mark()).with("address", lives))
}

/// The address asked for, on the live release.
fn led(live: &Live, call: &Call) -> String {
    let mut steps: Vec<&str> = call.path.split('/').collect();
    if let Some(release) = steps.get_mut(2) {
        *release = live.mark();
    }
    let query = if call.query.is_empty() { String::new() } else { format!("?{}", call.query) };
    format!("{}{query}", steps.join("/"))
}

fn moved(live: &Live, call: &Call) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    let headers = response.headers_mut();
    // Paths are ASCII: anything else was refused before, or is percent-encoded as it came.
    headers.insert(header::LOCATION, HeaderValue::from_str(&led(live, call)).unwrap_or(HeaderValue::from_static("/")));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_A_MOMENT));
    reply::open(response)
}

async fn first(State(door): State<Door>, Extension(shelf): Extension<TileShelf>, call: Call) -> Response {
    let made = async {
        reply::admit()?;
        let live = shelf.live(&door).await?;
        let query = Asked::read(&call.query, &door)?.query();
        let path = format!("/tiles/{LIVE}/{}.json", TileSet::Zones.name());
        Ok(moved(&live, &Call { path, query, ..call.clone() }))
    };
    let made = made.await;
    answer(&door, &call, made)
}

async fn document(
    door: &Door,
    shelf: &TileShelf,
    (release, file): (&str, &str),
    call: &Call,
) -> Result<Response, Fault> {
    reply::admit()?;
    let live = shelf.live(door).await?;
    let name = file.strip_suffix(".json").ok_or_else(|| Fault::of(StatusCode::NOT_FOUND, "tile-ending"))?;
    let (set, asked) = (named(name)?, Asked::read(&call.query, door)?);
    if !on_this_release(door, (&live, release), call).await? {
        return Ok(moved(&live, call));
    }
    let body = tilejson(door, (&live, set), (&asked.query(), call)).to_string().into_bytes();
    Ok(reply::public("application/json", body))
}

/// TileJSON 3.0.0 of a set at a moment.
fn tilejson(door: &Door, (live, set): (&Live, TileSet), (moment, call): (&str, &Call)) -> Value {
    let [west, south, east, north] = live.ground.lonlat_box();
    let (least, most) = set.zooms();
    let layers = set.layers().iter().map(|layer| {
        let fields = layer.keys.iter().map(|key| ((*key).to_owned(), json!(kind_of(key))));
        let fields: serde_json::Map<String, Value> = fields.collect();
        json!({ "id": layer.name, "fields": fields, "minzoom": layer.zooms.0, "maxzoom": layer.zooms.1 })
    });
    let layers: Vec<Value> = layers.collect();
    let template = format!("/tiles/{}/{}/{{z}}/{{x}}/{{y}}.mvt?{moment}", live.mark(), set.name());
    json!({
        "tilejson": "3.0.0",
        "name": door.say(call.lang, &format!("tiles-{}", set.name()), &[]),
        "attribution": door.desk.office().names.agency.say(call.lang),
        "scheme": "xyz",
        "tiles": [address(door, &template)],
        "minzoom": least,
        "maxzoom": most,
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2.0, (south + north) / 2.0, least.max(11)],
        "vector_layers": layers,
    })
}

/// What a key holds, as TileJSON's readers write it.
fn kind_of(key: &str) -> &'static str {
    if key == "room_m" { "Number" } else { "String" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_goes_to_who_takes_it() {
        for (said, want) in [
            ("gzip, deflate, br", Packing::Gzip),
            ("br;q=1.0, gzip;q=0.8", Packing::Gzip),
            ("gzip;q=0", Packing::Plain),
            ("identity", Packing::Plain),
            ("", Packing::Plain),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(said).unwrap());
            assert_eq!(packing(&headers), want, "{said}");
        }
        assert_eq!(packing(&HeaderMap::new()), Packing::Plain);
    }
}
