//! `decide(definition, case, command, now)`: the one way a case moves.

use catalogue::campaign::Season;
use catalogue::facts::Facts;
use catalogue::service::{Moment, Service};
use catalogue::stage::Stage;
use catalogue::step::{Action, Step};
use lexicon::calendar::WorkingCalendar;
use lexicon::instant::At;

use crate::case::Case;
use crate::command::{Command, Deed, Opening};
use crate::event::{Actor, Entry, Event};
use crate::fault::Fault;
use crate::outcome::{Ask, Effect, Outcome};
use crate::{correction, money, papers, steps};

/// The rules a case runs under: its own pinned definition, and the calendar of today, which is never pinned.
#[derive(Clone, Copy, Debug)]
pub struct Definition<'a> {
    /// The rules.
    pub service: &'a Service,
    /// Their name for ever; a case under another one is refused.
    pub digest: &'a str,
    /// The office calendar of today.
    pub calendar: &'a WorkingCalendar,
}

/// Decides what follows from a command.
///
/// A deadline that closed at or before `now` runs out first, at its own instant, whether or not its timer
/// has rung: who is late is told by the arrival alone. A command that was already carried out (the same
/// payment twice, a timer of a step long left, a paper filed before) is not a fault: its outcome is nothing.
///
/// # Errors
/// [`Fault`] says why the deed is refused; nothing has changed then.
pub fn decide(definition: Definition<'_>, case: Option<&Case>, command: Command, now: At) -> Result<Outcome, Fault> {
    let Command { by, deed } = command;
    let mut act = match (case, &deed) {
        (None, Deed::Open(opening)) => return open(definition, by, opening, now),
        (None, _) => return Err(Fault::NoCase),
        (Some(_), Deed::Open(_)) => return Err(Fault::AlreadyOpen),
        (Some(case), _) if case.definition != definition.digest => return Err(Fault::WrongDefinition),
        (Some(case), _) => Act::on(definition, case.clone(), by, now),
    };
    catch_up(&mut act)?;
    match deed {
        Deed::Open(_) => return Err(Fault::AlreadyOpen),
        Deed::Pay { reference, gateway, amount } => money::pay(&mut act, &reference, &gateway, amount)?,
        Deed::SettleRefund { reference } => money::settle_refund(&mut act, &reference),
        Deed::Answer { evidence, source, hash, body } => {
            if act.awaits_evidence(&evidence) {
                act.record(Event::Answered { evidence, source, hash, body });
                steps::leave(&mut act)?;
            }
        }
        Deed::GiveUp { evidence, cause } => {
            if act.awaits_evidence(&evidence) {
                act.record(Event::Unanswered { evidence, cause });
                steps::fail(&mut act)?;
            }
        }
        Deed::Find { finding, ability, version, body } => {
            if act.awaits_finding((&ability, version), &finding) {
                act.record(Event::Found { finding, ability, version, body });
                steps::leave(&mut act)?;
            }
        }
        Deed::Rank(rank) => steps::rank(&mut act, rank)?,
        Deed::Decide { choice, reasons, remarks } => steps::choose(&mut act, &choice, reasons, remarks)?,
        Deed::AskCorrection { items, days } => correction::ask(&mut act, items, days)?,
        Deed::Correct { answers } => correction::correct(&mut act, answers)?,
        Deed::Withdraw { reason } => withdraw(&mut act, reason)?,
        // What is due has been caught up with; a timer that rings early or for a step long left is nothing.
        Deed::Ring { .. } => {}
        Deed::FilePaper { paper, number, digest, valid_until } => {
            papers::file(&mut act, papers::Sealed { paper, number, digest, valid_until })?;
        }
        Deed::Reissue { reasons, answers } => papers::reissue(&mut act, reasons, answers)?,
        Deed::Revoke { paper, reasons } => papers::revoke(&mut act, paper, reasons)?,
        Deed::Overtake { paper, by } => papers::overtake(&mut act, paper, by)?,
        Deed::Uphold { paper, release } => papers::uphold(&mut act, paper, release)?,
    }
    Ok(act.outcome())
}

fn open(definition: Definition<'_>, by: Actor, opening: &Opening, now: At) -> Result<Outcome, Fault> {
    let service = definition.service;
    let campaign = match service.season(now) {
        Season::Always => None,
        Season::Open(campaign) => Some(campaign.id.clone()),
        Season::Upcoming(_) | Season::Over(_) => return Err(Fault::NotOpen),
    };
    let event = Event::Opened {
        campaign,
        id: opening.id,
        number: opening.number.clone(),
        service: service.id.clone(),
        definition: definition.digest.to_owned(),
        channel: opening.channel,
        assurance: opening.assurance,
        unit: service.unit.clone(),
        lang: opening.lang,
        answers: opening.answers.clone(),
        applied_on: opening.applied_on,
        limits: opening.limits.clone(),
    };
    let entry = Entry { seq: 1, at: now, actor: by.clone(), event };
    let case = Case::open(&entry).ok_or(Fault::NoCase)?;
    let mut act = Act::on(definition, case, by, now);
    act.entries.push(entry);
    act.notice(Moment::Received);
    steps::enter(&mut act, &service.first)?;
    Ok(act.outcome())
}

fn withdraw(act: &mut Act<'_>, reason: String) -> Result<(), Fault> {
    if matches!(act.case.stage, Stage::Issuing | Stage::Done) || act.case.valid_paper().is_some() {
        return Err(act.not_now("withdraw"));
    }
    act.stop_timer();
    act.record(Event::Withdrawn { reason });
    if act.case.overdue {
        money::refund_late(act)?;
    }
    steps::end(act, catalogue::step::Ending::Withdrawn);
    Ok(())
}

/// Lets every deadline run out that closed before this command arrived, at its own instant: what counts
/// is when something arrived, not when a timer got round to ringing.
fn catch_up(act: &mut Act<'_>) -> Result<(), Fault> {
    let arrived = act.now;
    // A definition may give no time at all; a circle of such steps must not hold the house.
    for _ in 0..=act.definition.service.steps.len() {
        let Some(closed_at) = act.closed_by(arrived) else { break };
        act.now = closed_at;
        match act.case.correction {
            Some(_) => correction::lapse(act)?,
            None => steps::expire(act)?,
        }
    }
    act.now = arrived;
    Ok(())
}

/// One command in the making: the case as it changes, and what has followed so far.
pub(crate) struct Act<'a> {
    pub definition: Definition<'a>,
    pub case: Case,
    pub now: At,
    by: Actor,
    entries: Vec<Entry>,
    asks: Vec<Ask>,
    effects: Vec<Effect>,
    ordinal: u32,
}

impl<'a> Act<'a> {
    fn on(definition: Definition<'a>, case: Case, by: Actor, now: At) -> Self {
        Act { definition, case, now, by, entries: Vec::new(), asks: Vec::new(), effects: Vec::new(), ordinal: 0 }
    }

    /// What is known of the case, with everything that follows from it by the service's own rules.
    pub fn facts(&self) -> Facts {
        self.definition.service.reckoned(self.case.facts())
    }

    /// Writes a line by whoever gave the command and takes it into account at once.
    pub fn record(&mut self, event: Event) {
        let actor = self.by.clone();
        self.write(actor, event);
    }

    /// Writes a line that follows by itself.
    pub fn follow(&mut self, event: Event) {
        self.write(Actor::System, event);
    }

    fn write(&mut self, actor: Actor, event: Event) {
        let entry = Entry { seq: self.case.version + 1, at: self.now, actor, event };
        self.case.apply(&entry);
        self.entries.push(entry);
    }

    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub fn ask(&mut self, ask: Ask) {
        self.asks.push(ask);
    }

    /// Tells the applicant, where the service has such a notice.
    pub fn notice(&mut self, moment: Moment) {
        if self.definition.service.notice_on(moment).is_some() {
            self.effect(Effect::Notice { moment });
        }
    }

    /// The next (sequence, ordinal) pair new ids of this command derive from.
    pub fn seed(&mut self) -> (i64, u32) {
        self.ordinal += 1;
        (self.case.version, self.ordinal)
    }

    /// Takes the running deadline's timer down, if there is one; once.
    pub fn stop_timer(&mut self) {
        let untimer = self.case.deadline.as_ref().map(|deadline| Effect::Untimer { id: deadline.timer });
        if let Some(untimer) = untimer.filter(|untimer| !self.effects.contains(untimer)) {
            self.effect(untimer);
        }
    }

    /// When the running deadline closed, if it has by `now` and nothing followed from it yet.
    fn closed_by(&self, now: At) -> Option<At> {
        let deadline = self.case.deadline.as_ref()?;
        (deadline.at <= now && self.case.expired != Some(deadline.timer)).then_some(deadline.at)
    }

    /// The step the case stands at.
    pub fn step(&self) -> Result<&'a Step, Fault> {
        let service: &'a Service = self.definition.service;
        let wanted = &self.case.step;
        service.steps.iter().find(|step| step.id == *wanted).ok_or_else(|| Fault::NoSuchStep(wanted.clone()))
    }

    pub fn not_now(&self, deed: &'static str) -> Fault {
        Fault::NotNow { deed, stage: self.case.stage }
    }

    fn awaits_evidence(&self, evidence: &str) -> bool {
        self.case.stage == Stage::Gathering
            && self
                .step()
                .is_ok_and(|step| matches!(&step.action, Action::Ask { evidence: awaited, .. } if awaited == evidence))
    }

    fn awaits_finding(&self, ability: (&str, u32), finding: &str) -> bool {
        self.case.ending.is_none()
            && self.step().is_ok_and(|step| {
                matches!(&step.action, Action::Ability { name, version, finding: awaited }
                    if (name.as_str(), *version) == ability && awaited == finding)
            })
    }

    fn outcome(self) -> Outcome {
        Outcome { case: self.case, entries: self.entries, asks: self.asks, effects: self.effects }
    }
}
