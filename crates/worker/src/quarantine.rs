//! Files that were handed in while clamd was away: looked at as soon as it answers again. And those that nobody
//! handed in in time: thrown away.

use attachments::Scan;
use desk::desk::Desk;
use desk::fault::DeskFault;
use gateways::clamd::{Clamd, Verdict};

/// Looks at some files nobody looked at; says how many are settled. Stops at the first that clamd does not look at.
///
/// # Errors
/// The database; a missing file.
pub async fn look(desk: &Desk, clamd: &Clamd) -> Result<usize, DeskFault> {
    let mut settled = 0;
    for (id, content) in desk.quarantined().await? {
        let scan = match clamd.ask(&content).await {
            Ok(Verdict::Clean) => Scan::Clean,
            Ok(Verdict::Found(name)) => {
                tracing::warn!(virus = name, "a file of the quarantine stays shut");
                Scan::Found
            }
            Err(fault) => {
                tracing::info!(%fault, "the quarantine waits for clamd");
                break;
            }
        };
        desk.scanned(id, scan).await?;
        settled += 1;
    }
    Ok(settled)
}
