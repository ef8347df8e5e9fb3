//! A stand-in payment service: a hosted payment page, call-backs, questions, refunds and the
//! daily list, speaking the protocol of services.md §7.2 with faults on request.
//!
//! Beside the service's own paths: `/stand-in/faults` (call-backs), `/stand-in/back-office-faults`
//! (questions and refunds), `GET /stand-in/orders`, `POST /stand-in/resend` with `trade_no`.
//! It takes no real money and says so on its page, whose words are in `page.html` beside this
//! file: they belong to the stand-in, not to the office.

mod back_office;
mod browser;
mod deliver;
mod orders;

use super::check_mac::Keys;
use super::fields::Fields;
use crate::error::System;
use crate::outbound::{Limits, Outbound, Reach};
use crate::secret::Secret;
use crate::stand_in::faults::{self, Faults};
use crate::stand_in::{Clock, Running, serve};
use axum::Router;
use axum::routing::{get, post};
use orders::Orders;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::net::TcpListener;

/// What can go wrong with a call-back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallBackFault {
    /// Nothing: sent at once, beside the browser's way back.
    #[default]
    None,
    /// Never sent, until `/stand-in/resend`.
    Drop,
    /// Sent the ordered number of times, acknowledged or not.
    Repeat,
    /// Sent after the ordered delay, so after the browser has come back.
    Delay,
    /// Sent and answered before the browser is sent back.
    BeforeBrowser,
    /// Sent with one dollar less.
    WrongAmount,
    /// Sent with a check value that is wrong.
    TamperedMac,
    /// Sent as a payment simulated in the back office.
    Simulated,
}

/// What can go wrong with questions, refunds and the daily list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BackOfficeFault {
    /// Nothing.
    #[default]
    None,
    /// Answers HTTP 503 and does nothing.
    Down,
    /// Does what is asked and never answers.
    Lost,
    /// Answers with a wrong check value.
    TamperedMac,
}

/// How often a call-back is sent until it is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallBacks {
    /// Attempts in all. The real service makes four a day.
    pub tries: u32,
    /// Between attempts, milliseconds. The real service waits five to fifteen minutes.
    pub wait_ms: u64,
}

/// What the stand-in is made of.
pub struct StandIn {
    /// The merchant it knows.
    pub merchant_id: String,
    /// Secrets of the check value.
    pub hash_key: Secret,
    /// Secrets of the check value.
    pub hash_iv: Secret,
    /// Its clock.
    pub clock: Clock,
    /// Patience with call-backs.
    pub call_backs: CallBacks,
    /// Faults of call-backs; keep a clone to order some.
    pub faults: Faults<CallBackFault>,
    /// Faults of questions, refunds and the daily list.
    pub back_office_faults: Faults<BackOfficeFault>,
}

struct Shared {
    who: StandIn,
    orders: Orders,
    outbound: Outbound,
}

impl Shared {
    fn keys(&self) -> Keys<'_> {
        Keys { key: &self.who.hash_key, iv: &self.who.hash_iv }
    }

    /// Whether a form is from the merchant and unbent.
    fn believes(&self, fields: &Fields) -> bool {
        self.keys().hold(fields) && fields.get("MerchantID") == Some(&self.who.merchant_id)
    }
}

/// Starts a stand-in payment service on `listener`.
pub fn stand_in(listener: TcpListener, who: StandIn) -> std::io::Result<Running> {
    let admin = faults::route("/stand-in/faults", &who.faults)
        .merge(faults::route("/stand-in/back-office-faults", &who.back_office_faults));
    let outbound = Outbound::new(System::Payment, Reach::Anywhere, Limits::default()).map_err(std::io::Error::other)?;
    let shared = Arc::new(Shared { who, orders: Orders::default(), outbound });
    let router = Router::new()
        .route("/Cashier/AioCheckOut/V5", post(browser::check_out))
        .route("/stand-in/pay", post(browser::pay))
        .route("/Cashier/QueryTradeInfo/V5", post(back_office::query))
        .route("/CreditDetail/DoAction", post(back_office::act))
        .route("/PaymentMedia/TradeNoAio", post(back_office::list))
        .route("/stand-in/orders", get(back_office::orders))
        .route("/stand-in/resend", post(deliver::resend))
        .with_state(shared)
        .merge(admin);
    serve(listener, router)
}
