//! One turn of a case: load, decide, file; again where somebody else was quicker.

use std::sync::Arc;

use casework::case::Case;
use casework::command::Command;
use casework::decide::Definition;
use lexicon::ids::CaseId;
use lexicon::instant::At;
use store::fault::FileError;
use store::filing::Filing;

use crate::definitions::Pinned;
use crate::desk::Desk;
use crate::errands::Claim;
use crate::fault::DeskFault;
use crate::rounds::{self, Turn};

/// How often a turn is tried again after somebody else was quicker.
const MOST_TRIES: usize = 6;

/// Adds something to the filing of a turn; again at every try.
pub(crate) type More = Box<dyn Fn(&mut Filing) + Send + Sync>;

/// What is filed together with a turn.
#[derive(Default)]
pub(crate) struct Beside {
    /// The outbox message this turn answers: done in the same transaction.
    pub answers: Option<Claim>,
    /// More to be filed with it.
    pub more: Option<More>,
}

impl Desk {
    /// Carries a command out on a case and files everything that follows.
    pub(crate) async fn turn(&self, id: CaseId, command: Command, now: At) -> Result<Case, DeskFault> {
        self.turn_beside(id, command, (Beside::default(), now)).await
    }

    /// As [`Desk::turn`], with something filed beside it.
    pub(crate) async fn turn_beside(
        &self,
        id: CaseId,
        command: Command,
        (beside, now): (Beside, At),
    ) -> Result<Case, DeskFault> {
        for _ in 0..MOST_TRIES {
            let case = self.store().case(id).await?.ok_or(DeskFault::NotFound)?;
            let pinned = self.definition(&case.definition).await?;
            let turn = self.decide(&pinned, Some(&case), (command.clone(), now))?;
            let mut filing = self.consequences(&pinned, (&turn, case.version), now)?;
            if let Some(event) = self.event_of((&case, &turn.case), now).await? {
                filing.message(&event);
            }
            if let Some(claim) = beside.answers {
                filing.message_done(claim, now);
            }
            if let Some(more) = &beside.more {
                more(&mut filing);
            }
            if filing.is_empty() {
                return Ok(turn.case);
            }
            match self.store().file(filing).await {
                Ok(_) => return Ok(turn.case),
                Err(FileError::Conflict(_)) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        Err(DeskFault::Conflict)
    }

    /// Decides a command under a definition, abilities included; files nothing.
    pub(crate) fn decide(
        &self,
        pinned: &Arc<Pinned>,
        case: Option<&Case>,
        (command, now): (Command, At),
    ) -> Result<Turn, DeskFault> {
        let office = self.office();
        let definition = Definition {
            service: &pinned.compiled.service,
            digest: &pinned.compiled.digest,
            calendar: &office.calendar,
        };
        self.with_world(now, |world| rounds::carry(world, definition, case, (command, now)))?.map_err(DeskFault::from)
    }
}
