//! Whether a sealed PDF that somebody brings back is ours and unchanged.
//!
//! The judgement rests on bytes, not on a PDF parser: the last signature
//! dictionary in the file names the ranges it covers; if these are the whole
//! file except one hexadecimal string, and the container in that string is a
//! valid signature of a trusted certificate over them, then every byte a reader
//! interprets was sealed. Nothing appended, hidden or referenced can change that.
//! Hostile input costs one scan and one signature check, and never panics.
//!
//! It does not look up revocation, does not draw, and does not judge content.
//! ISO 32000-1 §12.8, ETSI EN 319 142-1, RFC 5652, RFC 3161.

mod locate;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::attributes as attr;
use crate::chain::{self, Path, Purpose};
use crate::signed_data::{self, Broken};
use crate::tsp::{Token, TspError};

pub use crate::chain::Untrusted;

/// Larger files are refused unread.
pub const MOST_BYTES: usize = 64 << 20;

/// Why nothing can be said about a file at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unjudged {
    /// Over [`MOST_BYTES`].
    #[error("the file is larger than {MOST_BYTES} bytes")]
    TooLarge,
    /// The `%PDF-` mark is missing at the start.
    #[error("the file is not a PDF")]
    NotPdf,
    /// No signature dictionary: printed, scanned, re-saved or never sealed.
    #[error("the PDF carries no electronic seal")]
    NoSeal,
    /// There is a signature dictionary but it cannot be made sense of.
    #[error("the seal in this PDF cannot be read")]
    MalformedSeal,
}

/// One thing that speaks against a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// The bytes are not those that were sealed.
    #[error("the content was changed after sealing")]
    DigestMismatch,
    /// The container's signature does not hold, or names another certificate.
    #[error("the signature value does not hold")]
    SignatureInvalid,
    /// The seal uses an algorithm that is not allowed.
    #[error("the seal uses an algorithm that is not allowed")]
    AlgorithmRefused,
    /// Bytes follow the sealed range, or are left out of it.
    #[error("{0} bytes lie outside the seal")]
    NotWholeDocument(usize),
    /// The sealing certificate is not trusted.
    #[error("the sealing certificate is not trusted: {0}")]
    Untrusted(#[from] Untrusted),
    /// The time-stamp inside the seal is worth nothing.
    #[error("the time-stamp is not accepted: {0}")]
    TimeStamp(TspError),
}

/// Level of a seal (ETSI EN 319 142-1 §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealLevel {
    /// B-B: the time is only claimed.
    Basic,
    /// B-T: an accepted time-stamp proves the seal existed at that time.
    Timestamped,
}

/// Who sealed, from the certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Subject, RFC 4514 form.
    pub subject: String,
    /// Issuer, RFC 4514 form.
    pub issuer: String,
    /// Serial number in hexadecimal.
    pub serial: String,
}

/// A time-stamp found in the seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealTimestamp {
    /// Stamped moment.
    pub at: Timestamp,
    /// Subject of the authority.
    pub authority: String,
    /// Whether the authority leads to an anchor.
    pub trusted: bool,
}

/// What is known about a sealed PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealReport {
    /// The sealed bytes are unchanged and the signature value holds.
    pub intact: bool,
    /// Nothing lies outside the seal but its own container.
    pub whole_document: bool,
    /// The certificate leads to an anchor, at the stamped time if there is a
    /// trusted stamp, else now.
    pub trusted: bool,
    /// Who sealed.
    pub signer: Signer,
    /// The time the office claims (`/M`).
    pub claimed_at: Option<Timestamp>,
    /// The time-stamp, if one can be read.
    pub timestamp: Option<SealTimestamp>,
    /// Level reached.
    pub level: SealLevel,
    /// Everything that speaks against the file; empty means good.
    pub faults: Vec<SealFault>,
}

impl SealReport {
    /// Intact, whole, trusted, and nothing else against it.
    pub fn is_good(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Judges `pdf`, trusting the DER certificates in `anchors` for seals and stamps.
pub fn verify(pdf: &[u8], anchors: &[Vec<u8>], now: Timestamp) -> Result<SealReport, Unjudged> {
    let found = locate::seal(pdf)?;
    let seal = signed_data::read(&found.container).map_err(|_| Unjudged::MalformedSeal)?;
    if seal.rest.iter().any(|b| *b != 0) || seal.content.is_some() || seal.content_type != attr::DATA {
        return Err(Unjudged::MalformedSeal);
    }
    let mut faults = Vec::new();
    let before = &pdf[..found.hole.start];
    let after = &pdf[found.hole.end..found.end];
    if let Err(broken) = seal.check(|oid| signed_data::digest_of(oid, &[before, after])) {
        faults.push(match broken {
            Broken::Malformed => return Err(Unjudged::MalformedSeal),
            Broken::Digest => SealFault::DigestMismatch,
            Broken::Algorithm => SealFault::AlgorithmRefused,
            Broken::Signature | Broken::SignerUnnamed => SealFault::SignatureInvalid,
        });
    }
    let intact = faults.is_empty();
    let outside = pdf.len() - found.end;
    if outside > 0 {
        faults.push(SealFault::NotWholeDocument(outside));
    }
    let (timestamp, stamp_fault) = stamp(&seal, anchors, now);
    faults.extend(stamp_fault.map(SealFault::TimeStamp));
    let proven_at = timestamp.as_ref().filter(|t| t.trusted).map(|t| t.at);
    let path = Path { leaf: &seal.leaf, leaf_der: &seal.leaf_der, others: &seal.others };
    let trust = chain::check(&path, anchors, Purpose::Seal, proven_at.unwrap_or(now));
    faults.extend(trust.err().map(SealFault::Untrusted));
    Ok(SealReport {
        intact,
        whole_document: outside == 0,
        trusted: trust.is_ok(),
        signer: signer(&seal),
        claimed_at: found.claimed_at,
        level: if proven_at.is_some() { SealLevel::Timestamped } else { SealLevel::Basic },
        timestamp,
        faults,
    })
}

fn signer(seal: &signed_data::Read) -> Signer {
    let tbs = seal.leaf.tbs_certificate();
    Signer {
        subject: tbs.subject().to_string(),
        issuer: tbs.issuer().to_string(),
        serial: hex::encode(tbs.serial_number().as_bytes()),
    }
}

/// The stamp over the seal's signature value, and what is wrong with it.
fn stamp(seal: &signed_data::Read, anchors: &[Vec<u8>], now: Timestamp) -> (Option<SealTimestamp>, Option<TspError>) {
    let Some(value) =
        seal.signer.unsigned_attrs.as_ref().and_then(|attributes| attr::single(attributes, attr::SIGNATURE_TIME_STAMP))
    else {
        return (None, None);
    };
    let imprint: [u8; 32] = Sha256::digest(seal.signer.signature.as_bytes()).into();
    let read = der::Encode::to_der(value).map_err(|_| TspError::Malformed).and_then(|der| Token::read(&der));
    let token = match read.and_then(|token| token.covers(&imprint).map(|()| token)) {
        Ok(token) => token,
        Err(error) => return (None, Some(error)),
    };
    let trust = token.trust(anchors, now);
    let found = SealTimestamp { at: token.at, authority: token.authority(), trusted: trust.is_ok() };
    (Some(found), trust.err().map(TspError::Untrusted))
}

#[cfg(test)]
mod tests;
