//! CMS SignedData with one signer (RFC 5652): written and taken apart.
//!
//! Used for the seal (content absent) and for time-stamp tokens (content
//! inside). It checks the arithmetic of a signature; whether the certificate is
//! to be trusted is [`crate::chain`]'s question. Algorithms are an allow-list:
//! RSA of 2048 bits or more with PKCS#1 v1.5, ECDSA on P-256 and P-384.

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedAttributes, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, Encode, Reader, SliceReader};
use ring::signature as ring_signature;
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::Certificate;

use crate::attributes as attr;

/// What is put together into one SignedData.
pub(crate) struct Parts<'a> {
    /// `id-data` for a detached seal, `id-ct-TSTInfo` for a token.
    pub content_type: ObjectIdentifier,
    /// The content itself, where it travels inside.
    pub content: Option<&'a [u8]>,
    pub signed_attributes: SignedAttributes,
    pub signature_algorithm: ObjectIdentifier,
    pub signature: &'a [u8],
    /// Signer's certificate first.
    pub chain: &'a [Vec<u8>],
    pub unsigned_attributes: Option<SignedAttributes>,
}

/// DER of a ContentInfo with one signer.
pub(crate) fn write(parts: Parts<'_>) -> der::Result<Vec<u8>> {
    let certificates = parts.chain.iter().map(|c| Certificate::from_der(c)).collect::<der::Result<Vec<_>>>()?;
    let leaf = certificates.first().ok_or_else(|| der::Error::from(der::ErrorKind::Failed))?;
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(attr::issuer_and_serial(leaf)),
        digest_alg: attr::algorithm(attr::SHA_256),
        signed_attrs: Some(parts.signed_attributes),
        signature_algorithm: attr::algorithm(parts.signature_algorithm),
        signature: OctetString::new(parts.signature)?,
        unsigned_attrs: parts.unsigned_attributes,
    };
    let econtent = match parts.content {
        Some(content) => Some(Any::encode_from(&OctetString::new(content)?)?),
        None => None,
    };
    let data = SignedData {
        // RFC 5652 §5.1: version 3 as soon as the content is not id-data.
        version: if parts.content_type == attr::DATA { CmsVersion::V1 } else { CmsVersion::V3 },
        digest_algorithms: SetOfVec::try_from(vec![attr::algorithm(attr::SHA_256)])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: parts.content_type, econtent },
        certificates: Some(CertificateSet::try_from(
            certificates.into_iter().map(CertificateChoices::Certificate).collect::<Vec<_>>(),
        )?),
        crls: None,
        signer_infos: SignerInfos::try_from(vec![signer])?,
    };
    ContentInfo { content_type: attr::SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()
}

/// What is wrong with a CMS object before any question of trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    #[error("not a CMS SignedData object with one signer")]
    Malformed,
    #[error("the algorithm is not on the allow-list")]
    Algorithm,
    #[error("the signed digest is not that of the content")]
    Digest,
    #[error("the signature value does not fit the key")]
    Signature,
    #[error("the signed attributes do not name the signer's certificate")]
    SignerUnnamed,
}

/// A SignedData taken apart.
pub(crate) struct Read {
    pub content_type: ObjectIdentifier,
    /// Content carried inside, if any.
    pub content: Option<Vec<u8>>,
    pub signer: SignerInfo,
    pub leaf: Certificate,
    pub leaf_der: Vec<u8>,
    /// The other certificates, DER.
    pub others: Vec<Vec<u8>>,
    /// Bytes behind the object in the input.
    pub rest: Vec<u8>,
}

/// Takes one SignedData off the front of `bytes`.
pub(crate) fn read(bytes: &[u8]) -> Result<Read, Broken> {
    let mut reader = SliceReader::new(bytes).map_err(|_| Broken::Malformed)?;
    let info = ContentInfo::decode(&mut reader).map_err(|_| Broken::Malformed)?;
    let used = usize::try_from(u32::from(reader.position())).map_err(|_| Broken::Malformed)?;
    let rest = bytes.get(used..).unwrap_or_default().to_vec();
    if info.content_type != attr::SIGNED_DATA {
        return Err(Broken::Malformed);
    }
    let data: SignedData = info.content.decode_as().map_err(|_| Broken::Malformed)?;
    let [signer] = data.signer_infos.0.as_slice() else { return Err(Broken::Malformed) };
    let SignerIdentifier::IssuerAndSerialNumber(id) = &signer.sid else { return Err(Broken::Malformed) };
    let (leaf, others) = split(data.certificates.as_ref(), id)?;
    let content = match &data.encap_content_info.econtent {
        Some(any) => Some(any.decode_as::<OctetString>().map_err(|_| Broken::Malformed)?.into_bytes().into()),
        None => None,
    };
    Ok(Read {
        content_type: data.encap_content_info.econtent_type,
        content,
        leaf_der: leaf.to_der().map_err(|_| Broken::Malformed)?,
        leaf,
        others,
        signer: signer.clone(),
        rest,
    })
}

fn split(set: Option<&CertificateSet>, id: &IssuerAndSerialNumber) -> Result<(Certificate, Vec<Vec<u8>>), Broken> {
    let mut leaf = None;
    let mut others = Vec::new();
    for choice in set.map(|s| s.0.as_slice()).unwrap_or_default() {
        let CertificateChoices::Certificate(certificate) = choice else { continue };
        if leaf.is_none() && &attr::issuer_and_serial(certificate) == id {
            leaf = Some(certificate.clone());
        } else {
            others.push(certificate.to_der().map_err(|_| Broken::Malformed)?);
        }
    }
    Ok((leaf.ok_or(Broken::Malformed)?, others))
}

impl Read {
    /// Checks content type, digest, signer's certificate and signature value.
    /// `digest` computes the content's digest under the named algorithm.
    pub(crate) fn check(&self, digest: impl Fn(ObjectIdentifier) -> Option<Vec<u8>>) -> Result<(), Broken> {
        let attributes = self.signer.signed_attrs.as_ref().ok_or(Broken::Malformed)?;
        let named = attr::single(attributes, attr::CONTENT_TYPE).ok_or(Broken::Malformed)?;
        if named.decode_as::<ObjectIdentifier>() != Ok(self.content_type) {
            return Err(Broken::Malformed);
        }
        let wanted = digest(self.signer.digest_alg.oid).ok_or(Broken::Algorithm)?;
        let signed = attr::single(attributes, attr::MESSAGE_DIGEST).ok_or(Broken::Malformed)?;
        let signed: OctetString = signed.decode_as().map_err(|_| Broken::Malformed)?;
        if signed.as_bytes() != wanted {
            return Err(Broken::Digest);
        }
        let signer = attr::single(attributes, attr::SIGNING_CERTIFICATE_V2).ok_or(Broken::SignerUnnamed)?;
        if !attr::names_signer(signer, &self.leaf_der) {
            return Err(Broken::SignerUnnamed);
        }
        // RFC 5652 §5.4: signed over the explicit SET OF, although stored as [0] IMPLICIT.
        let message = attributes.to_der().map_err(|_| Broken::Malformed)?;
        self.check_value(&message)
    }

    fn check_value(&self, message: &[u8]) -> Result<(), Broken> {
        let key = self.leaf.tbs_certificate().subject_public_key_info();
        let curve = key.algorithm.parameters.as_ref().and_then(|p| p.decode_as::<ObjectIdentifier>().ok());
        let algorithm: &dyn ring_signature::VerificationAlgorithm =
            match (key.algorithm.oid, curve, self.signer.signature_algorithm.oid, self.signer.digest_alg.oid) {
                (attr::RSA, _, attr::SHA_256_WITH_RSA, _) | (attr::RSA, _, attr::RSA, attr::SHA_256) => {
                    &ring_signature::RSA_PKCS1_2048_8192_SHA256
                }
                (attr::RSA, _, attr::SHA_384_WITH_RSA, _) | (attr::RSA, _, attr::RSA, attr::SHA_384) => {
                    &ring_signature::RSA_PKCS1_2048_8192_SHA384
                }
                (attr::RSA, _, attr::SHA_512_WITH_RSA, _) | (attr::RSA, _, attr::RSA, attr::SHA_512) => {
                    &ring_signature::RSA_PKCS1_2048_8192_SHA512
                }
                (attr::EC_PUBLIC_KEY, Some(attr::P_256), attr::ECDSA_WITH_SHA_256, _) => {
                    &ring_signature::ECDSA_P256_SHA256_ASN1
                }
                (attr::EC_PUBLIC_KEY, Some(attr::P_384), attr::ECDSA_WITH_SHA_384, _) => {
                    &ring_signature::ECDSA_P384_SHA384_ASN1
                }
                _ => return Err(Broken::Algorithm),
            };
        let bytes = key.subject_public_key.as_bytes().ok_or(Broken::Malformed)?;
        ring_signature::UnparsedPublicKey::new(algorithm, bytes)
            .verify(message, self.signer.signature.as_bytes())
            .map_err(|_| Broken::Signature)
    }
}

/// The digest of several pieces under a named algorithm; `None` outside the allow-list.
pub(crate) fn digest_of(oid: ObjectIdentifier, pieces: &[&[u8]]) -> Option<Vec<u8>> {
    fn run<D: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
        let mut hasher = D::new();
        for piece in pieces {
            hasher.update(piece);
        }
        hasher.finalize().to_vec()
    }
    match oid {
        attr::SHA_256 => Some(run::<Sha256>(pieces)),
        attr::SHA_384 => Some(run::<Sha384>(pieces)),
        attr::SHA_512 => Some(run::<Sha512>(pieces)),
        _ => None,
    }
}
