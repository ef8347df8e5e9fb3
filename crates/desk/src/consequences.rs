//! What follows from a turn, as one filing: case, journal, timers, outbox, money and papers together.

use std::sync::Arc;

use casework::case::Case;
use casework::event::RefundGround;
use casework::outcome::{Booking, Effect};
use ledger::posting::{Movement, post};
use lexicon::ids::{PaperId, PaymentId};
use lexicon::instant::At;
use lexicon::money::Twd;
use outbox::{Message, Topic};
use serde_json::Value;
use store::filing::Filing;
use store::ledgers::{ChargeRow, ChargeState, PostingRow};
use store::timers::TimerRow;

use crate::definitions::Pinned;
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::notices;
use crate::paying;
use crate::rounds::Turn;

impl Desk {
    /// The filing of a turn that began at `from_version` (0 opens the case). Empty for a turn without lines.
    pub(crate) fn consequences(
        &self,
        pinned: &Arc<Pinned>,
        (turn, from_version): (&Turn, i64),
        now: At,
    ) -> Result<Filing, DeskFault> {
        let mut filing = Filing::new();
        if turn.entries.is_empty() {
            return Ok(filing);
        }
        if from_version == 0 {
            filing.open_case(&turn.case, &turn.entries);
        } else {
            filing.advance_case(&turn.case, from_version, &turn.entries);
        }
        for (ordinal, effect) in turn.effects.iter().enumerate() {
            self.add(&mut filing, (pinned, turn), (effect, ordinal), now)?;
        }
        Ok(filing)
    }

    fn add(
        &self,
        filing: &mut Filing,
        (pinned, turn): (&Arc<Pinned>, &Turn),
        (effect, ordinal): (&Effect, usize),
        now: At,
    ) -> Result<(), DeskFault> {
        let case = &turn.case;
        let at = (case, ordinal, now);
        match effect {
            // Nobody outside gives cash back: an officer does, and says so.
            Effect::Tell(message) if message.topic == Topic::Refund && is_cash_refund(message) => {}
            Effect::Tell(message) => {
                filing.message(message);
            }
            Effect::Timer { id, at, step } => {
                filing.timer(&TimerRow { id: *id, case: case.id, step: step.clone(), at: *at });
            }
            Effect::Untimer { id } => {
                filing.untimer(*id);
            }
            Effect::Notice { moment } => {
                for message in notices::messages(self, pinned, (case, *moment, ordinal), now) {
                    filing.message(&message);
                }
            }
            Effect::Charge { payment, amount } => {
                let trade_no = paying::trade_stem(*payment);
                let state = ChargeState::Open;
                let row = ChargeRow { id: *payment, case: case.id, amount_twd: *amount, trade_no, state, made_at: now };
                filing.charge(&row);
                book(filing, (Movement::Charge, &payment.to_string()), (*amount, Twd::ZERO), at)?;
            }
            Effect::CancelCharge { payment, amount } => {
                filing.charge_becomes(*payment, (ChargeState::Open, ChargeState::Void), now);
                book(filing, (Movement::CancelCharge, &payment.to_string()), (*amount, Twd::ZERO), at)?;
            }
            Effect::Book { payment, reference, amount, booking, .. } => {
                let movement = match booking {
                    Booking::Settles => Movement::Settlement,
                    Booking::Suspends => Movement::Suspension,
                };
                if let (Some(payment), Booking::Settles) = (payment, booking) {
                    filing.charge_becomes(*payment, (ChargeState::Open, ChargeState::Paid), now);
                }
                book(filing, (movement, reference), (*amount, Twd::ZERO), at)?;
            }
            Effect::Refund { reference, amount, interest, ground } => {
                let movement = match ground {
                    RefundGround::Overpaid => Movement::SuspenseRefund,
                    RefundGround::Refused | RefundGround::Late => Movement::FeeRefund,
                };
                book(filing, (movement, reference), (*amount, *interest), at)?;
            }
            Effect::SettleRefund { reference, amount, interest } => {
                book(filing, (Movement::RefundSettlement, reference), (*amount, *interest), at)?;
            }
            Effect::OrderPaper { paper, rule, supersedes } => {
                self.order_paper(filing, (pinned, case), (*paper, rule, *supersedes), now)?;
            }
            Effect::SupersedePaper { paper } => end_paper(filing, *paper, now, Filing::supersede_paper),
            Effect::RevokePaper { paper } => end_paper(filing, *paper, now, Filing::revoke_paper),
        }
        Ok(())
    }
}

fn is_cash_refund(message: &Message) -> bool {
    message.body.get("reference").and_then(Value::as_str).is_some_and(paying::is_cash)
}

fn book(
    filing: &mut Filing,
    (movement, reference): (Movement, &str),
    (amount, interest): (Twd, Twd),
    (case, ordinal, now): (&Case, usize, At),
) -> Result<(), DeskFault> {
    let posting =
        post(movement, reference, amount, interest).map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    let id = PaymentId::derive(case.id, case.version, 2_000 + u32::try_from(ordinal).unwrap_or(0)).uuid();
    filing.posting(&PostingRow { id, case: case.id, at: now, posting });
    Ok(())
}

fn end_paper(filing: &mut Filing, paper: PaperId, now: At, end: fn(&mut Filing, PaperId, At) -> &mut Filing) {
    end(filing, paper, now);
}
