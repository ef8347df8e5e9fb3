//! Questions, refunds and the daily list of the stand-in.

use super::super::check_mac;
use super::super::fields::{Fields, stamp};
use super::orders::{Kept, PaidBy, Standing};
use super::{BackOfficeFault, Shared};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use std::fmt::Write;
use std::sync::Arc;

/// A question is taken this long after its time stamp, seconds.
const FRESH_S: i64 = 180;

type Pairs = Form<Vec<(String, String)>>;

/// All orders, for the demo's control page and for tests.
pub(super) async fn orders(State(shared): State<Arc<Shared>>) -> Json<Vec<Kept>> {
    Json(shared.orders.all())
}

/// `QueryTradeInfo`.
pub(super) async fn query(State(shared): State<Arc<Shared>>, Form(form): Pairs) -> Response {
    let fault = shared.who.back_office_faults.next().mode;
    let fields = Fields(form);
    if !shared.believes(&fields) {
        return finish(fault, "0|CheckMacValue Error".into()).await;
    }
    let sent_s: i64 = fields.get("TimeStamp").and_then(|text| text.parse().ok()).unwrap_or(0);
    if ((shared.who.clock)().micros() / 1_000_000 - sent_s).abs() > FRESH_S {
        return finish(fault, "0|TimeStamp Error".into()).await;
    }
    let trade_no = fields.get("MerchantTradeNo").unwrap_or_default();
    let answer = match shared.orders.get(trade_no) {
        Some(kept) => trade(&shared, &kept),
        None => Fields::from_pairs(&[
            ("MerchantID", &shared.who.merchant_id),
            ("MerchantTradeNo", trade_no),
            ("TradeStatus", "10200047"),
        ]),
    };
    let mut signed = shared.keys().signed(answer);
    if fault == BackOfficeFault::TamperedMac {
        signed.0.retain(|(name, _)| name != check_mac::NAME);
        signed.push(check_mac::NAME, "0".repeat(64));
    }
    finish(fault, joined(&signed)).await
}

fn trade(shared: &Shared, kept: &Kept) -> Fields {
    let (status, by, paid_at) = match kept.standing {
        Standing::Paid { by, at } => ("1", by.code(), stamp(at)),
        Standing::Open => ("0", "", String::new()),
        Standing::Failed => ("10200095", "", String::new()),
    };
    Fields::from_pairs(&[
        ("MerchantID", &shared.who.merchant_id),
        ("MerchantTradeNo", &kept.trade_no),
        ("TradeNo", &kept.reference),
        ("TradeAmt", &kept.amount.to_string()),
        ("TradeStatus", status),
        ("TradeDate", &stamp(kept.ordered_at)),
        ("PaymentDate", &paid_at),
        ("PaymentType", by),
        ("ItemName", kept.field("ItemName").unwrap_or_default()),
    ])
}

/// `DoAction`: only R (refund) of a card payment, together at most what was paid.
pub(super) async fn act(State(shared): State<Arc<Shared>>, Form(form): Pairs) -> Response {
    let fault = shared.who.back_office_faults.next().mode;
    if fault == BackOfficeFault::Down {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let fields = Fields(form);
    let (trade_no, reference) = (fields.get("MerchantTradeNo").unwrap_or_default(), fields.get("TradeNo"));
    let amount = fields.dollars("TotalAmount").map_or(0, |amount| amount.dollars());
    let refund = |kept: &mut Kept| {
        let by_card = matches!(kept.standing, Standing::Paid { by: PaidBy::Card, .. });
        let covered = amount > 0 && kept.refunded + amount <= kept.amount;
        if !by_card || !covered || reference != Some(&kept.reference) {
            return "10200051";
        }
        kept.refunded += amount;
        "1"
    };
    let code = match (shared.believes(&fields), fields.get("Action")) {
        (false, _) => "10200073",
        (true, Some("R")) => shared.orders.change(trade_no, refund).unwrap_or("10200047"),
        (true, _) => "10200050",
    };
    let answer = Fields::from_pairs(&[
        ("MerchantID", &shared.who.merchant_id),
        ("MerchantTradeNo", trade_no),
        ("TradeNo", reference.unwrap_or_default()),
        ("RtnCode", code),
        ("RtnMsg", if code == "1" { "Succeeded." } else { "Failed." }),
    ]);
    finish(fault, joined(&answer)).await
}

/// `TradeNoAio`: what was paid (`DateType` 2) or ordered (6) on the days asked for.
pub(super) async fn list(State(shared): State<Arc<Shared>>, Form(form): Pairs) -> Response {
    let fault = shared.who.back_office_faults.next().mode;
    let fields = Fields(form);
    let known = shared.keys().hold_daily(&fields) && fields.get("MerchantID") == Some(&shared.who.merchant_id);
    if !known {
        return finish(fault, "0|CheckMacValue Error".into()).await;
    }
    let (from, until) = (fields.get("BeginDate").unwrap_or_default(), fields.get("EndDate").unwrap_or_default());
    let by_payment = fields.get("DateType") == Some("2");
    let mut text =
        String::from("\u{feff}訂單日期,廠商訂單編號,綠界訂單編號,付款方式,付款狀態,交易金額,退款金額,商品名稱\r\n");
    for kept in shared.orders.all() {
        let (status, by, paid_on) = match kept.standing {
            Standing::Paid { by, at } => (format!("{} 已付款", stamp(at)), by.code(), Some(at)),
            Standing::Open | Standing::Failed => ("未付款".to_owned(), "", None),
        };
        let day = if by_payment { paid_on } else { Some(kept.ordered_at) };
        let Some(day) = day.map(|at| at.taipei_date().to_string()) else { continue };
        if !(from..=until).contains(&day.as_str()) {
            continue;
        }
        let (ordered, item) = (stamp(kept.ordered_at), kept.field("ItemName").unwrap_or_default());
        let (amount, refunded) = (kept.amount.to_string(), kept.refunded.to_string());
        for cell in [ordered.as_str(), &kept.trade_no, &kept.reference, by, &status, &amount, &refunded] {
            // Writing to a String cannot fail.
            let _ = write!(text, "=\"{cell}\",");
        }
        let _ = write!(text, "=\"{}\"\r\n", item.replace('"', "\"\""));
    }
    finish(fault, text).await
}

async fn finish(fault: BackOfficeFault, text: String) -> Response {
    match fault {
        BackOfficeFault::Down => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        BackOfficeFault::Lost => std::future::pending().await,
        _ => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response(),
    }
}

/// `name=value&…` with values as they are: so the real service answers.
fn joined(fields: &Fields) -> String {
    fields.0.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}
