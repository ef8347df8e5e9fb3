//! What there is to pay, what was paid, and what goes back (規費法 §7, §18, §19).

use catalogue::fee::Fee;
use catalogue::service::Moment;
use catalogue::stage::Stage;
use lexicon::money::Twd;
use outbox::Topic;
use serde_json::json;

use crate::decide::Act;
use crate::event::{Event, RefundGround};
use crate::fault::Fault;
use crate::outcome::{Booking, Effect};
use crate::steps;

/// The fee by the tariff in force on the day of the application.
pub(crate) fn fee(act: &Act<'_>) -> Result<Fee, Fault> {
    act.definition.service.fee_of(&act.facts(), act.case.applied_on).map_err(|fault| Fault::NoFee(fault.to_string()))
}

/// Refuses changed answers under which the case would have been charged otherwise.
pub(crate) fn same_fee(act: &Act<'_>) -> Result<(), Fault> {
    let charged = match &act.case.charge {
        Some(charge) => charge.amount_twd,
        None if act.case.waived => Twd::ZERO,
        None => return Ok(()),
    };
    if fee(act)?.amount == charged { Ok(()) } else { Err(Fault::FeeWouldChange) }
}

/// Money arrived. The same reference twice is one payment; money that does not fit goes back. Nothing is
/// no money, and a case that was never charged cannot be paid.
pub(crate) fn pay(act: &mut Act<'_>, reference: &str, gateway: &str, amount: Twd) -> Result<(), Fault> {
    if act.case.charge.is_none() {
        return Err(act.not_now("pay"));
    }
    if is_known(act, reference) || amount <= Twd::ZERO {
        return Ok(());
    }
    let open = act
        .case
        .charge
        .as_ref()
        .filter(|_| act.case.stage == Stage::Paying)
        .map(|charge| (charge.payment, charge.amount_twd));
    match open {
        Some((payment, due)) if due == amount => {
            act.record(Event::Paid {
                payment,
                amount_twd: amount,
                reference: reference.to_owned(),
                gateway: gateway.to_owned(),
            });
            book(act, reference, gateway, (amount, Booking::Settles));
            act.notice(Moment::Paid);
            steps::leave(act)
        }
        _ => {
            misfit(act, reference, gateway, amount);
            Ok(())
        }
    }
}

fn is_known(act: &Act<'_>, reference: &str) -> bool {
    act.case.charge.as_ref().is_some_and(|charge| {
        charge.paid.iter().any(|receipt| receipt.reference == reference)
            || charge.refunds.iter().any(|refund| refund.reference == reference)
    })
}

fn misfit(act: &mut Act<'_>, reference: &str, gateway: &str, amount: Twd) {
    let expected_twd = act.case.charge.as_ref().map_or(Twd::ZERO, |charge| charge.amount_twd);
    act.record(Event::Misfit { reference: reference.to_owned(), amount_twd: amount, expected_twd });
    book(act, reference, gateway, (amount, Booking::Suspends));
    give_back(act, reference, amount, (Twd::ZERO, RefundGround::Overpaid));
}

fn book(act: &mut Act<'_>, reference: &str, gateway: &str, (amount, booking): (Twd, Booking)) {
    let payment = act.case.charge.as_ref().map(|charge| charge.payment);
    let (reference, gateway) = (reference.to_owned(), gateway.to_owned());
    act.effect(Effect::Book { payment, reference, gateway, amount, booking });
}

fn give_back(act: &mut Act<'_>, reference: &str, amount: Twd, (interest, ground): (Twd, RefundGround)) {
    let Some(payment) = act.case.charge.as_ref().map(|charge| charge.payment) else { return };
    act.follow(Event::RefundOrdered {
        payment,
        reference: reference.to_owned(),
        amount_twd: amount,
        interest_twd: interest,
        ground,
    });
    act.effect(Effect::Refund { reference: reference.to_owned(), amount, interest, ground });
    steps::tell(act, Topic::Refund, json!({ "reference": reference, "amount_twd": amount, "interest_twd": interest }));
}

/// A case that ends unpaid owes nothing.
pub(crate) fn forgive(act: &mut Act<'_>) {
    let unpaid = act.case.charge.as_ref().filter(|charge| charge.paid.is_empty());
    if let Some((payment, amount)) = unpaid.map(|charge| (charge.payment, charge.amount_twd)) {
        act.effect(Effect::CancelCharge { payment, amount });
    }
}

/// The whole fee goes back because the service says so for this choice.
pub(crate) fn refund_refused(act: &mut Act<'_>) {
    if let Some((reference, amount)) = settled(act) {
        give_back(act, &reference, amount, (Twd::ZERO, RefundGround::Refused));
    }
}

/// 規費法 §19: the agency was late, the applicant ends the case: fee and daily interest go back.
pub(crate) fn refund_late(act: &mut Act<'_>) -> Result<(), Fault> {
    if let Some((reference, amount)) = settled(act) {
        let interest = interest(act, amount);
        give_back(act, &reference, amount, (interest, RefundGround::Late));
    }
    Ok(())
}

fn settled(act: &Act<'_>) -> Option<(String, Twd)> {
    let charge = act.case.charge.as_ref()?;
    let receipt = charge.paid.first()?;
    let returned = charge.refunds.iter().any(|refund| refund.reference == receipt.reference);
    (!returned).then(|| (receipt.reference.clone(), receipt.amount_twd))
}

/// Simple interest by days from the payment to today, at the rate of the payment's day
/// (規費法 §18 III), rounded half up to the dollar. No table, no interest.
fn interest(act: &Act<'_>, amount: Twd) -> Twd {
    let rate = || {
        let table = act.definition.service.tables.get("refund-interest")?;
        let answer = table.decide(&act.case.facts(), steps::table_day(act, table));
        answer.outputs()?.get("annual_ppm")?.as_i64()
    };
    let paid_at = act.case.charge.as_ref().and_then(|charge| charge.paid.first()).map(|receipt| receipt.at);
    let (Some(ppm), Some(paid_at)) = (rate(), paid_at) else { return Twd::ZERO };
    let days = (act.now.taipei_date() - paid_at.taipei_date()).get_days();
    let raw = i128::from(amount.dollars()) * i128::from(ppm) * i128::from(days.max(0));
    let year = 365 * 1_000_000_i128;
    let rounded = (raw * 2 + year) / (year * 2);
    i64::try_from(rounded).map_or(Twd::ZERO, Twd::new)
}

/// The gateway says the money is back with the payer.
pub(crate) fn settle_refund(act: &mut Act<'_>, reference: &str) {
    let open = act.case.charge.as_ref().and_then(|charge| {
        charge.refunds.iter().find(|refund| refund.reference == reference && !refund.settled).cloned()
    });
    if let Some(refund) = open {
        act.record(Event::RefundSettled { reference: reference.to_owned() });
        act.effect(Effect::SettleRefund {
            reference: refund.reference,
            amount: refund.amount_twd,
            interest: refund.interest_twd,
        });
        act.notice(Moment::Refunded);
    }
}
