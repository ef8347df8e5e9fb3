//! What is handed in, kept for good by the SHA-256 of its bytes before anything is made of it.

use std::io::{self, Read};

use desk::access::{Action, Who, may};
use desk::applying::actor;
use desk::desk::Desk;
use desk::fault::DeskFault;
use lexicon::instant::At;
use store::filing::Filing;
use store::plan_files::PlanFile;
use tokio::sync::mpsc::{Receiver, Sender, channel};

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

/// A piece of a file that arrives over a connection. Without the last one the file is not whole.
#[derive(Debug)]
pub enum Piece {
    Bytes(Vec<u8>),
    Last,
}

/// A file while it arrives; read off the threads others wait for.
#[derive(Debug)]
pub struct Arriving {
    pieces: Receiver<Piece>,
    left: io::Cursor<Vec<u8>>,
    is_whole: bool,
}

/// Where the pieces of a file go, and the file. Only a few pieces wait at a time.
#[must_use]
pub fn arriving() -> (Sender<Piece>, Arriving) {
    let (sender, pieces) = channel(4);
    (sender, Arriving { pieces, left: io::Cursor::default(), is_whole: false })
}

impl Read for Arriving {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.left.read(into)?;
            if count > 0 || self.is_whole || into.is_empty() {
                return Ok(count);
            }
            match self.pieces.blocking_recv() {
                Some(Piece::Bytes(bytes)) => self.left = io::Cursor::new(bytes),
                Some(Piece::Last) => self.is_whole = true,
                None => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file did not arrive whole")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_that_breaks_off_is_no_file() {
        for (is_whole, expected) in [(true, Some("abcd")), (false, None)] {
            let (pieces, mut file) = arriving();
            let read = tokio::task::spawn_blocking(move || {
                let mut text = String::new();
                file.read_to_string(&mut text).ok().map(|_| text)
            });
            for part in ["ab", "", "cd"] {
                pieces.send(Piece::Bytes(part.as_bytes().to_vec())).await.unwrap();
            }
            if is_whole {
                pieces.send(Piece::Last).await.unwrap();
            }
            drop(pieces);
            assert_eq!(read.await.unwrap().as_deref(), expected);
        }
    }
}
