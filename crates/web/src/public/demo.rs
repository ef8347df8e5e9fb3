//! Pages of the demonstration: the mailbox of made-up people and the gallery of components.

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use desk::fault::DeskFault;
use desk::views::DemoProgress;
use gateways::mail::Letter;
use serde_json::json;
use texts::Arg;

use crate::door::{Answer, Door, Visit};
use crate::view::demo::{DemoStart, Mail, MailLine, Mailbox, Try, Work};
use crate::view::parts::Link;

/// How many letters the list shows, the newest first.
const SHOWN: usize = 50;

/// `GET /demo`: how far the city has come, and then what to try.
pub async fn start(State(door): State<Door>, visit: Visit) -> Answer {
    let made = progress(&door, &visit).await?;
    let say = |key: &str| door.say(visit.lang, key, &[]);
    let count = |key: &str, count: usize| door.say(visit.lang, key, &[("count", number(count))]);
    let of =
        |(done, all): (usize, usize)| door.say(visit.lang, "demo-of", &[("done", number(done)), ("all", number(all))]);
    let opened = (made.cases.min(door.demo_cases), door.demo_cases);
    let papers = (made.papers, made.papers + made.waiting);
    let page = DemoStart {
        works: vec![
            Work { title: say("demo-land"), percent: 100, says: count("demo-parcels", made.parcels) },
            Work { title: say("demo-cases"), percent: percent(opened), says: of(opened) },
            Work { title: say("demo-papers"), percent: percent(papers), says: of(papers) },
        ],
        percent: percent((opened.0 + papers.0, opened.1 + papers.1)),
        ready: is_ready(&door, &made),
        tries: TRIES
            .into_iter()
            .map(|[title, says, go, href]| Try {
                title: say(title),
                says: say(says),
                link: Link { text: say(go), href: href.to_owned() },
            })
            .collect(),
        poll: Some("/demo/poll".to_owned()),
        holds: vec![
            count("demo-parcels", made.parcels),
            count("demo-has-cases", made.cases),
            count("demo-has-papers", made.papers),
        ],
    };
    door.page(&visit, &page)
}

/// What to try: title, words, the link's words and its address.
const TRIES: [[&str; 4]; 5] = [
    ["demo-try-apply", "demo-try-apply-says", "demo-try-apply-go", "/services"],
    ["demo-try-map", "demo-try-map-says", "demo-try-map-go", "/map"],
    ["demo-try-officer", "demo-try-officer-says", "demo-try-officer-go", "/officer/sign-in"],
    ["demo-try-verify", "demo-try-verify-says", "demo-try-verify-go", "/verify"],
    ["demo-try-mail", "demo-try-mail-says", "demo-try-mail-go", "/demo/mail"],
];

/// `GET /demo/poll`: whether the start page should be looked at again.
pub async fn poll(State(door): State<Door>, visit: Visit) -> Answer {
    let made = progress(&door, &visit).await?;
    let answer = json!({ "done": is_ready(&door, &made), "href": visit.url("/demo") });
    Ok(axum::Json(answer).into_response())
}

/// Nothing of it is there outside a demonstration.
async fn progress(door: &Door, visit: &Visit) -> Result<DemoProgress, DeskFault> {
    if !door.plain_frame(visit.lang, "/").demo {
        return Err(DeskFault::NotFound);
    }
    door.desk.demo_progress().await
}

fn is_ready(door: &Door, made: &DemoProgress) -> bool {
    made.cases >= door.demo_cases && made.waiting == 0
}

fn percent((done, all): (usize, usize)) -> u32 {
    u32::try_from((done * 100).checked_div(all).unwrap_or(100)).unwrap_or(100)
}

fn number(count: usize) -> Arg {
    Arg::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

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
