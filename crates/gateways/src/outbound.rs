//! The one way out over HTTP: time limits, a size limit, no redirects, no proxy, and a guard on
//! where a connection may go.
//!
//! The guard sits in the name resolver of the connection itself: a name is resolved once, its
//! addresses are judged, and exactly those are connected to, so an answer cannot change between
//! the check and the use (server-side request forgery, OWASP ASVS V12). Plain HTTP is for
//! loopback and for protocols that protect themselves.
//!
//! Refuses: following redirects, answers beyond the size limit, addresses with a password in them.

pub mod address;
mod reach;

use crate::error::{GatewayError, System};
use address::Address;
pub use reach::{Forbidden, Reach};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde::Deserialize;
use std::time::Duration;

/// How long and how much an answer may be. Configuration, in milliseconds and bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Until a connection stands, milliseconds.
    pub connect_ms: u64,
    /// Until the whole answer is read, milliseconds.
    pub whole_ms: u64,
    /// Largest answer, bytes.
    pub most_bytes: usize,
}

impl Default for Limits {
    /// Three seconds to connect, ten for all, four MiB.
    fn default() -> Limits {
        Limits { connect_ms: 3_000, whole_ms: 10_000, most_bytes: 4 << 20 }
    }
}

/// A client for one outside system; connections are kept and reused.
#[derive(Clone, Debug)]
pub struct Outbound {
    system: System,
    http: Client,
    reach: Reach,
    limits: Limits,
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub status: StatusCode,
    /// As declared, if it is text.
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

/// The outside answered with a status that is no success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("HTTP status {0}")]
pub struct Status(pub u16);

/// The answer is larger than agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the answer is larger than {0} bytes")]
pub struct TooLarge(pub usize);

impl Outbound {
    /// A client for `system` that may reach what `reach` allows.
    ///
    /// Fails when the machine has no certificate authorities installed.
    pub fn new(system: System, reach: Reach, limits: Limits) -> Result<Outbound, GatewayError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // A second thread may have been faster; either way one is installed now.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let http = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_millis(limits.connect_ms))
            .timeout(Duration::from_millis(limits.whole_ms))
            .dns_resolver(reach::Resolver(reach))
            .user_agent(concat!("Takau/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| GatewayError::refused(system, error.without_url()))?;
        Ok(Outbound { system, http, reach, limits })
    }

    /// A request to `address`, which a literal IP address may not smuggle past the guard.
    pub(crate) fn request(&self, method: Method, address: &Address) -> Result<RequestBuilder, GatewayError> {
        address.allowed_by(self.reach).map_err(|error| GatewayError::refused(self.system, error))?;
        Ok(self.http.request(method, address.url().clone()))
    }

    /// Sends and reads the whole answer; a status of any kind is an answer.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Reply, GatewayError> {
        let mut response = request.send().await.map_err(|error| self.failed(error))?;
        let status = response.status();
        let declared = response.headers().get(reqwest::header::CONTENT_TYPE);
        let content_type = declared.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failed(error))? {
            if body.len() + chunk.len() > self.limits.most_bytes {
                return Err(GatewayError::nonsense(self.system, TooLarge(self.limits.most_bytes)));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status, content_type, body })
    }

    /// As [`Outbound::send`], but only success is an answer.
    pub(crate) async fn send_ok(&self, request: RequestBuilder) -> Result<Vec<u8>, GatewayError> {
        let reply = self.send(request).await?;
        if reply.status.is_success() { Ok(reply.body) } else { Err(self.status(reply.status)) }
    }

    /// What a status that is no success means: trouble over there, or a no.
    pub(crate) fn status(&self, status: StatusCode) -> GatewayError {
        let passing = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_EARLY, StatusCode::TOO_MANY_REQUESTS];
        let cause = Status(status.as_u16());
        if status.is_server_error() || passing.contains(&status) {
            GatewayError::unavailable(self.system, cause)
        } else {
            GatewayError::refused(self.system, cause)
        }
    }

    fn failed(&self, error: reqwest::Error) -> GatewayError {
        if let Some(forbidden) = reach::forbidden_below(&error) {
            return GatewayError::refused(self.system, forbidden);
        }
        let error = error.without_url();
        if error.is_builder() {
            GatewayError::refused(self.system, error)
        } else {
            GatewayError::unavailable(self.system, error)
        }
    }
}
