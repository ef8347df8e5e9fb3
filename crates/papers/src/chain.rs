//! Whether a certificate leads to an anchor the office trusts (RFC 5280).
//!
//! Path building is that of rustls' webpki. Revocation is not looked up here:
//! it needs fresh lists, which are a gateway's business. Extended key usage is
//! free for a seal and must be time-stamping for an authority (RFC 3161 §2.3).

use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, UnixTime};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage};

/// What a certificate is asked to be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Sealing documents: digital signature or non-repudiation.
    Seal,
    /// Time-stamping: that extended usage, critical and alone.
    TimeStamp,
}

/// Why a certificate is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// No path leads to any of the anchors.
    #[error("no path leads to a trusted anchor")]
    UnknownIssuer,
    /// A certificate of the path had ended at the judged moment.
    #[error("a certificate of the path has expired")]
    Expired,
    /// A certificate of the path had not begun at the judged moment.
    #[error("a certificate of the path is not yet valid")]
    NotYetValid,
    /// Key usage or extended key usage forbids this use.
    #[error("the certificate is not meant for this use")]
    WrongUse,
    /// The path exists but breaks another rule of RFC 5280.
    #[error("the certificate path breaks a rule of RFC 5280")]
    Invalid,
}

/// A leaf certificate with the certificates sent beside it.
pub(crate) struct Path<'a> {
    pub leaf: &'a Certificate,
    pub leaf_der: &'a [u8],
    pub others: &'a [Vec<u8>],
}

/// Certificates beyond this number beside one signature are not looked at, so
/// that a hostile file cannot buy path-building time.
const MOST_INTERMEDIATES: usize = 8;

/// Judges `path` for `purpose` at the moment `at`.
pub(crate) fn check(path: &Path<'_>, anchors: &[Vec<u8>], purpose: Purpose, at: Timestamp) -> Result<(), Untrusted> {
    if !fit_for(path.leaf, purpose) {
        return Err(Untrusted::WrongUse);
    }
    let anchor_ders: Vec<CertificateDer<'_>> = anchors.iter().map(|a| CertificateDer::from(a.as_slice())).collect();
    let trusted: Vec<_> = anchor_ders.iter().filter_map(|a| webpki::anchor_from_trusted_cert(a).ok()).collect();
    let between: Vec<CertificateDer<'_>> =
        path.others.iter().take(MOST_INTERMEDIATES).map(|c| CertificateDer::from(c.as_slice())).collect();
    let seconds = u64::try_from(at.as_second()).map_err(|_| Untrusted::NotYetValid)?;
    let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
    let leaf = CertificateDer::from(path.leaf_der);
    let leaf = webpki::EndEntityCert::try_from(&leaf).map_err(|_| Untrusted::Invalid)?;
    leaf.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &trusted, &between, time, AnyUse, None, None)
        .map(|_| ())
        .map_err(reason)
}

/// Extended usage is judged by [`fit_for`], not by the path builder.
struct AnyUse;

impl webpki::ExtendedKeyUsageValidator for AnyUse {
    fn validate(&self, _: webpki::KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

fn reason(error: webpki::Error) -> Untrusted {
    match error {
        // A root of the same name with another key is a stranger too.
        webpki::Error::UnknownIssuer | webpki::Error::InvalidSignatureForPublicKey => Untrusted::UnknownIssuer,
        webpki::Error::CertExpired { .. } => Untrusted::Expired,
        webpki::Error::CertNotValidYet { .. } => Untrusted::NotYetValid,
        _ => Untrusted::Invalid,
    }
}

const TIME_STAMPING: der::asn1::ObjectIdentifier = der::asn1::ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

fn fit_for(leaf: &Certificate, purpose: Purpose) -> bool {
    let tbs = leaf.tbs_certificate();
    let usage_allows = match tbs.get_extension::<KeyUsage>() {
        Ok(Some((_, usage))) => usage.digital_signature() || usage.non_repudiation(),
        Ok(None) => true,
        Err(_) => false,
    };
    let extended_allows = match (purpose, tbs.get_extension::<ExtendedKeyUsage>()) {
        (Purpose::Seal, Ok(_)) => true,
        (Purpose::TimeStamp, Ok(Some((critical, usage)))) => critical && usage.0 == [TIME_STAMPING],
        _ => false,
    };
    usage_allows && extended_allows
}
