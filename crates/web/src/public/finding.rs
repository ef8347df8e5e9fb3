//! Finding a case again: its link goes to the applicant's own address; the answer on the page is the same
//! whether number and address belong together or not.

use axum::extract::{Form, State};
use lexicon::email::Email;
use texts::Arg;

use crate::door::{Answer, Door, Visit};
use crate::view::case::FindCase;
use crate::view::home::Message;
use crate::view::parts::{Link, Slip};
use crate::view::question::{Kind, Question};

/// `GET /find`
pub async fn show(State(door): State<Door>, visit: Visit) -> Answer {
    page(&door, &visit, ("", ""), Vec::new())
}

fn page(door: &Door, visit: &Visit, (number, email): (&str, &str), slips: Vec<Slip>) -> Answer {
    let question = |id: &str, kind: Kind, value: &str, autocomplete: Option<&str>| Question {
        slip: slips.iter().find(|slip| slip.field == id).map(|slip| slip.text.clone()),
        value: value.to_owned(),
        autocomplete: autocomplete.map(str::to_owned),
        ..Question::new(id, kind, door.say(visit.lang, &format!("find-{id}"), &[]))
    };
    let page = FindCase {
        number: question("number", Kind::Text, number, None),
        email: question("email", Kind::Email, email, Some("email")),
        slips,
        action: "/find".to_owned(),
    };
    door.page(visit, &page)
}

/// `POST /find`
pub async fn send(State(door): State<Door>, visit: Visit, Form(sent): Form<Vec<(String, String)>>) -> Answer {
    let field =
        |name: &str| sent.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str()).unwrap_or_default();
    let (number, typed) = (field("number"), field("email"));
    let Ok(email) = Email::parse(typed) else {
        let text = door.say(visit.lang, "find-slip-email", &[]);
        return page(&door, &visit, (number, typed), vec![Slip { field: "email".to_owned(), text }]);
    };
    let (words, lang) = (door.clone(), visit.lang);
    let letter = move |link: &str| {
        let args = [("link", Arg::Text(link.to_owned()))];
        (words.say(lang, "link-mail-subject", &[]), words.say(lang, "link-mail-body", &args))
    };
    door.desk.send_link(number, &email, letter).await?;
    let say = |key: &str| door.say(visit.lang, key, &[]);
    let mut next = vec![Link { text: say("crumbs-home"), href: "/".to_owned() }];
    if door.mailbox.is_some() {
        next.insert(0, Link { text: say("code-demo-link"), href: "/demo/mail".to_owned() });
    }
    door.page(&visit, &Message { title: say("find-sent-title"), lines: vec![say("find-sent-words")], next })
}
