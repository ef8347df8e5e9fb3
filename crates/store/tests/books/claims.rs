//! The outbox under several workers: no message is held by two, none is lost, none has two last words.

use std::collections::BTreeSet;

use lexicon::ids::{CaseId, MessageId};
use outbox::{FORMAT, Message, Topic};
use serde_json::json;
use store::fault::FileError;
use store::filing::Filing;
use store::messages::{Claim, Wanted};

use crate::fixtures::{filed, published};
use crate::support::{Books, at, both};

fn message(case: CaseId, n: u32, topic: Topic) -> Message {
    Message {
        id: MessageId::derive(case, 1, n),
        case: Some(case),
        topic,
        key: format!("key-{n}"),
        format: FORMAT,
        body: json!({ "n": n }),
        run_at: at(i64::from(n)),
    }
}

fn wanted(limit: u32, lease_until: i64) -> Wanted {
    Wanted { topics: Topic::ALL.to_vec(), lease_until: at(lease_until), limit }
}

async fn with_messages(books: &Books, count: u32) -> CaseId {
    published(books).await;
    let case = filed(books, 1).await.id;
    let mut filing = Filing::new();
    for n in 0..count {
        filing.message(&message(case, n, if n % 2 == 0 { Topic::Mail } else { Topic::Paper }));
    }
    books.store.file(filing).await.unwrap();
    case
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_at_once_claim_disjoint_messages_and_together_all() {
    for books in both().await {
        with_messages(&books, 200).await;
        let workers: Vec<_> = (0..8)
            .map(|_| {
                let store = books.store.clone();
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    loop {
                        let claimed = store.claim_messages(at(1000), &wanted(7, 2000)).await.unwrap();
                        if claimed.is_empty() {
                            return mine;
                        }
                        mine.extend(claimed);
                    }
                })
            })
            .collect();
        let mut seen = BTreeSet::new();
        for worker in workers {
            for claimed in worker.await.unwrap() {
                assert_eq!(claimed.attempt, 1);
                assert!(seen.insert(claimed.message.id), "claimed twice");
            }
        }
        // A worker may see nothing while others hold locks; whatever is left is there for the next.
        for claimed in books.store.claim_messages(at(1000), &wanted(200, 2000)).await.unwrap() {
            assert!(seen.insert(claimed.message.id), "claimed twice");
        }
        assert_eq!(seen.len(), 200);
    }
}

#[tokio::test]
async fn only_due_messages_of_the_wanted_topics_are_claimed_in_order() {
    for books in both().await {
        let case = with_messages(&books, 10).await;
        let mail = Wanted { topics: vec![Topic::Mail], lease_until: at(500), limit: 10 };
        let claimed = books.store.claim_messages(at(5), &mail).await.unwrap();
        let bodies: Vec<_> = claimed.iter().map(|claimed| claimed.message.body["n"].clone()).collect();
        assert_eq!(bodies, [0, 2, 4]);
        assert_eq!(claimed[0].message, message(case, 0, Topic::Mail));
        let none = Wanted { topics: Vec::new(), lease_until: at(500), limit: 10 };
        assert_eq!(books.store.claim_messages(at(5), &none).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_lease_that_ran_out_gives_the_last_word_to_the_next() {
    for books in both().await {
        with_messages(&books, 1).await;
        let first = books.store.claim_messages(at(10), &wanted(1, 20)).await.unwrap()[0].claim();
        assert_eq!(books.store.claim_messages(at(19), &wanted(1, 30)).await.unwrap(), []);
        let second = books.store.claim_messages(at(20), &wanted(1, 40)).await.unwrap()[0].claim();
        assert_eq!((first.attempt, second.attempt), (1, 2));
        let file = |claim: Claim| {
            let mut filing = Filing::new();
            filing.message_done(claim, at(21));
            filing
        };
        assert!(matches!(books.store.file(file(first)).await, Err(FileError::Conflict("message"))));
        books.store.file(file(second)).await.unwrap();
        assert!(matches!(books.store.file(file(second)).await, Err(FileError::Conflict("message"))));
    }
}

#[tokio::test]
async fn a_known_key_is_the_same_message_and_no_error() {
    for books in both().await {
        let case = with_messages(&books, 1).await;
        let mut again = message(case, 0, Topic::Mail);
        again.id = MessageId::derive(case, 9, 9);
        let mut filing = Filing::new();
        filing.message(&again);
        books.store.file(filing).await.unwrap();
        assert_eq!(books.store.claim_messages(at(10), &wanted(5, 20)).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_failed_message_waits_for_a_person() {
    for books in both().await {
        with_messages(&books, 2).await;
        let claimed = books.store.claim_messages(at(10), &wanted(2, 20)).await.unwrap();
        let mut filing = Filing::new();
        filing.message_retry(claimed[0].claim(), "refused", at(100));
        filing.message_failed(claimed[1].claim(), "no-such-address", at(11));
        books.store.file(filing).await.unwrap();
        assert_eq!(books.store.claim_messages(at(50), &wanted(2, 60)).await.unwrap(), []);
        let failed = books.store.failed_messages(10).await.unwrap();
        assert_eq!(failed[0].cause.as_deref(), Some("no-such-address"));
        let mut revive = Filing::new();
        revive.message_revive(failed[0].id, at(55));
        books.store.file(revive).await.unwrap();
        let again = books.store.claim_messages(at(100), &wanted(2, 160)).await.unwrap();
        assert_eq!(again.iter().map(|claimed| claimed.attempt).collect::<Vec<_>>(), [2, 2]);
    }
}
