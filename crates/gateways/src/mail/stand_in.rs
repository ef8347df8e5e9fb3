//! A stand-in mail server: the small part of RFC 5321 that takes in letters, without TLS and
//! login, for this machine only, with faults.
//!
//! Letters stay in memory and are read through [`Mailbox`]. It delivers nothing.

mod mailbox;
mod session;

pub use mailbox::{Letter, LetterAttachment, Mailbox};

use crate::stand_in::Running;
use crate::stand_in::faults::Faults;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

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
    let at = listener.local_addr()?;
    Ok(Running::start(at, |mut stopped| async move {
        let mut sessions = JoinSet::new();
        loop {
            tokio::select! {
                // A dropped handle stops it too.
                _ = stopped.wait_for(|stop| *stop) => break,
                Some(_) = sessions.join_next(), if !sessions.is_empty() => {}
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => _ = sessions.spawn(session::hold(stream, who.clone())),
                    Err(error) => tracing::warn!(%error, "the stand-in mail server could not accept"),
                },
            }
        }
    }))
}
