//! Web hooks: where an agency's program wants to be told that one of its cases moved.
//!
//! An agency has one address at a time; its secret is shown once. An event names the case and where it stands
//! now, and nobody. It is filed with the move itself, so that none is forgotten and none is told that did not
//! happen.

use casework::case::Case;
use lexicon::ids::MessageId;
use lexicon::instant::At;
use outbox::{Message, Topic};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::agencies::Webhook;
use store::filing::Filing;

use crate::access::agency_of;
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::issuing::secret_code;

/// What a message to a web hook holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Moved {
    pub agency: String,
    pub event: serde_json::Value,
}

impl Desk {
    /// An agency wants to be told at `url`, and nowhere else from now on. Gives the secret, shown this once.
    ///
    /// # Errors
    /// The database; no randomness.
    pub async fn put_webhook(&self, agency: &str, url: &str, now: At) -> Result<String, DeskFault> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|_| DeskFault::Random)?;
        let hook = Webhook {
            id: uuid::Builder::from_random_bytes(random).into_uuid(),
            agency: agency.to_owned(),
            url: url.to_owned(),
            secret: secret_code()?,
            made_at: now,
        };
        let mut filing = Filing::new();
        for old in self.webhooks_of(agency).await? {
            filing.webhook_end(old.id, now);
        }
        filing.webhook(&hook);
        self.store().file(filing).await?;
        Ok(hook.secret)
    }

    /// An agency wants to be told no longer.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] where it did not want to; the database.
    pub async fn end_webhook(&self, agency: &str, now: At) -> Result<(), DeskFault> {
        let hooks = self.webhooks_of(agency).await?;
        let mut filing = Filing::new();
        for hook in &hooks {
            filing.webhook_end(hook.id, now);
        }
        self.store().file(filing).await?;
        if hooks.is_empty() { Err(DeskFault::NotFound) } else { Ok(()) }
    }

    /// Where an agency wants to be told.
    ///
    /// # Errors
    /// The database.
    pub async fn webhooks_of(&self, agency: &str) -> Result<Vec<Webhook>, DeskFault> {
        Ok(self.store().webhooks_of(agency).await?)
    }

    /// The event of a turn, where the agency that opened the case wants to be told and something moved.
    pub(crate) async fn event_of(
        &self,
        (before, after): (&Case, &Case),
        now: At,
    ) -> Result<Option<Message>, DeskFault> {
        let Some(agency) = agency_of(after) else { return Ok(None) };
        let paper = |case: &Case| case.valid_paper().map(|paper| paper.number.clone());
        let overtaken = |case: &Case| case.valid_paper().and_then(|paper| paper.overtaken.clone());
        let has_moved = before.step != after.step
            || before.ending != after.ending
            || paper(before) != paper(after)
            || overtaken(before) != overtaken(after);
        if !has_moved || self.webhooks_of(agency).await?.is_empty() {
            return Ok(None);
        }
        let event = json!({
            "type": "case.moved",
            "case": after.number.to_string(),
            "service": after.service,
            "stage": after.stage,
            "step": after.step,
            "ending": after.ending,
            "paper": paper(after),
            "overtaken": overtaken(after),
            "moved_at": now,
        });
        let moved = Moved { agency: agency.to_owned(), event };
        Ok(Some(Message {
            id: MessageId::derive(after.id, after.version, 3_000),
            case: Some(after.id),
            topic: Topic::Webhook,
            key: format!("{}/{}/webhook", after.id, after.version),
            format: outbox::FORMAT,
            body: serde_json::to_value(moved).map_err(|e| DeskFault::Definition(e.to_string()))?,
            run_at: now,
        }))
    }
}
