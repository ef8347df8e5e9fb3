//! Lock-out: who has typed a wrong password too often waits. Kept in memory, for this process.
//!
//! A try is counted before the password is looked at, so that many at once count like one after the
//! other; a name nobody has is locked like any other, so that the answer tells nothing about names.
//! OWASP Authentication Cheat Sheet, account lockout.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use lexicon::instant::At;

/// Wrong passwords until a name is locked.
const MOST_TRIES: u32 = 5;
/// How long it stays locked after the last try, in minutes.
const LOCKED_MINUTES: i64 = 15;
/// Names remembered at most; beyond it the oldest are forgotten.
const MOST_NAMES: usize = 10_000;

/// Tries that have not succeeded, by the name typed.
#[derive(Debug, Default)]
pub(crate) struct Lockout(Mutex<HashMap<String, Tries>>);

#[derive(Clone, Copy, Debug)]
struct Tries {
    count: u32,
    last: At,
}

impl Lockout {
    /// Counts a try.
    ///
    /// # Errors
    /// The instant from which the name may try again.
    pub fn begin(&self, name: &str, now: At) -> Result<(), At> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, tries| tries.last.minutes_later(LOCKED_MINUTES) > now);
        let tries = known.get(name).copied().unwrap_or(Tries { count: 0, last: now });
        if tries.count >= MOST_TRIES {
            return Err(tries.last.minutes_later(LOCKED_MINUTES));
        }
        if known.len() >= MOST_NAMES
            && let Some(oldest) = known.iter().min_by_key(|(_, tries)| tries.last).map(|(name, _)| name.clone())
        {
            known.remove(&oldest);
        }
        known.insert(name.to_owned(), Tries { count: tries.count + 1, last: now });
        Ok(())
    }

    /// The password was right: earlier slips no longer count.
    pub fn forget(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(n: i64) -> At {
        At::from_micros(0).minutes_later(n)
    }

    #[test]
    fn five_wrong_tries_lock_a_name_for_a_quarter_of_an_hour() {
        let lockout = Lockout::default();
        for n in 0..5 {
            assert_eq!(lockout.begin("wang", minute(n)), Ok(()));
        }
        assert_eq!(lockout.begin("wang", minute(5)), Err(minute(19)));
        assert_eq!(lockout.begin("chen", minute(5)), Ok(()));
        assert_eq!(lockout.begin("wang", minute(19)), Ok(()));
    }

    #[test]
    fn a_right_password_begins_anew() {
        let lockout = Lockout::default();
        for n in 0..20 {
            assert_eq!(lockout.begin("wang", minute(n)), Ok(()));
            lockout.forget("wang");
        }
    }
}
