//! The part of the day in which the land office's answers are held against our own copy.

use lexicon::money::Twd;
use serde_json::json;
use store::land_differences::{DifferenceState, StoredDifference};
use uuid::Uuid;

use crate::story::Told;
use crate::support::at;

pub async fn tell(told: &mut Told) {
    let store = told.store.clone();
    let row = |parcel: &str, version: i64, state| StoredDifference {
        parcel: parcel.to_owned(),
        version,
        mark: format!("m{version}"),
        state,
        body: json!({ "what": version }),
        found_at: at(10),
        asked_at: at(10 + version),
    };
    let first = row("060900180001", 1, DifferenceState::Open);
    for what in ["found", "found by another"] {
        told.file(what, |filing| {
            filing.land_difference(&first).land_checked(&first.parcel, at(11));
        })
        .await;
    }
    let settled = row("060900180001", 2, DifferenceState::Settled);
    for what in ["settled", "settled by another"] {
        told.file(what, |filing| {
            filing.land_difference(&settled);
        })
        .await;
    }
    told.file("two more", |filing| {
        filing.land_difference(&row("060900180002", 1, DifferenceState::Open));
        filing.land_difference(&row("060900180003", 1, DifferenceState::Gone));
        filing.land_checked("060900180001", at(12)).land_checked("060900180002", at(13));
    })
    .await;
    told.say("one", store.land_difference("060900180001").await.unwrap());
    told.say("none", store.land_difference("060900189999").await.unwrap());
    told.say("open", store.land_differences(Some(DifferenceState::Open), (0, 9)).await.unwrap());
    told.say("second page", store.land_differences(None, (1, 1)).await.unwrap());
    told.say("counts", store.land_difference_counts().await.unwrap());
    told.say("checks", store.land_checks(None).await.unwrap());
    told.say("later checks", store.land_checks(Some(at(13))).await.unwrap());
    told.say("day", store.outlay_of("land-office", at(0).taipei_date()).await.unwrap());
    told.say("no day", store.outlay_of("nobody", at(0).taipei_date()).await.unwrap() == Twd::ZERO);
    rounds(told).await;
    told.file("old replies", |filing| {
        filing.land_replies_expire(at(5)).land_replies_expire(at(9000));
    })
    .await;
    told.say("forgotten", store.land_reply("EB0609").await.unwrap());
}

async fn rounds(told: &mut Told) {
    let store = told.store.clone();
    told.say("no round", store.land_round().await.unwrap());
    let keys = ["060900180001".to_owned(), "060900180002".to_owned()];
    for n in [1, 2] {
        told.file("begun", |filing| {
            filing.land_round_begin((Uuid::from_u128(n), &keys), &json!({ "n": 0 }), (at(20), at(30)));
        })
        .await;
    }
    let id = Uuid::from_u128(1);
    for now in [25, 31, 32] {
        told.file("taken", |filing| {
            filing.land_round_take(id, (at(now), at(now + 10)));
        })
        .await;
    }
    told.file("noted", |filing| {
        filing.land_round_note(id, &json!({ "n": 1 }), None);
    })
    .await;
    told.say("round", store.land_round().await.unwrap());
    for what in ["ended", "ended again"] {
        told.file(what, |filing| {
            filing.land_round_end(id, &json!({ "n": 2 }), at(40));
        })
        .await;
    }
    told.say("last round", store.land_round().await.unwrap());
    told.file("the next", |filing| {
        filing.land_round_begin((Uuid::from_u128(3), &[]), &json!({}), (at(41), at(51)));
    })
    .await;
}
