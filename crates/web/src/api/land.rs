//! Land for programs: one parcel by its key, one question as people ask it, many parcels at once.
//!
//! Without a key within the rate limit of everybody; with one, each answer counts against the agency's day,
//! and how it stands is in the headers (`RateLimit-Limit`, `-Remaining`, `-Reset`). The answer is for
//! reference; the one evidence is a certificate.

mod statistics;

use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

use atlas::day::AsOf;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRef, FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use desk::access::Who;
use desk::agencies::Caller;
use desk::fault::DeskFault;
use desk_atlas::lookup::{Question, look_up};
use desk_atlas::quota::{QuotaFault, Standing};
use desk_atlas::{one, told};
use lexicon::date::Date;
use lexicon::parcel::ParcelId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::problem::{Kind, Problem};
use super::{Call, caller};
use crate::door::Door;

/// Most parcels of one request.
const MOST: usize = 1_000;
/// A longer line names no parcel.
const MOST_CHARACTERS: usize = 200;

/// The routes. They belong with those of map programs: behind every layer but forms'.
pub fn routes() -> Router<Door> {
    Router::new().route(PARCEL, get(parcel)).merge(others())
}

/// The same with another source of the answer about one parcel: what a bench compares.
pub fn routes_from(source: Source) -> Router<Door> {
    Router::new().route(PARCEL, from(source)).merge(others())
}

const PARCEL: &str = "/api/v1/land/parcels/{key}";

fn others() -> Router<Door> {
    Router::new()
        .route("/api/v1/land/lookup", get(lookup))
        .route("/api/v1/land/lookups", post(lookups))
        .route("/api/v1/land/quota", get(quota))
        .route("/api/v1/land/statistics", get(statistics::show))
}

/// What a source promises: the answer as JSON, or that there is no such parcel.
pub type Promise = Pin<Box<dyn Future<Output = Result<Option<Vec<u8>>, DeskFault>> + Send>>;
/// Whoever answers about one parcel.
pub type Source = Arc<dyn Fn(ParcelId, AsOf) -> Promise + Send + Sync>;

/// Who asks: anybody, or an agency with its key.
struct Asker {
    call: Call,
    caller: Option<Caller>,
}

impl<S> FromRequestParts<S> for Asker
where
    Door: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Asker, Problem> {
        let call = match Call::from_request_parts(parts, state).await {
            Ok(call) => call,
            Err(never) => match never {},
        };
        if !parts.headers.contains_key(header::AUTHORIZATION) {
            return Ok(Asker { call, caller: None });
        }
        let door = Door::from_ref(state);
        match caller(&door, &call, parts).await? {
            Some(caller) => Ok(Asker { call, caller: Some(caller) }),
            None => Err(Problem::plain(&door, &call, Kind::NoKey)),
        }
    }
}

impl Asker {
    fn who(&self) -> Who {
        self.caller.as_ref().map_or(Who::Public, Caller::who)
    }

    /// Spends look-ups of the agency's day; anybody else is held by the rate limit.
    async fn spend(&self, door: &Door, count: usize) -> Result<Option<Standing>, Problem> {
        let Some(caller) = &self.caller else { return Ok(None) };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match door.quotas.spend(&door.desk, (caller, count), door.now()).await {
            Ok(standing) => Ok(Some(standing)),
            Err(QuotaFault::Spent(standing)) => {
                let wait = seconds_until(door, &standing);
                Err(Problem::plain(door, &self.call, Kind::Quota).after(wait))
            }
            Err(QuotaFault::Desk(fault)) => Err(Problem::of(door, &self.call, fault)),
        }
    }
}

fn seconds_until(door: &Door, standing: &Standing) -> u64 {
    u64::try_from(standing.renews_at.since(door.now()).as_secs()).unwrap_or(0)
}

/// The moment asked about.
#[derive(Debug, Default, Deserialize)]
struct Days {
    on: Option<String>,
    known: Option<String>,
}

impl Days {
    fn at(&self, door: &Door, call: &Call) -> Result<AsOf, Problem> {
        let day = |text: &Option<String>| match text {
            Some(text) => text.parse::<Date>().map(Some).map_err(|_| Problem::plain(door, call, Kind::BadDay)),
            None => Ok(None),
        };
        Ok(AsOf { on: day(&self.on)?.unwrap_or_else(|| door.now().taipei_date()), known: day(&self.known)? })
    }
}

/// `GET /api/v1/land/parcels/{key}`
async fn parcel(
    State(door): State<Door>,
    asker: Asker,
    Path(key): Path<String>,
    Query(days): Query<Days>,
) -> Result<Response, Problem> {
    let who = asker.who();
    answered((&door, &asker), (&key, &days), |id, at| ready(one::parcel_json(&door.desk, &who, id, at))).await
}

/// The same route with its answer from elsewhere.
fn from(source: Source) -> MethodRouter<Door> {
    get(async move |State(door): State<Door>, asker: Asker, Path(key): Path<String>, Query(days): Query<Days>| {
        answered((&door, &asker), (&key, &days), |id, at| source(id, at)).await
    })
}

async fn answered<F>(
    (door, asker): (&Door, &Asker),
    (key, days): (&str, &Days),
    answer: impl FnOnce(ParcelId, AsOf) -> F,
) -> Result<Response, Problem>
where
    F: Future<Output = Result<Option<Vec<u8>>, DeskFault>>,
{
    let call = &asker.call;
    let at = days.at(door, call)?;
    let id = ParcelId::parse(key).map_err(|_| Problem::of(door, call, DeskFault::NotFound))?;
    let standing = asker.spend(door, 1).await?;
    match answer(id, at).await.map_err(|fault| Problem::of(door, call, fault))? {
        Some(json) => Ok(as_json(door, standing, json)),
        None => {
            let (existed, became) = one::missing(&door.desk, id, at).map_err(|fault| Problem::of(door, call, fault))?;
            let mut problem = Problem::of(door, call, DeskFault::NotFound);
            problem.set("existed", json!(existed));
            problem.set("became", json!(became));
            Err(problem)
        }
    }
}

fn as_json(door: &Door, standing: Option<Standing>, json: Vec<u8>) -> Response {
    let mut response = ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], json).into_response();
    if let Some(standing) = standing {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("ratelimit-limit"), HeaderValue::from(standing.daily));
        headers.insert(HeaderName::from_static("ratelimit-remaining"), HeaderValue::from(standing.left));
        headers.insert(HeaderName::from_static("ratelimit-reset"), HeaderValue::from(seconds_until(door, &standing)));
    }
    response
}

fn value_as_json(door: &Door, standing: Option<Standing>, value: &Value) -> Response {
    as_json(door, standing, value.to_string().into_bytes())
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(flatten)]
    days: Days,
}

/// `GET /api/v1/land/lookup?q=…`: what the page answers, with doubts, drafts and restrictions.
async fn lookup(State(door): State<Door>, asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let at = asked.days.at(&door, &asker.call)?;
    let standing = asker.spend(&door, 1).await?;
    let question = Question { text: asked.q, at };
    let told = look_up(&door.desk, &*door.places, (&asker.who(), &question), door.now()).await;
    let told = told.map_err(|fault| match fault {
        DeskFault::TooMuch => Problem::plain(&door, &asker.call, Kind::TooMany),
        other => Problem::of(&door, &asker.call, other),
    })?;
    Ok(value_as_json(&door, standing, &told::told(&told)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    parcels: Vec<String>,
    on: Option<String>,
    known: Option<String>,
}

/// `POST /api/v1/land/lookups`: up to a thousand parcels; each counts. Only with a key.
async fn lookups(State(door): State<Door>, asker: Asker, body: Bytes) -> Result<Response, Problem> {
    let plain = |kind| Problem::plain(&door, &asker.call, kind);
    if asker.caller.is_none() {
        return Err(plain(Kind::NoKey));
    }
    let List { parcels, on, known } = serde_json::from_slice(&body).map_err(|_| plain(Kind::BadList))?;
    if parcels.is_empty() || parcels.iter().any(|parcel| parcel.chars().count() > MOST_CHARACTERS) {
        return Err(plain(Kind::BadList));
    }
    if parcels.len() > MOST {
        return Err(plain(Kind::TooMany));
    }
    let at = Days { on, known }.at(&door, &asker.call)?;
    let standing = asker.spend(&door, parcels.len()).await?;
    let (desk, who) = (door.desk.clone(), asker.who());
    // A thousand names are looked for in the table of sections: that is work.
    let json = tokio::task::spawn_blocking(move || one::list_json(&desk, &who, &parcels, at)).await;
    let json = json.map_err(|_| plain(Kind::Broken))?;
    Ok(as_json(&door, standing, json.map_err(|fault| Problem::of(&door, &asker.call, fault))?))
}

/// `GET /api/v1/land/quota`: how the key's owner stands today.
async fn quota(State(door): State<Door>, asker: Asker) -> Result<Response, Problem> {
    let standing = asker.spend(&door, 0).await?.ok_or_else(|| Problem::plain(&door, &asker.call, Kind::NoKey))?;
    let value = json!({
        "agency": asker.caller.map(|caller| caller.agency),
        "daily": standing.daily,
        "used": standing.daily.saturating_sub(standing.left),
        "left": standing.left,
        "renews_at": standing.renews_at,
    });
    Ok(value_as_json(&door, Some(standing), &value))
}
