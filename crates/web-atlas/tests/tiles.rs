//! Tiles over the door: addresses, caches, days, what is refused, and the documents that lead to them.
#![allow(clippy::unwrap_used)]

mod land;

use atlas::point::{Bounds, pt};
use axum::http::StatusCode;
use land::Land;
use maps::projection::{System, one};
use maps::tile::{Tile, WORLD_PER_M};
use std::io::Read;

/// A tile of a zoom with zones in it, as `z/x/y`.
fn middle(land: &Land, z: u8) -> String {
    let release = land.desk.release().unwrap();
    let everywhere = Bounds { min: pt(i32::MIN, i32::MIN), max: pt(i32::MAX, i32::MAX) };
    let near = release.zones_near(&everywhere, land::now().taipei_date());
    let place = near[near.len() / 2].0.extent.rings().next().unwrap().points()[0];
    let (x, y) = one(System::Twd97, System::Web, release.origin().metres(place)).unwrap();
    let tile = Tile::at(z, pt((x * WORLD_PER_M) as i32, (-y * WORLD_PER_M) as i32));
    format!("{z}/{}/{}", tile.x(), tile.y())
}

/// What names the live release.
fn mark(land: &Land) -> String {
    land.desk.release().unwrap().hash()[..16].to_owned()
}

#[tokio::test]
async fn a_tile_that_names_release_and_day_may_be_kept_for_ever() {
    let land = Land::open().await;
    let path = format!("/tiles/{}/zones/{}.mvt", mark(&land), middle(&land, 13));
    let dated = land.get(&format!("{path}?on=2026-03-02")).await;
    assert_eq!((dated.status, dated.media_type()), (StatusCode::OK, "application/vnd.mapbox-vector-tile"));
    assert_eq!(dated.headers["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(dated.headers["access-control-allow-origin"], "*");
    assert!(dated.body.len() > 500 && dated.body.windows(5).any(|w| w == b"zones"));
    let today = land.get(&path).await;
    assert_eq!(
        (today.body == dated.body, &today.headers["cache-control"]),
        (true, &"public, max-age=300".parse().unwrap())
    );
    let whole = path.replace(&mark(&land), land.desk.release().unwrap().hash());
    assert_eq!(land.get(&whole).await.body, dated.body);
}

#[tokio::test]
async fn who_takes_gzip_gets_the_same_tile_smaller() {
    let land = Land::open().await;
    let path = format!("/tiles/{}/zones/{}.mvt", mark(&land), middle(&land, 13));
    let plain = land.get(&path).await;
    let packed = land.get_with(&path, ("accept-encoding", "gzip, br")).await;
    assert_eq!(
        (&packed.headers["content-encoding"], &packed.headers["vary"]),
        (&"gzip".parse().unwrap(), &"accept-encoding".parse().unwrap())
    );
    assert!(packed.body.len() < plain.body.len());
    let mut opened = Vec::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut opened).unwrap();
    assert_eq!(opened, plain.body);
}

#[tokio::test]
async fn the_day_and_the_day_known_decide_what_a_tile_shows() {
    let land = Land::open().await;
    let path = format!("/tiles/{}/zones/{}.mvt", mark(&land), middle(&land, 14));
    let at = async |moment: &str| land.get(&format!("{path}?{moment}")).await;
    let (now, then, before) =
        (at("on=2026-03-02").await, at("on=1901-01-01").await, at("on=2026-03-02&known=1901-01-01").await);
    assert!(!now.body.is_empty() && then.body.is_empty() && before.body.is_empty());
    assert_eq!((then.status, before.status), (StatusCode::OK, StatusCode::OK));
}

#[tokio::test]
async fn live_leads_to_the_release_and_an_earlier_one_is_gone_and_says_where() {
    let land = Land::open().await;
    let (first, place) = (mark(&land), middle(&land, 14));
    let led = land.get(&format!("/tiles/live/zones/{place}.mvt?on=2026-03-02")).await;
    assert_eq!(led.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(led.headers["location"], *format!("/tiles/{first}/zones/{place}.mvt?on=2026-03-02"));
    assert_eq!(led.headers["cache-control"], "public, max-age=60");
    let pointer = land.get("/tiles/tilejson.json").await;
    assert_eq!(pointer.headers["location"], *format!("/tiles/{first}/zones.json?on=2026-03-02"));

    let mut parts = land.desk.release().unwrap().parts();
    parts.zones.truncate(20);
    land.publish(atlas::release::Release::build(parts).unwrap()).await;
    let second = mark(&land);
    let gone = land.get(&format!("/tiles/{first}/zones/{place}.mvt?on=2026-03-02")).await;
    assert_eq!((gone.status, gone.media_type()), (StatusCode::GONE, "application/problem+json"));
    assert!(gone.text().contains(&format!("/tiles/{second}/zones/{place}.mvt?on=2026-03-02")), "{}", gone.text());
    let never = land.get(&format!("/tiles/0123456789abcdef/zones/{place}.mvt")).await;
    assert_eq!(never.status, StatusCode::NOT_FOUND);
    assert!(never.text().contains(&second));
    assert_eq!(land.get(&format!("/tiles/{second}/zones/{place}.mvt")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn hostile_addresses_are_refused_with_a_word() {
    let land = Land::open().await;
    let (mark, long) = (mark(&land), "9".repeat(5_000));
    for (path, want) in [
        ("zones/99/0/0.mvt", 404),
        ("zones/-1/0/0.mvt", 400),
        ("zones/14/-5/0.mvt", 400),
        ("zones/14/13649/x.mvt", 400),
        ("zones/14/16384/0.mvt", 404),
        ("zones/14/4294967296/0.mvt", 404),
        (&format!("zones/14/{long}/0.mvt"), 404),
        ("zones/1e3/0/0.mvt", 400),
        ("zones/14/0/0.png", 404),
        ("zones/14/0/.mvt", 400),
        ("zones/14/%2e%2e/0.mvt", 400),
        ("zones/%00/0/0.mvt", 400),
        ("roads/14/0/0.mvt", 404),
        ("zones/14/0/0.mvt?on=yesterday", 400),
        ("zones/14/0/0.mvt?on=2026-02-30", 400),
        ("zones/14/0/0.mvt?on=2026-03-02&on=2026-03-03", 400),
        ("zones/14/0/0.mvt?day=2026-03-02", 400),
        ("zones/14/0/0.mvt?known=%ff", 400),
        ("roads.json", 404),
        ("zones.xml", 404),
    ] {
        let answer = land.get(&format!("/tiles/{mark}/{path}")).await;
        let shown: String = path.chars().take(60).collect();
        assert_eq!(answer.status.as_u16(), want, "{shown}");
        let detail = answer.json()["detail"].as_str().unwrap_or_default().to_owned();
        assert!(detail.ends_with('.') || detail.contains("http"), "{shown}: {detail}");
        assert!(!detail.contains("ogc-"), "{shown}: {detail}");
    }
    for release in ["x", "0", "DEADBEEFDEADBEEF", "..", &"a".repeat(3_000)] {
        let answer = land.get(&format!("/tiles/{release}/zones/14/0/0.mvt")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn tilejson_says_where_tiles_are_and_what_is_in_them() {
    let land = Land::open().await;
    for name in ["zones", "parcels", "plan-areas", "plans", "exhibitions", "restrictions", "labels"] {
        let document = land.get(&format!("/tiles/{}/{name}.json?on=2026-01-05", mark(&land))).await.json();
        assert_eq!(document["tilejson"], "3.0.0");
        let tiles = document["tiles"][0].as_str().unwrap();
        let want = format!("http://127.0.0.1:8080/tiles/{}/{name}/{{z}}/{{x}}/{{y}}.mvt?on=2026-01-05", mark(&land));
        assert_eq!(tiles, want);
        assert!(document["minzoom"].as_u64() < document["maxzoom"].as_u64());
        assert!(document["vector_layers"][0]["fields"].as_object().unwrap().len() > 1);
        assert!(!document["name"].as_str().unwrap().contains("tiles-"), "{document}");
        let bounds: Vec<f64> = document["bounds"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
        assert!(bounds[0] > 119.0 && bounds[0] < bounds[2] && bounds[1] > 21.0 && bounds[1] < bounds[3]);
    }
}

#[tokio::test]
async fn ogc_api_leads_from_its_landing_page_to_the_same_tiles() {
    let land = Land::open().await;
    let links = land.get("/ogc").await.json()["links"].clone();
    let has = |links: &serde_json::Value, rel: &str| {
        let found = links.as_array().unwrap().iter().find(|link| link["rel"].as_str().unwrap().ends_with(rel));
        found.unwrap_or_else(|| panic!("no link {rel} in {links}"))["href"].as_str().unwrap().to_owned()
    };
    let path = |href: String| href.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
    let tilings = land.get(&path(has(&links, "tiling-schemes"))).await.json();
    let tiling = land.get(&path(has(&tilings["tileMatrixSets"][0]["links"], "tiling-scheme"))).await.json();
    assert_eq!(
        (tiling["id"].as_str(), tiling["tileMatrices"][0]["matrixWidth"].as_u64()),
        (Some("WebMercatorQuad"), Some(1))
    );
    let first = tiling["tileMatrices"][0]["scaleDenominator"].as_f64().unwrap();
    assert!((first - 559_082_264.028_717).abs() < 1e-3, "{first}");
    assert!(land.get("/ogc/conformance").await.text().contains("ogcapi-tiles-1/1.0/conf/core"));

    let zones = land.get("/ogc/collections/zones").await.json();
    let sets = land.get(&path(has(&zones["links"], "tilesets-vector"))).await.json();
    let set = land.get(&path(has(&sets["tilesets"][0]["links"], "self"))).await.json();
    let template = path(has(&set["links"], "item"));
    let place = middle(&land, 14);
    let [z, x, y] = place.split('/').collect::<Vec<_>>().try_into().unwrap();
    let tile = template.replace("{tileMatrix}", z).replace("{tileRow}", y).replace("{tileCol}", x);
    let ogc = land.get(&tile).await;
    assert_eq!((ogc.status, &ogc.headers["cache-control"]), (StatusCode::OK, &"public, max-age=300".parse().unwrap()));
    let plain = land.get(&format!("/tiles/{}/zones/{place}.mvt", mark(&land))).await;
    assert!(!ogc.body.is_empty() && ogc.body == plain.body);
    let dated = land.get(&format!("{tile}?f=mvt&datetime=1901-01-01")).await;
    assert!(dated.status == StatusCode::OK && dated.body.is_empty());
    for (path, want) in [
        (format!("{tile}?f=png"), 400),
        (format!("{tile}?datetime=2020-01-01/2026-01-01"), 400),
        (tile.replace("WebMercatorQuad", "WorldCRS84Quad"), 404),
        (tile.replace("zones", "labels"), 404),
        (tile.replace("/14/", "/99/"), 404),
    ] {
        let answer = land.get(&path).await;
        assert_eq!(answer.status.as_u16(), want, "{path}: {}", answer.text());
        assert!(!answer.text().contains("ogc-fault"), "{}", answer.text());
    }
}

#[tokio::test]
async fn without_plan_data_there_are_no_tiles_and_the_answer_says_so() {
    let answer = Land::empty().await.get("/tiles/live/zones/14/0/0.mvt").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}
