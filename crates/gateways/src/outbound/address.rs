//! Where an outside system lives: a checked web address.
//!
//! HTTPS, or plain HTTP to this machine; [`Address::parse_open`] also takes plain HTTP abroad,
//! for protocols whose answers are signed (RFC 3161). No user name, no password, no fragment.

use super::reach::{Forbidden, Reach};
use reqwest::Url;
use serde::Deserialize;
use std::fmt;
use std::net::IpAddr;

/// A checked web address.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Address(Url);

/// Why a text is no address we would send to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No URL, or one without a host.
    #[error("not an http(s) address")]
    Shape,
    /// User name, password or fragment in it.
    #[error("an address may not hold a user name, password or fragment")]
    Extra,
    /// Plain HTTP to another machine.
    #[error("plain http is only for this machine")]
    Plain,
}

impl Address {
    /// Reads `https://…`, or `http://…` of this machine.
    pub fn parse(text: &str) -> Result<Address, AddressError> {
        let address = Address::parse_open(text)?;
        if address.0.scheme() == "http" && !address.is_this_machine() {
            return Err(AddressError::Plain);
        }
        Ok(address)
    }

    /// Reads `http://…` or `https://…` of any machine.
    pub fn parse_open(text: &str) -> Result<Address, AddressError> {
        let url = Url::parse(text.trim()).map_err(|_| AddressError::Shape)?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(AddressError::Shape);
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(AddressError::Extra);
        }
        Ok(Address(url))
    }

    /// The same host with this path, e.g. `/Cashier/AioCheckOut/V5`, and no query.
    #[must_use]
    pub fn with_path(&self, path: &str) -> Address {
        let mut url = self.0.clone();
        url.set_path(path);
        url.set_query(None);
        Address(url)
    }

    /// The same address with these query fields added.
    #[must_use]
    pub fn with_query(&self, fields: &[(&str, &str)]) -> Address {
        let mut url = self.0.clone();
        url.query_pairs_mut().extend_pairs(fields);
        Address(url)
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// Judges a literal IP address; names are judged when they are resolved.
    pub(crate) fn allowed_by(&self, reach: Reach) -> Result<(), Forbidden> {
        match self.literal() {
            Some(ip) => reach.allows(ip),
            None => Ok(()),
        }
    }

    fn literal(&self) -> Option<IpAddr> {
        self.0.host_str()?.trim_start_matches('[').trim_end_matches(']').parse().ok()
    }

    fn is_this_machine(&self) -> bool {
        self.literal().is_some_and(|ip| ip.is_loopback()) || self.0.host_str() == Some("localhost")
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;
    fn try_from(text: String) -> Result<Address, AddressError> {
        Address::parse(&text)
    }
}

impl fmt::Debug for Address {
    /// Scheme and host only: path and query may hold personal data.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}://{}/…", self.0.scheme(), self.0.host_str().unwrap_or(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine() {
        for (text, closed, open) in [
            ("https://tsa.example.tw/", Ok(()), Ok(())),
            ("http://127.0.0.1:8080/a?b=c", Ok(()), Ok(())),
            ("http://[::1]:8080/", Ok(()), Ok(())),
            ("http://localhost/", Ok(()), Ok(())),
            ("http://tsa.example.tw/", Err(AddressError::Plain), Ok(())),
            ("http://0x7f000001/", Ok(()), Ok(())),
            ("ftp://example.tw/", Err(AddressError::Shape), Err(AddressError::Shape)),
            ("file:///etc/passwd", Err(AddressError::Shape), Err(AddressError::Shape)),
            ("https://u:p@example.tw/", Err(AddressError::Extra), Err(AddressError::Extra)),
            ("https://example.tw/#x", Err(AddressError::Extra), Err(AddressError::Extra)),
            ("example.tw", Err(AddressError::Shape), Err(AddressError::Shape)),
        ] {
            assert_eq!(Address::parse(text).map(|_| ()), closed, "{text}");
            assert_eq!(Address::parse_open(text).map(|_| ()), open, "{text}");
        }
    }

    #[test]
    fn an_address_in_a_log_shows_no_path() {
        let address = Address::parse("https://example.tw/parcel/060900180001?id=E123456789").unwrap();
        assert_eq!(format!("{address:?}"), "https://example.tw/…");
    }
}
