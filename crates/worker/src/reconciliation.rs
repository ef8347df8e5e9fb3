//! Once a day the payment service's list of yesterday is held against the books. A payment it has and we do not
//! is asked about and booked, as a call-back would have done; every other difference is kept for a person.

use desk::fault::DeskFault;
use desk::paying::Payment;
use desk::reconciling::Reconciled;
use gateways::error::GatewayError;
use gateways::payment::TradeNo;
use gateways::payment::trade::Standing as Traded;
use ledger::reconciliation::{Known, Standing};
use lexicon::date::Date;
use lexicon::instant::At;
use thiserror::Error;

use crate::worker::Tools;

/// Why a day was not held against the list.
#[derive(Debug, Error)]
pub enum ReconciliationFault {
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    #[error(transparent)]
    Desk(#[from] DeskFault),
}

/// Holds a day against the list; nothing without a payment service.
pub(crate) async fn day(tools: &Tools, day: Date, now: At) -> Result<Option<Reconciled>, ReconciliationFault> {
    let Some(gateway) = &tools.payment else { return Ok(None) };
    let there: Vec<Known> = gateway.ask_day(day).await?.into_iter().map(|line| line.known).collect();
    let first = tools.desk.compare_day(day, &there, now).await?;
    for row in first.open.iter().filter(|row| row.standing == Standing::MissingHere) {
        let Ok(trade_no) = TradeNo::parse(&row.trade_no) else { continue };
        let trade = gateway.ask_trade(&trade_no, now).await?;
        if trade.standing != Traded::Paid {
            continue;
        }
        let payment = Payment {
            trade_no: row.trade_no.clone(),
            reference: trade.reference,
            gateway: "ecpay".to_owned(),
            amount: trade.amount,
        };
        match tools.desk.receive_payment(payment, now).await {
            // A trade number that is none of ours stays open.
            Ok(_) | Err(DeskFault::NotFound) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    let mut found = tools.desk.compare_day(day, &there, now).await?;
    let mut open = Vec::with_capacity(found.open.len());
    for row in found.open {
        // Booked on this day and paid on another, whose list names it.
        let paid_on = match (row.standing, TradeNo::parse(&row.trade_no)) {
            (Standing::MissingThere, Ok(trade_no)) => gateway.ask_trade(&trade_no, now).await?.paid_at,
            _ => None,
        };
        if paid_on.is_none_or(|at| at.taipei_date() == day) {
            open.push(row);
        }
    }
    found.open = open;
    tools.desk.keep_reconciled(&found).await?;
    if !found.open.is_empty() {
        tracing::warn!(%day, differences = found.open.len(), "the payment service's list and the books differ");
    }
    Ok(Some(found))
}
