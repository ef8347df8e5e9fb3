//! clamd, the daemon of ClamAV: is there a known virus in a file? Asked by its own `INSTREAM` over TCP or a local
//! socket.
//!
//! Only the bytes go out: no name, no case. Refuses to call a file clean that was not looked at whole, whatever the
//! reason; a file larger than both sides agreed on is never sent.

mod stand_in;

pub use stand_in::{EICAR, Fault, StandIn, stand_in};

use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clamav_client::tokio::{Socket, Tcp, ping, scan_buffer};
use serde::Deserialize;
use serde::de::Error as _;

use crate::error::{GatewayError, System};

/// Bytes sent in one piece.
const CHUNK: usize = 64 << 10;

/// Where a clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `host:port`
    Tcp(String),
    /// `unix:/path/of/the/socket`
    Local(PathBuf),
}

/// Neither `host:port` nor `unix:/path`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a clamd is named as host:port or unix:/path")]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Place, NoPlace> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.starts_with('/') { Ok(Place::Local(path.into())) } else { Err(NoPlace) };
        }
        let is_one = text.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
        if is_one { Ok(Place::Tcp(text.to_owned())) } else { Err(NoPlace) }
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Place, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// How files are looked at.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub place: Place,
    /// Largest file, bytes; not more than clamd's own `StreamMaxLength`.
    #[serde(default = "most_bytes")]
    pub most_bytes: usize,
    /// Until the verdict is there, milliseconds.
    #[serde(default = "whole_ms")]
    pub whole_ms: u64,
}

/// clamd's own limit in Debian.
fn most_bytes() -> usize {
    25 << 20
}

fn whole_ms() -> u64 {
    30_000
}

/// What clamd says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing that it knows is in it.
    Clean,
    /// The name of what it found.
    Found(String),
}

/// Why there is no verdict.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClamdError {
    #[error("the file is larger than {0} bytes")]
    TooLarge(usize),
    #[error("no verdict within {0} ms")]
    Late(u64),
    /// In its own words, which hold nothing of the file.
    #[error("clamd could not look: {0}")]
    Own(String),
    #[error("an answer that is no verdict")]
    Answer,
}

/// The client.
#[derive(Clone, Debug)]
pub struct Clamd {
    config: Config,
}

impl Clamd {
    /// A client for a clamd. Each file has a connection of its own, as the protocol wants.
    #[must_use]
    pub fn new(config: Config) -> Clamd {
        Clamd { config }
    }

    /// Has a file looked at.
    ///
    /// # Errors
    /// Refused with [`ClamdError::TooLarge`]; unavailable while clamd is away, late or in trouble; nonsense.
    pub async fn ask(&self, file: &[u8]) -> Result<Verdict, GatewayError> {
        let most = self.config.most_bytes;
        if file.len() > most {
            return Err(GatewayError::refused(System::Clamd, ClamdError::TooLarge(most)));
        }
        let reply = match &self.config.place {
            Place::Tcp(host_address) => self.within(scan_buffer(file, Tcp { host_address }, Some(CHUNK))).await?,
            Place::Local(socket_path) => self.within(scan_buffer(file, Socket { socket_path }, Some(CHUNK))).await?,
        };
        verdict(&reply)
    }

    /// Whether it answers.
    ///
    /// # Errors
    /// As [`Clamd::ask`].
    pub async fn probe(&self) -> Result<(), GatewayError> {
        let reply = match &self.config.place {
            Place::Tcp(host_address) => self.within(ping(Tcp { host_address })).await?,
            Place::Local(socket_path) => self.within(ping(Socket { socket_path })).await?,
        };
        let is_there = ended(&reply) == b"PONG";
        if is_there { Ok(()) } else { Err(GatewayError::nonsense(System::Clamd, ClamdError::Answer)) }
    }

    async fn within(&self, asking: impl Future<Output = io::Result<Vec<u8>>>) -> Result<Vec<u8>, GatewayError> {
        let whole_ms = self.config.whole_ms;
        match tokio::time::timeout(Duration::from_millis(whole_ms), asking).await {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(fault)) => Err(GatewayError::unavailable(System::Clamd, fault)),
            Err(_) => Err(GatewayError::unavailable(System::Clamd, ClamdError::Late(whole_ms))),
        }
    }
}

/// Without the NUL that ends an answer to a `z` command.
fn ended(reply: &[u8]) -> &[u8] {
    reply.strip_suffix(b"\0").unwrap_or(reply).trim_ascii_end()
}

/// `stream: OK`, `stream: NAME FOUND`, or words that end with `ERROR`; nothing else is a verdict.
fn verdict(reply: &[u8]) -> Result<Verdict, GatewayError> {
    let nonsense = || GatewayError::nonsense(System::Clamd, ClamdError::Answer);
    let said = std::str::from_utf8(ended(reply)).map_err(|_| nonsense())?;
    let own = |words: &str| GatewayError::unavailable(System::Clamd, ClamdError::Own(words.trim().to_owned()));
    if said == "INSTREAM size limit exceeded. ERROR" {
        return Err(GatewayError::refused(System::Clamd, ClamdError::Own("size limit exceeded".to_owned())));
    }
    match (said.strip_prefix("stream: "), said.strip_suffix(" ERROR")) {
        (_, Some(words)) => Err(own(words.strip_prefix("stream: ").unwrap_or(words))),
        (Some("OK"), None) => Ok(Verdict::Clean),
        (Some(found), None) => found
            .strip_suffix(" FOUND")
            .filter(|name| !name.is_empty())
            .map(|name| Verdict::Found(name.to_owned()))
            .ok_or_else(nonsense),
        // Closed without a word: it was not looked at whole.
        (None, None) if said.is_empty() => Err(own("no answer")),
        (None, None) => Err(nonsense()),
    }
}

#[cfg(test)]
mod tests;
