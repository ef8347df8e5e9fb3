//! The payment gateway's call-back: believed only with its check value, acknowledged only when the
//! payment is durably booked, and then however often it comes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use desk::desk::Desk;
use desk::fault::DeskFault;
use desk::paying::Payment as Received;
use gateways::payment::Payment;
use gateways::payment::call_back::ACKNOWLEDGED;
use lexicon::instant::At;

/// The path the gateway calls.
pub const PATH: &str = "/inbound/payment";

/// What the call-back needs.
#[derive(Clone)]
pub struct Inbound {
    pub desk: Desk,
    pub gateway: Arc<Payment>,
    pub clock: Arc<dyn Fn() -> At + Send + Sync>,
}

/// The route of the call-back.
pub fn router(inbound: Inbound) -> Router {
    Router::new().route(PATH, post(receive)).with_state(inbound)
}

async fn receive(State(inbound): State<Inbound>, Form(form): Form<Vec<(String, String)>>) -> Response {
    let call_back = match inbound.gateway.receive(&form) {
        Ok(call_back) => call_back,
        Err(refused) => {
            tracing::warn!(?refused, "a payment call-back is not believed");
            return (StatusCode::OK, refused.answer()).into_response();
        }
    };
    // A payment simulated in the gateway's back office, or one that failed, books nothing.
    if !call_back.paid || call_back.simulated {
        return ACKNOWLEDGED.into_response();
    }
    let payment = Received {
        trade_no: call_back.trade_no.as_str().to_owned(),
        reference: call_back.reference,
        gateway: "ecpay".to_owned(),
        amount: call_back.amount,
    };
    match inbound.desk.receive_payment(payment, (inbound.clock)()).await {
        Ok(_) => ACKNOWLEDGED.into_response(),
        Err(DeskFault::NotFound) => (StatusCode::OK, "0|UnknownTrade").into_response(),
        Err(fault) => {
            tracing::error!(%fault, "a payment could not be booked; the gateway will call again");
            (StatusCode::SERVICE_UNAVAILABLE, "0|TryAgain").into_response()
        }
    }
}
