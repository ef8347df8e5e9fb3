//! Lock-out: who has typed a wrong password too often waits. Kept in memory, for this process.
//!
//! A try is counted before the password is looked at, so that many at once count like one after the
//! other; a name nobody has is locked like any other, so that the answer tells nothing about names. Tries
//! from one address lock the name for that address, so that a stranger cannot keep an officer out; very many
//! from everywhere lock it altogether.
//! OWASP Authentication Cheat Sheet, account lockout.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use lexicon::instant::At;

/// Wrong passwords until a name is locked for an address.
const MOST_TRIES: u32 = 5;
/// Wrong passwords until a name is locked for everybody.
const MOST_ANYWHERE: u32 = 100;
/// How long it stays locked after the last try, in minutes.
const LOCKED_MINUTES: i64 = 15;
/// Names and addresses remembered at most; beyond it the oldest are forgotten.
const MOST_KNOWN: usize = 10_000;

/// A name typed, at an address or anywhere.
type Typed = (String, Option<IpAddr>);

/// Tries that have not succeeded.
#[derive(Debug, Default)]
pub(crate) struct Lockout(Mutex<HashMap<Typed, Tries>>);

#[derive(Clone, Copy, Debug)]
struct Tries {
    count: u32,
    last: At,
}

impl Lockout {
    /// Counts a try.
    ///
    /// # Errors
    /// The instant from which the name may try again from there.
    pub fn begin(&self, (name, client): (&str, IpAddr), now: At) -> Result<(), At> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, tries| tries.last.minutes_later(LOCKED_MINUTES) > now);
        let limits = [((name.to_owned(), Some(client)), MOST_TRIES), ((name.to_owned(), None), MOST_ANYWHERE)];
        for (typed, most) in &limits {
            if let Some(tries) = known.get(typed).filter(|tries| tries.count >= *most) {
                return Err(tries.last.minutes_later(LOCKED_MINUTES));
            }
        }
        while known.len() + limits.len() > MOST_KNOWN
            && let Some(oldest) = known.iter().min_by_key(|(_, tries)| tries.last).map(|(typed, _)| typed.clone())
        {
            known.remove(&oldest);
        }
        for (typed, _) in limits {
            let tries = known.entry(typed).or_insert(Tries { count: 0, last: now });
            *tries = Tries { count: tries.count + 1, last: now };
        }
        Ok(())
    }

    /// The password was right: earlier slips from there no longer count.
    pub fn forget(&self, (name, client): (&str, IpAddr)) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = known.remove(&(name.to_owned(), Some(client))).map_or(0, |tries| tries.count);
        if let Some(all) = known.get_mut(&(name.to_owned(), None)) {
            all.count = all.count.saturating_sub(own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(n: i64) -> At {
        At::from_micros(0).minutes_later(n)
    }

    fn at(last: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, last])
    }

    #[test]
    fn five_wrong_tries_lock_a_name_for_their_address_and_a_quarter_of_an_hour() {
        let lockout = Lockout::default();
        for n in 0..5 {
            assert_eq!(lockout.begin(("wang", at(1)), minute(n)), Ok(()));
        }
        assert_eq!(lockout.begin(("wang", at(1)), minute(5)), Err(minute(19)));
        assert_eq!(lockout.begin(("chen", at(1)), minute(5)), Ok(()));
        // A stranger cannot keep the officer out.
        assert_eq!(lockout.begin(("wang", at(2)), minute(5)), Ok(()));
        assert_eq!(lockout.begin(("wang", at(1)), minute(19)), Ok(()));
    }

    #[test]
    fn a_hundred_tries_from_everywhere_lock_a_name_altogether() {
        let lockout = Lockout::default();
        for n in 0..100 {
            assert_eq!(lockout.begin(("wang", at(n)), minute(0)), Ok(()), "{n}");
        }
        assert_eq!(lockout.begin(("wang", at(200)), minute(1)), Err(minute(15)));
    }

    #[test]
    fn a_right_password_begins_anew() {
        let lockout = Lockout::default();
        for n in 0..20 {
            assert_eq!(lockout.begin(("wang", at(1)), minute(n)), Ok(()));
            lockout.forget(("wang", at(1)));
        }
        // Nor towards those from everywhere.
        for n in 0..99 {
            assert_eq!(lockout.begin(("wang", at(n)), minute(20)), Ok(()), "{n}");
        }
    }
}
