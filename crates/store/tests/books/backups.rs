//! A backup made while serving opens and is whole.

use lexicon::ids::CaseId;
use store::backups::DATABASE;
use store::crypt::Keys;
use store::db::Place;
use store::filing::Filing;
use store::seal::Owner;

use crate::fixtures::{filed, published};
use crate::support::{at, open, postgres, sqlite};

#[tokio::test]
async fn a_backup_opens_with_the_same_keys_and_verifies() {
    let keys = Keys::generate("a").unwrap();
    let books = sqlite(&keys).await;
    published(&books).await;
    let case = filed(&books, 1).await;
    let file = books.store.put_file(Owner::Case(case.id), b"deed".to_vec()).await.unwrap();
    let mut filing = Filing::new();
    filing.keep_file(&file, at(1));
    books.store.file(filing).await.unwrap();
    let hash = books.store.put_release(b"zones".to_vec()).await.unwrap();

    let target = tempfile::tempdir().unwrap();
    let set = target.path().join("set");
    books.store.backup_to(&set).await.unwrap();
    filed(&books, 2).await;
    assert!(books.store.backup_to(&set).await.is_err(), "a backup never overwrites one");

    let restored = open(&Place::Sqlite(set.join(DATABASE)), &keys, &set).await;
    assert_eq!(restored.case(case.id).await.unwrap(), Some(case.clone()));
    assert_eq!(restored.journal_verify(case.id).await.unwrap().lines, 1);
    assert_eq!(restored.get_file(&file).await.unwrap(), b"deed");
    assert_eq!(restored.release_bytes(&hash).await.unwrap(), b"zones");
    assert_eq!(restored.case(CaseId::from_uuid(uuid::Uuid::from_u128(0x1002))).await.unwrap(), None);
}

#[tokio::test]
async fn postgres_is_backed_up_by_its_own_program() {
    let books = postgres(&Keys::generate("a").unwrap()).await;
    let target = tempfile::tempdir().unwrap();
    assert!(books.store.backup_to(&target.path().join("set")).await.is_err());
}
