//! The electronic seal inside a PDF: PAdES baseline B-B and B-T (ETSI EN
//! 319 142-1) with a certifying signature (ISO 32000-1 §12.8.2.2, `/P 2`).
//!
//! One issue runs: [`add_dss`] if long-term material is known → [`prepare`] →
//! [`signed_attributes`] → the key (a gateway) → optionally a time-stamp over
//! [`timestamp_imprint`] (another gateway) → [`assemble`] → [`embed`]. Only a
//! 32-byte digest and some 150 bytes of attributes ever leave the process.
//!
//! The update keeps PDF/A-2 and PDF/UA-1: same kind of cross-reference table,
//! `/ID` with its second half changed, an invisible widget outside the page
//! with `/F 132` and `/TU`, page `/Tabs /S`. The seal people see is page content.
//! It refuses to sign twice, and never holds a private key.

mod syntax;
mod update;

use std::ops::Range;

use cms::signed_data::SignedAttributes;
use der::asn1::{ObjectIdentifier, SetOfVec};
use der::{Any, Decode, Encode};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use lopdf::{Dictionary, Object, ObjectId, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use crate::attributes as attr;
use crate::signed_data::{self, Parts};
use update::{Update, text};

/// What the signature dictionary says beside the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealMeta {
    /// Name of the signature field; read out by assistive technology as its name.
    pub field: String,
    /// Why the paper was sealed; also the widget's description.
    pub reason: String,
    /// The moment claimed by the office (`/M`); a time-stamp proves it.
    pub signed_at: Timestamp,
    /// Who seals, in words (`/Name`).
    pub name: String,
}

/// A PDF with a hole where its signature will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The whole file; the hole is full of zeros.
    pub bytes: Vec<u8>,
    /// From `<` to `>` inclusive: the only bytes not signed.
    pub hole: Range<usize>,
    /// SHA-256 over everything outside the hole.
    pub digest: [u8; 32],
}

/// Algorithms with which the seal may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealAlgorithm {
    /// ECDSA on P-256 with SHA-256; signature values in ASN.1 form, not r‖s.
    EcdsaP256Sha256,
    /// RSA PKCS#1 v1.5 with SHA-256, 2048 bits or more.
    RsaPkcs1Sha256,
}

/// Everything that goes into the signature container.
#[derive(Debug, Clone, Copy)]
pub struct SealParts<'a> {
    /// As returned by [`signed_attributes`] and signed by the key.
    pub signed_attributes: &'a [u8],
    /// The raw signature value over those attributes.
    pub signature: &'a [u8],
    /// How it was made.
    pub algorithm: SealAlgorithm,
    /// DER certificates, the seal's own first.
    pub chain: &'a [Vec<u8>],
    /// DER of a time-stamp token over [`timestamp_imprint`] of the signature.
    pub timestamp: Option<&'a [u8]>,
}

/// Why a PDF could not be sealed.
#[derive(Debug, thiserror::Error)]
pub enum PadesError {
    /// The base file cannot be read.
    #[error("the base PDF cannot be read: {0}")]
    Unreadable(String),
    /// The base uses cross-reference streams or encryption; the press writes neither.
    #[error("the base PDF is encrypted, repaired or has no classic cross-reference table")]
    UnsupportedBase,
    /// The base has signature fields already.
    #[error("the base PDF has a form already; a paper is sealed once")]
    AlreadySealed,
    /// The container does not fit the hole.
    #[error("the signature container has {needed} bytes, {reserved} were reserved")]
    ReserveTooSmall {
        /// Bytes of the container.
        needed: usize,
        /// Bytes reserved by [`prepare`].
        reserved: usize,
    },
    /// Certificate, attributes or token are not DER of the right shape.
    #[error("certificate, attributes or token cannot be encoded: {0}")]
    Der(#[from] der::Error),
}

/// A placeholder of ten digits, so that the real ranges fit in its place.
const PLACEHOLDER: i64 = 9_999_999_999;

/// Fewest bytes that can be reserved; smaller holes could not be found again.
const LEAST_RESERVE: usize = 64;

/// Appends a certifying signature field with a hole of `reserve` bytes.
/// The bytes of `pdf` are untouched and come first in the result.
pub fn prepare(pdf: &[u8], meta: &SealMeta, reserve: usize) -> Result<Prepared, PadesError> {
    let mut update = Update::open(pdf)?;
    let mut catalog = update.catalog()?;
    if catalog.has(b"AcroForm") || catalog.has(b"Perms") {
        return Err(PadesError::AlreadySealed);
    }
    let page_id = update.first_page()?;
    let reserve = reserve.max(LEAST_RESERVE);
    let signature = update.add(signature_dictionary(meta, reserve));
    let widget = update.add(widget_dictionary(meta, page_id, signature));
    attach_to_page(&mut update, page_id, widget)?;
    catalog.set("AcroForm", dictionary! { "Fields" => vec![widget.into()], "SigFlags" => 3 });
    catalog.set("Perms", dictionary! { "DocMDP" => signature });
    update.replace_catalog(catalog)?;
    punch(update.finish()?, pdf.len(), reserve)
}

fn signature_dictionary(meta: &SealMeta, reserve: usize) -> Dictionary {
    let docmdp = dictionary! {
        "Type" => "SigRef",
        "TransformMethod" => "DocMDP",
        "TransformParams" => dictionary! { "Type" => "TransformParams", "P" => 2, "V" => "1.2" },
    };
    dictionary! {
        "Type" => "Sig",
        "Filter" => "Adobe.PPKLite",
        "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => vec![0.into(), PLACEHOLDER.into(), PLACEHOLDER.into(), PLACEHOLDER.into()],
        "Contents" => Object::String(vec![0; reserve], StringFormat::Hexadecimal),
        "M" => Object::string_literal(pdf_date(meta.signed_at)),
        "Name" => text(&meta.name),
        "Reason" => text(&meta.reason),
        "Reference" => vec![docmdp.into()],
    }
}

fn widget_dictionary(meta: &SealMeta, page: ObjectId, signature: ObjectId) -> Dictionary {
    // Print + Locked; PDF/A forbids Hidden. Zero size and outside the page, it
    // needs neither an appearance stream nor a place in the structure tree.
    dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "FT" => "Sig",
        "T" => text(&meta.field),
        "TU" => text(&meta.reason),
        "F" => 132,
        "Rect" => vec![(-10).into(), (-10).into(), (-10).into(), (-10).into()],
        "P" => page,
        "V" => signature,
    }
}

fn attach_to_page(update: &mut Update<'_>, page_id: ObjectId, widget: ObjectId) -> Result<(), PadesError> {
    let mut page = update.dictionary(page_id)?;
    page.set("Tabs", "S");
    let mut annotations = match page.get(b"Annots") {
        Err(_) => Vec::new(),
        Ok(object) => update.array(object)?,
    };
    annotations.push(widget.into());
    page.set("Annots", annotations);
    update.replace(page_id, page.into());
    Ok(())
}

/// Writes the true byte range over the placeholder and digests the rest.
fn punch(mut bytes: Vec<u8>, base: usize, reserve: usize) -> Result<Prepared, PadesError> {
    let lost = || PadesError::Unreadable("the signature placeholder was not written".into());
    let find = |bytes: &[u8], pattern: &[u8]| {
        bytes[base..].windows(pattern.len()).position(|w| w == pattern).map(|at| at + base)
    };
    let start = find(&bytes, &[b"<".as_slice(), &[b'0'; 2 * LEAST_RESERVE]].concat()).ok_or_else(lost)?;
    let hole = start..start + 2 + 2 * reserve;
    let at = find(&bytes, PLACEHOLDER.to_string().as_bytes()).ok_or_else(lost)?;
    let end = at + bytes[at..].iter().position(|b| *b == b']').ok_or_else(lost)?;
    let range = format!("{} {} {}", hole.start, hole.end, bytes.len() - hole.end);
    if range.len() > end - at || hole.end > bytes.len() {
        return Err(lost());
    }
    bytes[at..end].fill(b' ');
    bytes[at..at + range.len()].copy_from_slice(range.as_bytes());
    let mut hasher = Sha256::new();
    hasher.update(&bytes[..hole.start]);
    hasher.update(&bytes[hole.end..]);
    Ok(Prepared { digest: hasher.finalize().into(), bytes, hole })
}

/// `D:YYYYMMDDHHmmSS+08'00'`, in Taiwan time (no daylight saving since 1979).
fn pdf_date(at: Timestamp) -> String {
    let local = at.to_zoned(TimeZone::fixed(Offset::constant(8)));
    format!("{}+08'00'", local.strftime("D:%Y%m%d%H%M%S"))
}

/// DER of the attributes the key signs: content type, digest and the seal's
/// certificate (RFC 5035). Exactly these bytes, tag SET, are the key's message.
pub fn signed_attributes(digest: &[u8; 32], leaf_der: &[u8]) -> Result<Vec<u8>, PadesError> {
    Ok(attr::signed(attr::DATA, digest, leaf_der)?.to_der()?)
}

/// SHA-256 of a signature value: what a time-stamp of level B-T covers.
pub fn timestamp_imprint(signature: &[u8]) -> [u8; 32] {
    Sha256::digest(signature).into()
}

/// The CAdES container that fills the hole.
pub fn assemble(parts: SealParts<'_>) -> Result<Vec<u8>, PadesError> {
    let unsigned_attributes = match parts.timestamp {
        Some(token) => {
            let token = attr::attribute(attr::SIGNATURE_TIME_STAMP, &Any::from_der(token)?)?;
            Some(SetOfVec::try_from(vec![token])?)
        }
        None => None,
    };
    Ok(signed_data::write(Parts {
        content_type: attr::DATA,
        content: None,
        signed_attributes: SignedAttributes::from_der(parts.signed_attributes)?,
        signature_algorithm: parts.algorithm.oid(),
        signature: parts.signature,
        chain: parts.chain,
        unsigned_attributes,
    })?)
}

impl SealAlgorithm {
    pub(crate) fn oid(self) -> ObjectIdentifier {
        match self {
            SealAlgorithm::EcdsaP256Sha256 => attr::ECDSA_WITH_SHA_256,
            SealAlgorithm::RsaPkcs1Sha256 => attr::SHA_256_WITH_RSA,
        }
    }
}

/// Fills the hole with a finished container; the result is the sealed paper.
pub fn embed(prepared: Prepared, container: &[u8]) -> Result<Vec<u8>, PadesError> {
    let reserved = (prepared.hole.len() - 2) / 2;
    if container.len() > reserved {
        return Err(PadesError::ReserveTooSmall { needed: container.len(), reserved });
    }
    let mut bytes = prepared.bytes;
    let start = prepared.hole.start + 1;
    bytes[start..start + 2 * container.len()].copy_from_slice(hex::encode(container).as_bytes());
    Ok(bytes)
}

/// Appends a document security store (ETSI EN 319 142-1 §5.4.2.2) before the
/// seal, so that certificates and revocation lists are covered by it and not
/// one byte has to follow it. All are DER.
pub fn add_dss(pdf: &[u8], certificates: &[Vec<u8>], crls: &[Vec<u8>]) -> Result<Vec<u8>, PadesError> {
    let mut update = Update::open(pdf)?;
    let mut catalog = update.catalog()?;
    let mut store = dictionary! { "Type" => "DSS" };
    for (key, blobs) in [("Certs", certificates), ("CRLs", crls)] {
        let streams: Vec<Object> =
            blobs.iter().map(|der| update.add(lopdf::Stream::new(Dictionary::new(), der.clone())).into()).collect();
        if !streams.is_empty() {
            store.set(key, streams);
        }
    }
    let store = update.add(store);
    catalog.set("DSS", store);
    update.replace_catalog(catalog)?;
    update.finish()
}

#[cfg(test)]
mod tests;
