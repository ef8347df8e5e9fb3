//! Being told when the answer about a parcel changes: an address, a letter to confirm it, one link to end it.
//!
//! The page after the form is the same whoever watches what already.

use axum::extract::{Form, Path, Query, State};
use axum::response::IntoResponse;
use desk::access::Who;
use desk::fault::DeskFault;
use desk_atlas::watching::{self, CONFIRM_HOURS};
use lexicon::email::Email;
use lexicon::parcel::ParcelId;
use serde::Deserialize;
use texts::Arg;

use crate::door::{Answer, Door, Visit};
use crate::view::home::Message;
use crate::view::land::{LandWatch, LandWatched};
use crate::view::parts::{Link, Slip};
use crate::view::question::{Kind, Question};

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Typed {
    parcel: String,
    #[serde(default)]
    email: String,
}

/// `GET /land/watch?parcel=…`
pub async fn show(State(door): State<Door>, visit: Visit, Query(typed): Query<Typed>) -> Answer {
    page(&door, &visit, &typed, Vec::new())
}

fn page(door: &Door, visit: &Visit, typed: &Typed, slips: Vec<Slip>) -> Answer {
    let id = ParcelId::parse(&typed.parcel).map_err(|_| DeskFault::NotFound)?;
    let office = door.desk.office();
    let section = office.sections.get(id.section).ok_or(DeskFault::NotFound)?;
    let email = Question {
        hint: Some(door.say(visit.lang, "watch-email-hint", &[])),
        slip: slips.first().map(|slip| slip.text.clone()),
        value: typed.email.clone(),
        autocomplete: Some("email".to_owned()),
        ..Question::new("email", Kind::Email, door.say(visit.lang, "watch-email", &[]))
    };
    let page = LandWatch {
        parcel: id.key(),
        name: desk::parcels::NamedParcel::of(section, id).name(),
        email,
        slips,
        hours: u32::try_from(CONFIRM_HOURS).unwrap_or(0),
    };
    door.page(visit, &page)
}

/// `POST /land/watch`: a letter is on its way, and nothing more is told here.
pub async fn send(State(door): State<Door>, visit: Visit, Form(typed): Form<Typed>) -> Answer {
    let Ok(email) = Email::parse(&typed.email) else {
        let text = door.say(visit.lang, "watch-slip-email", &[]);
        return page(&door, &visit, &typed, vec![Slip { field: "email".to_owned(), text }]);
    };
    let id = ParcelId::parse(&typed.parcel).map_err(|_| DeskFault::NotFound)?;
    watching::ask(&door.desk, (&Who::Public, id), (&email, visit.lang), door.now()).await?;
    let say = |key: &str| door.say(visit.lang, key, &[("hours", Arg::Number(CONFIRM_HOURS))]);
    let mut next = vec![Link { text: say("watch-back"), href: super::address(&id.key()) }];
    if door.mailbox.is_some() {
        next.insert(0, Link { text: say("code-demo-link"), href: "/demo/mail".to_owned() });
    }
    door.page(&visit, &Message { title: say("watch-sent"), lines: vec![say("watch-sent-words")], next })
}

/// `GET /land/watch/{secret}`: opening a link changes nothing; mail programs open links too.
pub async fn open(State(door): State<Door>, visit: Visit, Path(secret): Path<String>) -> Answer {
    let watched = watching::watched(&door.desk, &secret, door.now()).await?;
    let page = LandWatched {
        name: watched.parcel.name(),
        action: format!("/land/watch/{secret}"),
        is_on: watched.is_on,
        land: super::address(&watched.parcel.key),
    };
    let mut answer = door.page(&visit, &page)?.into_response();
    // The address holds the secret: it goes to nobody else.
    let none = axum::http::HeaderValue::from_static("no-referrer");
    answer.headers_mut().insert(axum::http::header::REFERRER_POLICY, none);
    Ok(answer)
}

/// What the link's page sends.
#[derive(Debug, Deserialize)]
pub struct Settled {
    #[serde(rename = "do")]
    what: String,
}

/// `POST /land/watch/{secret}`: confirms or ends.
pub async fn settle(
    State(door): State<Door>,
    visit: Visit,
    Path(secret): Path<String>,
    Form(Settled { what }): Form<Settled>,
) -> Answer {
    let watched = watching::watched(&door.desk, &secret, door.now()).await?;
    let parcel = [("parcel", Arg::Text(watched.parcel.name()))];
    let (title, words) = if what == "confirm" {
        watching::confirm(&door.desk, &secret, door.now()).await?;
        ("watch-on", "watch-on-words")
    } else {
        watching::end(&door.desk, &secret, door.now()).await?;
        ("watch-ended", "watch-ended-words")
    };
    let say = |key: &str| door.say(visit.lang, key, &parcel);
    let next = vec![Link { text: say("watch-back"), href: super::address(&watched.parcel.key) }];
    door.page(&visit, &Message { title: say(title), lines: vec![say(words)], next })
}
