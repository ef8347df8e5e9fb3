//! One command with every question to an ability answered: still pure, so that stories and mutants run
//! without a database.

use casework::case::Case;
use casework::command::{Command, Deed};
use casework::decide::{Definition, decide};
use casework::event::{Actor, Entry};
use casework::fault::Fault;
use casework::outcome::Effect;
use lexicon::instant::At;
use thiserror::Error;

use crate::abilities::{self, AbilityFault, World};

/// How often one command may ask abilities before something is wrong with its definition.
const MOST_ROUNDS: usize = 8;

/// A command carried through: the case, its new lines and its consequences.
#[derive(Clone, Debug)]
pub struct Turn {
    pub case: Case,
    pub entries: Vec<Entry>,
    pub effects: Vec<Effect>,
}

#[derive(Debug, Error)]
pub enum RoundsFault {
    #[error(transparent)]
    Refused(#[from] Fault),
    #[error(transparent)]
    Ability(#[from] AbilityFault),
    #[error("the definition asks abilities in a circle")]
    Circle,
}

/// Decides a command and every finding that follows from it.
///
/// # Errors
/// The engine's refusal, an ability's fault, or a circle of asks.
pub fn carry(
    world: &World<'_>,
    definition: Definition<'_>,
    case: Option<&Case>,
    (command, now): (Command, At),
) -> Result<Turn, RoundsFault> {
    let first = decide(definition, case, command, now)?;
    let mut turn = Turn { case: first.case, entries: first.entries, effects: first.effects };
    let mut asks = first.asks;
    for _ in 0..MOST_ROUNDS {
        let Some(ask) = asks.pop() else { return Ok(turn) };
        let body = abilities::find(&ask.ability, ask.version, world, &ask.input)?;
        let deed = Deed::Find { finding: ask.finding, ability: ask.ability, version: ask.version, body };
        let next = decide(definition, Some(&turn.case), Command { by: Actor::System, deed }, now)?;
        turn.case = next.case;
        turn.entries.extend(next.entries);
        turn.effects.extend(next.effects);
        asks.extend(next.asks);
    }
    Err(RoundsFault::Circle)
}
