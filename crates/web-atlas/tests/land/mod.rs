//! The door for map programs over a small city, on a clock that stands still.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use atlas::release::Release;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use desk::desk::{Desk, Parts};
use desk::office::{Office, Standing};
use desk_atlas::places::NoPlaces;
use gateways::map_layers::MapLayers;
use lexicon::instant::At;
use serde_json::Value;
use store::crypt::Keys;
use store::db::Place;
use store::store::Store;
use tower::ServiceExt;
use web::door::Door;
use web::headers::Scheme;
use web::render::Pages;

/// 2026-03-02T09:00+08:00
const NOW: i64 = 1_772_413_200_000_000;

pub struct Land {
    pub desk: Desk,
    router: Router,
    _folder: tempfile::TempDir,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// For the message of a test: what is no picture.
    pub fn text_if_any(&self) -> String {
        String::from_utf8_lossy(&self.body).chars().take(500).collect()
    }

    pub fn media_type(&self) -> &str {
        self.headers.get("content-type").map_or("", |value| value.to_str().unwrap())
    }
}

pub fn now() -> At {
    At::from_micros(NOW)
}

fn office() -> BTreeMap<String, Vec<u8>> {
    fn gather(folder: &Path, inside: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = format!("{inside}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                gather(&entry.path(), &format!("{name}/"), found);
            } else {
                found.insert(name, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../office"), "", &mut found);
    found
}

impl Land {
    /// A city of about 600 parcels.
    pub async fn open() -> Land {
        let land = Land::empty().await;
        let plan = CityPlan { seed: 7, parcels: 600, survey: SurveyError::Off };
        let city = generate(&plan, &land.desk.office().sections).unwrap();
        land.publish(Release::build(city.parts).unwrap()).await;
        land
    }

    /// A house without plan data.
    pub async fn empty() -> Land {
        Land::with(None).await
    }

    /// A house without plan data that shows maps of others.
    pub async fn with(layers: Option<Arc<MapLayers>>) -> Land {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Sqlite(folder.path().join("takau.sqlite"));
        let store = Store::open(&place, Keys::generate("test").unwrap(), folder.path(), now()).await.unwrap();
        let office = Office::read(&office(), Standing::Demonstration, "http://127.0.0.1:8080").unwrap();
        let missing_glyphs: desk::desk::MissingGlyphs = Arc::new(|_| Vec::new());
        let desk = Desk::open(Parts { store, office, missing_glyphs, anchors: Vec::new() }).await.unwrap();
        let door = Door(Arc::new(web::door::House {
            desk: desk.clone(),
            pages: Arc::new(Pages::load().unwrap()),
            payment: None,
            clock: Arc::new(now),
            scheme: Scheme::Http,
            places: Arc::new(NoPlaces),
            quotas: desk_atlas::quota::Quotas::default(),
            figures: desk_atlas::figures::FigureBook::default(),
            lists: desk_atlas::list::Lists::default(),
            layers,
            printer: None,
            clamd: None,
            mailbox: None,
            demo_cases: 0,
        }));
        Land { desk, router: web_atlas::routes(8 << 20).with_state(door), _folder: folder }
    }

    pub async fn publish(&self, release: Release) {
        self.desk.publish_release(release, ("test", now())).await.unwrap();
    }

    /// Asks in English.
    pub async fn get(&self, path: &str) -> Answer {
        self.answer(Request::get(path).header("accept-language", "en")).await
    }

    async fn answer(&self, request: axum::http::request::Builder) -> Answer {
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = to_bytes(answer.into_body(), 200 << 20).await.unwrap().to_vec();
        Answer { status, headers, body }
    }

    /// Asks as a browser does, with one more header.
    pub async fn get_with(&self, path: &str, (name, value): (&'static str, &str)) -> Answer {
        self.answer(Request::get(path).header("accept-language", "en").header(name, value)).await
    }

    /// A page of features that is there.
    pub async fn features(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }
}

/// A value as it stands in an address.
pub fn encoded(text: &str) -> String {
    web_atlas::query::encoded(text)
}
