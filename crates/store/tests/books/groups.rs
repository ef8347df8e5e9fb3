//! Filings that share a commit: each stands or falls alone, and all of one stands or falls together.

use ledger::posting::{Movement, post};
use lexicon::ids::DraftId;
use lexicon::money::Twd;
use store::fault::FileError;
use store::filing::Filing;
use store::ledgers::PostingRow;
use uuid::Uuid;

use crate::fixtures::{filed, opened, published};
use crate::support::{at, both};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_failing_filing_harms_no_neighbour() {
    for books in both().await {
        published(&books).await;
        let filings: Vec<_> = (1..=300)
            .map(|n| {
                let store = books.store.clone();
                tokio::spawn(async move {
                    let (case, lines) = opened(n);
                    let mut filing = Filing::new();
                    filing.open_case(&case, &lines).index("email", "one@example.org", case.id);
                    if n % 7 == 0 {
                        filing.draft_drop(DraftId::from_uuid(Uuid::nil()));
                    }
                    (n, store.file(filing).await)
                })
            })
            .collect();
        for filing in filings {
            let (n, filed) = filing.await.unwrap();
            let found = books.store.case(crate::fixtures::case_id(n)).await.unwrap();
            if n % 7 == 0 {
                assert!(matches!(filed, Err(FileError::Conflict("draft"))), "{filed:?}");
                assert_eq!(found, None);
            } else {
                filed.unwrap();
                assert_eq!(found, Some(opened(n).0));
            }
        }
        assert_eq!(books.store.find_by_index("email", "one@example.org").await.unwrap().len(), 300 - 300 / 7);
    }
}

#[tokio::test]
async fn a_movement_counts_once_and_takes_its_filing_with_it() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        let posting = post(Movement::Settlement, "trade-1", Twd::new(60), Twd::new(0)).unwrap();
        let row = |id| PostingRow { id: Uuid::from_u128(id), case: case.id, at: at(5), posting: posting.clone() };
        let mut once = Filing::new();
        once.posting(&row(1));
        books.store.file(once).await.unwrap();
        let mut twice = Filing::new();
        twice.index("email", "b@example.org", case.id).posting(&row(2));
        match books.store.file(twice).await {
            Err(FileError::Duplicate(key)) => assert_eq!(key, "settlement/trade-1"),
            other => panic!("{other:?}"),
        }
        assert_eq!(books.store.find_by_index("email", "b@example.org").await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_posting_that_does_not_balance_is_refused() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        let mut posting = post(Movement::Charge, "r", Twd::new(60), Twd::new(0)).unwrap();
        posting.lines[0].debit = Twd::new(61);
        let mut filing = Filing::new();
        filing.posting(&PostingRow { id: Uuid::from_u128(1), case: case.id, at: at(5), posting });
        let refused = books.store.file(filing).await;
        assert!(matches!(refused, Err(FileError::Unbalanced { debit_twd: 61, credit_twd: 60 })), "{refused:?}");
        assert_eq!(books.store.ledger_balance().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_caller_who_goes_away_does_not_tear_a_filing() {
    for books in both().await {
        published(&books).await;
        let (case, lines) = opened(1);
        let mut filing = Filing::new();
        filing.open_case(&case, &lines);
        let waiting = {
            let store = books.store.clone();
            tokio::spawn(async move { store.file(filing).await })
        };
        tokio::task::yield_now().await;
        waiting.abort();
        let _ = waiting.await;
        // Whole or not at all; never a journal without its case. It may still be on its way: read in this order.
        let lines = books.store.journal(case.id).await.unwrap();
        match books.store.case(case.id).await.unwrap() {
            Some(found) => {
                assert_eq!(found, case);
                assert_eq!(books.store.journal_verify(case.id).await.unwrap().lines, 1);
            }
            None => assert_eq!(lines, []),
        }
    }
}
