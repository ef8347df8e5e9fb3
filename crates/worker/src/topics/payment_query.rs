//! Payments whose call-back has not come: the gateway is asked what became of them.

use desk::errands::Claimed;
use desk::fault::DeskFault;
use desk::paying::Payment;
use gateways::payment::TradeNo;
use gateways::payment::trade::Standing;
use lexicon::instant::At;
use serde::Deserialize;

use super::{Settled, again};
use crate::worker::Tools;

#[derive(Deserialize)]
struct Body {
    trade_no: String,
}

pub(crate) async fn serve(tools: &Tools, claimed: &Claimed, now: At) -> Result<Settled, DeskFault> {
    let (Ok(Body { trade_no }), Some(gateway)) =
        (serde_json::from_value(claimed.message.body.clone()), tools.payment.as_ref())
    else {
        return Ok(Settled::Never { cause: "malformed" });
    };
    let Ok(number) = TradeNo::parse(&trade_no) else { return Ok(Settled::Never { cause: "malformed" }) };
    match gateway.ask_trade(&number, now).await {
        Ok(trade) if trade.standing == Standing::Paid => {
            let gateway = "ecpay".to_owned();
            let payment = Payment { trade_no, reference: trade.reference, gateway, amount: trade.amount };
            tools.desk.receive_payment(payment, now).await?;
            Ok(Settled::Delivered)
        }
        Ok(trade) if trade.standing == Standing::Unpaid && claimed.attempt < 8 => {
            Ok(Settled::Again { cause: "not-paid-yet" })
        }
        Ok(_) => Ok(Settled::Delivered),
        Err(fault) if fault.may_pass() => Ok(again(claimed.attempt, "payment-unavailable")),
        Err(_) => Ok(Settled::Never { cause: "payment-refused" }),
    }
}
