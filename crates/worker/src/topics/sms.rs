//! Notices by short message.

use desk::errands::Claimed;
use desk::fault::DeskFault;
use gateways::sms::Outgoing;
use lexicon::phone::Phone;
use serde::Deserialize;

use super::{Settled, again};
use crate::worker::Tools;

#[derive(Deserialize)]
struct Body {
    to: String,
    text: String,
}

pub(crate) async fn serve(tools: &Tools, claimed: &Claimed) -> Result<Settled, DeskFault> {
    let (Ok(body), Some(sms)) = (serde_json::from_value::<Body>(claimed.message.body.clone()), tools.sms.as_ref())
    else {
        return Ok(Settled::Never { cause: "malformed" });
    };
    let Ok(to) = Phone::parse(&body.to) else { return Ok(Settled::Never { cause: "no-number" }) };
    match sms.tell(&Outgoing { key: claimed.message.key.clone(), to, text: body.text }).await {
        Ok(_) => Ok(Settled::Delivered),
        Err(fault) if fault.may_pass() => Ok(again(claimed.attempt, "sms-unavailable")),
        Err(_) => Ok(Settled::Never { cause: "sms-refused" }),
    }
}
