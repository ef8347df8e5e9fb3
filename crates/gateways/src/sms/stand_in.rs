//! A stand-in provider of short messages; they stay in memory and are read through [`Inbox`].

use super::{HandedIn, Taken, segments};
use crate::secret::Secret;
use crate::stand_in::faults::{self, Due, Faults};
use crate::stand_in::{Running, bears, serve};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::get};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

/// What a stand-in provider can do wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Answers HTTP 503.
    Down,
    /// Answers HTTP 402: nothing left to spend.
    Refuse,
    /// Takes the message and answers after the ordered delay.
    Slow,
    /// Takes the message and never answers.
    LostReply,
    /// Takes the message and answers something else.
    Nonsense,
}

/// One message that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShortMessage {
    /// Idempotency key.
    pub key: String,
    /// Number, E.164.
    pub to: String,
    /// What it says.
    pub text: String,
    /// Segments it was counted as.
    pub segments: u32,
}

/// Messages in the order they came. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Inbox(Arc<Mutex<Vec<ShortMessage>>>);

impl Inbox {
    /// All messages, oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<ShortMessage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps a message unless its key is known; returns the provider's number of it.
    fn take_in(&self, message: ShortMessage) -> Taken {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().position(|old| old.key == message.key);
        let index = known.unwrap_or_else(|| {
            kept.push(message);
            kept.len() - 1
        });
        Taken { id: format!("S{:06}", index + 1), segments: kept[index].segments }
    }
}

/// What the stand-in is made of.
#[derive(Clone, Debug)]
pub struct StandIn {
    /// The token it knows.
    pub token: Secret,
    /// Where messages arrive.
    pub inbox: Inbox,
    /// Its faults; keep a clone to order some.
    pub faults: Faults<Fault>,
}

/// Starts a stand-in provider on `listener`; messages go to `/messages`.
pub fn stand_in(listener: TcpListener, who: StandIn) -> std::io::Result<Running> {
    let admin = faults::route("/stand-in/faults", &who.faults);
    let router = Router::new().route("/messages", get(credit).post(take)).with_state(Arc::new(who)).merge(admin);
    serve(listener, router)
}

async fn credit(State(who): State<Arc<StandIn>>, headers: HeaderMap) -> Response {
    if bears(&headers, &who.token) {
        Json(serde_json::json!({ "credit": 1_000 })).into_response()
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

async fn take(State(who): State<Arc<StandIn>>, headers: HeaderMap, Json(message): Json<HandedIn>) -> Response {
    if !bears(&headers, &who.token) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Due { mode, delay, .. } = who.faults.next();
    match mode {
        Fault::Down => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Fault::Refuse => return StatusCode::PAYMENT_REQUIRED.into_response(),
        _ => {}
    }
    let HandedIn { key, to, text } = message;
    let segments = segments(&text);
    let taken = who.inbox.take_in(ShortMessage { key, to, text, segments });
    match mode {
        Fault::LostReply => std::future::pending().await,
        Fault::Slow => tokio::time::sleep(delay).await,
        Fault::Nonsense => return "<html>".into_response(),
        _ => {}
    }
    Json(taken).into_response()
}
