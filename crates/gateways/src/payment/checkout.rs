//! The form with which a citizen's browser goes to the hosted payment page.
//!
//! It holds no personal data: what it says of the matter passes through another house.

use super::fields::{Fields, stamp};
use super::{Payment, TradeNo};
use crate::outbound::address::Address;
use lexicon::instant::At;
use lexicon::language::Lang;
use lexicon::money::Twd;

/// Longest `ItemName` the service takes, characters.
const LONGEST_ITEM: usize = 400;
/// Longest `TradeDesc`, characters.
const LONGEST_DESCRIPTION: usize = 200;

/// How the citizen may pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// The page offers all.
    All,
    /// Credit card.
    Card,
    /// Taiwan Pay (TWQR).
    TaiwanPay,
}

/// What is to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// New for every attempt.
    pub trade_no: TradeNo,
    /// Whole dollars, more than nothing.
    pub amount: Twd,
    /// What it is for, one line.
    pub description: String,
    /// What is bought, one line.
    pub item: String,
    /// How it may be paid.
    pub means: Means,
    /// Language of the page.
    pub language: Lang,
    /// Where the page's way back leads.
    pub back: Address,
    /// Where the browser carries the result, if it shall; the call-back counts all the same.
    pub result: Option<Address>,
}

/// A form to be sent by the citizen's browser with POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckoutForm {
    /// Where to.
    pub action: String,
    /// Names and values, check value included.
    pub fields: Vec<(String, String)>,
}

/// Why an order cannot be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// Nothing or less is owed.
    #[error("the amount must be more than nothing")]
    Amount,
    /// A text is empty, too long for the service, of more than one line, or holds `&`, which
    /// the service's answers, being not encoded, cannot carry back.
    #[error("description or item is empty, too long, not one line, or holds an ampersand")]
    Text,
}

impl Payment {
    /// The form for `order`, made at `now`.
    pub fn checkout_form(&self, order: &Order, now: At) -> Result<CheckoutForm, OrderError> {
        if order.amount <= Twd::ZERO {
            return Err(OrderError::Amount);
        }
        let fits = |text: &str, longest| {
            let length = text.chars().count();
            (1..=longest).contains(&length) && !text.chars().any(|c| c.is_control() || c == '&')
        };
        if !fits(&order.description, LONGEST_DESCRIPTION) || !fits(&order.item, LONGEST_ITEM) {
            return Err(OrderError::Text);
        }
        let mut fields = Fields::from_pairs(&[
            ("MerchantID", &self.config.merchant_id),
            ("MerchantTradeNo", order.trade_no.as_str()),
            ("MerchantTradeDate", &stamp(now)),
            ("PaymentType", "aio"),
            ("TotalAmount", &order.amount.dollars().to_string()),
            ("TradeDesc", &order.description),
            ("ItemName", &order.item),
            ("ReturnURL", self.config.return_address.as_str()),
            ("ChoosePayment", order.means.code()),
            ("EncryptType", "1"),
            ("ClientBackURL", order.back.as_str()),
        ]);
        if let Some(result) = &order.result {
            fields.push("OrderResultURL", result.as_str());
        }
        if order.language == Lang::En {
            fields.push("Language", "ENG");
        }
        let action = self.config.cashier.with_path("/Cashier/AioCheckOut/V5");
        Ok(CheckoutForm { action: action.as_str().to_owned(), fields: self.keys().signed(fields).0 })
    }
}

impl Means {
    fn code(self) -> &'static str {
        match self {
            Means::All => "ALL",
            Means::Card => "Credit",
            Means::TaiwanPay => "TWQR",
        }
    }
}
