//! A stand-in mail server: the small part of RFC 5321 that takes in letters, without TLS and
//! login, for this machine only, with faults.
//!
//! Letters stay in memory and are read through [`Mailbox`]. It delivers nothing.

mod mailbox;
mod session;

pub use mailbox::{Letter, LetterAttachment, Mailbox};

use crate::stand_in::faults::Faults;
use crate::stand_in::{Running, hold_each};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

/// What a stand-in mail server can do wrong. Counted by message, at MAIL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Says 421 and hangs up.
    Down,
    /// Says 451 to the recipient: come again later.
    Greylist,
    /// Says 550 to the recipient.
    Refuse,
    /// Hangs up in the middle of the message.
    DropInData,
    /// Takes the message and hangs up without saying so.
    LostReply,
    /// Takes the message and says so after the ordered delay.
    Slow,
}

/// What the stand-in is made of. Clones share mailbox and faults.
#[derive(Clone, Debug, Default)]
pub struct StandIn {
    /// Where letters arrive.
    pub mailbox: Mailbox,
    /// Its faults.
    pub faults: Faults<Fault>,
}

/// Starts a stand-in mail server on `listener`.
pub fn stand_in(listener: TcpListener, who: StandIn) -> std::io::Result<Running> {
    hold_each(listener, move |stream| session::hold(stream, who.clone()))
}
