//! The land office's token: fetched with id and secret, used until shortly before it ends.
//!
//! One token at a time: whoever finds none fetches it while the others wait, so that a hundred
//! questions at once ask for one token.

use super::Config;
use crate::error::{GatewayError, System};
use crate::outbound::Outbound;
use crate::secret::Secret;
use jiff::SignedDuration;
use lexicon::instant::At;
use reqwest::Method;
use serde::Deserialize;
use tokio::sync::Mutex;

/// Life of a token whose answer does not say, seconds (as the service documents).
const USUAL_LIFE_S: i64 = 300;
/// A token is given up this long before its end, seconds: a question may take that long.
const MARGIN_S: i64 = 30;

#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<Option<Token>>);

#[derive(Debug)]
struct Token {
    text: Secret,
    until: At,
}

#[derive(Deserialize)]
struct Given {
    access_token: Secret,
    expires_in: Option<i64>,
}

/// The token answer is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no token in the answer")]
pub struct NoToken;

impl Tokens {
    pub(super) async fn get(&self, outbound: &Outbound, config: &Config, now: At) -> Result<Secret, GatewayError> {
        let mut kept = self.0.lock().await;
        if let Some(token) = kept.as_ref().filter(|token| now < token.until) {
            return Ok(token.text.clone());
        }
        let request = outbound.request(Method::GET, &config.token_address)?;
        let request = request.basic_auth(&config.client_id, Some(config.client_secret.reveal()));
        let answer = outbound.send_ok(request).await?;
        // The answer holds the token: it must not become part of an error.
        let given: Given =
            serde_json::from_slice(&answer).map_err(|_| GatewayError::nonsense(System::LandOffice, NoToken))?;
        let life_s = given.expires_in.unwrap_or(USUAL_LIFE_S).clamp(0, 86_400) - MARGIN_S;
        let until = now.plus(SignedDuration::from_secs(life_s));
        *kept = Some(Token { text: given.access_token.clone(), until });
        Ok(given.access_token)
    }

    pub(super) async fn forget(&self) {
        *self.0.lock().await = None;
    }
}
