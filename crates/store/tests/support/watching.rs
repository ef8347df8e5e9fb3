//! The part of the day that is about subscribers and about what agencies' programs ask.

use lexicon::email::Email;
use lexicon::language::Lang;
use store::watches::{Reader, Watch, WatchState};
use uuid::Uuid;

use crate::story::Told;
use crate::support::at;

pub async fn tell(told: &mut Told) {
    let store = told.store.clone();
    let day = at(0).taipei_date();
    for count in [6, 5, 4] {
        let what = format!("uses {count}");
        told.file(&what, |filing| {
            filing.api_use("land-bureau", day, (count, 10));
        })
        .await;
    }
    told.say("used", store.api_use("land-bureau", day).await.unwrap());
    told.file("days before", |filing| {
        filing.api_uses_expire(lexicon::date::next_day(day));
    })
    .await;
    told.say("forgotten", store.api_use("land-bureau", day).await.unwrap());
    watches(told).await;
}

async fn watches(told: &mut Told) {
    let store = told.store.clone();
    let watch = |n: u128, email: &str| Watch {
        id: Uuid::from_u128(n),
        parcel: "050000010000".to_owned(),
        reader: Reader { email: Email::parse(email).unwrap(), lang: Lang::En, secret: format!("secret-{n}") },
        state: WatchState::Asked,
        made_at: at(n as i64),
    };
    for (n, email) in [(1, "a@example.org"), (2, "b@example.org"), (3, "A@example.org"), (4, "c@example.org")] {
        told.file(email, |filing| {
            filing.watch(&watch(n, email));
        })
        .await;
    }
    told.file("confirmed", |filing| {
        filing.watch_on(Uuid::from_u128(1)).watch_on(Uuid::from_u128(4)).watches_expire(at(2));
    })
    .await;
    told.say("opened", store.watch("secret-1").await.unwrap());
    told.say("expired", store.watch("secret-2").await.unwrap());
    told.say("of", store.watches_of(&Email::parse("A@Example.org").unwrap()).await.unwrap());
    told.say("first", store.watches_after(("", None), 1).await.unwrap());
    told.say("next", store.watches_after(("050000010000", Some(Uuid::from_u128(1))), 9).await.unwrap());
    told.file("ended", |filing| {
        filing.watch_end(Uuid::from_u128(1)).watch_end(Uuid::from_u128(1));
    })
    .await;
    told.say("ended", store.watch("secret-1").await.unwrap());
}
