//! A backup made while serving opens and is whole; one that was touched is refused by the file's name.

use lexicon::ids::CaseId;
use store::backups::{self, BackupError, DATABASE, Kind};
use store::crypt::Keys;
use store::db::Place;
use store::filing::Filing;
use store::seal::Owner;

use crate::fixtures::{filed, published};
use crate::support::{at, open, sqlite};

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
    let Place::Sqlite(database) = &books.place else { panic!("embedded") };
    backups::make_empty(&set).unwrap();
    let schema = backups::copy_database(database, &set.join(DATABASE)).await.unwrap();
    filed(&books, 2).await;
    backups::copy_files(books.folder.path(), &set).unwrap();
    let manifest = backups::finish(&set, (schema, Kind::Sqlite), at(3)).unwrap();
    assert!(matches!(backups::make_empty(&set), Err(BackupError::NotEmpty(_))), "a backup never overwrites one");
    assert_eq!(backups::check(&set).unwrap(), manifest);

    let extra = set.join("files").join("extra");
    std::fs::write(&extra, "more").unwrap();
    assert!(matches!(backups::check(&set), Err(BackupError::Unnamed(name)) if name == "files/extra"));
    std::fs::remove_file(extra).unwrap();
    let release = set.join("releases").join(&hash);
    std::fs::remove_file(&release).unwrap();
    assert!(matches!(backups::check(&set), Err(BackupError::Missing(name)) if name.ends_with(&hash)));
    std::fs::write(&release, "zonez").unwrap();
    assert!(matches!(backups::check(&set), Err(BackupError::Changed(name)) if name.ends_with(&hash)));
    std::fs::write(&release, "zones").unwrap();

    let restored = open(&Place::Sqlite(set.join(DATABASE)), &keys, &set).await;
    assert_eq!(restored.case(case.id).await.unwrap(), Some(case.clone()));
    assert_eq!(restored.journal_verify(case.id).await.unwrap().lines, 1);
    assert_eq!(restored.get_file(&file).await.unwrap(), b"deed");
    assert_eq!(restored.map_release(&hash).await.unwrap().as_ref(), b"zones");
    assert_eq!(restored.case(CaseId::from_uuid(uuid::Uuid::from_u128(0x1002))).await.unwrap(), None);
}

#[tokio::test]
async fn soundness_names_a_file_that_is_gone() {
    let books = sqlite(&Keys::generate("a").unwrap()).await;
    published(&books).await;
    let case = filed(&books, 1).await;
    let file = books.store.put_file(Owner::Case(case.id), b"deed".to_vec()).await.unwrap();
    let mut filing = Filing::new();
    filing.keep_file(&file, at(1));
    books.store.file(filing).await.unwrap();
    let whole = books.store.soundness().await.unwrap();
    assert_eq!((whole.cases, whole.journals, whole.files, whole.faults.len()), (1, 1, 1, 0));

    std::fs::remove_file(books.folder.path().join("files").join(&file.name[..2]).join(&file.name)).unwrap();
    let found = books.store.soundness().await.unwrap();
    assert_eq!(found.files, 0);
    assert!(found.faults[0].starts_with(&format!("file {}", file.name)), "{:?}", found.faults);
}
