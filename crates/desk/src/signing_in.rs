//! Signing in: officers with their passwords, and sessions that end by themselves.
//!
//! Passwords are kept as argon2id in PHC form (RFC 9106) and looked at off the async threads; a session
//! is a random token of which the books keep a keyed hash. Refuses to say whether a name exists, and to
//! let anybody in without a password outside the demonstration.

use std::net::IpAddr;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use lexicon::ids::OfficerId;
use lexicon::instant::At;
use serde_json::{Value, json};
use store::filing::Filing;
use store::officers::{OfficerRow, OfficerState};
use store::sessions::Session;
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::access::{Action, Officer, Role, Who, may};
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::issuing::secret_code;
use crate::office::Standing;

/// How long a session lasts at most, in minutes.
pub const SESSION_MINUTES: i64 = 8 * 60;
/// How long a session lasts without being used, in minutes.
const IDLE_MINUTES: i64 = 30;
/// How long the answer to a program's request is kept for the same request again, in minutes.
const ANSWERS_MINUTES: i64 = 30 * 24 * 60;
/// A session is noted as used at most this often, in minutes: every note is a durable write.
const NOTE_MINUTES: i64 = 1;
/// Shortest password, in characters (NIST SP 800-63B).
const LEAST_CHARS: usize = 12;

/// A hash no password has: a name nobody has takes as long as one somebody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Somebody who is to work here.
#[derive(Clone, Debug)]
pub struct NewOfficer {
    /// The name to sign in with.
    pub login: String,
    pub name: String,
    pub unit: String,
    pub roles: Vec<Role>,
    /// Absent for the people of the demonstration: they sign in without one.
    pub password: Option<String>,
}

/// Why somebody is not signed in.
#[derive(Debug, Error)]
pub enum SignInFault {
    /// Name or password; which of both is not said.
    #[error("name or password is wrong")]
    Wrong,
    #[error("too many tries; locked until {0:?}")]
    Locked(At),
    #[error(transparent)]
    Desk(#[from] DeskFault),
}

impl Desk {
    /// Adds an officer, or changes the one of that login.
    ///
    /// # Errors
    /// [`DeskFault::Denied`] for who may not administer; [`DeskFault::Definition`] for a password that is too
    /// short; the database.
    pub async fn put_officer(&self, who: &Who, new: NewOfficer) -> Result<OfficerId, DeskFault> {
        if !may(who, Action::Administer, None) {
            return Err(DeskFault::Denied);
        }
        let known = self.store().officer_by_login(&new.login).await?;
        let secret = match new.password {
            Some(password) if password.chars().count() < LEAST_CHARS => {
                return Err(DeskFault::Definition(format!("a password has at least {LEAST_CHARS} characters")));
            }
            Some(password) => hash(password).await?,
            None => known.as_ref().map(|row| row.secret.clone()).unwrap_or_default(),
        };
        let row = OfficerRow {
            id: known.map_or_else(new_id, |row| Ok(row.id))?,
            login: new.login,
            unit: new.unit,
            roles: new.roles.iter().filter_map(role_name).collect(),
            secret,
            state: OfficerState::Active,
            profile: json!({ "name": new.name }),
        };
        let mut filing = Filing::new();
        // Who has other roles or another password signs in again.
        filing.officer_put(&row).sessions_drop(&row.id.to_string());
        self.store().file(filing).await?;
        Ok(row.id)
    }

    /// An officer leaves the office: every session ends at once.
    ///
    /// # Errors
    /// [`DeskFault::Denied`]; [`DeskFault::NotFound`] for a login nobody has.
    pub async fn dismiss_officer(&self, who: &Who, login: &str) -> Result<(), DeskFault> {
        if !may(who, Action::Administer, None) {
            return Err(DeskFault::Denied);
        }
        let mut row = self.store().officer_by_login(login).await?.ok_or(DeskFault::NotFound)?;
        row.state = OfficerState::Left;
        let mut filing = Filing::new();
        filing.officer_put(&row).sessions_drop(&row.id.to_string());
        self.store().file(filing).await?;
        Ok(())
    }

    /// Signs an officer in with a password, at a client's address; gives the session's token, shown to nobody again.
    ///
    /// # Errors
    /// See [`SignInFault`].
    pub async fn sign_in(
        &self,
        (login, password): (&str, String),
        (client, now): (IpAddr, At),
    ) -> Result<String, SignInFault> {
        let login = login.trim();
        self.lockout().begin((login, client), now).map_err(SignInFault::Locked)?;
        let row = self.store().officer_by_login(login).await.map_err(DeskFault::from)?;
        let row = row.filter(|row| row.state == OfficerState::Active && !row.secret.is_empty());
        let secret = row.as_ref().map_or(NOBODY, |row| row.secret.as_str()).to_owned();
        let is_right = fits(password, secret).await?;
        let row = row.filter(|_| is_right).ok_or(SignInFault::Wrong)?;
        self.lockout().forget((login, client));
        Ok(self.begin_session(row.id, now).await?)
    }

    /// The people one can sign in as in the demonstration; nobody outside it.
    ///
    /// # Errors
    /// The database.
    pub async fn demo_officers(&self) -> Result<Vec<Officer>, DeskFault> {
        if self.office().standing != Standing::Demonstration {
            return Ok(Vec::new());
        }
        let rows = self.store().officers().await?;
        Ok(rows.into_iter().filter(is_demo).map(officer).collect())
    }

    /// One of the made-up people of the demonstration, by login; nobody outside it.
    ///
    /// # Errors
    /// The database.
    pub async fn demo_officer(&self, login: &str) -> Result<Option<Officer>, DeskFault> {
        if self.office().standing != Standing::Demonstration {
            return Ok(None);
        }
        Ok(self.store().officer_by_login(login).await?.filter(is_demo).map(officer))
    }

    /// The officer of a login, where the password is theirs, for one command at the terminal; no session begins.
    ///
    /// # Errors
    /// See [`SignInFault`].
    pub async fn vouched(&self, login: &str, password: String) -> Result<Officer, SignInFault> {
        let row = self.store().officer_by_login(login.trim()).await.map_err(DeskFault::from)?;
        let row = row.filter(|row| row.state == OfficerState::Active && !row.secret.is_empty());
        let secret = row.as_ref().map_or(NOBODY, |row| row.secret.as_str()).to_owned();
        let is_right = fits(password, secret).await?;
        row.filter(|_| is_right).map(officer).ok_or(SignInFault::Wrong)
    }

    /// Signs in as one of the made-up people of the demonstration.
    ///
    /// # Errors
    /// [`SignInFault::Wrong`] outside the demonstration and for somebody real.
    pub async fn sign_in_demo(&self, id: OfficerId, now: At) -> Result<String, SignInFault> {
        if self.office().standing != Standing::Demonstration {
            return Err(SignInFault::Wrong);
        }
        let row = self.store().officer(id).await.map_err(DeskFault::from)?;
        let row = row.filter(is_demo).ok_or(SignInFault::Wrong)?;
        Ok(self.begin_session(row.id, now).await?)
    }

    async fn begin_session(&self, id: OfficerId, now: At) -> Result<String, DeskFault> {
        let token = secret_code()?;
        let session = Session {
            holder: id.to_string(),
            body: Value::Null,
            made_at: now,
            seen_at: now,
            expires_at: now.minutes_later(SESSION_MINUTES),
        };
        let mut filing = Filing::new();
        // The books are swept when somebody comes in.
        filing.sessions_expire(now, now.minutes_later(-IDLE_MINUTES)).session_put(&token, &session);
        filing.idempotencies_expire(now.minutes_later(-ANSWERS_MINUTES));
        self.store().file(filing).await?;
        Ok(token)
    }

    /// The officer a session belongs to, as the books say today; nobody when it has ended.
    ///
    /// # Errors
    /// The database.
    pub async fn officer_of(&self, token: &str, now: At) -> Result<Option<Officer>, DeskFault> {
        let Some(session) = self.store().session(token, now).await? else { return Ok(None) };
        if session.seen_at.minutes_later(IDLE_MINUTES) <= now {
            self.sign_out(token).await?;
            return Ok(None);
        }
        let Ok(id) = session.holder.parse::<OfficerId>() else { return Ok(None) };
        let row = self.store().officer(id).await?.filter(|row| row.state == OfficerState::Active);
        if row.is_some() && session.seen_at.minutes_later(NOTE_MINUTES) <= now {
            let mut filing = Filing::new();
            filing.session_seen(token, now);
            self.store().file(filing).await?;
        }
        Ok(row.map(officer))
    }

    /// Ends a session; one that has ended is no fault.
    ///
    /// # Errors
    /// The database.
    pub async fn sign_out(&self, token: &str) -> Result<(), DeskFault> {
        let mut filing = Filing::new();
        filing.session_drop(token);
        self.store().file(filing).await?;
        Ok(())
    }
}

fn is_demo(row: &OfficerRow) -> bool {
    row.state == OfficerState::Active && row.secret.is_empty()
}

/// An officer as the books have them. A role this house does not know gives no right.
pub(crate) fn officer(row: OfficerRow) -> Officer {
    let known = |name: &String| serde_json::from_value(Value::String(name.clone())).ok();
    Officer {
        id: row.id,
        name: row.profile.get("name").and_then(Value::as_str).unwrap_or(&row.login).to_owned(),
        unit: row.unit,
        roles: row.roles.iter().filter_map(known).collect(),
    }
}

fn role_name(role: &Role) -> Option<String> {
    serde_json::to_value(role).ok()?.as_str().map(str::to_owned)
}

fn new_id() -> Result<OfficerId, DeskFault> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|_| DeskFault::Random)?;
    Ok(OfficerId::from_uuid(uuid::Builder::from_random_bytes(random).into_uuid()))
}

async fn hash(password: String) -> Result<String, DeskFault> {
    let made = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    made.await.map_err(|_| DeskFault::Random)?.map_err(|_| DeskFault::Random)
}

/// Passwords looked at together: each takes 19 MiB, and names can be made up.
static LOOKS: Semaphore = Semaphore::const_new(4);

async fn fits(password: String, secret: String) -> Result<bool, DeskFault> {
    let _one = LOOKS.acquire().await.map_err(|cause| DeskFault::Definition(cause.to_string()))?;
    let looked = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&secret)
            .is_ok_and(|known| Argon2::default().verify_password(password.as_bytes(), &known).is_ok())
    });
    looked.await.map_err(|cause| DeskFault::Definition(cause.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_only_its_own_hash_and_nobodys_is_a_hash_nothing_fits() {
        let secret = hash("correct horse battery".to_owned()).await.unwrap();
        assert!(secret.starts_with("$argon2id$"));
        assert!(fits("correct horse battery".to_owned(), secret.clone()).await.unwrap());
        assert!(!fits("correct horse".to_owned(), secret).await.unwrap());
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(!fits(String::new(), NOBODY.to_owned()).await.unwrap());
    }
}
