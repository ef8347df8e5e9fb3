//! The signature of a webhook: HMAC-SHA256 (RFC 2104) over seconds, a dot, and the body.

use crate::secret::Secret;
use lexicon::instant::At;
use ring::hmac;

/// Why a received event is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// Not `t=<seconds>,v1=<64 hex digits>`.
    #[error("the signature header is not of the agreed form")]
    Form,
    /// Signed too long ago, or in the future.
    #[error("the signature is not fresh")]
    Stale,
    /// Another secret, other seconds or another body.
    #[error("the signature is wrong")]
    Wrong,
}

fn message(seconds: i64, body: &[u8]) -> Vec<u8> {
    [format!("{seconds}.").as_bytes(), body].concat()
}

fn key(secret: &Secret) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes())
}

/// The value of the signature header.
pub(super) fn header(secret: &Secret, body: &[u8], now: At) -> String {
    let seconds = now.micros().div_euclid(1_000_000);
    let tag = hmac::sign(&key(secret), &message(seconds, body));
    format!("t={seconds},v1={}", hex::encode(tag))
}

/// What a receiver does: checks `header` against `body`, in constant time, and that it was made
/// within `tolerance_s` seconds of `now`.
pub fn verify(header: &str, body: &[u8], (secret, tolerance_s): (&Secret, i64), now: At) -> Result<(), Distrust> {
    let (seconds, tag) = header.split_once(",v1=").ok_or(Distrust::Form)?;
    let seconds: i64 = seconds.strip_prefix("t=").and_then(|text| text.parse().ok()).ok_or(Distrust::Form)?;
    let tag = hex::decode(tag).map_err(|_| Distrust::Form)?;
    hmac::verify(&key(secret), &message(seconds, body), &tag).map_err(|_| Distrust::Wrong)?;
    let age_s = now.micros().div_euclid(1_000_000).saturating_sub(seconds);
    if age_s.saturating_abs() > tolerance_s { Err(Distrust::Stale) } else { Ok(()) }
}
