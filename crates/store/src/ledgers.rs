//! Ledgers: charges with the trade number the gateway knows them by, and postings that balance.
//!
//! A movement counts once: `(movement, reference)` is unique, and its second filing is a duplicate. What
//! movements exist and how they are booked is `ledger`'s matter.

use ledger::posting::Posting;
use lexicon::ids::{CaseId, PaymentId};
use lexicon::instant::At;
use lexicon::money::Twd;
use uuid::Uuid;

use crate::fault::{FileError, StoreError};
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::{Query, sql};
use crate::store::Store;
use crate::value::{Moment, row};

/// What became of a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeState {
    Open,
    Paid,
    /// Cancelled before anything was paid.
    Void,
    Refunded,
}

impl ChargeState {
    pub const ALL: [ChargeState; 4] = [ChargeState::Open, ChargeState::Paid, ChargeState::Void, ChargeState::Refunded];

    /// The name used in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ChargeState::Open => "open",
            ChargeState::Paid => "paid",
            ChargeState::Void => "void",
            ChargeState::Refunded => "refunded",
        }
    }
}

/// A fee to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeRow {
    pub id: PaymentId,
    pub case: CaseId,
    pub amount_twd: Twd,
    /// The number the payment gateway knows it by; unique for ever.
    pub trade_no: String,
    pub state: ChargeState,
    pub made_at: At,
}

/// A posting to be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingRow {
    /// Derived from case, journal line and ordinal.
    pub id: Uuid,
    pub case: CaseId,
    pub at: At,
    pub posting: Posting,
}

/// Money that came in, as it was booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// `<trade number>.<the gateway's number>`
    pub reference: String,
    pub amount_twd: Twd,
    pub at: At,
}

row! {
    struct ReceiptRow { reference: String, debit_twd: i64, at: Moment }
}

/// What an account holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// [`ledger::posting::Account::name`].
    pub account: String,
    pub debit_twd: Twd,
    pub credit_twd: Twd,
}

row! {
    struct StoredCharge {
        id: Uuid, case_id: Uuid, amount_twd: i64, trade_no: String, state: String, made_at: Moment,
    }
}

row! {
    struct BalanceRow { account: String, debit_twd: i64, credit_twd: i64 }
}

impl TryFrom<StoredCharge> for ChargeRow {
    type Error = StoreError;

    fn try_from(row: StoredCharge) -> Result<ChargeRow, StoreError> {
        let state = ChargeState::ALL.into_iter().find(|known| known.name() == row.state);
        Ok(ChargeRow {
            id: PaymentId::from_uuid(row.id),
            case: CaseId::from_uuid(row.case_id),
            amount_twd: Twd::new(row.amount_twd),
            trade_no: row.trade_no,
            state: state.ok_or_else(|| StoreError::form("charge", row.state))?,
            made_at: row.made_at.0,
        })
    }
}

impl Filing {
    /// Records a fee to be paid.
    pub fn charge(&mut self, charge: &ChargeRow) -> &mut Filing {
        self.put(
            put!(
                "INSERT INTO charge (id, case_id, amount_twd, trade_no, state, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
                charge.id.uuid(), charge.case.uuid(), charge.amount_twd.dollars(), charge.trade_no.as_str(),
                charge.state.name(), charge.made_at,
            )
            .one("charge")
            .once(charge.trade_no.clone()),
        )
    }

    /// Moves a charge on; one that is not in state `from` is a conflict.
    pub fn charge_becomes(&mut self, id: PaymentId, (from, to): (ChargeState, ChargeState), at: At) -> &mut Filing {
        self.put(
            put!(
                "UPDATE charge SET state = $3, settled_at = $4 WHERE id = $1 AND state = $2",
                id.uuid(),
                from.name(),
                to.name(),
                at,
            )
            .one("charge"),
        )
    }

    /// Books a posting. It must balance; the same movement of the same reference again is a duplicate.
    pub fn posting(&mut self, row: &PostingRow) -> &mut Filing {
        let amounts = || row.posting.lines.iter().map(|line| line.debit.dollars());
        let debit_twd: i64 = amounts().filter(|amount| *amount > 0).sum();
        let credit_twd: i64 = amounts().filter(|amount| *amount < 0).map(|amount| -amount).sum();
        if debit_twd != credit_twd || debit_twd == 0 {
            self.refuse(FileError::Unbalanced { debit_twd, credit_twd });
        }
        let movement = row.posting.movement.name();
        self.put(
            put!(
                "INSERT INTO posting (id, case_id, at, kind, reference) VALUES ($1, $2, $3, $4, $5)",
                row.id,
                row.case.uuid(),
                row.at,
                movement,
                row.posting.reference.as_str(),
            )
            .one("posting")
            .once(format!("{movement}/{}", row.posting.reference)),
        );
        for (n, line) in (1_i64..).zip(&row.posting.lines) {
            let amount = line.debit.dollars();
            self.put(
                put!(
                    "INSERT INTO posting_line (posting, n, account, debit_twd, credit_twd) VALUES ($1, $2, $3, $4, $5)",
                    row.id,
                    n,
                    line.account.name(),
                    amount.max(0),
                    (-amount).max(0),
                )
                .one("posting line"),
            );
        }
        self
    }
}

impl Store {
    /// The charge the gateway knows by that number.
    ///
    /// # Errors
    /// The database.
    pub async fn charge_by_trade_no(&self, trade_no: &str) -> Result<Option<ChargeRow>, StoreError> {
        let query =
            sql!("SELECT id, case_id, amount_twd, trade_no, state, made_at FROM charge WHERE trade_no = $1", trade_no);
        self.db().optional::<StoredCharge>(query).await?.map(ChargeRow::try_from).transpose()
    }

    /// All charges of a case, the oldest first.
    ///
    /// # Errors
    /// The database.
    pub async fn charges_of(&self, case: CaseId) -> Result<Vec<ChargeRow>, StoreError> {
        self.charges(sql!(
            "SELECT id, case_id, amount_twd, trade_no, state, made_at FROM charge WHERE case_id = $1
             ORDER BY made_at, id",
            case.uuid(),
        ))
        .await
    }

    /// Charges made from `since` on that nobody has paid yet, the oldest first: what to ask the gateway about.
    ///
    /// # Errors
    /// The database.
    pub async fn charges_open(&self, since: At) -> Result<Vec<ChargeRow>, StoreError> {
        self.charges(sql!(
            "SELECT id, case_id, amount_twd, trade_no, state, made_at FROM charge
             WHERE state = 'open' AND made_at >= $1 ORDER BY made_at, id",
            since,
        ))
        .await
    }

    /// Charges made from `from` up to and without `until`, in whatever state: one side of a reconciliation.
    ///
    /// # Errors
    /// The database.
    pub async fn charges_between(&self, from: At, until: At) -> Result<Vec<ChargeRow>, StoreError> {
        self.charges(sql!(
            "SELECT id, case_id, amount_twd, trade_no, state, made_at FROM charge
             WHERE made_at >= $1 AND made_at < $2 ORDER BY made_at, id",
            from,
            until,
        ))
        .await
    }

    async fn charges(&self, query: Query) -> Result<Vec<ChargeRow>, StoreError> {
        self.db().all::<StoredCharge>(query).await?.into_iter().map(ChargeRow::try_from).collect()
    }

    /// Money booked from `from` up to and without `until`.
    ///
    /// # Errors
    /// The database.
    pub async fn receipts_between(&self, from: At, until: At) -> Result<Vec<Receipt>, StoreError> {
        self.receipts(sql!(
            "SELECT p.reference, l.debit_twd, p.at FROM posting p JOIN posting_line l ON l.posting = p.id
             WHERE p.at >= $1 AND p.at < $2 AND p.kind IN ('settlement', 'suspension') AND l.account = 'clearing'
             ORDER BY p.at, p.reference",
            from,
            until,
        ))
        .await
    }

    /// Money booked under a trade number: one receipt, or as many as the gateway reported different payments.
    ///
    /// # Errors
    /// The database.
    pub async fn receipts_of(&self, trade_no: &str) -> Result<Vec<Receipt>, StoreError> {
        self.receipts(sql!(
            "SELECT p.reference, l.debit_twd, p.at FROM posting p JOIN posting_line l ON l.posting = p.id
             WHERE p.kind IN ('settlement', 'suspension') AND p.reference >= $1 AND p.reference < $2
                 AND l.account = 'clearing' ORDER BY p.at, p.reference",
            format!("{trade_no}."),
            // The letter after the dot.
            format!("{trade_no}/"),
        ))
        .await
    }

    async fn receipts(&self, query: Query) -> Result<Vec<Receipt>, StoreError> {
        let rows: Vec<ReceiptRow> = self.db().all(query).await?;
        let receipt =
            |row: ReceiptRow| Receipt { reference: row.reference, amount_twd: Twd::new(row.debit_twd), at: row.at.0 };
        Ok(rows.into_iter().map(receipt).collect())
    }

    /// What every account holds, by name. Debits and credits of all together are equal.
    ///
    /// # Errors
    /// The database.
    pub async fn ledger_balance(&self) -> Result<Vec<Balance>, StoreError> {
        self.balances(sql!(
            "SELECT account, CAST(SUM(debit_twd) AS bigint) AS debit_twd, CAST(SUM(credit_twd) AS bigint) AS credit_twd
             FROM posting_line GROUP BY account ORDER BY account"
        ))
        .await
    }

    /// What the postings of one case come to, by account.
    ///
    /// # Errors
    /// The database.
    pub async fn case_balance(&self, case: CaseId) -> Result<Vec<Balance>, StoreError> {
        self.balances(sql!(
            "SELECT l.account, CAST(SUM(l.debit_twd) AS bigint) AS debit_twd,
                 CAST(SUM(l.credit_twd) AS bigint) AS credit_twd
             FROM posting_line l JOIN posting p ON p.id = l.posting WHERE p.case_id = $1
             GROUP BY l.account ORDER BY l.account",
            case.uuid(),
        ))
        .await
    }

    async fn balances(&self, query: Query) -> Result<Vec<Balance>, StoreError> {
        let rows: Vec<BalanceRow> = self.db().all(query).await?;
        let balance = |row: BalanceRow| Balance {
            account: row.account,
            debit_twd: Twd::new(row.debit_twd),
            credit_twd: Twd::new(row.credit_twd),
        };
        Ok(rows.into_iter().map(balance).collect())
    }
}
