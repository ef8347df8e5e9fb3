//! Daily reconciliation: the payment service's list of a day against our own books, kept for officers to see.
//!
//! Money in cash has no list to be held against and is left out. A payment made shortly before midnight may be
//! booked shortly after it: what was booked in the first hours of a day is held against that day's list only
//! where the list names it.

use std::collections::BTreeMap;

use ledger::reconciliation::{Known, Row, Standing, reconcile};
use lexicon::date::Date;
use lexicon::instant::At;
use lexicon::money::Twd;
use serde::{Deserialize, Serialize};
use store::filing::Filing;
use store::ledgers::Receipt;

use crate::access::{Action, Who, may};
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::paying;

/// How long after midnight a payment of the day before may still be booked, in minutes.
const LATE_MINUTES: i64 = 120;
/// Days an officer is shown.
pub(crate) const SHOWN_DAYS: i64 = 14;

/// What came of holding the books of a day against the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciled {
    pub day: Date,
    pub matched: usize,
    /// What a person must look at.
    pub open: Vec<Row>,
    pub at: At,
}

fn trade_no_of(receipt: &Receipt) -> &str {
    receipt.reference.split('.').next().unwrap_or_default()
}

fn name(day: Date) -> String {
    format!("reconciliation/{day}")
}

impl Desk {
    /// Holds our books of a day (Taipei) against what the service lists; keeps nothing.
    ///
    /// # Errors
    /// The database.
    pub async fn compare_day(&self, day: Date, there: &[Known], now: At) -> Result<Reconciled, DeskFault> {
        let begins = At::taipei_midnight(day);
        let ends = At::taipei_midnight(lexicon::date::next_day(day));
        let mut receipts = self.store().receipts_between(begins.minutes_later(LATE_MINUTES), ends).await?;
        receipts.retain(|receipt| {
            let trade_no = trade_no_of(receipt);
            !paying::is_cash(&receipt.reference) && !there.iter().any(|known| known.trade_no == trade_no)
        });
        for known in there {
            receipts.extend(self.store().receipts_of(&known.trade_no).await?);
        }
        // Everything booked under a number together: two bookings of one payment are a difference.
        let mut booked: BTreeMap<&str, Twd> = BTreeMap::new();
        for receipt in &receipts {
            *booked.entry(trade_no_of(receipt)).or_insert(Twd::ZERO) += receipt.amount_twd;
        }
        let known =
            |(trade_no, amount_twd): (&str, Twd)| Known { trade_no: trade_no.to_owned(), amount_twd, paid: true };
        let here: Vec<Known> = booked.into_iter().map(known).collect();
        // What was never paid there and never booked here is no difference.
        let is_told = |known: &&Known| known.paid || here.iter().any(|ours| ours.trade_no == known.trade_no);
        let there: Vec<Known> = there.iter().filter(is_told).cloned().collect();
        let (matched, open): (Vec<Row>, Vec<Row>) =
            reconcile(&here, &there).into_iter().partition(|row| row.standing == Standing::Matched);
        Ok(Reconciled { day, matched: matched.len(), open, at: now })
    }

    /// Keeps what came of a day.
    ///
    /// # Errors
    /// The database.
    pub async fn keep_reconciled(&self, found: &Reconciled) -> Result<(), DeskFault> {
        let body = serde_json::to_value(found).map_err(|e| DeskFault::Definition(e.to_string()))?;
        let mut filing = Filing::new();
        filing.setting(&name(found.day), &body, found.at);
        self.store().file(filing).await?;
        Ok(())
    }

    /// What came of a day, if it was looked at.
    ///
    /// # Errors
    /// The database.
    pub async fn reconciled(&self, day: Date) -> Result<Option<Reconciled>, DeskFault> {
        let kept = self.store().setting(&name(day)).await?;
        kept.map(serde_json::from_value).transpose().map_err(|e| DeskFault::Definition(e.to_string()))
    }

    /// The days before `today`, the last first, as far as they were looked at.
    ///
    /// # Errors
    /// [`DeskFault::Denied`] for who may not see the office's money; the database.
    pub async fn reconciled_days(&self, who: &Who, today: Date) -> Result<Vec<Reconciled>, DeskFault> {
        if !may(who, Action::SeeMoney, None) {
            return Err(DeskFault::Denied);
        }
        let mut days = Vec::new();
        let mut day = today;
        for _ in 0..SHOWN_DAYS {
            day = day.yesterday().unwrap_or(day);
            days.extend(self.reconciled(day).await?);
        }
        Ok(days)
    }
}
