//! Verifying: is this paper ours, unchanged, and does it stand today?

use casework::event::Overtaking;
use jiff::Timestamp;
use lexicon::date::Date;
use lexicon::instant::At;
use lexicon::name;
use papers::facts::CertificateFacts;
use papers::verify::{SealReport, Unjudged};
use store::papers::{PaperStanding, StoredPaper};

use crate::desk::Desk;
use crate::fault::DeskFault;

/// How a paper stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingToday {
    Valid,
    Expired,
    Superseded,
    Revoked,
    /// It stands for its day; plan data of today says otherwise.
    Overtaken,
}

impl StandingToday {
    /// The last part of the text key.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StandingToday::Valid => "valid",
            StandingToday::Expired => "expired",
            StandingToday::Superseded => "superseded",
            StandingToday::Revoked => "revoked",
            StandingToday::Overtaken => "overtaken",
        }
    }
}

/// What the register says of a paper, for everybody: persons masked.
#[derive(Clone, Debug)]
pub struct Registered {
    pub number: String,
    pub standing: StandingToday,
    pub issued_on: Date,
    pub valid_until: Option<Date>,
    pub ended_on: Option<Date>,
    /// The plan data that says otherwise, while it does.
    pub overtaken: Option<Overtaking>,
    /// Who it was given to, masked.
    pub holder: String,
    /// What a certificate about land says; nothing of a letter.
    pub facts: Option<CertificateFacts>,
    /// SHA-256 of the file as it was given out.
    pub digest: String,
}

/// What is known of an uploaded file.
#[derive(Debug)]
pub struct FileVerdict {
    pub seal: Result<SealReport, Unjudged>,
    /// The register's line, where exactly this file was given out.
    pub registered: Option<Registered>,
}

impl Desk {
    /// The paper with that code printed on it.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for a code of none of our papers; the database.
    pub async fn verify_code(&self, code: &str, now: At) -> Result<Registered, DeskFault> {
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let paper = self.store().paper_by_verify_code(&code).await?.ok_or(DeskFault::NotFound)?;
        self.registered(paper, now).await?.ok_or(DeskFault::NotFound)
    }

    /// Judges an uploaded file: its seal, and whether the register knows it.
    ///
    /// # Errors
    /// The database.
    pub async fn verify_file(&self, pdf: impl AsRef<[u8]> + Send + 'static, now: At) -> Result<FileVerdict, DeskFault> {
        let desk = self.clone();
        // A large file is hashed and its signatures are checked: not on a thread others wait for.
        let judged = tokio::task::spawn_blocking(move || {
            let seal = papers::verify::verify(pdf.as_ref(), desk.anchors(), Timestamp::from(now));
            (seal, crate::issuing::sha256_hex(pdf.as_ref()))
        });
        let (seal, digest) = judged.await.map_err(|e| DeskFault::Definition(e.to_string()))?;
        let registered = match self.store().paper_by_digest(&digest).await? {
            Some(paper) => self.registered(paper, now).await?,
            None => None,
        };
        Ok(FileVerdict { seal, registered })
    }

    async fn registered(&self, paper: StoredPaper, now: At) -> Result<Option<Registered>, DeskFault> {
        let Some(filed) = paper.filed.clone() else { return Ok(None) };
        let frozen = self.frozen(paper.id).await?;
        let holder = frozen.record.get("applicant").and_then(serde_json::Value::as_str).map(name::masked);
        // A letter is about no land; a certificate that cannot be read is never taken for one.
        let certificate = frozen.record.get("parcels").is_some().then_some(frozen.record);
        let facts: Option<CertificateFacts> =
            certificate.map(serde_json::from_value).transpose().map_err(|e| DeskFault::Definition(e.to_string()))?;
        let facts = facts.map(|facts| CertificateFacts {
            applicant: name::masked(&facts.applicant),
            agent: facts.agent.as_deref().map(name::masked),
            ..facts
        });
        let today = now.taipei_date();
        let case = self.store().case(paper.case).await?;
        let known = case.as_ref().and_then(|case| case.paper(paper.id));
        let overtaken = known.and_then(|known| known.overtaken.clone());
        let standing = match paper.standing {
            PaperStanding::Superseded => StandingToday::Superseded,
            PaperStanding::Revoked => StandingToday::Revoked,
            PaperStanding::Valid if filed.valid_until.is_some_and(|last| last < today) => StandingToday::Expired,
            PaperStanding::Valid if overtaken.is_some() => StandingToday::Overtaken,
            PaperStanding::Valid => StandingToday::Valid,
            PaperStanding::Ordered | PaperStanding::Void => return Ok(None),
        };
        Ok(Some(Registered {
            number: paper.number,
            standing,
            issued_on: filed.issued_at.taipei_date(),
            valid_until: filed.valid_until,
            ended_on: paper.ended_at.map(At::taipei_date),
            overtaken,
            holder: holder.unwrap_or_default(),
            facts,
            digest: filed.digest,
        }))
    }
}
