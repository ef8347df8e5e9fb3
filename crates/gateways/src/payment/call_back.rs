//! What the payment service tells us by itself: a call-back to our return address.
//!
//! Believed only with the right check value and for our merchant. It may come late, twice, out
//! of order, or before the citizen's browser; it is answered with [`ACKNOWLEDGED`] once it is
//! safely filed, and with [`Refused::answer`] when it is not believed, so that it comes again.

use super::fields::{Fields, read_stamp};
use super::{Payment, TradeNo};
use lexicon::instant::At;
use lexicon::money::Twd;
use subtle::ConstantTimeEq;

/// The answer that stops the service from sending a call-back again.
pub const ACKNOWLEDGED: &str = "1|OK";

/// A call-back that is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallBack {
    /// Our number.
    pub trade_no: TradeNo,
    /// The service's number.
    pub reference: String,
    /// How much; the desk compares it with what is owed.
    pub amount: Twd,
    /// Whether real money came. Never true for a simulated payment.
    pub paid: bool,
    /// Whether somebody only pressed "simulate" in the service's back office.
    pub simulated: bool,
    /// The service's code: 1 is paid.
    pub rtn_code: i64,
    /// When it was paid, if it says so.
    pub paid_at: Option<At>,
}

/// Why a call-back is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No check value, two, or a wrong one.
    #[error("the check value is wrong")]
    CheckMac,
    /// Meant for another merchant.
    #[error("the call-back is for another merchant")]
    OtherMerchant,
    /// A field is missing or unreadable.
    #[error("field {0} is missing or unreadable")]
    Field(&'static str),
}

impl Refused {
    /// What to answer; the service will send the call-back again.
    #[must_use]
    pub fn answer(self) -> &'static str {
        match self {
            Refused::CheckMac => "0|CheckMacValue Error",
            Refused::OtherMerchant => "0|MerchantID Error",
            Refused::Field(_) => "0|Field Error",
        }
    }
}

impl CallBack {
    /// Codes that say a payment number was issued: no money yet, and no failure.
    #[must_use]
    pub fn number_issued(&self) -> bool {
        matches!(self.rtn_code, 2 | 10_100_073)
    }
}

impl Payment {
    /// Judges a call-back from its form fields.
    pub fn receive(&self, form: &[(String, String)]) -> Result<CallBack, Refused> {
        let fields = Fields(form.to_vec());
        if !self.keys().hold(&fields) {
            return Err(Refused::CheckMac);
        }
        let merchant = fields.get("MerchantID").unwrap_or_default();
        if !bool::from(merchant.as_bytes().ct_eq(self.config.merchant_id.as_bytes())) {
            return Err(Refused::OtherMerchant);
        }
        let text = |name: &'static str| fields.get(name).ok_or(Refused::Field(name));
        let rtn_code = text("RtnCode")?.parse().map_err(|_| Refused::Field("RtnCode"))?;
        let simulated = match fields.get("SimulatePaid") {
            None | Some("" | "0") => false,
            Some("1") => true,
            Some(_) => return Err(Refused::Field("SimulatePaid")),
        };
        Ok(CallBack {
            trade_no: TradeNo::parse(text("MerchantTradeNo")?).map_err(|_| Refused::Field("MerchantTradeNo"))?,
            reference: text("TradeNo")?.to_owned(),
            amount: fields.dollars("TradeAmt").ok_or(Refused::Field("TradeAmt"))?,
            paid: rtn_code == 1 && !simulated,
            simulated,
            rtn_code,
            paid_at: fields.get("PaymentDate").and_then(read_stamp),
        })
    }
}
