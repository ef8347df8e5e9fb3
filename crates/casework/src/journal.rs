//! The chain that makes a changed journal line show.
//!
//! Each line's hash covers the line as stored, sealed body included, and the hash of the line before.
//! Because it covers ciphertext, destroying a case's key erases what the journal says and the chain
//! still verifies.

use lexicon::ids::CaseId;
use lexicon::instant::At;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The hash before the first line.
pub const ROOT: [u8; 32] = [0; 32];

/// What of a stored line the hash covers.
#[derive(Clone, Copy, Debug)]
pub struct LinkInput<'a> {
    pub case: CaseId,
    pub seq: i64,
    pub at: At,
    /// [`crate::event::Event::name`].
    pub kind: &'a str,
    pub actor: &'a str,
    /// The sealed body exactly as stored.
    pub sealed: &'a [u8],
}

/// The hash of a line after `prev`.
#[must_use]
pub fn link(prev: &[u8; 32], line: &LinkInput<'_>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"takau journal 1");
    hasher.update(prev);
    hasher.update(line.case.uuid().as_bytes());
    hasher.update(line.seq.to_be_bytes());
    hasher.update(line.at.micros().to_be_bytes());
    for part in [line.kind.as_bytes(), line.actor.as_bytes(), line.sealed] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// A journal that is not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Broken {
    #[error("line {0} is missing or out of order")]
    Gap(i64),
    #[error("line {0} was changed")]
    Changed(i64),
}

/// Checks lines in order and gives back the head of the chain.
///
/// # Errors
/// The first line that is missing or does not hash to what is stored beside it.
pub fn verify<'a>(lines: impl IntoIterator<Item = (LinkInput<'a>, [u8; 32])>) -> Result<[u8; 32], Broken> {
    let mut head = ROOT;
    for (next, (line, stored)) in (1..).zip(lines) {
        if line.seq != next {
            return Err(Broken::Gap(next));
        }
        head = link(&head, &line);
        if head != stored {
            return Err(Broken::Changed(next));
        }
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(bodies: &[&[u8]]) -> Vec<(i64, Vec<u8>, [u8; 32])> {
        let mut head = ROOT;
        let mut out = Vec::new();
        for (i, body) in bodies.iter().enumerate() {
            let seq = i as i64 + 1;
            head = link(&head, &line(seq, body));
            out.push((seq, body.to_vec(), head));
        }
        out
    }

    fn line(seq: i64, sealed: &[u8]) -> LinkInput<'_> {
        let case = CaseId::from_uuid(uuid::Uuid::from_u128(7));
        LinkInput { case, seq, at: At::from_micros(seq), kind: "paid", actor: "system", sealed }
    }

    fn check(rows: &[(i64, Vec<u8>, [u8; 32])]) -> Result<[u8; 32], Broken> {
        verify(rows.iter().map(|(seq, body, hash)| (line(*seq, body), *hash)))
    }

    #[test]
    fn an_untouched_journal_verifies() {
        let rows = chain(&[b"one", b"two", b"three"]);
        assert_eq!(check(&rows), Ok(rows[2].2));
    }

    #[test]
    fn a_changed_line_is_named() {
        let mut rows = chain(&[b"one", b"two", b"three"]);
        rows[1].1 = b"owt".to_vec();
        assert_eq!(check(&rows), Err(Broken::Changed(2)));
    }

    #[test]
    fn a_removed_line_is_named() {
        let mut rows = chain(&[b"one", b"two", b"three"]);
        rows.remove(1);
        assert_eq!(check(&rows), Err(Broken::Gap(2)));
    }
}
