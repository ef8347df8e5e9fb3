//! One-time codes sent by mail: address and code kept as keyed hashes, a limit of tries, one code an address.

use lexicon::instant::At;

use crate::fault::{FileError, StoreError};
use crate::filing::Filing;
use crate::seal::{Arg, put};
use crate::statement::sql;
use crate::store::Store;
use crate::value::Moment;

/// What a typed code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeVerdict {
    Right,
    Wrong,
    /// None was sent, it is too old, or it was tried too often.
    Spent,
}

fn address_parts(address: &str) -> Vec<Vec<u8>> {
    vec![b"email-code address".to_vec(), address.as_bytes().to_vec()]
}

fn code_parts(address: &str, code: &str) -> Vec<Vec<u8>> {
    vec![b"email-code".to_vec(), address.as_bytes().to_vec(), code.as_bytes().to_vec()]
}

impl Filing {
    /// Keeps the code sent to a (normalised) address, in place of any before.
    pub fn email_code(&mut self, address: &str, code: &str, expires_at: At) -> &mut Filing {
        self.put(
            put!(
                "INSERT INTO email_code (address, code, tries, expires_at) VALUES ($1, $2, 0, $3)
                 ON CONFLICT (address) DO UPDATE SET code = excluded.code, tries = 0, expires_at = excluded.expires_at",
                Arg::Keyed(address_parts(address)),
                Arg::Keyed(code_parts(address, code)),
                expires_at,
            )
            .one("code"),
        )
    }

    /// Takes expired codes away.
    pub fn email_codes_expire(&mut self, now: At) -> &mut Filing {
        self.put(put!("DELETE FROM email_code WHERE expires_at <= $1", now).any("code"))
    }
}

impl Store {
    /// Tries a code. The try is counted before it is compared, so that many at once do not get more than
    /// `tries_allowed`; a right code is spent.
    ///
    /// # Errors
    /// The database.
    pub async fn email_code_try(
        &self,
        (address, code): (&str, &str),
        tries_allowed: u32,
        now: At,
    ) -> Result<CodeVerdict, FileError> {
        let mut counted = Filing::new();
        counted.put(
            put!(
                "UPDATE email_code SET tries = tries + 1 WHERE address = $1 AND tries < $2 AND expires_at > $3",
                Arg::Keyed(address_parts(address)),
                tries_allowed,
                now,
            )
            .one("code"),
        );
        match self.file(counted).await {
            Ok(_) => {}
            Err(FileError::Conflict(_)) => return Ok(CodeVerdict::Spent),
            Err(error) => return Err(error),
        }
        let mut spent = Filing::new();
        spent.put(
            put!(
                "DELETE FROM email_code WHERE address = $1 AND code = $2 AND expires_at > $3",
                Arg::Keyed(address_parts(address)),
                Arg::Keyed(code_parts(address, code)),
                now,
            )
            .one("code"),
        );
        match self.file(spent).await {
            Ok(_) => Ok(CodeVerdict::Right),
            Err(FileError::Conflict(_)) => Ok(CodeVerdict::Wrong),
            Err(error) => Err(error),
        }
    }

    /// When the code sent to an address expires, if one is out: who asks for another soon is made to wait.
    ///
    /// # Errors
    /// The database.
    pub async fn email_code_expiry(&self, address: &str) -> Result<Option<At>, StoreError> {
        let parts = address_parts(address);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let query = sql!("SELECT expires_at FROM email_code WHERE address = $1", self.keys().keyed(&parts));
        let found: Option<(Moment,)> = self.db().optional(query).await?;
        Ok(found.map(|(at,)| at.0))
    }
}
