//! Object identifiers and signed attributes of CMS (RFC 5652), ESS (RFC 5035)
//! and time-stamps (RFC 3161), shared by sealing, time-stamping and checking.
//!
//! Only what a PAdES baseline seal needs; no other algorithm is named here.

use cms::cert::IssuerAndSerialNumber;
use cms::signed_data::SignedAttributes;
use der::asn1::{Any, ObjectIdentifier, OctetString, OctetStringRef, SetOfVec};
use der::{Decode, Encode, Sequence};
use sha2::{Digest, Sha256};
use spki::AlgorithmIdentifierOwned;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub(crate) const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
pub(crate) const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
pub(crate) const TST_INFO: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");
pub(crate) const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
pub(crate) const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
pub(crate) const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");
pub(crate) const SIGNATURE_TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.14");
pub(crate) const SHA_256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
pub(crate) const SHA_384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
pub(crate) const SHA_512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");
pub(crate) const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
pub(crate) const SHA_256_WITH_RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.11");
pub(crate) const SHA_384_WITH_RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.12");
pub(crate) const SHA_512_WITH_RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.13");
pub(crate) const EC_PUBLIC_KEY: ObjectIdentifier = oid("1.2.840.10045.2.1");
pub(crate) const P_256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
pub(crate) const P_384: ObjectIdentifier = oid("1.3.132.0.34");
pub(crate) const ECDSA_WITH_SHA_256: ObjectIdentifier = oid("1.2.840.10045.4.3.2");
pub(crate) const ECDSA_WITH_SHA_384: ObjectIdentifier = oid("1.2.840.10045.4.3.3");

/// `ESSCertIDv2` as written here: the default hash algorithm SHA-256 must be
/// absent in DER, so it is no field.
#[derive(Sequence)]
struct EssCertIdV2 {
    cert_hash: OctetString,
}

#[derive(Sequence)]
struct SigningCertificateV2 {
    certs: Vec<EssCertIdV2>,
}

/// `ESSCertIDv2` as others may write it.
#[derive(Sequence)]
struct EssCertIdV2Read {
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    cert_hash: OctetString,
    issuer_serial: Option<Any>,
}

#[derive(Sequence)]
struct SigningCertificateV2Read {
    certs: Vec<EssCertIdV2Read>,
    policies: Option<Any>,
}

/// An algorithm identifier without parameters, or with NULL for RSA.
pub(crate) fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    let rsa = [RSA, SHA_256_WITH_RSA, SHA_384_WITH_RSA, SHA_512_WITH_RSA].contains(&oid);
    AlgorithmIdentifierOwned { oid, parameters: rsa.then(Any::null) }
}

/// One attribute with one value.
pub(crate) fn attribute(oid: ObjectIdentifier, value: &impl Encode) -> der::Result<Attribute> {
    let value = Any::from_der(&value.to_der()?)?;
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
}

/// The three signed attributes of PAdES baseline: content type, message digest
/// and signing certificate. No signing time: in PAdES that is `/M` of the PDF.
pub(crate) fn signed(
    content_type: ObjectIdentifier,
    digest: &[u8; 32],
    leaf_der: &[u8],
) -> der::Result<SignedAttributes> {
    let cert_hash = OctetString::new(Sha256::digest(leaf_der).to_vec())?;
    let signing_certificate = SigningCertificateV2 { certs: vec![EssCertIdV2 { cert_hash }] };
    SetOfVec::try_from(vec![
        attribute(CONTENT_TYPE, &content_type)?,
        attribute(MESSAGE_DIGEST, &OctetStringRef::new(digest)?)?,
        attribute(SIGNING_CERTIFICATE_V2, &signing_certificate)?,
    ])
}

/// The only value of the only attribute `oid`, or `None`.
pub(crate) fn single(attributes: &SignedAttributes, oid: ObjectIdentifier) -> Option<&Any> {
    let mut found = attributes.iter().filter(|a| a.oid == oid);
    let attribute = found.next()?;
    if found.next().is_some() || attribute.values.len() != 1 {
        return None;
    }
    attribute.values.get(0)
}

/// Whether the signing-certificate attribute names exactly this certificate.
/// Only SHA-256 hashes count.
pub(crate) fn names_signer(value: &Any, leaf_der: &[u8]) -> bool {
    let Ok(read) = value.decode_as::<SigningCertificateV2Read>() else { return false };
    let Some(first) = read.certs.first() else { return false };
    first.hash_algorithm.as_ref().is_none_or(|a| a.oid == SHA_256)
        && first.cert_hash.as_bytes() == Sha256::digest(leaf_der).as_slice()
}

/// Issuer and serial number of a certificate.
pub(crate) fn issuer_and_serial(certificate: &Certificate) -> IssuerAndSerialNumber {
    let tbs = certificate.tbs_certificate();
    IssuerAndSerialNumber { issuer: tbs.issuer().clone(), serial_number: tbs.serial_number().clone() }
}
