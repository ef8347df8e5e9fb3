//! Time-stamps (RFC 3161): asking, judging the answer, and assembling tokens
//! for a stand-in authority. Bytes in, bytes out; sending is a gateway's work.
//!
//! A token is accepted only if status, nonce, imprint, signature, the
//! authority's certificate (time-stamping usage, critical and alone), its path
//! and the nearness of its time all hold.

mod stand_in;

use der::asn1::{Any, Int, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Sequence};
use jiff::Timestamp;
use spki::AlgorithmIdentifierOwned;
use x509_cert::ext::Extensions;

use crate::attributes as attr;
use crate::chain::{self, Path, Purpose, Untrusted};
use crate::signed_data::{self, Broken};

pub use stand_in::{StandIn, StandInError, stand_in_response};

#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
struct MessageImprint {
    algorithm: AlgorithmIdentifierOwned,
    hash: OctetString,
}

impl MessageImprint {
    fn sha_256(digest: &[u8; 32]) -> der::Result<Self> {
        Ok(MessageImprint { algorithm: attr::algorithm(attr::SHA_256), hash: OctetString::new(digest.as_slice())? })
    }
}

#[derive(Sequence)]
struct TimeStampReq {
    version: u8,
    imprint: MessageImprint,
    policy: Option<ObjectIdentifier>,
    nonce: Option<Int>,
    cert_req: Option<bool>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

#[derive(Sequence)]
struct PkiStatusInfo {
    status: u8,
    text: Option<Vec<Any>>,
    failure: Option<der::asn1::BitString>,
}

#[derive(Sequence)]
struct TimeStampResp {
    status: PkiStatusInfo,
    token: Option<Any>,
}

#[derive(Sequence)]
struct Accuracy {
    seconds: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<Int>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<Int>,
}

#[derive(Sequence)]
struct TstInfo {
    version: u8,
    policy: ObjectIdentifier,
    imprint: MessageImprint,
    serial: Int,
    /// GeneralizedTime, kept raw: RFC 3161 allows fractions of a second.
    gen_time: Any,
    accuracy: Option<Accuracy>,
    ordering: Option<bool>,
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    tsa: Option<Any>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

/// What was asked of an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// SHA-256 to be stamped, see [`crate::pades::timestamp_imprint`].
    pub imprint: [u8; 32],
    /// Random bytes, new for each request.
    pub nonce: [u8; 16],
}

/// How far an answer's time may be from ours, in seconds on either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slack {
    /// Seconds.
    pub seconds: i64,
}

/// A token that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// DER of the token, to be handed to [`crate::pades::assemble`].
    pub token: Vec<u8>,
    /// The moment it proves.
    pub at: Timestamp,
    /// Subject of the authority's certificate.
    pub authority: String,
}

/// Why a time-stamp was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TspError {
    /// Not DER of the right shape.
    #[error("the time-stamp message cannot be decoded")]
    Malformed,
    /// The authority refused; PKIStatus as sent.
    #[error("the authority refused with status {0}")]
    Refused(u8),
    /// The answer belongs to another request.
    #[error("the nonce is not the one sent")]
    Nonce,
    /// The token stamps something else.
    #[error("the token covers other bytes")]
    Imprint,
    /// The token's signature is wrong.
    #[error("the signature of the token does not hold")]
    Signature,
    /// The authority's certificate is not trusted.
    #[error("the authority is not trusted: {0}")]
    Untrusted(#[from] Untrusted),
    /// The stamped time is too far from now.
    #[error("the stamped time is too far from now")]
    Time,
}

/// DER of a request (RFC 3161 §2.4.1) that asks for the certificates too.
pub fn request(asked: &Asked) -> Result<Vec<u8>, TspError> {
    let build = || -> der::Result<Vec<u8>> {
        TimeStampReq {
            version: 1,
            imprint: MessageImprint::sha_256(&asked.imprint)?,
            policy: None,
            nonce: Some(nonce_integer(&asked.nonce)?),
            cert_req: Some(true),
            extensions: None,
        }
        .to_der()
    };
    build().map_err(|_| TspError::Malformed)
}

/// A positive INTEGER in its shortest form.
fn nonce_integer(bytes: &[u8]) -> der::Result<Int> {
    let start = bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len());
    let mut value = bytes[start..].to_vec();
    if value.first().is_none_or(|b| *b >= 0x80) {
        value.insert(0, 0);
    }
    Int::new(&value)
}

/// Judges an answer (RFC 3161 §2.4.2) to what was `asked`, trusting `anchors` (DER).
pub fn check_response(
    response: &[u8],
    asked: &Asked,
    anchors: &[Vec<u8>],
    (slack, now): (Slack, Timestamp),
) -> Result<Stamped, TspError> {
    let response = TimeStampResp::from_der(response).map_err(|_| TspError::Malformed)?;
    if response.status.status > 1 {
        return Err(TspError::Refused(response.status.status));
    }
    let token = response.token.ok_or(TspError::Malformed)?.to_der().map_err(|_| TspError::Malformed)?;
    let read = Token::read(&token)?;
    if read.info.nonce != nonce_integer(&asked.nonce).ok() {
        return Err(TspError::Nonce);
    }
    read.covers(&asked.imprint)?;
    read.trust(anchors, now)?;
    if (read.at.as_second() - now.as_second()).abs() > slack.seconds {
        return Err(TspError::Time);
    }
    Ok(Stamped { at: read.at, authority: read.authority(), token })
}

/// A token whose signature holds; trust and imprint are asked separately.
pub(crate) struct Token {
    info: TstInfo,
    data: signed_data::Read,
    pub at: Timestamp,
}

impl Token {
    pub(crate) fn read(der: &[u8]) -> Result<Token, TspError> {
        let data = signed_data::read(der).map_err(|_| TspError::Malformed)?;
        let content = data.content.as_deref().ok_or(TspError::Malformed)?;
        if data.content_type != attr::TST_INFO || !data.rest.is_empty() {
            return Err(TspError::Malformed);
        }
        data.check(|oid| signed_data::digest_of(oid, &[content])).map_err(|broken| match broken {
            Broken::Malformed => TspError::Malformed,
            _ => TspError::Signature,
        })?;
        let info = TstInfo::from_der(content).map_err(|_| TspError::Malformed)?;
        let at = generalized_time(&info.gen_time).ok_or(TspError::Malformed)?;
        Ok(Token { info, data, at })
    }

    pub(crate) fn covers(&self, imprint: &[u8; 32]) -> Result<(), TspError> {
        let wanted = MessageImprint::sha_256(imprint).map_err(|_| TspError::Malformed)?;
        let same = self.info.imprint.algorithm.oid == wanted.algorithm.oid && self.info.imprint.hash == wanted.hash;
        if same { Ok(()) } else { Err(TspError::Imprint) }
    }

    pub(crate) fn trust(&self, anchors: &[Vec<u8>], at: Timestamp) -> Result<(), Untrusted> {
        let path = Path { leaf: &self.data.leaf, leaf_der: &self.data.leaf_der, others: &self.data.others };
        chain::check(&path, anchors, Purpose::TimeStamp, at)
    }

    pub(crate) fn authority(&self) -> String {
        self.data.leaf.tbs_certificate().subject().to_string()
    }
}

/// `YYYYMMDDhhmmss[.f…]Z`.
fn generalized_time(value: &Any) -> Option<Timestamp> {
    if value.header().tag() != der::Tag::GeneralizedTime {
        return None;
    }
    let text = std::str::from_utf8(value.value()).ok()?;
    let (whole, fraction) = match text.strip_suffix('Z')?.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.strip_suffix('Z')?, None),
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || fraction.is_some_and(|f| !digits(f) || f.len() > 9) {
        return None;
    }
    let iso = format!(
        "{}-{}-{}T{}:{}:{}.{}Z",
        &whole[..4],
        &whole[4..6],
        &whole[6..8],
        &whole[8..10],
        &whole[10..12],
        &whole[12..14],
        fraction.unwrap_or("0"),
    );
    iso.parse().ok()
}

#[cfg(test)]
mod tests;
