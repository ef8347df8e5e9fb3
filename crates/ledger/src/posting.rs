//! Postings: every movement of money as lines that add up to nothing.

use lexicon::money::Twd;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The accounts a counter needs. The treasury's own chart is mapped to these at export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Account {
    /// 應收規費: charged and not yet paid.
    Receivable,
    /// 規費收入.
    Revenue,
    /// Money the payment gateway holds for the bureau.
    Clearing,
    /// 暫收款: money that arrived and fits no charge.
    Suspense,
    /// 應退款: ordered back and not yet with the payer.
    RefundPayable,
    /// Interest on fees given back (規費法 §18, §19).
    Interest,
}

impl Account {
    pub const ALL: [Account; 6] = [
        Account::Receivable,
        Account::Revenue,
        Account::Clearing,
        Account::Suspense,
        Account::RefundPayable,
        Account::Interest,
    ];

    /// The name used in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Account::Receivable => "receivable",
            Account::Revenue => "revenue",
            Account::Clearing => "clearing",
            Account::Suspense => "suspense",
            Account::RefundPayable => "refund-payable",
            Account::Interest => "interest",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Account> {
        Account::ALL.into_iter().find(|account| account.name() == name)
    }
}

/// One line: `debit` is positive for a debit and negative for a credit, in whole dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub account: Account,
    pub debit: Twd,
}

/// Why money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Movement {
    Charge,
    CancelCharge,
    /// A payment that settles its charge.
    Settlement,
    /// A payment that fits no charge.
    Suspension,
    /// The fee of a settled charge is to go back.
    FeeRefund,
    /// Suspended money is to go back.
    SuspenseRefund,
    RefundSettlement,
}

impl Movement {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Movement::Charge => "charge",
            Movement::CancelCharge => "cancel-charge",
            Movement::Settlement => "settlement",
            Movement::Suspension => "suspension",
            Movement::FeeRefund => "fee-refund",
            Movement::SuspenseRefund => "suspense-refund",
            Movement::RefundSettlement => "refund-settlement",
        }
    }
}

/// A balanced set of lines. `reference` with the movement makes it count once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    pub movement: Movement,
    pub reference: String,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unbalanced {
    #[error("the lines of a posting add up to {0}, not to nothing")]
    Sum(i64),
    #[error("a posting moves a positive amount, not {0}")]
    Amount(i64),
}

/// The posting of a movement of `amount`, with `interest` where money goes back late.
///
/// # Errors
/// [`Unbalanced::Amount`] for an amount that is not positive or an interest below nothing.
pub fn post(movement: Movement, reference: &str, amount: Twd, interest: Twd) -> Result<Posting, Unbalanced> {
    if amount.dollars() <= 0 || interest.dollars() < 0 {
        return Err(Unbalanced::Amount(amount.dollars().min(interest.dollars())));
    }
    let (debit, credit) = match movement {
        Movement::Charge => (Account::Receivable, Account::Revenue),
        Movement::CancelCharge => (Account::Revenue, Account::Receivable),
        Movement::Settlement => (Account::Clearing, Account::Receivable),
        Movement::Suspension => (Account::Clearing, Account::Suspense),
        Movement::FeeRefund => (Account::Revenue, Account::RefundPayable),
        Movement::SuspenseRefund => (Account::Suspense, Account::RefundPayable),
        Movement::RefundSettlement => (Account::RefundPayable, Account::Clearing),
    };
    let mut lines = pair(debit, credit, amount.dollars());
    if interest.dollars() > 0 {
        lines.extend(match movement {
            Movement::RefundSettlement => pair(debit, credit, interest.dollars()),
            _ => pair(Account::Interest, Account::RefundPayable, interest.dollars()),
        });
    }
    let posting = Posting { movement, reference: reference.to_owned(), lines };
    posting.check()?;
    Ok(posting)
}

fn pair(debit: Account, credit: Account, amount: i64) -> Vec<Line> {
    vec![Line { account: debit, debit: Twd::new(amount) }, Line { account: credit, debit: Twd::new(-amount) }]
}

impl Posting {
    /// Whether the lines add up to nothing.
    ///
    /// # Errors
    /// [`Unbalanced::Sum`] with what is left over.
    pub fn check(&self) -> Result<(), Unbalanced> {
        match self.lines.iter().map(|line| line.debit.dollars()).sum() {
            0 => Ok(()),
            sum => Err(Unbalanced::Sum(sum)),
        }
    }
}

/// The balance of one account over many postings; debits positive.
#[must_use]
pub fn balance(postings: &[Posting], account: Account) -> i64 {
    let lines = postings.iter().flat_map(|posting| &posting.lines);
    lines.filter(|line| line.account == account).map(|line| line.debit.dollars()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn posted(moves: &[(Movement, i64, i64)]) -> Vec<Posting> {
        moves
            .iter()
            .map(|(movement, amount, interest)| post(*movement, "r", Twd::new(*amount), Twd::new(*interest)).unwrap())
            .collect()
    }

    #[test]
    fn a_paid_certificate_leaves_money_and_revenue() {
        let books = posted(&[(Movement::Charge, 60, 0), (Movement::Settlement, 60, 0)]);
        assert_eq!(balance(&books, Account::Receivable), 0);
        assert_eq!(balance(&books, Account::Clearing), 60);
        assert_eq!(balance(&books, Account::Revenue), -60);
    }

    #[test]
    fn a_late_refund_with_interest_leaves_only_the_interest_spent() {
        let books = posted(&[
            (Movement::Charge, 60, 0),
            (Movement::Settlement, 60, 0),
            (Movement::FeeRefund, 60, 2),
            (Movement::RefundSettlement, 60, 2),
        ]);
        assert_eq!(balance(&books, Account::Revenue), 0);
        assert_eq!(balance(&books, Account::RefundPayable), 0);
        assert_eq!(balance(&books, Account::Interest), 2);
        assert_eq!(balance(&books, Account::Clearing), -2);
    }

    #[test]
    fn a_double_payment_goes_back_through_suspense() {
        let books = posted(&[
            (Movement::Charge, 60, 0),
            (Movement::Settlement, 60, 0),
            (Movement::Suspension, 60, 0),
            (Movement::SuspenseRefund, 60, 0),
            (Movement::RefundSettlement, 60, 0),
        ]);
        assert_eq!(balance(&books, Account::Suspense), 0);
        assert_eq!(balance(&books, Account::Clearing), 60);
    }

    #[test]
    fn nothing_is_not_an_amount() {
        assert_eq!(post(Movement::Charge, "r", Twd::new(0), Twd::ZERO), Err(Unbalanced::Amount(0)));
        assert_eq!(post(Movement::Charge, "r", Twd::new(5), Twd::new(-1)), Err(Unbalanced::Amount(-1)));
    }

    proptest! {
        #[test]
        fn whatever_moves_all_accounts_together_hold_nothing(
            moves in prop::collection::vec((0usize..7, 1i64..1_000_000, 0i64..1000), 0..60)
        ) {
            let kinds = [Movement::Charge, Movement::CancelCharge, Movement::Settlement, Movement::Suspension,
                Movement::FeeRefund, Movement::SuspenseRefund, Movement::RefundSettlement];
            let moves: Vec<_> = moves.into_iter().map(|(kind, amount, interest)| (kinds[kind], amount, interest)).collect();
            let books = posted(&moves);
            let total: i64 = Account::ALL.iter().map(|account| balance(&books, *account)).sum();
            prop_assert_eq!(total, 0);
        }
    }
}
