//! Paying: what the payment gateway is told, and what it tells us, as commands.

use casework::case::{Case, Refund};
use casework::command::{Command, Deed};
use casework::event::Actor;
use catalogue::stage::Stage;
use lexicon::ids::{CaseId, MessageId, PaymentId};
use lexicon::instant::At;
use lexicon::money::Twd;
use outbox::{Message, Topic};
use store::filing::Filing;

use crate::access::{Action, Who, may};
use crate::applying::actor;
use crate::desk::Desk;
use crate::errands::Claim;
use crate::fault::DeskFault;
use crate::turn::Beside;

/// Minutes after which a payment without a call-back is asked about.
const ASK_MINUTES: i64 = 2;

/// How the references of payments in cash begin, in place of a gateway's number.
pub const CASH: &str = "cash-";

/// Letters of a trade number that name the charge; the rest tells tries apart.
const STEM: usize = 16;

/// What is to be paid, for the gateway's hosted page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Unique for every try, as gateways ask; at most 20 letters and digits.
    pub trade_no: String,
    pub amount: Twd,
    pub service: String,
    pub case_number: String,
    pub made_at: At,
}

/// What the gateway reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub trade_no: String,
    /// The gateway's own number of the payment.
    pub reference: String,
    pub gateway: String,
    pub amount: Twd,
}

/// The part of a trade number that names a charge.
#[must_use]
pub fn trade_stem(payment: PaymentId) -> String {
    payment.uuid().simple().to_string()[..STEM].to_uppercase()
}

/// A trade number for a try at `now`.
fn trade_no(payment: PaymentId, charged_at: At, now: At) -> String {
    const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut seconds = (now.micros() - charged_at.micros()).max(0) / 1_000_000;
    let mut tail = [b'0'; 4];
    for place in tail.iter_mut().rev() {
        *place = DIGITS[usize::try_from(seconds % 36).unwrap_or(0)];
        seconds /= 36;
    }
    format!("{}{}", trade_stem(payment), String::from_utf8_lossy(&tail))
}

impl Desk {
    /// As [`Desk::order`], for a gateway's hosted page: the gateway is asked what became of it, should its
    /// call-back not come.
    ///
    /// # Errors
    /// As [`Desk::order`].
    pub async fn hosted_order(&self, who: &Who, id: CaseId, now: At) -> Result<Order, DeskFault> {
        let order = self.order(who, id, now).await?;
        self.ask_later((id, &order.trade_no), now).await?;
        Ok(order)
    }

    /// What is to be paid for a case, with a fresh trade number.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for a case that is not there or not theirs, [`DeskFault::Refused`] where
    /// nothing is to be paid.
    pub async fn order(&self, who: &Who, id: CaseId, now: At) -> Result<Order, DeskFault> {
        let case = self.store().case(id).await?.ok_or(DeskFault::NotFound)?;
        if !may(who, Action::Pay, Some(&case)) {
            return Err(DeskFault::NotFound);
        }
        let refused = || DeskFault::Refused(casework::fault::Fault::NotNow { deed: "pay", stage: case.stage });
        let charge = case.charge.as_ref().filter(|_| case.stage == Stage::Paying).ok_or_else(refused)?;
        let pinned = self.definition(&case.definition).await?;
        Ok(Order {
            trade_no: trade_no(charge.payment, case.received_at, now),
            amount: charge.amount_twd,
            service: pinned.texts.say(case.lang, "service-name", &[]),
            case_number: case.number.to_string(),
            made_at: now,
        })
    }

    async fn ask_later(&self, (case, trade_no): (CaseId, &str), now: At) -> Result<(), DeskFault> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|_| DeskFault::Random)?;
        let mut filing = Filing::new();
        filing.message(&Message {
            id: MessageId::from_uuid(uuid::Builder::from_random_bytes(random).into_uuid()),
            case: Some(case),
            topic: Topic::PaymentQuery,
            key: format!("{case}/trade/{trade_no}"),
            format: outbox::FORMAT,
            body: serde_json::json!({ "trade_no": trade_no }),
            run_at: now.minutes_later(ASK_MINUTES),
        });
        self.store().file(filing).await?;
        Ok(())
    }

    /// Money arrived. In the books its reference is `<trade number>.<the gateway's number>`: told by a call-back, a query or a reconciliation, any number of times.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for a trade number that is none of ours; the database.
    pub async fn receive_payment(&self, payment: Payment, now: At) -> Result<Case, DeskFault> {
        let stem = payment.trade_no.get(..STEM).ok_or(DeskFault::NotFound)?;
        let charge = self.store().charge_by_trade_no(stem).await?.ok_or(DeskFault::NotFound)?;
        let Payment { trade_no, reference, gateway, amount } = payment;
        let reference = format!("{trade_no}.{reference}");
        let by = Actor::Gateway(gateway.clone());
        self.turn(charge.case, Command { by, deed: Deed::Pay { reference, gateway, amount } }, now).await
    }

    /// The gateway has given money back.
    ///
    /// # Errors
    /// The database.
    pub async fn settle_refund(
        &self,
        id: CaseId,
        reference: &str,
        (answers, now): (Option<Claim>, At),
    ) -> Result<Case, DeskFault> {
        let deed = Deed::SettleRefund { reference: reference.to_owned() };
        let command = Command { by: Actor::Gateway("payment".to_owned()), deed };
        self.turn_beside(id, command, (Beside { answers, more: None }, now)).await
    }
}

impl Desk {
    /// What was paid in cash goes back in cash: an officer has handed it over. Once more changes nothing.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for a case that is not theirs; the database.
    pub async fn pay_back_cash(&self, who: &Who, id: CaseId, now: At) -> Result<Case, DeskFault> {
        let mut case = self.store().case(id).await?.filter(|case| may(who, Action::Pay, Some(case)));
        let owed: Vec<String> = case.iter().flat_map(cash_owed).map(|refund| refund.reference.clone()).collect();
        for reference in owed {
            let command = Command { by: actor(who), deed: Deed::SettleRefund { reference } };
            case = Some(self.turn(id, command, now).await?);
        }
        case.ok_or(DeskFault::NotFound)
    }
}

/// Whether a payment, by its reference in the books, was made in cash at the counter.
#[must_use]
pub fn is_cash(reference: &str) -> bool {
    reference.split_once('.').is_some_and(|(_, gateways)| gateways.starts_with(CASH))
}

/// What is still to be given back at the counter.
pub fn cash_owed(case: &Case) -> impl Iterator<Item = &Refund> {
    let refunds = case.charge.iter().flat_map(|charge| &charge.refunds);
    refunds.filter(|refund| !refund.settled && is_cash(&refund.reference))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_try_has_a_trade_number_of_its_own_and_one_stem() {
        let payment = PaymentId::derive(CaseId::from_parts(At::from_micros(0), [1; 10]), 2, 1);
        let first = trade_no(payment, At::from_micros(0), At::from_micros(61_000_000));
        let second = trade_no(payment, At::from_micros(0), At::from_micros(62_000_000));
        assert_ne!(first, second);
        for number in [first, second] {
            assert_eq!(number.len(), 20);
            assert!(number.starts_with(&trade_stem(payment)));
            assert!(number.chars().all(|c| c.is_ascii_alphanumeric()));
        }
    }
}
