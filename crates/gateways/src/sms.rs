//! Short messages to mobile telephones, through a provider with a small JSON protocol.
//!
//! `POST` with Bearer token: `{"key", "to", "text"}` → `{"id", "segments"}`. A message with a
//! key the provider has seen is not sent again, so a lost answer costs nothing. Real providers
//! differ in spelling; this is the seam where one is adapted.
//! A message has one segment up to 70 UCS-2 characters, else segments of 67 (3GPP TS 23.040).
//!
//! Refuses: land lines, empty or over-long texts, and any text with a whole identity number in
//! it (services.md §15.5), however it is written.

mod stand_in;

pub use stand_in::{Fault, Inbox, ShortMessage, StandIn, stand_in};

use crate::error::{GatewayError, System};
use crate::outbound::address::Address;
use crate::outbound::{Limits, Outbound, Reach};
use crate::secret::Secret;
use lexicon::person::PersonId;
use lexicon::phone::{Phone, PhoneKind};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use std::fmt;

/// UCS-2 characters of a message of one segment.
const ALONE: usize = 70;
/// UCS-2 characters of each segment of a longer message.
const JOINED: usize = 67;
/// Characters of an identity number.
const IDENTITY: usize = 10;

/// Our contract with the provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where messages are handed in.
    pub address: Address,
    /// Our token there.
    pub token: Secret,
    /// Most segments of one message; each is paid.
    pub most_segments: u32,
    /// Limits of each request.
    #[serde(default)]
    pub limits: Limits,
}

/// The client.
#[derive(Debug)]
pub struct Sms {
    config: Config,
    outbound: Outbound,
}

/// One message to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Idempotency key.
    pub key: String,
    /// A mobile number.
    pub to: Phone,
    /// What it says.
    pub text: String,
}

/// The provider took the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The provider's number of it.
    pub id: String,
    /// How many segments it counted.
    pub segments: u32,
}

/// Why a message is not sent or not believed sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// Not a mobile number.
    #[error("not a mobile number")]
    NotMobile,
    /// Nothing to say, or more segments than allowed.
    #[error("the text is empty or too long")]
    Length,
    /// An identity number stands in the text.
    #[error("an identity number may not stand in a short message")]
    Identity,
    /// The answer is not the agreed JSON.
    #[error("the answer is not as agreed")]
    Answer,
}

#[derive(Serialize, Deserialize)]
struct HandedIn {
    key: String,
    to: String,
    text: String,
}

/// How many segments a text has: UTF-16 units, a pair never parted.
#[must_use]
pub fn segments(text: &str) -> u32 {
    if text.encode_utf16().count() <= ALONE {
        return 1;
    }
    let (mut segments, mut filled) = (1, 0);
    for character in text.chars() {
        if filled + character.len_utf16() > JOINED {
            segments += 1;
            filled = 0;
        }
        filled += character.len_utf16();
    }
    segments
}

impl Sms {
    /// A client; nothing is sent yet.
    pub fn new(config: Config) -> Result<Sms, GatewayError> {
        let outbound = Outbound::new(System::Sms, Reach::Anywhere, config.limits)?;
        Ok(Sms { config, outbound })
    }

    /// Hands one message in. May be repeated with the same key.
    pub async fn tell(&self, message: &Outgoing) -> Result<Taken, GatewayError> {
        self.check(message).map_err(|error| GatewayError::refused(System::Sms, error))?;
        let body = HandedIn { key: message.key.clone(), to: message.to.e164().to_owned(), text: message.text.clone() };
        let request = self.outbound.request(Method::POST, &self.config.address)?;
        let answer = self.outbound.send_ok(request.bearer_auth(self.config.token.reveal()).json(&body)).await?;
        serde_json::from_slice(&answer).map_err(|_| GatewayError::nonsense(System::Sms, SmsError::Answer))
    }

    /// Whether the provider answers us at the address (GET: what is left to spend).
    pub async fn probe(&self) -> Result<(), GatewayError> {
        let request = self.outbound.request(Method::GET, &self.config.address)?;
        self.outbound.send_ok(request.bearer_auth(self.config.token.reveal())).await.map(|_| ())
    }

    fn check(&self, message: &Outgoing) -> Result<(), SmsError> {
        if message.to.kind() != PhoneKind::Mobile {
            return Err(SmsError::NotMobile);
        }
        if message.text.trim().is_empty() || segments(&message.text) > self.config.most_segments {
            return Err(SmsError::Length);
        }
        if holds_identity(&message.text) { Err(SmsError::Identity) } else { Ok(()) }
    }
}

/// Whether ten letters and digits that stand alone are an identity number with a right check digit, blanks
/// and dashes in it not counted. Part of a longer number, such as a case number, is none.
fn holds_identity(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let is_sign =
        |at: usize| characters.get(at).is_some_and(|c| c.is_ascii_alphanumeric() || ('０'..='ｚ').contains(c));
    (0..characters.len()).filter(|start| is_sign(*start) && (*start == 0 || !is_sign(start - 1))).any(|start| {
        let rest = characters[start..].iter().enumerate();
        let signs: Vec<(usize, &char)> =
            rest.filter(|(_, c)| !(c.is_whitespace() || matches!(c, '-' | '－' | '–'))).take(IDENTITY).collect();
        let ten: String = signs.iter().map(|(_, c)| **c).collect();
        signs.last().is_some_and(|(last, _)| !is_sign(start + last + 1)) && PersonId::parse(&ten).is_ok()
    })
}

impl fmt::Debug for Outgoing {
    /// The number masked and the text left out: both are personal.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Outgoing").field("key", &self.key).field("to", &self.to.masked()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
