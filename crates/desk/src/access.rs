//! Who may do what: one function for pages, lists, API, papers and search alike.
//!
//! Least privilege: what is not said here is refused. What a list may show is compiled from the same
//! rule ([`scope`]), so that no channel shows what another hides.

use casework::case::Case;
use catalogue::service::Channel;
use lexicon::ids::{CaseId, OfficerId};
use serde::{Deserialize, Serialize};
use store::cases::Scope;

/// What an officer is trusted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Enters applications for visitors.
    Counter,
    /// Works on the cases of the own unit.
    Reviewer,
    /// Reads every case and its journal, changes none.
    Auditor,
    /// Hands in plan data, looks at what was found in it, and decides on what another handed in; sees no
    /// personal data. Nobody else publishes plan data, whoever manages people included.
    PlanData,
    /// Publishes services, manages people; sees no personal data.
    Administrator,
}

/// An officer at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    pub id: OfficerId,
    pub name: String,
    pub unit: String,
    pub roles: Vec<Role>,
}

impl Officer {
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// Whoever asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Public,
    /// Holds the secret link of one case: its applicant or agent.
    Holder(CaseId),
    Officer(Officer),
    /// An agency's program, by the name of its key.
    Agency(String),
    /// The house itself.
    System,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Apply(Channel),
    /// See zones, parcels and plans; nothing of them is about a person.
    SeeLand,
    /// See stage, deadlines and what is missing.
    SeeProgress,
    /// See answers, evidence and findings, personal data masked.
    SeeCase,
    /// See personal data in full; journalled.
    SeePerson,
    Pay,
    Correct,
    Withdraw,
    Download,
    Decide,
    AskCorrection,
    Reissue,
    Revoke,
    ListWork,
    SeeJournal,
    /// See what came of the daily reconciliation; no personal data.
    SeeMoney,
    /// See releases of plan data, proposals, what was found in them and whom they concern; no personal data.
    SeeReleases,
    /// Hand in plan data, or propose to go back to an earlier release.
    ProposeRelease,
    /// Publish or refuse what another person proposed; that it is another is checked with the proposal.
    DecideRelease,
    /// Say what a difference between the land office and our copy is.
    SettleDifference,
    Administer,
}

/// May they? `case` is absent for what concerns no single case.
#[must_use]
pub fn may(who: &Who, action: Action, case: Option<&Case>) -> bool {
    match who {
        Who::System => true,
        _ if action == Action::SeeLand => true,
        Who::Public => matches!(action, Action::Apply(Channel::Online)),
        Who::Holder(held) => case.is_some_and(|case| case.id == *held) && is_applicants(action),
        Who::Agency(_) if matches!(action, Action::Apply(Channel::Api)) => true,
        Who::Agency(name) => case.is_some_and(|case| agency_of(case) == Some(name)) && is_applicants(action),
        Who::Officer(officer) => officer_may(officer, action, case),
    }
}

fn is_applicants(action: Action) -> bool {
    use Action::{Correct, Download, Pay, SeeProgress, Withdraw};
    matches!(action, SeeProgress | Pay | Correct | Withdraw | Download)
}

fn officer_may(officer: &Officer, action: Action, case: Option<&Case>) -> bool {
    let own_unit = case.is_some_and(|case| case.unit == officer.unit);
    match action {
        Action::Apply(channel) => channel == Channel::Counter && officer.has(Role::Counter),
        Action::SeeProgress | Action::SeeCase => {
            officer.has(Role::Auditor) || (own_unit && (officer.has(Role::Reviewer) || officer.has(Role::Counter)))
        }
        // A paper shows the whole name: only who works with it.
        Action::Download => own_unit && (officer.has(Role::Reviewer) || officer.has(Role::Counter)),
        Action::SeePerson => own_unit && officer.has(Role::Reviewer),
        Action::Pay | Action::Correct | Action::Withdraw => own_unit && officer.has(Role::Counter),
        Action::Decide | Action::AskCorrection | Action::Reissue | Action::Revoke => {
            own_unit && officer.has(Role::Reviewer)
        }
        Action::ListWork => officer.has(Role::Reviewer) || officer.has(Role::Counter) || officer.has(Role::Auditor),
        Action::SeeJournal => officer.has(Role::Auditor) || (own_unit && officer.has(Role::Reviewer)),
        Action::SeeMoney => officer.has(Role::Auditor) || officer.has(Role::Administrator),
        Action::SeeReleases => {
            officer.has(Role::PlanData) || officer.has(Role::Auditor) || officer.has(Role::Administrator)
        }
        Action::ProposeRelease | Action::DecideRelease | Action::SettleDifference => officer.has(Role::PlanData),
        Action::Administer => officer.has(Role::Administrator),
        Action::SeeLand => true,
    }
}

/// The agency whose program opened the case.
#[must_use]
pub fn agency_of(case: &Case) -> Option<&str> {
    case.answers.get("_agency").and_then(|value| value.as_str())
}

/// Which cases a list may hold for an officer: [`may`] with [`Action::SeeCase`], as a filter of rows.
#[must_use]
pub fn scope(officer: &Officer) -> Scope {
    if officer.has(Role::Auditor) {
        Scope::All
    } else if officer.has(Role::Reviewer) || officer.has(Role::Counter) {
        Scope::Units(vec![officer.unit.clone()])
    } else {
        Scope::Units(Vec::new())
    }
}
