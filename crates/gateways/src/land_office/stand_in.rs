//! A stand-in land office: tokens (`GET /cp/gettoken`) and a WFS (`GET /cp/gis/landWFS`) over
//! parcels the caller looks up, with faults at `POST /stand-in/faults` and a meter of charged
//! answers at `GET /stand-in/meter`.
//!
//! Beside the Ministry's LD/SCNO/PO it takes what general clients send (GetCapabilities,
//! DescribeFeatureType, a filter or feature id), so that GDAL can check it. What the Ministry
//! answers for a renumbered parcel is not published; the field RENUMBERED_TO is our assumption.

mod documents;
mod query;
mod wrong;

use crate::secret::Secret;
use crate::stand_in::faults::{self, Due, Faults};
use crate::stand_in::{Clock, Running, serve};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::get};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use subtle::ConstantTimeEq;
use tokio::net::TcpListener;

/// Life of a token, seconds.
const LIFE_S: i64 = 300;

/// What the stand-in can do wrong when asked for a parcel.
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
    /// Answers a page that breaks off.
    Nonsense,
    /// Answers for the next land number.
    WrongParcel,
    /// Draws one parcel in `count` 1.5 m farther east; always the same ones.
    OtherShape,
    /// Does not know one parcel in `count`; always the same ones.
    OtherRegister,
    /// Answers in geographic coordinates.
    OtherGrid,
    /// Draws a boundary that meets itself.
    BowTie,
    /// Draws a boundary of a million corners.
    Vast,
    /// Never answers.
    Lost,
}

/// A parcel as the stand-in knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandInParcel {
    /// Its land office (LD).
    pub office: String,
    /// Shell and holes in EPSG:3826, east and north in units of 0.1 mm; closed or not.
    pub rings: Vec<Vec<[i64; 2]>>,
    /// Area in the register, 0.01 m².
    pub registered_area: i64,
    /// Twelve-digit keys it goes by now; empty while it exists.
    pub renumbered_to: Vec<String>,
}

/// Finds a parcel by its twelve-digit key.
pub type Lookup = Arc<dyn Fn(&str) -> Option<StandInParcel> + Send + Sync>;

/// What the stand-in is made of.
pub struct StandIn {
    /// Its parcels.
    pub lookup: Lookup,
    /// Keys shown to a client that asks for no parcel in particular.
    pub samples: Vec<String>,
    /// The client id it knows.
    pub client_id: String,
    /// And its secret.
    pub client_secret: Secret,
    /// Its clock.
    pub clock: Clock,
    /// Its faults; keep a clone to order some.
    pub faults: Faults<Fault>,
}

struct Shared {
    who: StandIn,
    tokens: Mutex<HashMap<String, At>>,
    given: AtomicU64,
    answered: AtomicU64,
    under_way: AtomicU64,
    busiest: AtomicU64,
}

#[derive(Serialize)]
struct Meter {
    /// Tokens given out.
    tokens: u64,
    /// Charged answers.
    answered: u64,
    /// Most questions that were under way at the same time.
    busiest: u64,
}

/// A question under way.
struct UnderWay<'a>(&'a Shared);

impl UnderWay<'_> {
    fn begin(shared: &Shared) -> UnderWay<'_> {
        let now = shared.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        shared.busiest.fetch_max(now, Ordering::SeqCst);
        UnderWay(shared)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Starts a stand-in land office on `listener`.
pub fn stand_in(listener: TcpListener, who: StandIn) -> std::io::Result<Running> {
    let admin = faults::route("/stand-in/faults", &who.faults);
    let [given, answered, under_way, busiest] = std::array::from_fn(|_| AtomicU64::new(0));
    let shared = Shared { who, tokens: Mutex::default(), given, answered, under_way, busiest };
    let router = Router::new()
        .route("/cp/gettoken", get(give_token))
        .route("/cp/gis/landWFS", get(wfs))
        .route("/stand-in/meter", get(meter))
        .with_state(Arc::new(shared))
        .merge(admin);
    serve(listener, router)
}

async fn meter(State(shared): State<Arc<Shared>>) -> Json<Meter> {
    let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    Json(Meter { tokens: read(&shared.given), answered: read(&shared.answered), busiest: read(&shared.busiest) })
}

async fn give_token(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let wanted = format!("{}:{}", shared.who.client_id, shared.who.client_secret.reveal());
    let wanted = format!("Basic {}", STANDARD.encode(wanted));
    let sent = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes()).unwrap_or_default();
    if !bool::from(sent.ct_eq(wanted.as_bytes())) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut random = [0; 16];
    if getrandom::fill(&mut random).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let (token, now) = (hex::encode(random), (shared.who.clock)());
    let mut tokens = shared.tokens.lock().unwrap_or_else(PoisonError::into_inner);
    tokens.retain(|_, until| *until > now);
    tokens.insert(token.clone(), now.plus(jiff::SignedDuration::from_secs(LIFE_S)));
    shared.given.fetch_add(1, Ordering::Relaxed);
    let answer = serde_json::json!({ "access_token": token, "token_type": "Bearer", "expires_in": LIFE_S });
    Json(answer).into_response()
}

impl Shared {
    fn knows(&self, headers: &HeaderMap) -> bool {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = sent.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.get(token).is_some_and(|until| *until > (self.who.clock)())
    }

    fn find(&self, key: &str) -> Option<(ParcelId, StandInParcel)> {
        let parcel = ParcelId::parse(key).ok()?;
        Some((parcel, (self.who.lookup)(key)?))
    }
}

async fn wfs(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    uri: Uri,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    if !shared.knows(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let asked = query::Asked::read(fields);
    match asked.request.as_str() {
        "getcapabilities" => xml(documents::capabilities(&format!("http://{host}{}", uri.path()))),
        "describefeaturetype" => xml(documents::SCHEMA.into()),
        "getfeature" => get_feature(&shared, &asked).await,
        _ => (StatusCode::BAD_REQUEST, xml(documents::exception("OperationNotSupported"))).into_response(),
    }
}

async fn get_feature(shared: &Shared, asked: &query::Asked) -> Response {
    let _under_way = UnderWay::begin(shared);
    let Due { mode: fault, delay, count } = shared.who.faults.next();
    match fault {
        Fault::Error => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Fault::Lost => std::future::pending().await,
        Fault::Slow => tokio::time::sleep(delay).await,
        _ => {}
    }
    let mut found: Vec<(ParcelId, StandInParcel)> = match &asked.key {
        Some(key) => shared.find(key).into_iter().collect(),
        None => shared.who.samples.iter().filter_map(|key| shared.find(key)).collect(),
    };
    found.retain(|(_, parcel)| asked.office.as_ref().is_none_or(|office| *office == parcel.office));
    found.truncate(asked.most);
    wrong::answers(&mut found, (fault, count));
    if asked.key.is_some() {
        shared.answered.fetch_add(1, Ordering::Relaxed);
    }
    let mut reply = documents::collection(&found, asked.hits_only);
    wrong::text(&mut reply, fault);
    xml(reply)
}

fn xml(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/xml; subtype=gml/3.1.1; charset=UTF-8")], text).into_response()
}
