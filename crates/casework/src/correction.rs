//! Correction (補正): one complete list, a deadline counted by 行政程序法 §48, and a clock that stands still.
//!
//! It refuses a second list while one is open, answers nobody asked about, and answers that would change
//! the fee. The step's time neither shrinks nor grows by it (§51: what the office may not use is not its time).

use std::collections::BTreeMap;

use catalogue::service::Moment;
use catalogue::stage::Stage;
use catalogue::step::WithinUnit;
use lexicon::ids::TimerId;
use lexicon::period;
use serde_json::Value;

use crate::clock;
use crate::decide::Act;
use crate::event::{CorrectionItem, Event};
use crate::fault::Fault;
use crate::outcome::Effect;
use crate::{money, steps};

/// Stops the clock and asks the applicant.
pub(crate) fn ask(act: &mut Act<'_>, items: Vec<CorrectionItem>, days: u32) -> Result<(), Fault> {
    if act.case.stage != Stage::Deciding {
        return Err(act.not_now("ask-correction"));
    }
    if items.is_empty() || days == 0 {
        return Err(Fault::EmptyCorrection);
    }
    let (left_minutes, left_working_days) = what_is_left(act)?;
    act.stop_timer();
    let (seq, ordinal) = act.seed();
    let timer = TimerId::derive(act.case.id, seq, ordinal);
    let due = period::statutory_days(act.now.taipei_date(), days, act.definition.calendar);
    let deadline = clock::of_due(due, timer);
    act.effect(Effect::Timer { id: timer, at: deadline.at, step: act.case.step.clone() });
    act.record(Event::CorrectionAsked { items, deadline, left_minutes, left_working_days });
    act.notice(Moment::CorrectionAsked);
    Ok(())
}

/// What is left of the step's time; nothing of a time that has run out already.
fn what_is_left(act: &Act<'_>) -> Result<(Option<i64>, Option<u32>), Fault> {
    let unit = act.step()?.within.as_ref().map(|within| within.unit);
    let running = act.case.deadline.as_ref().filter(|deadline| act.case.expired != Some(deadline.timer));
    let (Some(unit), Some(deadline)) = (unit, running) else { return Ok((None, None)) };
    Ok(match unit {
        WithinUnit::WorkingDays => {
            let (today, last) = (act.now.taipei_date(), clock::last_day(deadline.at));
            (None, Some(act.definition.calendar.working_days_between(today, last)))
        }
        WithinUnit::Minutes | WithinUnit::Days => {
            let micros = (deadline.at.micros() - act.now.micros()).max(0);
            (Some(micros / 60_000_000), None)
        }
    })
}

/// The applicant's corrected answers. What was gathered is gathered anew, since it may rest on them.
pub(crate) fn correct(act: &mut Act<'_>, answers: BTreeMap<String, Value>) -> Result<(), Fault> {
    let Some(correction) = act.case.correction.clone() else { return Err(act.not_now("correct")) };
    if let Some(stray) = answers.keys().find(|key| !correction.items.iter().any(|item| item.question == **key)) {
        return Err(Fault::NotAsked(stray.clone()));
    }
    act.stop_timer();
    act.record(Event::Corrected { answers });
    money::same_fee(act)?;
    match steps::gathering(act) {
        Some(step) => steps::enter(act, &step.id),
        None => steps::enter(act, &correction.paused.step),
    }
}

/// Nobody answered in time: the case goes where the service says what follows from that, or back to the
/// officer as it was, with what was left of its time.
pub(crate) fn lapse(act: &mut Act<'_>) -> Result<(), Fault> {
    let Some(correction) = act.case.correction.clone() else { return Ok(()) };
    act.stop_timer();
    act.follow(Event::CorrectionLapsed);
    let on = act.definition.service.uncorrected.as_ref().unwrap_or(&correction.paused.step);
    steps::enter(act, on)
}
