//! Keys and certificates of the demo city: an authority, a seal, a time-stamping authority, and
//! a seal that was revoked, with the authority's revocation list.
//!
//! Every subject carries [`super::DEMO_MARK`], so that the program can refuse them outside the
//! demo. The seal may sign and commit to content; the time-stamping certificate has that
//! extended usage, critical and alone (RFC 3161 §2.3).

use super::DEMO_MARK;
use jiff::civil::Date;
use lexicon::instant::At;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertificateRevocationListParams, CustomExtension,
    DistinguishedName, DnType, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevocationReason,
    RevokedCertParams, SerialNumber, date_time_ymd,
};

/// Whose demonstration keys are made, and how long they live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoOffice {
    /// Name of the office as it shall stand in the certificates.
    pub name: String,
    /// How many days the certificates are valid from the day before.
    pub days: i32,
}

/// A private key and its certificates, own first, both PEM.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyFiles {
    /// PKCS#8 private key. Secret.
    pub key_pem: String,
    /// Certificates, own first.
    pub chain_pem: String,
}

/// Everything `takau init --demo` writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPki {
    /// The authority that signed the others.
    pub ca: KeyFiles,
    /// The office's seal.
    pub seal: KeyFiles,
    /// The stand-in time-stamping authority.
    pub tsa: KeyFiles,
    /// A seal whose certificate stands on the revocation list.
    pub revoked: KeyFiles,
    /// The authority's revocation list, PEM.
    pub crl_pem: String,
    /// The same, DER, as [`papers::pades::add_dss`] takes it.
    pub crl_der: Vec<u8>,
}

/// Why no demonstration keys were made.
#[derive(Debug, thiserror::Error)]
pub enum DemoPkiError {
    /// The validity lies beyond the calendar.
    #[error("the validity of the demonstration keys lies beyond the calendar")]
    Validity,
    /// A key or certificate could not be made.
    #[error("a demonstration key or certificate could not be made: {0}")]
    Make(#[from] rcgen::Error),
}

/// DER of `SEQUENCE { id-kp-timeStamping }` (RFC 3161 §2.3).
const TIME_STAMPING_ONLY: [u8; 12] = [0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];

/// Makes new keys and certificates for a demonstration, valid around `now`.
pub fn demo_pki(office: &DemoOffice, now: At) -> Result<DemoPki, DemoPkiError> {
    let maker = Maker::new(office, now)?;
    let ca_key = KeyPair::generate()?;
    let mut ca_params = maker.params("CA", 1);
    ca_params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca_params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let ca = ca_params.self_signed(&ca_key)?;
    let issuer = Issuer::from_params(&ca_params, &ca_key);

    let mut stamp = CustomExtension::from_oid_content(&[2, 5, 29, 37], TIME_STAMPING_ONLY.to_vec());
    stamp.set_criticality(true);
    let mut tsa_params = maker.params("TSA", 3);
    tsa_params.custom_extensions = vec![stamp];
    tsa_params.key_usages = vec![KeyUsagePurpose::DigitalSignature];

    let (seal, tsa, revoked) = (
        issue(maker.seal("SEAL", 2), &issuer, &ca)?,
        issue(tsa_params, &issuer, &ca)?,
        issue(maker.seal("SEAL, REVOKED", 4), &issuer, &ca)?,
    );
    let crl = maker.revocation_list(4).signed_by(&issuer)?;
    Ok(DemoPki {
        ca: KeyFiles { key_pem: ca_key.serialize_pem(), chain_pem: ca.pem() },
        seal,
        tsa,
        revoked,
        crl_pem: crl.pem()?,
        crl_der: crl.der().to_vec(),
    })
}

fn issue(params: CertificateParams, issuer: &Issuer<'_, &KeyPair>, ca: &Certificate) -> Result<KeyFiles, DemoPkiError> {
    let key = KeyPair::generate()?;
    let own = params.signed_by(&key, issuer)?;
    Ok(KeyFiles { key_pem: key.serialize_pem(), chain_pem: own.pem() + &ca.pem() })
}

struct Maker<'a> {
    office: &'a DemoOffice,
    from: Date,
    until: Date,
}

impl<'a> Maker<'a> {
    fn new(office: &'a DemoOffice, now: At) -> Result<Maker<'a>, DemoPkiError> {
        let from = now.taipei_date().yesterday().map_err(|_| DemoPkiError::Validity)?;
        let length = jiff::Span::new().try_days(office.days).map_err(|_| DemoPkiError::Validity)?;
        let until = from.checked_add(length).map_err(|_| DemoPkiError::Validity)?;
        // The encoding of certificates has four digits for the year, and rcgen none before 1.
        if from.year() < 1950 || until <= from {
            return Err(DemoPkiError::Validity);
        }
        Ok(Maker { office, from, until })
    }

    fn params(&self, role: &str, serial: u64) -> CertificateParams {
        let mut name = DistinguishedName::new();
        name.push(DnType::CountryName, "TW");
        name.push(DnType::OrganizationName, self.office.name.as_str());
        name.push(DnType::CommonName, format!("{} {role} (示範 {DEMO_MARK})", self.office.name));
        let mut params = CertificateParams::default();
        params.distinguished_name = name;
        params.not_before = time_of(self.from);
        params.not_after = time_of(self.until);
        params.serial_number = Some(SerialNumber::from(serial));
        params.use_authority_key_identifier_extension = true;
        params
    }

    fn seal(&self, role: &str, serial: u64) -> CertificateParams {
        let mut params = self.params(role, serial);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        params
    }

    fn revocation_list(&self, revoked: u64) -> CertificateRevocationListParams {
        CertificateRevocationListParams {
            this_update: time_of(self.from),
            next_update: time_of(self.until),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: vec![RevokedCertParams {
                serial_number: SerialNumber::from(revoked),
                revocation_time: time_of(self.from),
                reason_code: Some(RevocationReason::KeyCompromise),
                invalidity_date: None,
            }],
            key_identifier_method: KeyIdMethod::Sha256,
        }
    }
}

/// 00:00 UTC of a day, in the type rcgen wants.
fn time_of(day: Date) -> time::OffsetDateTime {
    date_time_ymd(i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs())
}

impl std::fmt::Debug for KeyFiles {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("KeyFiles").field("chain_pem", &self.chain_pem).finish_non_exhaustive()
    }
}
