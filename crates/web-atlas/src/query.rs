//! The query of an address as pairs of names and values (WHATWG URL, `application/x-www-form-urlencoded`).
//!
//! Strict: what is not UTF-8 is refused, not mended, and so is a name given twice: guessing which one was meant
//! would answer a question nobody asked.

use crate::fault::Fault;

/// The most bytes of a query that are read.
const MOST_BYTES: usize = 16 << 10;

/// Parameters in the order they were given; taken out one by one, so that what is left is unknown.
#[derive(Clone, Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// Bytes that are no UTF-8, a name given twice, or more than a client can mean.
    pub fn read(raw: &str) -> Result<Query, Fault> {
        if raw.len() > MOST_BYTES {
            return Err(Fault::bad("query-long").with("most", MOST_BYTES));
        }
        let mut pairs: Vec<(String, String)> = Vec::new();
        for part in raw.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            if pairs.iter().any(|(known, _)| *known == name) {
                return Err(Fault::bad("twice").about(&name).with("name", name));
            }
            pairs.push((name, value));
        }
        Ok(Query(pairs))
    }

    /// As [`Query::read`], for services whose names may be written in any letter case (WMS, WMTS).
    ///
    /// # Errors
    /// As [`Query::read`].
    pub fn read_any_case(raw: &str) -> Result<Query, Fault> {
        let mut query = Query::read(raw)?;
        for (name, _) in &mut query.0 {
            *name = name.to_ascii_lowercase();
        }
        for (k, (name, _)) in query.0.iter().enumerate() {
            if query.0[..k].iter().any(|(known, _)| known == name) {
                return Err(Fault::bad("twice").about(name).with("name", name));
            }
        }
        Ok(query)
    }

    /// Takes a parameter out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1)
    }

    /// What nobody has taken.
    pub fn rest(&self) -> &[(String, String)] {
        &self.0
    }

    /// Refuses what nobody has taken; `served` are the names that would be read.
    ///
    /// # Errors
    /// The first unknown name.
    pub fn close(&self, served: &[&str]) -> Result<(), Fault> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => {
                Err(Fault::bad("unknown-parameter").about(name).with("name", name).with("served", served.join(", ")))
            }
        }
    }
}

fn decoded(text: &str) -> Result<String, Fault> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
                match (digit(rest.next()), digit(rest.next())) {
                    (Some(high), Some(low)) => (high * 16 + low) as u8,
                    _ => return Err(Fault::bad("not-decodable").with("value", text)),
                }
            }
            other => other,
        });
    }
    let text = String::from_utf8(bytes).map_err(|_| Fault::bad("not-decodable").with("value", text))?;
    if text.contains('\0') { Err(Fault::bad("not-decodable").with("value", "%00")) } else { Ok(text) }
}

/// A value as it may stand in an address.
#[must_use]
pub fn encoded(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b',' | b':' | b'/' | b'@') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_strictly() {
        let mut query = Query::read("a=1&b=%E4%BD%8F+%2B&c").unwrap();
        assert_eq!(query.take("b").as_deref(), Some("住 +"));
        assert_eq!(
            (query.take("a").as_deref(), query.take("c").as_deref(), query.take("a")),
            (Some("1"), Some(""), None)
        );
        assert!(query.close(&[]).is_ok());
        for bad in ["a=1&a=2", "a=%FF", "a=%0", "a=%zz", "a=%00"] {
            assert!(Query::read(bad).is_err(), "{bad}");
        }
        assert!(Query::read_any_case("SERVICE=WMS&service=WMS").is_err());
        assert_eq!(encoded("a b&住"), "a%20b%26%E4%BD%8F");
    }
}
