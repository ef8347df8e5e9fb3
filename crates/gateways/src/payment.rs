//! The payment service: a hosted page the citizen pays on (ECPay all-in-one, services.md §7.2).
//!
//! We make a signed form for the citizen's browser, hear by call-back whether money came, ask
//! when the call-back does not come, give money back, and fetch the day's list for
//! reconciliation. A call-back counts only with the right check value, for our merchant; its
//! effect must be booked once however often it comes, which is the desk's care.
//!
//! Refuses: a simulated payment as paid, a text too long for the service (cutting would break
//! the check value), refunding what is not paid, and repeating a refund whose outcome is unknown.

pub mod call_back;
mod check_mac;
pub mod checkout;
pub mod daily;
mod fields;
mod stand_in;
pub mod trade;

pub use stand_in::{BackOfficeFault, CallBackFault, CallBacks, StandIn, stand_in};

use crate::error::{GatewayError, System};
use crate::outbound::address::Address;
use crate::outbound::{Limits, Outbound, Reach};
use crate::secret::Secret;
use check_mac::Keys;
use reqwest::Method;
use serde::Deserialize;
use std::fmt;

/// Our contract with the payment service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Host of the hosted page and of questions.
    pub cashier: Address,
    /// Host of the daily list.
    pub vendor: Address,
    /// Our number there.
    pub merchant_id: String,
    /// First secret of the check value.
    pub hash_key: Secret,
    /// Second secret of the check value.
    pub hash_iv: Secret,
    /// Where the service tells us that money came; reachable from outside.
    pub return_address: Address,
    /// Limits of each request.
    #[serde(default)]
    pub limits: Limits,
}

/// The client.
#[derive(Debug)]
pub struct Payment {
    config: Config,
    outbound: Outbound,
}

/// Our own number of one attempt to pay: 1 to 20 letters and digits, never used twice.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TradeNo(String);

/// The text is no trade number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a trade number has 1 to 20 letters and digits")]
pub struct TradeNoShape;

impl TradeNo {
    /// Reads a trade number.
    pub fn parse(text: &str) -> Result<TradeNo, TradeNoShape> {
        let fits = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(TradeNo(text.to_owned())) } else { Err(TradeNoShape) }
    }

    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TradeNo {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

/// What is wrong with an answer of the payment service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// No check value or a wrong one.
    #[error("the check value of the answer is wrong")]
    CheckMac,
    /// A field is missing or unreadable.
    #[error("field {0} is missing or unreadable")]
    Field(&'static str),
    /// It is about another trade.
    #[error("the answer is about another trade")]
    OtherTrade,
    /// Not the daily list, or one with other columns.
    #[error("not a daily list of the known columns")]
    DailyList,
}

impl Payment {
    /// Origin of the hosted page, e.g. `https://payment.example`: forms of ours end there.
    #[must_use]
    pub fn page_origin(&self) -> String {
        self.config.cashier.url().origin().ascii_serialization()
    }

    /// A client; nothing is sent yet.
    pub fn new(config: Config) -> Result<Payment, GatewayError> {
        let outbound = Outbound::new(System::Payment, Reach::Anywhere, config.limits)?;
        Ok(Payment { config, outbound })
    }

    fn keys(&self) -> Keys<'_> {
        Keys { key: &self.config.hash_key, iv: &self.config.hash_iv }
    }

    /// Sends a form that already holds its check value; returns the answer's body.
    async fn post(&self, address: &Address, form: &[(String, String)]) -> Result<Vec<u8>, GatewayError> {
        let request = self.outbound.request(Method::POST, address)?;
        self.outbound.send_ok(request.form(form)).await
    }
}

fn nonsense(error: AnswerError) -> GatewayError {
    GatewayError::nonsense(System::Payment, error)
}

#[cfg(test)]
mod tests;
