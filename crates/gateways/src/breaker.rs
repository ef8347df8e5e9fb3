//! A circuit breaker: whoever fails again and again is left alone for a while.
//!
//! Closed lets everything through and counts failures in a row; at the limit it opens and turns
//! everything away for a rest; then it is half open and lets one call through as a trial, whose
//! end decides. A call given up half way decides nothing: it only gives the trial back.
//! One breaker belongs to one outside system, or to one layer of it, and lives as long as the
//! program: a restart begins closed.
//!
//! Refuses: reading a clock, sleeping, and judging a refusal (the other side is there and said no).

use crate::error::{GatewayError, System};
use jiff::SignedDuration;
use lexicon::instant::At;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// When a breaker opens and for how long. Configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Failures in a row that open it, at least one.
    pub failures: u32,
    /// How long it turns calls away before a trial, seconds.
    pub rest_s: u32,
}

impl Default for Settings {
    /// Eight failures in a row, one minute of rest.
    fn default() -> Settings {
        Settings { failures: 8, rest_s: 60 }
    }
}

/// What a breaker does with the next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Lets it through.
    Closed,
    /// Turns it away.
    Open,
    /// Lets one through as a trial and turns the others away.
    HalfOpen,
}

/// How a breaker stands, for health boards. Counts are since the program started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// What happens to the next call.
    pub state: State,
    /// Failures since the last success.
    pub failures_in_row: u32,
    /// Calls that worked, refusals among them.
    pub worked: u64,
    /// Calls that failed.
    pub failed: u64,
    /// Calls turned away without being made.
    pub turned_away: u64,
    /// How often it opened.
    pub opened: u64,
    /// When a trial is let through, while open.
    pub rests_until: Option<At>,
    /// The last success.
    pub worked_at: Option<At>,
    /// The last failure.
    pub failed_at: Option<At>,
}

/// The call was not made: the system has failed too often just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("left alone after failures in a row until {until}")]
pub struct LeftAlone {
    /// When the next trial is let through.
    pub until: At,
}

/// What a probe found: whether the system is there, and how its breaker stands.
#[derive(Debug)]
pub struct Probe {
    /// The breaker of the real calls. A probe goes past it and does not move it.
    pub breaker: Standing,
    /// Whether the system answered the probe as it should.
    pub answer: Result<(), GatewayError>,
}

/// The breaker.
#[derive(Debug)]
pub struct Breaker {
    settings: Settings,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    in_row: u32,
    worked: u64,
    failed: u64,
    turned_away: u64,
    opened: u64,
    rests_until: Option<At>,
    on_trial: bool,
    worked_at: Option<At>,
    failed_at: Option<At>,
}

/// Leave to make one call; says how it ended.
#[derive(Debug)]
pub struct Pass<'a> {
    breaker: &'a Breaker,
    trial: bool,
}

impl Breaker {
    /// A closed breaker.
    #[must_use]
    pub fn new(settings: Settings) -> Breaker {
        Breaker { settings, counted: Mutex::default() }
    }

    /// Leave to call `system`, or that it is left alone (a passing trouble of [`LeftAlone`]).
    pub fn admit(&self, system: System, now: At) -> Result<Pass<'_>, GatewayError> {
        let mut counted = self.lock();
        let Some(until) = counted.rests_until else { return Ok(Pass { breaker: self, trial: false }) };
        if now < until || counted.on_trial {
            counted.turned_away += 1;
            return Err(GatewayError::unavailable(system, LeftAlone { until }));
        }
        counted.on_trial = true;
        Ok(Pass { breaker: self, trial: true })
    }

    /// Whether calls are let through as usual.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.lock().rests_until.is_none()
    }

    /// How it stands.
    #[must_use]
    pub fn standing(&self, now: At) -> Standing {
        let counted = self.lock();
        let state = match counted.rests_until {
            None => State::Closed,
            Some(until) if now < until => State::Open,
            Some(_) => State::HalfOpen,
        };
        Standing {
            state,
            failures_in_row: counted.in_row,
            worked: counted.worked,
            failed: counted.failed,
            turned_away: counted.turned_away,
            opened: counted.opened,
            rests_until: counted.rests_until,
            worked_at: counted.worked_at,
            failed_at: counted.failed_at,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass<'_> {
    /// Ends the call: a failure is trouble over there or nonsense, everything else worked.
    pub fn end<T>(self, result: &Result<T, GatewayError>, now: At) {
        match result {
            Ok(_) | Err(GatewayError::Refused { .. }) => self.worked(now),
            Err(GatewayError::Unavailable { .. } | GatewayError::Nonsense { .. }) => self.failed(now),
        }
    }

    pub(crate) fn worked(self, now: At) {
        let mut counted = self.breaker.lock();
        counted.worked += 1;
        counted.worked_at = Some(now);
        // A call made before the breaker opened says nothing about the trouble since.
        if self.trial || counted.rests_until.is_none() {
            counted.in_row = 0;
            counted.rests_until = None;
        }
    }

    pub(crate) fn failed(self, now: At) {
        let mut counted = self.breaker.lock();
        counted.failed += 1;
        counted.failed_at = Some(now);
        counted.in_row = counted.in_row.saturating_add(1);
        let opens = counted.rests_until.is_none() && counted.in_row >= self.breaker.settings.failures.max(1);
        if self.trial || opens {
            counted.opened += 1;
            counted.rests_until = Some(now.plus(SignedDuration::from_secs(self.breaker.settings.rest_s.into())));
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.trial {
            self.breaker.lock().on_trial = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: Settings = Settings { failures: 3, rest_s: 60 };

    fn at(second: i64) -> At {
        At::from_micros(second * 1_000_000)
    }

    /// Calls at these seconds end so (`+`, `-`, `r` refused) or are turned away (`x`); then it stands so.
    fn check(calls: &[(i64, char)], state: State) {
        let breaker = Breaker::new(SETTINGS);
        for (second, end) in calls {
            let pass = breaker.admit(System::LandOffice, at(*second));
            let result = match end {
                '+' => Ok(()),
                'r' => Err(GatewayError::refused(System::LandOffice, "no")),
                _ => Err(GatewayError::unavailable(System::LandOffice, "down")),
            };
            match pass {
                Ok(pass) if *end != 'x' => pass.end(&result, at(*second)),
                Err(error) if *end == 'x' => assert!(error.cause::<LeftAlone>().is_some()),
                other => panic!("{calls:?} at {second}: {other:?}"),
            }
        }
        let last = calls.last().map_or(0, |(second, _)| *second);
        assert_eq!(breaker.standing(at(last)).state, state, "{calls:?}");
    }

    #[test]
    fn only_failures_in_a_row_open_it_and_a_trial_decides() {
        use State::{Closed, HalfOpen, Open};
        check(&[(0, '-'), (0, '-')], Closed);
        check(&[(0, '-'), (0, '-'), (0, '+'), (0, '-'), (0, '-')], Closed);
        check(&[(0, '-'), (0, '-'), (0, 'r'), (0, '-'), (0, '-')], Closed);
        check(&[(0, '-'), (0, '-'), (0, '-')], Open);
        check(&[(0, '-'), (0, '-'), (0, '-'), (1, 'x'), (59, 'x')], Open);
        check(&[(0, '-'), (0, '-'), (0, '-'), (60, '+'), (60, '+')], Closed);
        check(&[(0, '-'), (0, '-'), (0, '-'), (60, '-'), (61, 'x'), (119, 'x'), (120, '+')], Closed);
        check(&[(0, '-'), (0, '-'), (0, '-'), (60, 'r')], Closed);
        let breaker = Breaker::new(SETTINGS);
        for _ in 0..3 {
            breaker.admit(System::LandOffice, at(0)).unwrap().failed(at(0));
        }
        assert_eq!(breaker.standing(at(60)).state, HalfOpen);
    }

    #[test]
    fn one_trial_at_a_time_and_a_dropped_one_is_given_back() {
        let breaker = Breaker::new(Settings { failures: 1, rest_s: 10 });
        breaker.admit(System::Sms, at(0)).unwrap().failed(at(0));
        let trial = breaker.admit(System::Sms, at(10)).unwrap();
        assert!(breaker.admit(System::Sms, at(10)).is_err());
        drop(trial);
        breaker.admit(System::Sms, at(10)).unwrap().worked(at(10));
        let standing = breaker.standing(at(10));
        assert_eq!((standing.worked, standing.failed, standing.turned_away, standing.opened), (1, 1, 1, 1));
        assert_eq!((standing.state, standing.failures_in_row), (State::Closed, 0));
    }

    #[test]
    fn an_old_call_that_ends_late_closes_nothing() {
        let breaker = Breaker::new(Settings { failures: 1, rest_s: 10 });
        let slow = breaker.admit(System::Sms, at(0)).unwrap();
        breaker.admit(System::Sms, at(0)).unwrap().failed(at(0));
        slow.worked(at(5));
        assert_eq!(breaker.standing(at(5)).state, State::Open);
    }
}
