//! Looking: one case for whoever may see it, the work list of an officer, public figures.

use casework::case::Case;
use lexicon::case_number::CaseNumber;
use lexicon::ids::CaseId;
use lexicon::instant::At;

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
