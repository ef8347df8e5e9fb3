//! Letters by e-mail: one message to one person, over SMTP (RFC 5321) with MIME (RFC 2045–2049).
//!
//! The Message-ID is derived from the idempotency key, so a letter that is sent twice because
//! the server's answer was lost can be told apart by every reader program. Each letter is marked
//! `Auto-Submitted` (RFC 3834), so that holiday answers do not come back. TLS to every server
//! that is not this machine.
//!
//! Refuses: several recipients in one message (they would see each other), line breaks in
//! headers, passing on what the server said about an address.

mod stand_in;

pub use stand_in::{Fault, Letter, LetterAttachment, Mailbox, StandIn, stand_in};

use crate::error::{GatewayError, System};
use crate::secret::Secret;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Mailbox as Named, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use lexicon::email::Email;
use lexicon::instant::At;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt;
use std::time::Duration;

/// How the connection to the server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protection {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS, required.
    StartTls,
    /// None; only to this machine.
    None,
}

/// Our name and password at the server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// Name.
    pub name: String,
    /// Password.
    pub password: Secret,
}

/// How the office sends letters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// Absent for a server that knows us by our address.
    pub login: Option<Login>,
    /// The office's name as readers see it.
    pub sender_name: String,
    /// The office's address.
    pub sender: Email,
    /// Limit of one sending, milliseconds.
    pub whole_ms: u64,
}

/// One letter to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Idempotency key.
    pub key: String,
    /// Whom to.
    pub to: Email,
    /// One line.
    pub subject: String,
    /// The letter as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
    /// Files.
    pub attachments: Vec<Attachment>,
}

/// One file of a letter.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// Media type, e.g. `application/pdf`.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The client; connections are kept and reused.
#[derive(Clone)]
pub struct Mail {
    config: Config,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

/// Why a letter did not go out, without what the server said about the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The server's reply code (RFC 5321 §4.2).
    #[error("SMTP reply {0}")]
    Reply(u16),
    /// No connection, it broke off, or the reply was unreadable.
    #[error("the connection failed")]
    Connection,
    /// Not within the limit.
    #[error("no answer within the limit")]
    TooSlow,
    /// TLS could not be agreed.
    #[error("TLS failed")]
    Tls,
    /// The server lacks what the letter or our configuration needs.
    #[error("the server lacks an extension that is needed")]
    Protocol,
    /// Subject, file name or media type cannot be written into a header.
    #[error("a header cannot be written")]
    Header,
    /// An unprotected connection to another machine was configured.
    #[error("an unprotected connection is only for this machine")]
    Unprotected,
}

impl Mail {
    /// A client; nothing is sent yet.
    pub fn new(config: Config) -> Result<Mail, GatewayError> {
        type Transport = AsyncSmtpTransport<Tokio1Executor>;
        let tls = |_| GatewayError::refused(System::Mail, MailError::Tls);
        let builder = match config.protection {
            Protection::Tls => Transport::relay(&config.host).map_err(tls)?,
            Protection::StartTls => Transport::starttls_relay(&config.host).map_err(tls)?,
            Protection::None if is_this_machine(&config.host) => Transport::builder_dangerous(&config.host),
            Protection::None => return Err(GatewayError::refused(System::Mail, MailError::Unprotected)),
        };
        let mut builder = builder.port(config.port).timeout(Some(Duration::from_millis(config.whole_ms)));
        if let Some(login) = &config.login {
            builder = builder.credentials(Credentials::new(login.name.clone(), login.password.reveal().to_owned()));
        }
        Ok(Mail { transport: builder.build(), config })
    }

    /// Sends one letter. Sending it again after [`GatewayError::may_pass`] may deliver it twice,
    /// with the same Message-ID.
    pub async fn tell(&self, letter: &Outgoing, now: At) -> Result<(), GatewayError> {
        let message = self.message(letter, now).map_err(|error| GatewayError::refused(System::Mail, error))?;
        let limit = Duration::from_millis(self.config.whole_ms);
        match tokio::time::timeout(limit, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(judged(&error)),
            Err(_) => Err(GatewayError::unavailable(System::Mail, MailError::TooSlow)),
        }
    }

    /// Whether the server takes a connection and a NOOP.
    pub async fn probe(&self) -> Result<(), GatewayError> {
        let limit = Duration::from_millis(self.config.whole_ms);
        match tokio::time::timeout(limit, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(GatewayError::unavailable(System::Mail, MailError::Connection)),
            Ok(Err(error)) => Err(judged(&error)),
            Err(_) => Err(GatewayError::unavailable(System::Mail, MailError::TooSlow)),
        }
    }

    /// The Message-ID of a letter with this key.
    #[must_use]
    pub fn message_id(&self, key: &str) -> String {
        format!("<{}@{}>", &hex::encode(Sha256::digest(key))[..32], self.config.sender.domain())
    }

    fn message(&self, letter: &Outgoing, now: At) -> Result<Message, MailError> {
        let one_line = |text: &str| !text.chars().any(char::is_control);
        if !one_line(&letter.subject) || !letter.attachments.iter().all(|file| one_line(&file.name)) {
            return Err(MailError::Header);
        }
        let address = |email: &Email| email.as_str().parse().map_err(|_| MailError::Header);
        let sent_at = std::time::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.micros()).unwrap_or(0));
        let generated = HeaderName::new_from_ascii_str("Auto-Submitted");
        let builder = Message::builder()
            .from(Named::new(Some(self.config.sender_name.clone()), address(&self.config.sender)?))
            .to(Named::new(None, address(&letter.to)?))
            .subject(letter.subject.clone())
            .date(sent_at)
            .message_id(Some(self.message_id(&letter.key)))
            .raw_header(HeaderValue::new(generated, "auto-generated".to_owned()));
        let words = words(letter);
        let built = if letter.attachments.is_empty() {
            match words {
                Words::Plain(part) => builder.singlepart(part),
                Words::Both(parts) => builder.multipart(parts),
            }
        } else {
            let mut mixed = match words {
                Words::Plain(part) => MultiPart::mixed().singlepart(part),
                Words::Both(parts) => MultiPart::mixed().multipart(parts),
            };
            for file in &letter.attachments {
                let media_type = ContentType::parse(&file.media_type).map_err(|_| MailError::Header)?;
                mixed = mixed.singlepart(Part::new(file.name.clone()).body(file.bytes.clone(), media_type));
            }
            builder.multipart(mixed)
        };
        built.map_err(|_| MailError::Header)
    }
}

enum Words {
    Plain(SinglePart),
    Both(MultiPart),
}

fn words(letter: &Outgoing) -> Words {
    match &letter.html {
        None => Words::Plain(SinglePart::plain(letter.text.clone())),
        Some(html) => Words::Both(MultiPart::alternative_plain_html(letter.text.clone(), html.clone())),
    }
}

fn judged(error: &lettre::transport::smtp::Error) -> GatewayError {
    let code = error.status().map(u16::from);
    match code {
        Some(code) if error.is_permanent() => GatewayError::refused(System::Mail, MailError::Reply(code)),
        Some(code) => GatewayError::unavailable(System::Mail, MailError::Reply(code)),
        None if error.is_timeout() => GatewayError::unavailable(System::Mail, MailError::TooSlow),
        None if error.is_tls() => GatewayError::refused(System::Mail, MailError::Tls),
        // The transport tells a connection that broke off and an unreadable reply alike.
        None if error.is_client() => GatewayError::refused(System::Mail, MailError::Protocol),
        None => GatewayError::unavailable(System::Mail, MailError::Connection),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

impl fmt::Debug for Mail {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Mail").field("config", &self.config).finish_non_exhaustive()
    }
}

impl fmt::Debug for Outgoing {
    /// The key only: the rest is personal.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Outgoing").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
