//! Messages to the outside world as plain versioned data.
//!
//! A message is written in the same transaction as the change that caused it and sent later by the
//! worker, so an effect is neither lost nor invented. This crate sends nothing and knows no address.
#![cfg_attr(test, allow(clippy::unwrap_used))]

use lexicon::ids::{CaseId, MessageId};
use lexicon::instant::At;
use serde::{Deserialize, Serialize};

/// The format of [`Message::body`]; raised when a topic's body changes shape.
pub const FORMAT: u32 = 1;

/// Whom a message is for. One topic, one consumer in the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// Ask the land office for the geometry of the case's parcels.
    LandOffice,
    /// Ask a register of another agency about the people of a case.
    Register,
    /// Render, sign and timestamp the paper whose number is taken and whose facts are frozen.
    Paper,
    /// Tell the payment gateway to give money back.
    Refund,
    /// Ask the payment gateway what became of a payment whose call-back has not come.
    PaymentQuery,
    /// Send a notice by e-mail.
    Mail,
    /// Send a notice by short message.
    Sms,
    /// Tell an agency's program that one of its cases moved.
    Webhook,
}

impl Topic {
    /// Every topic, in the order the worker serves them when all are due.
    pub const ALL: [Topic; 8] = [
        Topic::Paper,
        Topic::LandOffice,
        Topic::Register,
        Topic::Refund,
        Topic::PaymentQuery,
        Topic::Mail,
        Topic::Sms,
        Topic::Webhook,
    ];

    /// The name used in the database and in logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Topic::LandOffice => "land-office",
            Topic::Register => "register",
            Topic::Paper => "paper",
            Topic::Refund => "refund",
            Topic::PaymentQuery => "payment-query",
            Topic::Mail => "mail",
            Topic::Sms => "sms",
            Topic::Webhook => "webhook",
        }
    }

    /// The topic of a name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Topic> {
        Topic::ALL.into_iter().find(|topic| topic.name() == name)
    }
}

/// One thing to tell or ask the outside. `key` makes the effect happen once however often it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    /// The case it follows from; a letter to a subscriber follows from none.
    pub case: Option<CaseId>,
    pub topic: Topic,
    /// Idempotency key, unique over all messages for ever.
    pub key: String,
    pub format: u32,
    /// The topic's own data. May hold personal data: stored sealed.
    pub body: serde_json::Value,
    /// Not to be sent before this instant.
    pub run_at: At,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_is_found_by_its_name() {
        for topic in Topic::ALL {
            assert_eq!(Topic::named(topic.name()), Some(topic));
            let text = serde_json::to_string(&topic).unwrap();
            assert_eq!(text, format!("\"{}\"", topic.name()));
        }
    }
}
