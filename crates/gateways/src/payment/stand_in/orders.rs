//! The stand-in's books: orders by our trade number, how they were paid, what went back.

use super::super::fields::{Fields, stamp};
use lexicon::instant::At;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How an order was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PaidBy {
    Card,
    TaiwanPay,
}

impl PaidBy {
    /// The service's name of it.
    pub(super) fn code(self) -> &'static str {
        match self {
            PaidBy::Card => "Credit_CreditCard",
            PaidBy::TaiwanPay => "TWQR_OPAY",
        }
    }
}

/// How an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Standing {
    Open,
    Failed,
    Paid { by: PaidBy, at: At },
}

/// One order.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Kept {
    #[serde(skip)]
    pub form: Fields,
    pub trade_no: String,
    pub reference: String,
    pub amount: i64,
    pub ordered_at: At,
    pub standing: Standing,
    pub refunded: i64,
    /// Call-backs sent, and whether one was acknowledged.
    pub call_backs: u32,
    pub acknowledged: bool,
}

impl Kept {
    /// A field of the order's form.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.form.get(name).filter(|value| !value.is_empty())
    }

    /// The fields that tell the result, without check value.
    pub(super) fn result(&self, merchant_id: &str, now: At) -> Fields {
        let (code, message, by, paid_at) = match self.standing {
            Standing::Paid { by, at } => ("1", "Succeeded.", by.code(), stamp(at)),
            Standing::Open | Standing::Failed => ("10100248", "Rejected Transaction.", "Credit_CreditCard", stamp(now)),
        };
        Fields::from_pairs(&[
            ("MerchantID", merchant_id),
            ("MerchantTradeNo", &self.trade_no),
            ("RtnCode", code),
            ("RtnMsg", message),
            ("TradeNo", &self.reference),
            ("TradeAmt", &self.amount.to_string()),
            ("PaymentDate", &paid_at),
            ("PaymentType", by),
            ("PaymentTypeChargeFee", "0"),
            ("TradeDate", &stamp(self.ordered_at)),
            ("SimulatePaid", "0"),
        ])
    }
}

/// All orders.
#[derive(Debug, Default)]
pub(super) struct Orders(Mutex<BTreeMap<String, Kept>>);

impl Orders {
    /// Keeps a new order; `None` when the number was used before.
    pub(super) fn open(&self, form: Fields, amount: i64, now: At) -> Option<Kept> {
        let trade_no = form.get("MerchantTradeNo")?.to_owned();
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if orders.contains_key(&trade_no) {
            return None;
        }
        let reference = format!("{}{:06}", now.taipei().strftime("%y%m%d%H%M%S"), orders.len() + 1);
        let kept = Kept {
            form,
            trade_no: trade_no.clone(),
            reference,
            amount,
            ordered_at: now,
            standing: Standing::Open,
            refunded: 0,
            call_backs: 0,
            acknowledged: false,
        };
        orders.insert(trade_no, kept.clone());
        Some(kept)
    }

    pub(super) fn get(&self, trade_no: &str) -> Option<Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(trade_no).cloned()
    }

    pub(super) fn all(&self) -> Vec<Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Changes one order under the lock; `None` when there is none.
    pub(super) fn change<T>(&self, trade_no: &str, change: impl FnOnce(&mut Kept) -> T) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(trade_no).map(change)
    }
}
