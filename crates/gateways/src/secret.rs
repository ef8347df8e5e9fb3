//! A shared secret (password, client secret, hash key) that does not show itself.
//!
//! It has no `Display`, its `Debug` is dots, and it cannot be serialised, so that no log line,
//! error text or panic message can hold it.

use serde::Deserialize;
use std::fmt;

/// A secret text.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret read from the configuration.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The secret itself; only for the moment it is used.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new("pwFHCqoQ");
        assert!(!format!("{secret:?} {secret:#?}").contains("pwFH"));
        assert_eq!(secret.reveal(), "pwFHCqoQ");
    }
}
