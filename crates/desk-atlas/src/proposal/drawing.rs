//! The picture of a finding, drawn from the release that is proposed; only the ground around it is looked up.

use std::sync::{Arc, Mutex, PoisonError};

use atlas::day::AsOf;
use atlas::parcel::Parcel;
use atlas::plan::Plan;
use atlas::release::Release;
use atlas::zone::Zone;
use atlas_import::check::Finding;
use atlas_import::check::ground::Ground;
use atlas_import::picture::picture;
use desk::access::{Action, Who, may};
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::ids::ProposalId;

use super::fault::ProposalFault;
use super::found::Found;

/// Room around a finding that is looked up, 0.1 mm: the widest picture at its scale.
const AROUND: i32 = 2_000_000;

/// The report read last: a page asks for a picture of each of its findings.
static LAST: Mutex<Option<(String, Arc<Found>)>> = Mutex::new(None);

/// What was found, by the SHA-256 of its file.
pub(crate) async fn found(desk: &Desk, report: &str) -> Result<Arc<Found>, ProposalFault> {
    let last = LAST.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, found)) = last.filter(|(known, _)| known == report) {
        return Ok(found);
    }
    let bytes = desk.store().map_plan_file(report).await?;
    let found: Found =
        serde_json::from_slice(bytes.as_ref()).map_err(|e| DeskFault::Definition(format!("a report: {e}")))?;
    let found = Arc::new(found);
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some((report.to_owned(), Arc::clone(&found)));
    Ok(found)
}

/// Draws the finding at a position of the report of a proposal, as SVG.
///
/// # Errors
/// [`DeskFault::Denied`]; [`DeskFault::NotFound`] where there is no such finding or no release was made.
pub async fn draw(desk: &Desk, who: &Who, (id, at): (ProposalId, usize)) -> Result<String, ProposalFault> {
    if !may(who, Action::SeeReleases, None) {
        return Err(DeskFault::Denied.into());
    }
    let proposal = desk.store().proposal(id).await?.ok_or(DeskFault::NotFound)?;
    let (Some(report), Some(hash)) = (&proposal.report, &proposal.hash) else { return Err(DeskFault::NotFound.into()) };
    let found = found(desk, report).await?;
    let finding = found.report.findings.get(at).ok_or(DeskFault::NotFound)?.clone();
    let release = desk.release_of(hash).await?;
    let on = found.comparison.as_ref().map_or(proposal.proposed_at.taipei_date(), |comparison| comparison.on);
    let drawn = tokio::task::spawn_blocking(move || drawn(&release, &finding, on.into()));
    Ok(drawn.await.map_err(|e| DeskFault::Definition(e.to_string()))?)
}

fn drawn(release: &Release, finding: &Finding, at: AsOf) -> String {
    let window = finding.spot.grown(AROUND);
    let near = release.zones_near(&window, at);
    let zones: Vec<Zone> = near.iter().map(|(zone, _)| zone.clone()).collect();
    let plans: Vec<Plan> = near.iter().map(|(_, plan)| (*plan).clone()).collect();
    let parcels: Vec<Parcel> = release.parcels_near(&window, at);
    picture(&Ground::new((&zones, &parcels), (release.areas(), &plans)), finding)
}
