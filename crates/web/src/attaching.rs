//! Files handed in with a form: read piece by piece, looked at, kept at once; what does not fit is told at its
//! question and nothing else of the form is lost.
//!
//! A form with files works without scripts as any other form; with them the same form is sent in the background, with
//! a bar that fills. No file stays in memory longer than it is looked at, and few are looked at together.

use attachments::fault::Unfit;
use attachments::{Clean, MOST_BYTES, Scan};
use axum::RequestExt as _;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, Form, FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use catalogue::check::Raw;
use catalogue::form::{Kind, Question};
use desk::attaching::{Handle, Holder};
use desk::fault::DeskFault;
use gateways::clamd::Verdict;
use lexicon::ids::FileId;
use lexicon::language::Lang;
use serde_json::Value;
use std::collections::BTreeMap;
use texts::Arg;
use tokio::sync::Semaphore;

use crate::door::{Answer, Door, Fault};
use crate::view::parts::{Link, Slip};

/// The largest form with files, in bytes: several photographs at once, and one far too large that is to be told so.
const MOST_FORM: usize = 256 << 20;
/// Longest text of all fields together, in bytes.
const MOST_TEXT: usize = 256 << 10;
/// Files looked at together.
static ROOM: Semaphore = Semaphore::const_new(12);

/// The layer of routes that files come to.
pub fn with_files() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MOST_FORM)
}

/// A form as it was sent, with or without files.
#[derive(Debug, Default)]
pub struct Handed {
    pub fields: Vec<(String, String)>,
    files: Vec<Given>,
}

/// One file of a form.
#[derive(Debug)]
struct Given {
    question: String,
    name: String,
    /// Nothing where it was too large to be read.
    content: Option<Vec<u8>>,
}

impl<S: Send + Sync> FromRequest<S> for Handed {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Handed, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        if !kind.starts_with("multipart/form-data") {
            let Form(fields) = request.extract_with_state(state).await.map_err(IntoResponse::into_response)?;
            return Ok(Handed { fields, files: Vec::new() });
        }
        let mut parts = Multipart::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        let (mut handed, mut text) = (Handed::default(), 0);
        loop {
            // What broke off on the way is no form: nothing of it is kept.
            let Some(field) = parts.next_field().await.map_err(IntoResponse::into_response)? else { return Ok(handed) };
            let name = field.name().unwrap_or_default().to_owned();
            match (name.strip_prefix("file-"), field.file_name()) {
                (Some(_), None | Some("")) => {}
                (Some(question), Some(file)) => {
                    let (question, file) = (question.to_owned(), file.to_owned());
                    let content = bytes(field, MOST_BYTES).await.map_err(IntoResponse::into_response)?;
                    handed.files.push(Given { question, name: file, content });
                }
                (None, _) => {
                    let content = bytes(field, MOST_TEXT - text).await.map_err(IntoResponse::into_response)?;
                    let content = content.ok_or_else(|| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
                    text += content.len();
                    handed.fields.push((name, String::from_utf8_lossy(&content).into_owned()));
                }
            }
        }
    }
}

/// All of a part; nothing where it is longer than that, but read to its end so that an answer can follow.
async fn bytes(mut field: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, axum::extract::multipart::MultipartError> {
    let (mut content, mut fits) = (Vec::new(), true);
    while let Some(chunk) = field.chunk().await? {
        fits = fits && content.len() + chunk.len() <= most;
        if fits {
            content.extend_from_slice(&chunk);
        } else {
            content = Vec::new();
        }
    }
    Ok(fits.then_some(content))
}

/// Why a file was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Unfit(Unfit),
    /// clamd knows a virus in it.
    Virus,
}

impl Refusal {
    /// The key of its words.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Refusal::Unfit(unfit) => format!("attachment-unfit-{}", unfit.name()),
            Refusal::Virus => "attachment-virus".to_owned(),
        }
    }
}

/// Looks at content: a virus, the kind, what nobody meant to hand in. Without clamd it waits in quarantine.
///
/// # Errors
/// [`Refusal`].
pub async fn look(door: &Door, content: Vec<u8>) -> Result<(Clean, Scan), Refusal> {
    if content.len() > MOST_BYTES {
        return Err(Refusal::Unfit(Unfit::TooLarge));
    }
    // Never closed; without a permit it is looked at all the same.
    let _room = ROOM.acquire().await;
    let scan = match &door.clamd {
        Some(clamd) => match clamd.ask(&content).await {
            Ok(Verdict::Clean) => Scan::Clean,
            Ok(Verdict::Found(name)) => {
                tracing::warn!(virus = name, "a file with a virus was refused");
                return Err(Refusal::Virus);
            }
            Err(fault) => {
                tracing::warn!(%fault, "clamd did not look; the file waits in quarantine");
                Scan::Waiting
            }
        },
        None => Scan::Waiting,
    };
    let cleaned = tokio::task::spawn_blocking(move || attachments::clean(content)).await;
    cleaned.map_err(|_| Refusal::Unfit(Unfit::Damaged))?.map(|clean| (clean, scan)).map_err(Refusal::Unfit)
}

/// Takes what a form says of files into `raw`: those that stay, those taken out, those that came with it. Only for
/// `asked`, the questions the form may answer. Gives back what was wrong.
///
/// # Errors
/// The database; a full disk.
pub async fn take(
    (door, lang): (&Door, Lang),
    (handed, raw): (Handed, &mut Raw),
    (asked, holder): (&[&Question], &Holder),
) -> Result<Vec<Slip>, DeskFault> {
    let Handed { fields, files } = handed;
    for question in asked.iter().filter(|asked| asked.kind == Kind::Attachments) {
        let stays = fields.iter().filter(|(name, _)| *name == question.id).map(|(_, line)| line.clone());
        let mut stays: Vec<String> = stays.collect();
        let taken_out = fields.iter().filter(|(name, _)| name == "remove").filter_map(|(_, what)| {
            let (of, id) = what.split_once('/')?;
            (of == question.id).then(|| id.parse::<FileId>().ok())?
        });
        for id in taken_out {
            stays.retain(|line| Handle::read(line).is_none_or(|handle| handle.id != id));
            door.desk.detach(holder, id).await?;
        }
        raw.insert(question.id.clone(), stays);
    }
    let mut slips = Vec::new();
    for Given { question, name, content } in files {
        if !asked.iter().any(|asked| asked.id == question && asked.kind == Kind::Attachments) {
            continue;
        }
        let looked = match content {
            Some(content) => look(door, content).await,
            None => Err(Refusal::Unfit(Unfit::TooLarge)),
        };
        let mut slip = |key: &str| {
            let args = [("name", Arg::Text(shown(&name)))];
            slips.push(Slip { field: question.clone(), text: door.say(lang, key, &args) });
        };
        match looked {
            Ok((clean, scan)) => match door.desk.attach(holder, (clean, &name, scan), door.now()).await {
                Ok(handle) => {
                    let lines = raw.entry(question.clone()).or_default();
                    let is_same = |line: &String| Handle::read(line).is_some_and(|known| known.id == handle.id);
                    if lines.iter().any(is_same) {
                        slip("attachment-same");
                    } else {
                        lines.push(handle.line());
                    }
                }
                Err(DeskFault::TooMuch) => slip("attachment-too-many"),
                Err(fault) => return Err(fault),
            },
            Err(refusal) => slip(&refusal.key()),
        }
    }
    Ok(slips)
}

/// The name of a file that was not kept, as short as a line wants it.
fn shown(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(60).collect()
}

/// A length as people read it.
#[must_use]
pub fn size(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(1 << 20);
    if bytes < 1 << 20 { format!("{} KB", bytes.div_ceil(1024)) } else { format!("{}.{} MB", tenths / 10, tenths % 10) }
}

/// The files of an answer, to be opened below `path`; what may not be opened says why.
#[must_use]
pub fn links((door, lang): (&Door, Lang), (path, answer): (&str, &Value), scans: &BTreeMap<FileId, Scan>) -> Vec<Link> {
    let lines = answer.as_array().map(Vec::as_slice).unwrap_or_default();
    let link = |line: &Value| {
        let handle = Handle::read(line.as_str()?)?;
        // Of an answer that only looks like one there is no file.
        let scan = scans.get(&handle.id)?;
        let text = format!("{} ({})", handle.name, size(handle.bytes));
        let why = |key: &str| format!("{text} · {}", door.say(lang, key, &[]));
        Some(match scan {
            Scan::Clean => Link { text, href: format!("{path}/files/{}", handle.id) },
            Scan::Waiting => Link { text: why("attachment-waiting"), href: String::new() },
            Scan::Found => Link { text: why("attachment-found"), href: String::new() },
        })
    };
    lines.iter().filter_map(link).collect()
}

/// A file as an answer to a request: saved, never shown inside our own pages.
///
/// # Errors
/// None beyond the words of a fault.
pub fn file((handle, content): (Handle, Vec<u8>)) -> Answer {
    let mime = match handle.ending.as_str() {
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        _ => "application/pdf",
    };
    // The given name is for people (RFC 6266 with RFC 8187); the plain one is ours.
    let encoded: String = handle.name.bytes().map(encode).collect();
    let disposition = format!("attachment; filename=\"{}.{}\"; filename*=UTF-8''{encoded}", handle.id, handle.ending);
    let headers = [
        (header::CONTENT_TYPE, mime.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, content).into_response())
}

fn encode(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// The id of a file in an address.
///
/// # Errors
/// [`DeskFault::NotFound`] for what is none.
pub fn id(text: &str) -> Result<FileId, Fault> {
    Ok(text.parse().map_err(|_| DeskFault::NotFound)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_said_as_people_say_it() {
        assert_eq!(
            (size(1), size(200_000), size(1 << 20), size(2_500_000)),
            ("1 KB".to_owned(), "196 KB".to_owned(), "1.0 MB".to_owned(), "2.4 MB".to_owned())
        );
    }

    #[test]
    fn a_name_in_a_header_is_plain_letters() {
        let handle = Handle {
            id: "00000000-0000-0000-0000-000000000007".parse().unwrap(),
            ending: "jpg".to_owned(),
            bytes: 3,
            name: "租約\"\r\n.jpg".to_owned(),
        };
        let response = file((handle, vec![1, 2, 3])).ok().unwrap();
        let said = response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(said.ends_with("filename*=UTF-8''%E7%A7%9F%E7%B4%84%22%0D%0A.jpg"), "{said}");
    }
}
