//! A stand-in for the address service: `QueryAddr.asmx` over addresses handed over at start.
//!
//! An ASP.NET web service as the real one: `QueryAddr` by GET or by a POSTed form, one XML element
//! with JSON in it, HTTP 500 for a field that is missing. The names of the fields and the three ways
//! of fuzzy matching are the service's own (its page on QueryAddr v40). What it answers for a street
//! without a door number is not published: here the lowest door of the street in each town.
//! It knows EPSG:3826 and JSON only, and says so.

mod matching;

pub use matching::StandInAddress;

use crate::secret::Secret;
use crate::stand_in::faults::{self, Due, Faults};
use crate::stand_in::{Running, serve};
use axum::extract::{Form, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::{Router, routing::get};
use matching::{Found, Fuzzy, Known, Question};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use subtle::ConstantTimeEq;
use tokio::net::TcpListener;

/// The fields of a question, all of which must be there.
const FIELDS: [&str; 21] = [
    "oAPPId",
    "oAPIKey",
    "oAddress",
    "oSRS",
    "oFuzzyType",
    "oResultDataType",
    "oFuzzyBuffer",
    "oIsOnlyFullMatch",
    "oIsSupportPast",
    "oIsShowCodeBase",
    "oIsLockCounty",
    "oIsLockTown",
    "oIsLockVillage",
    "oIsLockRoadSection",
    "oIsLockLane",
    "oIsLockAlley",
    "oIsLockArea",
    "oIsSameNumber_SubNumber",
    "oCanIgnoreVillage",
    "oCanIgnoreNeighborhood",
    "oReturnMaxCount",
];

/// What the stand-in can do wrong.
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
    /// Answers a page instead of data.
    Nonsense,
    /// Declines the question: nothing left of the day's quota.
    Decline,
    /// Answers coordinates in degrees.
    Degrees,
    /// Never answers.
    Lost,
}

/// What the stand-in is made of.
#[derive(Clone, Debug)]
pub struct StandIn {
    /// The doors it knows.
    pub addresses: Vec<StandInAddress>,
    /// The name it knows us by.
    pub app_id: Secret,
    /// And the password.
    pub api_key: Secret,
    /// Its faults; keep a clone to order some.
    pub faults: Faults<Fault>,
}

struct Shared {
    known: Known,
    app_id: Secret,
    api_key: Secret,
    faults: Faults<Fault>,
}

/// Starts a stand-in on `listener`; questions go to `/AddrWS/v40/QueryAddr.asmx/QueryAddr`.
pub fn stand_in(listener: TcpListener, who: StandIn) -> std::io::Result<Running> {
    let admin = faults::route("/stand-in/faults", &who.faults);
    let StandIn { addresses, app_id, api_key, faults } = who;
    let shared = Shared { known: Known::new(addresses), app_id, api_key, faults };
    let router = Router::new()
        .route("/AddrWS/v40/QueryAddr.asmx", get(|| async { Html("<title>WSQueryAddr40</title>QueryAddr") }))
        .route("/AddrWS/v40/QueryAddr.asmx/QueryAddr", get(by_query).post(by_form))
        .with_state(Arc::new(shared))
        .merge(admin);
    serve(listener, router)
}

type Fields = HashMap<String, String>;

async fn by_query(State(shared): State<Arc<Shared>>, Query(fields): Query<Fields>) -> Response {
    answer(&shared, &fields).await
}

async fn by_form(State(shared): State<Arc<Shared>>, Form(fields): Form<Fields>) -> Response {
    answer(&shared, &fields).await
}

async fn answer(shared: &Shared, fields: &Fields) -> Response {
    if let Some(missing) = FIELDS.iter().find(|name| !fields.contains_key(**name)) {
        return (StatusCode::INTERNAL_SERVER_ERROR, format!("Missing parameter: {missing}.\r\n")).into_response();
    }
    let Due { mode, delay, .. } = shared.faults.next();
    match mode {
        Fault::Error => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Fault::Nonsense => return Html("<html><body>系統維護中").into_response(),
        Fault::Lost => std::future::pending().await,
        Fault::Slow => tokio::time::sleep(delay).await,
        Fault::None | Fault::Decline | Fault::Degrees => {}
    }
    let known = |secret: &Secret, name: &str| bool::from(secret.reveal().as_bytes().ct_eq(fields[name].as_bytes()));
    let admitted = known(&shared.app_id, "oAPPId") & known(&shared.api_key, "oAPIKey") && mode != Fault::Decline;
    let understood = fields["oSRS"] == "EPSG:3826" && fields["oResultDataType"] == "JSON";
    let found = match question(fields).filter(|_| admitted && understood) {
        Some(question) => shared.known.find(&question),
        None => return element(&json!({ "Info": [{ "IsSuccess": "False" }], "AddressList": [] })),
    };
    let scale = if mode == Fault::Degrees { 1e-5 } else { 1.0 };
    let list: Vec<Value> = found.doors.iter().map(|door| door.written(scale)).collect();
    element(&json!({ "Info": [info(fields, &found)], "AddressList": list }))
}

fn question(fields: &Fields) -> Option<Question<'_>> {
    let is = |name: &str| fields[name].eq_ignore_ascii_case("true");
    Some(Question {
        text: &fields["oAddress"],
        fuzzy: match (is("oIsOnlyFullMatch"), fields["oFuzzyType"].as_str()) {
            (true, _) => Fuzzy::Off,
            (false, "0") => Fuzzy::Nearest,
            (false, "1") => Fuzzy::SameSide,
            (false, "2") => Fuzzy::SameSideElseNearest,
            _ => return None,
        },
        buffer: fields["oFuzzyBuffer"].parse().ok()?,
        in_town: is("oIsLockTown"),
        most: fields["oReturnMaxCount"].parse().ok()?,
    })
}

/// The question said again, and what came of it.
fn info(fields: &Fields, found: &Found<'_>) -> Value {
    let mut info = json!({
        "IsSuccess": "True",
        "OutTotal": found.doors.len().to_string(),
        "OutMatchType": if found.is_full { "完全比對" } else { "模糊比對" },
        "OutMatchCode": "",
        "OutTraceInfo": "",
    });
    for name in FIELDS.iter().skip(2) {
        info[format!("In{}", &name[1..])] = json!(fields[*name]);
    }
    info
}

fn element(json: &Value) -> Response {
    let text = json.to_string();
    let escaped = quick_xml::escape::escape(&text);
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<string xmlns=\"http://tempuri.org/\">{escaped}</string>"
    );
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response()
}
