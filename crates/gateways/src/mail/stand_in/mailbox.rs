//! The letters a stand-in mail server took in, decoded for reading.

use lexicon::instant::At;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::sync::{Arc, Mutex, PoisonError};

/// Letters in the order they came. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Mailbox(Arc<Mutex<Vec<Raw>>>);

#[derive(Debug)]
struct Raw {
    from: String,
    to: Vec<String>,
    message: Vec<u8>,
}

/// One letter, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Sender of the envelope.
    pub envelope_from: String,
    /// Recipients of the envelope.
    pub envelope_to: Vec<String>,
    /// All headers as they stand, encoded.
    pub headers: Vec<(String, String)>,
    /// The sender's name, decoded.
    pub sender_name: String,
    /// The subject, decoded.
    pub subject: String,
    /// Message-ID without angle brackets.
    pub message_id: String,
    /// The Date header.
    pub sent_at: Option<At>,
    /// The plain text, decoded.
    pub text: Option<String>,
    /// The HTML, decoded.
    pub html: Option<String>,
    /// Files.
    pub attachments: Vec<LetterAttachment>,
    /// The message as it came.
    pub raw: Vec<u8>,
}

/// One file of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterAttachment {
    /// File name, decoded.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Mailbox {
    pub(super) fn take_in(&self, from: String, to: Vec<String>, message: Vec<u8>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Raw { from, to, message });
    }

    /// All letters, oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<Letter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().map(decoded).collect()
    }

    /// One letter; the first is 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Letter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(index).map(decoded)
    }

    /// How many letters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn decoded(raw: &Raw) -> Letter {
    let envelope = Letter {
        envelope_from: raw.from.clone(),
        envelope_to: raw.to.clone(),
        raw: raw.message.clone(),
        ..Letter::default()
    };
    let Some(message) = MessageParser::default().parse(&raw.message) else { return envelope };
    Letter {
        headers: message.headers_raw().map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect(),
        sender_name: sender_name(&message),
        subject: message.subject().unwrap_or_default().to_owned(),
        message_id: message.message_id().unwrap_or_default().to_owned(),
        sent_at: message.date().map(|date| At::from_micros(date.to_timestamp().saturating_mul(1_000_000))),
        text: words(&message, |body| if let PartType::Text(text) = body { Some(text.to_string()) } else { None }),
        html: words(&message, |body| if let PartType::Html(text) = body { Some(text.to_string()) } else { None }),
        attachments: message.attachments().map(attachment).collect(),
        ..envelope
    }
}

/// The first part of the wanted kind that is no file.
fn words(message: &Message<'_>, wanted: fn(&PartType<'_>) -> Option<String>) -> Option<String> {
    message.parts.iter().filter(|part| part.attachment_name().is_none()).find_map(|part| wanted(&part.body))
}

fn sender_name(message: &Message<'_>) -> String {
    let sender = message.from().and_then(|from| from.first());
    sender.and_then(|sender| sender.name()).unwrap_or_default().to_owned()
}

fn attachment(part: &MessagePart<'_>) -> LetterAttachment {
    let media_type = part.content_type().map_or_else(String::new, |media_type| match media_type.subtype() {
        Some(subtype) => format!("{}/{subtype}", media_type.ctype()),
        None => media_type.ctype().to_owned(),
    });
    LetterAttachment {
        name: part.attachment_name().unwrap_or_default().to_owned(),
        media_type,
        bytes: part.contents().to_vec(),
    }
}
