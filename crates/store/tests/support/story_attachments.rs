//! Files on the long day: kept, handed over, looked at, dropped and swept.

use ::attachments::Scan;
use lexicon::ids::FileId;
use store::attachments::{About, Arriving};
use uuid::Uuid;

use super::Told;
use crate::fixtures::case_id;
use crate::support::at;

fn arriving(n: u128, holder: &str) -> Arriving {
    let about = About { name: format!("{n}.jpg"), media: "jpg".to_owned(), pages: None, sha256: format!("{n:064}") };
    let scan = if n == 2 { Scan::Waiting } else { Scan::Clean };
    let id = FileId::from_uuid(Uuid::from_u128(n));
    Arriving { id, holder: holder.to_owned(), about, scan, kept_at: at(10), expires_at: at(100) }
}

pub async fn tell(told: &mut Told) {
    let store = told.store.clone();
    for (n, content) in [(1, "one"), (2, "two"), (3, "one"), (4, "four")] {
        let kept = store.put_attachment(arriving(n, "a"), content.as_bytes().to_vec()).await;
        told.say("keep", kept.map_err(|error| error.to_string()));
    }
    let (one, four) = (FileId::from_uuid(Uuid::from_u128(1)), FileId::from_uuid(Uuid::from_u128(4)));
    told.say("weigh", store.attachments_weigh("a").await.unwrap());
    told.say("weigh nothing", store.attachments_weigh("b").await.unwrap());
    told.say("not theirs", store.held_attachment("b", one).await.unwrap().is_none());
    told.say("waiting", store.attachments_waiting(9).await.unwrap());
    let first = store.held_attachment("a", one).await.unwrap().unwrap();
    for _ in 0..2 {
        told.file("hand over", |filing| {
            filing.attachment_hand_over(&first, case_id(1));
        })
        .await;
    }
    told.file("scanned", |filing| {
        filing.attachment_scanned(FileId::from_uuid(Uuid::from_u128(2)), Scan::Found);
    })
    .await;
    told.say("of the case", store.attachment(case_id(1), one).await.unwrap());
    told.say("of another", store.attachment(case_id(2), one).await.unwrap().is_none());
    told.say("scans", store.scans_of(case_id(1)).await.unwrap());
    let open = store.attachment(case_id(1), one).await.unwrap().unwrap();
    told.say("content", store.attachment_content(&open).await.unwrap());
    told.say("not yours", store.drop_attachment("b", four).await.map_err(|error| error.to_string()));
    told.say("dropped", store.drop_attachment("a", four).await.map_err(|error| error.to_string()));
    told.file("follow", |filing| {
        filing.attachments_follow("a", "b", at(200));
    })
    .await;
    told.say("swept early", store.sweep_attachments(at(150)).await.map_err(|error| error.to_string()));
    told.say("followed", store.attachments_weigh("b").await.unwrap());
    told.say("swept", store.sweep_attachments(at(200)).await.map_err(|error| error.to_string()));
    told.say("left", store.attachments_weigh("b").await.unwrap());
}
