//! Faults a stand-in makes on request: which, how often, how many times, how late.
//!
//! Set by the handle or by `POST /stand-in/faults` with JSON such as
//! `{"mode":"error","every":3,"times":2}`. Deterministic: the n-th request since
//! the order came is faulty when n is a multiple of `every`.

use axum::extract::State;
use axum::{Json, Router, http::StatusCode, routing};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What to do wrong. `M` is the stand-in's own list of faults; its default is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order<M> {
    /// The fault.
    pub mode: M,
    /// Every how many requests; 1 is each.
    #[serde(default = "one")]
    pub every: u32,
    /// How many faults in all; absent is without end.
    #[serde(default)]
    pub times: Option<u32>,
    /// For faults of time: milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
    /// For faults of number: how many.
    #[serde(default = "one")]
    pub count: u32,
}

fn one() -> u32 {
    1
}

/// The fault of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Due<M> {
    pub mode: M,
    pub delay: Duration,
    pub count: u32,
}

impl<M> Order<M> {
    /// `mode` at each request.
    pub fn always(mode: M) -> Order<M> {
        Order { mode, every: 1, times: None, delay_ms: 0, count: 1 }
    }

    /// `mode` at the next `times` requests.
    pub fn next(mode: M, times: u32) -> Order<M> {
        Order { mode, every: 1, times: Some(times), delay_ms: 0, count: 1 }
    }

    /// `mode` at each request, late by `delay_ms`.
    pub fn late(mode: M, delay_ms: u64) -> Order<M> {
        Order { mode, every: 1, times: None, delay_ms, count: 1 }
    }
}

/// The order in force and how far it has gone. Clones share it.
#[derive(Debug, Default)]
pub struct Faults<M>(Arc<Mutex<Counted<M>>>);

#[derive(Debug)]
struct Counted<M> {
    order: Order<M>,
    seen: u64,
    made: u32,
}

impl<M: Default> Default for Counted<M> {
    fn default() -> Self {
        Counted { order: Order::always(M::default()), seen: 0, made: 0 }
    }
}

impl<M> Clone for Faults<M> {
    fn clone(&self) -> Self {
        Faults(Arc::clone(&self.0))
    }
}

impl<M: Copy + Default> Faults<M> {
    /// Replaces the order; counting starts again.
    pub fn set(&self, order: Order<M>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Counted { order, seen: 0, made: 0 };
    }

    /// Requests since the order came.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).seen
    }

    /// The fault of this request; counts the request.
    pub(crate) fn next(&self) -> Due<M> {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        now.seen += 1;
        let due = now.seen.is_multiple_of(u64::from(now.order.every.max(1)));
        let left = now.order.times.is_none_or(|times| now.made < times);
        if !(due && left) {
            return Due { mode: M::default(), delay: Duration::ZERO, count: 1 };
        }
        now.made += 1;
        Due { mode: now.order.mode, delay: Duration::from_millis(now.order.delay_ms), count: now.order.count }
    }
}

/// `GET` at `path` shows the order in force, `POST` replaces it.
pub(crate) fn route<M>(path: &str, faults: &Faults<M>) -> Router
where
    M: Copy + Default + Serialize + DeserializeOwned + Send + 'static,
{
    let show = |State(faults): State<Faults<M>>| async move {
        Json(faults.0.lock().unwrap_or_else(PoisonError::into_inner).order)
    };
    let set = |State(faults): State<Faults<M>>, Json(order): Json<Order<M>>| async move {
        faults.set(order);
        StatusCode::NO_CONTENT
    };
    Router::new().route(path, routing::get(show).post(set)).with_state(faults.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Mode {
        #[default]
        None,
        Error,
    }

    fn check(json: &str, expected: &[Mode]) {
        let faults = Faults::<Mode>::default();
        faults.set(serde_json::from_str(json).unwrap());
        let seen: Vec<Mode> = expected.iter().map(|_| faults.next().mode).collect();
        assert_eq!(seen, expected, "{json}");
    }

    #[test]
    fn a_fault_comes_as_often_as_ordered() {
        use Mode::{Error, None};
        check(r#"{"mode":"none"}"#, &[None, None]);
        check(r#"{"mode":"error"}"#, &[Error, Error]);
        check(r#"{"mode":"error","every":3}"#, &[None, None, Error, None, None, Error]);
        check(r#"{"mode":"error","times":2}"#, &[Error, Error, None]);
        check(r#"{"mode":"error","every":0,"times":1}"#, &[Error, None]);
    }
}
