//! Call-backs of the stand-in: sent until acknowledged, a bounded number of times, with faults.

use super::super::call_back::ACKNOWLEDGED;
use super::super::check_mac;
use super::super::fields::Fields;
use super::orders::Kept;
use super::{CallBackFault, Shared};
use crate::outbound::address::Address;
use crate::stand_in::faults::Due;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use reqwest::Method;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

#[derive(Deserialize)]
pub(super) struct Which {
    trade_no: String,
}

/// Sends the call-back of an order again, without fault; answers when it was sent.
pub(super) async fn resend(State(shared): State<Arc<Shared>>, Form(which): Form<Which>) -> StatusCode {
    let Some(kept) = shared.orders.get(&which.trade_no) else { return StatusCode::NOT_FOUND };
    let due = Due { mode: CallBackFault::None, delay: Duration::ZERO, count: 1 };
    deliver(shared, kept, due).await;
    StatusCode::NO_CONTENT
}

/// Sends the call-back of `kept` as `due` says.
pub(super) async fn deliver(shared: Arc<Shared>, kept: Kept, due: Due<CallBackFault>) {
    if due.mode == CallBackFault::Drop {
        return;
    }
    tokio::time::sleep(due.delay).await;
    let form = form(&shared, &kept, due.mode);
    if due.mode == CallBackFault::Repeat {
        for _ in 0..due.count {
            send(&shared, &kept, &form).await;
        }
        return;
    }
    for attempt in 0..shared.who.call_backs.tries {
        if attempt > 0 {
            tokio::time::sleep(Duration::from_millis(shared.who.call_backs.wait_ms)).await;
        }
        if send(&shared, &kept, &form).await {
            return;
        }
    }
    tracing::warn!(trade_no = %kept.trade_no, "the stand-in gave up a call-back");
}

fn form(shared: &Shared, kept: &Kept, fault: CallBackFault) -> Fields {
    let mut fields = kept.result(&shared.who.merchant_id, (shared.who.clock)());
    let mut set = |name: &str, value: String| {
        fields.0.iter_mut().filter(|(key, _)| key == name).for_each(|(_, old)| old.clone_from(&value));
    };
    match fault {
        CallBackFault::WrongAmount => set("TradeAmt", (kept.amount - 1).to_string()),
        CallBackFault::Simulated => set("SimulatePaid", "1".to_owned()),
        _ => {}
    }
    let mut signed = shared.keys().signed(fields);
    if fault == CallBackFault::TamperedMac {
        signed.0.retain(|(name, _)| name != check_mac::NAME);
        signed.push(check_mac::NAME, "0".repeat(64));
    }
    signed
}

/// One attempt; whether it was acknowledged.
async fn send(shared: &Shared, kept: &Kept, form: &Fields) -> bool {
    let address = kept.field("ReturnURL").and_then(|url| Address::parse_open(url).ok());
    let Some(address) = address else { return false };
    let Ok(request) = shared.outbound.request(Method::POST, &address) else { return false };
    let answer = shared.outbound.send_ok(request.form(&form.0)).await;
    let acknowledged = answer.is_ok_and(|body| body == ACKNOWLEDGED.as_bytes());
    shared.orders.change(&kept.trade_no, |kept| {
        kept.call_backs += 1;
        kept.acknowledged |= acknowledged;
    });
    acknowledged
}
