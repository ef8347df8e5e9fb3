//! Addresses: where a door is, asked of the national address service (TGOS 門牌位置比對, QueryAddr v40).
//!
//! One form of named fields goes out and candidates come back, with coordinates in EPSG:3826 and
//! how near each is to what was asked. The question goes in the body of a POST, never in an
//! address: where somebody lives is personal. A request asks, with a short limit and no second
//! attempt, and the page must do without an answer; a breaker spares it the wait.
//!
//! Refuses: keeping what was asked; names of places without an address, which the service does
//! not know.

pub mod answer;
mod parts;
mod stand_in;

pub use stand_in::{Fault, StandIn, StandInAddress, stand_in};

use crate::breaker::{self, Breaker, Probe, Standing};
use crate::error::{GatewayError, System};
use crate::outbound::address::Address;
use crate::outbound::{Limits, Outbound, Reach};
use crate::secret::Secret;
use answer::{AnswerError, Candidate};
use lexicon::instant::At;
use parts::Parts;
use reqwest::Method;
use serde::Deserialize;

/// A longer text is no address.
const MOST_CHARACTERS: usize = 200;

/// How to reach the address service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where questions go, e.g. `https://addr.tgos.tw/AddrWS/v40/QueryAddr.asmx/QueryAddr`.
    pub address: Address,
    /// Our name there (APPId).
    pub app_id: Secret,
    /// Our password there (APIKey).
    pub api_key: Secret,
    /// The city or county meant when none is said.
    pub county: String,
    /// Most candidates of one question.
    #[serde(default = "ten")]
    pub most: u32,
    /// Limits of each request.
    #[serde(default = "short")]
    pub limits: Limits,
    /// When it is left alone because it fails.
    #[serde(default = "soon")]
    pub breaker: breaker::Settings,
}

fn ten() -> u32 {
    10
}

/// Somebody is waiting for the page.
fn short() -> Limits {
    Limits { connect_ms: 1_000, whole_ms: 3_000, most_bytes: 256 << 10 }
}

fn soon() -> breaker::Settings {
    breaker::Settings { failures: 3, rest_s: 30 }
}

/// The client.
#[derive(Debug)]
pub struct Addresses {
    config: Config,
    outbound: Outbound,
    breaker: Breaker,
}

/// The text names no place and no street, or is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address")]
pub struct NoAddress;

impl Addresses {
    /// A client; nothing is sent yet.
    pub fn new(config: Config) -> Result<Addresses, GatewayError> {
        let outbound = Outbound::new(System::Address, Reach::Anywhere, config.limits)?;
        let breaker = Breaker::new(config.breaker);
        Ok(Addresses { config, outbound, breaker })
    }

    /// Doors that may be meant by `text`, nearest first; empty when the service knows none.
    ///
    /// Causes worth a look: [`NoAddress`], [`AnswerError`], [`breaker::LeftAlone`].
    pub async fn ask(&self, text: &str, now: At) -> Result<Vec<Candidate>, GatewayError> {
        let asked = Parts::read(text);
        if asked.is_empty() || text.chars().count() > MOST_CHARACTERS {
            return Err(GatewayError::refused(System::Address, NoAddress));
        }
        let question = match asked.county {
            Some(_) => text.trim().to_owned(),
            None => format!("{}{}", self.config.county, text.trim()),
        };
        let pass = self.breaker.admit(System::Address, now)?;
        let result = self.query(&question).await;
        pass.end(&result, now);
        result
    }

    /// How its breaker stands.
    #[must_use]
    pub fn standing(&self, now: At) -> Standing {
        self.breaker.standing(now)
    }

    /// Whether the service describes itself at the address without its last part. Costs no question.
    pub async fn probe(&self, now: At) -> Probe {
        Probe { breaker: self.breaker.standing(now), answer: self.describes_itself().await }
    }

    async fn describes_itself(&self) -> Result<(), GatewayError> {
        let path = self.config.address.url().path();
        let service = self.config.address.with_path(path.rsplit_once('/').map_or("/", |(service, _)| service));
        self.outbound.send_ok(self.outbound.request(Method::GET, &service)?).await.map(|_| ())
    }

    async fn query(&self, question: &str) -> Result<Vec<Candidate>, GatewayError> {
        let request = self.outbound.request(Method::POST, &self.config.address)?;
        let reply = self.outbound.send_ok(request.form(&self.form(question))).await?;
        answer::read(&reply, &Parts::read(question)).map_err(|error| match error {
            AnswerError::Declined => GatewayError::refused(System::Address, error),
            AnswerError::Shape | AnswerError::Grid => GatewayError::nonsense(System::Address, error),
        })
    }

    /// Every field of QueryAddr v40; the service takes no question that lacks one.
    ///
    /// Fuzzy type 2: the nearest door on the same side, else the nearest one; without limit of
    /// distance, since how near it is is shown. Village and neighbourhood may be wrong, and old
    /// door numbers are known.
    fn form(&self, question: &str) -> Vec<(&'static str, String)> {
        let yes_or_no = [
            ("oIsOnlyFullMatch", "false"),
            ("oIsSupportPast", "true"),
            ("oIsShowCodeBase", "false"),
            ("oIsLockCounty", "true"),
            ("oIsLockTown", "false"),
            ("oIsLockVillage", "false"),
            ("oIsLockRoadSection", "false"),
            ("oIsLockLane", "false"),
            ("oIsLockAlley", "false"),
            ("oIsLockArea", "false"),
            ("oIsSameNumber_SubNumber", "true"),
            ("oCanIgnoreVillage", "true"),
            ("oCanIgnoreNeighborhood", "true"),
        ];
        let mut form = vec![
            ("oAPPId", self.config.app_id.reveal().to_owned()),
            ("oAPIKey", self.config.api_key.reveal().to_owned()),
            ("oAddress", question.to_owned()),
            ("oSRS", "EPSG:3826".to_owned()),
            ("oFuzzyType", "2".to_owned()),
            ("oResultDataType", "JSON".to_owned()),
            ("oFuzzyBuffer", "0".to_owned()),
        ];
        form.extend(yes_or_no.map(|(name, value)| (name, value.to_owned())));
        form.push(("oReturnMaxCount", self.config.most.to_string()));
        form
    }
}

#[cfg(test)]
mod tests;
