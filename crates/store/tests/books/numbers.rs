//! Numbers under a crowd: no gap and no double where they are printed, no double where they are not.

use std::collections::BTreeSet;

use lexicon::ids::PaperId;
use store::fault::FileError;
use store::filing::Filing;
use store::numbers::{NumberName, NumberState};

use crate::fixtures::{filed, ordered, printed, published};
use crate::support::{at, both};

const TAKERS: u32 = 1000;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_takers_get_a_thousand_numbers_without_a_gap() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        let takers: Vec<_> = (0..TAKERS)
            .map(|i| {
                let (store, row) = (books.store.clone(), ordered(&case, i));
                tokio::spawn(async move {
                    let mut filing = Filing::new();
                    filing.order_paper(row, printed);
                    if i % 10 == 9 {
                        // Refused after the number was asked for: the number must go back. Its own key fails.
                        filing.draft_drop(lexicon::ids::DraftId::from_uuid(uuid::Uuid::from_u128(7)));
                    }
                    store.file(filing).await
                })
            })
            .collect();
        let (mut taken, mut refused) = (BTreeSet::new(), 0);
        for taker in takers {
            match taker.await.unwrap() {
                Ok(filed) => assert!(taken.insert(filed.numbers[0].n), "number {} twice", filed.numbers[0].n),
                Err(error) => {
                    assert!(matches!(error, FileError::Conflict("draft")), "{error}");
                    refused += 1;
                }
            }
        }
        assert_eq!(refused, TAKERS / 10);
        let wanted: Vec<u64> = (1..=u64::from(TAKERS - refused)).collect();
        assert_eq!(taken.into_iter().collect::<Vec<_>>(), wanted);
        let register = books.store.numbers("zoning", 115).await.unwrap();
        assert_eq!(register.iter().map(|line| line.n).collect::<Vec<_>>(), wanted);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_cases_get_a_thousand_serials() {
    for books in both().await {
        let takers: Vec<_> = (0..TAKERS)
            .map(|_| {
                let store = books.store.clone();
                tokio::spawn(async move { store.take_case_serial("ZC", 115).await.unwrap() })
            })
            .collect();
        let mut taken = BTreeSet::new();
        for taker in takers {
            assert!(taken.insert(taker.await.unwrap()));
        }
        assert_eq!(taken.first(), Some(&1));
        assert_eq!(taken.last(), Some(&u64::from(TAKERS)));
        let keys = books.keys.clone();
        let again = books.reopen(keys).await;
        let next = again.store.take_case_serial("ZC", 115).await.unwrap();
        assert!(next > u64::from(TAKERS) && next <= u64::from(TAKERS) + 16, "{next}");
        assert_eq!(again.store.take_case_serial("ZC", 116).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_number_whose_paper_never_came_is_void_with_its_reason() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        let mut filing = Filing::new();
        filing.order_paper(ordered(&case, 0), printed).order_paper(ordered(&case, 1), printed);
        let taken = books.store.file(filing).await.unwrap();
        assert_eq!(taken.numbers.iter().map(|number| number.n).collect::<Vec<_>>(), [1, 2]);
        let name = NumberName { series: "zoning".to_owned(), roc_year: 115, n: 1 };
        let mut void = Filing::new();
        void.void_number(&name, "wrong-facts", at(90));
        books.store.file(void).await.unwrap();
        let mut again = Filing::new();
        again.void_number(&name, "wrong-facts", at(91));
        assert!(matches!(books.store.file(again).await, Err(FileError::Conflict("number"))));
        let register = books.store.numbers("zoning", 115).await.unwrap();
        assert_eq!(register[0].state, NumberState::Void);
        assert_eq!(register[0].reason.as_deref(), Some("wrong-facts"));
        assert_eq!(register[1].state, NumberState::Taken);
    }
}

#[tokio::test]
async fn facts_that_panic_give_the_number_back() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        let mut broken = Filing::new();
        broken.order_paper(ordered(&case, 0), |_| panic!("no facts"));
        assert!(matches!(books.store.file(broken).await, Err(FileError::Malformed(_))));
        let mut whole = Filing::new();
        whole.order_paper(ordered(&case, 0), printed);
        let taken = books.store.file(whole).await.unwrap();
        assert_eq!(taken.numbers[0].n, 1);
        assert_eq!(taken.numbers[0].paper, PaperId::derive(case.id, 1, 0));
    }
}
