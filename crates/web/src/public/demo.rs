//! Pages of the demonstration: the mailbox of made-up people and the gallery of components.

use axum::extract::{Path, State};
use desk::fault::DeskFault;
use gateways::mail::Letter;

use crate::door::{Answer, Door, Visit};
use crate::view::demo::{Mail, MailLine, Mailbox};
use crate::view::parts::Link;

/// How many letters the list shows, the newest first.
const SHOWN: usize = 50;

/// `GET /demo/mail`
pub async fn mailbox(State(door): State<Door>, visit: Visit) -> Answer {
    page(&door, &visit, None)
}

/// `GET /demo/mail/{index}`
pub async fn mail(State(door): State<Door>, visit: Visit, Path(index): Path<usize>) -> Answer {
    page(&door, &visit, Some(index))
}

fn page(door: &Door, visit: &Visit, index: Option<usize>) -> Answer {
    let mailbox = door.mailbox.as_ref().ok_or(DeskFault::NotFound)?;
    let letters = mailbox.list();
    let line = |(at, letter): (usize, &Letter)| MailLine {
        href: format!("/demo/mail/{at}"),
        to: letter.envelope_to.join(", "),
        subject: letter.subject.clone(),
        at: letter.sent_at.unwrap_or(lexicon::instant::At::MIN),
        current: index == Some(at),
    };
    let open = match index {
        Some(at) => Some(opened(letters.get(at).ok_or(DeskFault::NotFound)?)),
        None => None,
    };
    let mails = letters.iter().enumerate().rev().take(SHOWN).map(line).collect();
    door.page(visit, &Mailbox { mails, open })
}

fn opened(letter: &Letter) -> Mail {
    let text = letter.text.clone().unwrap_or_default();
    let links = text.split_whitespace().filter_map(|word| {
        let start = word.find("http")?;
        let href = word[start..].trim_end_matches(['。', '.', '，', ',', '；']);
        Some(Link { text: href.to_owned(), href: href.to_owned() })
    });
    Mail {
        from: letter.envelope_from.clone(),
        to: letter.envelope_to.join(", "),
        subject: letter.subject.clone(),
        at: letter.sent_at.unwrap_or(lexicon::instant::At::MIN),
        links: links.collect(),
        paragraphs: text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect(),
    }
}

/// `GET /demo/components`
pub async fn components(State(door): State<Door>, visit: Visit) -> Answer {
    if !door.plain_frame(visit.lang, "/").demo {
        return Err(DeskFault::NotFound.into());
    }
    let gallery = crate::samples::gallery(visit.lang).map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    door.page(&visit, &gallery)
}
