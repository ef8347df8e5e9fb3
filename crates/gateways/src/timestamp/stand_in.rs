//! A stand-in time-stamping authority: RFC 3161 over HTTP on any path, with faults.
//!
//! It stamps with the time it is given and a key of the demo city, so its tokens verify under
//! the demo authority's certificate and under no other.

use crate::seal::{Seal, SealError};
use crate::stand_in::faults::{self, Due, Faults};
use crate::stand_in::{Clock, Running, serve};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use der::asn1::{Any, Int, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Sequence};
use lexicon::instant::At;
use papers::tsp::{self, StandInError};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::net::TcpListener;

/// What a stand-in authority can do wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Answers HTTP 503.
    Down,
    /// Answers HTTP 500.
    Error,
    /// Answers after the ordered delay.
    Slow,
    /// Never answers.
    Lost,
    /// Stamps another nonce.
    WrongNonce,
    /// Stamps another digest.
    WrongImprint,
    /// Answers a page of HTML with status 200.
    Nonsense,
}

/// Who the stand-in is.
pub struct StandIn {
    /// Its key, with a time-stamping certificate.
    pub seal: Seal,
    /// Policy under which it stamps, dotted.
    pub policy: String,
    /// Its clock.
    pub clock: Clock,
    /// Its faults; keep a clone to order some.
    pub faults: Faults<Fault>,
}

struct Shared {
    who: StandIn,
    serial: AtomicU64,
}

/// Starts a stand-in authority on `listener`.
pub fn stand_in(listener: TcpListener, who: StandIn) -> std::io::Result<Running> {
    let admin = faults::route("/stand-in/faults", &who.faults);
    let shared = Arc::new(Shared { who, serial: AtomicU64::new(1) });
    serve(listener, Router::new().fallback(stamp).with_state(shared).merge(admin))
}

async fn stamp(State(shared): State<Arc<Shared>>, headers: HeaderMap, query: Bytes) -> Response {
    let is_query = headers.get(header::CONTENT_TYPE).is_some_and(|value| value == super::QUERY);
    if !is_query {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let Due { mode: fault, delay, .. } = shared.who.faults.next();
    let query = match fault {
        Fault::Down => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Fault::Error => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Fault::Nonsense => return "<html><body>maintenance</body></html>".into_response(),
        Fault::Lost => std::future::pending().await,
        Fault::Slow => {
            tokio::time::sleep(delay).await;
            Ok(query.to_vec())
        }
        Fault::WrongNonce => bent(&query, |request| request.nonce = Int::new(&[1]).ok()),
        Fault::WrongImprint => bent(&query, |request| {
            if let Ok(other) = OctetString::new([9; 32]) {
                request.imprint.hash = other;
            }
        }),
        Fault::None => Ok(query.to_vec()),
    };
    let now = (shared.who.clock)();
    match query.map_err(StandInError::Der).and_then(|query| answer(&shared, &query, now)) {
        Ok(reply) => ([(header::CONTENT_TYPE, "application/timestamp-reply")], reply).into_response(),
        Err(StandInError::Der(_)) => StatusCode::BAD_REQUEST.into_response(),
        Err(StandInError::Key(_)) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn answer(shared: &Shared, query: &[u8], now: At) -> Result<Vec<u8>, StandInError<SealError>> {
    let seal = &shared.who.seal;
    let who = tsp::StandIn {
        chain: seal.chain().to_vec(),
        policy: shared.who.policy.clone(),
        algorithm: seal.algorithm(),
        serial: shared.serial.fetch_add(1, Ordering::Relaxed),
    };
    tsp::stand_in_response(query, &who, |tbs| seal.sign(tbs), now.into())
}

/// A request as sent, opened up only so far that a fault can change it.
#[derive(Sequence)]
struct Request {
    version: u8,
    imprint: Imprint,
    policy: Option<ObjectIdentifier>,
    nonce: Option<Int>,
    cert_req: Option<bool>,
}

#[derive(Sequence)]
struct Imprint {
    algorithm: Any,
    hash: OctetString,
}

fn bent(query: &[u8], bend: impl FnOnce(&mut Request)) -> der::Result<Vec<u8>> {
    let mut request = Request::from_der(query)?;
    bend(&mut request);
    request.to_der()
}
