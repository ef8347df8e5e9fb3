//! Telling another agency's program that one of its cases moved: a signed POST.
//!
//! `Takau-Signature: t=<seconds>,v1=<hex>` holds HMAC-SHA256 over `<seconds>.<body>` with the
//! secret of that subscription; `Takau-Event` holds the idempotency key, the same at every
//! attempt. The receiver checks both, and that the seconds are near its own clock, so that an
//! old message cannot be played again.
//!
//! Addresses are typed by strangers: only the public Internet is reached unless configured
//! otherwise, redirects are not followed, and the answer's body is not looked at.

mod signature;
mod stand_in;

pub use signature::{Distrust, verify};
pub use stand_in::{Delivery, Fault, Received, StandIn, stand_in};

use crate::error::{GatewayError, System};
use crate::outbound::address::Address;
use crate::outbound::{Limits, Outbound, Reach};
use crate::secret::Secret;
use lexicon::instant::At;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

/// Header of the signature.
pub const SIGNATURE: &str = "takau-signature";
/// Header of the idempotency key.
pub const EVENT: &str = "takau-event";

/// The client.
#[derive(Clone, Debug)]
pub struct Webhook {
    outbound: Outbound,
}

/// One subscription.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Where to.
    pub address: Address,
    /// Shared with the receiver alone.
    pub secret: Secret,
}

/// One event.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// Idempotency key: visible ASCII.
    pub key: String,
    /// JSON.
    pub body: String,
}

/// An idempotency key that cannot stand in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the event's key is empty or not visible ASCII")]
pub struct KeyShape;

impl Webhook {
    /// A client for all subscriptions; `reach` is [`Reach::Public`] but in the demo.
    pub fn new(reach: Reach, limits: Limits) -> Result<Webhook, GatewayError> {
        Ok(Webhook { outbound: Outbound::new(System::Webhook, reach, limits)? })
    }

    /// Delivers one event; done when the receiver answers with a success. May be repeated.
    pub async fn tell(&self, endpoint: &Endpoint, event: &Event, now: At) -> Result<(), GatewayError> {
        if event.key.is_empty() || !event.key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(GatewayError::refused(System::Webhook, KeyShape));
        }
        let signature = signature::header(&endpoint.secret, event.body.as_bytes(), now);
        let request = self.outbound.request(Method::POST, &endpoint.address)?;
        let request = request
            .header(CONTENT_TYPE, "application/json")
            .header(SIGNATURE, signature)
            .header(EVENT, event.key.as_str())
            .body(event.body.clone());
        self.outbound.send_ok(request).await.map(|_| ())
    }

    /// Sends a signed `ping`, as when a subscription is made.
    pub async fn probe(&self, endpoint: &Endpoint, now: At) -> Result<(), GatewayError> {
        let ping = Event { key: format!("ping-{}", now.micros()), body: r#"{"event":"ping"}"#.to_owned() };
        self.tell(endpoint, &ping, now).await
    }
}

impl std::fmt::Debug for Event {
    /// The key only: the body may be personal.
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Event").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
