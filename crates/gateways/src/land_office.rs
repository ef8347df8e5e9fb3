//! The land office: the boundary of one parcel, asked live over the Ministry's parcel WFS.
//!
//! A token is fetched with client id and secret (HTTP Basic) and sent as Bearer until it ends;
//! then WFS 1.1.1 `GetFeature` with LD (land office), SCNO (section) and PO (land number) in
//! EPSG:3826 answers GML (地政資料API, land.md §6). The service charges by the parcel and often
//! answers 5xx, so every reply is metered, retries are few and bounded, a breaker leaves it alone
//! when it is down, and keeping answers is `store`'s business: everything it needs is returned.
//!
//! Refuses: mending an answer. One that is for another parcel, in another grid, or no GML is an
//! error a person can see.

pub mod answer;
mod batch;
mod gml;
mod stand_in;
mod token;

pub use batch::{Asked, Batch, TooMany};
pub use gml::GmlError;
pub use stand_in::{Fault, Lookup, StandIn, StandInParcel, stand_in};

use crate::breaker::{self, Breaker, Probe, Standing};
use crate::error::{GatewayError, System};
use crate::meter::{Charged, DaySpent, Meter};
use crate::outbound::address::Address;
use crate::outbound::{Limits, Outbound, Reach, Reply};
use crate::secret::Secret;
use crate::xml;
use answer::{Answer, Evidence, Finding, ParcelAnswer};
use lexicon::instant::At;
use lexicon::money::Twd;
use lexicon::parcel::ParcelId;
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::time::Duration;
use token::Tokens;
use tokio::time::{Instant, sleep, timeout_at};

/// How to reach the land office.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where tokens are given out, e.g. `…/cp/gettoken`.
    pub token_address: Address,
    /// Where the WFS answers, e.g. `…/cp/gis/landWFS`.
    pub wfs_address: Address,
    /// Our name there.
    pub client_id: String,
    /// Our password there.
    pub client_secret: Secret,
    /// Limits of each single request.
    #[serde(default)]
    pub limits: Limits,
    /// Retries of a whole question.
    #[serde(default)]
    pub patience: Patience,
    /// When it is left alone because it fails.
    #[serde(default)]
    pub breaker: breaker::Settings,
    /// Bounds of many questions at once.
    #[serde(default)]
    pub batch: Batch,
    /// What one answered question costs, in dollars.
    pub cost_per_parcel_twd: Twd,
    /// Whether answers are kept and used again; absent for never.
    #[serde(default)]
    pub keep: Option<Keep>,
    /// Whether our copy is held against its answers by night; absent for never.
    #[serde(default)]
    pub rounds: Option<Rounds>,
}

/// How much of our copy is held against its answers. Configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounds {
    /// What all answers of a day may cost, those for cases among them, before a round stops, dollars.
    pub daily_twd: Twd,
    /// Most parcels of one round.
    pub most: u32,
    /// Days a parcel is left alone after it was asked about.
    pub again_days: u32,
}

/// How long an answer may be used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    /// As if it came now, hours: the register's copy is itself renewed only every few days.
    pub fresh_hours: u32,
    /// As an old answer that an officer looks at, when the register does not answer, days.
    pub stale_days: u32,
}

impl Keep {
    /// Whether an answer of `at` still counts as new.
    #[must_use]
    pub fn is_fresh(&self, at: At, now: At) -> bool {
        now < at.minutes_later(i64::from(self.fresh_hours) * 60)
    }

    /// Whether an answer of `at` is better than none.
    #[must_use]
    pub fn is_usable(&self, at: At, now: At) -> bool {
        now < at.minutes_later(i64::from(self.stale_days) * 24 * 60)
    }
}

/// How long we go on asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patience {
    /// Attempts in all, at least one.
    pub attempts: u32,
    /// Wait before the second attempt, milliseconds; doubled before each further one.
    pub first_wait_ms: u64,
    /// Limit of the whole question with all attempts, milliseconds.
    pub whole_ms: u64,
}

impl Default for Patience {
    /// Four attempts with 0.4, 0.8 and 1.6 seconds between them, twenty seconds in all.
    fn default() -> Patience {
        Patience { attempts: 4, first_wait_ms: 400, whole_ms: 20_000 }
    }
}

/// The client.
#[derive(Debug)]
pub struct LandOffice {
    config: Config,
    outbound: Outbound,
    tokens: Tokens,
    breaker: Breaker,
    meter: Meter,
}

/// One parcel as the land office names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// Code of the land office that keeps the section (LD): `EA` … `EL`.
    pub office: String,
    /// Section and land number.
    pub parcel: ParcelId,
}

/// The answer took longer than [`Patience::whole_ms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no answer within {0} ms")]
pub struct TooSlow(pub u64);

/// The answer is for a parcel that was not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the answer is for another parcel or office")]
pub struct OtherParcel;

/// The code of a land office has two capital letters or digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a land office code")]
pub struct OfficeShape;

impl LandOffice {
    /// A client; nothing is sent yet.
    pub fn new(config: Config) -> Result<LandOffice, GatewayError> {
        let outbound = Outbound::new(System::LandOffice, Reach::Anywhere, config.limits)?;
        let breaker = Breaker::new(config.breaker);
        Ok(LandOffice { config, outbound, tokens: Tokens::default(), breaker, meter: Meter::default() })
    }

    /// How long answers may be used again.
    #[must_use]
    pub fn keep(&self) -> Option<Keep> {
        self.config.keep
    }

    /// How our copy is held against its answers.
    #[must_use]
    pub fn rounds(&self) -> Option<Rounds> {
        self.config.rounds
    }

    /// What one answered question costs.
    #[must_use]
    pub fn cost(&self) -> Twd {
        self.config.cost_per_parcel_twd
    }

    /// Most parcels of one [`LandOffice::ask_many`].
    #[must_use]
    pub fn batch(&self) -> usize {
        self.config.batch.most.max(1)
    }

    /// How its breaker stands.
    #[must_use]
    pub fn standing(&self, now: At) -> Standing {
        self.breaker.standing(now)
    }

    /// What was charged since the meter was last taken, by day.
    #[must_use]
    pub fn spent(&self) -> Vec<DaySpent> {
        self.meter.read()
    }

    /// Takes what was charged off the meter, for whoever files it. Who files the cost of each
    /// [`Answer`] as it comes has only [`DaySpent::unusable_twd`] left to file.
    #[must_use]
    pub fn take_spent(&self) -> Vec<DaySpent> {
        self.meter.take()
    }

    /// The parcel's boundary, or that it is unknown or renumbered.
    ///
    /// Only trouble at the other side is tried again. Causes worth a look: [`TooSlow`],
    /// [`OtherParcel`], [`GmlError`], [`crate::outbound::Status`], [`breaker::LeftAlone`].
    pub async fn ask(&self, sought: &Sought, now: At) -> Result<Answer, GatewayError> {
        let code = sought.office.as_bytes();
        if code.len() != 2 || !code.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
            return Err(GatewayError::refused(System::LandOffice, OfficeShape));
        }
        let Patience { attempts: most, first_wait_ms, whole_ms } = self.config.patience;
        let until = Instant::now() + Duration::from_millis(whole_ms);
        let mut wait = Duration::from_millis(first_wait_ms);
        for attempt in 1.. {
            match self.ask_once(sought, (attempt, until), now).await {
                Err(error) if error.may_pass() && attempt < most && self.breaker.is_closed() => {
                    tracing::info!(%error, attempt, "the land office is asked again");
                }
                ended => return ended,
            }
            if timeout_at(until, sleep(wait)).await.is_err() {
                break;
            }
            wait = wait.saturating_mul(2);
        }
        Err(self.too_slow())
    }

    /// Whether a token is given out and the WFS describes itself. Costs nothing.
    pub async fn probe(&self, now: At) -> Probe {
        Probe { breaker: self.breaker.standing(now), answer: self.describes_itself(now).await }
    }

    async fn describes_itself(&self, now: At) -> Result<(), GatewayError> {
        let address = self.config.wfs_address.with_query(&[
            ("service", "WFS"),
            ("version", "1.1.1"),
            ("request", "GetCapabilities"),
        ]);
        let reply = self.with_token(&address, now).await?;
        let root = xml::parse(&reply).map_err(|error| GatewayError::nonsense(System::LandOffice, error))?;
        match root.name.as_str() {
            "WFS_Capabilities" => Ok(()),
            _ => Err(GatewayError::nonsense(System::LandOffice, GmlError::NoCollection)),
        }
    }

    /// One attempt, past the breaker and within the limit of the whole question.
    async fn ask_once(
        &self,
        sought: &Sought,
        (attempt, until): (u32, Instant),
        now: At,
    ) -> Result<Answer, GatewayError> {
        let pass = self.breaker.admit(System::LandOffice, now)?;
        let address = self.feature_address(sought);
        let result = match timeout_at(until, self.with_token(&address, now)).await {
            Ok(reply) => reply.and_then(|reply| self.read(sought, reply, (attempt, now))),
            Err(_) => Err(self.too_slow()),
        };
        pass.end(&result, now);
        result
    }

    fn too_slow(&self) -> GatewayError {
        GatewayError::unavailable(System::LandOffice, TooSlow(self.config.patience.whole_ms))
    }

    fn feature_address(&self, sought: &Sought) -> Address {
        let (section, land) = (sought.parcel.section.to_string(), sought.parcel.land.code());
        let name = format!("{}{section}{land}", sought.office);
        self.config.wfs_address.with_query(&[
            ("service", "WFS"),
            ("version", "1.1.1"),
            ("request", "GetFeature"),
            ("typeName", &name),
            ("srs", "EPSG:3826"),
            ("LD", &sought.office),
            ("SCNO", &section),
            ("PO", &land),
        ])
    }

    /// One request with a token; a token that is no longer taken is replaced once.
    async fn with_token(&self, address: &Address, now: At) -> Result<Vec<u8>, GatewayError> {
        let mut reply = self.send(address, now).await?;
        if reply.status == StatusCode::UNAUTHORIZED {
            self.tokens.forget().await;
            reply = self.send(address, now).await?;
        }
        if reply.status.is_success() { Ok(reply.body) } else { Err(self.outbound.status(reply.status)) }
    }

    async fn send(&self, address: &Address, now: At) -> Result<Reply, GatewayError> {
        let token = self.tokens.get(&self.outbound, &self.config, now).await?;
        let request = self.outbound.request(Method::GET, address)?;
        self.outbound.send(request.bearer_auth(token.reveal())).await
    }

    fn read(&self, sought: &Sought, reply: Vec<u8>, (attempts, now): (u32, At)) -> Result<Answer, GatewayError> {
        let finding = finding(sought, &reply);
        let charged = if finding.is_ok() { Charged::Answered } else { Charged::Unusable };
        self.meter.count(charged, self.config.cost_per_parcel_twd, now);
        let evidence = Evidence {
            sha256: hex::encode(Sha256::digest(&reply)),
            reply,
            asked_at: now,
            attempts,
            cost_twd: self.config.cost_per_parcel_twd,
        };
        Ok(Answer { finding: finding?, evidence })
    }
}

fn finding(sought: &Sought, reply: &[u8]) -> Result<Finding, GatewayError> {
    let nonsense = |error| GatewayError::nonsense(System::LandOffice, error);
    let mut features = gml::features(reply).map_err(nonsense)?;
    let Some(feature) = features.pop() else { return Ok(Finding::Unknown) };
    let asked = (sought.office.as_str(), sought.parcel);
    if !features.is_empty() || feature.identity().map_err(nonsense)? != asked {
        return Err(GatewayError::nonsense(System::LandOffice, OtherParcel));
    }
    if let Some(to) = feature.renumbered_to().map_err(nonsense)? {
        return Ok(Finding::Renumbered(to));
    }
    Ok(Finding::Found(ParcelAnswer {
        parcel: sought.parcel,
        registered_area: feature.registered_area().map_err(nonsense)?,
        polygons: feature.polygons().map_err(nonsense)?,
    }))
}

#[cfg(test)]
mod tests;
