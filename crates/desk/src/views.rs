//! Looking: one case for whoever may see it, the work list of an officer, public figures.

use casework::case::{Case, Evidence};
use lexicon::case_number::CaseNumber;
use lexicon::ids::CaseId;
use lexicon::instant::At;
use outbox::Topic;
use store::files::FileRef;
use store::seal::Owner;

use crate::abilities::ProofFile;
use crate::access::{Action, Who, may};
use crate::applying::LINK;
use crate::desk::Desk;
use crate::fault::DeskFault;

impl Desk {
    /// A case by its number, for whoever may do `action` with it. "Not there" and "not yours" are one answer.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`]; the database.
    pub async fn case_for(&self, who: &Who, number: &CaseNumber, action: Action) -> Result<Case, DeskFault> {
        let case = self.store().case_by_number(&number.to_string()).await?.ok_or(DeskFault::NotFound)?;
        if may(who, action, Some(&case)) { Ok(case) } else { Err(DeskFault::NotFound) }
    }

    /// A case by its id, with the same rule.
    ///
    /// # Errors
    /// As [`Desk::case_for`].
    pub async fn case_by_id(&self, who: &Who, id: CaseId, action: Action) -> Result<Case, DeskFault> {
        let case = self.store().case(id).await?.ok_or(DeskFault::NotFound)?;
        if may(who, action, Some(&case)) { Ok(case) } else { Err(DeskFault::NotFound) }
    }

    /// Who holds the secret link of a case.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for a link that opens nothing; the database.
    pub async fn holder_of(&self, link: &str) -> Result<Who, DeskFault> {
        let found = self.store().find_by_index("link", link).await?;
        found.first().map(|id| Who::Holder(*id)).ok_or(DeskFault::NotFound)
    }

    /// The newest paper that stands, as the sealed file.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] where there is none or it is not theirs.
    pub async fn download(&self, who: &Who, id: CaseId) -> Result<(String, Vec<u8>), DeskFault> {
        let case = self.case_by_id(who, id, Action::Download).await?;
        let paper = case.valid_paper().ok_or(DeskFault::NotFound)?.id;
        let stored = self.store().paper(paper).await?.ok_or(DeskFault::NotFound)?;
        let filed = stored.filed.ok_or(DeskFault::NotFound)?;
        Ok((stored.number, self.store().get_file(&filed.file).await?))
    }
}

impl Desk {
    /// The replies of a register that a case rests on, as they came.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] where there are none or it is not theirs; a file that is gone.
    pub async fn evidence_file(&self, who: &Who, (id, name): (CaseId, &str)) -> Result<Vec<u8>, DeskFault> {
        let case = self.case_by_id(who, id, Action::SeeCase).await?;
        let file = case.evidence.get(name).and_then(proof).ok_or(DeskFault::NotFound)?;
        Ok(self.store().get_file(&FileRef { name: file.name, owner: Owner::Case(id), bytes: file.bytes }).await?)
    }
}

/// The file with the replies that a register's answer was read from.
#[must_use]
pub fn proof(reply: &Evidence) -> Option<ProofFile> {
    reply.body.get("file").and_then(|file| serde_json::from_value(file.clone()).ok())
}

/// The address of a case for its holder, secret included.
#[must_use]
pub fn holder_url(public_url: &str, case: &Case) -> String {
    let link = case.answers.get(LINK).and_then(|value| value.as_str()).unwrap_or_default();
    format!("{public_url}{}/case/{}?key={link}", crate::notices::prefix(case.lang), case.number)
}

/// How many minutes lie between two instants, rounded down.
#[must_use]
pub fn minutes_between(from: At, until: At) -> i64 {
    (until.micros() - from.micros()) / 60_000_000
}

impl Desk {
    /// The journal of a case, oldest first. Whoever asks has been let in to the case before.
    ///
    /// # Errors
    /// The database.
    pub async fn journal_of(&self, case: CaseId) -> Result<Vec<casework::event::Entry>, DeskFault> {
        Ok(self.store().journal(case).await?)
    }

    /// The code printed on a paper and the size of its file in bytes.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for a paper that is not filed.
    pub async fn paper_card(&self, paper: lexicon::ids::PaperId) -> Result<(String, u64), DeskFault> {
        let stored = self.store().paper(paper).await?.ok_or(DeskFault::NotFound)?;
        let filed = stored.filed.ok_or(DeskFault::NotFound)?;
        Ok((self.frozen(paper).await?.verify_code, filed.file.bytes))
    }

    /// Sends the link of a case to its applicant's own address, if number and address belong together. What
    /// is answered to whoever asks does not depend on it.
    ///
    /// # Errors
    /// The database.
    pub async fn send_link(
        &self,
        number: &str,
        email: &lexicon::email::Email,
        words: impl FnOnce(&str) -> (String, String) + Send,
    ) -> Result<(), DeskFault> {
        let Ok(number) = CaseNumber::parse(number) else { return Ok(()) };
        let Some(case) = self.store().case_by_number(&number.to_string()).await? else { return Ok(()) };
        if case.answers.get("email").and_then(|value| value.as_str()) == Some(email.as_str()) {
            let (subject, text) = words(&holder_url(&self.office().public_url, &case));
            let key = crate::issuing::secret_code()?;
            self.post_letter(crate::confirming::CodeLetter { key, to: email.clone(), subject, text });
        }
        Ok(())
    }

    /// What the public page of a service says of itself: seconds to issue of cases issued since `since`,
    /// rising, and how many of them no officer touched.
    ///
    /// # Errors
    /// The database.
    pub async fn issue_times(&self, service: &str, (since, until): (At, At)) -> Result<IssueTimes, DeskFault> {
        let rows = self.store().issued_between(since, until).await?;
        let rows: Vec<_> = rows.into_iter().filter(|row| row.service == service).collect();
        let seconds = |from: At, to: At| u64::try_from((to.micros() - from.micros()) / 1_000_000).unwrap_or(0);
        let mut seconds: Vec<u64> = rows.iter().map(|row| seconds(row.received_at, row.issued_at)).collect();
        seconds.sort_unstable();
        let straight = rows.iter().filter(|row| row.automatic).count();
        let held = usize::try_from(self.store().held_between(service, (since, until)).await?).unwrap_or(0);
        Ok(IssueTimes { seconds, straight, held })
    }
}

impl Desk {
    /// How far a demonstration has come.
    ///
    /// # Errors
    /// The database.
    pub async fn demo_progress(&self) -> Result<DemoProgress, DeskFault> {
        let received = self.store().received_between(At::MIN, At::MAX).await?;
        let waiting = self.store().message_counts().await?;
        let is_work = |count: &&store::messages::MessageCount| {
            count.state == "due" && [Topic::Paper.name(), Topic::LandOffice.name()].contains(&count.topic.as_str())
        };
        let count = |sum: i64| usize::try_from(sum).unwrap_or(0);
        Ok(DemoProgress {
            parcels: self.release()?.parcel_count(),
            cases: count(received.iter().map(|row| row.count).sum()),
            papers: self.store().issued_between(At::MIN, At::MAX).await?.len(),
            waiting: count(waiting.iter().filter(is_work).map(|count| count.count).sum()),
        })
    }
}

/// How far a demonstration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoProgress {
    pub parcels: usize,
    /// Opened, by whomever.
    pub cases: usize,
    /// Cases with a paper.
    pub papers: usize,
    /// Questions and papers the worker is at.
    pub waiting: usize,
}

/// Times to issue, measured.
#[derive(Clone, Debug, Default)]
pub struct IssueTimes {
    /// Seconds from application to the paper, rising.
    pub seconds: Vec<u64>,
    /// How many of them no officer touched.
    pub straight: usize,
    /// Cases of that time without a paper that an officer has, or has decided on.
    pub held: usize,
}

impl IssueTimes {
    /// Of a hundred cases, those issued without an officer; nothing while there is none.
    #[must_use]
    pub fn straight_percent(&self) -> Option<u32> {
        let all = self.seconds.len() + self.held;
        u32::try_from((self.straight * 100).checked_div(all)?).ok()
    }

    /// The time within which so many hundredths were issued.
    #[must_use]
    pub fn within(&self, percent: usize) -> Option<u64> {
        let last = self.seconds.len().checked_sub(1)?;
        self.seconds.get(last * percent / 100).copied()
    }
}
