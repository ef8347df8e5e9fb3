//! Agencies: programs of other offices, let in by a key; and requests that count once.
//!
//! A key is shown once; the books keep a keyed hash of it. A key opens the services it was made for and
//! no other. A request that comes again under its name gets the first answer, filed together with the
//! effect, so that nothing happens twice (draft-ietf-httpapi-idempotency-key-header).

use casework::case::Case;
use lexicon::instant::At;
use serde_json::Value;
use store::agencies::ApiKey;
use store::fault::FileError;
use store::filing::Filing;
use store::idempotencies::Answered;

use crate::access::{Action, Who, may};
use crate::applying::Application;
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::issuing::{secret_code, sha256_hex};

/// In front of every key, so that one is known for what it is wherever it is found.
const KEY_PREFIX: &str = "takau_";

/// A program at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The agency's name in the journal.
    pub agency: String,
    /// Ids of the services its key opens.
    pub services: Vec<String>,
    /// Look-ups of land it may ask for in a day.
    pub daily: u32,
}

/// Look-ups of a day where nothing else was agreed with an agency.
pub const DAILY_LOOKUPS: u32 = 20_000;

impl Caller {
    /// Who it is for the access function.
    #[must_use]
    pub fn who(&self) -> Who {
        Who::Agency(self.agency.clone())
    }

    #[must_use]
    pub fn opens(&self, service: &str) -> bool {
        self.services.iter().any(|known| known == service)
    }
}

/// A request that is to count once.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who asks; keys of two askers do not meet.
    pub asker: String,
    /// The asker's own name of the request.
    pub key: String,
    /// SHA-256 of the request, in hexadecimal.
    pub hash: String,
}

impl Request {
    /// A request with this content.
    #[must_use]
    pub fn of(asker: &str, key: &str, content: &[u8]) -> Request {
        Request { asker: asker.to_owned(), key: key.to_owned(), hash: sha256_hex(content) }
    }
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Once {
    /// Done now.
    Now(Value),
    /// Done before: the answer of then.
    Before(Value),
    /// The key was used for something else.
    AnotherRequest,
}

impl Desk {
    /// Makes a key for an agency, in place of the one it had. The key is shown this once.
    ///
    /// # Errors
    /// [`DeskFault::Denied`] for who may not administer; the database.
    pub async fn make_api_key(&self, who: &Who, caller: &Caller, now: At) -> Result<String, DeskFault> {
        if !may(who, Action::Administer, None) {
            return Err(DeskFault::Denied);
        }
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|_| DeskFault::Random)?;
        let token = format!("{KEY_PREFIX}{}", secret_code()?);
        let key = ApiKey {
            id: uuid::Builder::from_random_bytes(random).into_uuid(),
            agency: caller.agency.clone(),
            scopes: caller.services.clone(),
            daily: caller.daily,
            made_at: now,
            revoked_at: None,
        };
        let mut filing = Filing::new();
        filing.api_key_put(&token, &key);
        self.store().file(filing).await?;
        Ok(token)
    }

    /// Ends the key of an agency, and its web hook.
    ///
    /// # Errors
    /// [`DeskFault::Denied`]; [`DeskFault::NotFound`] for an agency without a key.
    pub async fn revoke_api_key(&self, who: &Who, agency: &str, now: At) -> Result<(), DeskFault> {
        if !may(who, Action::Administer, None) {
            return Err(DeskFault::Denied);
        }
        let keys = self.store().api_keys().await?;
        let key = keys.into_iter().find(|key| key.agency == agency && key.revoked_at.is_none());
        let mut filing = Filing::new();
        filing.api_key_revoke(key.ok_or(DeskFault::NotFound)?.id, now);
        // Whoever had the key may have said where events go.
        for hook in self.webhooks_of(agency).await? {
            filing.webhook_end(hook.id, now);
        }
        self.store().file(filing).await?;
        Ok(())
    }

    /// Whose key it is.
    ///
    /// # Errors
    /// The database.
    pub async fn caller(&self, token: &str) -> Result<Option<Caller>, DeskFault> {
        let key = self.store().api_key(token).await?;
        Ok(key.map(|key| Caller { agency: key.agency, services: key.scopes, daily: key.daily }))
    }

    /// Applies once, however often the request comes. `answer` says what is answered and kept; its second
    /// argument is the secret of the case's link.
    ///
    /// # Errors
    /// As [`Desk::apply`]; nothing is kept then and the key can be used again.
    pub async fn apply_once(
        &self,
        who: &Who,
        (request, application): (Request, Application),
        answer: impl Fn(&Case, &str) -> Value + Send + Sync,
        now: At,
    ) -> Result<Once, DeskFault> {
        if let Some(before) = self.answered(&request).await? {
            return Ok(before);
        }
        let Request { asker, key, hash } = request.clone();
        let applied = self.apply_beside(
            who,
            application,
            (
                |filing: &mut Filing, case: &Case, link: &str| {
                    let response = answer(case, link);
                    filing.idempotency(&Answered { actor: asker, key, request_hash: hash, response }, now);
                },
                now,
            ),
        );
        match applied.await {
            Ok(applied) => Ok(Once::Now(answer(&applied.case, &applied.link))),
            // The same request was quicker by another way.
            Err(DeskFault::File(FileError::Duplicate(_) | FileError::Conflict(_))) => {
                self.answered(&request).await?.ok_or(DeskFault::Conflict)
            }
            Err(fault) => Err(fault),
        }
    }

    async fn answered(&self, request: &Request) -> Result<Option<Once>, DeskFault> {
        let Some(before) = self.store().answered(&request.asker, &request.key).await? else { return Ok(None) };
        let same = before.request_hash == request.hash;
        Ok(Some(if same { Once::Before(before.response) } else { Once::AnotherRequest }))
    }
}
