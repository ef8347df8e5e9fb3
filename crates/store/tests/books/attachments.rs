//! Files handed in: erased with their case, opened after a rotation, and named when the disk changed them.

use ::attachments::Scan;
use lexicon::ids::FileId;
use sha2::{Digest, Sha256};
use store::attachments::{About, Arriving};
use store::filing::Filing;
use uuid::Uuid;

use crate::fixtures::{filed, published};
use crate::support::{Books, at, both};

const CONTENT: &[u8] = b"a lease with a name nobody else may read";

fn arriving(n: u128) -> Arriving {
    let about = About {
        name: format!("{n}.jpg"),
        media: "jpg".to_owned(),
        pages: None,
        sha256: hex::encode(Sha256::digest(CONTENT)),
    };
    let id = FileId::from_uuid(Uuid::from_u128(n));
    Arriving { id, holder: n.to_string(), about, scan: Scan::Clean, kept_at: at(1), expires_at: at(100) }
}

/// A case that was given a file.
async fn handed_over(books: &Books) -> (lexicon::ids::CaseId, FileId) {
    published(books).await;
    let case = filed(books, 1).await.id;
    let kept = books.store.put_attachment(arriving(1), CONTENT.to_vec()).await.unwrap();
    let mut filing = Filing::new();
    filing.attachment_hand_over(&kept, case);
    books.store.file(filing).await.unwrap();
    (case, kept.id)
}

#[tokio::test]
async fn a_file_is_erased_with_its_case_and_opens_until_then() {
    for books in both().await {
        let (case, id) = handed_over(&books).await;
        books.store.rewrap(books.keys.rotated("test-2").unwrap()).await.unwrap();
        let held = books.store.attachment(case, id).await.unwrap().unwrap();
        assert_eq!(books.store.attachment_content(&held).await.unwrap(), CONTENT);
        assert_eq!(books.store.soundness().await.unwrap().files, 1);
        books.store.destroy_key(case, at(50)).await.unwrap();
        assert!(books.store.attachment(case, id).await.is_err());
        let sound = books.store.soundness().await.unwrap();
        assert_eq!((sound.files, sound.erased, sound.faults.len()), (0, 1, 0), "{:?}", sound.faults);
    }
}

#[tokio::test]
async fn a_file_changed_or_gone_on_the_disk_is_named() {
    for books in both().await {
        let (_, id) = handed_over(&books).await;
        let mut files = Vec::new();
        for folder in std::fs::read_dir(books.folder.path().join("files")).unwrap().map(Result::unwrap) {
            files.extend(std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()));
        }
        let [file] = &files[..] else { panic!("{files:?}") };
        let mut sealed = std::fs::read(file).unwrap();
        assert!(!sealed.windows(5).any(|part| part == b"lease"));
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        std::fs::write(file, sealed).unwrap();
        let faults = books.store.soundness().await.unwrap().faults;
        assert!(matches!(&faults[..], [fault] if fault.contains(&id.to_string())), "{faults:?}");
        std::fs::remove_file(file).unwrap();
        assert_eq!(books.store.soundness().await.unwrap().faults.len(), 1);
    }
}
