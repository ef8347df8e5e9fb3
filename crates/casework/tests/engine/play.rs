//! One case being played: every command goes to the engine, every answer is remembered, every law is
//! checked.

use std::collections::BTreeSet;

use casework::case::Case;
use casework::command::{Command, Deed};
use casework::decide::decide;
use casework::event::{Actor, Entry};
use casework::fault::Fault;
use casework::outcome::{Ask, Effect, Outcome};
use lexicon::ids::{PaperId, TimerId};
use lexicon::instant::At;
use serde_json::Value;

use crate::laws;
use crate::world::{Applicant, definition};

/// A case with everything that ever followed from its commands.
#[derive(Clone)]
pub struct Play {
    pub case: Case,
    pub entries: Vec<Entry>,
    pub effects: Vec<Effect>,
    /// Timers that rang, in time or late.
    pub rung: BTreeSet<TimerId>,
    /// The latest instant a command came in.
    pub now: At,
}

/// What a command did.
#[derive(Clone, Debug, PartialEq)]
pub enum Did {
    /// New journal lines, by their count; what followed from findings included.
    Lines(usize),
    Nothing,
    Refused(Fault),
}

impl Play {
    /// Opens a case. `find` answers for every ability.
    pub fn open((applicant, nth): (Applicant, u32), find: &dyn Fn(&Ask) -> Value, now: At) -> Play {
        let Outcome { case, entries, asks, effects } =
            decide(definition(), None, applicant.opens(nth, now), now).unwrap();
        let mut play = Play { case, entries, effects, rung: BTreeSet::new(), now };
        play.answer(asks, find);
        laws::hold(&play);
        play
    }

    /// Carries out a deed as the desk does, every question to an ability included.
    pub fn carry(&mut self, deed: Deed, find: &dyn Fn(&Ask) -> Value, now: At) -> Did {
        let before = self.entries.len();
        if let Deed::Ring { timer } = &deed
            && self.effects.iter().any(|e| matches!(e, Effect::Timer { id, at, .. } if id == timer && *at <= now))
        {
            self.rung.insert(*timer);
        }
        let command = Command { by: by(&deed), deed };
        let outcome = match decide(definition(), Some(&self.case), command, now) {
            Ok(outcome) => outcome,
            Err(fault) => return Did::Refused(fault),
        };
        assert!(!outcome.is_nothing() || outcome.case == self.case, "nothing changes nothing");
        assert!(
            !outcome.is_nothing() || outcome.effects.is_empty() && outcome.asks.is_empty(),
            "nothing follows from nothing"
        );
        self.now = self.now.max(now);
        let asks = self.take(outcome);
        self.answer(asks, find);
        laws::hold(self);
        match self.entries.len() - before {
            0 => Did::Nothing,
            lines => Did::Lines(lines),
        }
    }

    fn take(&mut self, outcome: Outcome) -> Vec<Ask> {
        self.case = outcome.case;
        self.entries.extend(outcome.entries);
        self.effects.extend(outcome.effects);
        outcome.asks
    }

    fn answer(&mut self, mut asks: Vec<Ask>, find: &dyn Fn(&Ask) -> Value) {
        while let Some(ask) = asks.pop() {
            let body = find(&ask);
            let deed = Deed::Find { finding: ask.finding, ability: ask.ability, version: ask.version, body };
            let command = Command { by: Actor::System, deed };
            let outcome = decide(definition(), Some(&self.case), command, self.now).unwrap();
            asks.extend(self.take(outcome));
        }
    }

    /// The timer of the running deadline and its instant, unless that deadline has run out already.
    pub fn next_ring(&self) -> Option<(TimerId, At)> {
        let deadline = self.case.deadline.as_ref().filter(|deadline| self.case.expired != Some(deadline.timer))?;
        Some((deadline.timer, deadline.at))
    }

    /// The paper ordered last.
    pub fn last_paper(&self) -> Option<PaperId> {
        self.case.papers.last().map(|paper| paper.id)
    }
}

fn by(deed: &Deed) -> Actor {
    match deed {
        Deed::Open(_) | Deed::Correct { .. } | Deed::Withdraw { .. } => Actor::Applicant,
        Deed::Pay { gateway, .. } => Actor::Gateway(gateway.clone()),
        Deed::Answer { source, .. } => Actor::Gateway(source.clone()),
        Deed::Decide { .. } | Deed::AskCorrection { .. } | Deed::Reissue { .. } | Deed::Revoke { .. } => {
            Actor::Officer(lexicon::ids::OfficerId::from_uuid(uuid::Uuid::from_u128(1)))
        }
        Deed::GiveUp { .. }
        | Deed::Find { .. }
        | Deed::Rank(_)
        | Deed::Ring { .. }
        | Deed::FilePaper { .. }
        | Deed::SettleRefund { .. }
        | Deed::Overtake { .. }
        | Deed::Uphold { .. } => Actor::System,
    }
}
