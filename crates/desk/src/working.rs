//! Working: what waits for whom, a case with everything beside it, and who has it.
//!
//! Lists hold what the access function lets an officer see, nearest deadline first. Opening a case is
//! journalled before anything of it is shown (個人資料保護法 §27).

use std::collections::BTreeMap;

use casework::case::Case;
use casework::event::{Actor, Entry};
use lexicon::case_number::CaseNumber;
use lexicon::ids::{CaseId, OfficerId};
use lexicon::instant::At;
use store::accesses::Access;
use store::cases::{After, CaseLine, Page, Scope, WorkList};
use store::filing::Filing;

use crate::access::{Action, Officer, Who, may, scope};
use crate::applying::actor;
use crate::desk::Desk;
use crate::fault::DeskFault;
use crate::signing_in::officer;

/// Rows read at once while a page is filled.
const BATCH: u32 = 50;
/// Rows looked through at most for one page of a search.
const MOST_LOOKED: usize = 500;
/// Readings of a case that are shown.
const MOST_READINGS: u32 = 200;

/// Which cases are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Given to this officer.
    Mine,
    /// Waiting for a decision of the unit.
    Due,
    /// Everything open in the unit.
    Unit,
}

/// A page of a work list.
#[derive(Clone, Debug)]
pub struct Asked {
    pub view: View,
    pub service: Option<String>,
    /// Only cases with this doubt.
    pub doubt: Option<String>,
    /// Only cases about a parcel whose name holds this.
    pub parcel: Option<String>,
    /// [`Listed::after`] of the page before.
    pub after: Option<String>,
    /// Rows of a page.
    pub rows: usize,
}

/// One case in a list.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub case: Case,
    pub doubts: Vec<String>,
    /// Who has it, by name.
    pub holder: Option<String>,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub rows: Vec<Waiting>,
    /// Where the next page begins; nothing at the end.
    pub after: Option<String>,
}

/// How many cases each view holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub mine: u32,
    pub due: u32,
    pub unit: u32,
}

/// A case with everything an officer looks at.
#[derive(Clone, Debug)]
pub struct Opened {
    pub case: Case,
    pub doubts: Vec<String>,
    /// Empty for who may not see it.
    pub journal: Vec<Entry>,
    /// Who read the case, the latest first; empty for who may not see it.
    pub readings: Vec<Reading>,
    pub holder: Option<Officer>,
    /// Names of officers the journal speaks of.
    pub names: BTreeMap<OfficerId, String>,
}

/// One reading of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub at: At,
    pub actor: Actor,
    /// A key of the purpose.
    pub purpose: String,
}

/// Why a case is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To work on it; personal data masked.
    Examine,
    /// To see personal data in full.
    SeePerson,
    /// To hand out its paper.
    Download,
}

impl Purpose {
    /// The key in the books and in texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Examine => "examine",
            Purpose::SeePerson => "see-person",
            Purpose::Download => "download",
        }
    }

    fn action(self) -> Action {
        match self {
            Purpose::Examine => Action::SeeCase,
            Purpose::SeePerson => Action::SeePerson,
            Purpose::Download => Action::Download,
        }
    }
}

impl Desk {
    /// How many open cases each view of an officer holds.
    ///
    /// # Errors
    /// [`DeskFault::Denied`] for who has no list; the database.
    pub async fn work_counts(&self, officer: &Officer) -> Result<Counts, DeskFault> {
        let everything = list_scope(officer)?;
        let mine = self.store().work_counts(&Scope::Assigned(officer.id)).await?;
        let unit = self.store().work_counts(&everything).await?;
        let sum = |counts: &[(String, i64)]| counts.iter().map(|(_, n)| u32::try_from(*n).unwrap_or(0)).sum();
        let deciding = catalogue::stage::Stage::Deciding.name();
        let due: Vec<_> = unit.iter().filter(|(stage, _)| stage == deciding).cloned().collect();
        Ok(Counts { mine: sum(&mine), due: sum(&due), unit: sum(&unit) })
    }

    /// A page of an officer's list, nearest deadline first.
    ///
    /// # Errors
    /// [`DeskFault::Denied`] for who has no list; the database.
    pub async fn work(&self, worker: &Officer, asked: &Asked) -> Result<Listed, DeskFault> {
        let everything = list_scope(worker)?;
        let who = Who::Officer(worker.clone());
        let names = self.officer_names().await?;
        let list = WorkList {
            scope: if asked.view == View::Mine { Scope::Assigned(worker.id) } else { everything },
            service: asked.service.clone(),
            stage: None,
            needs_officer: (asked.view == View::Due).then_some(true),
            overdue: None,
        };
        let mut page = Page { after: asked.after.as_deref().and_then(read_after), limit: BATCH };
        let (mut rows, mut looked) = (Vec::new(), 0);
        loop {
            let lines = self.store().work_list(&list, page).await?;
            for line in &lines {
                if rows.len() == asked.rows || looked == MOST_LOOKED {
                    return Ok(Listed { rows, after: page.after.map(write_after) });
                }
                looked += 1;
                page.after = Some(After { due_at: line.due_at, id: line.id });
                rows.extend(self.waiting(&who, (line, asked), &names).await?);
            }
            if lines.len() < BATCH as usize {
                return Ok(Listed { rows, after: None });
            }
        }
    }

    async fn waiting(
        &self,
        who: &Who,
        (line, asked): (&CaseLine, &Asked),
        names: &BTreeMap<OfficerId, String>,
    ) -> Result<Option<Waiting>, DeskFault> {
        let Some(case) = self.store().case(line.id).await? else { return Ok(None) };
        if !may(who, Action::SeeCase, Some(&case)) {
            return Ok(None);
        }
        let doubts = self.doubts_of(&case).await?;
        let is_asked = asked.doubt.as_ref().is_none_or(|doubt| doubts.contains(doubt))
            && asked.parcel.as_ref().is_none_or(|part| is_about(&case, part));
        let holder = line.assignee.and_then(|id| names.get(&id).cloned());
        Ok(is_asked.then_some(Waiting { case, doubts, holder }))
    }

    async fn doubts_of(&self, case: &Case) -> Result<Vec<String>, DeskFault> {
        let pinned = self.definition(&case.definition).await?;
        Ok(pinned.compiled.service.doubts_of(&pinned.facts(case)).into_iter().map(str::to_owned).collect())
    }

    /// The names of all officers, by id.
    ///
    /// # Errors
    /// The database.
    pub async fn officer_names(&self) -> Result<BTreeMap<OfficerId, String>, DeskFault> {
        Ok(self.store().officers().await?.into_iter().map(officer).map(|known| (known.id, known.name)).collect())
    }

    /// Opens a case on an officer's desk. That it was opened is in the books before it is shown.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for a case that is not theirs; the database.
    pub async fn open_case(
        &self,
        who: &Who,
        (number, purpose): (&CaseNumber, Purpose),
        now: At,
    ) -> Result<Opened, DeskFault> {
        let case = self.case_for(who, number, purpose.action()).await?;
        let mut filing = Filing::new();
        filing.access_log(&Access { case: case.id, at: now, actor: actor(who), purpose: purpose.name().to_owned() });
        self.store().file(filing).await?;
        let (mut journal, mut readings) = (Vec::new(), Vec::new());
        if may(who, Action::SeeJournal, Some(&case)) {
            journal = self.store().journal(case.id).await?;
            let rows = self.store().accesses_of(case.id, MOST_READINGS).await?;
            readings.extend(rows.into_iter().map(|row| Reading { at: row.at, actor: row.actor, purpose: row.purpose }));
        }
        let names = self.officer_names().await?;
        let holder = match self.store().case_line(case.id).await?.and_then(|line| line.assignee) {
            Some(id) => self.store().officer(id).await?.map(officer),
            None => None,
        };
        Ok(Opened { doubts: self.doubts_of(&case).await?, case, journal, readings, holder, names })
    }

    /// An officer takes a case, or gives it back to the unit.
    ///
    /// # Errors
    /// [`DeskFault::NotFound`] for a case this officer may not decide; the database.
    pub async fn assign(&self, worker: &Officer, id: CaseId, to: Option<OfficerId>) -> Result<(), DeskFault> {
        let case = self.case_by_id(&Who::Officer(worker.clone()), id, Action::Decide).await?;
        if let Some(to) = to {
            let taker = self.store().officer(to).await?.map(officer).ok_or(DeskFault::NotFound)?;
            if !may(&Who::Officer(taker), Action::Decide, Some(&case)) {
                return Err(DeskFault::NotFound);
            }
        }
        let mut filing = Filing::new();
        filing.assign(id, to);
        self.store().file(filing).await?;
        Ok(())
    }
}

fn list_scope(officer: &Officer) -> Result<Scope, DeskFault> {
    if may(&Who::Officer(officer.clone()), Action::ListWork, None) {
        Ok(scope(officer))
    } else {
        Err(DeskFault::Denied)
    }
}

/// Whether a parcel of the case has a name that holds this text.
fn is_about(case: &Case, part: &str) -> bool {
    let part = lexicon::fold::compact(part);
    let lists = case.answers.values().filter_map(|value| value.as_array());
    let mut named = lists.flatten().filter_map(|item| {
        serde_json::from_value::<crate::parcels::NamedParcel>(item.clone()).ok().map(|parcel| parcel.name())
    });
    named.any(|name| name.contains(&part))
}

fn write_after(after: After) -> String {
    let due = after.due_at.map_or_else(|| "never".to_owned(), |at| at.micros().to_string());
    format!("{due}.{}", after.id)
}

fn read_after(text: &str) -> Option<After> {
    let (due, id) = text.split_once('.')?;
    let due_at = match due {
        "never" => None,
        micros => {
            let micros = micros.parse().ok().filter(|n| (At::MIN.micros()..=At::MAX.micros()).contains(n))?;
            Some(At::from_micros(micros))
        }
    };
    Some(After { due_at, id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_page_begins_is_read_as_it_was_written() {
        let id = CaseId::from_parts(At::from_micros(5), [3; 10]);
        for due_at in [None, Some(At::from_micros(1_772_413_200_000_000))] {
            assert_eq!(read_after(&write_after(After { due_at, id })), Some(After { due_at, id }));
        }
        for wrong in ["", "never", "never.x", "x.y", "99999999999999999999.0"] {
            assert_eq!(read_after(wrong), None, "{wrong}");
        }
    }
}
