//! OGC API Features over a small city: what comes out is what the release holds, for any day.
#![allow(clippy::unwrap_used)]

mod land;

use std::collections::BTreeSet;

use atlas::day::{AsOf, Moment};
use axum::http::StatusCode;
use land::{Land, encoded, now};
use serde_json::Value;

fn ids(page: &Value) -> Vec<String> {
    page["features"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect()
}

fn next(page: &Value) -> Option<String> {
    let links = page["links"].as_array().unwrap();
    let link = links.iter().find(|link| link["rel"] == "next")?["href"].as_str().unwrap();
    Some(link.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned())
}

/// Every id, page after page.
async fn walk(land: &Land, first: &str) -> (Vec<String>, u64) {
    let (mut all, mut path, mut matched) = (Vec::new(), Some(first.to_owned()), 0);
    while let Some(at) = path {
        let page = land.features(&at).await;
        let here = ids(&page);
        assert_eq!(page["numberReturned"].as_u64().unwrap() as usize, here.len());
        matched = page["numberMatched"].as_u64().unwrap();
        all.extend(here);
        path = next(&page);
    }
    (all, matched)
}

#[tokio::test]
async fn pages_together_hold_everything_in_force_once() {
    let land = Land::open().await;
    let release = land.desk.release().unwrap();
    let today = now().taipei_date();
    let moment = Moment::from(AsOf::from(today));
    let zones: BTreeSet<String> =
        release.zones().filter(|z| z.in_force.covers(today) && z.known.until.is_none()).map(|z| z.id).collect();
    let parcels = release.parcel_layer().shapes.iter().filter(|shape| shape.days.cover(moment)).count();
    for (path, count) in [("zones", zones.len()), ("parcels", parcels), ("plan-areas", release.areas().len())] {
        let (all, matched) = walk(&land, &format!("/ogc/collections/{path}/items?limit=37")).await;
        assert_eq!((all.len(), matched as usize), (count, count), "{path}");
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), count, "{path}: nothing twice");
    }
    let (all, _) = walk(&land, "/ogc/collections/zones/items?limit=37").await;
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), zones);
}

#[tokio::test]
async fn every_version_ever_in_force_has_an_id_of_its_own_that_can_be_asked_for() {
    let land = Land::open().await;
    let release = land.desk.release().unwrap();
    for collection in ["zones", "parcels"] {
        let rows = if collection == "zones" { release.zones().len() } else { release.parcel_count() };
        let known = release.parcel_layer().shapes.iter().filter(|s| s.days.known().until.is_none()).count();
        let rows = if collection == "parcels" { known } else { rows };
        let path = format!("/ogc/collections/{collection}/items?datetime=../..&limit=500");
        let (all, _) = walk(&land, &path).await;
        assert_eq!(all.len(), rows);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), rows, "{collection}");
        for id in all.iter().step_by(41) {
            let one = land.features(&format!("/ogc/collections/{collection}/items/{}", encoded(id))).await;
            assert!(id.starts_with(one["id"].as_str().unwrap()), "{id}");
            let from = one["properties"]["in_force_from"].as_str().unwrap();
            assert!(id.contains(&format!("@{from}")), "{id}");
        }
    }
}

#[tokio::test]
async fn geometry_is_the_tables_to_the_last_digit() {
    let land = Land::open().await;
    let release = land.desk.release().unwrap();
    let page = land.features("/ogc/collections/parcels/items?limit=50&crs=[EPSG:3826]").await;
    for feature in page["features"].as_array().unwrap() {
        let id = lexicon::parcel::ParcelId::parse(feature["id"].as_str().unwrap()).unwrap();
        let parcel = release.parcel(id, now().taipei_date()).unwrap();
        let ring = feature["geometry"]["coordinates"][0].as_array().unwrap();
        let points = parcel.shape.outer().points();
        assert_eq!(ring.len(), points.len() + 1);
        for (place, point) in ring.iter().zip(points) {
            let (x, y) = release.origin().metres(*point);
            assert_eq!((place[0].as_f64().unwrap(), place[1].as_f64().unwrap()), (x, y));
        }
        let area = feature["properties"]["registered_area_m2"].as_f64().unwrap();
        assert_eq!(area, parcel.registered.m2());
    }
}

#[tokio::test]
async fn axes_stand_in_the_order_of_their_reference_system() {
    let land = Land::open().await;
    let place = async |crs: &str| {
        let answer = land.get(&format!("/ogc/collections/zones/items?limit=1&crs={}", encoded(crs))).await;
        let header = answer.headers["content-crs"].to_str().unwrap().to_owned();
        let place = answer.json()["features"][0]["geometry"]["coordinates"][0][0][0].clone();
        (header, place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
    };
    let (name, lon, lat) = place("http://www.opengis.net/def/crs/OGC/1.3/CRS84").await;
    assert_eq!(name, "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
    assert!((119.0..122.0).contains(&lon) && (21.0..24.0).contains(&lat));
    assert_eq!(place("http://www.opengis.net/def/crs/EPSG/0/4326").await.1, lat);
    assert!(place("http://www.opengis.net/def/crs/EPSG/0/3857").await.1 > 13_000_000.0);
}

#[tokio::test]
async fn a_box_a_filter_and_a_property_find_the_same_things() {
    let land = Land::open().await;
    let all = land.features("/ogc/collections/zones/items?limit=10000").await;
    let first = &all["features"][0];
    let class = first["properties"]["class"].as_str().unwrap();
    let of_class = |f: &&Value| f["properties"]["class"] == class;
    let count = all["features"].as_array().unwrap().iter().filter(of_class).count();
    for query in [
        format!("class={class}"),
        format!("filter={}", encoded(&format!("class = '{class}'"))),
        format!("filter={}", encoded(&format!("class LIKE '{class}%'"))),
        format!("filter={}", encoded(&format!("class IN ('{class}', 'nothing')"))),
        format!("filter={}", encoded(&format!("NOT class <> '{class}'"))),
        format!(
            "filter-lang=cql2-json&filter={}",
            encoded(&format!(r#"{{"op":"=","args":[{{"property":"class"}},"{class}"]}}"#))
        ),
    ] {
        let (found, matched) = walk(&land, &format!("/ogc/collections/zones/items?limit=3&{query}")).await;
        assert_eq!((found.len(), matched as usize), (count, count), "{query}");
    }
    let place = &first["geometry"]["coordinates"][0][0][0];
    let (x, y) = (place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
    let boxed = format!("bbox={},{},{},{}", x - 1e-4, y - 1e-4, x + 1e-4, y + 1e-4);
    let (found, _) = walk(&land, &format!("/ogc/collections/zones/items?{boxed}")).await;
    assert!(
        found.contains(&first["id"].as_str().unwrap().to_owned())
            && found.len() < all["features"].as_array().unwrap().len()
    );
    for same in [
        format!(
            "filter={}",
            encoded(&format!("S_INTERSECTS(geometry, BBOX({},{},{},{}))", x - 1e-4, y - 1e-4, x + 1e-4, y + 1e-4))
        ),
        format!(
            "bbox-crs={}&bbox={},{},{},{}",
            encoded("http://www.opengis.net/def/crs/EPSG/0/4326"),
            y - 1e-4,
            x - 1e-4,
            y + 1e-4,
            x + 1e-4
        ),
    ] {
        assert_eq!(walk(&land, &format!("/ogc/collections/zones/items?{same}")).await.0, found, "{same}");
    }
    assert_eq!(walk(&land, "/ogc/collections/zones/items?bbox=0,0,1,1").await, (vec![], 0));
}

#[tokio::test]
async fn the_day_decides_what_is_in_force_and_what_was_known() {
    let land = Land::open().await;
    let release = land.desk.release().unwrap();
    let ended = release.zones().find(|zone| zone.in_force.until.is_some()).expect("a zone that ended");
    let (last, id) = (ended.in_force.until.unwrap(), encoded(&ended.id));
    let after = lexicon::date::next_day(last);
    let path = |day| format!("/ogc/collections/zones/items/{id}?datetime={day}");
    let then = land.features(&path(last)).await;
    assert_eq!(then["properties"]["in_force_until"], last.to_string());
    let answer = land.get(&path(after)).await;
    let is_other = answer.status == StatusCode::OK && answer.json()["properties"]["in_force_from"] == after.to_string();
    assert!(is_other || answer.status == StatusCode::NOT_FOUND);
    let (before_known, _) = walk(&land, "/ogc/collections/zones/items?known=1950-01-01").await;
    assert!(before_known.is_empty(), "nothing was in the books then");
}

#[tokio::test]
async fn documents_hold_together() {
    let land = Land::open().await;
    let landing = land.features("/ogc").await;
    for link in landing["links"].as_array().unwrap() {
        let path = link["href"].as_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap();
        let answer = land.get(path).await;
        assert_eq!((answer.status, answer.media_type()), (StatusCode::OK, link["type"].as_str().unwrap()), "{path}");
    }
    let collections = land.features("/ogc/collections").await;
    for collection in collections["collections"].as_array().unwrap() {
        for link in collection["links"].as_array().unwrap() {
            let path = link["href"].as_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap();
            assert_eq!(land.get(path).await.media_type(), link["type"].as_str().unwrap(), "{path}");
        }
        let b = collection["extent"]["spatial"]["bbox"][0].as_array();
        let Some(b) = b else { continue };
        let id = collection["id"].as_str().unwrap();
        let (all, _) = walk(&land, &format!("/ogc/collections/{id}/items?limit=10000&datetime=../..")).await;
        let query = format!("{},{},{},{}", b[0], b[1], b[2], b[3]);
        let (inside, _) =
            walk(&land, &format!("/ogc/collections/{id}/items?limit=10000&datetime=../..&bbox={query}")).await;
        assert_eq!(all, inside, "{id}: the extent holds everything");
    }
    let api = land.features("/ogc/api").await;
    for path in api["paths"].as_object().unwrap().keys().filter(|path| !path.contains('{')) {
        assert_eq!(land.get(&format!("/ogc{path}")).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn pages_of_two_releases_are_never_mixed() {
    let land = Land::open().await;
    let page = land.features("/ogc/collections/zones/items?limit=2").await;
    let mut parts = land.desk.release().unwrap().parts();
    parts.zones.pop();
    land.publish(atlas::release::Release::build(parts).unwrap()).await;
    let answer = land.get(&next(&page).unwrap()).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(answer.json()["detail"].as_str().unwrap().contains("Begin again"));
}

#[tokio::test]
async fn without_plan_data_the_door_says_so() {
    let answer = Land::empty().await.get("/ogc/collections/zones/items").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.json()["detail"].as_str().unwrap().contains("published"));
}
