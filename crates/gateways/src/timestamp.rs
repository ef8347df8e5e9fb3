//! Time-stamps of RFC 3161 over HTTP: proof of when a paper was sealed.
//!
//! Several authorities may be configured; they are asked in order until one gives a token that
//! holds against our anchors, our nonce and our clock (all judged by [`papers::tsp`]). Only a
//! digest leaves the house. Plain HTTP is allowed, as most authorities offer nothing else: the
//! token is signed.
//!
//! Refuses: a token it cannot verify, whatever the status says.

mod stand_in;

pub use stand_in::{Fault, StandIn, stand_in};

use crate::error::{GatewayError, System};
use crate::outbound::address::Address;
use crate::outbound::{Limits, Outbound, Reach};
use lexicon::instant::At;
use papers::tsp::{self, Asked, Slack, Stamped};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Media type of a request (RFC 3161 §3.4).
const QUERY: &str = "application/timestamp-query";

/// One time-stamping authority.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// What officers call it; shown in logs and on the health page.
    pub name: String,
    /// Where it answers; see [`Address::parse_open`].
    #[serde(deserialize_with = "open")]
    pub address: Address,
}

fn open<'de, D: Deserializer<'de>>(from: D) -> Result<Address, D::Error> {
    Address::parse_open(&String::deserialize(from)?).map_err(D::Error::custom)
}

/// How the office gets time-stamps.
#[derive(Clone, Debug)]
pub struct Config {
    /// Asked in this order.
    pub authorities: Vec<Authority>,
    /// DER certificates trusted to vouch for authorities.
    pub anchors: Vec<Vec<u8>>,
    /// How far a stamped time may be from ours.
    pub slack: Slack,
    /// Time and size limits of each single request.
    pub limits: Limits,
}

/// The client.
#[derive(Clone, Debug)]
pub struct Timestamp {
    config: Config,
    outbound: Outbound,
}

/// No authority gave a token; what each said, in order.
#[derive(Debug, thiserror::Error)]
#[error("no authority gave a time-stamp: {}", .0.iter().map(|(name, error)| format!("{name}: {error}")).collect::<Vec<_>>().join("; "))]
pub struct NoneStamped(pub Vec<(String, GatewayError)>);

impl Timestamp {
    /// A client for these authorities.
    pub fn new(config: Config) -> Result<Timestamp, GatewayError> {
        let outbound = Outbound::new(System::Timestamp, Reach::Anywhere, config.limits)?;
        Ok(Timestamp { config, outbound })
    }

    /// A token over `imprint` (SHA-256, see [`papers::pades::timestamp_imprint`]).
    ///
    /// Fails with [`NoneStamped`] as cause; [`GatewayError::may_pass`] if any of the
    /// authorities may answer later.
    pub async fn ask(&self, imprint: &[u8; 32], now: At) -> Result<Stamped, GatewayError> {
        let mut failures = Vec::new();
        for authority in &self.config.authorities {
            match self.ask_one(authority, imprint, now).await {
                Ok(stamped) => return Ok(stamped),
                Err(error) => {
                    tracing::warn!(authority = %authority.name, %error, "no time-stamp from this authority");
                    failures.push((authority.name.clone(), error));
                }
            }
        }
        let may_pass = failures.iter().any(|(_, error)| error.may_pass());
        let cause = NoneStamped(failures);
        Err(match may_pass {
            true => GatewayError::unavailable(System::Timestamp, cause),
            false => GatewayError::refused(System::Timestamp, cause),
        })
    }

    /// Stamps a fixed digest at each authority and says how that went.
    pub async fn probe(&self, now: At) -> Vec<(String, Result<(), GatewayError>)> {
        let mut found = Vec::new();
        for authority in &self.config.authorities {
            let answer = self.ask_one(authority, &[0; 32], now).await;
            found.push((authority.name.clone(), answer.map(|_| ())));
        }
        found
    }

    async fn ask_one(&self, authority: &Authority, imprint: &[u8; 32], now: At) -> Result<Stamped, GatewayError> {
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|error| GatewayError::unavailable(System::Timestamp, error.to_string()))?;
        let asked = Asked { imprint: *imprint, nonce };
        let query = tsp::request(&asked).map_err(|error| GatewayError::refused(System::Timestamp, error))?;
        let request = self.outbound.request(Method::POST, &authority.address)?;
        let answer = self.outbound.send_ok(request.header(CONTENT_TYPE, QUERY).body(query)).await?;
        tsp::check_response(&answer, &asked, &self.config.anchors, (self.config.slack, now.into())).map_err(|error| {
            match error {
                tsp::TspError::Refused(_) => GatewayError::refused(System::Timestamp, error),
                error => GatewayError::nonsense(System::Timestamp, error),
            }
        })
    }
}

#[cfg(test)]
mod tests;
