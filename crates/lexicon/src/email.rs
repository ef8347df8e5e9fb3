//! `Email`: an address a notice can be sent to.
//!
//! The plain part of RFC 5321/5322: a dot-atom, an at sign, a domain of at least
//! two labels, ASCII (domains in other scripts in their xn-- form). The domain is
//! stored in small letters, the local part as given. Refuses quoted local parts,
//! comments, address literals. Personal data: `Debug` shows the masked form.

use crate::fold;
use crate::text_form::text_form;
use std::fmt;

/// An e-mail address; the domain in small letters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email {
    text: String,
    at_sign: usize,
}

/// Why a text is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// No at sign, or more than one.
    #[error("an e-mail address has one @")]
    AtSign,
    /// The part before the at sign is empty, too long or holds other characters.
    #[error("the part before the @ is not valid")]
    Local,
    /// The part after the at sign is no domain name.
    #[error("the part after the @ is not a domain name")]
    Domain,
}

impl Email {
    /// Reads an address; full width and blanks around it are accepted.
    pub fn parse(text: &str) -> Result<Email, EmailError> {
        let folded = fold::normalise(text);
        let (local, domain) = folded.split_once('@').ok_or(EmailError::AtSign)?;
        if domain.contains('@') {
            return Err(EmailError::AtSign);
        }
        if !is_local(local) {
            return Err(EmailError::Local);
        }
        let domain = domain.to_ascii_lowercase();
        if !is_domain(&domain) || local.len() + 1 + domain.len() > 254 {
            return Err(EmailError::Domain);
        }
        Ok(Email { text: format!("{local}@{domain}"), at_sign: local.len() })
    }

    /// The whole address. For sending, never for a log.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the at sign.
    pub fn local(&self) -> &str {
        &self.text[..self.at_sign]
    }

    /// The domain, in small letters.
    pub fn domain(&self) -> &str {
        &self.text[self.at_sign + 1..]
    }

    /// `w***@example.org`: the first character and the domain.
    pub fn masked(&self) -> String {
        format!("{}***@{}", &self.text[..1], self.domain())
    }
}

fn is_local(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && local.split('.').all(|atom| {
            !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        })
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let label_fits = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let all_digits = |label: &&str| label.bytes().all(|b| b.is_ascii_digit());
    labels.len() >= 2 && labels.iter().all(label_fits) && !labels.last().is_some_and(all_digits)
}

impl fmt::Debug for Email {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.masked())
    }
}

text_form!(Email, EmailError, |email| email.text.clone());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_their_domain_made_small() {
        for (text, stored) in [
            (" wang@Example.ORG ", "wang@example.org"),
            ("Wang.Xiao+case@mail.example.org", "Wang.Xiao+case@mail.example.org"),
            ("ｗａｎｇ＠example.org", "wang@example.org"),
            ("a@xn--fiqs8s.example", "a@xn--fiqs8s.example"),
        ] {
            assert_eq!(Email::parse(text).unwrap().as_str(), stored);
        }
    }

    #[test]
    fn what_no_mail_reaches_is_refused() {
        for (text, error) in [
            ("wang", EmailError::AtSign),
            ("a@b@example.org", EmailError::AtSign),
            ("@example.org", EmailError::Local),
            ("a..b@example.org", EmailError::Local),
            ("a b@example.org", EmailError::Local),
            ("王@example.org", EmailError::Local),
            ("a@localhost", EmailError::Domain),
            ("a@-x.org", EmailError::Domain),
            ("a@127.0.0.1", EmailError::Domain),
            ("a@example.org\r\nBcc: b@example.org", EmailError::AtSign),
            ("a@example.org\r\nBcc: b", EmailError::Domain),
        ] {
            assert_eq!(Email::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn the_local_part_stays_hidden() {
        let email = Email::parse("wang@example.org").unwrap();
        assert_eq!(format!("{email:?}"), "w***@example.org");
    }
}
