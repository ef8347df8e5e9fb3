//! A stand-in receiver of webhooks: checks signatures as a receiver should, forgets repeats by
//! their key, and can be told to misbehave. Also shows what our side must bear.

use super::{EVENT, SIGNATURE, verify};
use crate::secret::Secret;
use crate::stand_in::faults::{self, Due, Faults};
use crate::stand_in::{Clock, Running, serve};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::post};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

/// What a receiver can do wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Answers HTTP 500.
    Error,
    /// Answers HTTP 410: gone for good.
    Gone,
    /// Takes the event and answers after the ordered delay.
    Slow,
    /// Takes the event and never answers.
    LostReply,
    /// Sends us elsewhere, into this machine.
    Redirect,
    /// Takes the event and answers with a body without end.
    Endless,
}

/// One event as it arrived the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Idempotency key.
    pub key: String,
    /// Body.
    pub body: String,
    /// How often it came.
    pub times: u32,
}

/// Events in the order they came. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Received(Arc<Mutex<Vec<Delivery>>>);

impl Received {
    /// All events, oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<Delivery> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn take_in(&self, key: String, body: String) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.iter_mut().find(|old| old.key == key) {
            Some(old) => old.times += 1,
            None => kept.push(Delivery { key, body, times: 1 }),
        }
    }
}

/// What the stand-in is made of.
#[derive(Clone)]
pub struct StandIn {
    /// Secret of the subscription.
    pub secret: Secret,
    /// How far a signature's time may be from its clock, seconds.
    pub tolerance_s: i64,
    /// Its clock.
    pub clock: Clock,
    /// Where events arrive.
    pub received: Received,
    /// Its faults; keep a clone to order some.
    pub faults: Faults<Fault>,
}

/// Starts a stand-in receiver on `listener`; events go to `/hook`.
pub fn stand_in(listener: TcpListener, who: StandIn) -> std::io::Result<Running> {
    let admin = faults::route("/stand-in/faults", &who.faults);
    serve(listener, Router::new().route("/hook", post(hook)).with_state(Arc::new(who)).merge(admin))
}

async fn hook(State(who): State<Arc<StandIn>>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if verify(&text(SIGNATURE), &body, (&who.secret, who.tolerance_s), (who.clock)()).is_err() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Due { mode, delay, .. } = who.faults.next();
    match mode {
        Fault::Error => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Fault::Gone => return StatusCode::GONE.into_response(),
        Fault::Redirect => return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/elsewhere")]).into_response(),
        _ => {}
    }
    who.received.take_in(text(EVENT), String::from_utf8_lossy(&body).into_owned());
    match mode {
        Fault::LostReply => std::future::pending().await,
        Fault::Slow => tokio::time::sleep(delay).await,
        Fault::Endless => return "x".repeat(1 << 20).into_response(),
        _ => {}
    }
    StatusCode::NO_CONTENT.into_response()
}
