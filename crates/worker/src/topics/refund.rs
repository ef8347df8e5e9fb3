//! Refunds: told to the payment gateway once. An answer that got lost is not repeated: whether the money
//! went back is settled by the daily list and a person.

use desk::errands::Claimed;
use desk::fault::DeskFault;
use gateways::payment::TradeNo;
use gateways::payment::trade::{Refund, RefundError};
use lexicon::instant::At;
use lexicon::money::Twd;
use serde::Deserialize;

use super::{Settled, again};
use crate::worker::Tools;

/// Noted before the gateway is told: whoever finds it does not know whether it was.
const TELLING: &str = "telling";

#[derive(Deserialize)]
struct Body {
    /// `<trade number>.<the gateway's number>`
    reference: String,
    amount_twd: Twd,
}

pub(crate) async fn serve(tools: &Tools, claimed: &Claimed, now: At) -> Result<Settled, DeskFault> {
    let (Ok(body), Some(gateway)) =
        (serde_json::from_value::<Body>(claimed.message.body.clone()), tools.payment.as_ref())
    else {
        return Ok(Settled::Never { cause: "malformed" });
    };
    let (Some((trade_no, reference)), Some(case)) = (body.reference.split_once('.'), claimed.message.case) else {
        return Ok(Settled::Never { cause: "malformed" });
    };
    // A try before had begun to tell and never said how it ended.
    if claimed.cause.as_deref() == Some(TELLING) {
        return Ok(Settled::Never { cause: "refund-outcome-unknown" });
    }
    let Ok(trade_no) = TradeNo::parse(trade_no) else { return Ok(Settled::Never { cause: "malformed" }) };
    let refund = Refund { trade_no, reference: reference.to_owned(), amount: body.amount_twd };
    tools.desk.note(claimed.claim(), TELLING).await?;
    match gateway.tell_refund(&refund, now).await {
        Ok(()) => {
            let answers = (Some(claimed.claim()), now);
            tools.desk.settle_refund(case, &body.reference, answers).await?;
            Ok(Settled::Answered)
        }
        Err(fault) if matches!(fault.cause(), Some(RefundError::OutcomeUnknown)) => {
            Ok(Settled::Never { cause: "refund-outcome-unknown" })
        }
        Err(fault) if fault.may_pass() => Ok(again(claimed.attempt, "payment-unavailable")),
        Err(fault) => {
            tracing::warn!(%fault, "the payment gateway refuses a refund");
            Ok(Settled::Never { cause: "refund-refused" })
        }
    }
}
