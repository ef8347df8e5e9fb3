//! Notices by e-mail: at least once, with one Message-ID however often.

use desk::errands::Claimed;
use desk::fault::DeskFault;
use gateways::mail::Outgoing;
use lexicon::email::Email;
use lexicon::instant::At;
use serde::Deserialize;

use super::{Settled, again};
use crate::worker::Tools;

#[derive(Deserialize)]
struct Body {
    to: String,
    subject: String,
    text: String,
}

pub(crate) async fn serve(tools: &Tools, claimed: &Claimed, now: At) -> Result<Settled, DeskFault> {
    let (Ok(body), Some(mail)) = (serde_json::from_value::<Body>(claimed.message.body.clone()), tools.mail.as_ref())
    else {
        return Ok(Settled::Never { cause: "malformed" });
    };
    let Ok(to) = Email::parse(&body.to) else { return Ok(Settled::Never { cause: "no-address" }) };
    let letter = Outgoing {
        key: claimed.message.key.clone(),
        to,
        subject: body.subject,
        text: body.text,
        html: None,
        attachments: Vec::new(),
    };
    match mail.tell(&letter, now).await {
        Ok(()) => Ok(Settled::Delivered),
        Err(fault) if fault.may_pass() => Ok(again(claimed.attempt, "mail-unavailable")),
        Err(_) => Ok(Settled::Never { cause: "mail-refused" }),
    }
}
