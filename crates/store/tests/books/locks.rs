//! The optimistic lock: of two who change one case, one is told so.

use casework::event::{Actor, Event};
use store::fault::FileError;
use store::filing::Filing;

use crate::fixtures::{deciding, filed, moved, opened, published};
use crate::support::both;

#[tokio::test]
async fn of_two_who_read_one_version_the_second_is_refused() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        let (first, lines) = deciding(&case, 600);
        let mut filing = Filing::new();
        filing.advance_case(&first, 1, &lines);
        books.store.file(filing).await.unwrap();

        let withdrawn = Event::Withdrawn { reason: "mine".to_owned() };
        let (second, lines) = moved(&case, &Actor::Applicant, vec![withdrawn]);
        let mut filing = Filing::new();
        filing.advance_case(&second, 1, &lines).index("email", "a@example.org", case.id);
        let refused = books.store.file(filing).await;
        assert!(matches!(refused, Err(FileError::Conflict("case"))), "{refused:?}");

        let found = books.store.case(case.id).await.unwrap().unwrap();
        assert_eq!(found, first);
        assert_eq!(books.store.find_by_index("email", "a@example.org").await.unwrap(), []);
        assert_eq!(books.store.journal_verify(case.id).await.unwrap().lines, 2);
    }
}

#[tokio::test]
async fn of_many_at_once_exactly_one_wins() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        let tries = (0..20).map(|i| {
            let (store, case) = (books.store.clone(), case.clone());
            tokio::spawn(async move {
                let (next, lines) = deciding(&case, 600 + i);
                let mut filing = Filing::new();
                filing.advance_case(&next, 1, &lines);
                store.file(filing).await
            })
        });
        let mut won = 0;
        for tried in tries.collect::<Vec<_>>() {
            match tried.await.unwrap() {
                Ok(_) => won += 1,
                Err(error) => assert!(matches!(error, FileError::Conflict(_)), "{error}"),
            }
        }
        assert_eq!(won, 1);
        assert!(books.store.case_matches_journal(case.id).await.unwrap());
    }
}

#[tokio::test]
async fn a_case_is_opened_once_and_a_number_belongs_to_one_case() {
    for books in both().await {
        published(&books).await;
        filed(&books, 1).await;
        let (mut case, lines) = opened(1);
        let mut again = Filing::new();
        again.open_case(&case, &lines);
        assert!(matches!(books.store.file(again).await, Err(FileError::Conflict(_))));
        case.id = crate::fixtures::case_id(2);
        let mut same_number = Filing::new();
        same_number.open_case(&case, &lines);
        assert!(matches!(books.store.file(same_number).await, Err(FileError::Conflict(_))));
    }
}

#[tokio::test]
async fn lines_that_do_not_follow_the_version_are_refused_before_the_database_is_asked() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        let (next, lines) = deciding(&case, 600);
        let mut skipped = Filing::new();
        skipped.advance_case(&next, 2, &lines);
        let mut nothing = Filing::new();
        nothing.advance_case(&case, 1, &[]);
        for filing in [skipped, nothing] {
            assert!(matches!(books.store.file(filing).await, Err(FileError::Malformed(_))));
        }
    }
}
