//! Tokens of a stand-in time-stamping authority, for tests and the demo city.
//!
//! Speaks RFC 3161 truly, so an independent client accepts it; its trust ends
//! with the anchor it is tested under. The key stays with the caller.

use der::asn1::{Any, GeneralizedTime, Int, ObjectIdentifier};
use der::{Decode, Encode};
use jiff::Timestamp;

use super::{MessageImprint, PkiStatusInfo, TimeStampReq, TimeStampResp, TstInfo};
use crate::attributes as attr;
use crate::pades::SealAlgorithm;
use crate::signed_data::{self, Parts};

/// Who the stand-in is and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandIn {
    /// DER certificates, its own first.
    pub chain: Vec<Vec<u8>>,
    /// Policy under which it stamps, dotted.
    pub policy: String,
    /// Algorithm of its key.
    pub algorithm: SealAlgorithm,
    /// Serial number of this token.
    pub serial: u64,
}

/// Why no token came.
#[derive(Debug, thiserror::Error)]
pub enum StandInError<E> {
    /// The request, chain or policy is not what it should be.
    #[error("the request or the stand-in's own data cannot be used: {0}")]
    Der(#[from] der::Error),
    /// The key refused.
    #[error("the key refused")]
    Key(E),
}

/// DER of a TimeStampResp to the request in `request_der`, stamped with `now`.
/// `sign` gets the message and returns the raw signature value.
pub fn stand_in_response<E>(
    request_der: &[u8],
    who: &StandIn,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
    now: Timestamp,
) -> Result<Vec<u8>, StandInError<E>> {
    let request = TimeStampReq::from_der(request_der)?;
    if request.imprint.algorithm.oid != attr::SHA_256 || request.imprint.hash.as_bytes().len() != 32 {
        return Ok(refusal()?);
    }
    let content = tst_info(request.imprint, request.nonce, who, now)?;
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&content).into();
    let leaf = who.chain.first().ok_or_else(|| der::Error::from(der::ErrorKind::Failed))?;
    let attributes = attr::signed(attr::TST_INFO, &digest, leaf)?;
    let signature = sign(&attributes.to_der()?).map_err(StandInError::Key)?;
    let token = signed_data::write(Parts {
        content_type: attr::TST_INFO,
        content: Some(&content),
        signed_attributes: attributes,
        signature_algorithm: who.algorithm.oid(),
        signature: &signature,
        chain: &who.chain,
        unsigned_attributes: None,
    })?;
    let granted = PkiStatusInfo { status: 0, text: None, failure: None };
    Ok(TimeStampResp { status: granted, token: Some(Any::from_der(&token)?) }.to_der()?)
}

fn tst_info(imprint: MessageImprint, nonce: Option<Int>, who: &StandIn, now: Timestamp) -> der::Result<Vec<u8>> {
    let seconds = u64::try_from(now.as_second()).map_err(|_| der::Error::from(der::ErrorKind::Failed))?;
    let at = GeneralizedTime::from_unix_duration(std::time::Duration::from_secs(seconds))?;
    TstInfo {
        version: 1,
        policy: ObjectIdentifier::new(&who.policy)?,
        imprint,
        serial: super::nonce_integer(&who.serial.to_be_bytes())?,
        gen_time: Any::encode_from(&at)?,
        accuracy: None,
        ordering: None,
        nonce,
        tsa: None,
        extensions: None,
    }
    .to_der()
}

/// Status "rejection" with failure `badAlg` (RFC 3161 §2.4.2, bit 0).
fn refusal() -> der::Result<Vec<u8>> {
    let failure = Some(der::asn1::BitString::new(7, vec![0x80])?);
    TimeStampResp { status: PkiStatusInfo { status: 2, text: None, failure }, token: None }.to_der()
}
