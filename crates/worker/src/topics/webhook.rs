//! Events to agencies' programs: at least once, with one key however often.

use desk::errands::Claimed;
use desk::fault::DeskFault;
use desk::hooks::Moved;
use gateways::error::GatewayError;
use gateways::outbound::address::Address;
use gateways::secret::Secret;
use gateways::webhook::{Endpoint, Event, Webhook};
use lexicon::instant::At;

use super::{Settled, again};
use crate::worker::Tools;

pub(crate) async fn serve(tools: &Tools, claimed: &Claimed, now: At) -> Result<Settled, DeskFault> {
    let (Ok(moved), Some(client)) =
        (serde_json::from_value::<Moved>(claimed.message.body.clone()), tools.webhook.as_ref())
    else {
        return Ok(Settled::Never { cause: "malformed" });
    };
    let event = Event { key: claimed.message.key.clone(), body: moved.event.to_string() };
    let mut settled = Settled::Delivered;
    for hook in tools.desk.webhooks_of(&moved.agency).await? {
        // Any refusal may pass: the agency may be moving house. A person looks after the last try.
        if let Err(fault) = deliver(client, (&hook.url, &hook.secret), &event, now).await {
            tracing::info!(%fault, agency = moved.agency, "a web hook did not take an event");
            settled = again(claimed.attempt, "webhook-unavailable");
        }
    }
    Ok(settled)
}

async fn deliver(client: &Webhook, (url, secret): (&str, &str), event: &Event, now: At) -> Result<(), GatewayError> {
    let address =
        Address::parse(url).map_err(|fault| GatewayError::refused(gateways::error::System::Webhook, fault))?;
    client.tell(&Endpoint { address, secret: Secret::new(secret) }, event, now).await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use gateways::outbound::{Limits, Reach};
    use gateways::stand_in::faults::{Faults, Order};
    use gateways::webhook::{Fault, Received, StandIn, stand_in};

    use super::*;

    #[tokio::test]
    async fn an_event_whose_answer_was_lost_is_one_event() {
        let now = At::from_micros(1_772_413_200_000_000);
        let (received, faults) = (Received::default(), Faults::default());
        let who = StandIn {
            secret: Secret::new("s"),
            tolerance_s: 5,
            clock: Arc::new(move || now),
            received: received.clone(),
            faults: faults.clone(),
        };
        let program = stand_in(tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap(), who).unwrap();
        let limits = Limits { whole_ms: 200, ..Limits::default() };
        let client = Webhook::new(Reach::Anywhere, limits).unwrap();
        let event = Event { key: "case/3/webhook".to_owned(), body: "{\"stage\":\"done\"}".to_owned() };
        let url = program.url("/hook");
        faults.set(Order::next(Fault::LostReply, 1));
        assert!(deliver(&client, (&url, "s"), &event, now).await.unwrap_err().may_pass());
        deliver(&client, (&url, "s"), &event, now).await.unwrap();
        let told = received.list();
        assert_eq!((told.len(), told[0].times, &told[0].body), (1, 2, &event.body));
        assert!(!deliver(&client, (&url, "other"), &event, now).await.unwrap_err().may_pass());
        assert!(!deliver(&client, ("ftp://example.tw/", "s"), &event, now).await.unwrap_err().may_pass());
    }
}
