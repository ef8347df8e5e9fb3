//! What is handed in, kept for good by the SHA-256 of its bytes before anything is made of it.

use std::io::Read;

use desk::access::{Action, Who, may};
use desk::applying::actor;
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::instant::At;
use store::filing::Filing;
use store::plan_files::PlanFile;

use super::fault::ProposalFault;
use super::terms::{HandedIn, Layer};

/// Keeps a file of a layer.
///
/// # Errors
/// [`DeskFault::Denied`]; a full disk; a reader that fails.
pub async fn hand_in(
    desk: &Desk,
    who: &Who,
    (layer, name, from): (Layer, &str, impl Read + Send + 'static),
    now: At,
) -> Result<HandedIn, ProposalFault> {
    if !may(who, Action::ProposeRelease, None) {
        return Err(DeskFault::Denied.into());
    }
    // Folders of whoever hands in are nobody's business.
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let (sha256, bytes) = desk.store().put_plan_file(from).await?;
    let kept = PlanFile { sha256: sha256.clone(), name: name.clone(), bytes, kept_by: actor(who), kept_at: now };
    let mut filing = Filing::new();
    filing.plan_file(&kept);
    desk.store().file(filing).await?;
    Ok(HandedIn { layer, name, sha256, bytes })
}

/// Keeps what was found, as a file of its own; gives its SHA-256 and the row that names it.
pub(crate) async fn keep_report(
    desk: &Desk,
    report: Vec<u8>,
    (who, now): (&Who, At),
) -> Result<PlanFile, ProposalFault> {
    let (sha256, bytes) = desk.store().put_plan_file(std::io::Cursor::new(report)).await?;
    Ok(PlanFile { sha256, name: "found.json".to_owned(), bytes, kept_by: actor(who), kept_at: now })
}
