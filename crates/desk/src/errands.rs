//! Errands: what the worker fetches from the outbox and brings back as commands.

use casework::case::Case;
use casework::command::{Command, Deed};
use casework::event::Actor;
use lexicon::ids::CaseId;
use lexicon::instant::At;
use lexicon::parcel::ParcelId;
use outbox::Topic;
use sha2::{Digest, Sha256};
use store::files::FileRef;
use store::filing::Filing;
use store::messages::Wanted;
use store::seal::Owner;

use crate::abilities::ParcelReplies;
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::turn::{Beside, More};

/// A message claimed for sending.
pub type Claimed = store::messages::ClaimedMessage;
/// The right to say what became of it.
pub type Claim = store::messages::Claim;

/// The parcels a case asks about.
#[must_use]
pub fn parcels(case: &Case) -> Vec<ParcelId> {
    let parcels = case.answers.get("parcels").and_then(|value| value.as_array());
    let keys = parcels.into_iter().flatten().filter_map(|parcel| parcel.get("key")?.as_str());
    keys.filter_map(|key| ParcelId::parse(key).ok()).collect()
}

impl Desk {
    /// Claims messages that are due; nobody else gets them until the lease ends.
    ///
    /// # Errors
    /// The database.
    pub async fn claim(
        &self,
        topics: &[Topic],
        (now, lease_until): (At, At),
        limit: u32,
    ) -> Result<Vec<Claimed>, DeskFault> {
        let wanted = Wanted { topics: topics.to_vec(), lease_until, limit };
        Ok(self.store().claim_messages(now, &wanted).await?)
    }

    /// Notes how far a message has come. `cause` is a key, never personal data.
    ///
    /// # Errors
    /// The database; a lease that ran out.
    pub async fn note(&self, claim: Claim, cause: &str) -> Result<(), DeskFault> {
        let mut filing = Filing::new();
        filing.message_note(claim, cause);
        self.store().file(filing).await?;
        Ok(())
    }

    /// The message is still being served: nobody else gets it until then.
    ///
    /// # Errors
    /// The database; a lease that ran out.
    pub async fn hold(&self, claim: Claim, until: At) -> Result<(), DeskFault> {
        let mut filing = Filing::new();
        filing.message_hold(claim, until);
        self.store().file(filing).await?;
        Ok(())
    }

    /// The message was delivered and nothing follows.
    ///
    /// # Errors
    /// The database; a lease that ran out.
    pub async fn delivered(&self, claim: Claim, now: At) -> Result<(), DeskFault> {
        let mut filing = Filing::new();
        filing.message_done(claim, now);
        self.store().file(filing).await?;
        Ok(())
    }

    /// The message is to be tried again at `run_at`. `cause` is a key, never personal data.
    ///
    /// # Errors
    /// The database; a lease that ran out.
    pub async fn retry(&self, claim: Claim, cause: &str, run_at: At) -> Result<(), DeskFault> {
        let mut filing = Filing::new();
        filing.message_retry(claim, cause, run_at);
        self.store().file(filing).await?;
        Ok(())
    }

    /// The message will not be tried again; a person looks.
    ///
    /// # Errors
    /// The database; a lease that ran out.
    pub async fn give_up(&self, claim: Claim, cause: &str, now: At) -> Result<(), DeskFault> {
        let mut filing = Filing::new();
        filing.message_failed(claim, cause, now);
        self.store().file(filing).await?;
        Ok(())
    }

    /// The land office answered. Every reply is held against our copy of the parcel first; what differs is filed,
    /// and stands with the reply until a person settles it.
    ///
    /// # Errors
    /// The database; an ability that cannot read the reply.
    pub async fn answer_geometry(
        &self,
        id: CaseId,
        (evidence, replies): (&str, &ParcelReplies),
        (answers, now): (Option<Claim>, At),
    ) -> Result<Case, DeskFault> {
        let replies = self.compared(replies, now).await?;
        let proof =
            replies.file.clone().map(|file| FileRef { name: file.name, owner: Owner::Case(id), bytes: file.bytes });
        let body = serde_json::to_value(&replies).map_err(|e| DeskFault::Definition(e.to_string()))?;
        let hash = hex::encode(Sha256::digest(body.to_string()));
        let source = "land-office".to_owned();
        let deed = Deed::Answer { evidence: evidence.to_owned(), source: source.clone(), hash, body };
        let command = Command { by: Actor::Gateway(source), deed };
        let more = proof.map(|file| -> More {
            Box::new(move |filing| {
                filing.keep_file(&file, now);
            })
        });
        self.turn_beside(id, command, (Beside { answers, more }, now)).await
    }

    /// A register will not answer; the case goes on without.
    ///
    /// # Errors
    /// The database.
    pub async fn no_answer(
        &self,
        id: CaseId,
        (evidence, cause): (&str, &str),
        (answers, now): (Option<Claim>, At),
    ) -> Result<Case, DeskFault> {
        let deed = Deed::GiveUp { evidence: evidence.to_owned(), cause: cause.to_owned() };
        let command = Command { by: Actor::System, deed };
        self.turn_beside(id, command, (Beside { answers, more: None }, now)).await
    }

    /// Rings every timer that is due, and says how many.
    ///
    /// # Errors
    /// The database.
    pub async fn ring_due(&self, now: At, limit: u32) -> Result<usize, DeskFault> {
        let due = self.store().due_timers(now, limit).await?;
        let count = due.len();
        for timer in due {
            let id = timer.id;
            let more: More = Box::new(move |filing| {
                filing.untimer(id);
            });
            let command = Command { by: Actor::System, deed: Deed::Ring { timer: id } };
            let beside = Beside { answers: None, more: Some(more) };
            // What rings counts from its own instant, however late the worker is.
            self.turn_beside(timer.case, command, (beside, timer.at.max(At::from_micros(0)))).await?;
        }
        Ok(count)
    }
}
