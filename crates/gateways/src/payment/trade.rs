//! Asking what became of a trade, and giving its money back.
//!
//! `QueryTradeInfo` may be asked as often as needed. `DoAction` may not: the service has no
//! idempotency key, so a refund whose answer was lost is [`RefundError::OutcomeUnknown`] and is
//! settled from the daily list, not by sending it again.

use super::fields::{Fields, read_stamp};
use super::{AnswerError, Payment, TradeNo, nonsense};
use crate::error::{GatewayError, System};
use lexicon::instant::At;
use lexicon::money::Twd;

/// What the service says of a trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trade {
    /// Our number.
    pub trade_no: TradeNo,
    /// The service's number; empty when it has none.
    pub reference: String,
    /// How much.
    pub amount: Twd,
    /// How it stands.
    pub standing: Standing,
    /// When it was paid.
    pub paid_at: Option<At>,
}

/// How a trade stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Money came.
    Paid,
    /// Not yet.
    Unpaid,
    /// Given up or never begun; the service's code.
    Ended(i64),
}

/// Money to give back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Our number of the payment.
    pub trade_no: TradeNo,
    /// The service's number of the payment.
    pub reference: String,
    /// How much; all refunds of one payment together at most what was paid.
    pub amount: Twd,
}

/// Why money was not given back, as cause of a [`GatewayError`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefundError {
    /// The service does not know the payment as paid, or for less.
    #[error("there is no such payment to give back")]
    NotPaid,
    /// The service said no; its code.
    #[error("the service refused with code {0}")]
    Code(String),
    /// The request may or may not have taken effect: look at the daily list, do not repeat.
    #[error("it is unknown whether the refund took effect")]
    OutcomeUnknown,
}

impl Payment {
    /// What became of a trade.
    pub async fn ask_trade(&self, trade_no: &TradeNo, now: At) -> Result<Trade, GatewayError> {
        let fields = Fields::from_pairs(&[
            ("MerchantID", &self.config.merchant_id),
            ("MerchantTradeNo", trade_no.as_str()),
            ("TimeStamp", &(now.micros() / 1_000_000).to_string()),
        ]);
        let address = self.config.cashier.with_path("/Cashier/QueryTradeInfo/V5");
        let answer = self.post(&address, &self.keys().signed(fields).0).await?;
        self.read_trade(&answer, trade_no).map_err(nonsense)
    }

    /// The answer is `name=value&…`; whether values are encoded differs, and the check value
    /// tells which reading is meant.
    fn read_trade(&self, answer: &[u8], trade_no: &TradeNo) -> Result<Trade, AnswerError> {
        let text = std::str::from_utf8(answer).map_err(|_| AnswerError::CheckMac)?;
        let raw = Fields::split_raw(text);
        let readings = [raw.decoded(), Some(raw)];
        let mut believed = readings.into_iter().flatten().filter(|fields| self.keys().hold(fields));
        let fields = believed.next().ok_or(AnswerError::CheckMac)?;
        if fields.get("MerchantTradeNo") != Some(trade_no.as_str()) {
            return Err(AnswerError::OtherTrade);
        }
        let status = fields.get("TradeStatus").and_then(|text| text.parse().ok());
        Ok(Trade {
            trade_no: trade_no.clone(),
            reference: fields.get("TradeNo").unwrap_or_default().to_owned(),
            amount: fields.dollars("TradeAmt").unwrap_or_default(),
            standing: match status.ok_or(AnswerError::Field("TradeStatus"))? {
                1 if fields.dollars("TradeAmt").is_none() => return Err(AnswerError::Field("TradeAmt")),
                1 => Standing::Paid,
                0 => Standing::Unpaid,
                code => Standing::Ended(code),
            },
            paid_at: fields.get("PaymentDate").and_then(read_stamp),
        })
    }

    /// Gives money back, after asking that the payment stands. Not to be repeated when the
    /// cause is [`RefundError::OutcomeUnknown`].
    pub async fn tell_refund(&self, refund: &Refund, now: At) -> Result<(), GatewayError> {
        let trade = self.ask_trade(&refund.trade_no, now).await?;
        let covered = trade.standing == Standing::Paid && trade.reference == refund.reference;
        if !covered || refund.amount <= Twd::ZERO || refund.amount > trade.amount {
            return Err(GatewayError::refused(System::Payment, RefundError::NotPaid));
        }
        let fields = Fields::from_pairs(&[
            ("MerchantID", &self.config.merchant_id),
            ("MerchantTradeNo", refund.trade_no.as_str()),
            ("TradeNo", &refund.reference),
            ("Action", "R"),
            ("TotalAmount", &refund.amount.dollars().to_string()),
        ]);
        let address = self.config.cashier.with_path("/CreditDetail/DoAction");
        let answer = self.post(&address, &self.keys().signed(fields).0).await.map_err(after_sending)?;
        let fields = Fields::split_raw(&String::from_utf8_lossy(&answer));
        match fields.get("RtnCode") {
            Some("1") => Ok(()),
            Some(code) => Err(GatewayError::refused(System::Payment, RefundError::Code(code.to_owned()))),
            None => Err(GatewayError::nonsense(System::Payment, RefundError::OutcomeUnknown)),
        }
    }

    /// Whether the service answers a question with a right check value.
    pub async fn probe(&self, now: At) -> Result<(), GatewayError> {
        let nobodys = TradeNo("TAKAUPROBE".to_owned());
        self.ask_trade(&nobodys, now).await.map(|_| ())
    }
}

/// A refund that failed on the way: when nothing was sent, or it was refused, that is known.
fn after_sending(error: GatewayError) -> GatewayError {
    let never_sent = error.cause::<reqwest::Error>().is_some_and(reqwest::Error::is_connect);
    match error {
        GatewayError::Unavailable { .. } if !never_sent => {
            GatewayError::nonsense(System::Payment, RefundError::OutcomeUnknown)
        }
        other => other,
    }
}
