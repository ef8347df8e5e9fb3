//! Papers from order to end.

use lexicon::ids::PaperId;
use store::fault::FileError;
use store::filing::Filing;
use store::numbers::NumberState;
use store::papers::{Level, PaperFiling, PaperStanding};
use store::seal::Owner;

use crate::fixtures::{filed, ordered, printed, published};
use crate::support::{Books, at, both};

async fn filing_of(books: &Books, id: PaperId, code: &str) -> PaperFiling {
    let case = crate::fixtures::case_id(1);
    let file = books.store.put_file(Owner::Case(case), format!("%PDF {code}").into_bytes()).await.unwrap();
    PaperFiling {
        id,
        digest: format!("digest-{code}"),
        file,
        level: Level::BT,
        verify_code: code.to_owned(),
        issued_at: at(70),
        valid_until: Some(at(70).taipei_date()),
    }
}

#[tokio::test]
async fn a_paper_is_filed_once_found_by_its_code_and_superseded_by_the_next() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        let mut order = Filing::new();
        let mut second = ordered(&case, 1);
        second.supersedes = Some(ordered(&case, 0).id);
        order.order_paper(ordered(&case, 0), printed).order_paper(second.clone(), printed);
        books.store.file(order).await.unwrap();
        assert_eq!(books.store.paper_facts(second.id).await.unwrap(), Some(printed(2).1));

        let first = filing_of(&books, ordered(&case, 0).id, "ABCD-1").await;
        let mut filing = Filing::new();
        filing.file_paper(&first);
        books.store.file(filing).await.unwrap();
        let mut again = Filing::new();
        again.file_paper(&first);
        assert!(matches!(books.store.file(again).await, Err(FileError::Conflict("paper"))));

        let found = books.store.paper_by_verify_code("ABCD-1").await.unwrap().unwrap();
        assert_eq!(found.number, printed(1).0);
        assert_eq!(found.standing, PaperStanding::Valid);
        assert_eq!(books.store.paper_by_digest("digest-ABCD-1").await.unwrap(), Some(found.clone()));
        assert_eq!(books.store.paper_by_verify_code("ABCD-2").await.unwrap(), None);
        let stored = found.filed.unwrap();
        assert_eq!(stored.valid_until, Some(at(70).taipei_date()));
        assert_eq!(books.store.get_file(&stored.file).await.unwrap(), b"%PDF ABCD-1");

        let mut next = Filing::new();
        next.file_paper(&filing_of(&books, second.id, "ABCD-2").await).supersede_paper(first.id, at(80));
        books.store.file(next).await.unwrap();
        let standings: Vec<_> =
            books.store.papers_of(case.id).await.unwrap().into_iter().map(|paper| paper.standing).collect();
        assert_eq!(standings, [PaperStanding::Superseded, PaperStanding::Valid]);
        let mut revoke = Filing::new();
        revoke.revoke_paper(second.id, at(90));
        books.store.file(revoke).await.unwrap();
        let revoked = books.store.paper(second.id).await.unwrap().unwrap();
        assert_eq!((revoked.standing, revoked.ended_at), (PaperStanding::Revoked, Some(at(90))));
        let mut late = Filing::new();
        late.revoke_paper(first.id, at(91));
        assert!(matches!(books.store.file(late).await, Err(FileError::Conflict("paper"))));
        let states: Vec<_> =
            books.store.numbers("zoning", 115).await.unwrap().into_iter().map(|line| line.state).collect();
        assert_eq!(states, [NumberState::Used, NumberState::Used]);
    }
}

#[tokio::test]
async fn one_code_is_on_one_paper() {
    for books in both().await {
        published(&books).await;
        let case = filed(&books, 1).await;
        let mut order = Filing::new();
        order.order_paper(ordered(&case, 0), printed).order_paper(ordered(&case, 1), printed);
        books.store.file(order).await.unwrap();
        let mut paper = filing_of(&books, ordered(&case, 0).id, "SAME").await;
        let mut first = Filing::new();
        first.file_paper(&paper);
        books.store.file(first).await.unwrap();
        paper.id = ordered(&case, 1).id;
        paper.digest = "another".to_owned();
        let mut second = Filing::new();
        second.file_paper(&paper);
        assert!(matches!(books.store.file(second).await, Err(FileError::Conflict("paper"))));
    }
}
