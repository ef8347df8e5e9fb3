//! Drafts: an application begun and not yet sent, kept for whoever holds its secret.

use std::fmt;
use std::str::FromStr;

use casework::case::Case;
use catalogue::check::Raw;
use lexicon::ids::DraftId;
use lexicon::instant::At;
use store::drafts::Draft;
use store::fault::FileError;
use store::filing::Filing;

use crate::applying::link_of;
use crate::attaching::Holder;
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::issuing::secret_code;

/// For how long after sending, in minutes, the key of a draft still leads to its case: the answer may have
/// been lost on the way.
const ANSWERED_MINUTES: i64 = 30;

/// Most bytes of text in a draft.
const MOST_BYTES: usize = 128 << 10;

/// How long a draft is kept after it was last saved, in days.
const KEPT_DAYS: i64 = 14;

/// What opens a draft: its id and the secret that proves it is theirs. Written `id.secret`.
#[derive(Clone, PartialEq, Eq)]
pub struct DraftKey {
    pub id: DraftId,
    pub secret: String,
}

impl fmt::Display for DraftKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}.{}", self.id, self.secret)
    }
}

impl fmt::Debug for DraftKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}.…", self.id)
    }
}

impl FromStr for DraftKey {
    type Err = DeskFault;

    /// # Errors
    /// [`DeskFault::NotFound`] for what is no key.
    fn from_str(text: &str) -> Result<DraftKey, DeskFault> {
        let (id, secret) = text.split_once('.').ok_or(DeskFault::NotFound)?;
        Ok(DraftKey { id: id.parse().map_err(|_| DeskFault::NotFound)?, secret: secret.to_owned() })
    }
}

/// A draft as its holder has it.
#[derive(Clone, Debug)]
pub struct Begun {
    pub key: DraftKey,
    pub service: String,
    pub raw: Raw,
    pub version: i64,
    pub saved_at: At,
    pub kept_until: At,
}

impl Desk {
    /// Begins an application of a service.
    ///
    /// # Errors
    /// The database.
    pub async fn begin_draft(&self, service: &str, now: At) -> Result<Begun, DeskFault> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|_| DeskFault::Random)?;
        let id = DraftId::from_uuid(uuid::Builder::from_random_bytes(random).into_uuid());
        let begun = Begun {
            key: DraftKey { id, secret: secret_code()? },
            service: service.to_owned(),
            raw: Raw::new(),
            version: 0,
            saved_at: now,
            kept_until: now,
        };
        self.save_draft(begun, now).await
    }

    /// The same draft under another id and secret: whoever else has the old link holds nothing any more.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] as [`Desk::draft`]; the database.
    pub async fn take_over_draft(&self, key: &DraftKey, now: At) -> Result<Begun, DeskFault> {
        let old = self.draft(key, now).await?;
        let new = self.begin_draft(&old.service, now).await?;
        let taken = self.save_draft(Begun { raw: old.raw, ..new }, now).await?;
        let mut filing = Filing::new();
        filing.draft_drop(key.id);
        let (old, new) = (Holder::Draft(key.id).name(), Holder::Draft(taken.key.id).name());
        filing.attachments_follow(&old, &new, taken.kept_until);
        match self.store().file(filing).await {
            Ok(_) => Ok(taken),
            Err(FileError::Conflict(_)) => Err(DeskFault::NotFound),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Saves what was typed. A draft saved elsewhere meanwhile is a conflict.
    ///
    /// # Errors
    /// [`DeskFault::TooMuch`]; the database.
    pub async fn save_draft(&self, begun: Begun, now: At) -> Result<Begun, DeskFault> {
        let typed: usize = begun.raw.values().flatten().map(String::len).sum();
        if typed > MOST_BYTES {
            return Err(DeskFault::TooMuch);
        }
        let kept_until = now.minutes_later(KEPT_DAYS * 24 * 60);
        let draft = Draft {
            id: begun.key.id,
            service: begun.service.clone(),
            version: begun.version + 1,
            body: serde_json::to_value(&begun.raw).map_err(|e| DeskFault::Definition(e.to_string()))?,
            saved_at: now,
            expires_at: kept_until,
        };
        let mut filing = Filing::new();
        filing.draft_put(&begun.key.secret, &draft);
        let holder = Holder::Draft(begun.key.id).name();
        filing.attachments_follow(&holder, &holder, kept_until);
        if draft.version == 1 {
            // Whoever begins sweeps: what expired is gone when it was said to be.
            filing.drafts_expire(now).email_codes_expire(now);
        }
        match self.store().file(filing).await {
            Ok(_) => Ok(Begun { version: draft.version, saved_at: now, kept_until, ..begun }),
            Err(FileError::Conflict(_)) => Err(DeskFault::Conflict),
            Err(fault) => Err(fault.into()),
        }
    }

    /// The draft of an id, for its holder only.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for one that is gone, expired or not theirs.
    pub async fn draft(&self, key: &DraftKey, now: At) -> Result<Begun, DeskFault> {
        let draft = self.store().draft(key.id, &key.secret).await?.filter(|draft| draft.expires_at > now);
        let draft = draft.ok_or(DeskFault::NotFound)?;
        Ok(Begun {
            key: key.clone(),
            service: draft.service,
            raw: serde_json::from_value(draft.body).unwrap_or_default(),
            version: draft.version,
            saved_at: draft.saved_at,
            kept_until: draft.expires_at,
        })
    }
    /// The case a draft has become, and the secret of its link, for whoever just sent it.
    ///
    /// # Errors
    /// The database.
    pub async fn case_of_draft(&self, key: &DraftKey, now: At) -> Result<Option<(Case, String)>, DeskFault> {
        let Some(id) = self.store().find_by_index("draft", &key.to_string()).await?.first().copied() else {
            return Ok(None);
        };
        let case = self.store().case(id).await?;
        let case = case.filter(|case| now < case.received_at.minutes_later(ANSWERED_MINUTES));
        Ok(case.map(|case| {
            let link = link_of(&case);
            (case, link)
        }))
    }
}
