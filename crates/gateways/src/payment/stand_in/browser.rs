//! What the citizen's browser sees of the stand-in: the payment page and the way back.

use super::super::TradeNo;
use super::super::fields::Fields;
use super::deliver;
use super::orders::{Kept, PaidBy, Standing};
use super::{CallBackFault, Shared};
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::fmt::Write;
use std::sync::Arc;

const PAGE: &str = include_str!("page.html");
const BACK: &str = include_str!("back.html");

/// Fields without which there is no payment page.
const NEEDED: [&str; 7] =
    ["MerchantTradeDate", "TotalAmount", "TradeDesc", "ItemName", "ReturnURL", "ChoosePayment", "EncryptType"];

/// The buttons of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Button {
    Card,
    TaiwanPay,
    Fail,
    Close,
}

#[derive(Deserialize)]
pub(super) struct Pressed {
    trade_no: String,
    action: Button,
}

/// `AioCheckOut`: opens the order and shows the page.
pub(super) async fn check_out(State(shared): State<Arc<Shared>>, Form(form): Form<Vec<(String, String)>>) -> Response {
    let fields = Fields(form);
    let problem = |code: &str| (StatusCode::BAD_REQUEST, code.to_owned()).into_response();
    if !shared.believes(&fields) {
        return problem("10200073 CheckMacValue Error");
    }
    let number = fields.get("MerchantTradeNo").is_some_and(|text| TradeNo::parse(text).is_ok());
    let amount = fields.dollars("TotalAmount").filter(|amount| amount.dollars() > 0);
    let (true, true, Some(amount)) = (number, NEEDED.iter().all(|name| fields.get(name).is_some()), amount) else {
        return problem("10200047 Parameter Error");
    };
    match shared.orders.open(fields, amount.dollars(), (shared.who.clock)()) {
        Some(kept) => Html(page(&kept)).into_response(),
        None => problem("10300028 MerchantTradeNo Error"),
    }
}

/// A button of the page: books it, sends the call-back, and sends the browser back.
pub(super) async fn pay(State(shared): State<Arc<Shared>>, Form(pressed): Form<Pressed>) -> Response {
    let now = (shared.who.clock)();
    let standing = match pressed.action {
        Button::Card => Standing::Paid { by: PaidBy::Card, at: now },
        Button::TaiwanPay => Standing::Paid { by: PaidBy::TaiwanPay, at: now },
        Button::Fail => Standing::Failed,
        Button::Close => Standing::Open,
    };
    let changed = shared.orders.change(&pressed.trade_no, |kept| {
        let open = !matches!(kept.standing, Standing::Paid { .. });
        if open {
            kept.standing = standing;
        }
        (open, kept.clone())
    });
    let Some((open, kept)) = changed else { return StatusCode::NOT_FOUND.into_response() };
    if pressed.action == Button::Close {
        return match kept.field("ClientBackURL") {
            Some(url) => Redirect::to(url).into_response(),
            None => Html(back(&kept, None)).into_response(),
        };
    }
    if open {
        let due = shared.who.faults.next();
        let delivery = deliver::deliver(Arc::clone(&shared), kept.clone(), due);
        if due.mode == CallBackFault::BeforeBrowser {
            delivery.await;
        } else {
            tokio::spawn(delivery);
        }
    }
    let result = kept.result(&shared.who.merchant_id, now);
    match (kept.field("OrderResultURL"), kept.field("ClientBackURL")) {
        (Some(_), _) => Html(back(&kept, Some(shared.keys().signed(result)))).into_response(),
        (None, Some(url)) => Redirect::to(url).into_response(),
        (None, None) => Html(back(&kept, None)).into_response(),
    }
}

fn page(kept: &Kept) -> String {
    let offers = |means: &str| ["ALL", means].contains(&kept.field("ChoosePayment").unwrap_or_default());
    let hidden = |shown: bool| if shown { "" } else { " hidden" };
    filled(PAGE, kept).replace("{card}", hidden(offers("Credit"))).replace("{taiwan_pay}", hidden(offers("TWQR")))
}

/// The page with a button that carries the result (or nothing) back to the shop.
fn back(kept: &Kept, result: Option<Fields>) -> String {
    let mut inputs = String::new();
    for (name, value) in result.iter().flat_map(|fields| &fields.0) {
        // Writing to a String cannot fail.
        let _ = write!(inputs, "<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(name), escaped(value));
    }
    let target = result.as_ref().and_then(|_| kept.field("OrderResultURL")).or(kept.field("ClientBackURL"));
    filled(BACK, kept)
        .replace("{target}", &escaped(target.unwrap_or("")))
        .replace("{hidden}", if target.is_some() { "" } else { " hidden" })
        .replace("{method}", if result.is_some() { "post" } else { "get" })
        .replace("{inputs}", &inputs)
}

fn filled(page: &str, kept: &Kept) -> String {
    page.replace("{amount}", &lexicon::money::Twd::new(kept.amount).to_string())
        .replace("{trade_no}", &escaped(&kept.trade_no))
        .replace("{item}", &escaped(kept.field("ItemName").unwrap_or_default()))
}

/// Text safe in HTML, attributes included. Braces too, so that no value is filled again.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '{' => out.push_str("&#123;"),
            other => out.push(other),
        }
    }
    out
}
