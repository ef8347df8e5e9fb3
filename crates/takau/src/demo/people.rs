//! The invented officers of the demonstration: one for each role, signing in without a password.

use desk::access::{Officer, Role, Who};
use desk::desk::Desk;
use desk::fault::DeskFault;
use desk::signing_in::NewOfficer;

/// Login, name, unit, roles.
const PEOPLE: [(&str, &str, &str, &[Role]); 7] = [
    ("demo-counter", "示範櫃檯人員", "development", &[Role::Counter]),
    ("demo-reviewer", "示範承辦人員", "development", &[Role::Reviewer]),
    ("demo-auditor", "示範稽核人員", "planning", &[Role::Auditor]),
    ("demo-survey", "示範測量人員", "planning", &[Role::PlanData]),
    ("demo-planner", "示範規劃人員", "planning", &[Role::PlanData]),
    ("demo-housing", "示範住宅人員", "housing", &[Role::Counter, Role::Reviewer]),
    ("demo-both", "示範全能人員", "development", &[Role::Counter, Role::Reviewer]),
];

/// Adds the officers who are not there yet.
pub async fn hire(desk: &Desk) -> Result<(), DeskFault> {
    let known = desk.demo_officers().await?;
    for (login, name, unit, roles) in PEOPLE {
        if known.iter().any(|officer| officer.name == name) {
            continue;
        }
        let new = NewOfficer {
            login: login.to_owned(),
            name: name.to_owned(),
            unit: unit.to_owned(),
            roles: roles.to_vec(),
            password: None,
        };
        desk.put_officer(&Who::System, new).await?;
    }
    Ok(())
}

/// The two who keep plan data: one proposes, the other decides.
pub async fn keepers(desk: &Desk) -> Result<Vec<Officer>, DeskFault> {
    let mut keepers = desk.demo_officers().await?;
    keepers.retain(|officer| officer.has(Role::PlanData));
    keepers.truncate(2);
    Ok(keepers)
}
