//! One consumer for each topic of the outbox.

mod land_office;
mod mail;
mod paper;
mod payment_query;
mod refund;
pub mod register;
mod sms;
mod webhook;

use desk::errands::Claimed;
use desk::fault::DeskFault;
use lexicon::instant::At;
use outbox::Topic;

use crate::phases::Phase;
use crate::worker::Tools;

/// What became of a message.
pub(crate) enum Settled {
    /// The answer was filed together with the message.
    Answered,
    /// Done, and nothing follows.
    Delivered,
    /// To be tried again later; `cause` is a key.
    Again { cause: &'static str },
    /// A person looks.
    Never { cause: &'static str },
}

/// Tries before a person looks.
const TRIES: u32 = 12;

/// Minutes until the next try: 1, 2, 4 … at most an hour.
pub(crate) fn wait_minutes(attempt: u32) -> i64 {
    1_i64.checked_shl(attempt.saturating_sub(1).min(6)).unwrap_or(60).clamp(1, 60)
}

/// Again, or never where it was tried often enough.
pub(crate) fn again(attempt: u32, cause: &'static str) -> Settled {
    if attempt < TRIES { Settled::Again { cause } } else { Settled::Never { cause } }
}

pub(crate) async fn serve(tools: &Tools, claimed: &Claimed, now: At) -> Result<Settled, DeskFault> {
    match claimed.message.topic {
        Topic::Paper => paper::serve(tools, claimed, now).await,
        Topic::LandOffice => tools.phases.during(Phase::LandOffice, land_office::serve(tools, claimed, now)).await,
        Topic::Register => register::serve(tools, claimed, now).await,
        Topic::Refund => refund::serve(tools, claimed, now).await,
        Topic::PaymentQuery => payment_query::serve(tools, claimed, now).await,
        Topic::Mail => mail::serve(tools, claimed, now).await,
        Topic::Sms => sms::serve(tools, claimed).await,
        Topic::Webhook => webhook::serve(tools, claimed, now).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_grow_apart_up_to_an_hour() {
        let waits: Vec<i64> = (1..=8).map(wait_minutes).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
    }
}
