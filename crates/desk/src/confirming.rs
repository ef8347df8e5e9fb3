//! Confirming an e-mail address by a code sent to it.
//!
//! A code is worth ten minutes and belongs to no case, so its letter is not kept in the outbox: it waits
//! in memory for the worker, and who gets none asks for another.

use lexicon::email::Email;
use lexicon::instant::At;
use store::email_codes::CodeVerdict;
use store::filing::Filing;

use crate::desk::Desk;
use crate::fault::DeskFault;

/// How long a code can be used, in minutes.
pub const CODE_MINUTES: i64 = 10;
/// How often a code may be tried.
const TRIES: u32 = 5;
/// For how long no other code is sent to an address, in minutes: a resend would give new tries.
const AGAIN_MINUTES: i64 = 2;

/// An address as codes know it: letter case makes no second mailbox to guess at.
fn mailbox(to: &Email) -> String {
    to.as_str().to_ascii_lowercase()
}

/// A letter with a code, for the worker to send.
#[derive(Clone, Debug)]
pub struct CodeLetter {
    pub key: String,
    pub to: Email,
    pub subject: String,
    pub text: String,
}

impl Desk {
    /// Sends a fresh code to an address; `words` makes subject and text of it. Soon after another nothing
    /// is sent and the last letter still counts.
    ///
    /// # Errors
    /// The database; no randomness.
    pub async fn send_code(
        &self,
        to: &Email,
        words: impl FnOnce(&str) -> (String, String) + Send,
        now: At,
    ) -> Result<(), DeskFault> {
        let address = mailbox(to);
        let sent = self.store().email_code_expiry(&address).await?;
        if sent.is_some_and(|expires| expires.minutes_later(AGAIN_MINUTES - CODE_MINUTES) > now) {
            return Ok(());
        }
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|_| DeskFault::Random)?;
        let code = format!("{:06}", u64::from_le_bytes(random[..8].try_into().unwrap_or_default()) % 1_000_000);
        let mut filing = Filing::new();
        filing.email_code(&address, &code, now.minutes_later(CODE_MINUTES));
        self.store().file(filing).await?;
        let (subject, text) = words(&code);
        self.post_letter(CodeLetter { key: hex::encode(random), to: to.clone(), subject, text });
        Ok(())
    }

    /// Whether a code is the one that was sent. A right one is spent.
    ///
    /// # Errors
    /// The database.
    pub async fn confirm_code(&self, to: &Email, code: &str, now: At) -> Result<bool, DeskFault> {
        let typed: String = lexicon::fold::compact(code).chars().filter(char::is_ascii_digit).collect();
        let verdict = self.store().email_code_try((&mailbox(to), &typed), TRIES, now).await?;
        Ok(verdict == CodeVerdict::Right)
    }
}
